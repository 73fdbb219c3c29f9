"""How the test bank behaves towards one submission, as data.

A plan says how the submission is answered, which states it goes through and when, and how an
enquiry is answered. Delays are on the simulator's clock, never on the machine's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from connectors.ports import Behaviour


class Reply(StrEnum):
    """How a call is answered, whatever became of the submission."""

    TRUE = "true"
    NONE = "none"  # the line stays silent until the caller gives up
    GARBAGE = "garbage"  # bytes that are no HTTP
    NONSENSE = "nonsense"  # HTTP, but not what was agreed
    ERROR = "error"  # 500
    DRIP = "drip"  # one byte a second
    HALF = "half"  # closed in the middle of the answer
    OTHER = "other"  # an answer about another submission
    NOT_FOUND = "not_found"  # as if it had never come, although it had


@dataclass(frozen=True, slots=True)
class Step:
    """A state the submission comes into, `after_s` seconds or `after_days` midnights later."""

    state: str
    reason: str = ""
    after_s: int = 0
    after_days: int = 0
    copies: int = 0  # how often it is told in the inflow; 0: only to who asks
    amount: str = ""  # told instead of the true one


@dataclass(frozen=True, slots=True)
class Plan:
    """All that will become of one submission. `sees` is False when it gets lost on the way."""

    steps: tuple[Step, ...]
    reply: Reply = Reply.TRUE
    enquiry: Reply = Reply.TRUE
    lies: int = 10**9  # how many enquiries are answered by `enquiry` before the truth is told
    sees: bool = True


DELAY_S: Final = 10
_SETTLED: Final = Step("PR05")
_TOLD: Final = Step("PR05", copies=1)
_LATE: Final = Step("PR05", after_s=DELAY_S, copies=1)

_PLANS: Final = {
    Behaviour.SETTLE: Plan((_SETTLED,)),
    Behaviour.LATER: Plan((Step("PR00"), _LATE)),
    Behaviour.LATE_SUCCESS: Plan((Step("PR00"), _LATE), Reply.NONE),
    Behaviour.SILENT: Plan((Step("PR00"),), Reply.NONE, Reply.NONE),
    Behaviour.NEVER_SEEN: Plan((), Reply.NONE, sees=False),
    Behaviour.RETURN: Plan((_SETTLED, Step("PR22", "RJ03", after_days=1, copies=1))),
    Behaviour.DUPLICATE: Plan((Step("PR05", copies=2), Step("PR05", after_s=DELAY_S, copies=1))),
    Behaviour.SETTLED_THEN_REFUSED: Plan(
        (_SETTLED, Step("PR09", "RJ01", after_s=DELAY_S, copies=1))
    ),
    Behaviour.REFUSED_THEN_SETTLED: Plan(
        (Step("PR09", "RJ01"), Step("PR05", after_s=DELAY_S, copies=1))
    ),
    Behaviour.GARBAGE: Plan((_TOLD,), Reply.GARBAGE),
    Behaviour.NONSENSE: Plan((_TOLD,), Reply.NONSENSE),
    Behaviour.ERROR: Plan((_TOLD,), Reply.ERROR),
    Behaviour.DRIP: Plan((_TOLD,), Reply.DRIP),
    Behaviour.HALF: Plan((_TOLD,), Reply.HALF),
    Behaviour.OTHER: Plan((_TOLD,), Reply.OTHER),
    Behaviour.STUCK: Plan((Step("PR12"),)),
    Behaviour.UNLISTED: Plan((Step("PR77"), _LATE)),
    Behaviour.WRONG_AMOUNT: Plan((Step("PR05", amount="0.01", copies=1), _LATE)),
    Behaviour.NOT_FOUND_ONCE: Plan((_SETTLED,), Reply.NONE, Reply.NOT_FOUND, lies=1),
}


def plan_of(behaviour: Behaviour, reason: str = "RJ01") -> Plan:
    """The plan of a behaviour; `reason` is what a refusal gives."""
    if behaviour is Behaviour.REFUSE:
        return Plan((Step("PR09", reason),))
    if behaviour is Behaviour.LATE_REFUSAL:
        late = Step("PR09", reason, after_s=DELAY_S, copies=1)
        return Plan((Step("PR00"), late), Reply.NONE)
    return _PLANS[behaviour]


@dataclass(frozen=True, slots=True)
class Order:
    """A behaviour with its reason, as a rule or a magic value gives it."""

    behaviour: Behaviour
    reason: str = "RJ01"


MAGIC: Final = {
    1: Order(Behaviour.SETTLE),
    2: Order(Behaviour.LATER),
    3: Order(Behaviour.REFUSE, "RJ01"),
    4: Order(Behaviour.REFUSE, "RJ02"),
    5: Order(Behaviour.REFUSE, "RJ03"),
    6: Order(Behaviour.LATE_SUCCESS),
    7: Order(Behaviour.LATE_REFUSAL, "RJ01"),
    8: Order(Behaviour.SILENT),
    9: Order(Behaviour.NEVER_SEEN),
    10: Order(Behaviour.RETURN),
    11: Order(Behaviour.DUPLICATE),
    12: Order(Behaviour.SETTLED_THEN_REFUSED),
    13: Order(Behaviour.REFUSED_THEN_SETTLED),
    14: Order(Behaviour.GARBAGE),
    15: Order(Behaviour.NONSENSE),
    16: Order(Behaviour.ERROR),
    17: Order(Behaviour.DRIP),
    18: Order(Behaviour.HALF),
    19: Order(Behaviour.OTHER),
    20: Order(Behaviour.STUCK),
    21: Order(Behaviour.UNLISTED),
    22: Order(Behaviour.WRONG_AMOUNT),
    23: Order(Behaviour.NOT_FOUND_ONCE),
}
"""Case numbers for ERP testers: the account ends in 8888NN, or the amount is 8888.NN."""
