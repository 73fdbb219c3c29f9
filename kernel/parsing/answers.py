"""From a command or an answer to plain values for the wire: text, whole numbers, flags, lists.

The reverse of `parse`: what is read back is equal. Empty optional fields are left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_type_hints

from kernel.money import format_minor
from kernel.operation import FieldInfo, Kind, fields_of
from kernel.parsing.names import Names
from kernel.text import Text

Writer = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    name: str
    many: bool
    write: Writer | None
    currency_field: str


def plain(record: object, names: Names = Names.WIRE) -> dict[str, object]:
    """Write a declared record as a dictionary of plain values."""
    written: dict[str, object] = {}
    for entry in _entries(type(record), names):
        value = getattr(record, entry.name)
        if value is None or value == ():
            continue
        if entry.currency_field:
            currency = getattr(record, entry.currency_field)
            written[entry.key] = format_minor(value, currency, grouping=False)
        elif entry.write is None:
            written[entry.key] = list(value) if entry.many else value
        elif entry.many:
            written[entry.key] = [entry.write(item) for item in value]
        else:
            written[entry.key] = entry.write(value)
    return written


_known: dict[tuple[type[Any], Names], tuple[_Entry, ...]] = {}


def _entries(record: type[Any], names: Names) -> tuple[_Entry, ...]:
    found = _known.get((record, names))
    if found is None:
        hints = get_type_hints(record)
        entries = tuple(_entry(info, hints[info.name], names) for info in fields_of(record))
        found = _known[record, names] = entries
    return found


def _entry(info: FieldInfo, hint: object, names: Names) -> _Entry:
    currency_field = info.spec.currency_field if info.spec.kind is Kind.AMOUNT else ""
    write = _bilingual(names) if hint is Text else _writer(info.spec.kind, names)
    return _Entry(names.of(info), info.name, info.many, write, currency_field)


def _writer(kind: Kind, names: Names) -> Writer | None:
    match kind:
        case Kind.DATE:
            return lambda value: value.isoformat()
        case Kind.INSTANT:
            return _instant
        case Kind.CHOICE:
            return lambda value: value.value
        case Kind.GROUP:
            return lambda value: plain(value, names)
        case _:
            return None


def _bilingual(names: Names) -> Writer:
    """Text of ours goes out in both languages; the receiver chooses."""
    zh, en = ("Zh", "En") if names is Names.WIRE else ("zh", "en")
    return lambda value: {zh: value.zh, en: value.en}


def _instant(value: datetime) -> str:
    """UTC with a Z: one spelling for one instant."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
