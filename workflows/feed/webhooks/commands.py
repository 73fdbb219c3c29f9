"""What administrators ask about webhooks, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kernel.crypto import SignatureAlgorithm
from kernel.operation import Kind, spec
from kernel.text import Text
from workflows.feed.commands import EventKind

URL_CHARS_MAX: Final = 400
_ID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ID_EXAMPLE: Final = "019aa2c4-7d10-7c31-8f00-5a3de0b7c911"
URL: Final = Text("推送地址", "Address")
_REASON: Final = Text("原因", "Reason")
_KINDS_LABEL: Final = Text("通知种类", "Kinds")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWebhooks:
    """Every address in use, and how it goes there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookView:
    """One address in use."""

    webhook_id: str = spec(Text("推送标识", "Webhook"), max_bytes=36)
    url: str = spec(URL, max_bytes=URL_CHARS_MAX)
    kinds: tuple[EventKind, ...] = spec(_KINDS_LABEL, Kind.CHOICE, choices=EventKind)
    signature: SignatureAlgorithm = spec(
        Text("签名算法", "Signature"), Kind.CHOICE, choices=SignatureAlgorithm
    )
    since: datetime = spec(Text("启用时间", "Since"), Kind.INSTANT)
    waiting: int = spec(Text("待推送", "Waiting"), Kind.INTEGER)
    sent: int = spec(Text("已送达", "Taken"), Kind.INTEGER)
    given_up: int = spec(Text("已放弃", "Given up"), Kind.INTEGER)
    last_sent_at: datetime | None = spec(Text("最近送达", "Last taken"), Kind.INSTANT, default=None)
    error: str = spec(Text("最近故障", "Last fault"), max_bytes=200, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhooksView:
    """All of them, the oldest first."""

    webhooks: tuple[WebhookView, ...] = spec(
        Text("推送地址", "Webhooks"), Kind.GROUP, group=WebhookView, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWebhook:
    """Ask that an address be told these kinds of events; of none, that it be told no more."""

    url: str = spec(
        URL, max_bytes=URL_CHARS_MAX, example="https://erp.example.com/yinqi/events",
        hint=Text("https 网址；专线可填已开通网段内的 IP", "https; on a leased line an IP address the bank has opened"),
    )  # fmt: skip
    kinds: tuple[EventKind, ...] = spec(
        _KINDS_LABEL, Kind.CHOICE, choices=EventKind, default=(), example="payment"
    )
    signature: SignatureAlgorithm = spec(
        Text("签名算法", "Signature"), Kind.CHOICE, choices=SignatureAlgorithm,
        default=SignatureAlgorithm.SM2_SM3,
        hint=Text("银行用同种密钥签名，公钥在 key.pem", "the bank signs with its key of that kind; see key.pem"),
    )  # fmt: skip
    reason: str = spec(_REASON, max_bytes=300, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayWebhook:
    """Send an address once more what it was sent, or could not be sent, since then."""

    webhook_id: str = spec(
        Text("推送标识", "Webhook"), max_bytes=36, pattern=_ID, example=_ID_EXAMPLE
    )
    since: datetime = spec(
        Text("自何时起", "Since"), Kind.INSTANT, example="2026-11-23T00:00:00+08:00"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How many events go out once more."""

    webhook_id: str = spec(Text("推送标识", "Webhook"), max_bytes=36)
    events: int = spec(Text("条数", "Events"), Kind.INTEGER)
