"""What may be asked about contracts and invoices behind a bill (贸易背景材料)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kernel import limits
from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.bills.commands import NUMBER_PATTERN
from workflows.bills.states import FileSort

DIGEST_PATTERN: Final = "[0-9a-f]{64}"
_NUMBER: Final = Text("票据（包）号码", "Bill number")
_DIGEST: Final = Text("文件摘要（SM3）", "SM3 of the file")
_EXAMPLE: Final = "531330500001520261123000000018"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachToBill:
    """Put a contract or an invoice with a bill; the same file again changes nothing."""

    bill_number: str = spec(_NUMBER, max_bytes=30, pattern=NUMBER_PATTERN, example=_EXAMPLE)
    sort: FileSort = spec(
        Text("种类", "Sort"), Kind.CHOICE, choices=FileSort, default=FileSort.CONTRACT, example="contract"
    )  # fmt: skip
    name: str = spec(Text("文件名", "File name"), max_bytes=255, example="采购合同.pdf")
    content: bytes = spec(
        Text("文件内容", "Content"), Kind.DOCUMENT, max_bytes=limits.ATTACHMENT_BYTES_MAX
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBillFiles:
    """What the enterprise has put with a bill."""

    bill_number: str = spec(_NUMBER, max_bytes=30, pattern=NUMBER_PATTERN, example=_EXAMPLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameBillFile:
    """One of them."""

    bill_number: str = spec(_NUMBER, max_bytes=30, pattern=NUMBER_PATTERN, example=_EXAMPLE)
    digest: str = spec(_DIGEST, max_bytes=64, pattern=DIGEST_PATTERN)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillFileLine:
    """A file with what is known of it."""

    digest: str = spec(_DIGEST, max_bytes=64)
    sort: FileSort = spec(Text("种类", "Sort"), Kind.CHOICE, choices=FileSort)
    name: str = spec(Text("文件名", "File name"), max_bytes=255)
    media_type: str = spec(Text("类型", "Type"), max_bytes=40)
    size: int = spec(Text("大小（字节）", "Size in bytes"), Kind.INTEGER)
    person_name: str = spec(Text("上传人", "Put there by"), max_bytes=120, sensitivity=Sensitivity.PERSONAL)  # fmt: skip
    created_at: datetime = spec(Text("上传时间", "Put there at"), Kind.INSTANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillFiles:
    """All of them, the oldest first."""

    files: tuple[BillFileLine, ...] = spec(
        Text("材料", "Files"), Kind.GROUP, group=BillFileLine, default=()
    )
