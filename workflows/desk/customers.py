"""What is read of a customer at the desk; no row of theirs is written here."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text

ENTERPRISE: Final = Text("该企业", "The enterprise")
ACCOUNT: Final = Text("该账户", "The account")

_SEARCH: Final = """
SELECT e.id, e.number, e.name, e.uscc, e.status, e.created_at,
       (SELECT count(*) FROM signed_account a WHERE a.tenant_id = e.tenant_id AND a.enterprise_id = e.id) AS accounts,
       (SELECT g.status FROM agreement g WHERE g.tenant_id = e.tenant_id AND g.enterprise_id = e.id
         ORDER BY g.offered_at DESC LIMIT 1) AS agreement
  FROM enterprise e
 WHERE e.tenant_id = %(tenant)s
   AND (%(q)s = '' OR e.number = %(q)s OR e.uscc = upper(%(q)s) OR position(%(q)s IN e.name) > 0 OR EXISTS (
        SELECT FROM signed_account a WHERE a.tenant_id = e.tenant_id AND a.enterprise_id = e.id
           AND a.account_number = %(q)s))
 ORDER BY e.number LIMIT %(limit)s
"""
_ONE: Final = """
SELECT e.*, l.legal_person, l.address, l.valid_until, l.contact FROM enterprise e
  LEFT JOIN enterprise_licence l ON l.tenant_id = e.tenant_id AND l.enterprise_id = e.id
 WHERE e.tenant_id = %s AND e.number = %s
"""
_OWNER: Final = """
SELECT s.enterprise_id, s.account_number, s.alias, s.currency, e.number, e.name, a.status, a.balance_minor, a.held_minor
  FROM signed_account s
  JOIN enterprise e ON e.tenant_id = s.tenant_id AND e.id = s.enterprise_id
  LEFT JOIN ledger_account a ON a.tenant_id = s.tenant_id AND a.number = s.account_number
 WHERE s.tenant_id = %s AND s.account_number = %s
"""
_ACCOUNTS: Final = """
SELECT s.account_number, s.alias, s.currency, s.may_pay, a.status, a.balance_minor, a.held_minor
  FROM signed_account s
  LEFT JOIN ledger_account a ON a.tenant_id = s.tenant_id AND a.number = s.account_number
 WHERE s.tenant_id = %s AND s.enterprise_id = %s ORDER BY s.position, s.account_number
"""
_MEASURES: Final = """
SELECT * FROM account_measure WHERE tenant_id = %s AND enterprise_id = %s ORDER BY live DESC, begun_at DESC LIMIT %s
"""
_USERS: Final = """
SELECT u.id, u.person_id, p.login, p.name, u.title, u.status,
       (SELECT coalesce(jsonb_agg(coalesce(r.name, jsonb_build_object('zh', m.role, 'en', m.role)) ORDER BY m.role), '[]')
          FROM role_member m
          LEFT JOIN enterprise_role r ON r.tenant_id = m.tenant_id AND r.enterprise_id = m.enterprise_id AND r.code = m.role
         WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id AND m.live) AS roles,
       (SELECT max(i.expires_at) FROM invitation i
         WHERE i.tenant_id = u.tenant_id AND i.user_id = u.id AND i.ended_at IS NULL) AS code_until
  FROM enterprise_user u JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
 WHERE u.tenant_id = %s AND u.enterprise_id = %s ORDER BY p.login
"""
_PAYMENTS: Final = """
SELECT number, payer_account, payee_name, payee_account, amount_minor, currency, status, status_at, reason, door, rail
  FROM payment WHERE tenant_id = %s AND enterprise_id = %s ORDER BY created_at DESC, id DESC LIMIT %s
"""
_NOTICES: Final = """
SELECT kind, text, created_at, read_at FROM notice
 WHERE tenant_id = %s AND enterprise_id = %s ORDER BY created_at DESC LIMIT %s
