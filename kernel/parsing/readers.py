"""Readers of single values: one closure per field, made once from its declaration.

A reader returns the value, or None for a text of nothing but blanks, or raises `FieldFault`. It
takes what a strict XML, JSON or form reader gives: text, and from JSON also true numbers and flags.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final

from kernel.charset import Encoding, NotEncodable, byte_length
from kernel.gb18030 import modernise
from kernel.operation import FieldSpec, Kind
from kernel.parsing import faults
from kernel.parsing.faults import FieldFault
from kernel.parsing.names import Names

Reader = Callable[[object], object]

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,17}")
_INTEGER_MAX: Final = 10**18
_HIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_POINTS_SHOWN_MAX: Final = 5
_FLAGS: Final = {"true": True, "1": True, "false": False, "0": False}
_CHECKBOXES: Final = _FLAGS | {"on": True, "off": False}


def reader_of(spec: FieldSpec, names: Names, encoding: Encoding) -> Reader:
    """Make the reader of a single value; amounts and groups need more than one value."""
    if spec.kind is Kind.TEXT:
        return _text_reader(spec, encoding)
    if spec.kind is Kind.CHOICE:
        return _choice_reader(spec)
    if spec.kind is Kind.FLAG:
        return _flag_reader(_CHECKBOXES if names is Names.PYTHON else _FLAGS)
    if spec.kind is Kind.DOCUMENT:
        return _document_reader(spec)
    return _SAME_FOR_ALL[spec.kind]


def _text_reader(spec: FieldSpec, encoding: Encoding) -> Reader:
    pattern = re.compile(spec.pattern, re.ASCII).fullmatch if spec.pattern else None
    limit, example = spec.max_bytes, spec.example
    every_length = encoding is not Encoding.UTF8  # which can write everything

    def read(value: object) -> str | None:
        if not isinstance(value, str):
            raise FieldFault(faults.NOT_TEXT)
        if value.isspace():
            return None
        if not value.isprintable():
            value = modernise(value)  # private code points of older editions count as unprintable
            _refuse_hidden(value)
        if every_length or len(value) * 4 > limit:
            _check_length(value, limit, encoding)
        if pattern is not None and pattern(value) is None:
            raise FieldFault(faults.PATTERN, example=example)
        return value

    return read


def _refuse_hidden(text: str) -> None:
    """Refuse what cannot be seen: a line break or direction mark would change what is signed."""
    hidden = [c for c in dict.fromkeys(text) if unicodedata.category(c) in _HIDDEN_CATEGORIES]
    if hidden:
        points = ", ".join(f"U+{ord(c):04X}" for c in hidden[:_POINTS_SHOWN_MAX])
        raise FieldFault(faults.HIDDEN, points=points)


def _check_length(text: str, limit: int, encoding: Encoding) -> None:
    try:
        actual = len(text) if text.isascii() else byte_length(text, encoding)
    except NotEncodable as refused:
        raise FieldFault(refused.code, reason=refused.message) from None
    if 0 < limit < actual:
        shown = encoding.upper()
        raise FieldFault(faults.TOO_LONG, max=limit, actual=actual, encoding=shown)


def _choice_reader(spec: FieldSpec) -> Reader:
    if spec.choices is None:
        message = f"{spec.label.en}: a choice has choices"
        raise TypeError(message)
    members = {member.value: member for member in spec.choices}

    def read(value: object) -> object:
        member = members.get(value) if isinstance(value, str) else None
        if member is None:
            raise FieldFault(faults.CHOICE, choices=", ".join(members))
        return member

    return read


def _flag_reader(words: dict[str, bool]) -> Reader:
    def read(value: object) -> bool:
        if isinstance(value, bool):
            return value
        flag = words.get(value) if isinstance(value, str) else None
        if flag is None:
            raise FieldFault(faults.FLAG)
        return flag

    return read


def _document_reader(spec: FieldSpec) -> Reader:
    limit = spec.max_bytes
    made = tuple(one for one in (spec.document, spec.streamed) if one is not None)

    def read(value: object) -> object:
        if isinstance(value, made):
            return value  # a strict reader of that document has read it already
        content = _bytes_of(value) if isinstance(value, str) else value
        if isinstance(content, bytes):
            if limit and len(content) > limit:
                raise FieldFault(faults.DOCUMENT_TOO_LARGE, max=limit, actual=len(content))
        elif not callable(getattr(content, "read", None)):
            raise FieldFault(faults.DOCUMENT)
        return content

    return read


def _bytes_of(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise FieldFault(faults.DOCUMENT) from None


def _read_date(value: object) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass  # a day that no month has
    raise FieldFault(faults.DATE)


def _read_instant(value: object) -> datetime:
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            pass  # an hour that no day has
    raise FieldFault(faults.INSTANT)


def _read_integer(value: object) -> int:
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    if type(value) is int and abs(value) < _INTEGER_MAX:
        return value
    raise FieldFault(faults.INTEGER)


_SAME_FOR_ALL: Final[dict[Kind, Reader]] = {
    Kind.DATE: _read_date,
    Kind.INSTANT: _read_instant,
    Kind.INTEGER: _read_integer,
}
