"""What a payment refuses, each with a stable code and what to do about it."""

from __future__ import annotations

from kernel.errors import Conflict, Denied, Finding, Invalid, Severity
from kernel.text import Text


class MessageChanged(Conflict):
    """A pain.001 under a known MsgId, or a batch under a known serial, with other content."""

    code = "payment.message_changed"
    text = Text(
        "标识“{message}”（MsgId 或批次流水号）已用于不同内容，未做任何处理；请先查询原业务，确属另一笔才换新标识",
        "“{message}” (a MsgId or a batch's serial) was used before with other content; nothing was"
        " done. Ask about the first; only another obligation takes a new one",
    )


class PartsMissing(Invalid):
    """The end of a batch came before all of its parts."""

    code = "payment.parts_missing"
    text = Text(
        "批次 {serial} 尚缺第 {parts} 包；请补发后重发末包",
        "Parts {parts} of batch {serial} are missing; send those, then the end again",
    )


class PayerUnknown(Invalid):
    """The debtor account is not one the enterprise signed up, or is somebody else's."""

    code = "payment.payer_unknown"
    text = Text(
        "付款账户 {account} 不存在或未签约",
        "Payer account {account} does not exist or is not signed up",
    )


class AboveRight(Denied):
    """A payment of a message lies above the ceiling of whoever sends it."""

    code = "payment.above_right"
    text = Text(
        "付款账户 {account} 的单笔金额 {amount} 超过该操作员的权限上限",
        "{amount} from account {account} lies above what this operator may pay",
    )


class NotServed(Invalid):
    """The debtor agent of a message is not this bank."""

    code = "payment.agent_not_served"
    text = Text("付款行 {agent} 不是本行", "Debtor agent {agent} is not this bank")


class TooManyBlocks(Invalid):
    """A long message is paid as batches: one for each PmtInf, or for those in a row that hold one payment each."""

    code = "payment.too_many_blocks"
    text = Text(
        "超过 1,000 笔的报文最多分为 {max} 个批次；请把同一账户、同一日期的付款放在一个 PmtInf 内，或让单笔的 PmtInf 按账户和日期相邻排列",
        "A message of more than 1,000 payments makes at most {max} batches; put payments of one account and day into one PmtInf, or PmtInf of one payment each next to each other by account and day",
    )


class NoSuchPart(Invalid):
    """A report has as many parts as its message has payments."""

    code = "payment.no_such_part"
    text = Text("该报文的状态报告共 {parts} 部分", "The report on this message has {parts} parts")


class NotTheMaker(Conflict):
    """Only the maker takes a payment back."""

    code = "payment.not_the_maker"
    text = Text("只有经办人可以撤回", "Only the maker may withdraw it")


class InBatch(Conflict):
    """A row of a group cannot be withdrawn alone: the group was signed as a whole."""

    code = "payment.in_batch"
    text = Text("该笔属于批次，不能单独撤回", "It belongs to a batch and cannot be withdrawn alone")


class Unsignable(Invalid):
    """A value that could be read as another field of what is signed."""

    code = "payment.unsignable"
    text = Text(
        "“{field}”含有换行或看不见的字符，不能作为签名内容，请删除",
        "“{field}” contains a line break or characters that cannot be seen, so nobody can sign it;"
        " remove them",
    )


class TemplateNamed(Conflict):
    """Another template has that name."""

    code = "payment.template_named"
    text = Text("已有名为“{name}”的模板", "There is a template called “{name}” already")


class RailUnavailable(Conflict):
    """The bank no longer offers the way the payment was to go."""

    code = "payment.rail_unavailable"
    text = Text(
        "本行已停用{rail}，请重新提交并选用其他汇路",
        "The bank no longer offers {rail}; submit again another way",
    )


def block(code: str, text: Text, field: str = "") -> Finding:
    """A finding that stops the payment."""
    return Finding(f"payment.{code}", Severity.BLOCK, text, field)


def warn(code: str, text: Text, field: str = "") -> Finding:
    """A finding that must be seen before signing."""
    return Finding(f"payment.{code}", Severity.WARN, text, field)
