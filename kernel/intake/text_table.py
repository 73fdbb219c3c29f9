"""Rows out of text: CSV in whatever encoding and with whatever delimiter, and what is pasted out of a spreadsheet.

Bytes are decoded before anything is split: in GB18030 the second byte of 東 is the sign `|`.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from kernel import gb18030
from kernel.intake.lines import Line
from kernel.intake.rules import FileRule
from kernel.limits import INTAKE_CELL_CHARS_MAX, INTAKE_COLUMNS_MAX

_DELIMITERS: Final = "\t,;|，"
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PROTECTED: Final = re.compile(r'="(.*)"', re.DOTALL)
_HEAD_CHARS: Final = 4_096


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or GB18030. Raises Faulty with the row that is none."""
    if content.startswith(_UTF16):
        return _read(content, "utf-16")
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        if fault.start > len(content) - 4 and _is_utf8(content[: fault.start]):
            raise _undecodable(content, fault.start) from fault
    try:
        return gb18030.decode(content)
    except UnicodeDecodeError as fault:
        raise _undecodable(content, fault.start) from fault


def lines(text: str) -> Iterator[Line]:
    """The rows of a text; raises Faulty for a row that is too wide. A quoted cell may run over several rows."""
    delimiter = _delimiter(text)
    csv.field_size_limit(max(INTAKE_CELL_CHARS_MAX * 10, _HEAD_CHARS))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                if len(row) > INTAKE_COLUMNS_MAX:
                    raise FileRule.TOO_WIDE.refusal(row=number, max=INTAKE_COLUMNS_MAX)
                yield Line(number, tuple([_plain(cell) for cell in row]))
            number = reader.line_num + 1
    except csv.Error as fault:
        raise FileRule.BROKEN.refusal() from fault


def _read(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise _undecodable(content, fault.start) from fault


def _is_utf8(content: bytes) -> bool:
    """Whether it is UTF-8 with something in it that only UTF-8 writes so."""
    try:
        return not content.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _undecodable(content: bytes, at: int) -> Exception:
    return FileRule.ENCODING.refusal(row=content.count(b"\n", 0, at) + 1)


def _delimiter(text: str) -> str:
    """The sign that parts the first rows most often."""
    head = text[:_HEAD_CHARS]
    return max(_DELIMITERS, key=head.count) if any(c in head for c in _DELIMITERS) else ","


def _plain(cell: str) -> str:
    """The cell without what programs put around digits so that Excel leaves them alone: `="6222…"`, a tab, a quote."""
    cell = cell.strip()
    if cell.startswith("="):
        found = _PROTECTED.fullmatch(cell)
        return found[1].strip() if found else cell
    return cell.removeprefix("'")
