"""The checks of a payment: each says its own code, at its own field."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from connectors.ports import Account, PayeeCheck
from corporate.banks import ResolvedBank
from corporate.banks.calendar import CHINA
from kernel.errors import Finding
from kernel.money import Money
from workflows.payments.rules import (
    Case,
    Earlier,
    PayeeHistory,
    blocking,
    findings,
    history_findings,
    settle_date,
)

TODAY = date(2026, 11, 23)
ICBC = ResolvedBank("102100099996", "中国工商银行", own=False, in_ibps=True, known=True)
OURS = ResolvedBank("313305000011", "云港银行", own=True, in_ibps=True, known=True)
NOBODY = ResolvedBank("102100099997", "", own=False, in_ibps=False, known=False)


def account(status: str = "open", available: int = 1_000_000, currency: str = "CNY") -> Account:
    money = Money(available, currency)
    return Account("1001234509012345678", "甲", currency, status, money, Money(0, currency), money)


def case(**changed: Any) -> Case:
    given: dict[str, Any] = {
        "payer": account(), "payee_account": "1234567890123", "payee_name": "乙",
        "payee_bank": ICBC, "payee_check": None, "money": Money(1_000_000, "CNY"), **changed,
    }  # fmt: skip
    return Case(**given)


def said(found: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.severity.value, finding.field) for finding in found]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"money": Money(0, "CNY")}, [("payment.amount_zero", "block", "amount")]),
        ({"money": Money(1, "EUR")}, [("payment.currency_differs", "block", "currency")]),
        (
            {"money": Money(1_000_001, "CNY")},
            [("payment.insufficient_funds", "warn", "amount")],
        ),
        *(
            ({"payer": account(status)}, [("payment.payer_not_open", "block", "payer_account")])
            for status in ("frozen", "closed", "credit_only")
        ),
        (
            {"payee_account": "1001234509012345678", "payee_bank": OURS},
            [("payment.to_itself", "block", "payee_account")],
        ),
        ({"payee_bank": NOBODY}, [("payment.payee_bank_unknown", "block", "payee_bank")]),
        (
            {"payee_bank": NOBODY, "payer": account(currency="EUR"), "money": Money(1, "EUR")},
            [],
        ),
        (
            {"payee_account": "6222021001112223334"},
            [("kernel.card_check_failed", "warn", "payee_account")],
        ),
        ({"payee_account": "6222021001112223334", "payee_bank": OURS}, []),
        (
            {"payee_account": "DE89370400440532013001"},
            [("kernel.iban_check_failed", "block", "payee_account")],
        ),
        ({"payee_account": "DE89370400440532013000"}, []),
        (
            {"payee_bank": OURS, "payee_check": PayeeCheck.NONE},
            [("payment.payee_unknown", "block", "payee_account")],
        ),
        (
            {"payee_bank": OURS, "payee_check": PayeeCheck.MISMATCH},
            [("payment.payee_name_differs", "block", "payee_name")],
        ),
        (
            {"payee_bank": OURS, "payee_check": PayeeCheck.CLOSED},
            [("payment.payee_closed", "block", "payee_account")],
        ),
        (
            {"payee_bank": OURS, "payee_check": PayeeCheck.CURRENCY},
            [("payment.payee_currency", "block", "currency")],
        ),
        ({"payee_bank": OURS, "payee_check": PayeeCheck.MATCH}, []),
    ],
)
def test_what_is_found(changed: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    found = findings(case(**changed))
    assert said(found) == expected
    assert [f.code for f in blocking(found)] == [
        c for c, weight, _ in expected if weight == "block"
    ]
    assert all(finding.text.zh and finding.text.en for finding in found)


@pytest.mark.parametrize(
    ("asked", "day", "code"),
    [
        (None, TODAY, None),
        (TODAY, TODAY, None),
        (date(2026, 11, 22), TODAY, "payment.date_past"),
        (date(2026, 11, 28), date(2026, 11, 30), "payment.date_off"),  # Saturday
        (date(2026, 12, 4), date(2026, 12, 4), None),
        (date(2027, 1, 1), date(2027, 1, 4), "payment.date_off"),
    ],
)
def test_the_day_to_work_on(asked: date | None, day: date, code: str | None) -> None:
    settled, found = settle_date(asked, TODAY, CHINA)
    assert settled == day
    assert [finding.code for finding in found] == ([code] if code else [])


def test_a_make_up_saturday_is_a_bank_day() -> None:
    assert settle_date(date(2026, 10, 10), date(2026, 10, 9), CHINA) == (date(2026, 10, 10), [])


def test_a_day_off_that_is_today_is_not_moved() -> None:
    """Real-time rails work on Sunday; whether the payment's own does, its route says."""
    sunday = date(2026, 11, 22)
    assert settle_date(None, sunday, CHINA) == (sunday, [])


def history(count: int = 2, names: tuple[str, ...] = ("乙",), near: int = 0) -> PayeeHistory:
    at = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
    earlier = Earlier("P261123-00000001", Money(100, "CNY"), "乙", at)
    return PayeeHistory(count, 300, names, (earlier,) * near)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (history(count=0, names=()), ["payment.first_payment"]),
        (history(), []),
        (history(names=("丙", "丁")), ["payment.name_changed"]),
        (history(near=2), ["payment.maybe_duplicate"]),
        (history(names=("丙",), near=1), ["payment.name_changed", "payment.maybe_duplicate"]),
    ],
)
def test_what_earlier_payments_say(known: PayeeHistory, expected: list[str]) -> None:
    found = history_findings("乙", known)
    assert [finding.code for finding in found] == expected
    assert {finding.severity.value for finding in found} <= {"warn"}


def test_a_maybe_duplicate_names_its_day_in_bank_time() -> None:
    [found] = history_findings("乙", history(near=1))
    assert "11-23 01:30" in found.text.zh
    assert "P261123-00000001" in found.text.en


def test_the_average_is_in_whole_units_and_of_nothing_nothing() -> None:
    assert history().average_minor == 150
    assert history(count=0).average_minor == 0
