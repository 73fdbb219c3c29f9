"""Every named place of the payment path, who dies there, and in which story: promises 1 and 2 as data.

test_points.py compares the names with the `fp(…)` calls of the source, so that none is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

WEB: Final = "web"
WORKER: Final = "worker"
CLEARING: Final = "clearing"
TAX: Final = "tax"


class Story(StrEnum):
    """What happens while somebody dies."""

    OWN = "own"  # own-bank payment, booked at once
    OTHER = "other"  # interbank payment, settled by the answer itself
    TOLD = "told"  # interbank, accepted; settled by an acknowledgement in the inflow
    QUEUED = "queued"  # interbank, accepted and queued; asked about until somebody says more
    LATE = "late"  # interbank, no answer; settled later
    CONTRADICTED = "contradicted"  # interbank, settled; refused by an acknowledgement 10 s later
    CREDIT = "credit"  # money comes in
    FILE = "file"  # an ERP's own pain.001 with five interbank payments
    DUE = "due"  # interbank payment for tomorrow, released when its day has come


@dataclass(frozen=True, slots=True)
class Kill:
    """`kill -9` of a program at a place, once, in a story."""

    program: str
    point: str
    story: Story

    def __str__(self) -> str:
        return f"{self.program}-{self.point}-{self.story}"


_WEB: Final = {
    # before anything was read, after the message was found right, before and after the handler
    Story.OWN: (
        "link.received", "link.verified", "link.before_perform", "gate.before_handler", "pay.before_release",
        "pay.after_insert", "gate.after_handler", "db.before_commit", "db.after_commit",
        "link.before_reply", "link.mid_reply",
    ),
    Story.FILE: (
        "pay.after_prepare", "gate.after_handler", "db.before_commit", "db.after_commit",
        "link.mid_reply",
    ),
    Story.OTHER: ("pay.after_prepare", "db.before_commit", "db.after_commit", "link.mid_reply"),
}  # fmt: skip
_WORKER: Final = {
    Story.FILE: (
        "clearing.sent", "pay.after_post", "clearing.after_record", "outbox.after_deliver",
    ),
    Story.OWN: (
        "jobs.outbox", "outbox.before_deliver", "outbox.after_deliver", "jobs.seal",
        "audit.before_anchor", "db.before_commit", "db.after_commit",
    ),
    Story.OTHER: (
        "jobs.dispatch", "clearing.before_claim", "clearing.claimed", "clearing.before_send",
        "clearing.mid_send", "clearing.sent", "clearing.after_send", "pay.before_post",
        "pay.after_post", "clearing.applied", "clearing.after_record", "outbox.before_deliver",
        "outbox.after_deliver",
    ),
    Story.LATE: ("clearing.sent", "clearing.after_record"),
    Story.TOLD: (
        "jobs.inflow", "clearing.before_collect", "clearing.after_collect",
        "clearing.after_take", "clearing.cursor_moved", "clearing.after_cursor", "pay.before_post",
        "pay.after_post",
    ),
    Story.QUEUED: ("clearing.before_enquiry", "clearing.after_enquiry"),
    Story.CONTRADICTED: ("clearing.taken", "clearing.after_take"),
    Story.CREDIT: (
        "clearing.after_collect", "credit.before_book", "credit.after_book", "clearing.after_take",
        "clearing.cursor_moved", "outbox.after_deliver",
    ),
    Story.DUE: (
        "jobs.release", "pay.before_release", "pay.after_prepare", "jobs.day_end", "jobs.expire",
        "jobs.forget", "jobs.notify", "jobs.escalate", "jobs.delegations", "jobs.audit_check", "jobs.expiring",
        "jobs.revocations", "jobs.names", "jobs.documents", "jobs.statements", "jobs.addresses", "jobs.webhooks",
        "jobs.bills", "jobs.bill_positions", "jobs.bill_advances", "jobs.measures", "jobs.months", "jobs.invoice_mails",
        "jobs.payslips", "jobs.payslip_packs", "jobs.standing",
    ),
}  # fmt: skip

KILLS: Final = tuple(
    Kill(program, point, story)
    for program, stories in ((WEB, _WEB), (WORKER, _WORKER))
    for story, points in stories.items()
    for point in points
)
ELSEWHERE: Final = {
    **dict.fromkeys(
        (
            "jobs.batches",
            "batch.before_release",
            "batch.after_release",
            "batch.claimed",
            "batch.before_rows",
            "batch.after_posting",
            "batch.after_checkpoint",
            "batch.after_prepare",
            "batch.after_rows",
            "batch.before_end",
            "batch.after_portion",
            "batch.before_settle",
            "batch.after_settle",
        ),
        "tests/scenarios/test_batches.py",
    ),
    "jobs.sandbox": "tests/jobs/test_rounds.py",
    **dict.fromkeys(
        ("jobs.invoices", "invoices.before_asking", "invoices.answered"),
        "tests/scenarios/test_invoices.py",
    ),
    "invoices.mailed": "tests/workflows/invoices/test_mail.py",
    "notices.sent": "tests/jobs/test_deliveries.py",
    "webhooks.taken": "tests/workflows/feed/test_webhooks.py",
    "payslips.pack_claimed": "tests/workflows/payroll/test_packs.py",
    "payslips.pack_stored": "tests/workflows/payroll/test_packs.py",
    "documents.claimed": "tests/workflows/documents/test_tasks.py",
    "documents.stored": "tests/workflows/documents/test_tasks.py",
    **dict.fromkeys(
        (
            "day_end.cut",
            "day_end.portion",
            "day_end.stated",
            "day_end.accrued",
            "day_end.settled",
            "day_end.interest_posted",
            "day_end.paid",
            "day_end.credited",
            "day_end.charged",
            "day_end.collected",
            "day_end.reconciled",
            "day_end.proved",
        ),
        "tests/workflows/day_end/test_kills.py",
    ),
}
"""Places off the payment path, and the test that stumbles there."""
NAMES: Final = frozenset(kill.point for kill in KILLS) | ELSEWHERE.keys()
