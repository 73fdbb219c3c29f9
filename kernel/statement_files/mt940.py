"""Writes MT940 (SWIFT customer statement message), one message for each statement, lines ended by CR LF.

Field 86 is structured by `?` and two digits, as SAP, aqbanking and the German banks read it: text of the
booking, the other side, `EREF+` and `SVWZ+`. It has six lines of 65 characters; what does not fit is cut
there and stands whole in camt.053.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final

from kernel.iso20022.statement_model import Part, Statement, StatementBalance, StatementEntry
from kernel.money import format_minor
from kernel.statement_files.swift_text import agreed_text, swift_text

Spelling = Callable[[str], str]

_LINE_CHARS_MAX: Final = 65
_LINES_MAX: Final = 6
_SUBFIELD_CHARS_MAX: Final = 27
_REFERENCE_CHARS_MAX: Final = 16
_PURPOSES: Final = (*range(20, 30), *range(60, 64))
_NO_REFERENCE: Final = "NONREF"
_SEQUENCE_AFTER: Final = 100_000
_KINDS: Final = {
    "transfer": ("NTRF", "116", "166"),
    "transfer_out": ("NTRF", "116", "166"),
    "transfer_in": ("NTRF", "116", "166"),
    "return": ("NRTI", "159", "159"),
    "fee": ("NCHG", "808", "808"),
    "interest": ("NINT", "814", "814"),
    "closing": ("NTRF", "116", "166"),
}
_OTHER_KIND: Final = ("NMSC", "835", "835")
"""Of a booking's own code: SWIFT's type, and the numbers of a debit and a credit that ERPs post by."""


def write_mt940(out: BinaryIO, encoding: str, parts: Iterable[Part]) -> None:
    """Write every statement in `encoding`: SWIFT's characters for ASCII, Chinese for any other."""
    spell = swift_text if encoding == "ascii" else agreed_text
    for statement, entries in parts:
        out.writelines(
            f"{line}\r\n".encode(encoding, "replace")
            for line in _message(statement, entries, spell)
        )


def _message(
    statement: Statement, entries: Iterable[StatementEntry], spell: Spelling
) -> Iterator[str]:
    currency = statement.account.currency
    yield f":20:{spell(statement.statement_id)[:_REFERENCE_CHARS_MAX]}"
    yield f":25:{spell(statement.account.number)}"
    yield f":28C:{statement.sequence % _SEQUENCE_AFTER}/1"
    if statement.opening:
        yield f":60F:{_balance(statement.opening, currency)}"
    for entry in entries:
        yield _line(entry, currency, spell)
        yield from _details(entry, spell)
    if statement.closing:
        yield f":62F:{_balance(statement.closing, currency)}"
    yield "-"


def _balance(balance: StatementBalance, currency: str) -> str:
    mark = "C" if balance.credit else "D"
    return f"{mark}{balance.on:%y%m%d}{currency}{_amount(balance.amount_minor, currency)}"


def _amount(minor: int, currency: str) -> str:
    """With a comma, always."""
    whole, _, fraction = format_minor(minor, currency, grouping=False).partition(".")
    return f"{whole},{fraction}"


def _line(entry: StatementEntry, currency: str, spell: Spelling) -> str:
    """Field 61. A reversal of what we paid is RD, and adds to the balance."""
    mark = "C" if entry.credit else "D"
    if entry.reversal:
        mark = "RD" if entry.credit else "RC"
    kind = _KINDS.get(entry.code.own, _OTHER_KIND)[0]
    own = _reference(entry.end_to_end_id, spell) or _reference(entry.instruction_id, spell)
    bank = _reference(entry.bank_reference, spell)
    amount = _amount(entry.amount_minor, currency)
    return (
        f":61:{entry.valued_on:%y%m%d}{entry.booked_on:%m%d}{mark}{amount}{kind}"
        f"{own or _NO_REFERENCE}{f'//{bank}' if bank else ''}"
    )


def _reference(text: str, spell: Spelling) -> str:
    """A reference that fits as it is; half of one, or another spelling, would be another's."""
    fits = len(text) <= _REFERENCE_CHARS_MAX and swift_text(text) == spell(text) == text
    return text if fits and "//" not in text and not text.startswith("/") else ""


def _details(entry: StatementEntry, spell: Spelling) -> Iterator[str]:
    """Field 86, as many of its purposes as there is room for."""
    _, debit, credit = _KINDS.get(entry.code.own, _OTHER_KIND)
    other = entry.counterparty
    first = [f"{credit if entry.credit else debit}?00{spell(entry.code.own).upper()}",
             f"?10{spell(entry.entry_reference)[-10:]}"]  # fmt: skip
    name = spell(other.name)
    rest = [
        ("?30", spell(other.bank_code or other.bank_bic)),
        ("?31", spell(other.account)),
        ("?32", name[:_SUBFIELD_CHARS_MAX].strip()),
        ("?33", name[_SUBFIELD_CHARS_MAX : 2 * _SUBFIELD_CHARS_MAX].strip()),
    ]
    last = [f"{tag}{text}" for tag, text in rest if text]
    purposes = _purposes(entry, spell)
    while True:
        lines = _packed([*first, *purposes[:10], *last, *purposes[10:]])
        if len(lines) <= _LINES_MAX or not purposes:
            break
        purposes.pop()
    yield f":86:{lines[0]}"
    yield from lines[1:_LINES_MAX]


def _purposes(entry: StatementEntry, spell: Spelling) -> list[str]:
    """The payment's references and purpose in subfields of 27 characters, each keyword in a new one."""
    said = (
        ("EREF+", spell(entry.end_to_end_id)),
        ("KREF+", spell(entry.instruction_id)),
        ("SVWZ+", spell(" ".join(filter(None, (entry.remittance, entry.note))))),
    )
    pieces = [piece for keyword, text in said if text for piece in _cut(keyword + text)]
    return [f"?{place}{piece}" for place, piece in zip(_PURPOSES, pieces, strict=False)]


def _cut(text: str) -> Iterator[str]:
    """Pieces of a text, never cut beside a blank: readers put them together again without one."""
    while text:
        end = _SUBFIELD_CHARS_MAX
        while end < len(text) and " " in text[end - 1 : end + 1]:
            end -= 1
        yield text[:end]
        text = text[end:]


def _packed(subfields: Iterable[str]) -> list[str]:
    """Lines of whole subfields; a subfield begins with `?`, so no line begins with a tag."""
    lines = [""]
    for subfield in subfields:
        if len(lines[-1]) + len(subfield) > _LINE_CHARS_MAX:
            lines.append("")
        lines[-1] += subfield
    return lines
