"""What people are told of, and in which words.

A notice may end up on a lock screen: it names a number or a title, never an amount or an account.
"""

from __future__ import annotations

from enum import StrEnum

from kernel.text import Text


class NoticeKind(StrEnum):
    """What a notice is about."""

    APPROVAL_TURN = "approval_turn"
    PAYMENT_SUCCEEDED = "payment_succeeded"
    BATCH_SUCCEEDED = "batch_succeeded"
    PAYMENT_FAILED = "payment_failed"
    PAYMENT_UNKNOWN = "payment_unknown"
    PAYMENT_RETURNED = "payment_returned"
    PAYMENT_REJECTED = "payment_rejected"
    PAYMENT_SENT_BACK = "payment_sent_back"
    PAYMENT_EXPIRED = "payment_expired"
    PAYMENT_REOPENED = "payment_reopened"
    BATCH_REJECTED = "batch_rejected"
    BATCH_SENT_BACK = "batch_sent_back"
    BATCH_EXPIRED = "batch_expired"
    BATCH_REOPENED = "batch_reopened"
    CREDIT_BOOKED = "credit_booked"
    CREDIT_SUSPENDED = "credit_suspended"
    CLEARING_EXCEPTION = "clearing_exception"

    @property
    def words(self) -> Text:
        """The sentence, with a place for a number or title."""
        return _WORDS[self.value]


_WORDS = {
    "approval_turn": Text("待您审批：{what}", "Waiting for your approval: {what}"),
    "payment_succeeded": Text("付款 {what} 已成功", "Payment {what} has succeeded"),
    "batch_succeeded": Text("批量付款已有付款成功", "A batch of payments has begun to succeed"),
    "payment_failed": Text("付款 {what} 失败，请查看原因", "Payment {what} has failed; see why"),
    "payment_unknown": Text(
        "付款 {what} 结果未知，银行正在查询，请勿重复付款",
        "The outcome of payment {what} is unknown; the bank is asking. Do not pay again",
    ),
    "payment_returned": Text(
        "付款 {what} 已被退汇，款项已退回原账户",
        "Payment {what} was returned; the money is back on the account",
    ),
    "payment_rejected": Text("付款 {what} 已被驳回", "Payment {what} was rejected"),
    "payment_sent_back": Text("付款 {what} 被退回修改", "Payment {what} was sent back for changes"),
    "payment_expired": Text(
        "付款 {what} 逾期未审批，已失效", "Payment {what} expired without approval"
    ),
    "payment_reopened": Text(
        "付款 {what} 因审批规则变化需补充审批",
        "Payment {what} needs further approval, because the rule has changed",
    ),
    "batch_rejected": Text("批量付款已被驳回", "A batch of payments was rejected"),
    "batch_sent_back": Text("批量付款被退回修改", "A batch of payments was sent back for changes"),
    "batch_expired": Text(
        "批量付款逾期未审批，已失效", "A batch of payments expired without approval"
    ),
    "batch_reopened": Text(
        "批量付款因审批规则变化需补充审批",
        "A batch of payments needs further approval, because the rule has changed",
    ),
    "credit_booked": Text("收到来账 {what}，已入账", "Incoming credit {what} has been booked"),
    "credit_suspended": Text("来账 {what} 已挂账，待处理", "Incoming credit {what} is in suspense"),
    "clearing_exception": Text(
        "清算回执异常，待处理：{what}", "Clearing's message needs a person: {what}"
    ),
}
