"""A file as rows of cells: CSV in whatever encoding, or an Excel sheet; text stays text.

Bytes are decoded before anything is split: in GB18030 the second byte of 東 is the sign `|`.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import python_calamine

from kernel.charset import Encoding, decode
from kernel.errors import Invalid
from kernel.findings import Rule
from kernel.text import Text

_EXCEL: Final = (".xlsx", ".xls", ".xlsm", ".ods")
_ZIP: Final = b"PK\x03\x04"
_UNPACKED_MAX: Final = 200 << 20
_ROWS_MAX: Final = 100_000
_DELIMITERS: Final = ",;\t|"


class TableRule(Rule):
    """What makes a file no table."""

    NO_HEADER = ("erp.no_header", "第 {row} 行没有表头", "There is no header in row {row}")
    SHEET = ("erp.sheet", "没有工作表“{sheet}”", "There is no sheet “{sheet}”")
    BROKEN = (
        "erp.broken",
        "无法打开该 Excel 文件：{reason}",
        "The Excel file cannot be opened: {reason}",
    )
    TOO_LARGE = ("erp.too_large", "文件解压后过大", "The file is too large unpacked")
    TOO_MANY = ("erp.too_many", "超过 {max} 行", "There are more than {max} rows")
    ENCODING = (
        "erp.encoding",
        "文件不是 {encoding} 编码",
        "The file is not encoded in {encoding}",
    )


@dataclass(frozen=True, slots=True)
class Table:
    """The header and the rows below it, each with the number people see."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]


def table_of(content: bytes, name: str, profile: Mapping[str, Any]) -> Table:
    """Read a file; raises `Faulty`."""
    excel = name.lower().endswith(_EXCEL) or content.startswith(_ZIP)
    rows = _excel(content, str(profile.get("sheet", ""))) if excel else _csv(content, profile)
    at = int(profile.get("header_row", 1))
    if len(rows) < at or not any(str(cell).strip() for cell in rows[at - 1]):
        raise TableRule.NO_HEADER.refusal(row=at)
    if len(rows) - at > _ROWS_MAX:
        raise TableRule.TOO_MANY.refusal(max=_ROWS_MAX)
    header = tuple(str(cell).strip() for cell in rows[at - 1])
    return Table(header, tuple((at + 1 + i, tuple(row)) for i, row in enumerate(rows[at:])))


def _csv(content: bytes, profile: Mapping[str, Any]) -> list[list[Any]]:
    text = _decoded(content, str(profile.get("encoding", "auto")))
    delimiter = str(profile.get("delimiter", "auto"))
    if delimiter == "auto":
        first = text.partition("\n")[0]
        delimiter = max(_DELIMITERS, key=first.count)
    return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def _decoded(content: bytes, encoding: str) -> str:
    if encoding == "auto":
        if content.startswith(codecs.BOM_UTF8):
            return content.decode("utf-8-sig")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            encoding = "gb18030"
    wanted = Encoding.GB18030 if encoding.lower() in {"gb18030", "gbk", "gb2312"} else Encoding.UTF8
    try:
        return decode(content.removeprefix(codecs.BOM_UTF8), wanted)
    except Invalid as fault:
        raise TableRule.ENCODING.refusal(encoding=wanted.value) from fault


def _excel(content: bytes, sheet: str) -> list[list[Any]]:
    if content.startswith(_ZIP):
        _check_size(content)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            if sheet and sheet not in book.sheet_names:
                raise TableRule.SHEET.refusal(sheet=sheet)
            found = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
            return found.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError) as fault:
        raise TableRule.BROKEN.refusal(reason=Text(str(fault), str(fault))) from fault


def _check_size(content: bytes) -> None:
    """A small archive may unpack to anything; its own directory says to what."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as fault:
        raise TableRule.BROKEN.refusal(reason=Text(str(fault), str(fault))) from fault
    if size > _UNPACKED_MAX:
        raise TableRule.TOO_LARGE.refusal()
