"""Bills as pages show them: rows of a table, cards of the board, the face, the back, sums of what falls due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import url_for

from corporate.web import parts as p
from kernel.bills.acts import Act
from kernel.bills.codes import FLOW_NAMES, STATUS_NAMES, Mark, Payer
from kernel.bills.intervals import Interval
from kernel.money import Money
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.bills.answers import (
    BillLine,
    BillRequestView,
    BillStep,
    DueSum,
    InterestAgreement,
)
from workflows.bills.lanes import Lane

_TONES: Final[dict[Lane, p.Tone]] = {
    Lane.TO_SIGN: "warn", Lane.HELD: "ok", Lane.PLEDGED: "brand", Lane.COLLECTING: "warn", Lane.ISSUED: "brand",
    Lane.OWED: "", Lane.PASSED: "", Lane.ENDED: "",
}  # fmt: skip
_URGENT: Final = frozenset({"TF0302", "TF0401", "TF0402"})
"""Locked by a request, under collection, in recourse: somebody has to do something."""
_ASKS: Final = Text("{who}：{act}", "{who}: {act}")
_DAYS: Final = Text("{days} 天后到期", "due in {days} days")
_TODAY: Final = Text("今日到期", "due today")
_PAST: Final = Text("已到期 {days} 天", "{days} days past due")
_OUTCOMES: Final = {
    "agreed": p.Tag(Text("已签收", "Signed"), "ok"),
    "refused": p.Tag(Text("已拒绝", "Refused"), "stop"),
    "lapsed": p.Tag(Text("逾期退回", "Returned unanswered"), "warn"),
    "done": p.Tag(Text("已办理", "Done"), ""),
    "withdrawn": p.Tag(Text("已撤回", "Taken back"), ""),
}


@dataclass(frozen=True, slots=True)
class BillRow:
    """One interval in a table or on the board."""

    number: str
    interval: str
    kind: Text
    party: str
    amount: Money
    due_on: date
    due: Text
    status: p.Tag
    waits: p.Say
    href: str


@dataclass(frozen=True, slots=True)
class BackRow:
    """One line of the back."""

    title: Text
    by: str
    to: str
    on: date
    outcome: p.Tag
    note: str
    interval: str
    amount: Money | None
    closed: bool
    """Whether it was passed on as not transferable."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """What falls due until a day, as a part of the largest sum for its bar."""

    label: Text
    bills: int
    amount: Money
    part: int


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request in a list."""

    number: str
    act: Text
    bill: str
    interval: str
    amount: Money
    other: str
    status: p.Tag
    reason: p.Say
    href: str
    withdraw_url: str
    slip_url: str


def row_of(line: BillLine, today: date, *, phone: bool) -> BillRow:
    """One interval."""
    waits: p.Say = ""
    if line.open_act:
        waits = _ASKS.fill(who=line.open_by, act=Act(line.open_act).label)
    return BillRow(
        number=line.bill_number, interval=line.interval, kind=line.kind.label,
        party=line.acceptor_name, amount=Money(line.amount_minor, "CNY"), due_on=line.due_on,
        due=due_in((line.due_on - today).days), status=tag_of(line), waits=waits,
        href=url_for("bills.one", number=line.bill_number, interval=line.interval, phone=phone),
    )  # fmt: skip


def tag_of(line: BillLine) -> p.Tag:
    """The circulation mark, in the colour of where it stands."""
    name = FLOW_NAMES[line.flow]
    if line.lane is Lane.PASSED:
        return p.Tag(line.lane.label)
    if line.bill_status in {"CS05", "CS06"}:
        name = STATUS_NAMES[line.bill_status]
    return p.Tag(name, "warn" if line.flow in _URGENT else _TONES[line.lane])


_BORNE: Final = Text("{buyer} 承担 {percent}%（{number}）", "{buyer} bears {percent} % ({number})")
_SELLERS: Final = Text("本企业承担（卖方付息）", "This enterprise bears it")
_ALL_OF_IT: Final = 100


def bearers(agreements: Sequence[InterestAgreement]) -> Iterator[tuple[str, Text]]:
    """Who may bear the interest of a discount: this enterprise, or a buyer by an agreement."""
    yield "", _SELLERS
    for one in agreements:
        payer = Payer.BUYER if one.percent == _ALL_OF_IT else Payer.AGREED
        name = _BORNE.fill(buyer=one.buyer_name, percent=one.percent, number=one.number)
        yield f"{payer.value}:{one.number}", name


def due_in(days: int) -> Text:
    """How far the due date is."""
    if days > 0:
        return _DAYS.fill(days=days)
    return _PAST.fill(days=-days) if days else _TODAY


def back_of(steps: Sequence[BillStep]) -> tuple[BackRow, ...]:
    """The back, the first line first."""
    return tuple(
        BackRow(
            step.act.label, step.by_name, step.to_name, step.on, _OUTCOMES[step.outcome], step.note, step.interval,
            Money(Interval.parse(step.interval).amount_minor, "CNY") if step.interval else None,
            step.mark is Mark.CLOSED,
        )
        for step in steps
    )  # fmt: skip


SPANS: Final = {
    7: Text("7 天内", "Within 7 days"),
    30: Text("8–30 天", "8–30 days"),
    90: Text("31–90 天", "31–90 days"),
}
LATER: Final = Text("90 天以后", "Later")


def due_rows(sums: Sequence[DueSum]) -> tuple[DueRow, ...]:
    """What is held falls due, span by span; nothing where nothing is held."""
    top = max((one.amount_minor for one in sums), default=0)
    if not top:
        return ()
    return tuple(
        DueRow(
            SPANS.get(one.days, LATER),
            one.bills,
            Money(one.amount_minor, "CNY"),
            one.amount_minor * 100 // top,
        )
        for one in sums
    )


def request_row(one: BillRequestView, status: p.Tag, withdraw_url: str, *, phone: bool) -> RequestRow:  # fmt: skip
    """One request."""
    href = ""
    if one.bill_number:
        href = url_for("bills.one", number=one.bill_number, interval=one.interval, phone=phone)
    return RequestRow(
        number=one.number, act=one.act.label, bill=one.bill_number, interval=one.interval,
        amount=Money(one.amount_minor, "CNY"), other=one.other_name, status=status,
        reason=Text(one.reason_zh, one.reason_en) if one.reason_zh else "", href=href, withdraw_url=withdraw_url,
        slip_url=url_for("bill_papers.receipt", number=one.number) if one.status is PublicStatus.SUCCEEDED else "",
    )  # fmt: skip
