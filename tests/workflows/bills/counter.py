"""The desk of 云港银行 beside the world of bills: two people decide, the worker carries it out."""

from __future__ import annotations

from collections.abc import Mapping

from corporate import bank_desk
from corporate.bootstrap import CATALOGUE
from jobs.bills import Bills
from jobs.outbox_relay import Relay
from kernel.statements import Row
from tests.workflows.bills.house import BillWorld
from tests.workflows.desk.bank import DeskBank


class BillCounter:
    """Staff who deal with bills."""

    def __init__(self, bills: BillWorld) -> None:
        self.bills = bills
        self.desk = DeskBank(bills.world)
        worker = bills.worker
        self.relay = Relay(
            bank_desk.orders(
                CATALOGUE, worker.banks, worker.dispatch.inbox, worker.credits, worker.bills.desk
            )
        )

    def set(self, kind: str, target: str, **typed: str) -> Row:
        """Something the bank sets, in force at once."""
        row = self.desk.done(kind, target, typed)
        assert row["status"] == "in_force", row["why"]
        return row

    def waiting(self) -> list[str]:
        """What waits for two people."""
        run = self.bills.run(self.bills.world.tenant_id)
        rows = run(
            lambda ctx: ctx.uow.rows(
                "SELECT open_id FROM bill_desk_act WHERE status = 'waiting' ORDER BY id"
            )
        )
        return [row["open_id"] for row in rows]

    def decide(self, kind: str, target: str, typed: Mapping[str, str]) -> str:
        """Two people decide, the worker does it, the exchange hears of it; how the change stands then."""
        row = self.desk.done(kind, target, typed)
        self.work()
        return str(self.desk.change(row["number"])["status"])

    def answer(self, why: str = "") -> str:
        """The one request that waits is agreed to, or refused with a reason."""
        (open_id,) = self.waiting()
        typed = {"status": "refuse", "why": why} if why else {"status": "agree"}
        return self.decide("bill_answer", open_id, typed)

    def work(self) -> None:
        """The worker hears the desk, then both banks and the exchange go round."""
        while self.relay(self.bills.run(self.bills.world.tenant_id)):
            pass
        self.bills.work(8)

    def collect_advances(self) -> None:
        """The hourly try to collect what the bank has advanced."""
        Bills(self.bills.worker).collect(self.bills.run(self.bills.world.tenant_id))

    def used(self, name: str) -> int:
        """How much of its line a company uses."""
        run = self.bills.run(self.bills.world.tenant_id)
        code = self.bills.party(name)["code"]
        row = run(
            lambda ctx: ctx.uow.row(
                "SELECT used_minor FROM bill_line_use WHERE drawer_code = %s", (code,)
            )
        )
        return int(row["used_minor"]) if row else 0
