"""Pure checks of whom one pays: (demands, case) → class and findings. They read and raise nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kernel.calendar import SHANGHAI
from kernel.charset import same_name
from kernel.errors import Finding, Severity
from kernel.money import Money
from kernel.text import Text
from workflows.payees.classes import PayeeClass, Verdict, WhiteList

HOURS_MAX: Final = 720
NEW: Final = "new"
"""What the approval engine is told of a payee nobody confirmed, or whose cool-down runs."""
_ACCOUNT: Final = "payee_account"
_NAME: Final = "payee_name"


@dataclass(frozen=True, slots=True)
class Demands:
    """What an enterprise demands of those it pays; by default nothing."""

    white_list: WhiteList = WhiteList.OFF
    cool_down_hours: int = 0
    cool_down_free_minor: int = 0
    cool_down_blocks: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A confirmed entry of the book."""

    name: str
    bank_code: str
    payee_class: PayeeClass
    since_at: datetime

    def cools_until(self, demands: Demands) -> datetime:
        """When its cool-down (冷静期) ends."""
        return self.since_at + timedelta(hours=demands.cool_down_hours)


@dataclass(frozen=True, slots=True)
class Case:
    """One payment's payee, and what is known of it."""

    name: str
    bank_code: str
    money: Money
    leaves_at: datetime
    entry: Entry | None = None
    own_account: bool = False
    verdict: Verdict | None = None
    masked: str = ""

    @property
    def fits(self) -> bool:
        """Whether the book's entry of this account is the payee that is meant."""
        entry = self.entry
        return entry is not None and (
            same_name(entry.name, self.name) and entry.bank_code == self.bank_code
        )


def class_of(demands: Demands, case: Case) -> str:
    """`own_group`, `white_list`, `new`, or empty for an ordinary payee: for approval and limits."""
    if case.own_account:
        return PayeeClass.OWN_GROUP
    entry = case.entry
    if entry is None or not case.fits or entry.cools_until(demands) > case.leaves_at:
        return NEW
    return "" if entry.payee_class is PayeeClass.ORDINARY else entry.payee_class.value


def is_listed(case: Case) -> bool:
    """Whether it stands on the white list, or belongs to the group."""
    entry = case.entry
    return case.own_account or (
        entry is not None and case.fits and entry.payee_class is not PayeeClass.ORDINARY
    )


def findings(demands: Demands, case: Case) -> list[Finding]:
    """What stands in the way of paying it, or must be seen."""
    if case.own_account:
        return []
    return [*_listing(demands, case), *_newness(demands, case), *_naming(case)]


def _listing(demands: Demands, case: Case) -> Iterator[Finding]:
    if demands.white_list is WhiteList.OFF or is_listed(case):
        return
    strict = demands.white_list is WhiteList.ENFORCE
    severity = Severity.BLOCK if strict else Severity.WARN
    if case.entry is not None and not case.fits:
        yield Finding("payee.listed_otherwise", severity, _OTHERWISE, _NAME)
    else:
        yield Finding("payee.not_listed", severity, _NOT_LISTED, _ACCOUNT)


def _newness(demands: Demands, case: Case) -> Iterator[Finding]:
    """A payee without an entry has no cool-down that could end: it is to be confirmed first."""
    if not demands.cool_down_hours or _is_small(demands, case.money):
        return
    strict = demands.cool_down_blocks
    severity = Severity.BLOCK if strict else Severity.WARN
    if case.entry is None or not case.fits:
        if strict or demands.white_list is WhiteList.OFF:  # else the white list has said it
            yield Finding("payee.new", severity, _NEW_STRICT if strict else _NEW, _ACCOUNT)
        return
    until = case.entry.cools_until(demands)
    if until > case.leaves_at:
        said = _COOLING.fill(until=f"{until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
        yield Finding("payee.cooling", severity, said, _ACCOUNT)


def _is_small(demands: Demands, money: Money) -> bool:
    """Whether the cool-down leaves this amount alone; other currencies are never small."""
    return money.currency == "CNY" and money.minor <= demands.cool_down_free_minor


def _naming(case: Case) -> Iterator[Finding]:
    verdict = case.verdict
    if verdict is None or verdict in {Verdict.MATCH, Verdict.ASKED}:
        return
    yield Finding(f"payee.name_{verdict}", Severity.WARN, told(verdict, case.masked), _NAME)


def told(verdict: Verdict, masked: str = "") -> Text:
    """A verdict with what to do; the holder's name only as far as its bank shows it, masked."""
    label, advice = verdict.label, verdict.advice
    hint = _HINT.fill(masked=masked) if masked and verdict is Verdict.CLOSE else Text("", "")
    return Text(f"{label.zh}：{advice.zh}{hint.zh}", f"{label.en}: {advice.en}{hint.en}")


_HINT: Final = Text("收款行提示：{masked}。", " The payee's bank shows: {masked}.")
_NOT_LISTED: Final = Text(
    "收款人不在白名单；请先在收款人名册中申请列入白名单，经第二人确认后再付款",
    "The payee is not on the white list; have it put there, confirmed by a second person, and pay then",
)
_OTHERWISE: Final = Text(
    "该账号在名册中的户名或开户行与本次填写的不同；请核对，或先变更名册",
    "The book has this account under another name or bank; check it, or change the book first",
)
_NEW: Final = Text(
    "新收款人：尚未经第二人确认入册", "A new payee: no second person has confirmed it yet"
)
_NEW_STRICT: Final = Text(
    "新收款人：须先入册并经第二人确认，冷静期满后方可付款",
    "A new payee: it must be confirmed into the book and its cool-down must pass before it is paid",
)
_COOLING: Final = Text(
    "新收款人冷静期至 {until}", "The cool-down of this new payee lasts until {until}"
)
