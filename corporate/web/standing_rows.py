"""Standing orders as lists, slips and runs show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import url_for

from corporate.web import parts as p
from corporate.web import slips
from corporate.web.parts import Say, Tone
from kernel.money import Money
from kernel.public_status import Tone as StatusTone
from kernel.text import Text
from workflows.standing.answers import ComingRun, StandingRun, StandingView
from workflows.standing.states import RunStatus, StandingStatus

EACH: Final = Text("{often} {amount}", "{amount} {often}")
_OF: Final = Text("第 {seq} / {runs} 期", "Run {seq} of {runs}")
_RUN: Final = Text("第 {seq} 期", "Run {seq}")
_DONE: Final = Text("已过 {over} / {runs} 期", "{over} of {runs} runs over")
_TRIES: Final = Text("已试 {count} 次", "Tried {count} times")
_SKIPPED: Final = Text("当日非工作日，跳过", "A day off: skipped")
_MOVED: Final = Text("约定 {day}，遇非工作日调整", "Nominally {day}; moved from a day off")
_NOTHING: Final = "—"
TONES: Final[dict[StatusTone, Tone]] = {
    StatusTone.NEUTRAL: "", StatusTone.BRAND: "brand", StatusTone.OK: "ok", StatusTone.WARN: "warn",
    StatusTone.STOP: "stop",
}  # fmt: skip
_RUN_TONES: Final[dict[RunStatus, Tone]] = {
    RunStatus.PAID: "ok", RunStatus.FAILED: "stop", RunStatus.WAITING: "warn", RunStatus.SKIPPED: "",
}  # fmt: skip
_MEANS: Final = {
    StandingStatus.PENDING_APPROVAL: ("hourglass", Text("等待审批人签名，期间不付款。", "Waiting for the approvers; nothing is paid until then.")),
    StandingStatus.ACTIVE: ("refresh", Text("到期自动付款，每期都有回单。", "Pays by itself on its days; each run has its receipt.")),
    StandingStatus.SUSPENDED: ("clock", Text("暂停期间到期的各期不付，恢复后也不补付。", "Runs that fall due meanwhile are not paid, nor made up for.")),
    StandingStatus.COMPLETED: ("circle-check", Text("全部期次已过。", "All its runs are over.")),
    StandingStatus.CANCELLED: ("x", Text("不再付款；已付各期不受影响。", "It pays no more; what was paid stays.")),
    StandingStatus.REJECTED: ("ban", Text("贵公司审批人已驳回。", "Refused by an approver of your own company.")),
    StandingStatus.SENT_BACK: ("arrow-back-up", Text("审批人要求修改，请复制后重新提交。", "An approver asked for a change; correct a copy and submit it.")),
    StandingStatus.WITHDRAWN: ("arrow-back-up", Text("经办人已撤回。", "Taken back by the person who made it.")),
    StandingStatus.EXPIRED: ("clock", Text("超过审批期限，未生效。", "Not approved in time; never in force.")),
    StandingStatus.DRAFT: ("edit", Text("尚未提交。", "Not yet submitted.")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as a list shows it."""

    number: str
    payee: str
    account: str
    purpose: str
    amount: Money
    often: Say
    next_on: date | None
    progress: Say
    status: p.Tag
    href: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run, past or to come."""

    title: Say
    on: date | None
    note: Say
    tag: p.Tag | None
    href: str = ""


def row_of(one: StandingView, *, phone: bool) -> OrderRow:
    """An order in a list."""
    return OrderRow(
        number=one.number, payee=one.payee_name, account=one.payee_account, purpose=one.purpose or _NOTHING,
        amount=Money(one.amount_minor, one.currency), often=one.frequency.label, next_on=one.next_on,
        progress=_DONE.fill(over=one.over, runs=one.runs), status=tag_of(one.status),
        href=url_for("standing.one", number=one.number, phone=phone),
    )  # fmt: skip


def tag_of(status: StandingStatus) -> p.Tag:
    """A status as a mark."""
    return p.Tag(status.label, TONES[status.tone], _MEANS[status][0])


def meaning_of(one: StandingView) -> p.Note:
    """What an order's status means, and why it stands there."""
    icon, means = _MEANS[one.status]
    why = Text(one.reason_zh, one.reason_en)
    said = Text(f"{means.zh}{why.zh}", f"{means.en} {why.en}") if why.zh else means
    tone = TONES[one.status.tone]
    return p.Note(one.status.label, said, "" if tone == "brand" else tone, icon)


def facts_of(one: StandingView, alias: str = "") -> tuple[p.Fact, ...]:
    """Everything that is agreed upon beside amount and payee."""
    each = slips.worth(Money(one.amount_minor, one.currency))
    return (
        p.Fact(Text("每期金额", "Each run"), each),
        p.Fact(Text("频率", "How often"), one.frequency.label),
        p.Fact(Text("总期数", "Runs"), str(one.runs)),
        p.Fact(Text("首期日期", "First day"), one.first_on.isoformat()),
        p.Fact(Text("末期日期", "Last day"), one.last_on.isoformat()),
        p.Fact(Text("遇非工作日", "On a day off"), one.roll.label),
        p.Fact(slips.FROM, slips.payer(alias, one.payer_account)),
        p.Fact(Text("用途", "Purpose"), one.purpose or _NOTHING),
    )


def slip_of(one: StandingView, bank_code: str = "", *, alias: str = "") -> p.Slip:
    """An order as it is signed and followed; its amount is the sum of all runs."""
    return p.Slip(
        amount=Money(one.total_minor, one.currency),
        payee=p.Payee(
            one.payee_name, one.payee_account, f"{one.payee_bank_name} {bank_code}".strip()
        ),
        facts=facts_of(one, alias),
        digest=one.fingerprint,
        tag=p.Tag(Text("定期付款 · 合计", "Standing order · all runs"), "brand"),
    )


def coming(runs: Iterable[ComingRun], total: int) -> tuple[RunRow, ...]:
    """Runs to come, each with its day, or why it falls away."""
    rows = []
    for run in runs:
        note: Say = ""
        if run.run_on is None:
            note = _SKIPPED
        elif run.run_on != run.nominal_on:
            note = _MOVED.fill(day=run.nominal_on.isoformat())
        title = _OF.fill(seq=run.seq, runs=total)
        tag = p.Tag(RunStatus.SKIPPED.label) if run.run_on is None else None
        rows.append(RunRow(title, run.run_on or run.nominal_on, note, tag))
    return tuple(rows)


def past(runs: Iterable[StandingRun]) -> tuple[RunRow, ...]:
    """Runs that were tried or fell away, with what became of each."""
    return tuple(
        RunRow(
            title=_RUN.fill(seq=run.seq),
            on=run.run_on or run.nominal_on,
            note=_note(run),
            tag=p.Tag(run.status.label, _RUN_TONES[run.status]),
            href=url_for("payments.follow", number=run.payment_number) if run.payment_number else "",
        )
        for run in runs
    )  # fmt: skip


def _note(run: StandingRun) -> Say:
    if not run.reason_zh:
        return run.client_serial
    why = Text(run.reason_zh, run.reason_en)
    if run.status is not RunStatus.WAITING:
        return why
    tries = _TRIES.fill(count=run.attempts)
    return Text(f"{why.zh} · {tries.zh}", f"{why.en} · {tries.en}")
