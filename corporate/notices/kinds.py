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
    LIST_SUCCEEDED = "list_succeeded"
    LIST_PARTLY_SUCCEEDED = "list_partly_succeeded"
    LIST_FAILED = "list_failed"
    LIST_REJECTED = "list_rejected"
    LIST_SENT_BACK = "list_sent_back"
    LIST_EXPIRED = "list_expired"
    LIST_REOPENED = "list_reopened"
    CREDIT_BOOKED = "credit_booked"
    CREDIT_SUSPENDED = "credit_suspended"
    CLEARING_EXCEPTION = "clearing_exception"
    CERTIFICATE_EXPIRING = "certificate_expiring"
    CERTIFICATE_RENEWED = "certificate_renewed"
    METHODS_RESET = "methods_reset"
    NEW_DEVICE = "new_device"
    RIGHTS_CHANGED = "rights_changed"
    CODE_ISSUED = "code_issued"
    USER_INVITED = "user_invited"
    USER_ACTIVATED = "user_activated"
    USER_SUSPENDED = "user_suspended"
    USER_RESTORED = "user_restored"
    USER_LEFT = "user_left"
    ACCOUNT_MEASURED = "account_measured"
    BROADCAST = "broadcast"
    DOCUMENTS_READY = "documents_ready"
    BILL_ASKED = "bill_asked"
    BILL_SUCCEEDED = "bill_succeeded"
    BILL_FAILED = "bill_failed"
    STANDING_ACTIVE = "standing_active"
    STANDING_REFUSED = "standing_refused"
    STANDING_REOPENED = "standing_reopened"
    STANDING_SHORT = "standing_short"
    STANDING_STOPPED = "standing_stopped"
    STANDING_COMPLETED = "standing_completed"

    @property
    def words(self) -> Text:
        """The sentence, with a place for a number or title."""
        return _WORDS[self.value]

    @property
    def topic(self) -> Topic | None:
        """What one subscribes to in order to be told this; None for the bank's own desk."""
        if self.value in {"credit_suspended", "clearing_exception"}:
            return None
        if self.value == "credit_booked":
            return Topic.MONEY_IN
        if self.value in _OF_PEOPLE:
            return Topic.SECURITY
        return Topic.MY_TURN if self.value == "approval_turn" else Topic.OUTCOMES

    @property
    def unasked(self) -> bool:
        """Whether it goes over every proven channel, subscribed or not: one's own safety."""
        return self in {NoticeKind.METHODS_RESET, NoticeKind.NEW_DEVICE}


_OF_PEOPLE = frozenset(
    {
        "methods_reset", "new_device", "rights_changed", "code_issued", "user_invited", "user_activated",
        "user_suspended", "user_restored", "user_left", "account_measured", "broadcast",
    }
)  # fmt: skip


class Topic(StrEnum):
    """What a person subscribes to over a channel (订阅)."""

    MY_TURN = "my_turn"
    OUTCOMES = "outcomes"
    MONEY_IN = "money_in"
    SECURITY = "security"

    @property
    def label(self) -> Text:
        """Its name."""
        return _TOPICS[self.value]


_TOPICS = {
    "my_turn": Text("轮到我审批", "My approval is needed"),
    "outcomes": Text("我的业务有了结果", "What became of my payments"),
    "money_in": Text("来账入账", "Money in"),
    "security": Text("用户与安全", "Users and security"),
}


class ChannelKind(StrEnum):
    """A way to a person outside the house (通知渠道)."""

    MAIL = "mail"
    PUSH = "push"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    SMS = "sms"

    @property
    def label(self) -> Text:
        """Its name."""
        return _CHANNELS[self.value]


_CHANNELS = {
    "mail": Text("邮件", "Mail"),
    "push": Text("设备推送", "Push to a device"),
    "wecom": Text("企业微信机器人", "WeCom robot"),
    "dingtalk": Text("钉钉机器人", "DingTalk robot"),
    "feishu": Text("飞书机器人", "Feishu robot"),
    "sms": Text("短信", "Text message"),
}


class ChannelStatus(StrEnum):
    """Whether an address has been proven."""

    PENDING = "pending"
    ACTIVE = "active"
    REMOVED = "removed"


