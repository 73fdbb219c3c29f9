"""A policy (审批规则) as it is meant: bands of amounts, each with steps of levels.

Steps follow one another (逐级); the levels of one step stand open together (无序). A band of one-level
steps is thus an ordered flow, a band of one step an unordered one, and everything between is mixed.
No steps at all means no signature, which the bank must allow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kernel.text import NO_TEXT, Text

ANY: Final = "*"
"""As a scope: every operation, account or door. As a group: everybody entitled to approve."""


@dataclass(frozen=True, slots=True)
class Level:
    """One line to be signed: `needed` different people out of a group."""

    group: str
    needed: int
    name: Text

    def admits(self, roles: Collection[str]) -> bool:
        """Whether somebody with these roles may sign here."""
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
    def strictness(self) -> tuple[int, int, int]:
        """Signatures asked for, then levels, then how high it lies."""
        levels = [level for step in self.steps for level in step]
        return sum(level.needed for level in levels), len(levels), self.lower_minor


@dataclass(frozen=True, slots=True)
class Rules:
    """The content of a policy: a table of bands per currency, and how long a round may take."""

    bands: Mapping[str, tuple[Band, ...]]
    valid_days: int

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
