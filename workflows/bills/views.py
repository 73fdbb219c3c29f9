"""From rows to answers: a request, an interval in a list, an interval with its face and its back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from kernel.bills import rules, shown
from kernel.bills.acts import TABLE, Act
from kernel.bills.codes import BillKind
from kernel.bills.errors import ActRefused
from kernel.bills.intervals import Interval
from kernel.bills.records import Bill, Party, Piece
from kernel.bills.rules import Request
from kernel.public_status import PublicStatus
from kernel.statements import Row
from workflows.bills.answers import (
    BillLine,
    BillParty,
    BillRequestView,
    BillStep,
    ShownBill,
)
from workflows.bills.lanes import Lane


def bill_of(seat: Row) -> Bill:
    """The bill as far as a seat shows it: its face and this one interval."""
    return Bill.of({**seat["face"], "pieces": [seat["said"]], "version": seat["version"]})


def request_view(row: Row, *, duplicate: bool = False) -> BillRequestView:
    """A request as it stands."""
    asked: dict[str, Any] = row["asked"]
    other = asked.get("to") or {}
    return BillRequestView(
        number=row["number"], client_serial=row["client_serial"], act=Act(row["act"]), bill_number=row["bill_number"],
        interval=f"{row['starts_at']}-{row['ends_at']}", amount_minor=row["amount_minor"],
        account_number=row["account_number"], other_name=other.get("name", ""),
        agrees="" if "agrees" not in asked else "SU00" if asked["agrees"] else "SU01",
        status=PublicStatus(row["status"]), status_at=row["status_at"], reason_code=row["reason_code"],
        reason_zh=row["reason"].get("zh", ""), reason_en=row["reason"].get("en", ""), maker_name=row["maker_name"],
        fingerprint=bytes(row["digest"]).hex(), approval_id=str(row["approval_id"] or ""), duplicate=duplicate,
        created_at=row["created_at"],
    )  # fmt: skip


def line_view(row: Row, today: date) -> BillLine:
    """One interval in a list."""
    bill = bill_of(row)
    piece = bill.pieces[0]
    return BillLine(
        bill_number=bill.number, interval=str(piece.interval), kind=bill.kind,
        amount_minor=piece.interval.amount_minor, issued_on=bill.issued_on, due_on=bill.due_on, lane=Lane(row["lane"]),
        bill_status=shown.status_of(bill, piece, today), flow=shown.flow_of(piece), classic=shown.classic_of(piece),
        mark=bill.mark if piece.last is None else piece.last.mark, drawer_name=bill.drawer.name,
        acceptor_name=bill.acceptor.name, holder_name=piece.holder.name,
        open_act=piece.open.act.value if piece.open else "", open_by=piece.open.by.name if piece.open else "",
    )  # fmt: skip


def shown_view(row: Row, package: Sequence[Row], me: str, today: date) -> ShownBill:
    """One interval with its face, its back, its package and what the enterprise with the code `me` may do."""
    bill = bill_of(row)
    piece = bill.pieces[0]
    return ShownBill(
        line=(line_view(row, today),), account_number=_account_of(bill, me), package_minor=bill.amount_minor, splits=bill.splits,
        parties=tuple(_party(p) for p in (bill.drawer, bill.acceptor, bill.payee, piece.holder)),
        contract=bill.contract, invoice=bill.invoice, steps=tuple(_steps(piece)),
        acts=tuple(possible(bill, piece, me, today)), intervals=tuple(line_view(one, today) for one in package),
        debtors=tuple(_party(p) for p in rules.liable(bill, piece)) if piece.holder.code == me else (),
    )  # fmt: skip


def possible(bill: Bill, piece: Piece, me: str, today: date) -> Iterable[str]:
    """The acts the table allows this party now; answering where somebody waits for it."""
    if piece.open is not None and piece.open.to.code == me:
        yield Act.ANSWER.value
    for act in TABLE:
        if _allowed(bill, piece, act, me, today):
            yield act.value


def allows(row: Row, act: Act, me: str, today: date) -> bool:
    """Whether the table allows the party `me` an act with what a seat shows, today."""
    bill = bill_of(row)
    return _allowed(bill, bill.pieces[0], act, me, today)


def _allowed(bill: Bill, piece: Piece, act: Act, me: str, today: date) -> bool:
    """Whether the table would let it through, whoever will be named."""
    mine = next((p for p in bill.parties() if p.code == me), None)
    if mine is None:
        return False
    liable = rules.liable(bill, piece)
    to = liable[0] if act is Act.RECOURSE and liable else Party("?", "?", "?", "?")
    try:
        rules.check(bill, Request("", act, mine, piece.interval, today, to))
    except ActRefused:
        return False
    return True


def _steps(piece: Piece) -> Iterable[BillStep]:
    for step in piece.trail:
        yield BillStep(
            act=step.act, by_name=step.by.name, to_name=step.to.name if step.to else "", on=step.on,
            outcome=step.outcome.value, mark=step.mark, note=step.note,
            interval=str(step.interval or ""),
        )  # fmt: skip


def _party(found: Party) -> BillParty:
    return BillParty(name=found.name, code=found.code, account=found.account, bank=found.bank)


def kind_of(row: Row) -> BillKind:
    """The kind of an interval's bill."""
    return BillKind(row["kind"])


def interval_of(written: str) -> Interval | None:
    """What was written, or None for the whole of it; raises IntervalWrong."""
    return Interval.parse(written) if written else None


def _account_of(bill: Bill, me: str) -> str:
    """By which account somebody is a party of a bill."""
    return next((p.account for p in sorted(bill.parties(), key=str) if p.code == me), "")
