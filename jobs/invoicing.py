"""Asks the tax platform for invoices: claimed in one transaction, asked in none, put on record in another.

A new one is asked for. One that was asked for before, by a worker that died or in silence, is asked about first,
and asked for again, under the same serial, only when the platform has surely never seen it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from connectors.tax_ports import TaxAnswer, TaxOutcome, TaxPlatform, TaxSilence
from corporate.notices.delivery import Attachment, Letter, Messenger, Undeliverable
from jobs.bank_run import BankRun
from kernel import limits
from kernel.context import Context
from kernel.db_errors import Contended
from kernel.failpoints import fp
from kernel.statements import Row
from kernel.text import Text
from receipts.invoice import from_stored
from workflows.dispatch.errors import PASSING
from workflows.invoices import issuing, repository
from workflows.invoices.commands import InvoiceFormat
from workflows.invoices.service import MEDIA, InvoiceService

_LOG = logging.getLogger(__name__)
_SUBJECT: Final = Text("电子发票 {number}", "E-invoice {number}")
_NO_MAIL: Final = Undeliverable("no mail is sent from here", final=True)

MailOf = Callable[[Context], Messenger | None]


class Issuing:
    """The chore that asks for invoices."""

    def __init__(self, platform: TaxPlatform) -> None:
        self._platform = platform

    def __call__(self, run: BankRun) -> int:
        """Ask for what is due; returns how many have an end."""
        return sum(self._one(run, row) for row in run(repository.claim))

    def _one(self, run: BankRun, row: Row) -> bool:
        try:
            answer = self._asked(row)
        except TaxSilence as silence:
            _LOG.warning("invoice %s: %s", row["number"], silence)
            run(lambda ctx: issuing.lose(ctx, row["id"]))
            return False
        fp("invoices.answered")
        run(lambda ctx: issuing.settle(ctx, row["id"], answer))
        return answer.outcome in {TaxOutcome.ISSUED, TaxOutcome.REFUSED}

    def _asked(self, row: Row) -> TaxAnswer:
        facts = from_stored(row["facts"])
        if row["was"] != "waiting":
            known = self._platform.enquire(facts.seller.tax_number, row["id"])
            if known.outcome is not TaxOutcome.MISSING:
                return known
        fp("invoices.before_asking")
        return self._platform.issue(row["id"], facts)


class Summing:
    """The chore that invoices the month before, enterprise by enterprise."""

    def __init__(self, invoices: InvoiceService) -> None:
        self._invoices = invoices

    def __call__(self, run: BankRun) -> int:
        """Each in a transaction of its own; returns how many are done."""
        due = run(lambda ctx: self._invoices.monthly_due(ctx, limits.RELEASE_ROWS_MAX))
        done = 0
        for enterprise_id in due:
            try:
                run(lambda ctx: self._invoices.sum_up(ctx, enterprise_id))  # noqa: B023 - runs at once
                done += 1
            except PASSING:
                raise
            except Contended:
                _LOG.info("the month of enterprise %s is in other hands", enterprise_id)
            except Exception:  # noqa: BLE001 - one enterprise never holds back the others
                _LOG.exception("the month of enterprise %s cannot be invoiced", enterprise_id)
        return done


class Mailing:
    """The chore that sends invoices on."""

    def __init__(self, invoices: InvoiceService, mail_of: MailOf) -> None:
        self._invoices = invoices
        self._mail_of = mail_of

    def __call__(self, run: BankRun) -> int:
        """Send what is due; returns how many went out."""
        due = run(repository.claim_mails)
        if not due:
            return 0
        mail = run(self._mail_of)
        return sum(self._send(run, mail, row) for row in due)

    def _send(self, run: BankRun, mail: Messenger | None, row: Row) -> bool:
        try:
            if mail is None:
                raise _NO_MAIL
            mail.send(self._letter(row))
        except Undeliverable as fault:
            why, final, wait_s = str(fault), fault.final, fault.wait_s
            _LOG.warning("invoice %s not sent on: %a", row["number"], why)
            run(
                lambda ctx: repository.not_mailed(
                    ctx, row["mail_id"], why, final=final, wait_s=wait_s
                )
            )
            return False
        fp("invoices.mailed")
        run(lambda ctx: repository.mailed(ctx, row["mail_id"]))
        return True

    def _letter(self, row: Row) -> Letter:
        files = []
        for form in InvoiceFormat:
            name, content = self._invoices.written(row, form)
            files.append(Attachment(name, MEDIA[form], content))
        text = _SUBJECT.fill(number=row["tax_number"])
        return Letter(row["mail_id"], row["address"], text, "", tuple(files))
