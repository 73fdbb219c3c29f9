"""What the engine needs from above, handed over by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kernel.context import Context
from workflows.approval.choice import TitleOf
from workflows.approval.people import Approver, People
from workflows.approval.policy import Policy
from workflows.approval.subjects import Subject, SubjectPort

AllowsDirect = Callable[[Context, Subject], bool]
"""Whether the bank lets this go with no signature, when the enterprise's rule asks for none."""


HouseRule = Callable[[Subject], Policy | None]
"""The rule of the house for what an enterprise's general rule does not govern, such as its own rules."""


def no_house_rule(_subject: Subject) -> Policy | None:
    """Every subject is governed by the enterprise's rules alone."""
    return None


Colleagues = Callable[[Context], Sequence[Approver]]
"""Every user of the enterprise who may approve anything, at this moment, in a stable order."""


def no_colleagues(_ctx: Context) -> Sequence[Approver]:
    """Nobody to delegate to."""
    return ()


@dataclass(frozen=True, slots=True)
class Ports:
    """People, products, the bank's switch and the names of operations."""

    people: People
    subjects: Mapping[str, SubjectPort]
    allows_direct: AllowsDirect
    title_of: TitleOf
    house_rule: HouseRule = no_house_rule
    colleagues: Colleagues = no_colleagues
