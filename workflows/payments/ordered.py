"""One payment of a standing order (定期付款): looked at beforehand, and paid on its day without a round of its own.

What it stands on is the order's round. It is an ordinary payment in everything else: the same draft, limits of
the day it leaves on, the payee book asked again, the same release.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from corporate.banks import Bank
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import Conflict, Invalid
from kernel.records.serials import SerialConflict
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.policy import PayeeClass
from workflows.payments import limiting, queries, routes
from workflows.payments.commands import SubmitPayment
from workflows.payments.drafts import Draft, Drafter, content_hash
from workflows.payments.payees import PayeeBook, common_class
from workflows.payments.release import Releaser, may_go
from workflows.payments.rules import blocking
from workflows.payments.service import new_payment, walk

_PASSING: Final = frozenset({"ledger.insufficient_funds"})
"""Refusals of the books that may come right within the day."""
_CLOSED: Final = Text("{rail}当前不受理", "{rail} takes nothing now")


@dataclass(frozen=True, slots=True)
class Ordered:
    """The payment that is there now: a new one, or the one of an earlier try."""

    row: Row


@dataclass(frozen=True, slots=True)
class Waits:
    """Nothing was written; it may come right."""

    why: Text


class OrderedPayments:
    """Looks at and makes payments of standing orders."""

    def __init__(
        self,
        drafter: Drafter,
        releaser: Releaser,
        book: PayeeBook,
        bank_of: Callable[[Context], Bank],
    ) -> None:
        self._drafter = drafter
        self._releaser = releaser
        self._book = book
        self._bank_of = bank_of

    def look(self, ctx: Context, command: SubmitPayment) -> Draft:
        """The payment as it would be, with its history; raises what `Drafter.draft` raises."""
        standing = self._drafter.standing(ctx, command)
        draft = self._drafter.draft(ctx, self._bank_of(ctx), command, standing)
        return self._drafter.with_history(ctx, draft)

    def class_of(self, ctx: Context, order: Row) -> PayeeClass:
        """The class of an order's payee at this moment."""
        return common_class(self._book.classes_of(ctx, self._bank_of(ctx), [order]))

    def pay(
        self, ctx: Context, command: SubmitPayment, approval_id: UUID | None, *, last: bool
    ) -> Ordered | Waits:
        """Pay in the maker's name. On the last try what cannot be paid is a payment that has failed.

        Raises SerialConflict, and what `Drafter.draft` raises: then there is nothing to make it of.
        """
        content = content_hash(ctx, command)
        standing = self._drafter.standing(ctx, command)
        if standing.existing_id is not None:
            return Ordered(_known(ctx, standing, content, command.client_serial))
        bank = self._bank_of(ctx)
        draft = self._drafter.draft(ctx, bank, command, standing)
        payment = new_payment(ctx, draft, ctx.world.ids.uuid7(), approval_id)
        stops = blocking(draft.findings)
        if stops:
            return _failed(ctx, payment, content, stops[0].code, stops[0].text)
        if not may_go(bank, payment, ctx.now, bank_today(ctx.world.clock)):
            why = _CLOSED.fill(rail=routes.RAIL_NAMES[draft.route.rail])
            code = "payment.rail_closed"
            return _failed(ctx, payment, content, code, why) if last else Waits(why)
        try:
            with savepoint(ctx.uow):
                paid, trigger = self._release(ctx, bank, draft, payment, limited=standing.limited)
        except (Conflict, Invalid) as refusal:
            if refusal.code in _PASSING and not last:
                return Waits(refusal.message)
            return _failed(ctx, payment, content, refusal.code, refusal.message)
        return Ordered(walk(ctx, paid, ("authorise", trigger), content))

    def _release(
        self, ctx: Context, bank: Bank, draft: Draft, payment: Row, *, limited: bool
    ) -> tuple[Row, str]:
        """Count it, ask the payee book, and let it go; raises what stands in the way."""
        counted = limiting.reserve_one(ctx, payment["id"], draft) if limited else None
        payment = {**payment, "limited": counted is not None}
        self._book.admit(ctx, bank, payment)
        done = self._releaser.execute(ctx, bank, {**payment, "status": "approved"})
        ctx.uow.flush()
        return payment | done.changes, done.trigger


def _known(ctx: Context, standing: queries.Standing, content: bytes, serial: str) -> Row:
    row = queries.by_id(ctx, standing.existing_id) if standing.existing_id else None
    if row is None or standing.existing_hash != content:
        raise SerialConflict(serial=serial)
    return row


def _failed(ctx: Context, payment: Row, content: bytes, code: str, why: Text) -> Ordered:
    said: dict[str, Any] = {"reason_code": code, "reason": {"zh": why.zh, "en": why.en}}
    return Ordered(walk(ctx, payment | said, ("refuse",), content))
