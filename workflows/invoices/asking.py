"""From fees in the books to an invoice that waits for the tax platform; a fee stands on one at most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from connectors.ports import CoreInquiries, LineChoice, StatementLine
from corporate import enterprises
from corporate.banks import Bank
from kernel import limits
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.records import audit
from kernel.statements import Row
from receipts.invoice import CURRENCY, InvoiceFacts, from_stored, reversal, to_stored
from workflows.invoices import queries, repository, rules
from workflows.invoices.errors import NoBuyer, NothingOpen, NotOffered, NotReversible, TooManyFees
from workflows.invoices.rules import Fee
from workflows.invoices.states import CHART
from workflows.invoices.words import Colour, InvoiceStatus, RedReason

_PAGE: Final = 500


class Requester:
    """Asks for invoices: of a month, of one booking, and red ones."""

    def __init__(self, core: CoreInquiries, bank_of: Callable[[Context], Bank]) -> None:
        self._core = core
        self._bank_of = bank_of

    def fees(self, ctx: Context, month: str) -> list[Fee]:
        """Every fee in CNY of the signed accounts in a month. Raises MonthWrong, TooManyFees."""
        days = rules.days_of(month, bank_today(ctx.world.clock))
        found: list[Fee] = []
        for signed in enterprises.signed_accounts(ctx.uow):
            if signed.currency == CURRENCY:
                found += self._of_account(ctx, signed.number, days)
        if len(found) > limits.INVOICE_FEES_MAX:
            raise TooManyFees(month=month, max=limits.INVOICE_FEES_MAX)
        return sorted(found, key=lambda fee: (fee.booked_on, fee.business_number))

    def of_month(self, ctx: Context, month: str) -> Row:
        """One invoice of what is left of a month. Raises NotOffered, NoBuyer, NothingOpen."""
        left = self.open_fees(ctx, month)
        if not left:
            raise NothingOpen(month=month)
        return self.of_fees(ctx, left)

    def open_fees(self, ctx: Context, month: str) -> list[Fee]:
        """The fees of a month that stand on no invoice."""
        fees = self.fees(ctx, month)
        taken = queries.taken(ctx, rules.days_of(month, bank_today(ctx.world.clock)))
        return [fee for fee in fees if (fee.transaction_id, fee.account_number) not in taken]

    def of_fees(self, ctx: Context, fees: Sequence[Fee]) -> Row:
        """One invoice of these fees, which stand on none. Raises NotOffered, NoBuyer."""
        bank, buyer = self._bank_of(ctx), queries.buyer(ctx)
        seller = rules.seller_of(bank.name.zh, bank.settings)
        if seller is None:
            raise NotOffered
        if buyer is None:
            raise NoBuyer
        facts = rules.facts_of(seller, buyer, fees, is_test=bank.is_test)
        return self._new(ctx, facts, rules.month_of(max(fee.booked_on for fee in fees)), fees)

    def reversing(self, ctx: Context, blue: Row, reason: RedReason) -> Row:
        """The red invoice of one that stands. Raises NotReversible."""
        if not is_reversible(blue):
            raise NotReversible
        red = reversal(from_stored(blue["facts"]), blue["tax_number"], reason.label.zh)
        return self._new(ctx, red, blue["month"], (), reversed_id=blue["id"])

    def _of_account(self, ctx: Context, number: str, days: tuple[date, date]) -> list[Fee]:
        found: list[Fee] = []
        after = 0
        while True:
            choice = LineChoice(number, after=after, from_on=days[0], to_on=days[1], fees=True)
            page = self._core.chosen(ctx, choice, _PAGE)
            found += [_fee(number, line) for line in page if line.money.minor < 0]
            if len(page) < _PAGE or len(found) > limits.INVOICE_FEES_MAX:
                return found
            after = page[-1].seq

    def _new(
        self,
        ctx: Context,
        facts: InvoiceFacts,
        month: str,
        fees: Sequence[Fee],
        *,
        reversed_id: UUID | None = None,
    ) -> Row:
        invoice: Row = {
            "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id, "id": ctx.world.ids.uuid7(),
            "number": ctx.world.ids.number("F"), "colour": (Colour.RED if reversed_id else Colour.BLUE).value,
            "kind": "special" if facts.is_special else "ordinary", "reversed_id": reversed_id, "month": month,
            "gross_minor": facts.gross.minor, "tax_minor": facts.tax.minor, "facts": to_stored(facts),
            "status": CHART.initial, "status_at": ctx.now, "version": 0, "stamp": {}, "reason": {},
            "attempts": 0, "due_at": ctx.now, "created_at": ctx.now,
        }  # fmt: skip
        repository.insert(ctx, invoice, fees)
        detail = {"colour": invoice["colour"], "amount": facts.gross.wire(), "fees": len(fees)}
        audit.write(ctx, "invoices.request", "invoice", invoice["number"], detail)
        return invoice


def is_reversible(invoice: Row) -> bool:
    """A blue one that stands, and is not being taken back."""
    is_blue = invoice["colour"] == Colour.BLUE and invoice["status"] == InvoiceStatus.ISSUED
    return bool(is_blue and not invoice["is_reversing"])


def _fee(account: str, line: StatementLine) -> Fee:
    said = line.detail
    return Fee(
        line.transaction_id,
        account,
        -line.money.minor,
        line.booked_on,
        said.get("number", ""),
        said.get("rail", ""),
    )
