"""Reads what a credit says, believing nothing: every field has a type, a length and no hidden signs."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kernel.errors import YinqiError
from kernel.money import Money
from workflows.credits.errors import CreditMalformed

_CHARS_MAX: Final = {
    "payer_account": 42,
    "payer_name": 140,
    "payer_bank_code": 14,
    "payer_bank_name": 140,
    "payee_account": 42,
    "payee_name": 140,
    "purpose": 280,
    "currency": 3,
    "amount": 20,
}
_REQUIRED: Final = ("payee_account", "payee_name", "currency", "amount")


@dataclass(frozen=True, slots=True)
class Said:
    """A credit as it was read."""

    money: Money
    words: Mapping[str, str]


def read(payload: Mapping[str, Any]) -> Said:
    """Read a credit's payload. Raises CreditMalformed naming the field."""
    words = {name: _word(payload, name) for name in _CHARS_MAX}
    for name in _REQUIRED:
        if not words[name]:
            raise CreditMalformed(field=name)
    try:
        money = Money.parse(words["amount"], words["currency"])
    except YinqiError as fault:
        raise CreditMalformed(field="amount") from fault
    if not money.is_positive:
        raise CreditMalformed(field="amount")
    for name in ("payer_account", "payee_account"):
        words[name] = words[name].replace(" ", "").replace("-", "")
    return Said(money, words)


def _word(payload: Mapping[str, Any], name: str) -> str:
    value = payload.get(name, "")
    if not isinstance(value, str) or len(value) > _CHARS_MAX[name]:
        raise CreditMalformed(field=name)
    if any(
        unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in value
    ):
        raise CreditMalformed(field=name)
    return value.strip()
