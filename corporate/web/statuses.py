"""How a public status looks: its icon beside the kernel's label and tone, and what it means.

Colour never stands alone: the icon and the word say the same. The sentence is for those who meet a
status for the first time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from corporate.web.parts import Tone as PartTone
from kernel.public_status import PublicStatus, Tone
from kernel.text import Text

_TONES: Final[dict[Tone, PartTone]] = {
    Tone.NEUTRAL: "",
    Tone.BRAND: "brand",
    Tone.OK: "ok",
    Tone.WARN: "warn",
    Tone.STOP: "stop",
}

_LOOKS: Final[dict[PublicStatus, tuple[str, Text]]] = {
    PublicStatus.DRAFT: (
        "edit",
        Text("尚未提交，仅您可见。", "Not yet submitted; only you see it."),
    ),
    PublicStatus.PENDING_APPROVAL: (
        "hourglass",
        Text("等待审批人签名。", "Waiting for the approvers to sign."),
    ),
    PublicStatus.SENT_BACK: (
        "arrow-back-up",
        Text(
            "审批人要求修改，请更正后重新提交。",
            "An approver asked for a change; correct it and submit again.",
        ),
    ),
    PublicStatus.APPROVED: (
        "user-check",
        Text("审批完成，即将提交银行。", "Approved; about to go to the bank."),
    ),
    PublicStatus.SCHEDULED: (
        "calendar-event",
        Text("将在预约日期提交银行。", "Will go to the bank on the chosen day."),
    ),
    PublicStatus.SUBMITTED: ("send", Text("银行已收到。", "The bank has received it.")),
    PublicStatus.PROCESSING: (
        "refresh",
        Text("正在清算，资金尚未到账。", "Being cleared; not yet arrived."),
    ),
    PublicStatus.SUCCEEDED: ("circle-check", Text("已入账。", "Booked.")),
    PublicStatus.PARTLY_SUCCEEDED: (
        "alert-circle",
        Text("部分成功，请查看明细。", "Some items succeeded; see the details."),
    ),
    PublicStatus.FAILED: (
        "circle-x",
        Text(
            "银行未能办理，资金已退回可用余额。",
            "The bank could not do it; the money is available again.",
        ),
    ),
    PublicStatus.RETURNED: (
        "arrow-back-up",
        Text("款项已退回付款账户。", "The money came back to the paying account."),
    ),
    PublicStatus.REJECTED: (
        "ban",
        Text("贵公司审批人已驳回。", "Refused by an approver of your own company."),
    ),
    PublicStatus.WITHDRAWN: (
        "arrow-back-up",
        Text("经办人已撤回。", "Taken back by the person who made it."),
    ),
    PublicStatus.EXPIRED: (
        "clock",
        Text("超过审批期限，未办理。", "Not approved in time; nothing was paid."),
    ),
    PublicStatus.CANCELLED: ("x", Text("已取消，未办理。", "Cancelled; nothing was paid.")),
    PublicStatus.UNKNOWN: (
        "help-circle",
        Text(
            "银行未给出最终结果，正在查询。请勿重复付款。",
            "The bank has given no final answer; we are asking. Do not pay again.",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Look:
    """A status as a page shows it."""

    label: Text
    meaning: Text
    tone: PartTone
    icon: str


def look_of(status: PublicStatus | str) -> Look:
    """Return how `status` looks; ValueError if it is none of the sixteen."""
    known = PublicStatus(status)
    icon, meaning = _LOOKS[known]
    return Look(known.label, meaning, _TONES[known.tone], icon)
