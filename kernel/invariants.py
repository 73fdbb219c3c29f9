"""What must always be true of stored rows: rules with SQL of their own, run by whoever may only read.

Each query returns the rows that break a rule; none may.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kernel.db import UnitOfWork
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Rule:
    """One invariant: its name, its sentence, and the query that finds what breaks it."""

    code: str
    text: Text
    sql: str


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that is broken, and the first rows that break it."""

    rule: Rule
    rows: tuple[dict[str, Any], ...]


def breaches(uow: UnitOfWork, rules: Iterable[Rule], *, shown: int = 10) -> list[Breach]:
    """Every broken rule of the bank in scope."""
    found = []
    for rule in rules:
        rows = uow.rows(rule.sql, {"t": uow.scope.tenant_id})
        if rows:
            found.append(Breach(rule, tuple(rows[:shown])))
    return found
