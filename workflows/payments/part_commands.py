"""A batch in parts (分包上送): begin, middle, end; what is sent and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kernel import limits
from kernel.identifiers.patterns import ACCOUNT_PATTERN, SERIAL_PATTERN
from kernel.operation import Kind, Sensitivity, spec
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.payments.batch_commands import BatchRow

_SERIAL = Text("批次流水号", "Batch serial")
_PART = Text("包序号", "Part")


class PartStage(StrEnum):
    """Which part of a batch it is (包标志)."""

    BEGIN = "begin"
    MIDDLE = "middle"
    END = "end"

    @property
    def label(self) -> Text:
        """What it is called."""
        return _STAGES[self]


_STAGES = {
    PartStage.BEGIN: Text("首包", "Begin"),
    PartStage.MIDDLE: Text("中间包", "Middle"),
    PartStage.END: Text("末包", "End"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPart:
    """A part of a batch: kept until the last has come, then all of them are one batch."""

    client_serial: str = spec(
        _SERIAL, max_bytes=70, pattern=SERIAL_PATTERN, example="BATCH-20261123-02",
        hint=Text("各包相同", "The same in every part"),
    )  # fmt: skip
    stage: PartStage = spec(
        Text("包标志", "Stage"), Kind.CHOICE, choices=PartStage, example="begin",
        hint=Text("首包序号为 1；末包最后发送", "The first is part 1; the last is sent last"),
    )  # fmt: skip
    part: int = spec(_PART, Kind.INTEGER, example="1")
    payer_account: str = spec(
        Text("付款账号", "Payer account"), max_bytes=34, pattern=ACCOUNT_PATTERN,
        example="1001234509012345678", sensitivity=Sensitivity.ACCOUNT,
    )  # fmt: skip
    payments: int = spec(
        Text("全批笔数", "Payments of the whole"), Kind.INTEGER, example="1",
        hint=Text("各包相同，末包时核对", "The same in every part, checked at the end"),
    )  # fmt: skip
    total_minor: int = spec(
        Text("全批总金额", "Total of the whole"), Kind.AMOUNT, currency_field="currency",
        example="1286400.00", hint=Text("各包相同，末包时核对", "The same in every part, checked at the end"),
    )  # fmt: skip
    currency: str = spec(
        Text("币种", "Currency"), max_bytes=3, pattern="[A-Z]{3}", example="CNY", default="CNY"
    )
    requested_on: date | None = spec(
        Text("要求日期", "Requested date"), Kind.DATE, example="2026-11-23", default=None
    )
    rows: tuple[BatchRow, ...] = spec(
        Text("本包明细", "Rows of this part"), Kind.GROUP, group=BatchRow,
        hint=Text(f"每包最多 {limits.BATCH_ROWS_MAX} 笔", f"At most {limits.BATCH_ROWS_MAX} in a part"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """What has come of a batch so far; with the last part, the batch it became."""

    client_serial: str = spec(_SERIAL, max_bytes=70)
    part: int = spec(_PART, Kind.INTEGER)
    parts: int = spec(Text("已收包数", "Parts received"), Kind.INTEGER)
    payments: int = spec(Text("已收笔数", "Payments received"), Kind.INTEGER)
    total_minor: int = spec(
        Text("已收金额", "Total received"), Kind.AMOUNT, currency_field="currency"
    )
    currency: str = spec(Text("币种", "Currency"), max_bytes=3)
    number: str = spec(Text("银行批次编号", "Bank's batch number"), max_bytes=40, default="")
    status: PublicStatus | None = spec(
        Text("状态", "Status"), Kind.CHOICE, choices=PublicStatus, default=None
    )
    duplicate: bool = spec(Text("重复请求", "Duplicate"), Kind.FLAG, default=False)
