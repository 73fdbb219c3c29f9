"""All SQL of the read side of payees; every statement names bank and enterprise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from kernel import limits
from kernel.charset import name_key
from kernel.context import Context
from kernel.like import containing, literal
from kernel.pinyin import fold_query
from kernel.statements import Row
from workflows.payees.classes import PayeeClass, Verdict, WhiteList
from workflows.payees.rules import Demands, Entry

_CHECK_KEPT: Final = timedelta(days=30)
"""How long an answer about a name counts; an account may change hands."""
_SILENCE_KEPT: Final = timedelta(days=1)
_WHOSE: Final = "tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s"
_DEMANDS: Final = "white_list, cool_down_hours, cool_down_free_minor, cool_down_blocks"
_LOOK: Final = f"""
SELECT s.white_list, s.cool_down_hours, s.cool_down_free_minor, s.cool_down_blocks,
       p.name, p.bank_code, p.class, p.since_at, a.account_number IS NOT NULL AS own_account,
       c.verdict, c.masked, c.asked_at
  FROM (SELECT 1) AS one
  LEFT JOIN payee_settings s ON s.tenant_id = %(tenant)s AND s.enterprise_id = %(enterprise)s
  LEFT JOIN payee p ON p.tenant_id = %(tenant)s AND p.enterprise_id = %(enterprise)s
        AND p.account = %(account)s AND p.status = 'active'
  LEFT JOIN signed_account a ON a.tenant_id = %(tenant)s AND a.enterprise_id = %(enterprise)s
        AND a.account_number = %(account)s AND %(own_bank)s
  LEFT JOIN LATERAL (
       SELECT verdict, masked, asked_at FROM payee_name_check
        WHERE {_WHOSE} AND account = %(account)s AND name_key = %(key)s AND bank_code = %(bank)s
        ORDER BY asked_at DESC, id DESC LIMIT 1) c ON true
"""  # noqa: S608 - names of columns
_LOOK_AT_ALL: Final = """
SELECT w.account, s.white_list, s.cool_down_hours, s.cool_down_free_minor, s.cool_down_blocks,
       p.name, p.bank_code, p.class, p.since_at, a.account_number IS NOT NULL AS own_account
  FROM unnest(%(accounts)s::text[]) AS w (account)
  LEFT JOIN payee_settings s ON s.tenant_id = %(tenant)s AND s.enterprise_id = %(enterprise)s
  LEFT JOIN payee p ON p.tenant_id = %(tenant)s AND p.enterprise_id = %(enterprise)s
        AND p.account = w.account AND p.status = 'active'
  LEFT JOIN signed_account a ON a.tenant_id = %(tenant)s AND a.enterprise_id = %(enterprise)s
        AND a.account_number = w.account
"""
_CHECK: Final = f"""
SELECT id, verdict, masked, asked_at, answered_at FROM payee_name_check
 WHERE {_WHOSE} AND account = %(account)s AND name_key = %(key)s AND bank_code = %(bank)s
 ORDER BY asked_at DESC, id DESC LIMIT 1
"""  # noqa: S608
_FITS: Final = """
 (name ILIKE %(inside)s OR note ILIKE %(inside)s OR account LIKE %(tail)s
  OR (%(pinyin)s <> '' AND pinyin LIKE %(folded)s))
"""
_STATE: Final = """
 CASE WHEN status = 'used' THEN 'used'
      WHEN since_at > %(cooled)s THEN 'cooling' ELSE class END
