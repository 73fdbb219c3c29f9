"""The check page of a rule that is to be proposed: every difference in a line, and what to think of first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import url_for

from corporate.web import changes
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Shown
from kernel.errors import Conflict, Invalid, YinqiError
from kernel.parsing import Names
from kernel.text import Text
from workflows.policies.commands import CheckedPolicy

_NOT_YET: Final = p.Note(
    Text("尚未提交", "Not proposed yet"),
    Text(
        "请逐条核对下列变更，提交后由另一位管理员确认。",
        "Check each line; another administrator confirms it.",
    ),
    "",
    "info-circle",
)
_WAITING: Final = Text("有变更待确认：{number}", "A change waits for confirmation: {number}")
_WAITS: Final = Text(
    "确认或撤回之前，不能提交新的变更。", "No other can be proposed until it is dealt with."
)
_THINK: Final = Text("请注意", "Think of this first")
_NOTHING: Final = p.Note(
    Text("没有变更", "Nothing changes"),
    Text("与现行规则相同，无需提交。", "It is the rule in force; there is nothing to propose."),
    "warn",
    "info-circle",
)
_WARNINGS_MAX: Final = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be checked: the rule of a scope, and what the page keeps for the way back and on."""

    scope: dict[str, str]
    rules: str
    version: int = 0
    draft: str = ""
    reason: str = ""
    is_new: bool = False


def check_page(desk: Desk, wanted: Wanted, refused: YinqiError | None = None) -> Shown:
    """Draw it; `refused` is why it could not be proposed a moment ago."""
    notes: list[p.Note] = []
    checked: CheckedPolicy | None = None
    given = {**wanted.scope, "rules": wanted.rules}
    try:
        checked = desk.read("policies.check", given, names=Names.PYTHON)
    except (Invalid, Conflict) as fault:
        refused = refused or fault
    if refused is not None:
        notes.append(p.Note(refused.message, "", "stop", "alert-circle"))
    if checked is not None:
        notes += _notes(checked)
    facts = {
        "sentence": Text(checked.sentence_zh, checked.sentence_en) if checked else None,
        "lines": changes.lines_of(checked.lines) if checked else (),
        "notes": tuple(notes),
        "scope": tuple(wanted.scope.items()),
        "rules": wanted.rules,
        "version": wanted.version,
        "draft": wanted.draft,
        "is_new": wanted.is_new,
        "reason": wanted.reason,
        "edit_url": url_for("policy_editor.step"),
        "back_url": url_for("policies.listed"),
        "submit_url": url_for("policies.submit"),
        "may_submit": checked is not None and bool(checked.lines) and not checked.waiting,
    }
    return Shown("pages/policy_check.html", facts, 200 if refused is None else 422)


def waiting_notes(number: str) -> tuple[p.Note, ...]:
    """That a change of this scope waits already, with the way there."""
    if not number:
        return ()
    title = _WAITING.fill(number=number)
    return (p.Note(title, _WAITS, "warn", "clock", url_for("changes.one", number=number)),)


def _notes(checked: CheckedPolicy) -> list[p.Note]:
    notes = list(waiting_notes(checked.waiting))
    if not checked.lines:
        return [*notes, _NOTHING]
    pairs = zip(checked.warnings_zh, checked.warnings_en, strict=True)
    warned = [p.Note(_THINK, Text(zh, en), "warn", "alert-triangle") for zh, en in pairs]
    return [*notes, *warned[:_WARNINGS_MAX]] if notes or warned else [_NOT_YET]
