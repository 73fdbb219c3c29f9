"""The whole house with batches in it: drafts are submitted, signed, and paid by the worker's own round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobs.bank_run import BankRun
from jobs.house import subscriptions
from jobs.outbox_relay import Relay
from kernel import invariants
from kernel.statements import Row
from kernel.tenancy import Scope
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.batches import check, commands
from workflows.batches.commands import BatchHeader, Intake
from workflows.batches.rows import RowIn

PAYER = "1001234509012345678"


class BatchBank(PaymentHouse):
    """Short words for what people do with batches."""

    def __init__(self, world: HouseWorld) -> None:
        super().__init__(world)

    def open(self, rows: Sequence[RowIn], serial: str = "B-1", **more: Any) -> BatchHeader:
        given: dict[str, Any] = {"payer_account": PAYER, "name": "十一月报销", **more}
        command = commands.OpenBatch(
            client_serial=serial, rows=Intake(rows=lambda: iter(rows)), **given
        )
        return self._do("batches.open", command)

    def submit_batch(self, number: str, *, by: str = "李娜") -> BatchHeader:
        return self._do("batches.submit", commands.NameBatch(number=number), by=by)

    def do(self, code: str, command: object, *, by: str = "李娜") -> BatchHeader:
        return self._do(code, command, by=by)

    def _do(self, code: str, command: object, *, by: str = "李娜") -> BatchHeader:
        answer = self.house.gate.perform(self.world.actor(by), code, command)
        assert isinstance(answer, BatchHeader)
        return answer

    def agreed(self, rows: Sequence[RowIn], serial: str = "B-1", **more: Any) -> BatchHeader:
        """A batch that was submitted and signed by everybody who must."""
        batch = self.open(rows, serial, **more)
        self.submit_batch(batch.number)
        for name in ("赵敏", "王磊"):
            self.decide(name)
        return self.look(batch.number)

    def look(self, number: str) -> BatchHeader:
        command = commands.AskBatch(number=number)
        view = self.house.gate.read(self.world.actor("李娜"), "batches.find", command)
        assert isinstance(view, BatchHeader)
        return view

    def work(self) -> int:
        """One round of the worker over batches."""
        return self.worker.batches.work(self.run)

    def tell(self) -> None:
        """Events are heard."""
        run = BankRun(self.world.db.worker, self.world.kernel, self.world.tenant_id)
        Relay(subscriptions(self.worker))(run)

    def set_status(self, number: str, status: str) -> None:
        """An account is frozen, or open again."""
        self.world.db.tamper(
            f"UPDATE yinqi.ledger_account SET status = '{status}' WHERE number = '{number}'"  # noqa: S608 - ours
        )

    def debit_each(self) -> None:
        """The paying account is set up to be debited row by row."""
        self.world.db.tamper(
            "INSERT INTO yinqi.batch_account (tenant_id, enterprise_id, account_number, debit)"  # noqa: S608 - ours
            " SELECT tenant_id, enterprise_id, number, 'each' FROM yinqi.ledger_account"
            f" WHERE number = '{PAYER}'"
        )

    def states(self, number: str) -> dict[str, int]:
        """How many rows stand how, as the auditor sees them."""
        sql = (
            "SELECT r.state, count(*) AS n FROM batch_row r JOIN batch b ON b.tenant_id = r.tenant_id AND b.id = r.batch_id"
            " WHERE b.number = %s GROUP BY r.state"
        )
        return {row["state"]: row["n"] for row in self.ask(sql, number)}

    def breaches(self) -> list[str]:
        """Broken rules of the books and of batches."""
        with self.world.db.auditor.begin(Scope(self.world.tenant_id)) as uow:
            found = invariants.breaches(uow, check.RULES)
        return [*super().breaches(), *(one.rule.code for one in found)]

    def ask(self, sql: str, *values: object) -> list[Row]:
        with self.world.db.auditor.begin(Scope(self.world.tenant_id)) as uow:
            return uow.rows(sql, values)


def tallies(view: BatchHeader) -> dict[str, tuple[int, int]]:
    """The header's counters that are not zero."""
    return {one.state: (one.rows, one.total_minor) for one in view.tallies if one.rows}
