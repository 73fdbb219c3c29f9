"""Why something is refused at the desk; nothing is written then."""

from __future__ import annotations

from kernel.errors import Conflict, Denied, Invalid
from kernel.text import Text


class OwnChange(Denied):
    """Nobody confirms what they asked for."""

    code = "desk.own_change"
    text = Text(
        "经办人不能复核本人提交的变更，请由另一位同事复核。",
        "Nobody confirms a change of their own; another colleague must.",
    )


class AboutYourself(Denied):
    """Nobody sets, or confirms, what is about themselves."""

    code = "desk.about_yourself"
    text = Text(
        "不能提交或复核与本人有关的变更。", "Nobody asks for or confirms what is about themselves."
    )


class NoChange(Invalid):
    """What was asked for is what there is."""

    code = "desk.no_change"
    text = Text("没有任何变更，无需提交。", "Nothing would change; there is nothing to submit.")


class ChangeWaiting(Conflict):
    """One thing has one change under way."""

    code = "desk.change_waiting"
    text = Text(
        "该对象已有变更在途（{number}），请先处理。",
        "A change of this is under way already ({number}); deal with that first.",
    )


class ShownElse(Conflict):
    """What was shown is no longer what would be done."""

    code = "desk.shown_else"
    text = Text(
        "内容已变化，请刷新后重新核对。", "This has changed since it was shown; look at it anew."
    )


class Outdated(Conflict):
    """What the change was to change has changed itself."""

    code = "desk.outdated"
    text = Text(
        "提交后原内容已被变更，本次变更不再生效，请重新提交。",
        "What this changes has itself changed since; ask for it anew.",
    )


class NotMaker(Denied):
    """Taking back is the maker's alone."""

    code = "desk.not_maker"
    text = Text("只有提交人可以撤回。", "Only the one who asked for it can withdraw it.")


class BothCodes(Denied):
    """Nobody at the desk holds the codes of both administrators."""

    code = "desk.both_codes"
    text = Text(
        "另一位管理员的激活码由您发放，本次须由另一位同事发放。",
        "You handed out the other administrator's code; another colleague must hand out this one.",
    )


class CannotTake(Conflict):
    """The books do not let the measure be."""

    code = "desk.cannot_take"
    text = Text("无法执行：{reason}", "This cannot be done: {reason}")
