"""A bank with its direct link in this process, and an enterprise's connection to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask

from connectors.direct_link.link import DirectLink
from corporate.bootstrap import House
from erp_adapters.client import BankLink, LinkConfig, NoAnswer
from erp_adapters.client.transport import Reply
from kernel.crypto import key_encryption
from kernel.crypto.key_folder import KeyFolder
from tests.connectors.direct_link import conftest as bank_side
from tests.world import HouseWorld, crypto

URL = "http://127.0.0.1:1/b/yungang/link/v1"


@pytest.fixture(autouse=True)
def _cheap_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys written in these tests are locked with few rounds; tests/kernel/crypto tries the product's."""
    monkeypatch.setattr(key_encryption, "ITERATIONS", 1000)


@dataclass
class Wire:
    """The way to the bank, which may lose or change what travels."""

    app: Flask
    lose_answers: int = 0
    lose_requests: int = 0
    sent: list[bytes] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        assert url == URL
        self.sent.append(body)
        if self.lose_requests:
            self.lose_requests -= 1
            raise NoAnswer(reason="lost on the way")
        found = self.app.test_client().post("/b/yungang/link/v1", data=body, headers=dict(headers))
        if self.lose_answers:
            self.lose_answers -= 1
            raise NoAnswer(reason="lost on the way back")
        self.replies.append(Reply(found.status_code, dict(found.headers), found.data))
        return self.changed(self.replies[-1])

    def get(self, url: str) -> Reply:
        found = self.app.test_client().get("/b/yungang" + url.partition("/b/yungang")[2])
        return Reply(found.status_code, dict(found.headers), found.data)

    def changed(self, reply: Reply) -> Reply:
        """What a test makes of it."""
        return reply


@pytest.fixture
def house(world: HouseWorld, tmp_path: Path) -> House:
    return bank_side.assembled(world, tmp_path)


@pytest.fixture
def link(house: House) -> DirectLink:
    return bank_side.linked(house)


@pytest.fixture
def wire(link: DirectLink) -> Wire:
    return Wire(bank_side.serve(link))


@pytest.fixture
def config(world: HouseWorld, wire: Wire, tmp_path: Path) -> LinkConfig:
    """The files an enterprise keeps: its key, and the bank's."""
    pem = crypto().write_private_key(world.key_of("辰海"), passphrase=b"open sesame")
    folder = tmp_path / "erp"
    KeyFolder(folder, world.kernel.randomness).create_once("erp-key.pem", pem)
    (folder / "bank-key.pem").write_bytes(wire.get(f"{URL}/key.pem").body)
    return LinkConfig(
        url=URL, enterprise="10001", operator="chenhai-erp", certificate="CERT-10001",
        key_file=folder / "erp-key.pem", bank_key_file=folder / "bank-key.pem",
    )  # fmt: skip


@pytest.fixture
def bank(world: HouseWorld, wire: Wire, config: LinkConfig) -> BankLink:
    return BankLink(
        config, passphrase=b"open sesame", transport=wire, clock=world.clock, crypto=crypto()
    )
