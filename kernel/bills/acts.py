"""Who may do what to a bill, and when: one table, read by whoever refuses and whoever tests.

An act is asked by one party and, where somebody answers, takes effect when that one agrees.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kernel.bills.codes import Stage
from kernel.text import Text


class Act(StrEnum):
    """What may be asked about a bill, by the trade's number of the operation."""

    REGISTER = "register"
    ASK_ACCEPTANCE = "ask_acceptance"
    ASK_DELIVERY = "ask_delivery"
    RECALL = "recall"
    ENDORSE = "endorse"
    DISCOUNT = "discount"
    GUARANTEE = "guarantee"
    PLEDGE = "pledge"
    RELEASE = "release"
    PRESENT = "present"
    PRESENT_LATE = "present_late"
    RECOURSE = "recourse"
    DISCHARGE = "discharge"
    ANSWER = "answer"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS: Final = {
    "register": Text("出票登记", "Register"),
    "ask_acceptance": Text("提示承兑", "Ask for acceptance"),
    "ask_delivery": Text("提示收票", "Ask to receive"),
    "recall": Text("撤票", "Withdraw the issue"),
    "endorse": Text("背书转让", "Endorse"),
    "discount": Text("贴现", "Discount"),
    "guarantee": Text("保证", "Guarantee"),
    "pledge": Text("质押", "Pledge"),
    "release": Text("质押解除", "Release the pledge"),
    "present": Text("提示付款", "Present for payment"),
    "present_late": Text("逾期提示付款", "Present late"),
    "recourse": Text("追索通知", "Recourse"),
    "discharge": Text("同意清偿", "Agree to discharge"),
    "answer": Text("签收应答", "Answer"),
    "withdraw": Text("撤回申请", "Withdraw a request"),
}


class Role(StrEnum):
    """What a party is to an interval."""

    DRAWER = "drawer"
    ACCEPTOR = "acceptor"
    PAYEE = "payee"
    HOLDER = "holder"
    PLEDGEE = "pledgee"
    PRIOR = "prior"
    DEBTOR = "debtor"
    NAMED = "named"

    @property
    def label(self) -> Text:
        """Its name."""
        return _ROLES[self.value]


_ROLES: Final = {
    "drawer": Text("出票人", "the drawer"),
    "acceptor": Text("承兑人", "the acceptor"),
    "payee": Text("收款人", "the payee"),
    "holder": Text("持票人", "the holder"),
    "pledgee": Text("质权人", "the pledgee"),
    "prior": Text("前手", "a prior party"),
    "debtor": Text("被追索人", "the party under recourse"),
    "named": Text("被申请人", "the party named in the request"),
}


class Window(StrEnum):
    """On which days an act is possible, counted from the due date."""

    ANY = "any"
    BEFORE_DUE = "before_due"
    PRESENTATION = "presentation"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: by stage, who asks; who answers (None: it counts at once)."""

    asks: dict[Stage, Role]
    answers: Role | None
    parts: bool = False
    """Whether it may be about a part, which is split off."""
    transfers: bool = False
    """Whether the mark 不得转让 forbids it."""
    window: Window = Window.ANY


PRESENTATION_DAYS: Final = 10
"""How many days after the due date a bill may be presented in time (票据法第五十三条)."""
LAPSE_YEARS: Final = 2
"""After how many years a holder's right against the acceptor lapses (票据法第十七条)."""

_HELD: Final = {Stage.FREE: Role.HOLDER, Stage.CLOSED: Role.HOLDER}
_PRESENTS: Final = {**_HELD, Stage.PLEDGED: Role.PLEDGEE, Stage.REFUSED: Role.HOLDER}

TABLE: Final[dict[Act, Rule]] = {
    Act.ASK_ACCEPTANCE: Rule(
        {Stage.REGISTERED: Role.DRAWER}, Role.ACCEPTOR, window=Window.BEFORE_DUE
    ),
    Act.ASK_DELIVERY: Rule({Stage.ACCEPTED: Role.DRAWER}, Role.PAYEE, window=Window.BEFORE_DUE),
    Act.RECALL: Rule({Stage.REGISTERED: Role.DRAWER, Stage.ACCEPTED: Role.DRAWER}, None),
    Act.GUARANTEE: Rule(
        {
            Stage.REGISTERED: Role.DRAWER,
            Stage.ACCEPTED: Role.ACCEPTOR,
            Stage.FREE: Role.HOLDER,
        },
        Role.NAMED,
        window=Window.BEFORE_DUE,
    ),
    Act.ENDORSE: Rule(
        {Stage.FREE: Role.HOLDER},
        Role.NAMED,
        parts=True,
        transfers=True,
        window=Window.BEFORE_DUE,
    ),
    Act.DISCOUNT: Rule(
        {Stage.FREE: Role.HOLDER},
        Role.NAMED,
        parts=True,
        transfers=True,
        window=Window.BEFORE_DUE,
    ),
    Act.PLEDGE: Rule(
        {Stage.FREE: Role.HOLDER},
        Role.NAMED,
        parts=True,
        transfers=True,
        window=Window.BEFORE_DUE,
    ),
    Act.RELEASE: Rule({Stage.PLEDGED: Role.PLEDGEE}, Role.HOLDER),
    Act.PRESENT: Rule(_PRESENTS, Role.ACCEPTOR, window=Window.PRESENTATION),
    Act.PRESENT_LATE: Rule(_PRESENTS, Role.ACCEPTOR, window=Window.LATE),
    Act.RECOURSE: Rule({Stage.REFUSED: Role.HOLDER}, None),
    Act.DISCHARGE: Rule({Stage.RECOURSED: Role.DEBTOR}, Role.HOLDER),
}
"""The acts about a bill that is there. Registering makes one; answering and withdrawing are about a request."""

MOVES: Final = frozenset({Act.ASK_DELIVERY, Act.ENDORSE, Act.DISCOUNT, Act.DISCHARGE})
"""Acts that pass a bill on: the links of its chain."""
PAYS: Final = frozenset({Act.PRESENT, Act.PRESENT_LATE, Act.DISCHARGE})
"""Acts with which money passes against the bill (票款对付)."""
