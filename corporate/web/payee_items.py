"""Payees as pages show them: whom, of which class, how sure of the name, until when it cools down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import url_for

from corporate.web import parts as p
from corporate.web.changes import lines_of, status_of
from corporate.web.formats import stamp, when
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.mandates.commands import MandateView
from workflows.payees.classes import PayeeClass, PayeeStatus, Verdict
from workflows.payees.commands import NameVerified, PayeeEntry

_COOLS: Final = Text(
    "冷静期至{at}，还剩 {hours} 小时 {minutes} 分",
    "cools down until {at}: {hours} h {minutes} min left",
)
_UNUSED: Final = Text("尚未付款", "not paid yet")
_UNASKED: Final = Text("未核验", "not checked")
_DASH: Final = "—"
_CLASS_TONES: Final[dict[PayeeClass, p.Tone]] = {
    PayeeClass.OWN_GROUP: "brand",
    PayeeClass.WHITE_LIST: "ok",
    PayeeClass.ORDINARY: "",
}
_VERDICTS: Final[dict[Verdict, tuple[p.Tone, str]]] = {
    Verdict.ASKED: ("", "hourglass"),
    Verdict.MATCH: ("ok", "user-check"),
    Verdict.CLOSE: ("warn", "alert-triangle"),
    Verdict.NO_MATCH: ("stop", "circle-x"),
    Verdict.UNAVAILABLE: ("", "help-circle"),
}


@dataclass(frozen=True, slots=True)
class PayeeItem:
    """One payee in a list or at the head of its page."""

    name: str
    account: str
    bank: str
    tags: tuple[p.Tag, ...]
    verified: p.Tag
    used: p.Say
    cools: p.Say
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PayeeChange:
    """One change in the history of a payee."""

    title: Text
    status: p.Tag
    said: Text
    lines: tuple[p.ChangeRow, ...]
    withdraw_url: str = ""
    why: Text | str = ""


def item(entry: PayeeEntry, now: datetime) -> PayeeItem:
    """A payee with everything its class and its name say."""
    return PayeeItem(
        name=entry.name,
        account=entry.account,
        bank=entry.bank_name or entry.bank_code,
        tags=tuple(_tags(entry)),
        verified=verdict_tag(entry.verdict),
        used=when(entry.used_at, now) if entry.used_at else _UNUSED,
        cools=_left(entry.cools_until, now) if entry.cools_until else "",
        href=url_for("payees.show", payee_account=entry.account),
        note=entry.note,
    )


def class_tag(payee_class: str) -> p.Tag:
    """The class in the finder: `new` is what nobody confirmed, or what cools down."""
    if payee_class == "new":
        return p.Tag(Text("新收款人", "New payee"), "warn")
    found = PayeeClass(payee_class)
    return p.Tag(found.label, _CLASS_TONES[found])


def verdict_tag(verdict: Verdict | None) -> p.Tag:
    """How sure one is of the name."""
    if verdict is None:
        return p.Tag(_UNASKED)
    tone, icon = _VERDICTS[verdict]
    return p.Tag(verdict.label, tone, icon)


def verdict_note(said: NameVerified) -> p.Note:
    """A verdict with what to do about it."""
    tone, icon = _VERDICTS[said.verdict]
    text = Text(said.advice_zh, said.advice_en)
    if said.masked:
        text = Text(
            f"{text.zh}收款行提示：{said.masked}。", f"{text.en} Its bank shows: {said.masked}."
        )
    return p.Note(said.verdict.label, text, tone, icon)


def facts(entry: PayeeEntry) -> tuple[p.Fact, ...]:
    """All there is to know of one entry."""
    checked = stamp(entry.verdict_at) if entry.verdict_at else ""
    verdict = entry.verdict.label if entry.verdict else _UNASKED
    rows = [
        p.Fact(Text("开户行", "Bank"), entry.bank_name or _DASH, entry.bank_code),
        p.Fact(Text("类别", "Class"), _class_of(entry)),
        p.Fact(Text("户名校验", "Name check"), verdict, checked),
        p.Fact(Text("登记", "Added"), entry.added_by, stamp(entry.added_at)),
    ]
    if entry.status is PayeeStatus.ACTIVE and entry.since_at:
        rows.append(
            p.Fact(Text("第二人确认", "Confirmed"), entry.confirmed_by, stamp(entry.since_at))
        )
    if entry.cools_until:
        rows.append(p.Fact(Text("冷静期至", "Cools down until"), stamp(entry.cools_until)))
    rows.append(
        p.Fact(Text("上次付款", "Last paid"), stamp(entry.used_at) if entry.used_at else _UNUSED)
    )
    if entry.note:
        rows.append(p.Fact(Text("备注", "Note"), entry.note))
    return tuple(rows)


def change(seen: MandateView, me: str) -> PayeeChange:
    """A change with its differences; its proposer may take it back while it waits."""
    waits = seen.status is PublicStatus.PENDING_APPROVAL
    said = Text("{who} 于 {at} 提交", "proposed by {who}, {at}")
    return PayeeChange(
        title=Text(seen.title_zh, seen.title_en),
        status=status_of(seen.status),
        said=said.fill(who=seen.maker_name, at=stamp(seen.created_at)),
        lines=lines_of(seen.lines),
        withdraw_url=url_for("payees.withdraw", number=seen.number)
        if waits and seen.maker_name == me
        else "",
        why=Text(seen.why_zh, seen.why_en) if seen.why_zh else "",
    )


def _class_of(entry: PayeeEntry) -> Text:
    return entry.payee_class.label if entry.status is PayeeStatus.ACTIVE else entry.status.label


def _tags(entry: PayeeEntry) -> Iterator[p.Tag]:
    if entry.status is PayeeStatus.ACTIVE:
        yield p.Tag(entry.payee_class.label, _CLASS_TONES[entry.payee_class])
    else:
        yield p.Tag(entry.status.label, "warn" if entry.status is PayeeStatus.USED else "stop")
    if entry.cools_until:
        yield p.Tag(Text("冷静期", "Cools down"), "warn", "clock")
    if entry.has_twin:
        yield p.Tag(Text("同账号有重复", "Duplicate"), "warn", "copy")
    if entry.running:
        yield p.Tag(Text("变更待确认", "Change waits"), "brand", "hourglass")


def _left(until: datetime, now: datetime) -> Text:
    minutes = -(-int((until - now).total_seconds()) // 60)
    return _COOLS.fill(at=when(until, now), hours=minutes // 60, minutes=minutes % 60)