"""
_BROWSE: Final = f"""
SELECT id, account, name, bank_code, bank_name, class, status, note, verdict, verdict_at, added_by, created_at,
       since_at, confirmed_by, used_at, coalesce(used_at, created_at) AS touched_at,
       EXISTS (SELECT FROM payee o WHERE o.tenant_id = p.tenant_id AND o.enterprise_id = p.enterprise_id
                  AND o.account = p.account AND o.id <> p.id AND o.status <> 'removed') AS has_twin,
       (SELECT m.number FROM mandate m
         WHERE m.tenant_id = p.tenant_id AND m.enterprise_id = p.enterprise_id AND m.kind = 'payees'
           AND m.target = p.account AND m.status IN ('pending_approval', 'approved')) AS running
  FROM payee p
 WHERE {_WHOSE} AND status <> 'removed' AND (%(tab)s = '' OR {_STATE} = %(tab)s) AND {_FITS}
   AND (%(at)s::timestamptz IS NULL
        OR (coalesce(used_at, created_at), id) < (%(at)s::timestamptz, %(from_id)s::uuid))
 ORDER BY coalesce(used_at, created_at) DESC, id DESC LIMIT %(limit)s
"""  # noqa: S608
_COUNTS: Final = f"""
SELECT {_STATE} AS tab, count(*)::int AS n FROM payee
 WHERE {_WHOSE} AND status <> 'removed' GROUP BY 1
"""  # noqa: S608
_OF_ACCOUNT: Final = f"""
SELECT *, coalesce(used_at, created_at) AS touched_at FROM payee
 WHERE {_WHOSE} AND account = %(account)s ORDER BY status, created_at
"""  # noqa: S608
_ACTIVE_OF: Final = f"""
SELECT *, coalesce(used_at, created_at) AS touched_at FROM payee
 WHERE {_WHOSE} AND account = ANY(%(accounts)s) AND status = 'active'
"""  # noqa: S608
_VERDICTS: Final = """
SELECT w.account, c.verdict, c.asked_at
  FROM unnest(%(accounts)s::text[], %(keys)s::text[], %(banks)s::text[]) AS w (account, key, bank)
  JOIN LATERAL (
       SELECT verdict, asked_at FROM payee_name_check
        WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND account = w.account
          AND name_key = w.key AND bank_code = w.bank
        ORDER BY asked_at DESC, id DESC LIMIT 1) c ON true
"""
_WAITING: Final = """
SELECT target, number FROM mandate
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND kind = 'payees'
   AND target = ANY(%(accounts)s) AND status IN ('pending_approval', 'approved')
"""
_LISTS: Final = """
SELECT number FROM mandate
 WHERE tenant_id = %(tenant)s AND enterprise_id = %(enterprise)s AND kind = 'payee_list'
   AND after @> jsonb_build_object('rows', jsonb_build_array(jsonb_build_object('account', %(account)s::text)))
 ORDER BY created_at DESC, id DESC LIMIT %(limit)s
"""
_FIND: Final = f"""
SELECT id, name, account, bank_code, bank_name, used_at, status, class, verdict, since_at FROM payee p
 WHERE {_WHOSE} AND status <> 'removed' AND (%(id)s::uuid IS NULL OR id = %(id)s::uuid) AND {_FITS}
 ORDER BY used_at DESC NULLS LAST, status, id DESC LIMIT %(limit)s
"""  # noqa: S608
_ACCOUNTS: Final = f"SELECT DISTINCT account FROM payee WHERE {_WHOSE} AND pinyin LIKE %(folded)s"  # noqa: S608
_ORIGIN: Final = f"""
SELECT added_by, created_at FROM payee WHERE {_WHOSE} AND account = %(account)s AND name = %(name)s
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Seen:
    """What our tables say about whom somebody wants to pay."""

    demands: Demands
    entry: Entry | None
    own_account: bool
    verdict: Verdict | None
    masked: str


@dataclass(frozen=True, slots=True)
class Browse:
    """Which entries a page shows; `before` is the last row of the page before."""

    tab: str
    text: str
    cooled: datetime
    before: tuple[datetime, UUID] | None