"""
_SWITCHES: Final = """
SELECT holder, enterprise_id, operation, door, sentence, share, changed_at FROM service_switch
 WHERE tenant_id = %(tenant)s AND live AND (%(enterprise)s::uuid IS NULL OR enterprise_id IS NULL
       OR enterprise_id = %(enterprise)s::uuid)
 ORDER BY holder, operation, door
"""
_CERTIFICATES: Final = """
SELECT c.serial, c.status, c.not_before, c.not_after, p.name FROM certificate c
  JOIN enterprise_user u ON u.tenant_id = c.tenant_id AND u.id = c.user_id
  JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
 WHERE c.tenant_id = %s AND c.enterprise_id = %s ORDER BY c.not_before DESC
"""
_AGREEMENTS: Final = """
SELECT g.id, g.number, g.text, g.digest, g.status, g.offered_at, g.in_force_at,
       coalesce((SELECT jsonb_agg(jsonb_build_object('name', s.name, 'at', s.signed_at) ORDER BY s.signed_at)
                   FROM agreement_signature s
                  WHERE s.tenant_id = g.tenant_id AND s.agreement_id = g.id), '[]') AS signatures
  FROM agreement g WHERE g.tenant_id = %s AND g.enterprise_id = %s ORDER BY g.offered_at DESC
"""
_LIMITS: Final = """
SELECT scope, holder, span, currency, ceiling, effect FROM limit_rule
 WHERE tenant_id = %s AND enterprise_id = %s AND issuer = 'bank' AND live ORDER BY scope, span, currency
"""
_PERMITS: Final = """
SELECT currency, upto_minor FROM signature_permission WHERE tenant_id = %s AND holder_id = %s AND live ORDER BY currency
"""
_RECENT: Final = 20


def search(ctx: Context, query: str) -> list[Row]:
    """Enterprises by number, name, code or account; all of them for nothing typed."""
    given = {"tenant": ctx.tenant_id, "q": query.strip(), "limit": limits.DESK_ROWS_MAX}
    return ctx.uow.rows(_SEARCH, given)


def by_number(ctx: Context, number: str) -> Row:
    """One enterprise with its licence; raises NotFound."""
    row = ctx.uow.row(_ONE, (ctx.tenant_id, number))
    if row is None:
        raise NotFound(ENTERPRISE)
    return row


def account(ctx: Context, number: str) -> Row:
    """A signed account, its owner and how it stands; raises NotFound."""
    row = ctx.uow.row(_OWNER, (ctx.tenant_id, number))
    if row is None:
        raise NotFound(ACCOUNT)
    return row


def support(ctx: Context, enterprise_id: UUID) -> dict[str, Any]:
    """What a customer has and sees: accounts, people, payments, notices, switches, agreements."""
    key = (ctx.tenant_id, enterprise_id)
    return {
        "accounts": ctx.uow.rows(_ACCOUNTS, key),
        "measures": ctx.uow.rows(_MEASURES, (*key, _RECENT)),
        "users": ctx.uow.rows(_USERS, key),
        "payments": ctx.uow.rows(_PAYMENTS, (*key, _RECENT)),
        "notices": ctx.uow.rows(_NOTICES, (*key, _RECENT)),
        "switches": switches(ctx, enterprise_id),
        "certificates": ctx.uow.rows(_CERTIFICATES, key),
        "agreements": ctx.uow.rows(_AGREEMENTS, key),
        "limits": ctx.uow.rows(_LIMITS, key),
        "permits": ctx.uow.rows(_PERMITS, key),
    }


def users(ctx: Context, enterprise_id: UUID) -> list[Row]:
    """The people of an enterprise."""
    return ctx.uow.rows(_USERS, (ctx.tenant_id, enterprise_id))


def switches(ctx: Context, enterprise_id: UUID | None = None) -> list[Row]:
    """What is switched off: everywhere, or as far as it touches one enterprise."""
    return ctx.uow.rows(_SWITCHES, {"tenant": ctx.tenant_id, "enterprise": enterprise_id})
