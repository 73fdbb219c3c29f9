"""The one text of a standing order that is shown, signed and hashed, the same for every door.

It says what each run pays and when, how many runs there are and what they come to in all: who signs it has
signed every one of them.
"""

from __future__ import annotations

from kernel.money import Money
from kernel.statements import Row
from workflows.standing.words import Frequency, Roll

VERSION = "standing/1"


def text_of(bank: str, order: Row) -> str:
    """A line for each field, in fixed order; what would break a line is written as its code point."""
    currency = order["currency"]
    fields = (
        ("版本", VERSION),
        ("银行", bank),
        ("客户流水号", order["client_serial"]),
        ("付款账号", order["payer_account"]),
        ("付款户名", order["payer_name"]),
        ("收款账号", order["payee_account"]),
        ("收款户名", order["payee_name"]),
        ("收款行", f"{order['payee_bank_code']} {order['payee_bank_name']}".strip()),
        ("每期金额", f"{currency} {Money(order['amount_minor'], currency).wire()}"),
        ("频率", Frequency(order["frequency"]).label.zh),
        ("首期日期", order["first_on"].isoformat()),
        ("末期日期", order["last_on"].isoformat()),
        ("总期数", str(order["runs"])),
        ("金额", f"{currency} {Money(order['total_minor'], currency).wire()}"),
        ("遇非工作日", Roll(order["roll"]).label.zh),
        ("用途", order["purpose"]),
        ("附言", order["remark"]),
    )
    return "\n".join(f"{name}: {_plain(value)}" for name, value in fields)


def _plain(value: str) -> str:
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in value)
