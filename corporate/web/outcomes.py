"""What became of an item somebody has just decided on, in one sentence."""

from __future__ import annotations

from typing import Final

from corporate.web.parts import Note, Tone
from corporate.web.slips import worth
from kernel.money import Money
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.payments.page_commands import ApprovalCard

_SIGNED: Final = Text("已签名", "Signed")
_SAID: Final[dict[PublicStatus, tuple[Text, Text, Tone, str]]] = {
    PublicStatus.PENDING_APPROVAL: (
        _SIGNED,
        Text("{what} 等待下一级审批", "{what} goes to the next level"),
        "ok",
        "circle-check",
    ),
    PublicStatus.SCHEDULED: (
        _SIGNED,
        Text("{what} 将在付款日提交银行", "{what} goes to the bank on its day"),
        "ok",
        "circle-check",
    ),
    PublicStatus.SUCCEEDED: (_SIGNED, Text("{what} 已入账", "{what} is booked"), "ok", "circle-check"),
    PublicStatus.FAILED: (
        Text("已签名，但银行未能办理", "Signed, but the bank could not do it"),
        Text("{what} 请查看付款详情", "{what}: see the payment"),
        "stop",
        "circle-x",
    ),
    PublicStatus.REJECTED: (
        Text("已驳回", "Refused"), Text("{what} 不再办理", "{what} will not be paid"), "", "ban"
    ),
    PublicStatus.SENT_BACK: (
        Text("已退回", "Sent back"),
        Text("{what} 等待经办人修改", "{what} waits for its maker"),
        "",
        "arrow-back-up",
    ),
}  # fmt: skip
_OTHER: Final = (
    _SIGNED,
    Text("{what} 已提交银行", "{what} is with the bank"),
    "ok",
    "circle-check",
)


def outcome_note(card: ApprovalCard) -> Note:
    """Told from the state it is in now."""
    what = f"{card.payee_name} {worth(Money(card.amount_minor, card.currency))}"
    return told(card.status, what)


def told(status: PublicStatus, what: str) -> Note:
    """The sentence for something in a state."""
    title, text, tone, icon = _SAID.get(status, _OTHER)
    return Note(title, text.fill(what=what), tone, icon)
