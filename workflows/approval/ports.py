"""What the engine needs from above, handed over by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kernel.context import Context
from workflows.approval.choice import TitleOf
from workflows.approval.people import People
from workflows.approval.subjects import Subject, SubjectPort

AllowsDirect = Callable[[Context, Subject], bool]
"""Whether the bank lets this go with no signature, when the enterprise's rule asks for none."""


@dataclass(frozen=True, slots=True)
class Ports:
    """People, products, the bank's switch and the names of operations."""

    people: People
    subjects: Mapping[str, SubjectPort]
    allows_direct: AllowsDirect
    title_of: TitleOf
