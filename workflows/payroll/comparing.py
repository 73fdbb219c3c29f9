"""This month against last month (与上月比较): who is new, who is missing, whose amount or account differs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kernel.text import Text


class Difference(StrEnum):
    """How a person's row differs from last month's."""

    ADDED = "added"
    MISSING = "missing"
    AMOUNT = "amount"
    ACCOUNT = "account"

    @property
    def label(self) -> Text:
        """What the page calls it."""
        return _LABELS[self.value]


_LABELS: Final = {
    "added": Text("本月新增", "New this month"),
    "missing": Text("本月未发", "Not paid this month"),
    "amount": Text("金额变化", "Amount changed"),
    "account": Text("账号变化", "Account changed"),
}


@dataclass(frozen=True, slots=True)
class Pay:
    """What somebody is paid in one run."""

    row: int
    name: str
    account: str
    minor: int


@dataclass(frozen=True, slots=True)
class Differs:
    """One person whose row is not what it was."""

    number: str
    kinds: tuple[Difference, ...]
    now: Pay | None
    before: Pay | None


def differences(now: Mapping[str, Pay], before: Mapping[str, Pay]) -> list[Differs]:
    """Everybody who differs, by employee number."""
    found = []
    for number in sorted(now.keys() | before.keys()):
        one, other = now.get(number), before.get(number)
        kinds = _kinds(one, other)
        if kinds:
            found.append(Differs(number, kinds, one, other))
    return found


def _kinds(now: Pay | None, before: Pay | None) -> tuple[Difference, ...]:
    if now is None:
        return (Difference.MISSING,)
    if before is None:
        return (Difference.ADDED,)
    changed = {
        Difference.AMOUNT: now.minor != before.minor,
        Difference.ACCOUNT: now.account != before.account,
    }
    return tuple(kind for kind, is_so in changed.items() if is_so)
