"""Statements, reports and notifications (camt.053, camt.052, camt.054) as the messages they are on the wire."""

from __future__ import annotations

from io import BytesIO

from kernel.iso20022.camt import write_camt
from workflows.accounts.facts import StatementFacts


def camt_of(facts: StatementFacts) -> bytes:
    """Write the message in the version that was asked for, valid against its schema."""
    out = BytesIO()
    write_camt(out, facts.name, facts.message_id, facts.at, [(facts.statement, facts.entries)])
    return out.getvalue()
