"""Values as SOAP stacks write them, brought to the one spelling our readers take.

XML Schema lets dates bear a time zone and times as many digits as anybody likes, and white space
around both; stacks of Java and .NET use all of it. A date is the day it names, whatever the zone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from kernel.operation import FieldInfo, Kind, fields_of

_ZONED_DATE: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})")
_LONG_FRACTION: Final = re.compile(r"(\.[0-9]{6})[0-9]+")
_COLLAPSED: Final = frozenset({Kind.DATE, Kind.INSTANT, Kind.INTEGER, Kind.FLAG})
_BLANKS: Final = " \t\r\n"


def tolerant(values: Mapping[str, object], record: type[Any]) -> dict[str, object]:
    """The raw values of a record, with dates, times, numbers and flags as the strict readers want them."""
    infos = {info.wire_name: info for info in fields_of(record)}
    return {
        name: _value(infos[name], value) if name in infos else value
        for name, value in values.items()
    }


def _value(info: FieldInfo, value: object) -> object:
    if isinstance(value, list):
        return [_value(info, item) for item in value]
    if info.spec.group is not None and isinstance(value, Mapping):
        return tolerant(value, info.spec.group)
    if isinstance(value, str) and info.spec.kind in _COLLAPSED:
        return _spelled(info.spec.kind, value.strip(_BLANKS))
    return value


def _spelled(kind: Kind, text: str) -> str:
    if kind is Kind.DATE:
        found = _ZONED_DATE.fullmatch(text)
        return found[1] if found else text
    return _LONG_FRACTION.sub(r"\1", text) if kind is Kind.INSTANT else text
