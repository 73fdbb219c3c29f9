"""A gateway over a folder, and the bank it speaks to in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from erp_adapters.client import BankLink, LinkConfig, Payment
from erp_adapters.gateway.adapters import adapters_of
from erp_adapters.gateway.config import Drop, Fetch, GatewayConfig
from erp_adapters.gateway.folders import Folders
from erp_adapters.gateway.items import Item, ItemKind
from erp_adapters.gateway.kit import Kit
from erp_adapters.gateway.service import Gateway, MarkedTransport
from erp_adapters.gateway.store import Store
from kernel.clock import FixedClock
from tests.erp_adapters.conftest import Wire
from tests.erp_adapters.test_link import PAYMENT
from tests.world import HouseWorld, crypto

ACCOUNT = "1001234509012345678"


@dataclass
class Machine:
    """The enterprise's machine: folders, a clock the test moves with the bank's, and a gateway."""

    world: HouseWorld
    wire: Wire
    folders: Folders
    config: GatewayConfig
    gateway: Gateway

    @property
    def store(self) -> Store:
        return self.gateway.kit.store

    def round(self, after_s: float = 0.0) -> None:
        """A round, so much later."""
        self.world.clock.advance(timedelta(seconds=after_s))
        self.gateway.round()

    def drop(self, name: str, content: bytes | str | object) -> Path:
        """Put a file into `in/`."""
        path = self.folders.inbox / name
        path.parent.mkdir(exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
            path.write_text(text, encoding="utf-8")
        return path

    def answer(self, serial: str) -> dict[str, Any]:
        """The answer file of a serial."""
        found = json.loads((self.folders.answers / f"{serial}.json").read_text(encoding="utf-8"))
        assert isinstance(found, dict)
        return found

    def item(self, serial: str) -> Item:
        return self.store.find(ItemKind.PAYMENT, serial)


def said(payment: Payment = PAYMENT, **changed: str) -> dict[str, str]:
    """A payment as JSON has it."""
    values = {
        "serial": payment.serial, "payer_account": payment.payer_account,
        "payee_account": payment.payee_account, "payee_name": payment.payee_name,
        "amount": payment.amount, "purpose": payment.purpose,
    }  # fmt: skip
    return values | changed


@pytest.fixture
def settings(config: LinkConfig, tmp_path: Path) -> GatewayConfig:
    """What `yinqi-gateway init` would write, but for the port."""
    return GatewayConfig(
        bank=config, folder=tmp_path / "gateway", host="127.0.0.1", port=0, poll_s=0.05,
        fetch=Fetch(), drops=(Drop("sheets", "csv_excel"), Drop("kingdee", "kingdee")),
    )  # fmt: skip


@pytest.fixture
def machine(settings: GatewayConfig, world: HouseWorld, wire: Wire) -> Machine:
    return make_machine(settings, world, wire)


def make_machine(settings: GatewayConfig, world: HouseWorld, wire: Wire) -> Machine:
    """A gateway as `service.opened` makes it, with the test's line, clock and cryptography."""
    clock: FixedClock = world.clock
    folders = Folders(settings.folder)
    folders.make()
    link = BankLink(
        settings.bank, passphrase=b"open sesame", transport=MarkedTransport(wire), clock=clock,
        crypto=crypto(),
    )  # fmt: skip
    kit = Kit(Store(folders.store), folders, link, clock, adapters_of(settings))
    return Machine(world, wire, folders, settings, Gateway(kit, settings))
