"""The whole house in the hands of two administrators and an ERP."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from connectors.direct_link.authority import attach_authority
from connectors.direct_link.blueprint import attach
from corporate import bootstrap
from corporate.bootstrap import House
from corporate.settings import Settings
from jobs.bank_run import BankRun
from kernel.certificates import request_for
from kernel.crypto import PrivateKey
from kernel.operation import Door
from tests.cast import PASSWORD
from tests.connectors.direct_link.conftest import NoClearing
from tests.connectors.direct_link.erp import Erp, Reply
from tests.world import HouseWorld
from workflows.certificates.commands import CertificatesView, MessagesView
from workflows.mandates.commands import MandateView


@dataclass
class CertificateHouse:
    """Short words for what they do; 周涛 and 马倩 are the administrators."""

    world: HouseWorld
    house: House
    worker: House
    app: Flask

    @classmethod
    def of(cls, world: HouseWorld, folder: Path, **configured: Any) -> CertificateHouse:
        settings = Settings(data=folder, **configured)
        house = bootstrap.assemble(settings, world.kernel, world.db.app, NoClearing())
        worker = bootstrap.assemble(settings, world.kernel, world.db.worker, NoClearing())
        app = Flask("bank")
        attach(app, bootstrap.direct_link(house))
        attach_authority(app, bootstrap.authority_desk(house))
        return cls(world, house, worker, app)

    def ask(self, code: str, given: dict[str, Any], *, by: str = "周涛") -> MandateView:
        seen = self.house.gate.perform(self.world.actor(by), code, given)
        assert isinstance(seen, MandateView)
        return seen

    def request(self, key: PrivateKey, *, by: str = "周涛", **other: Any) -> MandateView:
        document = request_for(key, "whatever")
        given = {"Operator": "chenhai-erp", "Document": document} | other
        return self.ask("certificates.request", given, by=by)

    def confirm(self, seen: MandateView, *, by: str = "马倩", action: str = "approve") -> str:
        given = {"ApprovalId": seen.approval_id, "Action": action, "ShownDigest": seen.fingerprint}
        self.house.gate.perform(
            self.world.actor(by, door=Door.PHONE),
            "approvals.decide",
            given,
            proof={"password": PASSWORD},
        )
        shown = self.house.gate.read(
            self.world.actor("马倩"), "mandates.show", {"Number": seen.number}
        )
        return str(shown.status.value)

    def listed(self, *, by: str = "马倩", enterprise: str = "") -> CertificatesView:
        actor = self.world.actor(by, enterprise=enterprise)
        found = self.house.gate.read(actor, "certificates.list")
        assert isinstance(found, CertificatesView)
        return found

    def messages(self, *, by: str = "马倩") -> MessagesView:
        found = self.house.gate.read(self.world.actor(by), "certificates.messages")
        assert isinstance(found, MessagesView)
        return found

    def issued(self, key: PrivateKey) -> str:
        """A certificate for that key, asked for and confirmed: its serial."""
        assert self.confirm(self.request(key)) == "succeeded"
        fingerprint = key.fingerprint()
        return next(c.serial for c in self.listed().certificates if c.key == fingerprint)

    def erp(self, key: PrivateKey, serial: str) -> Erp:
        return Erp(self.world, self.app, key, certificate=serial)

    def as_worker(self) -> BankRun:
        return BankRun(self.world.db.worker, self.world.kernel, self.world.tenant_id)


def question(erp: Erp, address: str = "127.0.0.1") -> Reply:
    """A harmless question, from an address."""
    message = erp.request("accounts.list", "ListAccounts", {})
    found = erp.app.test_client().post(
        f"/b/{erp.bank}/link/v1",
        data=message,
        headers={"Yinqi-Signature": erp.sign(message)},
        environ_overrides={"REMOTE_ADDR": address},
    )
    return Reply(found.status_code, found.data, dict(found.headers))
