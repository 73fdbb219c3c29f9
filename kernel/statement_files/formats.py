"""Which files a statement can be, each with what it is called and how a browser names it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kernel.text import Text


class FileFormat(StrEnum):
    """A format of statements; its value is what callers write."""

    PDF = "PDF"
    XLSX = "XLSX"
    CSV = "CSV"
    CAMT_053_08 = "camt.053.001.08"
    CAMT_053_02 = "camt.053.001.02"
    MT940 = "MT940"
    MT940_UTF8 = "MT940-UTF8"
    MT940_GB18030 = "MT940-GB18030"
    OFX = "OFX"

    @property
    def label(self) -> Text:
        """Its name."""
        return _ABOUT[self.value][0]

    @property
    def media_type(self) -> str:
        """What a browser is told it is."""
        return _ABOUT[self.value][1]

    @property
    def extension(self) -> str:
        """The end of its file's name."""
        return _ABOUT[self.value][2]


_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ABOUT: Final = {
    "PDF": (Text("PDF（银行签章）", "PDF with the bank's seal"), "application/pdf", "pdf"),
    "XLSX": (Text("Excel 表格", "Excel workbook"), _EXCEL, "xlsx"),
    "CSV": (Text("CSV 表格（含余额）", "CSV with running balance"), "text/csv; charset=utf-8", "csv"),
    "camt.053.001.08": (Text("camt.053 新版（.08）", "camt.053, version .08"), "application/xml", "camt053.xml"),
    "camt.053.001.02": (Text("camt.053 旧版（.02）", "camt.053, version .02"), "application/xml", "camt053.xml"),
    "MT940": (
        Text("MT940（SWIFT 字符集，中文转拼音）", "MT940, SWIFT characters (Chinese as pinyin)"),
        "text/plain; charset=us-ascii", "sta",
    ),
    "MT940-UTF8": (
        Text("MT940（UTF-8 中文）", "MT940 with Chinese, UTF-8"), "text/plain; charset=utf-8", "sta",
    ),
    "MT940-GB18030": (
        Text("MT940（GB18030 中文）", "MT940 with Chinese, GB18030"), "text/plain; charset=gb18030", "sta",
    ),
    "OFX": (Text("OFX", "OFX"), "application/x-ofx", "ofx"),
}  # fmt: skip
