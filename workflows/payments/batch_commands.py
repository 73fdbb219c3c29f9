"""What may be asked about batches of payments (批量付款), and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kernel.identifiers.patterns import ACCOUNT_PATTERN, BANK_PATTERN, SERIAL_PATTERN
from kernel.operation import Kind, Sensitivity, spec
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.payments.commands import (
    PURPOSE_BYTES_MAX,
    Authority,
    PaymentView,
    RailWish,
)

_BATCH_SERIAL: Final = Text("批次流水号", "Batch serial")
_BATCH_NUMBER: Final = Text("银行批次编号", "Bank's batch number")
_PAYER: Final = Text("付款账号", "Payer account")
_CURRENCY: Final = Text("币种", "Currency")
_CURSOR: Final = Text("翻页标记", "Cursor")
_NEXT: Final = Text("下一页标记", "Next cursor")
_LIMIT: Final = Text("每页条数", "Page size")
_STATUS: Final = Text("状态", "Status")
_PAYMENTS: Final = Text("笔数", "Payments")


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """One payment of a batch, under a serial of its own."""

    client_serial: str = spec(
        Text("客户流水号", "Client serial"),
        max_bytes=70,
        pattern=SERIAL_PATTERN,
        example="YQ20261123-0001",
    )
    payee_account: str = spec(
        Text("收款账号", "Payee account"), max_bytes=42, pattern=ACCOUNT_PATTERN, example="6222403674277200025",
        sensitivity=Sensitivity.ACCOUNT,
    )  # fmt: skip
    payee_name: str = spec(
        Text("收款户名", "Payee name"), max_bytes=300, example="苏州恒锐特钢有限公司",
        sensitivity=Sensitivity.PERSONAL,
    )  # fmt: skip
    amount_minor: int = spec(
        Text("金额", "Amount"), Kind.AMOUNT, currency_field="currency", example="1286400.00"
    )
    currency: str = spec(_CURRENCY, max_bytes=3, pattern="[A-Z]{3}", example="CNY", default="CNY")
    payee_bank: str = spec(
        Text("收款行行号或 BIC", "Payee bank code or BIC"), max_bytes=12, pattern=BANK_PATTERN,
        example="105305001014", default="",
    )  # fmt: skip
    payee_bank_name: str = spec(Text("收款行名称", "Payee bank name"), max_bytes=210, default="")
    purpose: str = spec(Text("用途", "Purpose"), max_bytes=PURPOSE_BYTES_MAX, default="")
    remark: str = spec(Text("附言", "Remark"), max_bytes=420, default="")
    end_to_end: str = spec(Text("端到端标识", "End-to-end id"), max_bytes=70, default="")
    rail: RailWish = spec(
        Text("汇路", "Rail"), Kind.CHOICE, choices=RailWish, default=RailWish.SMART, example="SMART"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitBatch:
    """Pay everybody of a list, or ask those who must agree; the list is approved as one."""

    client_serial: str = spec(
        _BATCH_SERIAL, max_bytes=70, pattern=SERIAL_PATTERN, example="BATCH-20261123-01",
        hint=Text("企业内唯一，永久有效", "Unique for ever in the enterprise"),
    )  # fmt: skip
    payer_account: str = spec(
        _PAYER, max_bytes=34, pattern=ACCOUNT_PATTERN, example="1001234509012345678",
        sensitivity=Sensitivity.ACCOUNT,
    )  # fmt: skip
    payments: int = spec(
        _PAYMENTS, Kind.INTEGER, example="1", hint=Text("须与明细一致", "Must agree with the rows")
    )
    total_minor: int = spec(
        Text("总金额", "Total"), Kind.AMOUNT, currency_field="currency", example="1286400.00",
        hint=Text("须与明细一致", "Must agree with the rows"),
    )  # fmt: skip
    currency: str = spec(_CURRENCY, max_bytes=3, pattern="[A-Z]{3}", example="CNY", default="CNY")
    requested_on: date | None = spec(
        Text("要求日期", "Requested date"), Kind.DATE, example="2026-11-23", default=None,
        hint=Text("不填为当日", "Today when empty"),
    )  # fmt: skip
    rows: tuple[BatchRow, ...] = spec(Text("明细", "Rows"), Kind.GROUP, group=BatchRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindBatch:
    """A batch by the client's serial or the bank's number."""

    client_serial: str = spec(_BATCH_SERIAL, max_bytes=70, default="", example="BATCH-20261123-01")
    number: str = spec(_BATCH_NUMBER, max_bytes=40, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchCount:
    """How many payments of a batch stand in one status, and what they come to."""

    status: PublicStatus = spec(_STATUS, Kind.CHOICE, choices=PublicStatus)
    payments: int = spec(_PAYMENTS, Kind.INTEGER)
    total_minor: int = spec(Text("金额", "Total"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(_CURRENCY, max_bytes=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that was refused alone when the batch came; the others go on without it."""

    row: int = spec(Text("行号", "Row"), Kind.INTEGER)
    client_serial: str = spec(Text("客户流水号", "Client serial"), max_bytes=210)
    reason_code: str = spec(Text("原因代码", "Reason code"), max_bytes=60)
    reason_zh: str = spec(Text("原因", "Reason"), max_bytes=600)
    reason_en: str = spec(Text("原因（英文）", "Reason (English)"), max_bytes=600)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """Where a batch stands."""

    number: str = spec(_BATCH_NUMBER, max_bytes=40, example="B261123-7KQ2M9XA")
    client_serial: str = spec(_BATCH_SERIAL, max_bytes=210)
    status: PublicStatus = spec(_STATUS, Kind.CHOICE, choices=PublicStatus)
    payer_account: str = spec(_PAYER, max_bytes=34, sensitivity=Sensitivity.ACCOUNT)
    payments: int = spec(_PAYMENTS, Kind.INTEGER)
    total_minor: int = spec(
        Text("受理金额", "Total of the accepted"), Kind.AMOUNT, currency_field="currency"
    )
    currency: str = spec(_CURRENCY, max_bytes=3)
    fingerprint: str = spec(Text("批次指纹", "Fingerprint"), max_bytes=64)
    created_at: datetime = spec(Text("提交时间", "Submitted"), Kind.INSTANT)
    duplicate: bool = spec(Text("重复提交", "Duplicate"), Kind.FLAG, default=False)
    authority: Authority | None = spec(
        Text("授权方式", "Who authorised"), Kind.CHOICE, choices=Authority, default=None
    )
    counts: tuple[BatchCount, ...] = spec(
        Text("各状态笔数", "Payments by status"), Kind.GROUP, group=BatchCount, default=()
    )
    refused: tuple[RefusedRow, ...] = spec(
        Text("未受理明细", "Rows refused at once"), Kind.GROUP, group=RefusedRow, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBatchRows:
    """The payments of a batch, in their order."""

    client_serial: str = spec(_BATCH_SERIAL, max_bytes=70, default="", example="BATCH-20261123-01")
    number: str = spec(_BATCH_NUMBER, max_bytes=40, default="")
    status: str = spec(_STATUS, max_bytes=20, default="")
    cursor: str = spec(_CURSOR, max_bytes=200, default="")
    limit: int = spec(_LIMIT, Kind.INTEGER, default=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPayment(PaymentView):
    """A payment and its row in the batch."""

    row: int = spec(Text("行号", "Row"), Kind.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRows:
    """A page of a batch's payments and the mark of the next."""

    number: str = spec(_BATCH_NUMBER, max_bytes=40)
    rows: tuple[BatchPayment, ...] = spec(
        Text("明细", "Rows"), Kind.GROUP, group=BatchPayment, default=()
    )
    cursor: str = spec(_NEXT, max_bytes=200, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReturns:
    """Payments that came back (退汇), the last first."""

    payer_account: str = spec(
        _PAYER, max_bytes=34, pattern=ACCOUNT_PATTERN, default="", sensitivity=Sensitivity.ACCOUNT
    )
    batch_serial: str = spec(_BATCH_SERIAL, max_bytes=70, default="")
    from_on: date | None = spec(Text("退汇起始日", "Returned from"), Kind.DATE, default=None)
    to_on: date | None = spec(Text("退汇截止日", "Returned up to"), Kind.DATE, default=None)
    cursor: str = spec(_CURSOR, max_bytes=200, default="")
    limit: int = spec(_LIMIT, Kind.INTEGER, default=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedPayment(PaymentView):
    """A payment whose money is back on the payer's account."""

    returned_at: datetime = spec(Text("退汇时间", "Returned at"), Kind.INSTANT)
    batch_serial: str = spec(_BATCH_SERIAL, max_bytes=210, default="")
    purpose: str = spec(Text("用途", "Purpose"), max_bytes=420, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPage:
    """A page of returned payments and the mark of the next."""

    returns: tuple[ReturnedPayment, ...] = spec(
        Text("退汇", "Returns"), Kind.GROUP, group=ReturnedPayment, default=()
    )
    cursor: str = spec(_NEXT, max_bytes=200, default="")
