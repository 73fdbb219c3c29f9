"""Reading of the employee book and agreements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kernel.context import Context
from kernel.statements import Row

_COLUMNS: Final = (
    "number, sealed, account_mark, project, name_check, status, left_on, account_since"
)
_STAFF: Final = f"""
SELECT {_COLUMNS} FROM payroll_employee
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND number > %(after)s
   AND (%(status)s::text IS NULL OR status = %(status)s)
   AND (%(find)s = '' OR number = %(find)s OR account_mark = %(account)s OR name_mark = %(name)s)
 ORDER BY number LIMIT %(limit)s
"""  # noqa: S608 - the columns above
_ONE: Final = f"""
SELECT {_COLUMNS} FROM payroll_employee WHERE tenant_id = %s AND enterprise_id = %s AND number = %s
"""  # noqa: S608
_BY_NUMBERS: Final = f"""
SELECT {_COLUMNS} FROM payroll_employee WHERE tenant_id = %s AND enterprise_id = %s AND number = ANY (%s)
"""  # noqa: S608
_ELSEWHERE: Final = """
SELECT number, sealed FROM payroll_employee
 WHERE tenant_id = %s AND enterprise_id = %s AND name_check = 'elsewhere' AND status = 'active'
"""
_COUNTS: Final = """
SELECT count(*) FILTER (WHERE status = 'active') AS active, count(*) FILTER (WHERE status = 'left') AS left
  FROM payroll_employee WHERE tenant_id = %s AND enterprise_id = %s
"""
_AGREEMENTS: Final = """
SELECT a.account_number, a.kinds, a.project, a.since_at,
       (SELECT count(*) FROM payroll_employee e
         WHERE e.tenant_id = a.tenant_id AND e.enterprise_id = a.enterprise_id AND a.project <> ''
           AND e.project = a.project AND e.status = 'active') AS workers
  FROM payroll_agreement a
 WHERE a.tenant_id = %s AND a.enterprise_id = %s AND a.live ORDER BY a.account_number
"""
_AGREEMENT: Final = """
SELECT kinds, project FROM payroll_agreement
 WHERE tenant_id = %s AND enterprise_id = %s AND account_number = %s AND live
"""


def staff(
    ctx: Context,
    *,
    after: str,
    status: str | None,
    find: str,
    marks: tuple[bytes, bytes],
    limit: int,
) -> list[Row]:
    """A page of the book by number; `marks` are those of what is looked for, as account and as name."""
    account, name = marks
    given = {
        "tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id, "after": after, "status": status, "find": find,
        "account": account, "name": name, "limit": limit,
    }  # fmt: skip
    return ctx.uow.rows(_STAFF, given)


def employee(ctx: Context, number: str) -> Row | None:
    """One person of the book."""
    return ctx.uow.row(_ONE, (ctx.tenant_id, ctx.enterprise_id, number))


def by_numbers(ctx: Context, numbers: Sequence[str]) -> list[Row]:
    """Some people of the book."""
    return ctx.uow.rows(_BY_NUMBERS, (ctx.tenant_id, ctx.enterprise_id, list(numbers)))


def elsewhere(ctx: Context) -> list[Row]:
    """People who are employed and whose account another bank keeps."""
    return ctx.uow.rows(_ELSEWHERE, (ctx.tenant_id, ctx.enterprise_id))


def counts(ctx: Context) -> Row:
    """How many are employed, and how many have left."""
    (row,) = ctx.uow.rows(_COUNTS, (ctx.tenant_id, ctx.enterprise_id))
    return row


def agreements(ctx: Context) -> list[Row]:
    """Every agreement in force, with how many stand on its list."""
    return ctx.uow.rows(_AGREEMENTS, (ctx.tenant_id, ctx.enterprise_id))


def agreement(ctx: Context, account: str) -> Row | None:
    """What an account may pay now."""
    return ctx.uow.row(_AGREEMENT, (ctx.tenant_id, ctx.enterprise_id, account))
