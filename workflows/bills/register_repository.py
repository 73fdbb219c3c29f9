"""All SQL of the bank's copy of the register: packages with their intervals and seats, written whole, many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Json, Jsonb

from kernel.bills.records import Bill, Open, Piece
from kernel.context import Context
from kernel.db import Retry
from kernel.records import outbox
from kernel.statements import Row
from workflows.bills.lanes import Lane

Seat = tuple[str, Piece, Lane]
Told = tuple[Bill, bytes]
"""A bill with the SM3 of what was told of it."""
_KNOWN: Final = """
SELECT number, version, digest FROM bill WHERE tenant_id = %s AND number = ANY(%s) ORDER BY number FOR NO KEY UPDATE
"""
_WHOLE: Final = """
SELECT b.face, b.version,
       (SELECT jsonb_agg(p.said ORDER BY p.starts_at) FROM bill_piece p
         WHERE p.tenant_id = b.tenant_id AND p.number = b.number) AS pieces
  FROM bill b WHERE b.tenant_id = %s AND b.number = %s
"""
_FIRST: Final = """
INSERT INTO bill (tenant_id, number, kind, amount_minor, issued_on, due_on, face, version, digest, heard_at)
SELECT %s, b.number, b.kind, b.amount_minor, b.issued_on, b.due_on, b.face, b.version, decode(b.digest, 'hex'), %s
  FROM jsonb_to_recordset(%s) AS b(number text, kind text, amount_minor bigint, issued_on date, due_on date, face jsonb,
                                   version bigint, digest text)
ON CONFLICT DO NOTHING
"""
_NEXT: Final = """
UPDATE bill SET version = b.version, digest = decode(b.digest, 'hex'), heard_at = %s
  FROM jsonb_to_recordset(%s) AS b(number text, version bigint, digest text)
 WHERE bill.tenant_id = %s AND bill.number = b.number
"""
_PIECES: Final = """
INSERT INTO bill_piece (tenant_id, number, starts_at, ends_at, before, package_minor, amount_minor, stage,
                        holder_code, holder_bank, said)
SELECT %s, p.number, p.starts_at, p.ends_at, nullif(p.starts_at - 1, 0), p.package_minor, p.ends_at - p.starts_at + 1, p.stage,
       p.holder_code, p.holder_bank, p.said
  FROM jsonb_to_recordset(%s) AS p(number text, package_minor bigint, starts_at bigint, ends_at bigint, stage text,
                                   holder_code text, holder_bank text, said jsonb)
"""
_LEAVE: Final = """
DELETE FROM bill_seat WHERE tenant_id = %s AND number = ANY(%s)
RETURNING open_id, enterprise_id, lane, due_on, amount_minor
"""
_ADD: Final = """
INSERT INTO bill_sum (tenant_id, enterprise_id, lane, due_on, bills, amount_minor)
SELECT %s, d.enterprise_id, d.lane, d.due_on, d.bills, d.amount_minor
  FROM jsonb_to_recordset(%s) AS d(enterprise_id uuid, lane text, due_on date, bills bigint, amount_minor bigint)
ON CONFLICT (tenant_id, enterprise_id, lane, due_on) DO UPDATE
   SET bills = bill_sum.bills + excluded.bills, amount_minor = bill_sum.amount_minor + excluded.amount_minor
"""
_SEATS: Final = """
INSERT INTO bill_seat (tenant_id, enterprise_id, number, starts_at, ends_at, amount_minor, kind, due_on, lane, stage,
                       open_id, face, said, version, changed_at)
SELECT %s, s.enterprise_id, s.number, s.starts_at, s.ends_at, s.ends_at - s.starts_at + 1, b.kind, b.due_on, s.lane, s.stage,
       s.open_id, b.face, s.said, b.version, %s
  FROM jsonb_to_recordset(%s) AS s(enterprise_id uuid, number text, starts_at bigint, ends_at bigint, lane text, stage text,
                                   open_id text, said jsonb)
  JOIN jsonb_to_recordset(%s) AS b(number text, kind text, due_on date, face jsonb, version bigint) ON b.number = s.number
"""
_RECONCILED: Final = """
INSERT INTO bill_reconciliation (tenant_id, on_date, bills, differences, checked_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, on_date) DO UPDATE
   SET bills = excluded.bills, differences = excluded.differences, checked_at = excluded.checked_at
