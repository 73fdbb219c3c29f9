"""A policy (审批规则) as it is meant: bands of amounts, each with steps of levels.

Steps follow one another (逐级); the levels of one step stand open together (无序). A band of one-level
steps is thus an ordered flow, a band of one step an unordered one, and everything between is mixed.
No steps at all means no signature, which the bank must allow.

A round keeps its levels in a snapshot, where they carry what happened to them too: who is named, who
handed their turn over, who was asked in addition. A rule can never write those words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from kernel.text import NO_TEXT, Text

ANY: Final = "*"
"""As a scope: every operation, account or door. As a group: everybody entitled to approve."""


class PayeeClass(StrEnum):
    """What kind of payee money goes to (收款人类别); a subject without payee has none."""

    NONE = ""
    OWN_GROUP = "own_group"
    WHITE_LIST = "white_list"
    NEW = "new"

    @property
    def label(self) -> Text:
        """Its name."""
        return _PAYEE_CLASSES[self.value]


_PAYEE_CLASSES: Final = {
    "": Text("不分收款人", "any payee"),
    "own_group": Text("本集团收款人", "payees of the own group"),
    "white_list": Text("白名单收款人", "payees on the white list"),
    "new": Text("新收款人", "new payees"),
}


class Mode(StrEnum):
    """How many of a group sign: a number of them, any one, or all who are entitled at submission."""

    SOME = "some"
    ANY = "any"
    ALL = "all"

    @property
    def label(self) -> Text:
        """Its name."""
        return _MODES[self.value]


_MODES: Final = {
    "some": Text("若干人会签", "k of the group"),
    "any": Text("任一人或签", "any one of the group"),
    "all": Text("全部会签", "all of the group"),
}


@dataclass(frozen=True, slots=True)
class Level:
    """One line to be signed: `needed` different people out of a group.

    One of them must hold `must_include` too, if it names a group. Of `all` the number is known when
    a round starts: until then it stands for at least one. The rest only a snapshot knows: `persons`
    are the only ones who may sign, `handed_over` gave their turn away, `asked_too` is the group that
    may sign as well since the round has waited too long, `added` tells that an approver asked for it.
    """

    group: str
    needed: int
    name: Text
    mode: Mode = Mode.SOME
    must_include: str = ""
    persons: tuple[UUID, ...] = ()
    handed_over: tuple[UUID, ...] = ()
    asked_too: str = ""
    added: bool = False

    def admits(self, person_id: UUID, roles: Collection[str]) -> bool:
        """Whether this person with these roles may sign here."""
        if person_id in self.handed_over:
            return False
        if self.asked_too and self.asked_too in roles:
            return True
        if self.persons:
            return person_id in self.persons
        return self.group == ANY or self.group in roles


Steps = tuple[tuple[Level, ...], ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Amounts with `lower < amount ≤ upper` (金额档); no upper means without end."""

    lower_minor: int
    upper_minor: int | None
    steps: Steps

    def holds(self, amount_minor: int) -> bool:
        """Whether the amount falls into this band; an amount on the edge belongs below it."""
        return self.lower_minor < amount_minor and (
            self.upper_minor is None or amount_minor <= self.upper_minor
        )

    @property
    def strictness(self) -> tuple[int, int, int, int]:
        """Signatures asked for, then levels of all, then levels, then how high it lies."""
        levels = [level for step in self.steps for level in step]
        every = sum(level.mode is Mode.ALL for level in levels)
        return sum(level.needed for level in levels), every, len(levels), self.lower_minor


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who is asked in addition when a step has waited too long (超时升级)."""

    after_hours: int
    group: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The content of a policy: a table of bands per currency, and how a round goes on.

    `same_person_completes_level` lets one signature count for every level of its step that the
    signer's roles admit; never for two steps.
    """

    bands: Mapping[str, tuple[Band, ...]]
    valid_days: int
    same_person_completes_level: bool = False
    escalation: Escalation | None = None

    def band_for(self, amount_minor: int, currency: str) -> Band | None:
        """The band an amount falls into; None when the currency has no table."""
        table = self.bands.get(currency, ())
        return next((band for band in table if band.holds(amount_minor)), None)

    @property
    def strictest(self) -> tuple[str, Band]:
        """The band that asks most of all tables, with its currency."""
        tables = sorted(self.bands.items())
        every = [(currency, band) for currency, table in tables for band in table]
        return max(every, key=lambda found: found[1].strictness)


@dataclass(frozen=True, slots=True)
class Policy:
    """One live version for one scope."""

    id: UUID
    version: int
    operation: str
    account_number: str
    door: str
    rules: Rules
    why: Text = NO_TEXT
    """The sentence that says why it applies, where its scope would not say it."""
    payee_class: str = ANY
    matching: int = 1
    """How many live rules cover the case; this one is the most specific of them."""
