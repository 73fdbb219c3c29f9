"""What a printed bill says, from what the enterprise sees of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from corporate.banks import Bank
from kernel.bills import shown
from kernel.bills.acts import Act
from kernel.bills.codes import FLOW_NAMES, STATUS_NAMES
from kernel.bills.records import Outcome, Party, Piece, Step
from kernel.calendar import SHANGHAI
from kernel.money import Money
from kernel.statements import Row
from receipts.bill_facts import BackLine, BillFacts, BillName
from workflows.bills.views import bill_of

OUTCOMES: Final = {
    Outcome.AGREED: "已签收", Outcome.REFUSED: "已拒绝", Outcome.LAPSED: "逾期退回", Outcome.DONE: "已办理",
    Outcome.WITHDRAWN: "已撤回",
}  # fmt: skip


def facts_of(seat: Row, bank: Bank, today: date, at: datetime) -> BillFacts:
    """One interval as it stands now."""
    bill = bill_of(seat)
    piece = bill.pieces[0]
    status, flow = shown.status_of(bill, piece, today), shown.flow_of(piece)
    mark = piece.last.mark if piece.last else bill.mark
    return BillFacts(
        bank=bank.name.zh, kind=bill.kind.label.zh, number=bill.number, interval=str(piece.interval),
        issued_on=bill.issued_on, due_on=bill.due_on, money=Money(piece.interval.amount_minor, "CNY"),
        package=Money(bill.amount_minor, "CNY"), drawer=_name(bill.drawer), acceptor=_name(bill.acceptor),
        payee=_name(bill.payee), holder=piece.holder.name, mark=mark.label.zh,
        status=f"{status} {STATUS_NAMES[status].zh} · {flow} {FLOW_NAMES[flow].zh}", contract=bill.contract,
        invoice=bill.invoice,
        accepted_on=next((step.on for step in _agreed(piece, Act.ASK_ACCEPTANCE)), None),
        guarantors="、".join(step.to.name for step in _agreed(piece, Act.GUARANTEE) if step.to),
        back=tuple(_back(piece)), printed_at=at.astimezone(SHANGHAI), is_test=bank.is_test,
    )  # fmt: skip


def _agreed(piece: Piece, act: Act) -> Iterator[Step]:
    """The steps of an act to which the other side agreed."""
    return (step for step in piece.trail if step.act is act and step.outcome is Outcome.AGREED)


def _back(piece: Piece) -> Iterator[BackLine]:
    for step in piece.trail:
        note = " · ".join(filter(None, (OUTCOMES[step.outcome], step.mark.label.zh, step.note)))
        to = step.to.name if step.to else ""
        yield BackLine(step.act.label.zh, step.by.name, to, step.on, note, str(step.interval or ""))


def _name(party: Party) -> BillName:
    return BillName(party.name, party.account, party.bank)
