"""What waits for a person at the desk, the oldest first: each with its age and what may be done (工作清单)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text


class WorkList(StrEnum):
    """The lists of the desk."""

    UNKNOWN = "unknown"
    SUSPENSE = "suspense"
    RETURNS = "returns"
    STOPPED = "stopped"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS: Final = {
    "unknown": Text("可疑交易", "Unknown outcomes"),
    "suspense": Text("挂账", "Suspense"),
    "returns": Text("退汇", "Returns"),
    "stopped": Text("异常与停滞", "Exceptions and what is stuck"),
}

_LISTS: Final[Mapping[WorkList, str]] = {
    WorkList.UNKNOWN: """
SELECT s.id::text AS key, p.number, e.name AS owner, p.payee_name AS other, p.amount_minor, p.currency, s.rail,
       coalesce(s.sent_at, s.created_at) AS since, s.enquiries AS tries, s.next_at, s.reason AS note
  FROM submission s
  LEFT JOIN payment p ON p.tenant_id = s.tenant_id AND p.id = s.subject_id
  LEFT JOIN enterprise e ON e.tenant_id = s.tenant_id AND e.id = s.enterprise_id
 WHERE s.tenant_id = %(tenant)s AND s.status = 'unknown' ORDER BY since, s.id LIMIT %(limit)s
""",
    WorkList.SUSPENSE: """
SELECT c.number AS key, c.number, c.payee_name AS owner, c.payer_name AS other, c.amount_minor, c.currency, c.rail,
       c.received_at AS since, NULL::bigint AS tries, NULL::timestamptz AS next_at, c.reason ->> 'zh' AS note,
       c.reason ->> 'en' AS note_en, c.status, c.payee_account
  FROM incoming_credit c
 WHERE c.tenant_id = %(tenant)s AND c.status IN ('suspended', 'returning') ORDER BY since, c.id LIMIT %(limit)s
""",
    WorkList.RETURNS: """
SELECT p.number AS key, p.number, e.name AS owner, p.payee_name AS other, p.amount_minor, p.currency, p.rail,
       p.status_at AS since, NULL::bigint AS tries, NULL::timestamptz AS next_at, p.reason ->> 'zh' AS note,
       p.reason ->> 'en' AS note_en
  FROM payment p JOIN enterprise e ON e.tenant_id = p.tenant_id AND e.id = p.enterprise_id
 WHERE p.tenant_id = %(tenant)s AND p.status = 'returned' AND p.status_at > %(now)s - interval '30 days'
 ORDER BY since DESC, p.id LIMIT %(limit)s
""",
    WorkList.STOPPED: """
SELECT a.id::text AS key, coalesce(p.number, a.message_id) AS number, e.name AS owner, p.payee_name AS other,
       p.amount_minor, p.currency, s.rail, a.received_at AS since, NULL::bigint AS tries, NULL::timestamptz AS next_at,
       coalesce(a.payload ->> 'fault', a.outcome || ' ' || coalesce(a.payload ->> 'reason', '')) AS note
  FROM clearing_answer a
  LEFT JOIN submission s ON s.tenant_id = a.tenant_id AND s.id = a.submission_id
  LEFT JOIN payment p ON p.tenant_id = a.tenant_id AND p.id = s.subject_id
  LEFT JOIN enterprise e ON e.tenant_id = s.tenant_id AND e.id = s.enterprise_id
 WHERE a.tenant_id = %(tenant)s AND a.verdict = 'exception'
 UNION ALL
SELECT '' AS key, o.topic, NULL, NULL, NULL, NULL, NULL, o.created_at, o.attempts, o.retry_at, o.error
  FROM outbox o
 WHERE o.tenant_id = %(tenant)s AND o.relayed_at IS NULL AND o.attempts >= %(attempts)s
 ORDER BY since LIMIT %(limit)s
""",
}
_SUBMISSION: Final = """
SELECT s.id, s.status, s.rail, s.payload, s.reference, s.enterprise_id, s.subject_type, s.sent_at, s.enquiries, p.number,
       p.payee_name, p.amount_minor, p.currency, e.name AS owner
  FROM submission s
  LEFT JOIN payment p ON p.tenant_id = s.tenant_id AND p.id = s.subject_id
  LEFT JOIN enterprise e ON e.tenant_id = s.tenant_id AND e.id = s.enterprise_id
 WHERE s.tenant_id = %s AND s.id = %s
"""
_ANSWER: Final = """
SELECT a.id, a.message_id, a.outcome, a.verdict, a.received_at, coalesce(a.payload ->> 'fault', a.payload ->> 'reason') AS fault,
       s.enterprise_id, s.status AS subject_status, p.number, p.payee_name, p.amount_minor, p.currency, e.name AS owner
  FROM clearing_answer a
  LEFT JOIN submission s ON s.tenant_id = a.tenant_id AND s.id = a.submission_id
  LEFT JOIN payment p ON p.tenant_id = a.tenant_id AND p.id = s.subject_id
  LEFT JOIN enterprise e ON e.tenant_id = s.tenant_id AND e.id = s.enterprise_id
 WHERE a.tenant_id = %s AND a.id = %s
"""
_CREDIT: Final = "SELECT * FROM incoming_credit WHERE tenant_id = %s AND number = %s"


def listed(ctx: Context, which: WorkList) -> list[Row]:
    """What waits in one list."""
    given = {
        "tenant": ctx.tenant_id, "limit": limits.DESK_ROWS_MAX, "now": ctx.now,
        "attempts": limits.OUTBOX_ATTEMPTS_ALARM,
    }  # fmt: skip
    return ctx.uow.rows(_LISTS[which], given)


def counted(ctx: Context) -> dict[WorkList, tuple[int, datetime | None]]:
    """How much waits in each list, and since when the oldest does."""
    found = {which: listed(ctx, which) for which in WorkList}
    return {
        which: (len(rows), min((row["since"] for row in rows), default=None))
        for which, rows in found.items()
    }


def submission(ctx: Context, key: str) -> Row:
    """A submission by its id; raises NotFound."""
    return _by_id(ctx, _SUBMISSION, key, Text("该笔交易", "The submission"))


def answer(ctx: Context, key: str) -> Row:
    """A message of clearing that waits for a person; raises NotFound."""
    return _by_id(ctx, _ANSWER, key, Text("该清算报文", "The message"))


def credit(ctx: Context, number: str) -> Row:
    """An incoming credit; raises NotFound."""
    row = ctx.uow.row(_CREDIT, (ctx.tenant_id, number))
    if row is None:
        raise NotFound(Text("该笔来账", "The credit"))
    return row


def _by_id(ctx: Context, sql: str, key: str, what: Text) -> Row:
    """The row of a key somebody sent: what is no id is nowhere. Raises NotFound."""
    try:
        row = ctx.uow.row(sql, (ctx.tenant_id, UUID(key)))
    except ValueError:
        row = None
    if row is None:
        raise NotFound(what)
    return row
