"""One function per command about fees and invoices. Nothing here commits."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Final
from uuid import UUID

from corporate import enterprises
from corporate.banks import Bank
from corporate.banks.tariff import ANY
from kernel import limits
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.errors import NotFound
from kernel.ids import cursor_of, read_cursor
from kernel.records import audit
from kernel.statements import Row
from receipts.invoice import CURRENCY, InvoiceFacts, InvoiceStamp, from_stored, stamp_from_stored
from workflows.invoices import commands as c
from workflows.invoices import queries, repository, rules
from workflows.invoices.asking import Requester, is_reversible
from workflows.invoices.errors import MailAbsent, MailWrong, NotIssued, TooManyMails
from workflows.invoices.kind import ALL, BUYER, FIELDS
from workflows.invoices.reversing import REVERSAL
from workflows.invoices.words import Colour, InvoiceKind, InvoiceStatus, Mode
from workflows.mandates.commands import MandateView
from workflows.mandates.service import MandateService, Wish

Write = Callable[[InvoiceFacts, InvoiceStamp], bytes]
MEDIA: Final = {
    c.InvoiceFormat.PDF: "application/pdf",
    c.InvoiceFormat.XML: "application/xml",
    c.InvoiceFormat.OFD: "application/ofd",
}
_PAGE_MAX: Final = 200
_STANDING: Final = frozenset({InvoiceStatus.ISSUED, InvoiceStatus.REVERSED})


class InvoiceService:
    """Fees, their tariff and their invoices."""

    def __init__(
        self,
        requester: Requester,
        mandates: MandateService,
        bank_of: Callable[[Context], Bank],
        written: Mapping[c.InvoiceFormat, Write],
        *,
        sends_mail: bool,
    ) -> None:
        self._requester = requester
        self._mandates = mandates
        self._bank_of = bank_of
        self._written = written
        self._sends_mail = sends_mail

    def tariff(self, ctx: Context, command: c.AskTariff) -> c.Tariff:
        """Every band of the tariff, with what this enterprise is spared."""
        del command
        spared = queries.discounts(ctx, bank_today(ctx.world.clock))
        found = [
            c.TariffLine(
                rail=rail, currency=currency, percent_off=spared.get(rail, spared.get(ANY, 0)), **asdict(band),
            )
            for (rail, currency), bands in sorted(self._bank_of(ctx).bands.items())
            for band in bands
        ]  # fmt: skip
        return c.Tariff(lines=tuple(found))

    def fees(self, ctx: Context, command: c.AskOpenFees) -> c.OpenFees:
        """The fees of a month, and what of them is invoiced. Raises MonthWrong, TooManyFees."""
        found = self._requester.fees(ctx, command.month)
        taken = queries.taken(ctx, rules.days_of(command.month, bank_today(ctx.world.clock)))
        on = {fee: taken.get((fee.transaction_id, fee.account_number), "") for fee in found}
        left = [fee for fee in found if not on[fee]]
        return c.OpenFees(
            month=command.month,
            fees=len(found),
            total_minor=sum(fee.amount_minor for fee in found),
            open_fees=len(left),
            open_minor=sum(fee.amount_minor for fee in left),
            currency=CURRENCY,
            lines=tuple(
                c.FeeLine(
                    booked_on=fee.booked_on, account_number=fee.account_number,
                    business_number=fee.business_number, rail=fee.rail, amount_minor=fee.amount_minor,
                    currency=CURRENCY, invoice=on[fee],
                )
                for fee in found[: limits.PAGE_ROWS_MAX]
            ),
        )  # fmt: skip

    def page(self, ctx: Context, command: c.ListInvoices) -> c.InvoicePage:
        """A page of invoices, newest first."""
        limit = max(1, min(command.limit, _PAGE_MAX))
        before = read_cursor(command.cursor) if command.cursor else None
        rows = queries.page(ctx, command.month, before, limit + 1)
        last = rows[limit - 1] if len(rows) > limit else None
        return c.InvoicePage(
            invoices=tuple(view(row) for row in rows[:limit]),
            cursor=cursor_of(last["created_at"], last["id"]) if last else "",
        )

    def show(self, ctx: Context, command: c.GetInvoice) -> c.InvoiceView:
        """One invoice. Raises NotFound."""
        return view(_known(queries.by_number(ctx, command.number)))

    def request(self, ctx: Context, command: c.RequestInvoice) -> c.InvoiceView:
        """Ask for one invoice of what is left of a month; raises what Requester raises."""
        return self._again(ctx, self._requester.of_month(ctx, command.month)["id"])

    def reverse(self, ctx: Context, command: c.ReverseInvoice) -> MandateView:
        """Propose the red invoice, which another person confirms; raises what ReversalKind raises, ChangeRunning."""
        wish = Wish(REVERSAL, command.number, {"reason": command.reason.value})
        return self._mandates.propose(ctx, wish)

    def file(self, ctx: Context, command: c.GetInvoiceFile) -> c.InvoiceFile:
        """The invoice as a file. Raises NotFound, NotIssued."""
        row = _known(queries.by_number(ctx, command.number))
        name, content = self.written(row, command.format)
        audit.write(
            ctx, "invoices.file", "invoice", row["number"], {"format": command.format.value}
        )
        return c.InvoiceFile(
            number=row["number"],
            name=name,
            media_type=MEDIA[command.format],
            size=len(content),
            digest=ctx.world.crypto.sm3(content).hex(),
            content=base64.b64encode(content).decode("ascii"),
        )

    def written(self, invoice: Row, form: c.InvoiceFormat) -> tuple[str, bytes]:
        """An issued invoice's file name and bytes. Raises NotIssued."""
        status = InvoiceStatus(invoice["status"])
        if status not in _STANDING:
            raise NotIssued(status=status.label)
        facts, stamp = from_stored(invoice["facts"]), stamp_from_stored(invoice["stamp"])
        return f"{stamp.number}.{form.value}", self._written[form](facts, stamp)

    def forward(self, ctx: Context, command: c.ForwardInvoice) -> c.Forwarded:
        """Send it on by mail. Raises NotFound, NotIssued, MailAbsent, MailWrong, TooManyMails."""
        row, address = _known(queries.by_number(ctx, command.number)), command.mail.strip()
        status = InvoiceStatus(row["status"])
        if status not in _STANDING:
            raise NotIssued(status=status.label)
        if not self._sends_mail:
            raise MailAbsent
        if not rules.is_mail(address):
            raise MailWrong
        if queries.mails(ctx, row["id"]) >= limits.INVOICE_MAILS_MAX:
            raise TooManyMails(max=limits.INVOICE_MAILS_MAX)
        repository.queue_mail(ctx, row, address)
        audit.write(ctx, "invoices.forward", "invoice", row["number"], {"mail": address})
        return c.Forwarded(number=row["number"], mail=address)

    def buyer(self, ctx: Context, command: c.AskBuyer) -> c.BuyerView:
        """To whom fees are invoiced; what the bank knows of the enterprise while nothing is set."""
        del command
        row = queries.buyer(ctx)
        if row is None:
            enterprise = enterprises.current(ctx.uow)
            return c.BuyerView(
                is_set=False, name=enterprise.name, tax_number=enterprise.uscc,
                kind=InvoiceKind.ORDINARY, mode=Mode.MONTHLY,
            )  # fmt: skip
        said = {name: row[name] for name in FIELDS}
        words = {"kind": InvoiceKind(row["kind"]), "mode": Mode(row["mode"])}
        return c.BuyerView(is_set=True, **{**said, **words})

    def change_buyer(self, ctx: Context, command: c.ChangeBuyer) -> MandateView:
        """Propose a buyer's data; raises what BuyerKind raises."""
        after = {name: str(getattr(command, name)) for name in FIELDS}
        return self._mandates.propose(ctx, Wish(BUYER, ALL, after, command.reason))

    def monthly_due(self, ctx: Context, limit: int) -> list[UUID]:
        """Enterprises whose last month is to be summed up (worker)."""
        return queries.due_for_month(ctx, bank_today(ctx.world.clock), limit)

    def sum_up(self, ctx: Context, enterprise_id: UUID) -> None:
        """Invoice the month before (worker); a month without fees is done too. Raises what Requester raises."""
        ctx.uow.narrow(enterprise_id)
        ctx = ctx.inside(enterprise_id)
        row, today = queries.buyer(ctx), bank_today(ctx.world.clock)
        if row is None or row["next_on"] > today or row["mode"] != Mode.MONTHLY:
            return
        month = rules.month_of(_day_before(row["next_on"]))
        repository.summed_up(ctx, rules.next_month(row["next_on"]))
        if self._requester.open_fees(ctx, month):
            self._requester.of_month(ctx, month)

    def _again(self, ctx: Context, invoice_id: UUID) -> c.InvoiceView:
        return view(_known(queries.by_id(ctx, invoice_id)))


def view(row: Row) -> c.InvoiceView:
    """An invoice as lists show it."""
    stamp = stamp_from_stored(row["stamp"]) if row["stamp"] else None
    return c.InvoiceView(
        number=row["number"],
        colour=Colour(row["colour"]),
        kind=InvoiceKind(row["kind"]),
        status=InvoiceStatus(row["status"]),
        month=row["month"],
        fees=row["fees"],
        gross_minor=row["gross_minor"],
        tax_minor=row["tax_minor"],
        currency=CURRENCY,
        buyer_name=row["facts"]["buyer"]["name"],
        invoice_number=row["tax_number"] or "",
        issued_at=stamp.issued_at if stamp else None,
        reverses=row["reverses"] or "",
        reversible=is_reversible(row),
        reason_zh=row["reason"].get("zh", ""),
        reason_en=row["reason"].get("en", ""),
        created_at=row["created_at"],
    )


def _known(row: Row | None) -> Row:
    if row is None:
        raise NotFound(repository.WHAT)
    return row


def _day_before(on: date) -> date:
    return date.fromordinal(on.toordinal() - 1)
