"""Batches as programs send them: in one message, or in parts that are one batch at their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from kernel import limits
from kernel.identifiers.patterns import ACCOUNT_PATTERN, SERIAL_PATTERN
from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text

_SERIAL: Final = Text("批次流水号", "Batch serial")
_PAYER: Final = Text("付款账号", "Payer account")
_CURRENCY: Final = Text("币种", "Currency")
_COUNT: Final = Text("全批笔数", "Rows of the whole")
_TOTAL: Final = Text("全批总金额", "Total of the whole")
_LEAVE: Final = Text("有误明细处理", "WhenFaulty rows")


class WhenFaulty(StrEnum):
    """What becomes of a batch in which some rows cannot be paid."""

    LEAVE_OUT = "leave_out"
    REFUSE = "refuse"

    @property
    def label(self) -> Text:
        """What it is called."""
        if self is WhenFaulty.REFUSE:
            return Text("整批拒绝", "The whole is refused")
        return Text("单独失败，其余照付", "They fail alone, the others are paid")


class BatchStage(StrEnum):
    """Which part of a batch it is (包标志)."""

    BEGIN = "begin"
    MIDDLE = "middle"
    END = "end"

    @property
    def label(self) -> Text:
        """What it is called."""
        return _STAGES[self.value]


_STAGES: Final = {
    "begin": Text("首包", "Begin"),
    "middle": Text("中间包", "Middle"),
    "end": Text("末包", "End"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """One row, as the ERP has it; numbered by its place, the first is 1."""

    payee_name: str = spec(
        Text("收款户名", "Payee name"),
        max_bytes=240,
        example="苏州恒锐特钢有限公司",
        sensitivity=Sensitivity.PERSONAL,
    )
    payee_account: str = spec(
        Text("收款账号", "Payee account"),
        max_bytes=42,
        example="3250612000181470",
        sensitivity=Sensitivity.ACCOUNT,
    )
    amount: str = spec(Text("金额", "Amount"), max_bytes=20, example="12864.00")
    payee_bank: str = spec(
        Text("收款行行号、BIC 或全称", "Payee's bank: code, BIC or full name"), max_bytes=140, default="",
        hint=Text("本行不填", "Empty for this bank"),
    )  # fmt: skip
    remark: str = spec(Text("附言", "Remark"), max_bytes=210, default="", example="十一月运费")
    reference: str = spec(
        Text("业务编号", "Reference"), max_bytes=105, default="", example="INV-20261120-7"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBatch:
    """A whole batch: checked, submitted, and paid once it is agreed upon."""

    client_serial: str = spec(
        _SERIAL, max_bytes=70, pattern=SERIAL_PATTERN, example="BATCH-20261125-01"
    )
    payer_account: str = spec(
        _PAYER,
        max_bytes=34,
        pattern=ACCOUNT_PATTERN,
        example="1001234509012345678",
        sensitivity=Sensitivity.ACCOUNT,
    )
    name: str = spec(Text("批次名称", "Name"), max_bytes=120, example="十一月运费")
    payments: int = spec(_COUNT, Kind.INTEGER, example="1")
    total_minor: int = spec(_TOTAL, Kind.AMOUNT, currency_field="currency", example="12864.00")
    currency: str = spec(_CURRENCY, max_bytes=3, pattern="[A-Z]{3}", default="CNY", example="CNY")
    due_on: date | None = spec(
        Text("付款日", "Day of payment"), Kind.DATE, default=None, example="2026-11-25",
        hint=Text("非银行工作日自动顺延", "Moved to the next bank day"),
    )  # fmt: skip
    faulty: WhenFaulty = spec(
        _LEAVE, Kind.CHOICE, choices=WhenFaulty, default=WhenFaulty.LEAVE_OUT, example="leave_out"
    )
    rows: tuple[LinkRow, ...] = spec(
        Text("明细", "Rows"), Kind.GROUP, group=LinkRow,
        hint=Text(f"最多 {limits.BATCH_ROWS_MAX} 笔，更多请分包", f"At most {limits.BATCH_ROWS_MAX}; more come in parts"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPart:
    """A part of a batch: looked at when it comes, paid only after the last."""

    client_serial: str = spec(
        _SERIAL, max_bytes=70, pattern=SERIAL_PATTERN, example="BATCH-20261125-02",
        hint=Text("各包相同", "The same in every part"),
    )  # fmt: skip
    stage: BatchStage = spec(
        Text("包标志", "Stage"), Kind.CHOICE, choices=BatchStage, example="begin"
    )
    part: int = spec(
        Text("包序号", "Part"), Kind.INTEGER, example="1",
        hint=Text("首包为 1，依次加一", "The first is 1, each next one higher"),
    )  # fmt: skip
    payer_account: str = spec(
        _PAYER,
        max_bytes=34,
        pattern=ACCOUNT_PATTERN,
        example="1001234509012345678",
        sensitivity=Sensitivity.ACCOUNT,
    )
    name: str = spec(Text("批次名称", "Name"), max_bytes=120, example="十一月运费")
    payments: int = spec(_COUNT, Kind.INTEGER, example="1")
    total_minor: int = spec(_TOTAL, Kind.AMOUNT, currency_field="currency", example="12864.00")
    currency: str = spec(_CURRENCY, max_bytes=3, pattern="[A-Z]{3}", default="CNY", example="CNY")
    due_on: date | None = spec(
        Text("付款日", "Day of payment"), Kind.DATE, default=None, example="2026-11-25"
    )
    faulty: WhenFaulty = spec(
        _LEAVE, Kind.CHOICE, choices=WhenFaulty, default=WhenFaulty.LEAVE_OUT, example="leave_out"
    )
    rows: tuple[LinkRow, ...] = spec(
        Text("本包明细", "Rows of this part"), Kind.GROUP, group=LinkRow,
        hint=Text(f"每包最多 {limits.BATCH_ROWS_MAX} 笔", f"At most {limits.BATCH_ROWS_MAX} in a part"),
    )  # fmt: skip
