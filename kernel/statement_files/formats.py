"""Which files a statement can be, each with what it is called and how a browser names it."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from kernel.text import Text


class FileFormat(StrEnum):
    """A format of statements; its value is what callers write."""

    label: Text
    media_type: str
    extension: str

    def __new__(cls, value: str, label: Text, media_type: str, extension: str) -> Self:
        """Make a member of its value, label, media type and the end of its file's name."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.media_type = media_type
        member.extension = extension
        return member

    XLSX = (
        "XLSX", Text("Excel 表格", "Excel workbook"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
    )  # fmt: skip
    CSV = (
        "CSV",
        Text("CSV 表格（含余额）", "CSV with running balance"),
        "text/csv; charset=utf-8",
        "csv",
    )
    CAMT_053_08 = (
        "camt.053.001.08", Text("camt.053 新版（.08）", "camt.053, version .08"), "application/xml", "camt053.xml",
    )  # fmt: skip
    CAMT_053_02 = (
        "camt.053.001.02", Text("camt.053 旧版（.02）", "camt.053, version .02"), "application/xml", "camt053.xml",
    )  # fmt: skip
    MT940 = (
        "MT940", Text("MT940（SWIFT 字符集，中文转拼音）", "MT940, SWIFT characters (Chinese as pinyin)"),
        "text/plain; charset=us-ascii", "sta",
    )  # fmt: skip
    MT940_UTF8 = (
        "MT940-UTF8", Text("MT940（UTF-8 中文）", "MT940 with Chinese, UTF-8"), "text/plain; charset=utf-8", "sta",
    )  # fmt: skip
    MT940_GB18030 = (
        "MT940-GB18030", Text("MT940（GB18030 中文）", "MT940 with Chinese, GB18030"),
        "text/plain; charset=gb18030", "sta",
    )  # fmt: skip
    OFX = ("OFX", Text("OFX 2.1", "OFX 2.1"), "application/x-ofx", "ofx")
