"""All SQL about bills at the desk: what waits, what the bank has accepted and holds, what it has set."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text

REQUEST: Final = Text("该票据申请", "The request")
HOLDING: Final = Text("该持有票据", "The bill held")
_WAITING: Final = """
SELECT open_id, bill_number, starts_at, ends_at, act, asked, created_at FROM bill_desk_act
 WHERE tenant_id = %s AND status = 'waiting' ORDER BY created_at, id LIMIT %s
"""
_ONE_WAITING: Final = """
SELECT open_id, bill_number, starts_at, ends_at, act, asked, status, why FROM bill_desk_act
 WHERE tenant_id = %s AND open_id = %s
"""
_FILES: Final = """
SELECT DISTINCT ON (digest) digest, sort, name, media_type, size FROM bill_file
 WHERE tenant_id = %s AND bill_number = %s AND digest = ANY(%s) ORDER BY digest, created_at
"""
_ACCEPTED: Final = """
SELECT number, drawer_name, face_left_minor, margin_left_minor, due_on, accepted_at FROM bill_acceptance
 WHERE tenant_id = %s AND face_left_minor > 0 ORDER BY due_on, number LIMIT %s
"""
_HELD: Final = """
SELECT p.number, p.starts_at, p.ends_at, p.amount_minor, p.stage, p.said, b.kind, b.due_on, b.face->'acceptor'->>'name' AS acceptor
  FROM bill_piece p JOIN bill b ON b.tenant_id = p.tenant_id AND b.number = p.number
 WHERE p.tenant_id = %(tenant)s AND p.holder_code = (SELECT bank_code FROM bank WHERE tenant_id = %(tenant)s)
   AND p.stage NOT IN ('void', 'paid')
 ORDER BY b.due_on, p.number, p.starts_at LIMIT %(limit)s
"""
_PIECE: Final = """
SELECT p.number, p.starts_at, p.ends_at, p.amount_minor, p.stage, p.said, b.face FROM bill_piece p
  JOIN bill b ON b.tenant_id = p.tenant_id AND b.number = p.number
 WHERE p.tenant_id = %(tenant)s AND p.number = %(number)s AND p.starts_at = %(start)s
   AND p.holder_code = (SELECT bank_code FROM bank WHERE tenant_id = %(tenant)s)
"""
_SUMS: Final = """
SELECT (SELECT coalesce(sum(face_left_minor), 0)::bigint FROM bill_acceptance WHERE tenant_id = %(tenant)s) AS accepted,
       (SELECT coalesce(sum(margin_left_minor), 0)::bigint FROM bill_acceptance WHERE tenant_id = %(tenant)s) AS margin,
       (SELECT coalesce(sum(left_minor), 0)::bigint FROM bill_advance WHERE tenant_id = %(tenant)s) AS advanced,
       (SELECT coalesce(sum(p.amount_minor), 0)::bigint FROM bill_piece p
         WHERE p.tenant_id = %(tenant)s AND p.stage NOT IN ('void', 'paid')
           AND p.holder_code = (SELECT bank_code FROM bank WHERE tenant_id = %(tenant)s)) AS held
"""
_ADVANCES: Final = """
SELECT bill_number, drawer_name, account_number, amount_minor, left_minor, advanced_at FROM bill_advance
 WHERE tenant_id = %s AND left_minor > 0 ORDER BY advanced_at, id LIMIT %s
"""
_LINES: Final = """
SELECT l.holder, e.number, e.name, l.line_minor, l.margin_percent, l.auto_minor, coalesce(u.used_minor, 0) AS used_minor
  FROM bill_line l LEFT JOIN enterprise e ON e.tenant_id = l.tenant_id AND e.uscc = l.holder
  LEFT JOIN bill_line_use u ON u.tenant_id = l.tenant_id AND u.drawer_code = l.holder
 WHERE l.tenant_id = %s ORDER BY l.holder = '*' DESC, e.number
"""
_LINE: Final = "SELECT line_minor, margin_percent, auto_minor FROM bill_line WHERE tenant_id = %s AND holder = %s"
_SET_LINE: Final = """
INSERT INTO bill_line (tenant_id, holder, line_minor, margin_percent, auto_minor, changed_at) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, holder) DO UPDATE SET line_minor = excluded.line_minor, margin_percent = excluded.margin_percent,
   auto_minor = excluded.auto_minor, changed_at = excluded.changed_at
"""
_PRICES: Final = "SELECT kind, bands, auto_minor FROM bill_price WHERE tenant_id = %s ORDER BY kind"
_SET_PRICE: Final = """
INSERT INTO bill_price (tenant_id, kind, bands, auto_minor, changed_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, kind) DO UPDATE SET bands = excluded.bands, auto_minor = excluded.auto_minor, changed_at = excluded.changed_at
"""
_AGREEMENTS: Final = """
SELECT a.*, e.name AS seller FROM bill_agreement a JOIN enterprise e ON e.tenant_id = a.tenant_id AND e.id = a.enterprise_id
 WHERE a.tenant_id = %s AND (a.live OR a.number = %s) ORDER BY a.number LIMIT %s
