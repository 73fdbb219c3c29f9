"""Which places of a page show what is signed: a code for each line of the canonical text.

The script compares the places with the lines before it asks a passkey; see `static/js/passkeys.js`.
"""

from __future__ import annotations

from typing import Final

LINES: Final = {
    "amount": "金额",
    "payee_name": "收款户名",
    "payee_account": "收款账号",
    "purpose": "用途",
    "remark": "附言",
    "requested_on": "要求日期",
    "client_serial": "客户流水号",
}
"""By code, the name of the line; the first three must be seen wherever the text has them."""

LIST_LINES: Final = {"list_count": "笔数", "list_sum": "合计"}
"""The same of a list that is signed as a whole: every one of them must be seen."""

_CODES: Final = {line: code for code, line in LINES.items()}


def signed_code(label: object) -> str:
    """The code of a line by its label; nothing for what is shown but not compared."""
    return _CODES.get(str(label), "")
