"""What a chore is: a name on the schedule, how often, in which lane, and what it does to one bank."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from jobs.bank_run import BankRun


class Lane(StrEnum):
    """Chores of one lane wait for each other; a slow clearing must not keep the seal waiting."""

    HOUSE = "house"
    CLEARING = "clearing"
    BILLS = "bills"
    BATCHES = "batches"
    MESSAGES = "messages"
    PROGRAMS = "programs"
    NIGHT = "night"


class Cadence(Protocol):
    """When a chore is due again."""

    def __call__(self, now: datetime, /) -> datetime:
        """The next time after `now`."""
        ...


@dataclass(frozen=True, slots=True)
class Chore:
    """Work in chunks, off rows: run whenever it is due, and again while it finds something.

    Its row on the schedule is moved on before it runs: dying in the middle only delays it.
    """

    name: str
    lane: Lane
    after: Cadence
    work: Callable[[BankRun], int]


def every(**interval: int) -> Cadence:
    """At a distance, as `timedelta` says it."""
    step = timedelta(**interval)

    def after(now: datetime, /) -> datetime:
        return now + step

    return after
