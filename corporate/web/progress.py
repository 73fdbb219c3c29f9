"""The way of a payment as steps: who made it, who agreed how, who is next, what the bank did.

Told from the rounds of agreement and the payment's own transitions; it adds nothing of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final, Literal

from corporate.web.channels import rail_name
from corporate.web.parts import Say, Step
from kernel.operation import Door
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.approval.commands import Action
from workflows.approval.plan import Plan, PlannedLevel
from workflows.approval.states import ApprovalStatus
from workflows.approval.views import Entry, LevelView, RoundView
from workflows.mandates.page_answers import ShownMandate
from workflows.payments.page_answers import Batch, FollowedPayment, Passage

State = Literal["done", "now", "next", "stop", "warn"]
_METHODS: Final = {
    "password": Text("密码", "password"),
    "password+totp": Text("密码＋动态口令", "password and code"),
    "passkey": Text("通行密钥", "passkey"),
}
_NAMES: Final = 3
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_BANK: Final = "building-bank"

_MADE: Final = Text("经办 · {name}", "Made by {name}")
_LEVEL: Final = Text("第 {number} 级", "Level {number}")
_WAITS: Final = Text("待处理", "Waiting")
_ANY: Final = Text("任一人签名即可", "either of them")
_SOME: Final = Text("其中 {needed} 人签名", "{needed} of them")
_AHEAD: Final = Text("银行处理", "Bank")
_NOBODY: Final = Text("暂无可审批人", "nobody at present")
_PROPOSED: Final = Text("提交 · {name}", "Proposed by {name}")
_IN_FORCE: Final = Text("已生效", "In force")
_NOT_IN_FORCE: Final = Text("未生效", "Not put in force")
_TO_COUNT: Final = Text("确认后立即生效", "In force once confirmed")
_SHIELD: Final = "shield-lock"
_ENDINGS: Final[dict[str, tuple[State, Text]]] = {
    "withdraw": ("stop", Text("经办人撤回", "Taken back by the maker")),
    "expire": ("stop", Text("超过审批期限", "Not approved in time")),
    "require_more": ("warn", Text("审批规则有变，追加审批", "The rule changed; more must sign")),
}
_ACTS: Final[dict[str, tuple[State, Text]]] = {
    "return_back": ("warn", Text("退回上一级 · {name}", "Returned a level by {name}")),
    "add_sign": ("done", Text("{name}加签{to}", "{name} asked {to} to sign too")),
    "transfer": ("done", Text("{name}转办给{to}", "{name} handed over to {to}")),
    "urge": ("done", Text("{name}催办", "{name} urged")),
    "escalate": ("warn", Text("超时升级，{to}也可审批", "Waited too long: {to} may sign too")),
}
_DECIDED: Final[dict[Action, tuple[State, Text]]] = {
    Action.APPROVE: ("done", Text("{level} · {name}", "{level} · {name}")),
    Action.REJECT: ("stop", Text("驳回 · {name}", "Refused by {name}")),
    Action.SEND_BACK: ("stop", Text("退回修改 · {name}", "Sent back by {name}")),
}
_PASSED: Final[dict[str, tuple[State, Text]]] = {
    "schedule": ("done", Text("等待付款日", "Waiting for its day")),
    "release": ("done", Text("提交{rail}", "Sent to {rail}")),
    "accept": ("done", Text("{rail}已受理", "{rail} has it")),
    "lose": ("warn", Text("银行未答复，结果未知", "No answer: the outcome is unknown")),
    "settle": ("done", Text("清算成功，已入账", "Cleared and booked")),
    "book": ("done", Text("已入账", "Booked")),
    "refuse": ("stop", Text("银行未能办理", "The bank could not do it")),
    "return": ("stop", Text("收款行退汇", "Sent back by the payee's bank")),
    "cancel": ("stop", Text("经办人取消", "Cancelled by the maker")),
    "withdraw": ("stop", Text("经办人撤回", "Taken back by the maker")),
}
_ASKING: Final = Text("查询中", "Asking")
_REFERENCE: Final = Text("清算编号 {reference}", "Clearing reference {reference}")


def planned(plan: Plan) -> tuple[Step, ...]:
    """Who will have to sign, before anything is submitted."""
    steps = tuple(_planned(level) for level in plan.levels)
    return (*steps, Step(_AHEAD, "next", icon=_BANK))


def of_payment(paid: FollowedPayment) -> tuple[Step, ...]:
    """Every step of one payment, done and to come."""
    made = _made(paid.made_by, paid.door, paid)
    agreed = [step for seen in paid.rounds for step in _agreed(seen)]
    done = [step for passage in paid.passages for step in _passed(paid, passage)]
    return _in_order([made, *agreed, *done, *_ahead(paid)])


def of_batch(batch: Batch, seen: RoundView) -> tuple[Step, ...]:
    """The steps of a batch up to its release; its payments then go each their own way."""
    made = Step(_MADE.fill(name=batch.made_by), "done", seen.created_at, notes=(batch.door.label,))
    return (made, *_agreed(seen), Step(_AHEAD, "next", icon=_BANK))


def of_rounds(
    made_by: str, door: Door, made_at: datetime, rounds: Sequence[RoundView]
) -> tuple[Step, ...]:
    """Who made something and how it was agreed upon, round after round."""
    made = Step(_MADE.fill(name=made_by), "done", made_at, notes=(door.label,))
    return _in_order([made, *(step for seen in rounds for step in _agreed(seen))])


def of_change(seen: ShownMandate) -> tuple[Step, ...]:
    """The steps of a change of rule until it counts, or does not."""
    made = Step(
        _PROPOSED.fill(name=seen.maker_name), "done", seen.created_at, notes=(seen.door.label,)
    )
    agreed = [step for one in seen.rounds for step in _agreed(one)]
    return _in_order([made, *agreed, *_in_force(seen)])


def _in_force(seen: ShownMandate) -> Iterator[Step]:
    if seen.status is PublicStatus.SUCCEEDED:
        yield Step(_IN_FORCE, "done", seen.status_at, icon=_SHIELD)
    elif seen.status is PublicStatus.FAILED:
        yield Step(_NOT_IN_FORCE, "stop", seen.status_at, notes=(seen.why,))
    elif seen.status is PublicStatus.PENDING_APPROVAL:
        yield Step(_TO_COUNT, "next", icon=_SHIELD)


def _in_order(steps: Sequence[Step]) -> tuple[Step, ...]:
    """What has happened by its time, then what is open, in the order it was told."""
    happened = sorted((step for step in steps if step.at), key=lambda step: step.at or _NEVER)
    return (*happened, *(step for step in steps if not step.at))


def _made(name: str, door: Door, paid: FollowedPayment) -> Step:
    return Step(_MADE.fill(name=name), "done", paid.created_at, notes=(door.label,))


def _agreed(seen: RoundView) -> Iterator[Step]:
    names = {level.number: _level_name(level) for level in seen.levels}
    for entry in seen.entries:
        yield from _entry(entry, names)
    if seen.status is ApprovalStatus.PENDING:
        yield from (_open(level) for level in seen.levels if level.state != "done")


def _entry(entry: Entry, names: dict[int, Text]) -> Iterator[Step]:
    if entry.action is None:
        if entry.trigger in _ENDINGS:
            state, title = _ENDINGS[entry.trigger]
            yield Step(title, state, entry.at)
        elif entry.trigger in _ACTS:
            state, title = _ACTS[entry.trigger]
            title = title.fill(name=entry.actor, to=entry.to)
            yield Step(title, state, entry.at, notes=_said(entry))
        return
    state, title = _DECIDED[entry.action]
    level = names.get(entry.level or 0, _LEVEL.fill(number=entry.level))
    yield Step(title.fill(level=level, name=entry.actor), state, entry.at, notes=_said(entry))


def _said(entry: Entry) -> tuple[Say, ...]:
    how = [entry.door.label] if entry.door else []
    how += [_METHODS[entry.method]] if entry.method in _METHODS else []
    notes: list[Say] = [_joined(how, " · ")] if how else []
    if entry.comment:
        notes.append(f"“{entry.comment}”")
    return tuple(notes)


def _open(level: LevelView) -> Step:
    people = list(level.can_sign)
    who = "、".join(people[:_NAMES]) or _NOBODY
    title = Text("{level} · {who}", "{level} · {who}").fill(level=_level_name(level), who=who)
    notes: list[Say] = []
    if len(people) > level.needed:
        notes.append(_ANY if level.needed == 1 else _SOME.fill(needed=level.needed))
    is_now = level.state == "now"
    if is_now:
        notes.append(level.why)
    icon = "users" if len(people) > 1 else "user"
    return Step(
        title, "now" if is_now else "next", wait=_WAITS if is_now else "", notes=tuple(notes),
        icon=icon,
    )  # fmt: skip


def _planned(level: PlannedLevel) -> Step:
    names = Text(level.level.name.zh, level.level.name.en)
    icon = "users" if len(level.people) > 1 else "user"
    return Step(names, "next", notes=(level.sentence,), icon=icon)


def _level_name(level: LevelView) -> Text:
    """The group's own name, or the number of the level where it only has a key."""
    return _LEVEL.fill(number=level.number) if level.name.zh.isascii() else level.name


