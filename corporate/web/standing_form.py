"""The form of a standing order: what its fields are called, how they become a command, whose fault a finding is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from corporate.web.parts import FormFault, Value
from kernel.errors import Finding, Severity
from kernel.parsing import Names, parse
from workflows.standing.commands import SubmitStanding

FIELDS: Final[Mapping[str, str]] = {
    "payee_name": "payee_name",
    "payee_account": "payee_account",
    "payee_bank_code": "payee_bank",
    "account": "payer_account",
    "amount": "amount_minor",
    "currency": "currency",
    "purpose": "purpose",
    "remark": "remark",
    "frequency": "frequency",
    "first_on": "first_on",
    "until_on": "until_on",
    "times": "times",
    "roll": "roll",
}
"""Field of the form → field of the command."""

_OF_FINDING: Final = {command: field for field, command in FIELDS.items()} | {
    "amount": "amount", "requested_on": "first_on",
}  # fmt: skip
_ORDER: Final = {name: place for place, name in enumerate(FIELDS)}
_CHARS_MAX: Final = 400
_BLANKS: Final = "\u3000 "


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """What stands in the fields, as it was typed."""
    return {name: form.get(name, "")[:_CHARS_MAX] for name in FIELDS}


def command(serial: str, fields: Mapping[str, str]) -> SubmitStanding:
    """The command these fields mean. Raises Faulty with every fault at once."""
    given: dict[str, Any] = {FIELDS[name]: text.strip(_BLANKS) for name, text in fields.items()}
    return parse(SubmitStanding, given | {"client_serial": serial}, Names.PYTHON)


def faults(findings: Iterable[Finding]) -> tuple[FormFault, ...]:
    """What must be corrected, at the field it is about."""
    blocking = (found for found in findings if found.severity is Severity.BLOCK)
    listed = [
        FormFault(_OF_FINDING.get(found.field, "payee_name"), found.text) for found in blocking
    ]
    return tuple(sorted(listed, key=lambda fault: _ORDER[fault.field]))


def values(fields: Mapping[str, str], found: Iterable[FormFault]) -> dict[str, Value]:
    """The form drawn again: what was typed, and what is wrong with it."""
    wrong = {fault.field: fault.text for fault in reversed(tuple(found))}
    return {name: Value(fields.get(name, ""), wrong.get(name, "")) for name in FIELDS}
