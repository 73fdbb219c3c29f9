"""The template people fill in, as a workbook whose account column is text, and as CSV that Excel opens rightly."""

from __future__ import annotations

import codecs
import csv
import io
from functools import cache
from typing import Any, Final

import xlsxwriter

_HEADINGS: Final = ("收款户名", "收款账号", "金额", "开户行", "行号", "附言", "业务编号")
_WIDTHS: Final = (28, 26, 16, 28, 18, 24, 20)
_HELP: Final = (
    ("列", "必填", "怎样填写"),
    ("收款户名", "是", "与开户户名完全一致"),
    ("收款账号", "是", "已设为文本格式；请勿改成数字，否则长账号的末几位会丢失"),
    ("金额", "是", "人民币元，最多两位小数，例如 1,234.50；请勿使用公式"),
    ("开户行", "否", "他行收款人填开户行名称；本行账户可不填"),
    ("行号", "否", "12 位联行号；填了行号以行号为准"),
    ("附言", "否", "收款人可见，最多 70 个汉字"),
    ("业务编号", "否", "工号、单据号等，原样带回"),
)
TEMPLATES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
"""The endings a template may be had with, and what each is to a browser."""


@cache
def template(ending: str) -> bytes:
    """The template; KeyError for an ending there is none of."""
    return {"xlsx": _workbook, "csv": _text}[ending]()


def _workbook() -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        _fill(book)
    return kept.getvalue()


def _fill(book: Any) -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EFFA"})
    text, amount = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet("明细")
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width, amount if place == _HEADINGS.index("金额") else text)
    sheet.write_row(0, 0, _HEADINGS, bold)
    sheet.freeze_panes(1, 0)
    told = book.add_worksheet("填写说明")
    told.set_column(0, 0, 14)
    told.set_column(2, 2, 64)
    for number, row in enumerate(_HELP):
        told.write_row(number, 0, row, bold if number == 0 else None)


def _text() -> bytes:
    kept = io.StringIO()
    csv.writer(kept, lineterminator="\r\n").writerow(_HEADINGS)
    return codecs.BOM_UTF8 + kept.getvalue().encode()
