"""One function per command about batches. Nothing here commits.

A draft is opened with rows, mended, and submitted; from then on its rows are what was signed. Other slices with
kinds of their own (payroll) call the same desk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from connectors.ports import Account, CoreBanking
from corporate.banks import Bank
from corporate.identity import rights
from kernel import limits
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.errors import NotFound
from kernel.identifiers import IdentifierFault, parse_account_number
from kernel.ids import cursor_of, read_cursor
from kernel.operation import Verb
from kernel.records.serials import claim
from kernel.statements import Row
from workflows.batches import commands, queries, repository, views
from workflows.batches.errors import (
    CurrencyDiffers,
    KindUnknown,
    NotDraft,
    PayerUnknown,
    RowUnknown,
)
from workflows.batches.ports import PAYMENT, Kind, PayeeRules
from workflows.batches.rows import RowIn
from workflows.batches.signing import SubjectReader
from workflows.batches.staging import Stager

_NO_CONTENT: Final = b""
_PAGE_MAX: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A draft to be: everything about it but its rows."""

    kind: str
    serial: str
    account: str
    name: str
    due_on: date | None = None
    currency: str = "CNY"
    file_name: str = ""
    file_digest: str = ""
    stated_rows: int | None = None
    stated_minor: int | None = None


class BatchService:
    """Drafts of batches: opened, staged, mended, asked about."""

    def __init__(
        self,
        kinds: Sequence[Kind],
        core: CoreBanking,
        book: PayeeRules,
        bank_of: Callable[[Context], Bank],
    ) -> None:
        self._kinds = {kind.code: kind for kind in kinds}
        self._core = core
        self._book = book
        self._bank_of = bank_of
        self.reader = SubjectReader(book, bank_of, self.kind)

    def kind(self, code: str) -> Kind:
        """A kind of batch; raises KindUnknown."""
        found = self._kinds.get(code)
        if found is None:
            raise KindUnknown(kind=code)
        return found

    def open(self, ctx: Context, command: commands.OpenBatch) -> commands.BatchHeader:
        """A new draft with the rows of a file; the same again is the same draft.

        Raises PayerUnknown, SerialConflict, TooManyRows, TooManyBanks.
        """
        opening = Opening(
            kind=PAYMENT.code, serial=command.client_serial, account=command.payer_account, name=command.name,
            due_on=command.due_on, currency=command.currency, file_name=command.file_name,
            file_digest=command.file_digest, stated_rows=command.stated_rows, stated_minor=command.stated_minor,
        )  # fmt: skip
        batch, fresh = self.open_draft(ctx, opening)
        if fresh:
            batch = self.stage_rows(ctx, batch, command.rows.rows())
        return self.view(ctx, batch, duplicate=not fresh)

    def open_draft(
        self, ctx: Context, opening: Opening, reissue_of: Row | None = None
    ) -> tuple[Row, bool]:
        """A draft without rows, locked, and whether it is new.

        Raises PayerUnknown, CurrencyDiffers, SerialConflict.
        """
        kind = self.kind(opening.kind)
        account = self._payer(ctx, kind, opening.account)
        new_id = ctx.world.ids.uuid7()
        content = ctx.world.crypto.sm3(_said(opening).encode())
        claimed = claim(ctx.uow, ctx.enterprise_id, opening.serial, "batches.open", content, new_id)
        if claimed.duplicate:
            return repository.lock(ctx, claimed.subject_id), False
        if opening.currency != account.currency:
            raise CurrencyDiffers(
                account=account.number, found=account.currency, asked=opening.currency
            )
        bank, today = self._bank_of(ctx), bank_today(ctx.world.clock)
        standing = queries.standing(ctx, account.number)
        if not standing["may_pay"]:
            raise PayerUnknown(account=opening.account)
        debit = "total" if kind.private else standing["debit"]
        batch = {
            "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id, "id": new_id,
            "number": ctx.world.ids.number("B"), "client_serial": opening.serial, "kind": kind.code,
            "door": ctx.actor.door.value, "name": opening.name, "account": account.number,
            "account_name": account.name, "currency": account.currency,
            "due_on": day_of(bank, opening.due_on, today), "debit": debit,
            "reissue_of": reissue_of["id"] if reissue_of else None,
            "source": {"file": opening.file_name, "sm3": opening.file_digest},
            "stated_rows": opening.stated_rows, "stated_minor": opening.stated_minor, "content": _NO_CONTENT,
            **dict.fromkeys(_COUNTERS, 0), "canonical_text": "", "digest": b"", "status": "draft",
            "status_at": ctx.now, "version": 0, "reason_code": "", "reason": {},
            "maker_person_id": ctx.actor.person_id, "maker_name": ctx.actor.name, "approval_id": None,
            "limited": False, "transaction_id": None, "created_at": ctx.now,
        }  # fmt: skip
        repository.insert(ctx, batch)
        return repository.lock(ctx, new_id), True

    def stage_rows(self, ctx: Context, batch: Row, rows: Iterable[RowIn]) -> Row:
        """These rows in the place of all there were. Raises NotDraft, TooManyRows, TooManyBanks."""
        return self._stager(ctx, batch).stage(rows)

    def add_rows(self, ctx: Context, batch: Row, rows: Iterable[RowIn], *, last: bool) -> Row:
        """Further rows of a draft that comes in parts; the whole is judged with the last. Raises NotDraft."""
        return self._stager(ctx, batch).add(rows, last=last)

    def stage(self, ctx: Context, command: commands.RestageBatch) -> commands.BatchHeader:
        """Other rows in the place of a draft's."""
        batch = self.locked(ctx, command.number)
        return self.view(ctx, self.stage_rows(ctx, batch, command.rows.rows()))

    def mend(self, ctx: Context, command: commands.MendRows) -> commands.BatchHeader:
        """Correct cells; only these rows are looked at again. Raises NotDraft, RowUnknown."""
        batch = self._readable(ctx, self.locked(ctx, command.number))
        edits: dict[int, dict[str, str]] = {}
        for one in command.edits[: limits.BATCH_MENDED_MAX]:
            edits.setdefault(one.row, {})[one.field.value] = one.text
        return self.view(ctx, self._stager(ctx, batch).mend(edits))

    def mend_alike(self, ctx: Context, command: commands.MendAlike) -> commands.BatchHeader:
        """Correct every row that has the same fault in the same words as one row has."""
        batch = self._readable(ctx, self.locked(ctx, command.number))
        kind, field = self.kind(batch["kind"]), command.field.value
        found = queries.findings(ctx, kind, batch["id"], command.row - 1, _PAGE_MAX)
        mine = [one for one in found if one["row_no"] == command.row and one["field"] == field]
        if not mine:
            raise RowUnknown(row=command.row)
        codes = [one["code"] for one in mine]
        numbers = queries.having(ctx, batch["id"], codes, limits.BATCH_MENDED_MAX)
        alike = queries.rows_in(ctx, kind, batch["id"], numbers)
        said = mine[0][field]
        edits = {row.row: {field: command.text} for row in alike if getattr(row, field) == said}
        return self.view(ctx, self._stager(ctx, batch).mend(edits))

    def remove(self, ctx: Context, command: commands.RemoveRows) -> commands.BatchHeader:
        """Take rows out, or all faulty ones. Raises NotDraft."""
        batch = self.locked(ctx, command.number)
        rows = [one.row for one in command.rows]
        return self.view(ctx, self._stager(ctx, batch).remove(rows, faulty=not rows))

    def find(self, ctx: Context, command: commands.AskBatch) -> commands.BatchHeader:
        """One batch; raises NotFound, also for one that may not be seen."""
        return self.view(ctx, self.seen(ctx, command.client_serial, command.number))

    def list(self, ctx: Context, command: commands.ListBatches) -> commands.BatchPage:
        """Batches on accounts in sight, the newest first."""
        limit = max(1, min(command.limit, _PAGE_MAX))
        before = read_cursor(command.cursor) if command.cursor else None
        user = ctx.actor.user_id
        accounts = rights.accounts_of(ctx.uow, user, PAYMENT.operation, Verb.SEE) if user else []
        found = queries.page(ctx, [PAYMENT.code], accounts, before, limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        return commands.BatchPage(
            batches=tuple(self.view(ctx, row) for row in found[:limit]),
            cursor=cursor_of(last["created_at"], last["id"]) if last else "",
        )

    def rows(self, ctx: Context, command: commands.ListRows) -> commands.RowPage:
        """A page of rows. Raises NotFound."""
        batch = self._readable(ctx, self.seen(ctx, command.client_serial, command.number))
        limit = max(1, min(command.limit, _PAGE_MAX))
        state = command.state.value if command.state else None
        found = queries.rows(
            ctx, self.kind(batch["kind"]), batch["id"], command.after, limit + 1, state
        )
        return commands.RowPage(
            number=batch["number"],
            rows=tuple(map(views.row, found[:limit])),
            after=found[limit - 1]["row_no"] if len(found) > limit else 0,
        )

    def findings(self, ctx: Context, command: commands.ListFindings) -> commands.FindingPage:
        """A page of what is wrong. Raises NotFound."""
        batch = self._readable(ctx, self.seen(ctx, "", command.number))
        limit = max(1, min(command.limit, _PAGE_MAX))
        kind = self.kind(batch["kind"])
        found = queries.findings(ctx, kind, batch["id"], command.after, limit + _PER_ROW)
        shown = _whole_rows(found, limit, limit + _PER_ROW)
        return commands.FindingPage(
            number=batch["number"],
            findings=tuple(map(views.finding, shown)),
            after=shown[-1]["row_no"] if len(shown) < len(found) else 0,
        )

    def seen(self, ctx: Context, serial: str, number: str) -> Row:
        """A batch whose kind and account the user may see; raises NotFound."""
        found = queries.by_number(ctx, number) if number else queries.by_serial(ctx, serial)
        if found is None or not self._may(ctx, found, Verb.SEE):
            raise NotFound(repository.WHAT)
        return found

    def locked(self, ctx: Context, number: str) -> Row:
        """A batch the user may make, locked; raises NotFound."""
        found = repository.lock_by_number(ctx, number)
        if not self._may(ctx, found, Verb.MAKE):
            raise NotFound(repository.WHAT)
        return found

    def view(self, ctx: Context, batch: Row, *, duplicate: bool = False) -> commands.BatchHeader:
        """A batch as its owner sees it."""
        origin = queries.by_id(ctx, batch["reissue_of"]) if batch["reissue_of"] else None
        return views.batch(
            batch,
            origin["number"] if origin else "",
            duplicate=duplicate,
            sums=not self.kind(batch["kind"]).private,
        )

    def _readable(self, ctx: Context, batch: Row) -> Row:
        """The batch, for who may read its rows; raises NotFound for who may see it and not them."""
        user, right = ctx.actor.user_id, self.kind(batch["kind"]).reading
        if right and not (user and rights.allowed(ctx.uow, user, right, None, Verb.SEE)):
            raise NotFound(repository.WHAT)
        return batch

    def _stager(self, ctx: Context, batch: Row) -> Stager:
        if batch["status"] != "draft":
            raise NotDraft(number=batch["number"])
        return Stager(ctx, self._bank_of(ctx), self.kind(batch["kind"]), batch, self._book)

    def _may(self, ctx: Context, batch: Row, verb: Verb) -> bool:
        user, right = ctx.actor.user_id, self.kind(batch["kind"]).operation
        return user is not None and rights.allowed(ctx.uow, user, right, batch["account"], verb)

    def _payer(self, ctx: Context, kind: Kind, text: str) -> Account:
        try:
            number = parse_account_number(text)
        except IdentifierFault as fault:
            raise PayerUnknown(account=text) from fault
        user = ctx.actor.user_id
        if user is None or not rights.allowed(ctx.uow, user, kind.operation, number, Verb.MAKE):
            raise PayerUnknown(account=text)
        found = self._core.accounts(ctx, [number])
        if not found:
            raise PayerUnknown(account=text)
        return found[0]


_PER_ROW: Final = 8  # findings one row may have
_COUNTERS: Final = (
    "row_count", "total_minor", "fee_minor", "largest_minor", "faulty_count", "open_count", "open_minor",
    "paid_count", "paid_minor", "failed_count", "failed_minor", "unknown_count", "unknown_minor", "returned_count",
    "returned_minor",
)  # fmt: skip


def day_of(bank: Bank, asked: date | None, today: date) -> date:
    """The day a batch is paid on: today if none or a past one is asked, the next bank day for a day off."""
    if asked is None or asked <= today:
        return today
    return bank.calendar.next_bank_day(asked)


def _whole_rows(found: Sequence[Row], limit: int, read: int) -> Sequence[Row]:
    """As many findings as fit without parting those of one row."""
    if len(found) < read:
        return found
    last = found[limit - 1]["row_no"]
    return [one for one in found if one["row_no"] <= last]


def _said(opening: Opening) -> str:
    """What the same serial must say again."""
    parts: Mapping[str, object] = {
        name: getattr(opening, name) for name in Opening.__dataclass_fields__
    }
    return "\n".join(f"{name}: {value}" for name, value in parts.items())
