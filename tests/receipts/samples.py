"""Receipts of an invented bank, for the tests of receipts and of what prints them."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from kernel.money import Money
from kernel.text import Text
from receipts.facts import Imprint, IssuingBank, Party, ReceiptFacts, ReceiptKind
from receipts.numbering import receipt_number
from receipts.verification import verification_code

SECRET = b"an invented secret of 32 bytes.."
DAY = date(2026, 11, 20)
TRANSACTION = UUID("019aa5c2-7d3e-7b41-9c55-2f0e6a91d804")
PAYER = Party(
    "广西柳州市𬭚石有限公司", "6217002110008821903", "银企示范银行柳州城中支行", "313614000018"
)
PAYEE = Party(
    "苏州㛃镕精密机械（集团）股份有限公司",
    "1102020509000123456",
    "中国工商银行股份有限公司苏州工业园区支行",
    "102305020113",
)
BANK = IssuingBank(Text("银企示范银行", "Yinqi Demonstration Bank"), "YQB")


def sample_facts(**changes: Any) -> ReceiptFacts:
    """Return the facts of a payment out with every fact present, some of them changed."""
    facts = ReceiptFacts(
        number=receipt_number("YQB", DAY, TRANSACTION, PAYER.account),
        kind=ReceiptKind.PAYMENT_OUT,
        bank=BANK,
        payer=PAYER,
        payee=PAYEE,
        amount=Money(1_286_400_50, "CNY"),
        booked_at=datetime(2026, 11, 20, 10, 32, 5, tzinfo=UTC),
        booked_on=DAY,
        transaction_id=TRANSACTION,
        business_serial="P20261120000000184",
        client_serial="ERP-2026-11-000731",
        purpose="采购款 PO-2026-0417",
        remark="11月轴承及备件货款",
        channel=Text("银企直联", "Direct link"),
        rail=Text("大额支付系统", "HVPS"),
        refunded_of="",
    )
    return replace(facts, **changes)


def returned(**changes: Any) -> ReceiptFacts:
    """Return the facts of a payment that came back (退汇)."""
    return sample_facts(
        **{
            "kind": ReceiptKind.RETURN,
            "payer": PAYEE,
            "payee": PAYER,
            "refunded_of": "P20261119000000007",
            "purpose": "退汇",
            "remark": "账号户名不符",
            "channel": None,
        }
        | changes
    )


def imprint_of(facts: ReceiptFacts, print_count: int = 1) -> Imprint:
    """Return a printing of valid facts with their true code."""
    code = verification_code(facts, SECRET)
    return Imprint(
        verification_code=code,
        verify_url=f"https://bank.example/verify/{facts.number}/{code}",
        issued_at=datetime(2026, 11, 20, 10, 33, 40, tzinfo=UTC),
        print_count=print_count,
    )


def each_fact_changed(facts: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (path, copy) for every single fact, however deep, with only that one changed."""
    for field in fields(facts):
        value = getattr(facts, field.name)
        here = f"{path}{field.name}"
        if is_dataclass(value):
            for deeper, changed in each_fact_changed(value, f"{here}."):
                yield deeper, replace(facts, **{field.name: changed})
        else:
            yield here, replace(facts, **{field.name: _other(here, value)})


def _other(path: str, value: Any) -> Any:
    if path.endswith("currency"):
        return "EUR"
    return next(change(value) for kind, change in _CHANGES if isinstance(value, kind))


_CHANGES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (bool, lambda value: not value),
    (StrEnum, lambda value: next(member for member in type(value) if member is not value)),
    (int, lambda value: value + 1),
    (UUID, lambda value: UUID(int=value.int ^ 1)),
    (datetime, lambda value: value + timedelta(microseconds=1)),
    (date, lambda value: value + timedelta(days=1)),
    (str, lambda value: f"{value}x"),
)
