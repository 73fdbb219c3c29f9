"""All SQL of templates. None is ever deleted: what is dropped counts no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import psycopg

from kernel.context import Context
from kernel.statements import Row
from workflows.payments.errors import TemplateNamed

_INSERT: Final = """
INSERT INTO payment_template (tenant_id, enterprise_id, id, name, payer_account, payee_account, payee_name, payee_bank,
                              amount_minor, currency, purpose, remark, live, made_by, created_at)
VALUES (%(tenant)s, %(enterprise)s, %(id)s, %(name)s, %(payer_account)s, %(payee_account)s, %(payee_name)s,
        %(payee_bank)s, %(amount_minor)s, %(currency)s, %(purpose)s, %(remark)s, true, %(made_by)s, %(at)s)
"""
_LIST: Final = """
SELECT * FROM payment_template
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND live AND payer_account = ANY(%(accounts)s)
   AND (%(id)s::uuid IS NULL OR id = %(id)s::uuid)
 ORDER BY name LIMIT 200
"""
_DROP: Final = """
UPDATE payment_template SET live = false
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND id = %(id)s AND live
"""


def insert(ctx: Context, row: Row) -> None:
    """Write one; raises TemplateNamed when a live one has the name."""
    try:
        ctx.uow.run(_INSERT, row | _whose(ctx) | {"at": ctx.now})
    except psycopg.errors.UniqueViolation as taken:
        raise TemplateNamed(name=row["name"]) from taken


def listed(ctx: Context, accounts: Sequence[str], template_id: UUID | None = None) -> list[Row]:
    """The live ones of these accounts, by name; or one of them."""
    return ctx.uow.rows(_LIST, _whose(ctx) | {"accounts": list(accounts), "id": template_id})


def drop(ctx: Context, template_id: UUID) -> None:
    """It counts no more."""
    ctx.uow.run(_DROP, _whose(ctx) | {"id": template_id})


def _whose(ctx: Context) -> dict[str, Any]:
    return {"tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id}
