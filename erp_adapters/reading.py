"""Reads payments out of what an ERP hands over, strictly, and names every fault by row and field.

An account number is text and never a number: a spreadsheet makes 1001234509012345678 into
1001234509012345700, and somebody else is paid. An amount is text too, or an exact decimal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, Final

from erp_adapters.client import Payment
from kernel.errors import YinqiError
from kernel.findings import Findings, Rule, shown
from kernel.money import format_minor, parse_typed_amount
from kernel.operation import wire_name

NAMES: Final = tuple(field.name for field in fields(Payment))
NEEDED: Final = ("serial", "payer_account", "payee_account", "payee_name", "amount")
_WIRE: Final = {wire_name(name): name for name in NAMES} | {"ClientSerial": "serial"}
_CENTS: Final = Decimal("0.01")
_ACCOUNT: Final = re.compile("[A-Za-z0-9][A-Za-z0-9 -]*")
_ACCOUNTS: Final = frozenset({"payer_account", "payee_account"})


class ReadRule(Rule):
    """What can be wrong with a row."""

    MISSING = ("erp.missing", "{place}：缺少“{label}”", "{place}: “{label}” is missing")
    UNKNOWN = (
        "erp.unknown",
        "{place}：不认识的字段“{label}”",
        "{place}: there is no field “{label}”",
    )
    NOT_TEXT = (
        "erp.not_text",
        "{place}：“{label}”是数值“{value}”，账号和名称必须是文本（在 Excel 中请把该列设为“文本”后重新填写）",
        "{place}: “{label}” is the number “{value}”; accounts and names must be text (in Excel: a column of text)",
    )
    BAD_ACCOUNT = (
        "erp.bad_account",
        "{place}：“{label}”的值“{value}”不是账号（只允许字母、数字、空格和连字符）",
        "{place}: “{value}” in “{label}” is no account number (letters, digits, blanks and hyphens)",
    )
    AMOUNT = ("erp.amount", "{place}：“{label}”：{reason}", "{place}: “{label}”: {reason}")
    ZERO = (
        "erp.zero",
        "{place}：“{label}”为零，请删除该行",
        "{place}: “{label}” is zero; take the row out",
    )
    TWICE = (
        "erp.twice",
        "{place}：流水号“{value}”与 {other} 重复",
        "{place}: the serial “{value}” stands in {other} already",
    )
    EMPTY = ("erp.empty", "文件中没有付款", "There is no payment in the file")
    NOT_BILL = ("erp.not_bill", "{place} 不是单据", "{place} is no bill")
    OTHER = (
        "erp.other",
        "{place}：“{label}”是“{value}”，此处只收“{wanted}”",
        "{place}: “{label}” is “{value}”; only “{wanted}” is taken here",
    )
    UNNAMED = (
        "erp.unnamed",
        "适配器配置的 {place} 须指明“{label}”在贵司模板中的标签",
        "{place} of the adapter's profile must name the tag of “{label}” in your templates",
    )
    NATIVE = (
        "erp.native",
        "{place}：币种为 {currency}，而“{label}”是本币金额；请在 [fields] 的 amount 中指明原币金额的字段",
        "{place}: the currency is {currency}, but “{label}” is in the books' own; name the field of the original amount as `amount` in [fields]",
    )
    NOT_UFINTERFACE = (
        "erp.not_ufinterface",
        "根元素是 {root}，应为 ufinterface",
        "The root is {root}; it must be ufinterface",
    )


class Reader:
    """Collects payments and faults of one file; hands over all of them or the faults."""

    def __init__(self) -> None:
        self.findings = Findings()
        self._found: list[Payment] = []
        self._places: dict[str, str] = {}

    def add(
        self, values: Mapping[str, Any], place: str, labels: Mapping[str, str] | None = None
    ) -> None:
        """Read one payment, in our names or the schema's; `labels` are what the ERP calls them."""
        row = _Row(self.findings, place, labels or {})
        read = row.read({_WIRE.get(name, name): value for name, value in values.items()})
        if read is not None:
            self._keep(Payment(**read), place)

    def fault(self, rule: ReadRule, place: str, field: str = "", **params: object) -> None:
        """Note a fault that an adapter found itself."""
        self.findings.add(rule.finding(f"{place}/{field}", place=place, label=field, **params))

    def payments(self) -> list[Payment]:
        """All payments of the file; raises `Faulty` with everything that is wrong."""
        self.findings.refuse_if_any()
        if not self._found:
            raise ReadRule.EMPTY.refusal()
        return self._found

    def _keep(self, payment: Payment, place: str) -> None:
        other = self._places.setdefault(payment.serial, place)
        if other == place:
            self._found.append(payment)
        else:
            self.fault(ReadRule.TWICE, place, value=payment.serial, other=other)


class _Row:
    """One payment while it is read."""

    def __init__(self, findings: Findings, place: str, labels: Mapping[str, str]) -> None:
        self._findings, self._place, self._labels = findings, place, labels
        self._wrong: set[str] = set()

    def read(self, named: Mapping[str, Any]) -> dict[str, str] | None:
        """The fields of the payment; nothing if any is wrong."""
        for name in named:
            if name not in NAMES:
                self._fault(ReadRule.UNKNOWN, name)
        currency = str(named.get("currency") or "CNY")
        read = {
            name: self._amount(name, named[name], currency)
            if name == "amount"
            else self._text(name, named[name])
            for name in NAMES
            if named.get(name) is not None
        }
        for name in NEEDED:
            if not read.get(name) and name not in self._wrong:
                self._fault(ReadRule.MISSING, name)
        return None if self._wrong else {name: text for name, text in read.items() if text}

    def _text(self, name: str, value: Any) -> str:
        if isinstance(value, date) and name == "requested_on":
            return value.isoformat()[:10]
        if not isinstance(value, str):
            self._fault(ReadRule.NOT_TEXT, name, value=shown(str(value)))
            return ""
        text = value.strip().removeprefix("'")  # a spreadsheet's mark of a text
        if name in _ACCOUNTS and text:
            text = unicodedata.normalize("NFKC", text)
            if not _ACCOUNT.fullmatch(text):
                self._fault(ReadRule.BAD_ACCOUNT, name, value=shown(text))
        return text

    def _amount(self, name: str, value: Any, currency: str) -> str:
        text = _amount_text(value)
        try:
            minor = parse_typed_amount(text, currency)
        except YinqiError as fault:
            self._fault(ReadRule.AMOUNT, name, reason=fault.message)
            return ""
        if not minor:
            self._fault(ReadRule.ZERO, name)
            return ""
        return format_minor(minor, currency, grouping=False)

    def _fault(self, rule: ReadRule, name: str, **params: object) -> None:
        self._wrong.add(name)
        called = self._labels.get(name, name)
        self._findings.add(
            rule.finding(f"{self._place}/{called}", place=self._place, label=called, **params)
        )


def _amount_text(value: Any) -> str:
    """An amount as it was written; a spreadsheet's number only where its cents are exact."""
    if isinstance(value, float):
        near = Decimal(repr(value)).quantize(_CENTS)
        return f"{near:f}" if float(near) == value else repr(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value).strip()
