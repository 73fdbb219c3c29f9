"""Facts that may be issued, and those that may not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from kernel.errors import Faulty
from kernel.money import Money
from receipts.facts import LENGTHS_MAX, IssuingBank, Party, ReceiptFacts, ReceiptKind
from tests.receipts.samples import BANK, PAYEE, PAYER, returned, sample_facts


def faults(facts: ReceiptFacts) -> list[tuple[str, str]]:
    with pytest.raises(Faulty) as caught:
        facts.validate()
    return [(finding.code, finding.field) for finding in caught.value.findings]


@pytest.mark.parametrize(
    "facts",
    [
        sample_facts(),
        returned(),
        sample_facts(client_serial="", purpose="", remark="", channel=None, rail=None),
        sample_facts(kind=ReceiptKind.CREDIT_IN, payer=Party("Łódź Kraków Bank", "", "", "")),
        sample_facts(remark="\x00\x1b[31m\u202e"),
    ],
    ids=["payment", "return", "few facts", "credit from afar", "strange characters"],
)
def test_a_receipt_may_be_issued(facts: ReceiptFacts) -> None:
    facts.validate()


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"number": "YQB-1"}, "receipt.number", "number"),
        ({"number": sample_facts().number.lower()}, "receipt.number", "number"),
        ({"booked_on": date(2026, 11, 23)}, "receipt.number_differs", "number"),
        ({"bank": IssuingBank(BANK.name, "ABC")}, "receipt.number_differs", "number"),
        ({"amount": Money(0, "CNY")}, "receipt.amount", "amount"),
        ({"amount": Money(-1, "CNY")}, "receipt.amount", "amount"),
        ({"booked_at": datetime(2026, 11, 20, 10)}, "receipt.booked_at", "booked_at"),  # noqa: DTZ001
        (
            {"booked_at": datetime(2026, 11, 20, 18, tzinfo=timezone(timedelta(hours=8)))},
            "receipt.booked_at",
            "booked_at",
        ),
        ({"payer": replace(PAYER, name=" ")}, "receipt.missing", "payer.name"),
        ({"payer": replace(PAYER, account="")}, "receipt.missing", "payer.account"),
        ({"payee": replace(PAYEE, name="")}, "receipt.missing", "payee.name"),
        ({"business_serial": ""}, "receipt.missing", "business_serial"),
        ({"kind": ReceiptKind.RETURN}, "receipt.missing", "refunded_of"),
        ({"remark": "长" * 141}, "receipt.too_long", "remark"),
        ({"payee": replace(PAYEE, name="长" * 141)}, "receipt.too_long", "payee.name"),
    ],
)
def test_a_fault_is_named(changes: dict[str, Any], code: str, field: str) -> None:
    assert faults(sample_facts(**changes)) == [(code, field)]


def test_all_faults_are_told_at_once() -> None:
    facts = sample_facts(amount=Money(0, "CNY"), business_serial="", purpose="长" * 200)
    assert faults(facts) == [
        ("receipt.missing", "business_serial"),
        ("receipt.too_long", "purpose"),
        ("receipt.amount", "amount"),
    ]


def test_every_text_has_a_limit() -> None:
    texts = {
        "bank.name.zh", "bank.name.en", "business_serial", "client_serial", "purpose", "remark",
        "channel.zh", "channel.en", "rail.zh", "rail.en", "refunded_of",
    }  # fmt: skip
    sides = {
        f"{side}.{name}"
        for side in ("payer", "payee")
        for name in ("name", "account", "bank_name", "bank_code")
    }
    assert set(LENGTHS_MAX) == texts | sides


def test_utc_under_another_name_is_utc() -> None:
    facts = sample_facts(booked_at=datetime(2026, 11, 20, 10, tzinfo=timezone(timedelta(0), "Z")))
    facts.validate()
    assert facts.booked_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
