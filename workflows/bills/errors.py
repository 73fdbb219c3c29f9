"""Why a request about a bill is refused before it goes to the exchange; nothing is written then."""

from __future__ import annotations

from kernel.errors import Conflict, Denied, Invalid
from kernel.text import Text


class AccountNotSigned(Invalid):
    """The bill account is not one the enterprise signed up."""

    code = "bill.account_not_signed"
    text = Text(
        "票据账户 {account} 不存在或未签约",
        "Bill account {account} does not exist or is not signed up",
    )


class OtherRunning(Conflict):
    """Another request about some of the same units is under way."""

    code = "bill.other_running"
    text = Text(
        "该区间已有在途申请 {number}（{act}），请等待其结束或先撤回",
        "Request {number} ({act}) about this interval is under way; wait, or take it back first",
    )


class NothingToAnswer(Conflict):
    """Nobody waits for this enterprise's answer on the interval."""

    code = "bill.nothing_to_answer"
    text = Text("该票据没有等待本企业签收的申请", "Nothing about this bill waits for your answer")


class ReasonMissing(Invalid):
    """A refusal gives its reason; "another" is stated in words."""

    code = "bill.reason_missing"
    text = Text("拒绝时须选择理由；选择“其他”时须注明", "A refusal needs its reason; “other” is stated in words")  # fmt: skip


class NotMaker(Denied):
    """Taking back before approval is its maker's alone."""

    code = "bill.not_maker"
    text = Text("审批前只有经办人可以撤回", "Before approval only its maker can take it back")


class NotToWithdraw(Conflict):
    """It cannot be taken back any more."""

    code = "bill.not_to_withdraw"
    text = Text(
        "申请 {number} 状态为“{status}”，不能撤回",
        "Request {number} is “{status}”: it cannot be taken back",
    )


class RateStale(Conflict):
    """The bank's price has changed since the quote."""

    code = "bill.rate_stale"
    text = Text(
        "贴现利率已调整为 {rate}%，请重新询价",
        "The discount rate is {rate} % now; ask for a new quote",
    )


class NoPrice(Conflict):
    """The bank does not discount this."""

    code = "bill.no_price"
    text = Text("本行暂不贴现该类票据", "The bank does not discount bills of this kind now")


class DebtorWrong(Invalid):
    """Who is named is not liable."""

    code = "bill.debtor_wrong"
    text = Text(
        "{code} 不在可追索的前手之列", "{code} is not among those the holder may take recourse to"
    )


class SnapshotContradicts(Conflict):
    """The exchange tells the same version of a bill in two ways."""

    code = "bill.snapshot_contradicts"
    text = Text(
        "票交所就票据 {number} 第 {version} 版发来的内容前后不一",
        "The exchange told version {version} of bill {number} in two ways",
    )


class SnapshotWrong(Invalid):
    """What the exchange tells is no bill, or breaks a rule no bill may break."""

    code = "bill.snapshot_wrong"
    text = Text("票交所报文无效：{fault}", "The exchange's message is not valid: {fault}")


class NeverReturned(Conflict):
    """The exchange takes nothing back once it has settled it."""

    code = "bill.never_returned"
    text = Text(
        "{number} 已办结，票交所报文 {message} 不能将其退回",
        "{number} is settled; the exchange's message {message} cannot take it back",
    )


class AgreementWrong(Conflict):
    """Interest borne by another needs an agreement with the bank that holds and reaches."""

    code = "bill.agreement_wrong"
    text = Text(
        "付息协议 {number} 不存在、已到期、额度不足或与付息方式不符，请选择卖方付息或联系本行",
        "Agreement {number} about interest does not hold, reach, or fit; choose the seller, or ask the bank",
    )


class AnsweredElse(Conflict):
    """A request to the bank waits no more."""

    code = "bill.answered_else"
    text = Text(
        "该申请已撤回、已退回或已应答，不再等待处理",
        "The request was withdrawn, returned or answered meanwhile",
    )


class LineUsedUp(Conflict):
    """The drawer's line of acceptance at the bank does not reach."""

    code = "bill.line_used_up"
    text = Text(
        "承兑额度不足：额度 {line}，已用 {used}",
        "The line of acceptance does not reach: {line}, of which {used} is used",
    )
