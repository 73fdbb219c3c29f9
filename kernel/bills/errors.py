"""Why an act on a bill is refused; nothing has changed then."""

from __future__ import annotations

from kernel.errors import Conflict
from kernel.text import Text


class ActRefused(Conflict):
    """Base of the exchange's refusals."""


class StageForbids(ActRefused):
    """The stage it is in does not allow the act."""

    code = "bills.stage_forbids"
    text = Text(
        "票据状态为“{stage}”，不能办理{act}",
        "The bill is “{stage}”: “{act}” is not possible now",
    )


class NotThatParty(ActRefused):
    """Somebody else is who may do it."""

    code = "bills.not_that_party"
    text = Text(
        "{act}须由{role}办理，{who}不是",
        "“{act}” is for {role}, which {who} is not",
    )


class RequestOpen(ActRefused):
    """Something about it waits for an answer."""

    code = "bills.request_open"
    text = Text(
        "该票据有待签收的{act}，请先签收或撤回",
        "“{act}” waits for an answer about this bill; answer or withdraw that first",
    )


class NotTransferable(ActRefused):
    """It bears 不得转让."""

    code = "bills.not_transferable"
    text = Text(
        "票据记载“不得转让”，不能办理{act}",
        "The bill is marked not transferable: “{act}” is not possible",
    )


class WholeOnly(ActRefused):
    """This act, or this bill, knows no parts."""

    code = "bills.whole_only"
    text = Text(
        "{act}须以整段 {whole} 办理，不能分包",
        "“{act}” is about the whole interval {whole}, not a part of it",
    )


class NotLive(ActRefused):
    """No live interval holds it."""

    code = "bills.not_live"
    text = Text(
        "没有包含区间 {interval} 的有效子票，可能已再次分包",
        "No live interval holds {interval}; it may have been split since",
    )


class DayForbids(ActRefused):
    """It is too early or too late."""

    code = "bills.day_forbids"
    text = Text(
        "{act}的期限是 {since} 至 {until}，今天是 {today}",
        "“{act}” is possible from {since} to {until}; today is {today}",
    )


class NoSuchRequest(ActRefused):
    """What was to be answered or withdrawn does not wait any more."""

    code = "bills.no_such_request"
    text = Text(
        "没有等待签收的申请，可能已签收、已撤回或已退回",
        "Nothing waits for an answer here; it was answered, withdrawn or returned",
    )


class PartyWrong(ActRefused):
    """The one named cannot be the other side of it."""

    code = "bills.party_wrong"
    text = Text("{who}不能作为{act}的对方", "{who} cannot be the other side of “{act}”")


class AcceptorWrong(ActRefused):
    """Its kind says who accepts it, and somebody else is named."""

    code = "bills.acceptor_wrong"
    text = Text(
        "{kind}的承兑人不符：银行、财务公司承兑的填机构行号，商业承兑的填企业",
        "Not who accepts a “{kind}”: a bank or finance company by its own number, a company for a commercial one",
    )


class TenorWrong(ActRefused):
    """Its due date is not within six months of its issue, or its amount too large."""

    code = "bills.tenor_wrong"
    text = Text(
        "到期日须在出票日之后、六个月之内（{until} 前），金额不超过十亿元",
        "It falls due after its issue and within six months ({until}), and is for one billion at most",
    )
