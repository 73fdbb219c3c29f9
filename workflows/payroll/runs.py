"""Payroll runs (代发批次): drafts on the engine of batches, and what those who sign and those who may know see of them.

Nothing here commits. What is answered to whoever lacks the right to details has no name, account or amount of a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from corporate.identity import rights
from kernel.context import Context
from kernel.errors import NotFound
from kernel.ids import cursor_of, read_cursor
from kernel.operation import Verb
from kernel.statements import Row
from kernel.text import Text
from workflows.batches import commands as b
from workflows.batches import queries as batch_queries
from workflows.batches.ports import Kind
from workflows.batches.rows import RowIn, read
from workflows.batches.service import BatchService, Opening
from workflows.batches.submitting import Submitter
from workflows.payroll import run_commands as c
from workflows.payroll import run_repository
from workflows.payroll.agreements import agreed
from workflows.payroll.comparing import Pay, differences
from workflows.payroll.errors import NoLastRun, NotListed
from workflows.payroll.kinds import PayKind
from workflows.payroll.run_views import row_view, run_view
from workflows.payroll.slips.content import PaidRow
from workflows.payroll.slips.service import PaidRun
from workflows.payroll.vault import Vault
from workflows.payroll.watching import Watcher

PAYROLL: Final = "payroll"
SUBMIT: Final = "payroll.submit"
BanksOf = Callable[[Context], Mapping[str, str]]
_WHAT: Final = Text("该代发批次", "The payroll run")
_PAGE_MAX: Final = 200
_PAID: Final = frozenset({"booked", "settled"})


class RunService:
    """One function per command about runs."""

    def __init__(
        self, batches: BatchService, submitter: Submitter, kind: Kind, banks: BanksOf, vault: Vault
    ) -> None:
        """`banks` says which bank keeps an account, as far as the employee book knows it."""
        self._batches = batches
        self._submitter = submitter
        self._banks = banks
        self.kind = kind
        self._watcher = Watcher(kind, vault)

    def open(self, ctx: Context, command: c.OpenRun) -> c.RunView:
        """A new draft with rows; the same serial again is the same draft. Raises NoAgreement and what staging raises."""
        batch, fresh = self._draft(ctx, command, None)
        if fresh:
            batch = self._stage(ctx, batch, command.rows)
            self._look(ctx, batch)
        return self.view(ctx, batch, duplicate=not fresh)

    def begin(
        self, ctx: Context, said: Mapping[str, Any], stated: tuple[int, int]
    ) -> tuple[Row, bool]:
        """A program's draft without rows, locked, and whether it is new; it states rows and total of the whole."""
        return self._draft(ctx, c.OpenRun(**said, rows=b.Intake(rows=lambda: iter(()))), stated)

    def add(self, ctx: Context, batch: Row, rows: Sequence[RowIn], *, last: bool) -> None:
        """Further rows of a program's draft; what they are as a whole is judged with the last."""
        banks = {} if all(row.bank for row in rows) else self._banks(ctx)
        self._batches.add_rows(ctx, batch, (_placed(row, banks) for row in rows), last=last)

    def mark(self, ctx: Context, digest: str) -> str:
        """A digest of what came, as it may be kept: keyed, for a short payroll could be guessed from a bare one."""
        if not digest or self.kind.sealer is None:
            return digest
        return self.kind.sealer.mark(ctx, "file", digest).hex()

    def _draft(
        self, ctx: Context, command: c.OpenRun, stated: tuple[int, int] | None
    ) -> tuple[Row, bool]:
        agreed(ctx, command.payer_account, command.kind)
        batch, fresh = self._batches.open_draft(ctx, self._opening(ctx, command, stated))
        if fresh:
            run_repository.add(ctx, batch, command.kind.value, command.month)
        return batch, fresh

    def _opening(self, ctx: Context, command: c.OpenRun, stated: tuple[int, int] | None) -> Opening:
        rows, minor = stated or (None, None)
        return Opening(
            kind=PAYROLL, serial=command.client_serial, account=command.payer_account,
            name=command.name or f"{command.month} {command.kind.label.zh}", due_on=command.due_on,
            file_name=command.file_name, file_digest=self.mark(ctx, command.file_digest), stated_rows=rows, stated_minor=minor,
        )  # fmt: skip

    def from_last(self, ctx: Context, command: c.NewFromLast) -> c.RunView:
        """A draft with last month's rows, but for who has left. Raises NoLastRun."""
        asked = {
            "account_number": command.payer_account,
            "kind": command.kind.value,
            "month": command.month,
        }
        last = run_repository.last(ctx, asked | {"batch_id": ctx.world.ids.uuid7()})
        if last is None:
            raise NoLastRun
        rows = list(
            self._again(ctx, last)
        )  # read before they are copied: one connection does one thing
        opening = c.OpenRun(
            client_serial=command.client_serial, payer_account=command.payer_account, kind=command.kind,
            month=command.month, due_on=command.due_on,
            rows=b.Intake(rows=lambda: iter(rows)),
        )  # fmt: skip
        return self.open(ctx, opening)

    def stage(self, ctx: Context, command: c.RestageRun) -> c.RunView:
        """Other rows in the place of a draft's."""
        batch = self._locked(ctx, command.number)
        return self._changed(ctx, self._stage(ctx, batch, command.rows))

    def _stage(self, ctx: Context, batch: Row, given: b.Intake) -> Row:
        """These rows in the place of all; one that names no bank is at the bank the book knows."""
        banks = self._banks(ctx)  # read before rows are copied: one connection does one thing
        return self._batches.stage_rows(ctx, batch, (_placed(row, banks) for row in given.rows()))

    def mend(self, ctx: Context, command: b.MendRows) -> c.RunView:
        """Correct cells; raises what the engine raises."""
        self._locked(ctx, command.number)
        self._batches.mend(ctx, command)
        return self._changed(ctx, self._locked(ctx, command.number))

    def mend_alike(self, ctx: Context, command: b.MendAlike) -> c.RunView:
        """Correct the same fault wherever it stands in the same words; raises what the engine raises."""
        self._locked(ctx, command.number)
        self._batches.mend_alike(ctx, command)
        return self._changed(ctx, self._locked(ctx, command.number))

    def remove(self, ctx: Context, command: b.RemoveRows) -> c.RunView:
        """Take rows out, or every faulty one."""
        self._locked(ctx, command.number)
        self._batches.remove(ctx, command)
        return self._changed(ctx, self._locked(ctx, command.number))

    def submit(self, ctx: Context, command: c.NameRun) -> c.RunView:
        """Ask for agreement; what stands out is looked at once more. Raises NoAgreement, NotListed, BatchFaulty."""
        batch = self._locked(ctx, command.number)
        strangers = self._look(ctx, batch)
        if strangers:
            raise NotListed(rows=strangers)
        self._submitter.submit(ctx, b.NameBatch(number=command.number))
        return self.show(ctx, command)

    def withdraw(self, ctx: Context, command: c.NameRun) -> c.RunView:
        """Take it back, or throw a draft away; raises NotTheMaker, IllegalTransition."""
        self._locked(ctx, command.number)
        self._submitter.withdraw(ctx, b.NameBatch(number=command.number))
        return self.show(ctx, command)

    def reissue(self, ctx: Context, command: b.ReissueBatch) -> c.RunView:
        """The failed rows as a new run, agreed upon anew; raises NotEnded, NothingToReissue."""
        old = self.run_of(ctx, self._locked(ctx, command.number))
        seen = self._submitter.reissue(ctx, command)
        batch = self._batches.locked(ctx, seen.number)
        if not seen.duplicate:
            run_repository.add(ctx, batch, old["kind"], old["month"])
            self._look(ctx, batch)
        return self.view(ctx, batch, duplicate=seen.duplicate)

    def show(self, ctx: Context, command: c.NameRun) -> c.RunView:
        """One run: totals, the spread of amounts, what stands out. Raises NotFound."""
        return self.view(ctx, self.seen(ctx, command.number, command.client_serial))

    def page(self, ctx: Context, command: c.ListRuns) -> c.RunPage:
        """Runs on accounts in sight, the newest first."""
        limit = max(1, min(command.limit, _PAGE_MAX))
        before = read_cursor(command.cursor) if command.cursor else None
        user = ctx.actor.user_id
        accounts = rights.accounts_of(ctx.uow, user, SUBMIT, Verb.SEE) if user else []
        found = batch_queries.page(ctx, [PAYROLL], accounts, before, limit + 1)
        runs = run_repository.of_batches(ctx, [row["id"] for row in found])
        last = found[limit - 1] if len(found) > limit else None
        return c.RunPage(
            runs=tuple(run_view(row, runs[row["id"]], whole=False) for row in found[:limit]),
            cursor=cursor_of(last["created_at"], last["id"]) if last else "",
        )

    def findings(self, ctx: Context, command: b.ListFindings) -> b.FindingPage:
        """What is wrong with a draft's rows, with the cells as they stand."""
        self.seen(ctx, command.number)
        return self._batches.findings(ctx, command)

    def rows(self, ctx: Context, command: c.ListRunRows) -> c.RunRows:
        """A page of rows by name and amount. Raises NotFound."""
        batch = self.seen(ctx, command.number, command.client_serial)
        limit = max(1, min(command.limit, _PAGE_MAX))
        state = command.state.value if command.state else None
        found = batch_queries.rows(ctx, self.kind, batch["id"], command.after, limit + 1, state)
        return c.RunRows(
            number=batch["number"],
            rows=self._with_last(ctx, batch, found[:limit]),
            after=found[limit - 1]["row_no"] if len(found) > limit else 0,
        )

    def _with_last(self, ctx: Context, batch: Row, found: Sequence[Row]) -> tuple[c.RunRow, ...]:
        """Rows beside what the same people were paid last time, where that differs."""
        last = self.run_of(ctx, batch)["compared_with"]
        numbers = [row["reference"] for row in found]
        before = {}
        if last is not None:
            kept = run_repository.rows_of(ctx, last, numbers)
            for row in batch_queries.opened(ctx, self.kind, last, kept):
                before[row.reference] = read(row, "CNY").minor
        return tuple(row_view(row, before.get(row["reference"])) for row in found)

    def compare(self, ctx: Context, command: c.CompareRun) -> c.Comparison:
        """This run against the last, person by person: a page of those who differ. Raises NotFound."""
        batch = self.seen(ctx, command.number, command.client_serial)
        run = self.run_of(ctx, batch)
        if run["compared_with"] is None:
            return c.Comparison(number=batch["number"])
        now, before = self._pay(ctx, run["batch_id"]), self._pay(ctx, run["compared_with"])
        found = differences(now, before)
        limit = max(1, min(command.limit, _PAGE_MAX))
        rest = [one for one in found if one.number > command.after]
        return c.Comparison(
            number=batch["number"],
            last_month=run["last_month"] or "",
            same=len(now.keys() | before.keys()) - len(found),
            differing=len(found),
            after=rest[limit - 1].number if len(rest) > limit else "",
            differences=tuple(
                c.DifferenceView(
                    number=one.number, name=(one.now or one.before or _NOBODY).name, kinds=one.kinds,
                    row=one.now.row if one.now else 0, now_minor=one.now.minor if one.now else None,
                    before_minor=one.before.minor if one.before else None,
                )
                for one in rest[:limit]
            ),
        )  # fmt: skip

    def paid(self, ctx: Context, number: str) -> PaidRun:
        """A run as payslips are made of it; raises NotFound."""
        batch = self.seen(ctx, number)
        run = self.run_of(ctx, batch)
        return PaidRun(batch["id"], number, run["month"], run["kind"], self._paid_rows(ctx, batch))

    def seen(self, ctx: Context, number: str, serial: str = "") -> Row:
        """The batch of a run the user may see; raises NotFound, for a batch of another kind too."""
        batch = self._batches.seen(ctx, serial, number)
        if batch["kind"] != PAYROLL:
            raise NotFound(_WHAT)
        return batch

    def _paid_rows(self, ctx: Context, batch: Row) -> Iterator[PaidRow]:
        for one in self._watcher.rows(ctx, batch["id"]):
            if one.state in _PAID:
                extra = one.stored["extra"]
                yield PaidRow(one.row, one.number, one.name, one.account, one.minor, extra)

    def _again(self, ctx: Context, last: Row) -> Iterator[RowIn]:
        """Last month's rows, numbered anew, without those who have left."""
        gone = {row["number"] for row in run_repository.book(ctx) if row["left_on"]}
        kept = (one for one in self._watcher.rows(ctx, last["batch_id"]) if one.number not in gone)
        for place, one in enumerate(kept, 1):
            row = one.stored
            yield RowIn(
                place, one.name, one.account, one.amount, row["bank"], row["remark"], one.number, row["extra"]
            )  # fmt: skip

    def _pay(self, ctx: Context, batch_id: object) -> dict[str, Pay]:
        rows = self._watcher.rows(ctx, batch_id)  # type: ignore[arg-type]  # an id of ours
        return {
            one.number or f"#{one.row}": Pay(one.row, one.name, one.account, one.minor)
            for one in rows
        }

    def _locked(self, ctx: Context, number: str) -> Row:
        batch = self._batches.locked(ctx, number)
        if batch["kind"] != PAYROLL:
            raise NotFound(_WHAT)
        return batch

    def _changed(self, ctx: Context, batch: Row) -> c.RunView:
        self._look(ctx, batch)
        return self.view(ctx, batch)

    def _look(self, ctx: Context, batch: Row) -> int:
        run = self.run_of(ctx, batch)
        project = agreed(ctx, batch["account"], PayKind(run["kind"]))
        return self._watcher.look(ctx, run, project)

    def run_of(self, ctx: Context, batch: Row) -> Row:
        """What a batch is as a payroll."""
        return run_repository.of_batches(ctx, [batch["id"]])[batch["id"]]

    def view(self, ctx: Context, batch: Row, *, duplicate: bool = False) -> c.RunView:
        """A run as everybody sees it who may see payrolls at all."""
        origin = batch_queries.by_id(ctx, batch["reissue_of"]) if batch["reissue_of"] else None
        return run_view(
            batch, self.run_of(ctx, batch), origin["number"] if origin else "", duplicate=duplicate
        )


def _placed(row: RowIn, banks: Mapping[str, str]) -> RowIn:
    bank = banks.get(row.account.replace(" ", ""), "") if banks and not row.bank else ""
    return replace(row, bank=bank) if bank else row


_NOBODY: Final = Pay(0, "", "", 0)
