"""Proves the register, with SQL of its own: what the keys cannot say, and what they say once more.

It shares no code with what writes the register. Findings are returned, never raised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kernel.db import UnitOfWork

_CHECKS: Final[dict[str, str]] = {
    # Σ intervals = package, and the last one ends where the package does
    "cover": """
SELECT b.number FROM bill b LEFT JOIN bill_piece p ON p.tenant_id = b.tenant_id AND p.number = b.number
 WHERE b.tenant_id = %s GROUP BY b.number, b.amount_minor
HAVING coalesce(sum(p.ends_at - p.starts_at + 1), 0) <> b.amount_minor OR min(p.starts_at) <> 1
    OR max(p.ends_at) <> b.amount_minor
""",
    # no unit in two intervals
    "overlap": """
SELECT l.number FROM bill_piece l JOIN bill_piece r
    ON r.tenant_id = l.tenant_id AND r.number = l.number AND r.starts_at > l.starts_at AND r.starts_at <= l.ends_at
 WHERE l.tenant_id = %s
""",
    # the columns say what the record says
    "record": """
SELECT p.number FROM bill_piece p
 WHERE p.tenant_id = %s AND (p.said->>'start' <> p.starts_at::text OR p.said->>'end' <> p.ends_at::text
    OR p.said->>'stage' <> p.stage OR p.said->'holder'->>'code' <> p.holder_code
    OR p.said->'holder'->>'bank' <> p.holder_bank OR p.amount_minor <> p.ends_at - p.starts_at + 1)
""",
    # each transfer begins with whom the one before ended with, from the drawer to the holder
    "chain": """
WITH moved AS (
  SELECT p.number, p.starts_at, b.face->'drawer'->>'code' AS drawer, p.holder_code, t.place,
         CASE t.step->>'act' WHEN 'discharge' THEN t.step->'to'->>'code' ELSE t.step->'by'->>'code' END AS giver,
         CASE t.step->>'act' WHEN 'discharge' THEN t.step->'by'->>'code' ELSE t.step->'to'->>'code' END AS taker
    FROM bill_piece p JOIN bill b ON b.tenant_id = p.tenant_id AND b.number = p.number
    LEFT JOIN LATERAL jsonb_array_elements(p.said->'trail') WITH ORDINALITY AS t(step, place)
      ON t.step->>'outcome' = 'agreed' AND t.step->>'act' IN ('ask_delivery', 'endorse', 'discount', 'discharge')
   WHERE p.tenant_id = %s),
linked AS (
  SELECT *, lag(taker, 1, drawer) OVER link AS former, lead(giver) OVER link AS next FROM moved
  WINDOW link AS (PARTITION BY number, starts_at ORDER BY place))
SELECT DISTINCT number FROM linked
 WHERE (place IS NOT NULL AND (giver <> former OR taker IS NULL))
    OR (next IS NULL AND coalesce(taker, drawer) <> holder_code)
""",
    # nobody sees an interval that is not live, and each says the same as the register
    "seat": """
SELECT s.number FROM bill_seat s LEFT JOIN bill_piece p
    ON p.tenant_id = s.tenant_id AND p.number = s.number AND p.starts_at = s.starts_at AND p.ends_at = s.ends_at
 WHERE s.tenant_id = %s AND (p.number IS NULL OR p.said <> s.said OR p.stage <> s.stage)
""",
    # the sums are those of the seats
    "sum": """
SELECT coalesce(a.lane, b.lane) AS number
  FROM (SELECT enterprise_id, lane, due_on, count(*) AS bills, sum(amount_minor) AS minor FROM bill_seat
         WHERE tenant_id = %s GROUP BY enterprise_id, lane, due_on) a
  FULL JOIN (SELECT enterprise_id, lane, due_on, bills, amount_minor AS minor FROM bill_sum
              WHERE tenant_id = %s AND (bills <> 0 OR amount_minor <> 0)) b
    ON b.enterprise_id = a.enterprise_id AND b.lane = a.lane AND b.due_on = a.due_on
 WHERE a.bills IS DISTINCT FROM b.bills OR a.minor IS DISTINCT FROM b.minor
