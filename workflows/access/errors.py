"""Why a change of people, roles or rights is refused; nothing is written then."""

from __future__ import annotations

from kernel.errors import Conflict, Denied, Invalid
from kernel.text import Text


class StepUnknown(Conflict):
    """A user does not go from one state to that one."""

    code = "access.step_unknown"
    text = Text("用户当前为“{was}”，不能改为“{becomes}”", "The user is “{was}” and cannot become “{becomes}”")  # fmt: skip


class LoginTaken(Conflict):
    """The log-in name is somebody else's at the bank."""

    code = "access.login_taken"
    text = Text(
        "登录名“{login}”已被他人使用，请核对姓名或换一个登录名",
        "The log-in name “{login}” is somebody else's; check the name or choose another",
    )


class UserUnknown(Invalid):
    """Nobody of the enterprise has that log-in name."""

    code = "access.user_unknown"
    text = Text("企业中没有用户“{login}”", "The enterprise has no user “{login}”")


class TooFewAdministrators(Conflict):
    """Two must always be able to set and confirm."""

    code = "access.too_few_administrators"
    text = Text(
        "变更后只剩 {count} 名管理员，少于 {least} 名，请先增加管理员",
        "{count} administrator(s) would be left, fewer than {least}; add one first",
    )


class RuleUnfillable(Conflict):
    """A rule of approval nobody could satisfy any more."""

    code = "access.rule_unfillable"
    text = Text(
        "变更后审批规则无人可签：{rule}，请先调整审批规则或补充审批人",
        "An approval rule could not be satisfied any more: {rule}; change the rule or add approvers",
    )


class RightUnknown(Invalid):
    """No such right, account or amount in the matrix."""

    code = "access.right_unknown"
    text = Text("没有这项权限：{what}", "There is no such right: {what}")


class NotInvited(Conflict):
    """A code is for somebody who is invited and has not come in yet."""

    code = "access.not_invited"
    text = Text("该用户无需激活", "This user needs no activation")


class OwnInvitation(Denied):
    """Who proposed somebody does not also hold that person's key."""

    code = "access.own_invitation"
    text = Text(
        "激活码须由另一位管理员发放，不能由邀请的提交人发放",
        "Another administrator hands the code over, not the one who proposed the invitation",
    )


class NotRecovering(Conflict):
    """A recovery code follows a reset that this enterprise agreed to, and nothing else."""

    code = "access.not_recovering"
    text = Text("该用户没有待恢复的验证方式", "Nothing of this user's waits to be recovered")


class OwnReset(Denied):
    """Who proposed a reset does not also hold the code that follows it."""

    code = "access.own_reset"
    text = Text(
        "恢复码须由另一位管理员发放，不能由重置的提交人发放",
        "Another administrator hands the code over, not the one who proposed the reset",
    )


class OwnRecovery(Denied):
    """Nobody lets themselves in."""

    code = "access.own_recovery"
    text = Text("不能为本人发放恢复码", "Nobody issues a code for themselves")