def look(ctx: Context, account: str, name: str, bank_code: str, *, own_bank: bool) -> Seen:
    """Demands, entry, own account and what was said of the name, in one statement."""
    given = _of_name(ctx, account, name, bank_code) | {"own_bank": own_bank}
    row = ctx.uow.row(_LOOK, given) or {}
    return Seen(
        _demands(row),
        entry_of(row),
        bool(row["own_account"]),
        _said(row, ctx.now),
        row["masked"] or "",
    )


def look_at_all(
    ctx: Context, accounts: Sequence[str]
) -> tuple[Demands, dict[str, Entry], frozenset[str]]:
    """Demands, the entries of these accounts, and which of them are the enterprise's own."""
    rows = ctx.uow.rows(_LOOK_AT_ALL, _whose(ctx) | {"accounts": list(accounts)})
    found = ((row["account"], entry_of(row)) for row in rows)
    known = {account: entry for account, entry in found if entry is not None}
    own = frozenset(row["account"] for row in rows if row["own_account"])
    return _demands(rows[0] if rows else {}), known, own


def demands(ctx: Context) -> Demands:
    """What the enterprise demands now."""
    row = ctx.uow.row(f"SELECT {_DEMANDS} FROM payee_settings WHERE {_WHOSE}", _whose(ctx))  # noqa: S608
    return _demands(row or {})


def check(ctx: Context, account: str, name: str, bank_code: str) -> Row | None:
    """The last question about this name, as it was kept."""
    return ctx.uow.row(_CHECK, _of_name(ctx, account, name, bank_code))


def check_by_id(ctx: Context, check_id: UUID) -> Row | None:
    """A question by its id."""
    return ctx.uow.row(
        f"SELECT * FROM payee_name_check WHERE {_WHOSE} AND id = %(id)s",  # noqa: S608
        _whose(ctx) | {"id": check_id},
    )


