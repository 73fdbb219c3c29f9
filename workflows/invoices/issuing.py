"""What becomes of an invoice at the tax platform: a number, a no, or silence. One transaction for each step."""

from __future__ import annotations

import logging
from uuid import UUID

from connectors.tax_ports import TaxAnswer, TaxOutcome
from kernel.context import Context
from kernel.statements import Row
from workflows.invoices import repository
from workflows.invoices.states import CHART

_LOG = logging.getLogger(__name__)


def settle(ctx: Context, invoice_id: UUID, answer: TaxAnswer) -> None:
    """Put an answer on record; one that comes again, or too late, changes nothing."""
    invoice = repository.lock(ctx, invoice_id)
    if answer.outcome is TaxOutcome.ISSUED and answer.stamp is not None:
        if invoice["tax_number"] not in {None, answer.stamp.number}:
            _LOG.error("invoice %s was given two numbers", invoice["number"])
        if CHART.allows(invoice["status"], "issue"):
            _issued(ctx, repository.stamped(ctx, invoice, answer.stamp))
    elif answer.outcome is TaxOutcome.REFUSED and CHART.allows(invoice["status"], "refuse"):
        said = f"{answer.code} {answer.reason}".strip()
        repository.move(ctx, invoice, "refuse", reason={"zh": said, "en": said})
        repository.release_fees(ctx, invoice_id)


def lose(ctx: Context, invoice_id: UUID) -> None:
    """No answer: it is asked about when its lease ends, and never asked for under another serial."""
    invoice = repository.lock(ctx, invoice_id)
    if CHART.allows(invoice["status"], "lose"):
        repository.move(ctx, invoice, "lose")


def _issued(ctx: Context, invoice: Row) -> None:
    """A red one takes its blue one back, whose fees are free again."""
    if invoice["reversed_id"] is None:
        return
    blue = repository.lock(ctx, invoice["reversed_id"])
    repository.move(ctx, blue, "reverse")
    repository.release_fees(ctx, blue["id"])
