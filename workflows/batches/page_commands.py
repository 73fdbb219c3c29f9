"""What pages ask about batches beside what every door asks: who will sign, how it went, what is to be signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from kernel.operation import Kind, spec
from kernel.public_status import PublicStatus
from kernel.text import Text

_UUID: Final = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_EXAMPLE: Final = "019aa2c4-7d10-7c31-8f00-5a3de0b7c911"
_NUMBER: Final = Text("银行批次编号", "Bank's batch number")
_APPROVAL: Final = Text("审批编号", "Approval")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtBatch:
    """One batch, as its page shows it."""

    number: str = spec(_NUMBER, max_bytes=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLook:
    """Who has to sign a batch, or has signed it."""

    number: str = spec(_NUMBER, max_bytes=40)
    signers: str = spec(Text("审批人", "Signers"), max_bytes=600, default="")
    warnings: int = spec(Text("有提示的笔数", "Rows to be seen"), Kind.INTEGER, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeBatchSigning:
    """What somebody who is asked to sign a batch must see."""

    approval_id: str = spec(_APPROVAL, pattern=_UUID, max_bytes=36, example=_EXAMPLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSigning:
    """What is to be signed of a batch."""

    approval_id: str = spec(_APPROVAL, max_bytes=36)
    digest: str = spec(Text("交易指纹", "Fingerprint"), max_bytes=64)


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeBatches:
    """What some approvals are about, for a list."""

    approval_ids: tuple[str, ...] = spec(_APPROVAL, pattern=_UUID, max_bytes=36, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchCard:
    """A batch as the inbox shows it."""

    approval_id: str = spec(_APPROVAL, max_bytes=36)
    number: str = spec(_NUMBER, max_bytes=40)
    name: str = spec(Text("批次名称", "Name"), max_bytes=120)
    kind: str = spec(Text("种类", "Kind"), max_bytes=20)
    rows: int = spec(Text("笔数", "Rows"), Kind.INTEGER)
    total_minor: int = spec(Text("总金额", "Total"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    due_on: date = spec(Text("付款日", "Day of payment"), Kind.DATE)
    status: PublicStatus = spec(Text("状态", "Status"), Kind.CHOICE, choices=PublicStatus)
    maker_name: str = spec(Text("经办人", "Made by"), max_bytes=120)
    digest: str = spec(Text("交易指纹", "Fingerprint"), max_bytes=64)
    warnings: int = spec(Text("有提示的笔数", "Rows to be seen"), Kind.INTEGER, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchCards:
    """Those of the approvals asked for that are about batches."""

    cards: tuple[BatchCard, ...] = spec(
        Text("事项", "Items"), Kind.GROUP, group=BatchCard, default=()
    )
