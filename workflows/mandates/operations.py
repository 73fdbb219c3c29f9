"""Changes of rule in the catalogue: looking and taking back. Proposing belongs to each kind.

The list is administrators' own. What waits for a signature is shown at the approval desk's counter to
whom it concerns, for a kind may be confirmed by people who administer nothing else.
"""

from __future__ import annotations

from kernel.operation import changing, reading
from kernel.text import Text
from workflows.mandates import commands

LIST = reading(
    "mandates.list",
    Text("授权变更", "Changes of rights and rules"),
    commands.ListMandates,
    commands.MandatePage,
    administers=True,
)
SHOW = reading(
    "mandates.show",
    Text("查看授权变更", "Show a change"),
    commands.NameMandate,
    commands.MandateView,
    right_of="mandates.list",
    administers=True,
)
WITHDRAW = changing(
    "mandates.withdraw",
    Text("撤回授权变更", "Withdraw a change"),
    commands.NameMandate,
    commands.MandateView,
    right_of="mandates.list",
    administers=True,
    about=Text(
        "只有提交人可以撤回，且须在确认之前。",
        "Only the one who proposed it, and only before it is confirmed.",
    ),
)

CARDS = reading(
    "mandates.cards",
    Text("待确认变更摘要", "What approvals of changes are about"),
    commands.DescribeMandates,
    commands.MandateCards,
    right_of="approvals.inbox",
    about=Text(
        "只含本人提交或须由本人确认的变更。", "Only changes one proposed or has to confirm."
    ),
)
SIGNING = reading(
    "mandates.signing",
    Text("待确认变更", "A change to be confirmed"),
    commands.SeeMandate,
    commands.MandateView,
    right_of="approvals.inbox",
    about=Text("只有与本人有关的变更才能查到。", "Only to whom the round concerns."),
)

OPERATIONS = (LIST, SHOW, WITHDRAW, CARDS, SIGNING)
