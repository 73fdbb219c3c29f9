"""The form of a payee: its fields, how they become a command, and whose fault a finding is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from corporate.web.parts import FormFault, Value
from kernel.errors import Faulty, Finding, Severity, YinqiError
from kernel.parsing import Names, parse
from workflows.payees.classes import PayeeClass, PayeeStatus
from workflows.payees.commands import ChangePayee, PayeeEntry

Fields = dict[str, str]
SHOWN: Final = ("account", "name", "bank_code", "payee_class", "note", "reason")
_HIDDEN: Final = ("known", "removes")
"""The account an entry of which is changed, and whether it is to be taken out."""
_CHARS_MAX: Final = 400
_BLANKS: Final = "\u3000 "


def empty() -> Fields:
    """A form nobody has filled in."""
    return dict.fromkeys((*SHOWN, *_HIDDEN), "") | {"payee_class": PayeeClass.ORDINARY.value}


def of_entry(entry: PayeeEntry, own_bank: str) -> Fields:
    """A form with what the book says."""
    active = entry.status is PayeeStatus.ACTIVE
    return empty() | {
        "known": entry.account,
        "account": entry.account,
        "name": entry.name,
        "bank_code": "" if entry.bank_code == own_bank else entry.bank_code,
        "payee_class": entry.payee_class.value if active else PayeeClass.ORDINARY.value,
        "note": entry.note,
    }


def typed(form: Mapping[str, str]) -> Fields:
    """What stands in the fields, as it was typed; a known account cannot become another."""
    fields = {name: form.get(name, "")[:_CHARS_MAX] for name in (*SHOWN, *_HIDDEN)}
    return fields | {"account": fields["known"] or fields["account"]}


def command(
    fields: Fields, merged: Sequence[str]
) -> tuple[ChangePayee | None, tuple[FormFault, ...]]:
    """The command these fields mean, or every fault at once."""
    given: dict[str, object] = {name: fields[name].strip(_BLANKS) for name in SHOWN}
    given |= {"merged": list(merged), "removes": "true" if fields["removes"] else "false"}
    try:
        return parse(ChangePayee, given, Names.PYTHON), ()
    except Faulty as faulty:
        return None, faults(faulty.findings)


def refused(why: YinqiError) -> tuple[FormFault, ...]:
    """A refusal at the fields it names, else at the account."""
    if isinstance(why, Faulty):
        return faults(why.findings)
    return (FormFault("account", why.message),)


def faults(findings: Iterable[Finding]) -> tuple[FormFault, ...]:
    """What must be corrected, at the field it is about."""
    blocking = (found for found in findings if found.severity is Severity.BLOCK)
    return tuple(
        FormFault(found.field if found.field in SHOWN else "name", found.text) for found in blocking
    )


def values(fields: Fields, found: Iterable[FormFault]) -> dict[str, Value]:
    """The form drawn again: what was typed, and what is wrong with it."""
    wrong = {fault.field: fault.text for fault in reversed(tuple(found))}
    return {name: Value(fields[name], wrong.get(name, "")) for name in SHOWN}
