"""What is asked about a payroll run: for those who sign by row number alone, for those who may know by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kernel.identifiers.patterns import ACCOUNT_PATTERN, SERIAL_PATTERN
from kernel.operation import Kind, Sensitivity, spec
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.batches.commands import (
    Intake,
    Tally,
)
from workflows.batches.row_states import RowState
from workflows.payroll.anomalies import Anomaly
from workflows.payroll.commands import ACCOUNT, NAME, NUMBER
from workflows.payroll.comparing import Difference
from workflows.payroll.kinds import PayKind

MONTH_PATTERN: Final = r"20[0-9]{2}-(0[1-9]|1[0-2])"
_RUN: Final = Text("批次编号", "Batch number")
_SERIAL: Final = Text("批次流水号", "Batch serial")
_KIND: Final = Text("代发种类", "Kind")
_MONTH: Final = Text("月份", "Month")
_PAYER: Final = Text("代发账户", "Pay account")
_ROW: Final = Text("行号", "Row")
_ROWS: Final = Text("笔数", "Rows")
_CURRENCY: Final = Text("币种", "Currency")
_STATUS: Final = Text("状态", "Status")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRun:
    """A new draft with the rows of a file."""

    client_serial: str = spec(
        _SERIAL, max_bytes=70, pattern=SERIAL_PATTERN, example="PAYROLL-2026-11"
    )
    payer_account: str = spec(
        _PAYER, max_bytes=34, pattern=ACCOUNT_PATTERN, example="1001234509012345678",
        sensitivity=Sensitivity.ACCOUNT,
    )  # fmt: skip
    kind: PayKind = spec(_KIND, Kind.CHOICE, choices=PayKind, default=PayKind.SALARY)
    month: str = spec(_MONTH, max_bytes=7, pattern=MONTH_PATTERN, example="2026-11")
    name: str = spec(Text("批次名称", "Name"), max_bytes=120, default="", example="11 月工资")
    due_on: date | None = spec(Text("发薪日", "Pay day"), Kind.DATE, default=None)
    file_name: str = spec(Text("文件名", "File"), max_bytes=240, default="")
    file_digest: str = spec(
        Text("文件 SM3", "SM3 of the file"), max_bytes=64, pattern="[0-9a-f]{64}|", default=""
    )
    rows: Intake = spec(Text("明细", "Rows"), Kind.DOCUMENT, document=Intake)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRun:
    """One run, by the bank's number or the enterprise's own serial."""

    number: str = spec(_RUN, max_bytes=40, default="", example="B20261123000001")
    client_serial: str = spec(_SERIAL, max_bytes=70, default="", example="PAYROLL-2026-11")


@dataclass(frozen=True, slots=True, kw_only=True)
class RestageRun:
    """Other rows in the place of a draft's."""

    number: str = spec(_RUN, max_bytes=40)
    rows: Intake = spec(Text("明细", "Rows"), Kind.DOCUMENT, document=Intake)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRuns:
    """Runs, the newest first."""

    cursor: str = spec(Text("翻页标记", "Cursor"), max_bytes=200, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyView:
    """One thing that stands out: by row number, without name or amount."""

    row: int = spec(_ROW, Kind.INTEGER)
    kind: Anomaly = spec(Text("种类", "Kind"), Kind.CHOICE, choices=Anomaly)
    grave: bool = spec(Text("须留意", "Look first"), Kind.FLAG)
    text_zh: str = spec(Text("说明", "What stands out (Chinese)"), max_bytes=300)
    text_en: str = spec(Text("说明（英文）", "What stands out (English)"), max_bytes=300)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyCount:
    """How many rows stand out in one way."""

    kind: Anomaly = spec(Text("种类", "Kind"), Kind.CHOICE, choices=Anomaly)
    rows: int = spec(_ROWS, Kind.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the histogram: amounts above the column before, up to this; 0 is without an end."""

    upto_minor: int = spec(Text("至", "Up to"), Kind.AMOUNT, currency_field="currency")
    rows: int = spec(_ROWS, Kind.INTEGER)
    currency: str = spec(_CURRENCY, max_bytes=3, default="CNY")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A run as everybody sees it who may see payrolls at all."""

    number: str = spec(_RUN, max_bytes=40)
    client_serial: str = spec(_SERIAL, max_bytes=70)
    kind: PayKind = spec(_KIND, Kind.CHOICE, choices=PayKind)
    month: str = spec(_MONTH, max_bytes=7)
    name: str = spec(Text("批次名称", "Name"), max_bytes=120)
    status: PublicStatus = spec(_STATUS, Kind.CHOICE, choices=PublicStatus)
    payer_account: str = spec(_PAYER, max_bytes=34, sensitivity=Sensitivity.ACCOUNT)
    rows: int = spec(_ROWS, Kind.INTEGER)
    total_minor: int = spec(Text("总金额", "Total"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(_CURRENCY, max_bytes=3)
    due_on: date = spec(Text("发薪日", "Pay day"), Kind.DATE)
    faulty: int = spec(Text("有误笔数", "Faulty rows"), Kind.INTEGER, default=0)
    tallies: tuple[Tally, ...] = spec(
        Text("各状态", "By state"), Kind.GROUP, group=Tally, default=()
    )
    histogram: tuple[Column, ...] = spec(
        Text("金额分布", "Histogram"), Kind.GROUP, group=Column, default=()
    )
    counts: tuple[AnomalyCount, ...] = spec(
        Text("异常汇总", "What stands out, counted"), Kind.GROUP, group=AnomalyCount, default=()
    )
    anomalies: tuple[AnomalyView, ...] = spec(
        Text("异常", "What stands out"), Kind.GROUP, group=AnomalyView, default=()
    )
    last_month: str = spec(Text("对比月份", "Compared with"), max_bytes=7, default="")
    last_rows: int = spec(Text("对比笔数", "Rows then"), Kind.INTEGER, default=0)
    last_total_minor: int = spec(
        Text("对比金额", "Total then"), Kind.AMOUNT, currency_field="currency", default=0
    )
    fingerprint: str = spec(Text("内容摘要", "Digest of the content"), max_bytes=64, default="")
    reissue_of: str = spec(Text("原批次编号", "Reissue of"), max_bytes=40, default="")
    reason_zh: str = spec(Text("原因", "Reason (Chinese)"), max_bytes=600, default="")
    reason_en: str = spec(Text("原因（英文）", "Reason (English)"), max_bytes=600, default="")
    file_name: str = spec(Text("文件名", "File"), max_bytes=240, default="")
    fee_minor: int = spec(Text("手续费", "Fees"), Kind.AMOUNT, currency_field="currency", default=0)
    parts: int = spec(Text("已收包数", "Parts received"), Kind.INTEGER, default=0)
    created_at: datetime = spec(Text("创建时间", "Created"), Kind.INSTANT)
    duplicate: bool = spec(Text("重复请求", "Duplicate"), Kind.FLAG, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """A page of runs."""

    runs: tuple[RunView, ...] = spec(
        Text("代发批次", "Runs"), Kind.GROUP, group=RunView, default=()
    )
    cursor: str = spec(Text("下一页标记", "Next cursor"), max_bytes=200, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRunRows:
    """Rows of a run by row number."""

    number: str = spec(_RUN, max_bytes=40, default="", example="B20261123000001")
    client_serial: str = spec(_SERIAL, max_bytes=70, default="", example="PAYROLL-2026-11")
    state: RowState | None = spec(_STATUS, Kind.CHOICE, choices=RowState, default=None)
    after: int = spec(Text("从此行之后", "After row"), Kind.INTEGER, default=0, example="0")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=100, example="100")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One person's row, for those who may know."""

    row: int = spec(_ROW, Kind.INTEGER)
    number: str = spec(NUMBER, max_bytes=120, default="")
    name: str = spec(NAME, max_bytes=300, sensitivity=Sensitivity.PERSONAL)
    account: str = spec(ACCOUNT, max_bytes=60, sensitivity=Sensitivity.ACCOUNT)
    amount: str = spec(Text("金额", "Amount"), max_bytes=60, sensitivity=Sensitivity.PERSONAL)
    bank: str = spec(Text("开户行", "Bank"), max_bytes=300, default="")
    other_bank: str = spec(
        Text("他行名称", "Name of another bank"), max_bytes=300, default="",
        hint=Text("本行账户为空", "Empty for accounts of this bank"),
    )  # fmt: skip
    remark: str = spec(
        Text("附言", "Remark"), max_bytes=300, default="", sensitivity=Sensitivity.PERSONAL
    )
    state: RowState = spec(_STATUS, Kind.CHOICE, choices=RowState)
    reason_zh: str = spec(Text("原因", "Reason (Chinese)"), max_bytes=600, default="")
    reason_en: str = spec(Text("原因（英文）", "Reason (English)"), max_bytes=600, default="")
    refunded: bool = spec(Text("已退回付款账户", "Refunded"), Kind.FLAG, default=False)
    before_minor: int | None = spec(
        Text("上月金额", "Last month"), Kind.AMOUNT, currency_field="currency", default=None,
        sensitivity=Sensitivity.PERSONAL, hint=Text("与上月不同才有", "Only where it differs"),
    )  # fmt: skip
    currency: str = spec(_CURRENCY, max_bytes=3, default="CNY")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRunRow:
    """One row of a run."""

    number: str = spec(_RUN, max_bytes=40, default="", example="B20261123000001")
    client_serial: str = spec(_SERIAL, max_bytes=70, default="", example="PAYROLL-2026-11")
    row: int = spec(_ROW, Kind.INTEGER, example="2")
    refund: bool = spec(
        Text("退回回单", "Of its refund"), Kind.FLAG, default=False,
        hint=Text("失败或退汇的一笔退回付款账户的回单", "Of the money of a failed or returned row, back on the paying account"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReceipt:
    """The receipt of one row, signed."""

    name: str = spec(Text("文件名", "File name"), max_bytes=120)
    content: str = spec(
        Text("内容（Base64）", "Content (base64)"), sensitivity=Sensitivity.PERSONAL
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRows:
    """A page of them; `after` of the next one, or 0."""

    number: str = spec(_RUN, max_bytes=40)
    rows: tuple[RunRow, ...] = spec(Text("明细", "Rows"), Kind.GROUP, group=RunRow, default=())
    after: int = spec(Text("下一页从此行之后", "Next page after row"), Kind.INTEGER, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceView:
    """Somebody who is not paid as last month."""

    number: str = spec(NUMBER, max_bytes=120)
    name: str = spec(NAME, max_bytes=300, sensitivity=Sensitivity.PERSONAL)
    kinds: tuple[Difference, ...] = spec(
        Text("差异", "Difference"), Kind.CHOICE, choices=Difference, default=()
    )
    row: int = spec(_ROW, Kind.INTEGER, default=0)
    now_minor: int | None = spec(
        Text("本月", "This month"), Kind.AMOUNT, currency_field="currency", default=None,
        sensitivity=Sensitivity.PERSONAL,
    )  # fmt: skip
    before_minor: int | None = spec(
        Text("上月", "Last month"), Kind.AMOUNT, currency_field="currency", default=None,
        sensitivity=Sensitivity.PERSONAL,
    )  # fmt: skip
    currency: str = spec(_CURRENCY, max_bytes=3, default="CNY")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareRun:
    """A page of how this run differs from the last, by employee number."""

    number: str = spec(_RUN, max_bytes=40, default="", example="B20261123000001")
    client_serial: str = spec(_SERIAL, max_bytes=70, default="", example="PAYROLL-2026-11")
    after: str = spec(Text("从此工号之后", "After employee"), max_bytes=120, default="")
    limit: int = spec(Text("每页条数", "Page size"), Kind.INTEGER, default=100, example="100")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """This run against the one before it."""

    number: str = spec(_RUN, max_bytes=40)
    last_month: str = spec(Text("对比月份", "Compared with"), max_bytes=7, default="")
    same: int = spec(Text("无变化", "Unchanged"), Kind.INTEGER, default=0)
    differing: int = spec(Text("有变化", "Changed"), Kind.INTEGER, default=0)
    differences: tuple[DifferenceView, ...] = spec(
        Text("差异", "Differences"), Kind.GROUP, group=DifferenceView, default=()
    )
    after: str = spec(
        Text("下一页从此工号之后", "The next page is after"), max_bytes=120, default="",
        hint=Text("末页为空", "Empty on the last page"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFromLast:
    """A draft with the rows of the last run of the same account and kind, for whoever is still there."""

    client_serial: str = spec(
        _SERIAL, max_bytes=70, pattern=SERIAL_PATTERN, example="PAYROLL-2026-12"
    )
    payer_account: str = spec(
        _PAYER, max_bytes=34, pattern=ACCOUNT_PATTERN, sensitivity=Sensitivity.ACCOUNT
    )
    kind: PayKind = spec(_KIND, Kind.CHOICE, choices=PayKind, default=PayKind.SALARY)
    month: str = spec(_MONTH, max_bytes=7, pattern=MONTH_PATTERN, example="2026-12")
    due_on: date | None = spec(Text("发薪日", "Pay day"), Kind.DATE, default=None)