"""
_ADD_AGREEMENT: Final = """
INSERT INTO bill_agreement (tenant_id, enterprise_id, number, contract, buyer_name, buyer_account, percent, ceiling_minor,
                            used_minor, until_on, live, changed_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0, %s, true, %s)
"""
_END_AGREEMENT: Final = """
UPDATE bill_agreement SET live = false, changed_at = %s WHERE tenant_id = %s AND number = %s AND live
"""
_NIGHTS: Final = """
SELECT on_date, bills, differences, checked_at FROM bill_reconciliation WHERE tenant_id = %s ORDER BY on_date DESC LIMIT %s
"""
_RECENT: Final = 14


def waiting(ctx: Context) -> list[Row]:
    """Requests to the bank that wait for two people, the oldest first."""
    return ctx.uow.rows(_WAITING, (ctx.tenant_id, limits.DESK_ROWS_MAX))


def request(ctx: Context, open_id: str) -> Row:
    """One request to the bank; raises NotFound."""
    row = ctx.uow.row(_ONE_WAITING, (ctx.tenant_id, open_id))
    if row is None:
        raise NotFound(REQUEST)
    return row


def files(ctx: Context, row: Row) -> list[Row]:
    """The contracts and invoices a request to the bank names by their hash."""
    digests = [bytes.fromhex(one) for one in row["asked"]["terms"].get("files", ())]
    if not digests:
        return []
    return ctx.uow.rows(_FILES, (ctx.tenant_id, row["bill_number"], digests))


def accepted(ctx: Context) -> list[Row]:
    """What the bank has accepted and not paid, the nearest due date first."""
    return ctx.uow.rows(_ACCEPTED, (ctx.tenant_id, limits.DESK_ROWS_MAX))


def held(ctx: Context) -> list[Row]:
    """What the bank has bought and holds, the nearest due date first."""
    return ctx.uow.rows(_HELD, {"tenant": ctx.tenant_id, "limit": limits.DESK_ROWS_MAX})


def piece(ctx: Context, number: str, start: int) -> Row:
    """One interval the bank holds; raises NotFound."""
    row = ctx.uow.row(_PIECE, {"tenant": ctx.tenant_id, "number": number, "start": start})
    if row is None:
        raise NotFound(HOLDING)
    return row


def sums(ctx: Context) -> Row:
    """What the bank owes, has taken as margin, has advanced and holds."""
    return ctx.uow.row(_SUMS, {"tenant": ctx.tenant_id}) or {}


def advances(ctx: Context) -> list[Row]:
    """What is not collected yet, the oldest first."""
    return ctx.uow.rows(_ADVANCES, (ctx.tenant_id, limits.DESK_ROWS_MAX))


def lines(ctx: Context) -> list[Row]:
    """Every line with how much of it is used."""
    return ctx.uow.rows(_LINES, (ctx.tenant_id,))


def line(ctx: Context, holder: str) -> Row | None:
    """A drawer's own line, or everybody's."""
    return ctx.uow.row(_LINE, (ctx.tenant_id, holder))


def set_line(ctx: Context, holder: str, line_minor: int, percent: int, auto_minor: int) -> None:
    """Set one."""
    ctx.uow.run(_SET_LINE, (ctx.tenant_id, holder, line_minor, percent, auto_minor, ctx.now))


def prices(ctx: Context) -> dict[str, Row]:
    """What the desk has set, by kind."""
    return {row["kind"]: row for row in ctx.uow.rows(_PRICES, (ctx.tenant_id,))}


def set_price(ctx: Context, kind: str, bands: list[Any], auto_minor: int) -> None:
    """Set the bands of one kind."""
    ctx.uow.run(_SET_PRICE, (ctx.tenant_id, kind, Jsonb(bands), auto_minor, ctx.now))


def agreements(ctx: Context, number: str = "") -> list[Row]:
    """The agreements that are alive, and one that is named whether it is or not."""
    return ctx.uow.rows(_AGREEMENTS, (ctx.tenant_id, number, limits.DESK_ROWS_MAX))


def add_agreement(  # noqa: PLR0917 - a row
    ctx: Context,
    seller_id: UUID,
    number: str,
    contract: str,
    buyer: Row,
    percent: int,
    ceiling_minor: int,
    until_on: date,
) -> None:
    """Enter one."""
    row = (
        ctx.tenant_id, seller_id, number, contract, buyer["name"], buyer["account_number"], percent, ceiling_minor,
        until_on, ctx.now,
    )  # fmt: skip
    ctx.uow.run(_ADD_AGREEMENT, row)


def end_agreement(ctx: Context, number: str) -> bool:
    """It holds no more; False when it did not before."""
    return ctx.uow.run(_END_AGREEMENT, (ctx.now, ctx.tenant_id, number)) == 1


def nights(ctx: Context) -> list[Row]:
    """The last nights' comparisons with the exchange."""
    return ctx.uow.rows(_NIGHTS, (ctx.tenant_id, _RECENT))
