"""Two banks' houses around one simulated exchange, and short words for what their customers do."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from connectors.bill_exchange.link import HttpBillExchange
from connectors.bill_exchange.simulator.server import TestExchange
from corporate.bootstrap import House, assemble
from corporate.settings import Settings
from jobs.bank_run import BankRun
from jobs.bills import Bills
from kernel.context import Actor, Context
from kernel.ids import SystemRandomness
from kernel.operation import Door
from kernel.public_status import PublicStatus
from kernel.tenancy import Scope
from ledger import check, queries
from tests.cast import BANKS, PASSWORD, CastBank, CastEnterprise
from tests.workflows.payments.house import ScriptedClearing
from tests.world import HouseWorld
from workflows.bills.answers import (
    BillLine,
    BillRequestView,
    ShownBill,
)
from workflows.bills.checking import breaches
from workflows.bills.rights import RIGHTS

RULE: Final = {"bands": {"CNY": [{"upper_minor": None, "steps": [[{"group": "checker", "needed": 1}]]}]}}  # fmt: skip
MAKERS: Final = {"辰海": ("李娜", "赵敏"), "恒锐": ("刘洋", "何婷"), "越洋": ("吴强", "王蕾")}
DUE: Final = date(2027, 3, 22)


@dataclass
class BillWorld:
    """Both banks, the exchange between them, and everybody in it."""

    world: HouseWorld
    exchange: TestExchange
    house: House
    worker: House
    serial: int = 0

    def company(self, name: str) -> tuple[CastBank, CastEnterprise]:
        return next((b, e) for b in BANKS for e in b.enterprises if name in e.name)

    def party(self, name: str) -> dict[str, str]:
        """A company as others name it in a request."""
        bank, company = self.company(name)
        account = company.accounts[0].number
        return {"name": company.name, "code": company.uscc, "account": account, "bank": bank.bank_code}  # fmt: skip

    def bank_party(self, slug: str) -> dict[str, str]:
        bank = next(b for b in BANKS if b.slug == slug)
        return {"name": bank.name.zh, "code": bank.bank_code, "account": bank.bank_code, "bank": bank.bank_code}  # fmt: skip

    def actor(self, name: str, who: int = 0, door: Door | None = None) -> Actor:
        return self.world.actor(MAKERS[name][who], enterprise=name, door=door)

    def ask(
        self, name: str, act: str, *, sign: bool = True, door: Door | None = None, **given: Any
    ) -> BillRequestView:
        """A company's maker asks; its checker signs, unless told not to."""
        self.serial += 1
        given.setdefault("client_serial", f"PJ-{self.serial:06}")
        given.setdefault("account_number", self.party(name)["account"])
        wired = {_wire(key): value for key, value in given.items()}
        seen = self.house.gate.perform(self.actor(name, door=door), f"bills.{act}", wired)
        assert isinstance(seen, BillRequestView)
        waits = seen.status is PublicStatus.PENDING_APPROVAL
        return self.sign(name, seen) if sign and waits else seen

    def sign(self, name: str, seen: BillRequestView) -> BillRequestView:
        actor = self.actor(name, 1, Door.PHONE)
        given = {"ApprovalId": seen.approval_id, "Action": "approve", "ShownDigest": seen.fingerprint}  # fmt: skip
        self.house.gate.perform(actor, "approvals.decide", given, proof={"password": PASSWORD})
        return self.find(name, seen.number)

    def find(self, name: str, number: str) -> BillRequestView:
        seen = self.house.gate.read(self.actor(name), "bills.find", {"Number": number})
        assert isinstance(seen, BillRequestView)
        return seen

    def work(self, rounds: int = 4) -> None:
        """Both workers go round until nothing moves."""
        for _ in range(rounds):
            if not sum(self._round(tenant) for tenant in self.tenants()):
                return

    def tenants(self) -> list[UUID]:
        return [self.world.tenant_id, self.world.other_tenant_id]

    def _round(self, tenant_id: UUID) -> int:
        return Bills(self.worker).work(self.run(tenant_id))

    def run(self, tenant_id: UUID) -> BankRun:
        return BankRun(self.world.db.worker, self.world.kernel, tenant_id)

    def code(self, tenant_id: UUID) -> str:
        return self.run(tenant_id)(lambda ctx: self.worker.banks.of(ctx.uow).bank_code)

    def do(self, name: str, act: str, **given: Any) -> BillRequestView:
        """Ask, sign, let the exchange work; how it stands then."""
        seen = self.ask(name, act, **given)
        self.work()
        return self.find(name, seen.number)

    def answer(self, name: str, number: str, *, agrees: bool = True, **given: Any) -> BillRequestView:  # fmt: skip
        return self.do(name, "answer", bill_number=number, agrees=agrees, **given)

    def register(self, name: str = "辰海", payee: str = "恒锐", minor: int = 100_000_000, **more: Any) -> str:  # fmt: skip
        """A commercial bill the drawer accepts itself; its number."""
        acceptor = more.pop("acceptor", None) or self.party(name)
        given = {
            "amount_minor": None, "amount": f"{minor // 100}.{minor % 100:02}", "due_on": DUE.isoformat(),
            **_prefixed("acceptor", acceptor), **_prefixed("payee", self.party(payee)), **more,
        }  # fmt: skip
        given.pop("amount_minor")
        return self.do(name, "register", **given).bill_number

    def delivered(self, name: str = "辰海", payee: str = "恒锐", minor: int = 100_000_000, **more: Any) -> str:  # fmt: skip
        """A bill that its payee holds."""
        number = self.register(name, payee, minor, **more)
        self.do(name, "ask_acceptance", bill_number=number)
        if "acceptor" not in more:
            self.answer(name, number)
        self.do(name, "ask_delivery", bill_number=number)
        self.answer(payee, number)
        return number

    def named(self, name: str) -> dict[str, Any]:
        """The company as the other side of a request."""
        return _prefixed("to", self.party(name))

    def show(self, name: str, number: str, interval: str = "") -> ShownBill:
        given = {"BillNumber": number, **({"Interval": interval} if interval else {})}
        seen = self.house.gate.read(self.actor(name), "bills.show", given)
        assert isinstance(seen, ShownBill)
        return seen

    def lines(self, name: str, **wanted: str) -> list[BillLine]:
        given = {_wire(key): value for key, value in wanted.items()}
        return list(self.house.gate.read(self.actor(name), "bills.list", given).bills)

    def balance(self, name: str) -> tuple[int, int]:
        """Booked and held, as the auditor sees the company's first account."""
        user = self.world.user(MAKERS[name][0], name)
        with self.world.db.auditor.begin(Scope(user.tenant_id)) as uow:
            found = queries.balances(uow, [self.party(name)["account"]])[0]
        return found.booked_minor, found.held_minor

    def internal(self, number: str, tenant_id: UUID | None = None) -> int:
        with self.world.db.auditor.begin(Scope(tenant_id or self.world.tenant_id)) as uow:
            row = uow.row(
                "SELECT coalesce(sum(e.amount_minor), 0)::bigint AS booked FROM ledger_account a JOIN ledger_entry e"
                " ON e.tenant_id = a.tenant_id AND e.account_id = a.id WHERE a.tenant_id = %s AND a.number = %s",
                (uow.scope.bank(), number),
            )
            return int(row["booked"]) if row else 0

    def breaches(self) -> list[str]:
        """What the books' own checker and that of bills find at both banks."""
        found = []
        for tenant_id in self.tenants():
            with self.world.db.auditor.begin(Scope(tenant_id)) as uow:
                found += [breach.rule.code for breach in check.breaches(uow)]
                found += [f"{breach.rule}: {breach.number}" for breach in breaches(uow)]
        return found


