"""ISO external codes this bank sends, with what they mean in two languages.

The lists of ISO are longer; what is not here is not sent. A code from outside that is not here is
unknown, never success or failure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Self

from kernel.text import Text


class _Code(StrEnum):
    """A code with its meaning."""

    text: Text

    def __new__(cls, code: str, zh: str, en: str) -> Self:
        """Make the member `code`."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.text = Text(zh, en)
        return member


class ItemStatus(_Code):
    """What became of one payment (TransactionIndividualStatus)."""

    ACCP = ("ACCP", "已受理，客户信息核验通过", "Accepted: customer profile checked")
    ACSP = ("ACSP", "处理中", "Settlement in process")
    ACSC = ("ACSC", "已完成", "Settlement completed")
    PDNG = (
        "PDNG",
        "待处理（预约、待审批或结果待确认）",
        "Pending: future-dated, to be approved or unresolved",
    )
    RJCT = ("RJCT", "已拒绝", "Rejected")


class GroupStatus(_Code):
    """What became of a message or a block (TransactionGroupStatus)."""

    ACCP = ("ACCP", "已受理，客户信息核验通过", "Accepted: customer profile checked")
    ACSP = ("ACSP", "处理中", "Settlement in process")
    ACSC = ("ACSC", "全部完成", "All settled")
    PART = ("PART", "部分完成，见明细", "Partly accepted: see the items")
    PDNG = ("PDNG", "待处理", "Pending")
    RJCT = ("RJCT", "已拒绝", "Rejected")


def group_status(items: Iterable[ItemStatus]) -> GroupStatus:
    """Return the status of a group: that of its items if all are equal, else PART."""
    kinds = Counter(items)
    if not kinds:
        message = "a group without items has no status"
        raise ValueError(message)
    return GroupStatus[next(iter(kinds)).name] if len(kinds) == 1 else GroupStatus.PART


class Reason(_Code):
    """Why (ExternalStatusReason)."""

    AC01 = ("AC01", "账号错误", "Account number is wrong")
    AC02 = ("AC02", "付款账号错误", "Debtor account number is wrong")
    AC03 = ("AC03", "收款账号错误", "Creditor account number is wrong")
    AC04 = ("AC04", "账户已销户", "Account is closed")
    AC06 = ("AC06", "账户已冻结或止付", "Account is blocked")
    AC07 = ("AC07", "收款账户已销户", "Creditor account is closed")
    AG01 = ("AG01", "该账户不允许此交易", "Transaction is forbidden on this account")
    AM01 = ("AM01", "金额为零", "Amount is zero")
    AM02 = ("AM02", "金额超过允许的上限", "Amount is above the allowed maximum")
    AM03 = ("AM03", "币种不支持", "Currency is not supported")
    AM04 = ("AM04", "余额不足", "Insufficient funds")
    AM05 = ("AM05", "重复提交", "Duplicate")
    AM09 = ("AM09", "金额错误", "Amount is wrong")
    AM10 = ("AM10", "金额合计与明细不符", "Control sum differs from the items")
    AM14 = ("AM14", "金额超过约定限额", "Amount exceeds the agreed limit")
    AM18 = ("AM18", "笔数与明细不符", "Number of transactions differs from the items")
    BE01 = ("BE01", "户名与账号不符", "Name does not match the account")
    CH03 = ("CH03", "执行日期过远", "Execution date is too far in the future")
    CUST = ("CUST", "客户撤销", "Cancelled by the customer")
    DS0H = ("DS0H", "签名人无权限", "Signer is not allowed to sign for this account")
    DT01 = ("DT01", "日期错误", "Date is wrong")
    DU01 = ("DU01", "报文编号重复", "Message id is a duplicate")
    DU02 = ("DU02", "付款批次编号重复", "Payment information id is a duplicate")
    FF01 = ("FF01", "报文格式错误", "File format is wrong")
    MS02 = ("MS02", "客户未说明原因", "Reason not specified by the customer")
    MS03 = ("MS03", "银行未说明原因", "Reason not specified by the agent")
    NARR = ("NARR", "原因见说明", "See the narrative")
    RC01 = ("RC01", "行号错误", "Bank identifier is wrong")
    RR04 = ("RR04", "监管原因", "Regulatory reason")
    TM01 = ("TM01", "已过受理时间", "Received after the cut-off time")


class BalanceKind(_Code):
    """Which balance (ExternalBalanceType)."""

    OPBD = ("OPBD", "期初账面余额", "Opening booked")
    CLBD = ("CLBD", "期末账面余额", "Closing booked")
    CLAV = ("CLAV", "期末可用余额", "Closing available")
    ITBD = ("ITBD", "当前账面余额", "Interim booked")
    ITAV = ("ITAV", "当前可用余额", "Interim available")


class CancelStatus(_Code):
    """What became of a wish to cancel (CancellationIndividualStatus)."""

    ACCR = ("ACCR", "已撤销", "Cancelled as requested")
    RJCR = ("RJCR", "未撤销", "Not cancelled")


class CancelReason(_Code):
    """Why a payment was not cancelled (ExternalPaymentCancellationRejection)."""

    NOOR = ("NOOR", "未找到原付款", "The original payment was not found")
    PTNA = ("PTNA", "已提交清算或已入账", "Passed on to clearing, or booked")
    ARDT = ("ARDT", "已退回", "Returned already")
    NARR = ("NARR", "原因见说明", "See the narrative")


class GroupCancelStatus(_Code):
    """What became of a wish to cancel several (GroupCancellationStatus)."""

    ACCR = ("ACCR", "全部撤销", "All cancelled")
    PACR = ("PACR", "部分撤销", "Partly cancelled")
    RJCR = ("RJCR", "均未撤销", "None cancelled")


def cancel_status(items: Iterable[CancelStatus]) -> GroupCancelStatus:
    """Return the status of several; RJCR of none at all."""
    kinds = set(items)
    if kinds == {CancelStatus.ACCR}:
        return GroupCancelStatus.ACCR
    return GroupCancelStatus.PACR if CancelStatus.ACCR in kinds else GroupCancelStatus.RJCR
