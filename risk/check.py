"""The independent checker of limits: what is used is the sum of what was counted, and of nothing else.

It knows none of the functions that count, and runs as the auditor who can only read.
"""

from __future__ import annotations

from typing import Final

from kernel.invariants import Rule
from kernel.text import Text

RULES: Final = (
    Rule(
        "L1",
        Text(
            "限额的预占与占用等于各笔预占之和",
            "What a limit holds as reserved and used is the sum of its reservations",
        ),
        "SELECT * FROM (SELECT limit_id, holder, starts_on, reserved_minor, used_minor, reserved_count, used_count"
        " FROM limit_counter WHERE tenant_id = %(t)s) c FULL JOIN ("
        "SELECT (x ->> 'limit_id')::uuid AS limit_id, x ->> 'holder' AS holder, (x ->> 'starts_on')::date AS starts_on,"
        " coalesce(sum(amount_minor) FILTER (WHERE state = 'reserved'), 0) AS reserved,"
        " coalesce(sum(amount_minor) FILTER (WHERE state = 'consumed'), 0) AS used,"
        " count(*) FILTER (WHERE state = 'reserved') AS held, count(*) FILTER (WHERE state = 'consumed') AS spent"
        " FROM limit_reservation, jsonb_array_elements(counts) x WHERE tenant_id = %(t)s AND state <> 'released'"
        " GROUP BY 1, 2, 3) s USING (limit_id, holder, starts_on)"
        " WHERE (coalesce(reserved_minor, 0), coalesce(used_minor, 0), coalesce(reserved_count, 0), coalesce(used_count, 0))"
        " <> (coalesce(reserved, 0), coalesce(used, 0), coalesce(held, 0), coalesce(spent, 0))",
    ),
    Rule(
        "L2",
        Text(
            "每笔受限付款的预占随其状态占用或释放",
            "What a payment took of limits is used or given back as the payment ended",
        ),
        "SELECT p.number, p.status, p.limited, r.state FROM payment p LEFT JOIN limit_reservation r"
        " ON r.tenant_id = p.tenant_id AND r.subject_id = p.id WHERE p.tenant_id = %(t)s AND (p.limited OR r.state IS NOT NULL)"
        " AND (NOT p.limited OR r.state IS DISTINCT FROM CASE WHEN p.status IN ('succeeded', 'returned') THEN 'consumed'"
        " WHEN p.status IN ('failed', 'rejected', 'sent_back', 'withdrawn', 'expired', 'cancelled') THEN 'released'"
        " ELSE 'reserved' END)",
    ),
    Rule(
        "L3",
        Text("预占金额等于付款金额", "What was reserved is the amount of the payment"),
        "SELECT p.number, p.amount_minor, r.amount_minor AS reserved FROM limit_reservation r JOIN payment p"
        " ON p.tenant_id = r.tenant_id AND p.id = r.subject_id WHERE r.tenant_id = %(t)s"
        " AND (p.amount_minor <> r.amount_minor OR p.currency <> r.currency OR p.enterprise_id <> r.enterprise_id)",
    ),
)
