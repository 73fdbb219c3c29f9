"""The SQL of taking an enterprise on that belongs to nobody else: what is taken, its licence, a role's name."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from psycopg.types.json import Jsonb

from kernel.context import Context
from kernel.text import Text
from workflows.mandates.kinds import Content

_TAKEN: Final = """
SELECT EXISTS (SELECT FROM enterprise WHERE tenant_id = %(t)s AND number = %(number)s) AS number,
       EXISTS (SELECT FROM enterprise WHERE tenant_id = %(t)s AND uscc = %(uscc)s) AS uscc
"""
_ACCOUNT: Final = """
SELECT 1 AS found FROM ledger_account WHERE tenant_id = %s AND number = %s
"""
_LOGIN: Final = "SELECT 1 AS found FROM person WHERE tenant_id = %s AND login = %s"
_LICENCE: Final = """
INSERT INTO enterprise_licence (tenant_id, enterprise_id, legal_person, address, valid_until, contact, checked_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_ROLE: Final = """
INSERT INTO enterprise_role (tenant_id, enterprise_id, code, name, live, created_at) VALUES (%s, %s, %s, %s, true, %s)
"""


def taken(ctx: Context, number: str, uscc: str) -> list[str]:
    """Which of the two somebody has already."""
    (row,) = ctx.uow.rows(_TAKEN, {"t": ctx.tenant_id, "number": number, "uscc": uscc})
    return [name for name, found in row.items() if found]


def account_taken(ctx: Context, number: str) -> bool:
    """Whether there is such an account."""
    return ctx.uow.row(_ACCOUNT, (ctx.tenant_id, number)) is not None


def login_taken(ctx: Context, login: str) -> bool:
    """Whether somebody has that log-in name."""
    return ctx.uow.row(_LOGIN, (ctx.tenant_id, login)) is not None


def keep_licence(ctx: Context, enterprise_id: UUID, after: Content) -> None:
    """What was seen of the licence, and when."""
    until = date.fromisoformat(after["valid_until"]) if after["valid_until"] else None
    seen = (after["legal_person"], after["address"], until, after["contact"], ctx.now)
    ctx.uow.run(_LICENCE, (ctx.tenant_id, enterprise_id, *seen))


def name_role(ctx: Context, enterprise_id: UUID, code: str, name: Text) -> None:
    """What the enterprise calls a role."""
    words = Jsonb({"zh": name.zh, "en": name.en})
    ctx.uow.run(_ROLE, (ctx.tenant_id, enterprise_id, code, words, ctx.now))
