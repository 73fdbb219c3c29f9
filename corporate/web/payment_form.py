"""The payment form: what its fields are called, how they become a command, and whose fault a finding is.

Only the fields named here are read; whatever else a request carries is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from corporate.web.parts import FormFault, Value
from kernel.errors import Finding, Severity
from kernel.money import Money, parse_typed_amount
from kernel.parsing import Names, parse
from kernel.text import Text
from workflows.payments.commands import SubmitPayment

FIELDS: Final[Mapping[str, str]] = {
    "payee_name": "payee_name",
    "payee_account": "payee_account",
    "payee_bank_code": "payee_bank",
    "account": "payer_account",
    "amount": "amount_minor",
    "currency": "currency",
    "purpose": "purpose",
    "remark": "remark",
    "method": "rail",
    "pay_on": "requested_on",
}
"""Field of the form → field of the command."""

SERIAL: Final = "serial"
_OF_FINDING: Final = {command: field for field, command in FIELDS.items()} | {"amount": "amount"}
_ORDER: Final = {name: place for place, name in enumerate(FIELDS)}
_CHARS_MAX: Final = 400
_BLANKS: Final = "\u3000 "
_SAID: Final = {
    "payment.payee_unknown": Text(
        "本行没有该收款账户；若开在他行，请填写收款行行号",
        "This bank has no such account; if it is at another bank, enter that bank's code",
    )
}
"""Findings that a form can say more of: an empty field means this bank."""


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """What stands in the fields, as it was typed."""
    return {name: form.get(name, "")[:_CHARS_MAX] for name in FIELDS}


def command(serial: str, fields: Mapping[str, str]) -> SubmitPayment:
    """The command these fields mean. Raises Faulty with every fault at once."""
    given: dict[str, Any] = {FIELDS[name]: text.strip(_BLANKS) for name, text in fields.items()}
    return parse(SubmitPayment, given | {"client_serial": serial}, Names.PYTHON)


def amount(fields: Mapping[str, str]) -> Money:
    """The amount that was typed. Raises an AmountFault, or UnknownCurrency."""
    currency = fields.get("currency", "")
    return Money(parse_typed_amount(fields.get("amount", ""), currency), currency)


def faults(findings: Iterable[Finding]) -> tuple[FormFault, ...]:
    """What must be corrected, at the field it is about."""
    blocking = (found for found in findings if found.severity is Severity.BLOCK)
    listed = [
        FormFault(_field(found.field), _SAID.get(found.code, found.text)) for found in blocking
    ]
    return tuple(sorted(listed, key=lambda fault: _ORDER[fault.field]))


def values(fields: Mapping[str, str], found: Iterable[FormFault]) -> dict[str, Value]:
    """The form drawn again: what was typed, and what is wrong with it."""
    wrong = {fault.field: fault.text for fault in reversed(tuple(found))}
    return {name: Value(fields.get(name, ""), wrong.get(name, "")) for name in FIELDS}


def _field(named: str) -> str:
    return _OF_FINDING.get(named, "payee_name")
