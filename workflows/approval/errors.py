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


class ListWrong(Invalid):
    """Several items under one signature are different ones, and not too many."""

    code = "approval.list_wrong"
    text = Text(
        "一次签名须为 1 至 {most} 笔不同的业务", "One signature is for 1 to {most} different items"
    )


class NotInLists(Conflict):
    """A change of rule is opened and read; it is never one of many."""

    code = "approval.not_in_lists"
    text = Text("“{title}”须单独打开核对后签名", "{title}: must be opened and signed by itself")


class ListVoid(Conflict):
    """One item is no longer what was shown, or no longer this person's to sign: nothing was signed."""

    code = "approval.list_void"
    text = Text(
        "有变化，整批均未签名。{items}", "Something has changed; nothing was signed. {items}"
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


class NothingBefore(Conflict):
    """The first step has none before it; the maker is who to send it back to."""

    code = "approval.nothing_before"
    text = Text(
        "已是第一级，没有上一级可退回；请退回经办人修改",
        "This is the first level; send it back to the maker instead",
    )


class NotAPossibleSigner(Conflict):
    """Only somebody else who could sign by right may be asked (加签、转办)."""

    code = "approval.not_a_possible_signer"
    text = Text(
        "所选人员不能审批此事项（须为有权限的他人，未经办、未审批过，且属于该级）",
        "This person cannot sign here: it must be somebody else of this level who has the right,"
        " did not make it and has not decided on it",
    )


class AddedBefore(Conflict):
    """One person is asked once in a step."""

    code = "approval.added_before"
    text = Text("该人员已被加签", "This person has been added already")


class TooManyAdded(Conflict):
    """Added signatures have an end."""

    code = "approval.too_many_added"
    text = Text("一笔业务最多加签 {most} 人", "At most {most} signatures can be added")


class UrgedRecently(Conflict):
    """Urging is told now and then, not all the time."""

    code = "approval.urged_recently"
    text = Text(
        "刚催办过，{hours} 小时后可再次催办",
        "They have just been told; you can urge again after {hours} hours",
    )


class OnlyMakerUrges(Denied):
    """Urging is the maker's alone (催办)."""

    code = "approval.only_maker_urges"
    text = Text("只有经办人可以催办", "Only the maker can urge")


class DelegateUnknown(Conflict):
    """A deputy is a colleague who may approve on their own."""

    code = "approval.delegate_unknown"
    text = Text(
        "受托人须为本企业有审批权的其他同事",
        "A deputy must be a colleague of this enterprise who may approve themselves",
    )


class DelegationPeriodWrong(Invalid):
    """A delegation has a beginning and an end, and is not for ever."""

    code = "approval.delegation_period_wrong"
    text = Text(
        "委托期限有误：结束须晚于开始和现在，且不超过 {days} 天",
        "The period is wrong: it must end after it begins and after now, within {days} days",
    )


class DelegationChain(Conflict):
    """What is lent is not lent on (不得转委托)."""

    code = "approval.delegation_chain"
    text = Text(
        "不得转委托：您或受托人在此期间已是另一委托的当事人",
        "What is lent is not lent on: you are somebody's deputy in this time, or the deputy has one",
    )


class DelegationOverlaps(Conflict):
    """One deputy at a time for the same operation."""

    code = "approval.delegation_overlaps"
    text = Text(
        "此期间同一业务已有委托，请先结束", "There is a delegation for this time; end it first"
    )