def _passed(paid: FollowedPayment, passage: Passage) -> Iterator[Step]:
    if passage.trigger not in _PASSED or (passage.trigger == "withdraw" and _ended_a_round(paid)):
        return
    state, title = _PASSED[passage.trigger]
    notes: list[Say] = [passage.reason] if passage.trigger == "withdraw" and passage.reason else []
    if passage.reference:
        notes.append(_REFERENCE.fill(reference=passage.reference))
    if passage.target in {"failed", "returned"} and paid.reason.zh:
        notes.append(paid.reason)
    last = passage is paid.passages[-1]
    wait = _ASKING if passage.trigger == "lose" and last else ""
    if passage.trigger == "lose" and not last:
        state = "done"
    title = title.fill(rail=rail_name(paid.rail))
    at = None if wait else passage.at
    yield Step(title, state, at, wait, tuple(notes), icon=_BANK if state == "done" else "")


def _ended_a_round(paid: FollowedPayment) -> bool:
    """Whether taking it back ended a round of agreement, which tells of it itself."""
    return any(seen.status is ApprovalStatus.WITHDRAWN for seen in paid.rounds)


_ON_ITS_WAY: Final = frozenset(
    {PublicStatus.PENDING_APPROVAL, PublicStatus.APPROVED, PublicStatus.SCHEDULED}
)
_AT_THE_BANK: Final = frozenset({PublicStatus.SUBMITTED, PublicStatus.PROCESSING})


def _ahead(paid: FollowedPayment) -> Iterator[Step]:
    """What is still to come."""
    if paid.status in _ON_ITS_WAY:
        yield Step(_AHEAD, "next", notes=(rail_name(paid.rail),), icon=_BANK)
    elif paid.status in _AT_THE_BANK:
        yield Step(Text("等待清算结果", "Waiting for the outcome"), "now", icon=_BANK)


def _joined(texts: Sequence[Text], by: str) -> Text:
    return Text(by.join(t.zh for t in texts), by.join(t.en for t in texts))
