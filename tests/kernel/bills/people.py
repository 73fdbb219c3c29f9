"""Invented parties of bills, and a bill in any stage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from kernel.bills.acts import Act
from kernel.bills.codes import BillKind, Mark, Stage
from kernel.bills.intervals import Interval
from kernel.bills.records import Bill, Outcome, Party, Piece, Step

BANK_A: Final = Party("甲银行", "313000000010", "313000000010", "313000000010")
BANK_B: Final = Party("乙银行", "313000000028", "313000000028", "313000000028")


def party(name: str, bank: Party = BANK_A) -> Party:
    return Party(f"{name}公司", f"CODE{name}", f"ACC{name}", bank.code)


DRAWER: Final = party("出")
ACCEPTOR: Final = party("承")
PAYEE: Final = party("收")
HOLDER: Final = party("持", BANK_B)
PLEDGEE: Final = party("质")
DEBTOR: Final = party("追")
STRANGER: Final = party("外", BANK_B)
TODAY: Final = date(2026, 11, 23)
DUE: Final = date(2027, 3, 22)


def face(amount: int = 1000, *, splits: bool = True, due: date = DUE) -> Bill:
    return Bill(
        "631330500001720261123000000017", BillKind.COMMERCIAL, amount, TODAY, due, DRAWER, ACCEPTOR, PAYEE, splits,
        Mark.FREE, "HT-1", "FP-1", (),
    )  # fmt: skip


def staged(stage: Stage, *, on: date = TODAY, amount: int = 1000) -> Bill:
    """A bill whose one interval is in a stage, with a chain that leads to its holder."""
    held = stage not in {Stage.REGISTERED, Stage.ACCEPTED, Stage.VOID}
    trail = [Step(Act.REGISTER, DRAWER, None, on, Outcome.DONE)]
    if stage is not Stage.REGISTERED:
        trail.append(Step(Act.ASK_ACCEPTANCE, DRAWER, ACCEPTOR, on, Outcome.AGREED))
    if held:
        trail.append(Step(Act.ASK_DELIVERY, DRAWER, PAYEE, on, Outcome.AGREED))
        trail.append(Step(Act.ENDORSE, PAYEE, DEBTOR, on, Outcome.AGREED))
        trail.append(Step(Act.ENDORSE, DEBTOR, HOLDER, on, Outcome.AGREED))
    piece = Piece(
        Interval.whole(amount), stage, HOLDER if held else DRAWER,
        pledgee=PLEDGEE if stage is Stage.PLEDGED else None,
        debtor=DEBTOR if stage is Stage.RECOURSED else None, trail=tuple(trail),
    )  # fmt: skip
    return replace(face(amount), pieces=(piece,))


def day_of(act: Act) -> date:
    """A day on which an act is possible, as far as days go."""
    late = DUE + timedelta(days=30)
    return {Act.PRESENT: DUE, Act.PRESENT_LATE: late, Act.RECOURSE: DUE, Act.DISCHARGE: DUE}.get(act, TODAY)  # fmt: skip
