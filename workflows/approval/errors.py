"""Why the engine refuses; each has a stable code and leaves everything as it was."""

from __future__ import annotations

from kernel.errors import Conflict, Denied, Invalid
from kernel.text import Text


class PolicyMalformed(Invalid):
    """A rule that cannot be understood is never guessed at."""

    code = "approval.policy_malformed"
    text = Text(
        "审批规则有误（{place}）：{fault}", "The approval rule is wrong at {place}: {fault}"
    )


class AmountWrong(Invalid):
    """An amount to be agreed upon is positive, or there is none."""

    code = "approval.amount_wrong"
    text = Text("待审批的金额必须大于零", "An amount that is to be approved must be more than zero")


class NoPolicy(Conflict):
    """Nothing says who must sign, so nobody may."""

    code = "approval.no_policy"
    text = Text(
        "没有适用的审批规则（{what}），请联系企业管理员设置",
        "No approval rule covers this ({what}); ask an administrator of the enterprise to set one",
    )


class DirectNotAllowed(Conflict):
    """The rule asks for no signature, and the bank does not allow that."""

    code = "approval.direct_not_allowed"
    text = Text(
        "适用规则不需审批，但银行不允许免审批提交，请联系企业管理员修改规则",
        "The rule asks for no signature, which the bank does not allow; have the rule changed",
    )


class LevelUnfillable(Conflict):
    """Too few different people could sign: the item would wait for ever."""

    code = "approval.level_unfillable"
    text = Text(
        "第 {level} 级（{group}）还缺 {short} 位可审批的人（经办人本人不能审批，每人只能审批一次）",
        "Level {level} ({group}) lacks {short} person(s) who could sign"
        " (the maker may not, and nobody signs twice)",
    )


class AlreadyRunning(Conflict):
    """One subject has one round at a time."""

    code = "approval.already_running"
    text = Text("该业务已在审批中或已通过", "This is already waiting for approval or approved")


class ContentChanged(Conflict):
    """What was shown is not what is there: sign what you see, or nothing."""

    code = "approval.content_changed"
    text = Text(
        "内容与您看到的不一致，未作任何处理，请重新打开核对",
        "The content is not what you were shown; nothing was done. Open it again and check",
    )


class NotSatisfied(Conflict):
    """A round that says granted, without the signatures: somebody wrote past the engine."""

    code = "approval.not_satisfied"
    text = Text(
        "审批记录不完整，不能放行，请联系银行",
        "The signatures on file do not satisfy the rule; ask the bank",
    )


class Lapsed(Conflict):
    """The time to agree has run out."""

    code = "approval.lapsed"
    text = Text(
        "审批期限已过，请经办人重新提交",
        "The time for approval is over; the maker must submit again",
    )


class Overtaken(Conflict):
    """Somebody else changed the item first."""

    code = "approval.overtaken"
    text = Text(
        "该事项刚被他人处理，请刷新后再看", "Somebody else has just dealt with this; look again"
    )


class MakerMayNotApprove(Denied):
    """Four eyes (经办与复核分离): the natural person who made it never approves it, by any log-in."""

    code = "approval.maker_may_not"
    text = Text("经办人不能审批自己经办的业务", "The maker may not approve what they made")


class ConcernsYourself(Denied):
    """Nobody agrees to a change of their own standing."""

    code = "approval.concerns_yourself"
    text = Text(
        "此事项涉及您本人，须由他人审批", "This is about yourself; somebody else must decide"
    )


class ActedBefore(Denied):
    """One person, one decision in a round, over all levels and log-ins."""

    code = "approval.acted_before"
    text = Text(
        "您已审批过此事项，每人只能审批一次",
        "You have already decided on this; each person decides once",
    )


class NotEntitled(Denied):
    """No right to approve this operation on this account, now."""

    code = "approval.not_entitled"
    text = Text("您没有审批此业务的权限", "You have no right to approve this")


class NotYourTurn(Denied):
    """Entitled, but not at the level that is open."""

    code = "approval.not_your_turn"
    text = Text("目前不需要您审批：{open}", "Your signature is not needed now: {open}")


class NeededLater(Denied):
    """Signing now would leave a later level with nobody."""

    code = "approval.needed_later"
    text = Text(
        "后面的级别只有您能审批，此级请由他人审批",
        "A later level can be signed only by you; leave this level to somebody else",
    )


class OnlyMakerWithdraws(Denied):
    """Taking back is the maker's alone (撤回)."""

    code = "approval.only_maker_withdraws"
    text = Text("只有经办人可以撤回", "Only the maker can withdraw this")
