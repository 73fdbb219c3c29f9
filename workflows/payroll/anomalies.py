"""What stands out in a payroll (异常提示): pure, told by row number and facts that give no amount and no name away.

A share of last month's amount is told, the amount is not; whoever may know opens the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

from kernel.text import NO_TEXT, Text

JUMP_PERCENT: Final = 50
ROUND_MINOR: Final = 100_000  # whole thousands of yuan …
ROUND_FROM_MINOR: Final = 1_000_000  # … from ten thousand on
BOUNDS: Final = (300_000, 500_000, 800_000, 1_200_000, 2_000_000, 3_500_000, 5_000_000)
"""Upper bounds of the histogram's columns, in fen; the last column is open."""


class Anomaly(StrEnum):
    """A kind of thing that stands out, the gravest first."""

    LEAVER_PAID = "leaver_paid"
    BOOK_DIFFERS = "book_differs"
    CHANGED_ACCOUNT = "changed_account"
    DUPLICATE_ACCOUNT = "duplicate_account"
    DUPLICATE_PERSON = "duplicate_person"
    NOT_LISTED = "not_listed"
    NEW_ACCOUNT = "new_account"
    AMOUNT_JUMP = "amount_jump"
    ROUND_SUM = "round_sum"

    @property
    def label(self) -> Text:
        """The kind, for a summary."""
        return _LABELS[self.value]

    @property
    def grave(self) -> bool:
        """Whether a signer should look before anything else."""
        return self in _GRAVE


_LABELS: Final = {
    "leaver_paid": Text("向离职人员付款", "Somebody who has left is paid"),
    "book_differs": Text("与员工名册账号不符", "Not the account of the employee book"),
    "changed_account": Text("收款账号有变", "The account has changed"),
    "duplicate_account": Text("同一账号多笔", "One account, several rows"),
    "duplicate_person": Text("同一工号多笔", "One employee, several rows"),
    "not_listed": Text("不在项目名册", "Not on the project's list"),
    "new_account": Text("首次收款账号", "A new account"),
    "amount_jump": Text("金额变动 50% 以上", "The amount differs by 50 % or more"),
    "round_sum": Text("整数金额", "A round sum"),
}
_GRAVE: Final = frozenset(
    {
        Anomaly.LEAVER_PAID,
        Anomaly.BOOK_DIFFERS,
        Anomaly.CHANGED_ACCOUNT,
        Anomaly.DUPLICATE_ACCOUNT,
        Anomaly.NOT_LISTED,
    }
)
_SENTENCES: Final = {
    "leaver_paid": Text("收款人已于 {on} 离职", "The payee left on {on}"),
    "book_differs": Text(
        "收款账号不是员工名册登记的账号",
        "Not the account that the employee book has for this person",
    ),
    "changed_account": Text(
        "收款账号与上次发放不同{since}",
        "Not the account that was paid last time{since}",
    ),
    "duplicate_account": Text("与第 {rows} 行收款账号相同", "The same account as in row {rows}"),
    "duplicate_person": Text("与第 {rows} 行工号相同", "The same employee as in row {rows}"),
    "not_listed": Text("收款人不在工程项目名册中", "The payee is not on the project's list"),
    "new_account": Text("该账号第一次收款", "This account is paid for the first time"),
    "amount_jump": Text("较上月 {percent}%", "{percent} % against last month"),
    "round_sum": Text("金额为整千元", "A sum of whole thousands"),
}
_SINCE: Final = Text("，{on} 变更", "; changed on {on}")
"""Of an account the employee book knows since when."""


@dataclass(frozen=True, slots=True)
class Paid:
    """One row as it is looked at."""

    row: int
    number: str
    account_mark: bytes
    minor: int
    """0 for what cannot be read as an amount."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of an employee: from the book, and from what was paid last."""

    left_on: date | None = None
    account_since: date | None = None
    project: str = ""
    last_account: bytes = b""
    last_minor: int = 0
    book_account: bytes = b""


