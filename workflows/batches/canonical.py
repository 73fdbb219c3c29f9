"""The one text of a batch that is shown, signed and hashed: its header, its sums, and a digest over its rows in order.

Any change of any row changes the digest, and with it every approval is void. What each line says of a row is
`LINE`; a reader who has the rows can make the digest again with any SM3.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kernel.money import Money
from kernel.statements import Row

VERSION: Final = "batch/1"
LINE: Final = ("row_no", "account", "name", "bank_code", "amount_minor", "remark", "reference")
"""Columns of a row's line, parted by tabs, ended by a line feed, a backslash doubled (PostgreSQL's COPY text)."""
_DEBITS: Final = {"total": "一笔扣总额", "each": "逐笔扣款"}


@dataclass(frozen=True, slots=True)
class Summary:
    """What the rows of a batch come to."""

    rows: int
    total_minor: int
    fee_minor: int
    largest_minor: int
    digest: bytes


def line_of(*values: object) -> bytes:
    """A row's line from its values in the order of `LINE`."""
    written = (str(value).replace("\\", "\\\\") for value in values)
    return ("\t".join(written) + "\n").encode()


def digest_of(lines: Iterable[bytes | memoryview | bytearray]) -> bytes:
    """SM3 over lines, or over any pieces of them, in their order."""
    hashed = hashlib.new("sm3")
    for line in lines:
        hashed.update(line)
    return hashed.digest()


def text_of(bank: str, batch: Row, summary: Summary, reissue_of: str) -> str:
    """The canonical text: a line for each field in fixed order."""
    currency = batch["currency"].strip()
    fields = [
        ("版本", VERSION),
        ("银行", bank),
        ("批次", batch["number"]),
        ("客户流水号", batch["client_serial"]),
        ("种类", batch["kind"]),
        ("名称", batch["name"]),
        ("付款账号", batch["account"]),
        ("付款户名", batch["account_name"]),
        ("付款日", batch["due_on"].isoformat()),
        ("扣款方式", _DEBITS[batch["debit"]]),
        ("笔数", str(summary.rows)),
        ("合计", f"{currency} {Money(summary.total_minor, currency).wire()}"),
        ("手续费", f"{currency} {Money(summary.fee_minor, currency).wire()}"),
        ("明细摘要", f"SM3 {summary.digest.hex()}"),
    ]
    if reissue_of:
        fields.append(("原批次", reissue_of))
    return "\n".join(f"{name}: {value}" for name, value in fields)
