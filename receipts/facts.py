"""The facts of one bank receipt (电子回单): everything it states about a booked transaction.

They are taken once, when the transaction is booked, and never change again: a bank that is renamed later, or a
payee whose name is corrected, leaves old receipts alone. What belongs to one printing (code, print count, day
of issue) is an `Imprint`, so that a reprint proves the same facts under the same verification code.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from kernel.errors import Faulty, Finding, Severity
from kernel.money import Money
from kernel.text import Text
from receipts.kinds import ReceiptKind
from receipts.numbering import read_number, written

__all__ = ["LENGTHS_MAX", "Imprint", "IssuingBank", "Party", "ReceiptFacts", "ReceiptKind"]

LENGTHS_MAX: Final = {
    "bank.name.zh": 40,
    "bank.name.en": 80,
    "payer.name": 140,
    "payer.account": 34,
    "payer.bank_name": 140,
    "payer.bank_code": 14,
    "payee.name": 140,
    "payee.account": 64,
    "payee.bank_name": 140,
    "payee.bank_code": 14,
    "business_serial": 64,
    "client_serial": 64,
    "purpose": 140,
    "remark": 140,
    "channel.zh": 20,
    "channel.en": 40,
    "rail.zh": 20,
    "rail.en": 40,
    "refunded_of": 64,
}
"""Characters a fact may have: ISO 20022's Max140Text and Max34Text, and what our own words need.

Where the payee's account stands, a measure names the document it rests on (文书号).
"""


@dataclass(frozen=True, slots=True)
class IssuingBank:
    """The bank that booked the transaction; a test bank's receipts are marked as specimens."""

    name: Text
    short_code: str
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """Payer (付款人) or payee (收款人): name (全称), account (账号), bank (开户行), bank code (行号) or BIC."""

    name: str
    account: str
    bank_name: str
    bank_code: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What the receipt states.

    A field added later must have an empty default: an absent fact adds nothing to the canonical bytes, and so
    the codes of receipts already in the world stay true.
    """

    number: str
    kind: ReceiptKind
    bank: IssuingBank
    payer: Party
    payee: Party
    amount: Money
    booked_at: datetime
    booked_on: date
    transaction_id: UUID
    business_serial: str
    """业务流水号: the bank's own number of the payment or the incoming credit."""
    client_serial: str = ""
    """企业流水号: the enterprise's own serial."""
    purpose: str = ""
    """用途."""
    remark: str = ""
    """摘要或附言."""
    channel: Text | None = None
    """渠道: the door the instruction came through."""
    rail: Text | None = None
    """汇路: HVPS, BEPS, IBPS, own bank, correspondent."""
    refunded_of: str = ""
    """原业务流水号: the number of the payment that came back, was reversed, or is charged for."""

    def validate(self) -> None:
        """Raise `Faulty` with every fault, or return; nothing may be issued on faulty facts.

        Strange characters are no fault: a credit that came in with them still gets its receipt.
        """
        if found := tuple(_faults_of(self)):
            raise Faulty(found)


@dataclass(frozen=True, slots=True)
class Imprint:
    """One printing of a receipt: changes from print to print and proves nothing by itself."""

    verification_code: str
    verify_url: str
    issued_at: datetime
    print_count: int = 1
    colour: str = ""
    """The bank's own colour, six hexadecimal digits; the house's where it has none."""


def _faults_of(facts: ReceiptFacts) -> Iterator[Finding]:
    yield from _number_faults(facts)
    yield from _missing(facts)
    for path, length in LENGTHS_MAX.items():
        if len(_text_at(facts, path)) > length:
            text = Text(f"不能超过 {length} 个字符", f"must not exceed {length} characters")
            yield _fault("receipt.too_long", path, text)
    if not _may_be(facts.amount.minor, facts.kind):
        text = Text(
            "回单金额必须大于零，冲正必须小于零", "an amount is above zero, a reversal's below"
        )
        yield _fault("receipt.amount", "amount", text)
    if facts.booked_at.utcoffset() != timedelta():
        text = Text("记账时间必须为 UTC 时间", "the booking time must be aware and in UTC")
        yield _fault("receipt.booked_at", "booked_at", text)


def _may_be(minor: int, kind: ReceiptKind) -> bool:
    """Whether a receipt of that kind may be of that amount."""
    if minor == 0:
        return kind.row.may_be_whole
    return (minor < 0) is kind.row.is_negative


def _number_faults(facts: ReceiptFacts) -> Iterator[Finding]:
    parts = read_number(facts.number)
    if parts is None or written(parts) != facts.number:
        text = Text(
            "回单编号格式或校验位有误", "the receipt number is malformed or fails its check sign"
        )
        yield _fault("receipt.number", "number", text)
    elif (parts.short_code, parts.booked_on) != (facts.bank.short_code, facts.booked_on):
        text = Text(
            "回单编号与银行代码或记账日期不符",
            "the receipt number is of another bank or bank day",
        )
        yield _fault("receipt.number_differs", "number", text)


def _missing(facts: ReceiptFacts) -> Iterator[Finding]:
    """Yield what is not there; the far side of an incoming credit may come without account or bank."""
    own = facts.kind.row.own
    needed = ["bank.name.zh", "bank.name.en", "payer.name", "payee.name", "business_serial"]
    needed += [f"{own}.account", f"{own}.bank_name"]
    if facts.kind.row.needs_original:
        needed.append("refunded_of")
    for path in needed:
        if not _text_at(facts, path).strip():
            yield _fault("receipt.missing", path, Text("不能为空", "must not be empty"))


def _text_at(facts: ReceiptFacts, path: str) -> str:
    value: object = facts
    for name in path.split("."):
        value = getattr(value, name, "")
    return value if isinstance(value, str) else ""


def _fault(code: str, path: str, text: Text) -> Finding:
    return Finding(code=code, severity=Severity.BLOCK, text=text, field=path)
