"""A row as a file has it, and what one look at its cells says. Pure; what other rows and tables say comes later."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from kernel.amount_faults import AmountFault
from kernel.charset import clean_name
from kernel.errors import Severity, YinqiError
from kernel.identifiers import IdentifierFault, parse_account_number
from kernel.identifiers.account import LENGTH_MAX, LENGTH_MIN
from kernel.money import parse_typed_amount

TEXT_BYTES_MAX: Final[Mapping[str, int]] = {
    "name": 240,
    "bank": 140,
    "remark": 210,
    "reference": 105,
}
_NEVER_LONG: Final = min(TEXT_BYTES_MAX.values())
EDITABLE: Final = ("name", "account", "amount", "bank", "remark", "reference")
"""What of a row its maker may mend."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell: where, a code that has a sentence, and what the sentence needs besides the cell."""

    field: str
    code: str
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As it is staged."""
        return {"field": self.field, "code": self.code, "facts": dict(self.facts)}


@dataclass(slots=True)
class RowIn:
    """A row as its file had it: everything is text, and `row` is the number the file's reader sees.

    Not frozen, for there are a hundred thousand of them; nobody changes one all the same.
    """

    row: int
    name: str
    account: str
    amount: str
    bank: str = ""
    remark: str = ""
    reference: str = ""
    extra: Mapping[str, str] = dataclasses.field(default_factory=dict)
    instruction: str = ""
    """What its sender calls it besides (InstrId), repeated in reports."""
    urgent: bool = False
    """Asked to go the fast way, where it leaves the bank."""
    found: tuple[Fault, ...] = ()
    """What the reader of the file alone could see, such as digits that a spreadsheet has lost."""


class Cells(NamedTuple):
    """What a row's cells come to; empty where they say nothing that can be used."""

    name: str
    name_key: str
    account: str
    minor: int | None
    faults: tuple[Fault, ...]


def read(row: RowIn, currency: str) -> Cells:
    """Look at the cells of a row."""
    faults: list[Fault] = []
    name, key = _name(row.name, faults)
    account, minor = _account(row.account, faults), _amount(row.amount, currency, faults)
    if not (row.bank + row.remark + row.reference).isprintable() or _is_long(row):
        faults.extend(_texts(row))
    if row.found:
        return _seen_before(row, Cells(name, key, account, minor, tuple(faults)))
    return Cells(name, key, account, minor, tuple(faults))


def _seen_before(row: RowIn, cells: Cells) -> Cells:
    """What the reader of the file said of a cell counts, whatever the cell looks like now."""
    told = {one.field for one in row.found}
    return Cells(
        cells.name,
        "" if "name" in told else cells.name_key,
        "" if "account" in told else cells.account,
        None if "amount" in told else cells.minor,
        (*row.found, *(one for one in cells.faults if one.field not in told)),
    )


def minor_of(text: str, currency: str) -> int:
    """What the cell of an amount comes to; nothing when it is none."""
    return _amount(text, currency, []) or 0


def fingerprint(row: RowIn, cells: Cells) -> str:
    """What two rows have in common that say the same."""
    return "\x1f".join(
        (cells.account, cells.name_key, str(cells.minor), row.bank, row.remark, row.reference)
    )


def plain_mark(text: str) -> bytes:
    """By which rows that may be read by all are known again."""
    return hashlib.sha256(text.encode()).digest()[:16]


def _name(text: str, faults: list[Fault]) -> tuple[str, str]:
    clean = clean_name(text, "name")
    if not clean.findings:
        return clean.value, clean.key
    blocking = [one for one in clean.findings if one.severity is Severity.BLOCK]
    faults += [Fault("name", one.code, {"zh": one.text.zh, "en": one.text.en}) for one in blocking]
    return clean.value, "" if blocking else clean.key


def _account(text: str, faults: list[Fault]) -> str:
    if text.isdigit() and text.isascii() and LENGTH_MIN <= len(text) <= LENGTH_MAX:
        return text  # as nearly every one is
    try:
        return parse_account_number(text)
    except IdentifierFault as fault:
        faults.append(_fault("account", fault))
        return ""


def _amount(text: str, currency: str, faults: list[Fault]) -> int | None:
    try:
        minor = parse_typed_amount(text, currency)
    except AmountFault as fault:
        faults.append(_fault("amount", fault))
        return None
    if minor == 0:
        faults.append(Fault("amount", "batch.amount_zero"))
        return None
    return minor


def _fault(name: str, fault: YinqiError) -> Fault:
    """A fault of a cell without the cell itself: that is read again where the sentence is told."""
    return Fault(name, fault.code, {k: v for k, v in fault.params.items() if k != "value"})


def _is_long(row: RowIn) -> bool:
    if max(len(row.name), len(row.bank), len(row.remark), len(row.reference)) * 3 <= _NEVER_LONG:
        return False
    return any(
        len(text := getattr(row, name)) * 3 > most and len(text.encode()) > most
        for name, most in TEXT_BYTES_MAX.items()
    )


def _texts(row: RowIn) -> list[Fault]:
    found = []
    for name, most in TEXT_BYTES_MAX.items():
        text = getattr(row, name)
        if len(text.encode()) > most:
            found.append(Fault(name, "batch.too_long", {"max": most}))
        if name != "name" and not text.isprintable():
            found.append(Fault(name, "batch.unseen"))
    return found
