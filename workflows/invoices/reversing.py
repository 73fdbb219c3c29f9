"""Taking an invoice back (红冲) as two people agree it: one asks with a reason, another confirms; then it is asked for."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound
from kernel.money import Money
from kernel.statements import Row
from kernel.text import Text
from receipts.invoice import CURRENCY
from workflows.invoices import queries, repository
from workflows.invoices.asking import Requester, is_reversible
from workflows.invoices.errors import NotReversible
from workflows.invoices.words import RedReason
from workflows.mandates.kinds import Change, Content, Line

REVERSAL: Final = "invoice_reversal"
_INVOICE: Final = Text("发票", "Invoice")
_WHY: Final = Text("红冲原因", "Reason")
_TITLE: Final = Text("红冲发票 {number}", "Reverse invoice {number}")
_NOTHING: Final = Text("", "")


class ReversalKind:
    """The reversal of one invoice; its target is the invoice's own number."""

    code: str = REVERSAL
    operation: str = "invoices.request"

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    def present(self, ctx: Context, target: str) -> Content:
        """What of it must still hold when the second person agrees. Raises NotFound."""
        row = _known(ctx, target)
        return {"invoice": row["tax_number"] or "", "stands": is_reversible(row)}

    def checked(self, ctx: Context, change: Change) -> Content:
        """The reason. Raises NotFound, NotReversible."""
        if not is_reversible(_known(ctx, change.target)):
            raise NotReversible
        return {"reason": RedReason(change.after["reason"]).value}

    def title(self, ctx: Context, change: Change) -> Text:
        """Which one."""
        del ctx
        return _TITLE.fill(number=str(change.before["invoice"]))

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """What stands, what takes its place, and why."""
        row = _known(ctx, change.target)
        was, becomes = (_amount(sign * row["gross_minor"]) for sign in (1, -1))
        return (
            Line(_INVOICE, was, becomes),
            Line(_WHY, _NOTHING, RedReason(change.after["reason"]).label),
        )

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:
        """It touches nobody's own standing."""
        del ctx, change
        return frozenset()

    def apply(self, ctx: Context, change: Change) -> None:
        """Ask for the red invoice. Raises NotReversible."""
        reason = RedReason(change.after["reason"])
        self._requester.reversing(ctx, _known(ctx, change.target), reason)


def _known(ctx: Context, number: str) -> Row:
    row = queries.by_number(ctx, number)
    if row is None:
        raise NotFound(repository.WHAT)
    return row


def _amount(minor: int) -> Text:
    said = Money(minor, CURRENCY).display()
    return Text(f"价税合计 {said}", f"Total {said}")
