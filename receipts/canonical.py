"""Canonical bytes of the facts: what the verification code stands for.

One line per fact, `path:length:value`, in the order of the fields. The length makes two facts that run into
each other impossible; absent facts (empty or None) add no line. The bytes are a promise for ever: a field may be
added at the end with an empty default, but none may be renamed, moved or written differently, or every code
printed so far becomes wrong.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from receipts.facts import ReceiptFacts

HEADER = b"yinqi.receipt.facts/1\n"


def canonical_bytes(facts: ReceiptFacts) -> bytes:
    """Return the same bytes for equal facts and other bytes for any other facts."""
    return HEADER + b"".join(_lines("", facts))


def _lines(path: str, value: object) -> Iterator[bytes]:
    if is_dataclass(value) and not isinstance(value, type):
        for entry in fields(value):
            name = f"{path}.{entry.name}" if path else entry.name
            yield from _lines(name, getattr(value, entry.name))
    elif value not in ("", None):
        # A name may hold anything a sender put there, half a surrogate pair included.
        raw = _plain(value).encode("utf-8", "surrogatepass")
        yield f"{path}:{len(raw)}:".encode() + raw + b"\n"


def _plain(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case StrEnum() | str() | int() | UUID():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case _:
            message = f"no canonical form for {type(value).__name__}"
            raise TypeError(message)
