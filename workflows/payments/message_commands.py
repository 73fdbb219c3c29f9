"""What may be asked about whole messages (pain.001), and what is answered.

A message and its status report are documents: in the house their content, on the wire the XML that
the door's codecs read and write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kernel.iso20022.pain001_model import LongPain001, Pain001
from kernel.iso20022.schemas import PAIN_002
from kernel.operation import Kind, spec
from kernel.statements import Row
from kernel.text import Text

_MESSAGE_ID = Text("报文标识", "Message id")


class StatusVersion(StrEnum):
    """Versions of the status report (pain.002)."""

    OLD = "pain.002.001.03"
    NEW = "pain.002.001.10"


@dataclass(frozen=True, slots=True)
class BlockStanding:
    """A batch of a long message: how many of its payments stand how. It is one PmtInf, unless it is several `together`."""

    id: UUID
    pmt_inf_id: str
    payer_account: str
    statuses: Mapping[str, int]
    together: bool = False
    """Several PmtInf of one payment each."""


@dataclass(frozen=True, slots=True)
class MessageStanding:
    """Where a message and its payments stand; what a pain.002 says."""

    report_id: str
    at: datetime
    message: Row
    payments: tuple[Row, ...]
    format: str = PAIN_002
    blocks: tuple[BlockStanding, ...] = ()
    """Of a long message: each batch with how many stand how; `payments` are then those that are not on their way,
    or those of the part that was asked for."""
    part: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMessage:
    """Pay everything in a pain.001, or ask those who must agree."""

    document: Pain001 | LongPain001 = spec(
        Text("付款指令报文 pain.001", "pain.001 message"), Kind.DOCUMENT, document=Pain001,
        streamed=LongPain001,
        hint=Text("pain.001.001.03、.05 或 .09，原样放入，不改一字", "pain.001.001.03, .05 or .09 as the ERP wrote it"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMessage:
    """Ask where a pain.001 and each of its payments stand."""

    message_id: str = spec(_MESSAGE_ID, max_bytes=140, example="PAY0005")
    certificate: str = spec(
        Text("发送时的证书序列号", "Certificate it was sent with"), max_bytes=64, default="",
        hint=Text("不填为当前证书；换证后查询旧报文时填写", "This one when empty; the old one after a renewal"),
    )  # fmt: skip
    format: StatusVersion = spec(
        Text("报文版本", "Version"), Kind.CHOICE, choices=StatusVersion, default=StatusVersion.OLD,
        example="pain.002.001.10",
    )  # fmt: skip
    part: int = spec(
        Text("第几部分", "Part"), Kind.INTEGER, default=0, example="1",
        hint=Text(
            "从 1 起，按原报文顺序每部分列出 5,000 笔的状态；不填则按状态计数，并列出失败、未知、退汇的明细",
            "From 1: the status of 5,000 payments in the order of the file. When empty, counts by status and those that failed, came back or are unknown",
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReport:
    """A message's status report (pain.002)."""

    message_id: str = spec(_MESSAGE_ID, max_bytes=140)
    duplicate: bool = spec(Text("重复提交", "Duplicate"), Kind.FLAG)
    document: MessageStanding = spec(
        Text("状态报告 pain.002", "Status report pain.002"), Kind.DOCUMENT, document=MessageStanding
    )
