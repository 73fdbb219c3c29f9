"""What may be asked about what happened, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text

_CURSOR_BYTES_MAX: Final = 200


class EventKind(StrEnum):
    """What a program may want to hear of (通知种类)."""

    PAYMENT = "payment"
    BATCH = "batch"
    CREDIT = "credit"
    BILL = "bill"
    CERTIFICATE = "certificate"

    @property
    def label(self) -> Text:
        """Its name."""
        return _KINDS[self.value]


_KINDS: Final = {
    "payment": Text("付款状态", "What became of payments"),
    "batch": Text("批次状态", "What became of batches"),
    "credit": Text("来账", "Money in"),
    "bill": Text("票据", "Bills"),
    "certificate": Text("证书", "Certificates"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PollEvents:
    """What happened since the last time one asked (通知轮询)."""

    kinds: tuple[EventKind, ...] = spec(
        Text("通知种类", "Kinds"), Kind.CHOICE, choices=EventKind, default=(), example="payment",
        hint=Text("不填为全部；轮询期间不得改变", "All when empty; keep it from one call to the next"),
    )  # fmt: skip
    cursor: str = spec(
        Text("上次标记", "Cursor"), max_bytes=_CURSOR_BYTES_MAX, default="",
        hint=Text("不填则自首条起", "From the very first when empty"),
    )  # fmt: skip
    limit: int = spec(Text("最多条数", "At most"), Kind.INTEGER, default=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One thing that happened: where to look, never its content."""

    event_id: str = spec(Text("通知标识", "Event"), max_bytes=36)
    topic: str = spec(Text("事件", "What happened"), max_bytes=60, example="payment.succeeded")
    happened_at: datetime = spec(Text("发生时间", "When"), Kind.INSTANT)
    number: str = spec(Text("银行业务编号", "Bank number"), max_bytes=40)
    client_serial: str = spec(Text("客户流水号", "Client serial"), max_bytes=210, default="")
    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT, default=""
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """Events behind the last mark, in order. Keep the new mark only after dealing with them."""

    events: tuple[EventView, ...] = spec(
        Text("通知", "Events"), Kind.GROUP, group=EventView, default=()
    )
    more: bool = spec(Text("还有更多", "More"), Kind.FLAG)
    cursor: str = spec(Text("新标记", "New cursor"), max_bytes=_CURSOR_BYTES_MAX)
