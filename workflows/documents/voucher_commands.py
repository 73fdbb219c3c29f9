"""What may be asked about the accounting voucher of a receipt, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kernel.operation import Kind, spec
from kernel.text import Text


class VoucherFormat(StrEnum):
    """In which form a voucher is handed out."""

    XML = "xml"
    OFD = "ofd"
    JSON = "json"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS = {
    "xml": Text("XBRL 实例（XML）", "XBRL instance (XML)"),
    "ofd": Text("OFD 版式文件（含 XBRL）", "OFD with the instance in it"),
    "json": Text("JSON", "JSON"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GetVoucher:
    """The voucher of a receipt (电子凭证); looking at it is no printing."""

    number: str = spec(
        Text("回单编号", "Receipt number"), max_bytes=60, example="YQB-20261123-EEY5H472-WESR8QVF"
    )
    format: VoucherFormat = spec(
        Text("格式", "Format"), Kind.CHOICE, choices=VoucherFormat, default=VoucherFormat.XML
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherFile:
    """The voucher as a file."""

    number: str = spec(Text("回单编号", "Receipt number"), max_bytes=60)
    name: str = spec(Text("文件名", "File name"), max_bytes=120)
    media_type: str = spec(Text("类型", "Media type"), max_bytes=60)
    size: int = spec(Text("字节数", "Size in bytes"), Kind.INTEGER)
    digest: str = spec(Text("SM3 摘要", "SM3 digest"), max_bytes=64)
    content: str = spec(Text("内容（Base64）", "Content (base64)"), max_bytes=4_000_000)