""",
    # what is left of an acceptance is what has not ended, the margin to the fen
    "acceptance": """
SELECT a.number FROM bill_acceptance a LEFT JOIN bill_acceptance_end e ON e.tenant_id = a.tenant_id AND e.number = a.number
 WHERE a.tenant_id = %s GROUP BY a.number, a.face_minor, a.face_left_minor, a.margin_minor, a.margin_left_minor
HAVING a.face_left_minor <> a.face_minor - coalesce(sum(e.ends_at - e.starts_at + 1), 0)
    OR a.margin_left_minor <> a.margin_minor - coalesce(sum(e.margin_minor), 0)
    OR (a.face_left_minor = 0 AND a.margin_left_minor <> 0)
""",
    # a line is used by what is accepted and by what is promised
    "line": """
SELECT u.drawer_code AS number FROM bill_line_use u
 WHERE u.tenant_id = %s AND u.used_minor <>
   coalesce((SELECT sum(a.face_left_minor) FROM bill_acceptance a WHERE a.tenant_id = u.tenant_id AND a.drawer_code = u.drawer_code), 0)
   + coalesce((SELECT sum(d.ends_at - d.starts_at + 1) FROM bill_desk_act d
                WHERE d.tenant_id = u.tenant_id AND d.act = 'ask_acceptance' AND d.status = 'sent' AND d.agrees
                  AND d.asked->'drawer'->>'code' = u.drawer_code), 0)
""",
    # the books hold the margin that is left, and the advances that are not collected
    "margin": """
SELECT a.number FROM ledger_account a
 WHERE a.tenant_id = %s AND a.number = 'BILL_MARGIN-CNY'
   AND coalesce((SELECT sum(e.amount_minor) FROM ledger_entry e WHERE e.tenant_id = a.tenant_id AND e.account_id = a.id), 0)
    <> coalesce((SELECT sum(b.margin_left_minor) FROM bill_acceptance b WHERE b.tenant_id = a.tenant_id), 0)
""",
    "advance": """
SELECT a.number FROM ledger_account a
 WHERE a.tenant_id = %s AND a.number = 'ADVANCES-CNY' AND EXISTS (SELECT FROM bill_advance b WHERE b.tenant_id = a.tenant_id)
   AND coalesce((SELECT sum(e.amount_minor) FROM ledger_entry e WHERE e.tenant_id = a.tenant_id AND e.account_id = a.id), 0)
    <> -coalesce((SELECT sum(b.left_minor) FROM bill_advance b WHERE b.tenant_id = a.tenant_id), 0)
""",
    # a holder who banks here has a seat, in one enterprise only
    "holder": """
SELECT p.number FROM bill_piece p
  JOIN bank k ON k.tenant_id = p.tenant_id AND k.bank_code = p.holder_bank
  JOIN enterprise e ON e.tenant_id = p.tenant_id AND e.uscc = p.holder_code
  LEFT JOIN bill_seat s ON s.tenant_id = p.tenant_id AND s.number = p.number AND s.starts_at = p.starts_at
   AND s.enterprise_id = e.id
 WHERE p.tenant_id = %s GROUP BY p.number, p.starts_at HAVING count(s.enterprise_id) <> 1
""",
}


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a bill breaks."""

    rule: str
    number: str


def breaches(uow: UnitOfWork) -> list[Breach]:
    """Everything that is wrong with the bills of a bank; nothing, if all is well."""
    found = []
    for rule, sql in _CHECKS.items():
        rows = uow.rows(sql, (uow.scope.bank(),) * sql.count("%s"))
        found += [Breach(rule, row["number"]) for row in rows]
    return found
