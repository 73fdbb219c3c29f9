"""What may be asked about batches, and what is answered. Rows come as a document: a stream, never a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from kernel.identifiers.patterns import ACCOUNT_PATTERN, SERIAL_PATTERN
from kernel.operation import Kind, Sensitivity, spec
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.batches.row_states import RowState
from workflows.batches.rows import RowIn

_NUMBER: Final = Text("银行批次编号", "Bank's batch number")
_SERIAL: Final = Text("批次流水号", "Batch serial")
_PAYER: Final = Text("付款账号", "Payer account")
_ROW: Final = Text("行号", "Row")
_CURRENCY: Final = Text("币种", "Currency")
_STATUS: Final = Text("状态", "Status")


@dataclass(frozen=True, slots=True)
class Intake:
    """Rows of a file: `rows` opens the stream anew, for a transaction may have to begin again."""

    rows: Callable[[], Iterator[RowIn]]
    name: str = ""
    content: bytes = b""
    """The file they are read from, where it is to be kept."""


class EditField(StrEnum):
    """Which cell of a row is mended."""

    NAME = "name"
    ACCOUNT = "account"
    AMOUNT = "amount"
    BANK = "bank"
    REMARK = "remark"
    REFERENCE = "reference"

    @property
    def label(self) -> Text:
        """What its column is called."""
        return _FIELDS[self.value]


_FIELDS: Final = {
    "name": Text("户名", "Name"),
    "account": Text("账号", "Account"),
    "amount": Text("金额", "Amount"),
    "bank": Text("收款行", "Payee's bank"),
    "remark": Text("附言", "Remark"),
    "reference": Text("业务编号", "Reference"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBatch:
    """A new draft with the rows of a file."""

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
    name: str = spec(Text("批次名称", "Name"), max_bytes=120, example="11 月运费")
    due_on: date | None = spec(
        Text("付款日", "Day of payment"), Kind.DATE, default=None, example="2026-11-25",
        hint=Text("非银行工作日自动顺延", "Moved to the next bank day"),
    )  # fmt: skip
    file_name: str = spec(Text("文件名", "File"), max_bytes=240, default="")
    file_digest: str = spec(
        Text("文件 SM3", "SM3 of the file"), max_bytes=64, pattern="[0-9a-f]{64}|", default=""
    )
    currency: str = spec(_CURRENCY, max_bytes=3, pattern="[A-Z]{3}", default="CNY", example="CNY")
    stated_rows: int | None = spec(
        Text("文件注明笔数", "Rows the file states"), Kind.INTEGER, default=None
    )
    stated_minor: int | None = spec(
        Text("文件注明合计", "Total the file states"),
        Kind.AMOUNT,
        currency_field="currency",
        default=None,
    )
    rows: Intake = spec(Text("明细", "Rows"), Kind.DOCUMENT, document=Intake)


@dataclass(frozen=True, slots=True, kw_only=True)
class RestageBatch:
    """Other rows in the place of a draft's."""

    number: str = spec(_NUMBER, max_bytes=40)
    rows: Intake = spec(Text("明细", "Rows"), Kind.DOCUMENT, document=Intake)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBatch:
    """One batch by serial or number."""

    client_serial: str = spec(_SERIAL, max_bytes=70, default="", example="BATCH-20261125-01")
    number: str = spec(_NUMBER, max_bytes=40, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBatches:
    """Batches, the newest first."""

    cursor: str = spec(Text("翻页标记", "Cursor"), max_bytes=200, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRows:
    """Rows of a batch in their order."""

    client_serial: str = spec(_SERIAL, max_bytes=70, default="", example="BATCH-20261125-01")
    number: str = spec(_NUMBER, max_bytes=40, default="")
    state: RowState | None = spec(
        Text("状态", "State"),
        Kind.CHOICE,
        choices=RowState,
        default=None,
        hint=Text("不填为全部", "All when empty"),
    )
    after: int = spec(Text("从此行之后", "After row"), Kind.INTEGER, default=0, example="0")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=100, example="100")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFindings:
    """What is wrong with a draft's rows, in their order; row 0 is the batch as a whole."""

    number: str = spec(_NUMBER, max_bytes=40)
    after: int = spec(Text("从此行之后", "After row"), Kind.INTEGER, default=-1)
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One cell as it shall be."""

    row: int = spec(_ROW, Kind.INTEGER)
    field: EditField = spec(Text("栏目", "Field"), Kind.CHOICE, choices=EditField)
    text: str = spec(
        Text("新内容", "New content"), max_bytes=300, default="", sensitivity=Sensitivity.PERSONAL
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MendRows:
    """Correct cells of a draft; only these rows are looked at again."""

    number: str = spec(_NUMBER, max_bytes=40)
    edits: tuple[Edit, ...] = spec(Text("修改", "Edits"), Kind.GROUP, group=Edit)


@dataclass(frozen=True, slots=True, kw_only=True)
class MendAlike:
    """Correct the same fault wherever it stands in the same words."""

    number: str = spec(_NUMBER, max_bytes=40)
    row: int = spec(_ROW, Kind.INTEGER, hint=Text("以此行为样", "Those like this one"))
    field: EditField = spec(Text("栏目", "Field"), Kind.CHOICE, choices=EditField)
    text: str = spec(
        Text("新内容", "New content"), max_bytes=300, default="", sensitivity=Sensitivity.PERSONAL
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RowNumber:
    """One row."""

    row: int = spec(_ROW, Kind.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveRows:
    """Take rows out of a draft; no row named means every faulty one."""

    number: str = spec(_NUMBER, max_bytes=40)
    rows: tuple[RowNumber, ...] = spec(
        Text("明细", "Rows"), Kind.GROUP, group=RowNumber, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NameBatch:
    """One batch, for what is done with it as a whole."""

    number: str = spec(_NUMBER, max_bytes=40, example="B261125-7K3M9QXR")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReissueBatch:
    """Pay the failed rows of a batch again, as a new batch that is agreed upon anew."""

    number: str = spec(_NUMBER, max_bytes=40, example="B261125-7K3M9QXR")
    client_serial: str = spec(
        Text("新批次流水号", "New batch serial"),
        max_bytes=70,
        pattern=SERIAL_PATTERN,
        example="BATCH-20261125-02",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many rows of a batch stand so, and what they come to."""

    state: str = spec(_STATUS, max_bytes=20)
    rows: int = spec(Text("笔数", "Rows"), Kind.INTEGER)
    total_minor: int = spec(Text("金额", "Amount"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(_CURRENCY, max_bytes=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchHeader:
    """A batch with its counters, which always add up to its rows and total."""

    number: str = spec(_NUMBER, max_bytes=40)
    client_serial: str = spec(_SERIAL, max_bytes=70)
    kind: str = spec(Text("种类", "Kind"), max_bytes=20)
    name: str = spec(Text("批次名称", "Name"), max_bytes=120)
    status: PublicStatus = spec(_STATUS, Kind.CHOICE, choices=PublicStatus)
    payer_account: str = spec(_PAYER, max_bytes=34, sensitivity=Sensitivity.ACCOUNT)
    rows: int = spec(Text("笔数", "Rows"), Kind.INTEGER)
    total_minor: int = spec(Text("总金额", "Total"), Kind.AMOUNT, currency_field="currency")
    fee_minor: int = spec(Text("手续费", "Fees"), Kind.AMOUNT, currency_field="currency", default=0)
    currency: str = spec(_CURRENCY, max_bytes=3)
    due_on: date = spec(Text("付款日", "Day of payment"), Kind.DATE)
    faulty: int = spec(Text("有误笔数", "Faulty rows"), Kind.INTEGER, default=0)
    tallies: tuple[Tally, ...] = spec(
        Text("各状态", "By state"), Kind.GROUP, group=Tally, default=()
    )
    fingerprint: str = spec(Text("内容摘要", "Digest of the content"), max_bytes=64, default="")
    reissue_of: str = spec(Text("原批次编号", "Reissue of"), max_bytes=40, default="")
    reason_code: str = spec(Text("原因代码", "Reason code"), max_bytes=60, default="")
    reason_zh: str = spec(Text("原因", "Reason (Chinese)"), max_bytes=600, default="")
    reason_en: str = spec(Text("原因（英文）", "Reason (English)"), max_bytes=600, default="")
    file_name: str = spec(Text("文件名", "File"), max_bytes=240, default="")
    created_at: datetime = spec(Text("创建时间", "Created"), Kind.INSTANT)
    ended_at: datetime | None = spec(Text("完成时间", "Ended"), Kind.INSTANT, default=None)
    duplicate: bool = spec(Text("重复请求", "Duplicate"), Kind.FLAG, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPage:
    """A page of batches."""

    batches: tuple[BatchHeader, ...] = spec(
        Text("批次", "Batches"), Kind.GROUP, group=BatchHeader, default=()
    )
    cursor: str = spec(Text("下一页标记", "Next cursor"), max_bytes=200, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row of a batch and what became of it."""

    row: int = spec(_ROW, Kind.INTEGER)
    name: str = spec(Text("户名", "Name"), max_bytes=300, sensitivity=Sensitivity.PERSONAL)
    account: str = spec(Text("账号", "Account"), max_bytes=60, sensitivity=Sensitivity.ACCOUNT)
    amount: str = spec(Text("金额", "Amount"), max_bytes=60)
    bank: str = spec(Text("收款行", "Payee's bank"), max_bytes=300, default="")
    remark: str = spec(Text("附言", "Remark"), max_bytes=300, default="")
    reference: str = spec(Text("业务编号", "Reference"), max_bytes=120, default="")
    state: RowState = spec(Text("状态", "State"), Kind.CHOICE, choices=RowState)
    reason_code: str = spec(Text("原因代码", "Reason code"), max_bytes=60, default="")
    reason_zh: str = spec(Text("原因", "Reason (Chinese)"), max_bytes=600, default="")
    reason_en: str = spec(Text("原因（英文）", "Reason (English)"), max_bytes=600, default="")
    refunded: bool = spec(Text("已退回付款账户", "Refunded"), Kind.FLAG, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPage:
    """A page of rows; `after` of the next one, or 0."""

    number: str = spec(_NUMBER, max_bytes=40)
    rows: tuple[RowView, ...] = spec(Text("明细", "Rows"), Kind.GROUP, group=RowView, default=())
    after: int = spec(Text("下一页从此行之后", "Next page after row"), Kind.INTEGER, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """One thing wrong with one cell."""

    row: int = spec(_ROW, Kind.INTEGER)
    field: str = spec(Text("栏目", "Field"), max_bytes=20)
    code: str = spec(Text("代码", "Code"), max_bytes=60)
    severity: str = spec(Text("级别", "Severity"), max_bytes=5)
    value: str = spec(
        Text("现内容", "Present content"),
        max_bytes=300,
        default="",
        sensitivity=Sensitivity.PERSONAL,
    )
    text_zh: str = spec(Text("说明", "What is wrong (Chinese)"), max_bytes=600)
    text_en: str = spec(Text("说明（英文）", "What is wrong (English)"), max_bytes=600)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPage:
    """What is wrong, row by row; `after` of the next page, or 0."""

    number: str = spec(_NUMBER, max_bytes=40)
    findings: tuple[FindingView, ...] = spec(
        Text("问题", "Findings"), Kind.GROUP, group=FindingView, default=()
    )
    after: int = spec(Text("下一页从此行之后", "Next page after row"), Kind.INTEGER, default=0)
