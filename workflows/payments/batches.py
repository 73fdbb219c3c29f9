"""Batches (批量付款): a list under one serial, approved as one; each row a payment under its own.

What is done with a list is what is done with a PmtInf of a pain.001: the same service takes both.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from corporate.identity import rights
from kernel import cursors, limits
from kernel.context import Context
from kernel.errors import Faulty, NotFound
from kernel.identifiers import IdentifierFault, parse_account_number
from kernel.ids import cursor_of, read_cursor
from kernel.money import Money
from kernel.operation import Verb
from kernel.parsing import plain
from kernel.public_status import PublicStatus
from kernel.statements import Row
from kernel.text import Text
from workflows.payments import batch_queries, batch_rules, views
from workflows.payments.batch_commands import (
    BatchCount,
    BatchPayment,
    BatchRow,
    BatchRows,
    BatchView,
    FindBatch,
    ListBatchRows,
    ListReturns,
    RefusedRow,
    ReturnedPayment,
    ReturnPage,
    SubmitBatch,
)
from workflows.payments.commands import Authority, SubmitPayment
from workflows.payments.errors import AboveRight, PayerUnknown
from workflows.payments.messages import Block, Envelope, MessageService
from workflows.payments.service import SUBMIT, midnight

NO_CERTIFICATE: Final = ""
"""A batch is known by its serial alone, whoever sends it and with which key."""
_KIND: Final = "batch"
_ROW: Final = "r"
_WHAT: Final = Text("该批次", "The batch")


class BatchDesk:
    """Takes lists of payments in, and tells where they and what came back stand."""

    def __init__(self, messages: MessageService) -> None:
        self._messages = messages

    def submit(self, ctx: Context, command: SubmitBatch) -> BatchView:
        """Accept a list, its bad rows refused alone; the same list again is the same batch.

        Raises Faulty, MessageChanged, SerialConflict, PayerUnknown, AboveRight.
        """
        return self.accept(ctx, command, limits.BATCH_ROWS_MAX)

    def accept(self, ctx: Context, command: SubmitBatch, rows_max: int) -> BatchView:
        """Accept a list that may be so long. Raises what `submit` raises."""
        envelope = _envelope(ctx, command)
        known = self._messages.known(ctx, envelope)
        if known is None:
            _refuse_above_right(ctx, command)
            wrong = batch_rules.faults(command, rows_max)
            if wrong:
                raise Faulty(wrong)
            commands = tuple(_payment(command, row) for row in command.rows)
            places = tuple(range(1, len(commands) + 1))
            self._messages.take(ctx, envelope, [Block(command.client_serial, commands, places)])
        return self._view(ctx, _found(ctx, command.client_serial), duplicate=known is not None)

    def find(self, ctx: Context, command: FindBatch) -> BatchView:
        """A batch by serial or number; raises NotFound, also for one from an account not to be seen."""
        return self._view(ctx, _found(ctx, command.client_serial, command.number))

    def rows(self, ctx: Context, command: ListBatchRows) -> BatchRows:
        """A page of a batch's payments, in their order. Raises NotFound, CursorUnknown, CursorOfAnother."""
        group = _found(ctx, command.client_serial, command.number)
        question = (group["number"], command.status)
        place = cursors.place_of(question, command.cursor) if command.cursor else {_ROW: 0}
        after, limit = cursors.number_in(place, _ROW), _within(command.limit)
        found = batch_queries.rows(ctx, group["id"], after, command.status, limit + 1)
        more = len(found) > limit
        return BatchRows(
            number=group["number"],
            rows=tuple(BatchPayment(**_seen(row), row=row["row_no"]) for row in found[:limit]),
            cursor=cursors.mark(question, {_ROW: found[limit - 1]["row_no"]}) if more else "",
        )

    def returns(self, ctx: Context, command: ListReturns) -> ReturnPage:
        """A page of returned payments, the last first. Raises CursorUnknown."""
        limit = _within(command.limit)
        wanted = batch_queries.Returns(
            _in_sight(ctx),
            command.payer_account,
            command.batch_serial,
            midnight(command.from_on),
            midnight(command.to_on, days=1),
            read_cursor(command.cursor) if command.cursor else None,
        )
        found = batch_queries.returns(ctx, wanted, limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        return ReturnPage(
            returns=tuple(map(_returned, found[:limit])),
            cursor=cursor_of(last["returned_at"], last["id"]) if last else "",
        )

    @staticmethod
    def _view(ctx: Context, group: Row, *, duplicate: bool = False) -> BatchView:
        counts = batch_queries.counts(ctx, group["id"])
        refused = batch_queries.refused(ctx, group["id"])
        return BatchView(
            number=group["number"],
            client_serial=group["pmt_inf_id"],
            status=batch_rules.status_of([PublicStatus(one["status"]) for one in counts]),
            payer_account=group["payer_account"],
            payments=group["payments"],
            total_minor=group["total_minor"],
            currency=group["currency"],
            fingerprint=group["digest"].hex(),
            created_at=group["created_at"],
            duplicate=duplicate,
            authority=_authority(group, refused),
            counts=tuple(_count(one, group["currency"]) for one in counts),
            refused=tuple(map(_refused, refused)),
        )


def _envelope(ctx: Context, command: SubmitBatch) -> Envelope:
    written = json.dumps(
        plain(command), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )
    total = Money(command.total_minor, command.currency).wire()
    content = ctx.world.crypto.sm3(written.encode())
    return Envelope(NO_CERTIFICATE, command.client_serial, _KIND, content, total)


def _payment(batch: SubmitBatch, row: BatchRow) -> SubmitPayment:
    """What a person would have typed for this row."""
    return SubmitPayment(
        client_serial=row.client_serial,
        payer_account=batch.payer_account,
        payee_account=row.payee_account,
        payee_name=row.payee_name,
        amount_minor=row.amount_minor,
        currency=row.currency,
        payee_bank=row.payee_bank,
        payee_bank_name=row.payee_bank_name,
        purpose=row.purpose,
        remark=row.remark,
        end_to_end=row.end_to_end,
        requested_on=batch.requested_on,
        rail=row.rail,
    )


def _refuse_above_right(ctx: Context, command: SubmitBatch) -> None:
    """The gate let the account in; the largest payment must lie within the ceiling of the right."""
    user_id, account = ctx.actor.user_id, command.payer_account
    try:
        number = parse_account_number(account)
    except IdentifierFault as fault:
        raise PayerUnknown(account=account) from fault
    if user_id is None:
        raise PayerUnknown(account=account)
    largest = max((row.amount_minor for row in command.rows), default=0)
    money = Money(largest, command.currency)
    if not rights.allowed(ctx.uow, user_id, SUBMIT, number, Verb.MAKE, money):
        raise AboveRight(account=account, amount=money)


def _found(ctx: Context, serial: str, number: str = "") -> Row:
    """A batch whose payments the user may see; raises NotFound."""
    found = (
        batch_queries.by_number(ctx, number)
        if number
        else batch_queries.by_serial(ctx, NO_CERTIFICATE, serial)
    )
    user_id = ctx.actor.user_id
    if (
        found is None
        or user_id is None
        or not rights.allowed(ctx.uow, user_id, SUBMIT, found["payer_account"], Verb.SEE)
    ):
        raise NotFound(_WHAT)
    return found


def _in_sight(ctx: Context) -> Sequence[str]:
    if ctx.actor.user_id is None:
        return ()
    return rights.accounts_of(ctx.uow, ctx.actor.user_id, SUBMIT, Verb.SEE)


def _authority(group: Row, refused: Sequence[Row]) -> Authority | None:
    """What the release of the whole stands on; None when no row of it was accepted."""
    if group["approval_id"] is not None:
        return Authority.APPROVERS
    return None if len(refused) == group["payments"] else Authority.SIGNATURE


def _count(one: Row, currency: str) -> BatchCount:
    return BatchCount(
        status=PublicStatus(one["status"]),
        payments=one["payments"],
        total_minor=one["total_minor"],
        currency=currency,
    )


def _refused(row: Row) -> RefusedRow:
    return RefusedRow(
        row=row["row_no"],
        client_serial=row["client_serial"],
        reason_code=row["reason_code"],
        reason_zh=row["reason"].get("zh", ""),
        reason_en=row["reason"].get("en", ""),
    )


def _returned(row: Row) -> ReturnedPayment:
    return ReturnedPayment(
        **_seen(row),
        returned_at=row["returned_at"],
        batch_serial=row["batch_serial"],
        purpose=row["purpose"],
    )


def _seen(row: Row) -> dict[str, Any]:
    """A payment's view as the fields of a view that says more."""
    base = views.view(row)
    return {name: getattr(base, name) for name in base.__dataclass_fields__}


def _within(limit: int) -> int:
    return max(1, min(limit, limits.LINES_PAGE_MAX))
