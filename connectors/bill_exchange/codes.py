"""Why the exchange refuses, as data; an unlisted code stands as it is and is a refusal all the same."""

from __future__ import annotations

from typing import Final

from kernel.bills.codes import Reason
from kernel.text import Text

WITHDRAWN: Final = "WITHDRAWN"
LAPSED: Final = "LAPSED"
SAID_NO: Final = "SU01"
FOREIGN: Final = "BX00"

RULES: Final = {
    "bills.stage_forbids": "BX01",
    "bills.not_that_party": "BX02",
    "bills.request_open": "BX03",
    "bills.not_transferable": "BX04",
    "bills.whole_only": "BX05",
    "bills.not_live": "BX06",
    "bills.day_forbids": "BX07",
    "bills.no_such_request": "BX08",
    "bills.party_wrong": "BX09",
    "bills.tenor_wrong": "BX10",
    "bills.interval_wrong": "BX11",
    "bills.acceptor_wrong": "BX12",
}
"""The code of each rule's refusal."""

REASONS: Final = {
    WITHDRAWN: Text("申请人已撤回", "Taken back by who asked"),
    LAPSED: Text("对方逾期未签收，已退回", "The other side did not sign in time"),
    SAID_NO: Text("对方拒绝签收", "Refused by the other side"),
    FOREIGN: Text("申请人不在发起行开户", "Whoever asks is no customer of the sending bank"),
    "BX01": Text("票据状态不允许该业务", "The bill's state does not allow it"),
    "BX02": Text("申请人无权办理该业务", "Whoever asks may not do it"),
    "BX03": Text("票据有待签收的申请", "Something about the bill waits for an answer"),
    "BX04": Text("票据记载不得转让", "The bill is not transferable"),
    "BX05": Text("该业务须整段办理", "It is about the whole interval only"),
    "BX06": Text("子票区间无效", "No live interval holds it"),
    "BX07": Text("不在办理期限内", "Not in the days it is possible in"),
    "BX08": Text("没有等待签收的申请", "Nothing waits for an answer"),
    "BX09": Text("对方不符合要求", "The other side cannot be that"),
    "BX10": Text("期限或金额不符合规定", "The tenor or the amount is not allowed"),
    "BX11": Text("子票区间写法有误", "The interval is not written right"),
    "BX12": Text("承兑人与票据种类不符", "Not who accepts a bill of that kind"),
    **{reason.value: reason.label for reason in Reason},
}


def words_of(code: str) -> Text:
    """What people are told about a reason."""
    return REASONS.get(code, Text(f"票交所返回码 {code}", f"The exchange's code {code}"))
