"""Why a change of rule is refused; nothing is written then."""

from __future__ import annotations

from kernel.errors import Conflict, Denied, Invalid
from kernel.text import Text
from workflows.approval.errors import LevelUnfillable


class NothingChanges(Invalid):
    """What was asked for is what there is."""

    code = "mandate.nothing_changes"
    text = Text("没有任何变更，无需提交", "Nothing would change; there is nothing to submit")


class ChangeRunning(Conflict):
    """One thing has one change waiting at a time: two could not both be what was confirmed."""

    code = "mandate.change_running"
    text = Text(
        "该对象已有变更待确认（{number}），请先处理",
        "A change of this is waiting for confirmation already ({number}); deal with that first",
    )


class OwnRights(Denied):
    """Nobody sets their own rights."""

    code = "mandate.own_rights"
    text = Text(
        "不能变更本人的用户资料或权限，请由另一位管理员办理",
        "Nobody changes their own standing or rights; another administrator must",
    )


class NobodyConfirms(LevelUnfillable):
    """It is about one of two administrators: neither acts on their own, and a third is not there."""

    code = "mandate.nobody_confirms"
    text = Text(
        "此项涉及管理员本人，除提交人外没有其他管理员可以确认。请先由两位管理员共同增加第三位管理员；"
        "如其验证方式已遗失、不能签名，请本人持有效证件到开户行柜台办理",
        "This is about an administrator, and nobody but you could confirm it. First add a third"
        " administrator together; one who lost the means to sign goes to the bank's desk in person",
    )


class NotProposer(Denied):
    """Taking back is the proposer's alone."""

    code = "mandate.not_proposer"
    text = Text("只有提交人可以撤回", "Only the one who proposed it can withdraw it")


class Stale(Conflict):
    """What the change was to change has changed itself since."""

    code = "mandate.stale"
    text = Text(
        "提交后原内容已被变更，本次变更不再生效，请重新提交",
        "What this changes has itself changed since; propose it anew",
    )
