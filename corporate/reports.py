"""Questions that look back a long way (报表类查询): what a replica may answer, where there is one.

Each only reads, and asks for no proof. What was booked, signed or received a moment ago is in the answer all the
same: see `kernel.replica`.
"""

from __future__ import annotations

from typing import Final

REPORTS: Final = frozenset(
    {
        "accounts.balance_history",
        "accounts.details",
        "accounts.export",
        "accounts.lines",
        "accounts.month_ends",
        "accounts.position",
        "accounts.report_file",
        "accounts.search",
        "accounts.statement",
        "accounts.statement_file",
        "accounts.summary",
        "audit.list",
        "batches.rows",
        "documents.receipts",
        "payments.browse",
    }
)
