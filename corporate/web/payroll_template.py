"""The payroll file people fill in: account and number columns are text, further columns go onto payslips."""

from __future__ import annotations

import io
from functools import cache
from typing import Final

import xlsxwriter

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADINGS: Final = (
    "工号",
    "姓名",
    "收款账号",
    "开户行",
    "实发金额",
    "附言",
    "基本工资",
    "绩效",
    "扣社保",
    "扣公积金",
    "扣个税",
)
_WIDTHS: Final = (12, 14, 26, 24, 14, 18, 14, 14, 14, 14, 14)
_TEXTS: Final = frozenset({"工号", "姓名", "收款账号", "开户行", "附言"})


@cache
def template() -> bytes:
    """An empty workbook with headings."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EFFA"})
        text = book.add_format({"num_format": "@"})
        amount = book.add_format({"num_format": "#,##0.00"})
        sheet = book.add_worksheet("工资")
        for place, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
            sheet.set_column(place, place, width, text if heading in _TEXTS else amount)
        sheet.write_row(0, 0, _HEADINGS, bold)
        sheet.freeze_panes(1, 0)
    return kept.getvalue()
