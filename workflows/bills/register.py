"""The bank's copy of the exchange's register, written from snapshots: late ones pass by, contradictions are told.

A snapshot is a whole package with a version that only grows, so losing, repeating or overtaking messages does no
harm: the newest one says everything. From it come the live intervals and what each enterprise of the bank sees.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kernel.bills import rules
from kernel.bills.acts import Act
from kernel.bills.codes import Stage
from kernel.bills.records import Bill, Piece
from kernel.context import Context
from kernel.statements import Row
from workflows.bills import register_repository as repository
from workflows.bills.errors import SnapshotContradicts, SnapshotWrong
from workflows.bills.lanes import Lane


def read(said: Mapping[str, Any]) -> Bill:
    """A bill as the exchange tells it; raises SnapshotWrong for what is none, or breaks a rule."""
    try:
        bill = Bill.of(said)
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
        raise SnapshotWrong(fault=f"{type(fault).__name__}: {fault}") from fault
    broken = rules.faults(bill)
    if broken:
        raise SnapshotWrong(fault=broken[0])
    return bill


def take(ctx: Context, bills: Sequence[Bill], bank_code: str) -> list[Bill]:
    """Take snapshots of different bills in; those that are news. Raises SnapshotContradicts."""
    known = repository.lock(ctx, [bill.number for bill in bills])
    told = [(bill, _digest(ctx, bill)) for bill in bills]
    news = [one for one in told if _is_news(*one, known.get(one[0].number))]
    if not news:
        return []
    repository.insert(ctx, [one for one in news if one[0].number not in known])
    repository.renew(ctx, [one for one in news if one[0].number in known])
    taken = [bill for bill, _ in news]
    repository.write_pieces(ctx, taken)
    repository.write_seats(ctx, [(bill, list(seats_of(bill, bank_code))) for bill in taken])
    return taken


def _digest(ctx: Context, bill: Bill) -> bytes:
    said = json.dumps(bill.as_json(), sort_keys=True, ensure_ascii=False)
    return ctx.world.crypto.sm3(said.encode())


def _is_news(bill: Bill, digest: bytes, known: Row | None) -> bool:
    """Whether it is newer than what is known; raises SnapshotContradicts for one version told in two ways."""
    if known is None or bill.version > known["version"]:
        return True
    if bill.version == known["version"] and bytes(known["digest"]) != digest:
        raise SnapshotContradicts(number=bill.number, version=bill.version)
    return False


def seats_of(bill: Bill, bank_code: str) -> Iterator[tuple[str, Piece, Lane]]:
    """Who of a bank sees which interval, and where on their board."""
    for piece in bill.pieces:
        for code in sorted(_who(bill, piece, bank_code)):
            yield code, piece, lane_of(bill, piece, code)


def lane_of(bill: Bill, piece: Piece, code: str) -> Lane:
    """Where the party with a code finds an interval."""
    if piece.open is not None and piece.open.to.code == code:
        return Lane.TO_SIGN
    if piece.stage in {Stage.VOID, Stage.PAID}:
        return Lane.ENDED
    if piece.debtor is not None and piece.debtor.code == code:
        return Lane.OWED
    if piece.pledgee is not None and piece.pledgee.code == code:
        return Lane.PLEDGED
    if piece.holder.code == code:
        return _of_holder(piece)
    return Lane.OWED if code in {bill.acceptor.code, bill.drawer.code} else Lane.PASSED


def _of_holder(piece: Piece) -> Lane:
    if piece.stage in {Stage.REGISTERED, Stage.ACCEPTED}:
        return Lane.ISSUED
    if piece.stage is Stage.PLEDGED:
        return Lane.PLEDGED
    presented = piece.open is not None and piece.open.act in {Act.PRESENT, Act.PRESENT_LATE}
    if presented or piece.stage in {Stage.REFUSED, Stage.RECOURSED}:
        return Lane.COLLECTING
    return Lane.HELD


def _who(bill: Bill, piece: Piece, bank_code: str) -> set[str]:
    parties = {bill.drawer, piece.holder} | {p for p in (piece.pledgee, piece.debtor) if p}
    accepted = any(step.act is Act.ASK_ACCEPTANCE for step in piece.trail)
    parties |= {bill.acceptor} if accepted else set()
    parties |= {p for step in piece.trail for p in (step.by, step.to) if p}
    parties |= {piece.open.by, piece.open.to} if piece.open else set()
    return {p.code for p in parties if p.bank == bank_code and not p.is_bank}
