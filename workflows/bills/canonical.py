"""The one text of a request about a bill that is shown, signed and hashed, the same for every door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kernel.bills.acts import Act
from kernel.bills.codes import BillKind, Mark, Payer
from kernel.money import Money
from kernel.statements import Row

VERSION = "bill/1"


def text_of(bank: str, request: Row) -> str:
    """A line for each field, in fixed order; what would break a line is written as its code point."""
    asked = request["asked"]
    fields = [
        ("版本", VERSION),
        ("银行", bank),
        ("客户流水号", request["client_serial"]),
        ("业务", Act(request["act"]).label.zh),
        ("票据账户", request["account_number"]),
        ("票据号码", asked.get("number") or "（登记后由票交所编号）"),
        ("子票区间", f"{request['starts_at']}-{request['ends_at']}"),
        ("金额", f"CNY {Money(request['amount_minor'], 'CNY').wire()}"),
        ("到期日", request["due_on"].isoformat()),
        ("本方", _party(asked["by"])),
        *_particulars(asked),
    ]
    return "\n".join(f"{name}: {_plain(str(value))}" for name, value in fields)


def _particulars(asked: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if asked.get("bill"):
        yield from _face(asked["bill"])
    if asked.get("to"):
        yield "对方", _party(asked["to"])
    if asked.get("answers"):
        yield "应答业务", Act(asked["answered"]).label.zh
        yield "应答", "SU00 同意" if asked["agrees"] else "SU01 拒绝"
        yield "拒绝理由", asked["note"]
    if asked.get("withdraws"):
        yield "撤回申请", asked["withdrawn"]
    terms = asked["terms"]
    if "mark" in terms:
        yield "转让标记", f"{terms['mark']} {Mark(terms['mark']).label.zh}"
    if "rate" in terms:
        yield "贴现年利率", f"{terms['rate']}%"
        yield "付息方式", Payer(terms["payer"]).label.zh
    if "agreement" in terms:
        yield "付息协议", f"{terms['agreement']} 买方承担 {terms['buyer_percent']}%"
    for digest in terms.get("files", ()):
        yield "材料", digest
    yield "备注", terms.get("remark", "")


def _face(bill: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "票据种类", BillKind(bill["kind"]).label.zh
    yield "出票日", bill["issued_on"]
    yield "承兑人", _party(bill["acceptor"])
    yield "收款人", _party(bill["payee"])
    yield "可分包", "是" if bill["splits"] else "否"
    yield "出票转让标记", f"{bill['mark']} {Mark(bill['mark']).label.zh}"
    yield "合同号", bill["contract"]
    yield "发票号", bill["invoice"]


def _party(said: Mapping[str, Any]) -> str:
    return " ".join(str(said[name]) for name in ("name", "code", "account", "bank"))


def _plain(value: str) -> str:
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in value)
