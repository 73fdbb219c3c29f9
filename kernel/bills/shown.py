"""How a piece is told in the trade's codes: bill status and circulation mark, and the classic six digits."""

from __future__ import annotations

from datetime import date
from typing import Final

from kernel.bills.acts import Act
from kernel.bills.codes import Stage
from kernel.bills.records import Bill, Outcome, Piece

_STATUS: Final = {
    Stage.REGISTERED: "CS01", Stage.ACCEPTED: "CS02", Stage.FREE: "CS03", Stage.CLOSED: "CS03",
    Stage.PLEDGED: "CS03", Stage.REFUSED: "CS04", Stage.RECOURSED: "CS04", Stage.VOID: "CS05", Stage.PAID: "CS06",
}  # fmt: skip
_FLOW: Final = {
    Stage.REGISTERED: "TF0101", Stage.ACCEPTED: "TF0101", Stage.FREE: "TF0301", Stage.CLOSED: "TF0303",
    Stage.PLEDGED: "TF0304", Stage.REFUSED: "TF0401", Stage.RECOURSED: "TF0402", Stage.VOID: "TF0501",
    Stage.PAID: "TF0501",
}  # fmt: skip
_OPEN: Final = {
    Act.ASK_ACCEPTANCE: "020001", Act.ASK_DELIVERY: "030001", Act.ENDORSE: "100001", Act.DISCOUNT: "110101",
    Act.GUARANTEE: "170001", Act.PLEDGE: "180001", Act.RELEASE: "190001", Act.PRESENT: "200001",
    Act.PRESENT_LATE: "210001", Act.DISCHARGE: "230601",
}  # fmt: skip
_AGREED: Final = {
    Act.REGISTER: "010004", Act.ASK_ACCEPTANCE: "020006", Act.ASK_DELIVERY: "030006", Act.ENDORSE: "100006",
    Act.DISCOUNT: "110106", Act.PLEDGE: "180006", Act.RELEASE: "190006", Act.PRESENT: "000000",
    Act.PRESENT_LATE: "000000", Act.RECALL: "000002", Act.RECOURSE: "220607", Act.DISCHARGE: "230606",
}  # fmt: skip
_REFUSED: Final = {Act.PRESENT: "200412", Act.PRESENT_LATE: "210312"}
_HELD: Final = frozenset({Stage.FREE, Stage.CLOSED, Stage.PLEDGED})
_COUNTED: Final = frozenset({Outcome.AGREED, Outcome.DONE})


def status_of(bill: Bill, piece: Piece, on: date) -> str:
    """The bill status (票据状态): CS01 to CS06; what is held falls due by the day alone."""
    if piece.stage in _HELD and on >= bill.due_on:
        return "CS04"
    return _STATUS[piece.stage]


def flow_of(piece: Piece) -> str:
    """The circulation mark (流通标志); a request that waits locks, a presentation is under way."""
    if piece.open is None or piece.stage in {Stage.REGISTERED, Stage.ACCEPTED, Stage.RECOURSED}:
        return _FLOW[piece.stage]
    return "TF0401" if piece.open.act in {Act.PRESENT, Act.PRESENT_LATE} else "TF0302"


def classic_of(piece: Piece) -> str:
    """The six digits a classic system says for it (ECDS 票据状态)."""
    if piece.open is not None:
        return _OPEN[piece.open.act]
    for step in reversed(piece.trail):
        if step.outcome in _COUNTED and step.act in _AGREED:
            return _AGREED[step.act]
        if (
            step.outcome in {Outcome.REFUSED, Outcome.LAPSED}
            and piece.stage is Stage.REFUSED
            and step.act in _REFUSED
        ):
            return _REFUSED[step.act]
    return "010004"