@dataclass(frozen=True, slots=True)
class Ground:
    """What rows are compared with; `project` is the list a special account is held to."""

    people: Mapping[str, Past] = field(default_factory=dict)
    known_accounts: frozenset[bytes] = frozenset()
    project: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that stands out: in which row, and the facts of its sentence."""

    row: int
    kind: Anomaly
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> Text:
        """What a signer reads."""
        on = self.facts.get("on")
        since = _SINCE.fill(on=on) if on else NO_TEXT
        return _SENTENCES[self.kind.value].fill(**{"since": since, **self.facts})

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {"row": self.row, "kind": self.kind.value, "facts": dict(self.facts)}


def read(kept: Mapping[str, Any]) -> Found:
    """What `as_json` wrote."""
    return Found(kept["row"], Anomaly(kept["kind"]), kept["facts"])


def anomalies(rows: Sequence[Paid], ground: Ground) -> list[Found]:
    """Everything that stands out, the gravest first, then by row."""
    found = [one for row in rows for one in _of_row(row, ground)]
    found += _twice(rows, "account_mark", Anomaly.DUPLICATE_ACCOUNT)
    found += _twice([row for row in rows if row.number], "number", Anomaly.DUPLICATE_PERSON)
    order = {kind: place for place, kind in enumerate(Anomaly)}
    return sorted(found, key=lambda one: (order[one.kind], one.row))


def histogram(amounts: Iterable[int]) -> list[int]:
    """How many amounts lie in each column of BOUNDS, and beyond the last; what cannot be read (0) is in none."""
    columns = [0] * (len(BOUNDS) + 1)
    for minor in filter(None, amounts):
        columns[next((n for n, top in enumerate(BOUNDS) if minor <= top), len(BOUNDS))] += 1
    return columns


def _of_row(row: Paid, ground: Ground) -> Iterator[Found]:
    past = ground.people.get(row.number, Past())
    if past.left_on:
        yield Found(row.row, Anomaly.LEAVER_PAID, {"on": past.left_on.isoformat()})
    if ground.project and past.project != ground.project:
        yield Found(row.row, Anomaly.NOT_LISTED)
    if past.book_account and past.book_account != row.account_mark:
        yield Found(row.row, Anomaly.BOOK_DIFFERS)
    if past.last_account and past.last_account != row.account_mark:
        since = past.account_since
        yield Found(row.row, Anomaly.CHANGED_ACCOUNT, {"on": since.isoformat()} if since else {})
    elif row.account_mark not in ground.known_accounts:
        yield Found(row.row, Anomaly.NEW_ACCOUNT)
    percent = _change(row.minor, past.last_minor) if row.minor else 0
    if abs(percent) >= JUMP_PERCENT:
        yield Found(row.row, Anomaly.AMOUNT_JUMP, {"percent": signed(percent)})
    if row.minor >= ROUND_FROM_MINOR and row.minor % ROUND_MINOR == 0:
        yield Found(row.row, Anomaly.ROUND_SUM)


def signed(percent: int) -> str:
    """`+50`, or `−50` with the sign of amounts."""
    return f"{percent:+d}".replace("-", "\N{MINUS SIGN}")


def _change(now: int, before: int) -> int:
    """By how many per cent, towards nought; nothing where nothing was paid before."""
    if before <= 0:
        return 0
    difference = (now - before) * 100
    return difference // before if difference >= 0 else -(-difference // before)


def _twice(rows: Sequence[Paid], by: str, kind: Anomaly) -> Iterator[Found]:
    """Each later row names the one before it."""
    groups: dict[Any, list[int]] = {}
    for row in rows:
        groups.setdefault(getattr(row, by), []).append(row.row)
    for places in groups.values():
        yield from (Found(later, kind, {"rows": str(before)}) for before, later in pairwise(places))