def unanswered(ctx: Context, before: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Questions of the whole bank that still wait, the oldest first: enterprise and id (worker)."""
    rows = ctx.uow.rows(
        "SELECT enterprise_id, id FROM payee_name_check WHERE tenant_id = %s AND verdict = 'asked'"
        " AND asked_at <= %s ORDER BY asked_at, id LIMIT %s",
        (ctx.tenant_id, before, limit),
    )
    return [(row["enterprise_id"], row["id"]) for row in rows]


def verdict(ctx: Context, account: str, name: str, bank_code: str) -> Verdict | None:
    """What is known of this name now, if it was asked and the answer still counts."""
    return _said(check(ctx, account, name, bank_code) or {}, ctx.now)


def checks_since(ctx: Context, person_id: UUID, since: datetime) -> int:
    """How many questions about names somebody has asked."""
    row = ctx.uow.row(
        f"SELECT count(*) AS n FROM payee_name_check WHERE {_WHOSE} AND asked_by = %(by)s"  # noqa: S608
        " AND asked_at >= %(since)s",
        _whose(ctx) | {"by": person_id, "since": since},
    )
    return int(row["n"]) if row else 0


def browse(ctx: Context, wanted: Browse, limit: int) -> list[Row]:
    """A page of the book, whoever was paid last first."""
    at, from_id = wanted.before or (None, None)
    given = {
        "tab": wanted.tab,
        "cooled": wanted.cooled,
        "at": at,
        "from_id": from_id,
        "limit": limit,
    }
    return ctx.uow.rows(_BROWSE, _whose(ctx) | patterns(wanted.text) | given)


def counts(ctx: Context, cooled: datetime) -> dict[str, int]:
    """How many entries stand where."""
    rows = ctx.uow.rows(_COUNTS, _whose(ctx) | {"cooled": cooled})
    return {row["tab"]: row["n"] for row in rows}


def of_account(ctx: Context, account: str) -> list[Row]:
    """Every entry there is or was under one account; the confirmed one first."""
    return ctx.uow.rows(_OF_ACCOUNT, _whose(ctx) | {"account": account})


def active(ctx: Context, account: str) -> Row | None:
    """The confirmed entry of an account."""
    return next((row for row in of_account(ctx, account) if row["status"] == "active"), None)


def active_of(ctx: Context, accounts: Sequence[str]) -> list[Row]:
    """The confirmed entries of these accounts, in one statement."""
    return ctx.uow.rows(_ACTIVE_OF, _whose(ctx) | {"accounts": list(accounts)})


def verdicts(ctx: Context, asked: Sequence[tuple[str, str, str]]) -> dict[str, Verdict]:
    """What is known now of these names: of account, name and bank code; in one statement."""
    given = {
        "accounts": [account for account, _, _ in asked],
        "keys": [name_key(name) for _, name, _ in asked],
        "banks": [bank for _, _, bank in asked],
    }
    rows = ctx.uow.rows(_VERDICTS, _whose(ctx) | given)
    found = {row["account"]: _said(row, ctx.now) for row in rows}
    return {account: said for account, said in found.items() if said is not None}


def waiting_changes(ctx: Context, accounts: Sequence[str]) -> dict[str, str]:
    """Changes of single entries that wait for confirmation: account → number."""
    rows = ctx.uow.rows(_WAITING, _whose(ctx) | {"accounts": list(accounts)})
    return {row["target"]: row["number"] for row in rows}


def lists_naming(ctx: Context, account: str, limit: int) -> list[str]:
    """The numbers of lists that name an account, the newest first."""
    rows = ctx.uow.rows(_LISTS, _whose(ctx) | {"account": account, "limit": limit})
    return [row["number"] for row in rows]


def find(ctx: Context, text: str, payee_id: UUID | None) -> Sequence[Row]:
    """Payees by name, pinyin or tail of the account, the last used first."""
    given = {"id": payee_id, "limit": limits.SEARCH_ROWS_MAX}
    return ctx.uow.rows(_FIND, _whose(ctx) | patterns(text) | given)


def accounts_like(ctx: Context, text: str) -> list[str]:
    """Accounts of payees whose names sound like that."""
    given = patterns(text)
    if not given["pinyin"]:
        return []
    return [row["account"] for row in ctx.uow.rows(_ACCOUNTS, _whose(ctx) | given)]


def origin(ctx: Context, account: str, name: str) -> Row | None:
    """Who brought a payee in, and when."""
    return ctx.uow.row(_ORIGIN, _whose(ctx) | {"account": account, "name": name})


def patterns(text: str) -> dict[str, str]:
    """What was typed, as LIKE takes it."""
    folded = fold_query(text)
    pinyin = folded if folded.isascii() else ""
    return {
        "inside": containing(text),
        "tail": f"%{literal(text)}",
        "pinyin": pinyin,
        "folded": containing(pinyin),
    }


def _of_name(ctx: Context, account: str, name: str, bank_code: str) -> dict[str, Any]:
    return _whose(ctx) | {"account": account, "key": name_key(name), "bank": bank_code}


def _demands(row: Row) -> Demands:
    if row.get("white_list") is None:
        return Demands()
    said = {name: row[name] for name in _DEMANDS.split(", ")}
    return Demands(**(said | {"white_list": WhiteList(row["white_list"])}))


def entry_of(row: Row) -> Entry | None:
    """The entry in a row; None in one that nobody confirmed."""
    if row["since_at"] is None:
        return None
    return Entry(row["name"], row["bank_code"], PayeeClass(row["class"]), row["since_at"])


def _said(row: Row, now: datetime) -> Verdict | None:
    """A verdict that still counts; a question nobody answered says that nothing can be said."""
    if row.get("verdict") is None:
        return None
    said = Verdict(row["verdict"])
    silent = said in {Verdict.ASKED, Verdict.UNAVAILABLE}
    if row["asked_at"] < now - (_SILENCE_KEPT if silent else _CHECK_KEPT):
        return None
    return Verdict.UNAVAILABLE if silent else said


def _whose(ctx: Context) -> dict[str, Any]:
    return {"tenant": ctx.tenant_id, "enterprise": ctx.enterprise_id}