class DeliveryStatus(StrEnum):
    """Whether a message has gone out."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


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
    "list_succeeded": Text("批次 {what} 已全部付款成功", "Every row of batch {what} was paid"),
    "list_partly_succeeded": Text(
        "批次 {what} 已付完，部分明细失败，请查看原因并重发",
        "Batch {what} is done; some rows failed, see why and pay them again",
    ),
    "list_failed": Text(
        "批次 {what} 未能付款，请查看原因", "Nothing of batch {what} was paid; see why"
    ),
    "list_rejected": Text("批次 {what} 已被驳回", "Batch {what} was rejected"),
    "list_sent_back": Text("批次 {what} 被退回修改", "Batch {what} was sent back for changes"),
    "list_expired": Text("批次 {what} 逾期未审批，已失效", "Batch {what} expired without approval"),
    "list_reopened": Text(
        "批次 {what} 因审批规则变化需补充审批",
        "Batch {what} needs further approval, because the rule has changed",
    ),
    "batch_expired": Text(
        "批量付款逾期未审批，已失效", "A batch of payments expired without approval"
    ),
    "batch_reopened": Text(
        "批量付款因审批规则变化需补充审批",
        "A batch of payments needs further approval, because the rule has changed",
    ),
    "credit_booked": Text("收到来账 {what}，已入账", "Incoming credit {what} has been booked"),
    "documents_ready": Text("单据已备好，可下载：{what}", "Documents are ready: {what}"),
    "credit_suspended": Text("来账 {what} 已挂账，待处理", "Incoming credit {what} is in suspense"),
    "certificate_expiring": Text(
        "直联证书 {what} 即将到期，请及时换新",
        "Certificate {what} of the direct link ends soon; renew it",
    ),
    "certificate_renewed": Text(
        "直联证书已换新：{what}", "A certificate of the direct link was renewed: {what}"
    ),
    "methods_reset": Text(
        "您的验证方式已被重置（{what}）。如非您本人要求，请立即联系开户行",
        "Your ways to sign were reset ({what}). If you did not ask for it, call the bank at once",
    ),
    "new_device": Text(
        "您的账号在新设备上登录：{what}。如非本人，请立即在“登录与安全”中结束该登录",
        "Your account was used on a new device: {what}. If that was not you, end it under log-in and security",
    ),
    "rights_changed": Text("您的权限已变更：{what}", "What you may do has changed: {what}"),
    "code_issued": Text("已发放激活码：{what}", "An activation code was issued: {what}"),
    "user_invited": Text("已邀请用户：{what}", "A user was invited: {what}"),
    "user_activated": Text("用户已激活：{what}", "A user has set up the log-in: {what}"),
    "user_suspended": Text("用户已停用：{what}", "A user was suspended: {what}"),
    "user_restored": Text("用户已恢复：{what}", "A user may work again: {what}"),
    "user_left": Text("用户已离职：{what}", "A user has left: {what}"),
    "account_measured": Text("账户管制有变化：{what}", "A measure on an account: {what}"),
    "broadcast": Text("银行公告：{what}", "The bank says: {what}"),
    "bill_asked": Text("票据待签收：{what}", "A bill waits for your answer: {what}"),
    "bill_succeeded": Text("票据申请 {what} 已完成", "Request {what} about a bill is done"),
    "bill_failed": Text(
        "票据申请 {what} 未完成，请查看原因", "Request {what} about a bill was not done; see why"
    ),
    "standing_active": Text("定期付款 {what} 已生效", "Standing order {what} is in force"),
    "standing_refused": Text(
        "定期付款 {what} 未获批准，请查看原因", "Standing order {what} was not agreed to; see why"
    ),
    "standing_reopened": Text(
        "定期付款 {what} 因审批规则变化需补充审批，期间不付款",
        "Standing order {what} needs further approval and pays nothing until then",
    ),
    "standing_short": Text(
        "定期付款 {what} 本期余额不足，银行将在当日截止前重试，请及时补足",
        "Standing order {what}: funds are short; the bank tries again until today's cut-off",
    ),
    "standing_stopped": Text(
        "定期付款 {what} 已由银行暂停，请查看原因",
        "The bank has suspended standing order {what}; see why",
    ),
    "standing_completed": Text("定期付款 {what} 已到期", "Standing order {what} is complete"),
    "clearing_exception": Text(
        "清算回执异常，待处理：{what}", "Clearing's message needs a person: {what}"
    ),
}