"""
_OURS: Final = "SELECT id, uscc FROM enterprise WHERE tenant_id = %s AND uscc = ANY(%s)"


def lock(ctx: Context, numbers: Iterable[str]) -> dict[str, Row]:
    """Which versions of some bills are known, locked in the order of their numbers."""
    rows = ctx.uow.rows(_KNOWN, (ctx.tenant_id, sorted(numbers)))
    return {row["number"]: row for row in rows}


def load(ctx: Context, number: str) -> Bill | None:
    """A bill as it is known, with all its intervals; None when it is not."""
    row = ctx.uow.row(_WHOLE, (ctx.tenant_id, number))
    if row is None:
        return None
    return Bill.of({**row["face"], "pieces": row["pieces"], "version": row["version"]})


def renew(ctx: Context, told: Iterable[Told]) -> None:
    """Note that newer versions are known."""
    said = [
        {"number": bill.number, "version": bill.version, "digest": digest.hex()} for bill, digest in told
    ]  # fmt: skip
    if said:
        ctx.uow.run(_NEXT, (ctx.now, Jsonb(said), ctx.tenant_id))


def insert(ctx: Context, told: Iterable[Told]) -> None:
    """Write bills that are new here; raises Retry when another message of one is being taken."""
    said = [
        {
            "number": bill.number, "kind": bill.kind.value, "amount_minor": bill.amount_minor,
            "issued_on": bill.issued_on.isoformat(), "due_on": bill.due_on.isoformat(), "face": _face(bill),
            "version": bill.version, "digest": digest.hex(),
        }
        for bill, digest in told
    ]  # fmt: skip
    if said and ctx.uow.run(_FIRST, (ctx.tenant_id, ctx.now, Jsonb(said))) != len(said):
        raise Retry


def write_pieces(ctx: Context, bills: Sequence[Bill]) -> None:
    """Put the live intervals in the place of the former ones."""
    numbers = [bill.number for bill in bills]
    ctx.uow.run("DELETE FROM bill_piece WHERE tenant_id = %s AND number = ANY(%s)", (ctx.tenant_id, numbers))  # fmt: skip
    said = [
        {
            "number": bill.number, "package_minor": bill.amount_minor, "starts_at": piece.interval.start,
            "ends_at": piece.interval.end, "stage": piece.stage.value, "holder_code": piece.holder.code,
            "holder_bank": piece.holder.bank, "said": piece.as_json(),
        }
        for bill in bills
        for piece in bill.pieces
    ]  # fmt: skip
    ctx.uow.run(_PIECES, (ctx.tenant_id, Jsonb(said)))


def write_seats(ctx: Context, told: Sequence[tuple[Bill, Sequence[Seat]]]) -> None:
    """Put what each enterprise of the bank sees in the place of what it saw."""
    codes = sorted({code for _, seats in told for code, _, _ in seats})
    ours: dict[str, UUID] = {row["uscc"]: row["id"] for row in _enterprises(ctx, codes)}
    left = ctx.uow.rows(_LEAVE, (ctx.tenant_id, [bill.number for bill, _ in told]))
    came = [
        (bill, ours[code], piece, lane) for bill, seats in told for code, piece, lane in seats if code in ours
    ]  # fmt: skip
    said = [
        {
            "enterprise_id": str(enterprise_id), "number": bill.number, "starts_at": piece.interval.start,
            "ends_at": piece.interval.end, "lane": lane.value, "stage": piece.stage.value,
            "open_id": piece.open.id if piece.open else "", "said": piece.as_json(),
        }
        for bill, enterprise_id, piece, lane in came
    ]  # fmt: skip
    faces = [
        {
            "number": bill.number, "kind": bill.kind.value, "due_on": bill.due_on.isoformat(), "face": _face(bill),
            "version": bill.version,
        }
        for bill, _ in told
    ]  # fmt: skip
    ctx.uow.run(_SEATS, (ctx.tenant_id, ctx.now, Jsonb(said), Jsonb(faces)))
    _add_up(ctx, left, came)
    former = {row["open_id"] for row in left}
    for bill, enterprise_id, piece, lane in came:
        asked = piece.open if lane is Lane.TO_SIGN else None
        if asked is not None and asked.id not in former:
            _tell_asked(ctx, bill, piece, asked, enterprise_id)


def _add_up(ctx: Context, left: list[Row], came: list[tuple[Bill, UUID, Piece, Lane]]) -> None:
    """Move the sums by what has gone and what has come, in the order of their keys."""
    moved: dict[tuple[str, str, str], list[int]] = {}
    for row in left:
        key = (str(row["enterprise_id"]), row["lane"], row["due_on"].isoformat())
        _count(moved, key, -1, -row["amount_minor"])
    for bill, enterprise_id, piece, lane in came:
        key = (str(enterprise_id), lane.value, bill.due_on.isoformat())
        _count(moved, key, 1, piece.interval.amount_minor)
    said = [
        {"enterprise_id": key[0], "lane": key[1], "due_on": key[2], "bills": bills, "amount_minor": minor}
        for key, (bills, minor) in sorted(moved.items())
        if bills or minor
    ]  # fmt: skip
    if said:
        ctx.uow.run(_ADD, (ctx.tenant_id, Jsonb(said)))


def _count(moved: dict[Any, list[int]], key: object, bills: int, minor: int) -> None:
    found = moved.setdefault(key, [0, 0])
    found[0], found[1] = found[0] + bills, found[1] + minor


def _tell_asked(ctx: Context, bill: Bill, piece: Piece, asked: Open, enterprise_id: UUID) -> None:
    """The fact that something waits for an enterprise's answer (待签收)."""
    what = asked.act.label
    told = {
        "enterprise_id": str(enterprise_id), "number": bill.number, "interval": str(piece.interval),
        "open_id": asked.id, "account_number": asked.to.account, "client_serial": "", "act": asked.act.value,
        "title": {"zh": f"{asked.by.name} {what.zh}", "en": f"{asked.by.name}: {what.en}"},
    }  # fmt: skip
    outbox.emit(ctx.uow, ctx.world, "bill.asked", bill.number, told)


def _enterprises(ctx: Context, codes: list[str]) -> list[Row]:
    return ctx.uow.rows(_OURS, (ctx.tenant_id, codes))


def _face(bill: Bill) -> dict[str, Any]:
    """All that never changes."""
    said = bill.as_json()
    return {name: value for name, value in said.items() if name not in {"pieces", "version"}}


def numbers(ctx: Context) -> list[tuple[str, int]]:
    """Every bill we know, with its version."""
    rows = ctx.uow.rows(
        "SELECT number, version FROM bill WHERE tenant_id = %s ORDER BY number", (ctx.tenant_id,)
    )
    return [(row["number"], row["version"]) for row in rows]


def note_reconciliation(
    ctx: Context, on: date, bills: int, differences: list[dict[str, Any]]
) -> None:
    """Write down what a night's comparison found."""
    row = (ctx.tenant_id, on, bills, Json(differences), ctx.now)
    ctx.uow.run(_RECONCILED, row)
