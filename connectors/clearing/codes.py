"""What clearing's own codes mean, as data: process states (PR.., RP..) and reasons (RJ..).

From public descriptions of CNAPS and of bank interfaces; a bank checks the list against its own
gateway before it goes live. A state that is not here is `unknown`: never success, never failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from connectors.ports import Outcome
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class State:
    """A process state (业务处理状态): what it says about a submission, and its name."""

    outcome: Outcome
    text: Text


STATES: Final = {
    "PR00": State(Outcome.ACCEPTED, Text("已发送", "Sent")),
    "PR03": State(Outcome.SETTLED, Text("已轧差", "Netted")),
    "PR04": State(Outcome.SETTLED, Text("已清算", "Settled")),
    "PR05": State(Outcome.SETTLED, Text("已成功", "Succeeded")),
    "PR09": State(Outcome.REFUSED, Text("已拒绝", "Rejected")),
    "PR11": State(Outcome.ACCEPTED, Text("轧差排队", "Queued for netting")),
    "PR12": State(Outcome.ACCEPTED, Text("清算排队", "Queued for settlement")),
    "PR21": State(Outcome.REFUSED, Text("已止付", "Stopped")),
    "PR22": State(Outcome.RETURNED, Text("已退汇", "Returned")),
    "PR32": State(Outcome.UNKNOWN, Text("已超期", "Overdue")),
    "PR89": State(Outcome.ACCEPTED, Text("待回执", "Waiting for the reply")),
    "PR97": State(Outcome.ACCEPTED, Text("已发出", "Handed over")),
    "PR99": State(Outcome.UNKNOWN, Text("处理异常", "Fault")),
    "RP00": State(Outcome.RETURNED, Text("全额退回", "Returned whole")),
    "RP01": State(Outcome.UNKNOWN, Text("部分退回", "Returned in part")),
    "NF00": State(Outcome.MISSING, Text("无此业务", "No such submission")),
}

UNLISTED: Final = State(Outcome.UNKNOWN, Text("未知状态", "Unlisted state"))

REASONS: Final = {
    "RJ01": Text("收款账号不存在", "The payee's account does not exist"),
    "RJ02": Text("收款账号与户名不符", "The payee's name is not the account's"),
    "RJ03": Text(
        "收款账户状态异常（销户、冻结或不收不付）", "The payee's account is closed or frozen"
    ),
    "RJ20": Text("超过对方行单笔限额", "Above the limit of the payee's bank"),
    "RJ90": Text("收款行未参加该支付系统", "The payee's bank does not take part in this system"),
}


def state_of(code: str) -> State:
    """What a state code says."""
    return STATES.get(code, UNLISTED)


def words_of(state_code: str, reason_code: str) -> Text:
    """What people are told about a state and its reason."""
    state = state_of(state_code)
    if not reason_code:
        return (
            state.text
            if state is not UNLISTED
            else Text(f"未知状态 {state_code}", f"Unlisted state {state_code}")
        )
    return REASONS.get(
        reason_code, Text(f"清算退回码 {reason_code}", f"Clearing's code {reason_code}")
    )