@contextmanager
def bill_world(world: HouseWorld, folder: Path) -> Iterator[BillWorld]:
    """Both banks with rules for bills, around an exchange that answers on this machine."""
    folder.mkdir(parents=True, exist_ok=True)
    exchange = TestExchange(folder, 0, world.clock, SystemRandomness(), hang_s=0.05)
    serving = threading.Thread(target=exchange.serve)
    serving.start()
    try:
        link = HttpBillExchange(exchange.address)
        settings = Settings(data=world.folder.parent / "data")
        for tenant_id in (world.tenant_id, world.other_tenant_id):
            _add_rules(world, tenant_id)
        house, worker = (
            assemble(
                settings,
                world.kernel,
                database,
                ScriptedClearing(),
                exchange=link,
                passwords=world.passwords,
            )
            for database in (world.db.app, world.db.worker)
        )
        yield BillWorld(world, exchange, house, worker)
    finally:
        exchange.stop()
        serving.join()
        exchange.close()


def _add_rules(world: HouseWorld, tenant_id: UUID) -> None:
    with world.db.owner.begin(Scope(tenant_id)) as uow:
        ctx = Context(world.kernel, uow, Actor(tenant_id, Door.SYSTEM, "开业"), world.clock.now())
        for placed in world.placed.enterprises:
            if placed.tenant_id == tenant_id:
                for operation in RIGHTS:
                    add_rule(ctx, placed.id, operation)


def add_rule(ctx: Context, enterprise_id: UUID, operation: str, rule: Mapping[str, Any] = RULE) -> None:  # fmt: skip
    """One checker signs for an operation."""
    ctx.uow.run(
        "INSERT INTO approval_policy (tenant_id, enterprise_id, id, operation, account_number, door, version, rules,"
        " live, created_at) VALUES (%s, %s, %s, %s, '*', '*', 1, %s, true, %s)",
        (ctx.tenant_id, enterprise_id, ctx.world.ids.uuid7(), operation, Jsonb(dict(rule)), ctx.now),
    )  # fmt: skip


def _prefixed(prefix: str, party: Mapping[str, str]) -> dict[str, Any]:
    return {f"{prefix}_{name}": value for name, value in party.items()}


def _wire(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
