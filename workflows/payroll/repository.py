"""Writing of the employee book and agreements. What is private arrives here sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from psycopg.types.json import Jsonb

from kernel.context import Context

_KEEP: Final = """
INSERT INTO payroll_employee (tenant_id, enterprise_id, number, sealed, account_mark, name_mark, project, name_check,
                              status, left_on, account_since, created_at, changed_at)
SELECT %(tenant)s, %(enterprise)s, n.number, n.sealed, n.account_mark, n.name_mark, n.project, n.name_check,
       'active', NULL, %(now)s, %(now)s, %(now)s
  FROM unnest(%(numbers)s::text[], %(sealed)s::bytea[], %(accounts)s::bytea[], %(names)s::bytea[],
              %(projects)s::text[], %(checks)s::text[])
       AS n (number, sealed, account_mark, name_mark, project, name_check)
ON CONFLICT (tenant_id, enterprise_id, number) DO UPDATE
   SET sealed = EXCLUDED.sealed, account_mark = EXCLUDED.account_mark, name_mark = EXCLUDED.name_mark,
       project = EXCLUDED.project, name_check = EXCLUDED.name_check, changed_at = EXCLUDED.changed_at,
       account_since = CASE WHEN payroll_employee.account_mark = EXCLUDED.account_mark
                            THEN payroll_employee.account_since ELSE EXCLUDED.account_since END
RETURNING xmax = 0 AS added
"""
_END: Final = """
UPDATE payroll_employee SET status = %s, left_on = %s, changed_at = %s
 WHERE tenant_id = %s AND enterprise_id = %s AND number = %s
"""
_AGREE: Final = """
INSERT INTO payroll_agreement (tenant_id, enterprise_id, account_number, kinds, project, live, since_at)
VALUES (%(tenant)s, %(enterprise)s, %(account)s, %(kinds)s, %(project)s, %(live)s, %(now)s)
ON CONFLICT (tenant_id, enterprise_id, account_number) DO UPDATE
   SET kinds = EXCLUDED.kinds, project = EXCLUDED.project, live = EXCLUDED.live, since_at = EXCLUDED.since_at
"""


@dataclass(frozen=True, slots=True)
class SealedEmployee:
    """A line of the book as it is kept."""

    number: str
    sealed: bytes
    account_mark: bytes
    name_mark: bytes
    project: str
    name_check: str


def keep(ctx: Context, staff: Sequence[SealedEmployee]) -> int:
    """Write people, new or known; how many are new. Somebody who left stays gone until told otherwise."""
    rows = ctx.uow.rows(
        _KEEP,
        {
            "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "now": ctx.now,
            "numbers": [one.number for one in staff], "sealed": [one.sealed for one in staff],
            "accounts": [one.account_mark for one in staff], "names": [one.name_mark for one in staff],
            "projects": [one.project for one in staff], "checks": [one.name_check for one in staff],
        },
    )  # fmt: skip
    return sum(row["added"] for row in rows)


def end(ctx: Context, number: str, left_on: date | None) -> int:
    """Note that somebody left, or is back; how many that were."""
    status = "left" if left_on else "active"
    return ctx.uow.run(_END, (status, left_on, ctx.now, ctx.tenant_id, ctx.enterprise_id, number))


def agree(ctx: Context, account: str, kinds: Sequence[str], project: str) -> None:
    """What an account may pay from now on; nothing ends it."""
    given = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "account": account, "kinds": Jsonb(list(kinds)),
        "project": project, "live": bool(kinds), "now": ctx.now,
    }  # fmt: skip
    ctx.uow.run(_AGREE, given)
