"""Pure checks of a payment: (draft, facts) → findings. They read nothing and raise nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from connectors.ports import Account, PayeeCheck
from corporate.banks import ResolvedBank
from kernel.calendar import SHANGHAI, BankCalendar
from kernel.errors import Finding, Severity
from kernel.identifiers import IdentifierFault, card_findings, parse_iban
from kernel.money import Money
from kernel.text import Text
from workflows.payments.errors import block, warn

ZERO = Text("金额必须大于零", "The amount must be above zero")
_LOOKS_LIKE_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier payment to the same account."""

    number: str
    money: Money
    payee_name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PayeeHistory:
    """What this enterprise has paid to this account before."""

    count: int
    total_minor: int
    names: tuple[str, ...]
    near: tuple[Earlier, ...]

    @property
    def average_minor(self) -> int:
        """Average of the payments, whole minor units."""
        return self.total_minor // self.count if self.count else 0


@dataclass(frozen=True, slots=True)
class Case:
    """A payment and the facts the rules look at."""

    payer: Account
    payee_account: str
    payee_name: str
    payee_bank: ResolvedBank
    payee_check: PayeeCheck | None
    money: Money


def findings(case: Case) -> list[Finding]:
    """What stands in its way, or must be seen, of its own."""
    return [*_account(case), *_payee(case)]


_CLOSED = Text("付款账户已销户", "The payer account is closed")
_SHUT = {
    "frozen": Text(
        "付款账户已被冻结，不能收付款；详情请联系开户行",
        "The payer account is frozen: nothing goes in or out; ask your bank",
    ),
    "credit_only": Text(
        "付款账户已被止付，只收不付；详情请联系开户行",
        "Payments from the payer account have been stopped; it takes credits only; ask your bank",
    ),
}


def _account(case: Case) -> Iterator[Finding]:
    payer = case.payer
    if not case.money.is_positive:
        yield block("amount_zero", ZERO, "amount")
    if payer.currency != case.money.currency:
        text = Text(f"付款账户为 {payer.currency} 户", f"The payer account keeps {payer.currency}")
        yield block("currency_differs", text, "currency")
        return
    if payer.status != "open":
        yield block(
            "payer_not_open",
            _SHUT.get(payer.status, _CLOSED),
            "payer_account",
        )
    elif payer.available.minor < case.money.minor:
        text = Text(
            f"可用余额 {payer.available.display()} 不足，放行时仍不足将付款失败",
            f"Available balance {payer.available.display()} is short; it will fail if still short at release",
        )
        yield warn("insufficient_funds", text, "amount")
    if payer.number == case.payee_account:
        yield block(
            "to_itself",
            Text("收款账户不能是付款账户", "An account cannot pay itself"),
            "payee_account",
        )


_CHECKS = {
    PayeeCheck.NONE: (
        "payee_unknown",
        Text("本行没有该收款账户", "This bank has no such account"),
        "payee_account",
    ),
    PayeeCheck.MISMATCH: (
        "payee_name_differs",
        Text("收款户名与账号不符", "The name is not the account's"),
        "payee_name",
    ),
    PayeeCheck.CLOSED: (
        "payee_closed",
        Text("收款账户已销户或冻结", "The payee account is closed or frozen"),
        "payee_account",
    ),
    PayeeCheck.CURRENCY: (
        "payee_currency",
        Text("收款账户币种不符", "The payee account keeps another currency"),
        "currency",
    ),
}


def _payee(case: Case) -> Iterator[Finding]:
    bank = case.payee_bank
    if not bank.known and case.money.currency == "CNY":
        text = Text(
            f"收款行 {bank.code} 不在行名行号库", f"Payee bank {bank.code} is not in the directory"
        )
        yield block("payee_bank_unknown", text, "payee_bank")
    if case.payee_check in _CHECKS:
        yield block(*_CHECKS[case.payee_check])
    if bank.own:
        return
    yield from card_findings(case.payee_account, "payee_account")
    if _LOOKS_LIKE_IBAN.match(case.payee_account):
        try:
            parse_iban(case.payee_account)
        except IdentifierFault as fault:
            yield Finding(fault.code, Severity.BLOCK, fault.message, "payee_account")


def history_findings(payee_name: str, history: PayeeHistory) -> list[Finding]:
    """What the payments of before say about this one, for the eyes of those who sign."""
    return list(_of_history(payee_name, history))


def _of_history(payee_name: str, history: PayeeHistory) -> Iterator[Finding]:
    if not history.count:
        yield warn(
            "first_payment",
            Text("首次向该账户付款", "First payment to this account"),
            "payee_account",
        )
    elif payee_name not in history.names:
        text = Text(
            f"该账户以往户名为“{history.names[0]}”",
            f"This account was paid before as “{history.names[0]}”",
        )
        yield warn("name_changed", text, "payee_name")
    for earlier in history.near[:1]:
        day = earlier.created_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
        text = Text(
            f"疑似重复：{day} 已向同一账户支付相同金额（{earlier.number}）",
            f"Maybe a duplicate: the same amount went to this account on {day} ({earlier.number})",
        )
        yield warn("maybe_duplicate", text, "amount")


def settle_date(
    asked: date | None, today: date, calendar: BankCalendar
) -> tuple[date, list[Finding]]:
    """The day to work on: today if none or a past one is asked, the next bank day for a day off."""
    if asked is None:
        return today, []
    if asked < today:
        text = Text(
            f"要求日期 {asked} 已过，按 {today} 处理",
            f"Requested date {asked} is past; {today} is used",
        )
        return today, [warn("date_past", text, "requested_on")]
    if not calendar.is_bank_day(asked):
        day = calendar.next_bank_day(asked)
        text = Text(
            f"{asked} 非银行工作日，顺延至 {day}", f"{asked} is not a bank day; moved to {day}"
        )
        return day, [warn("date_off", text, "requested_on")]
    return asked, []


def blocking(found: Sequence[Finding]) -> list[Finding]:
    """Those that stop the payment."""
    return [finding for finding in found if finding.severity == "block"]
