"""Declared records as XML elements, and the texts of elements as a record's raw values.

A door maps names and never judges values: reading gives what `kernel.parsing` takes. Answers are
written as text: every name in them is one of ours, so that only texts need escaping.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape  # writes only: nothing is parsed with it

from connectors.direct_link.head import NAMESPACE
from connectors.direct_link.texts import writable
from kernel.operation import FieldInfo, fields_of
from kernel.parsing import plain
from kernel.xml import Element, local

_SPECIAL: Final = re.compile("[&<>\r]")


def qualified(name: str) -> str:
    """The name of an element of ours."""
    return f"{{{NAMESPACE}}}{name}"


def leaf(name: str, text: str = "", attributes: str = "") -> str:
    """An element that holds a text; `attributes` are of ours, too."""
    if not text:
        return f"<{name}{attributes}/>"
    return f"<{name}{attributes}>{_escaped(text)}</{name}>"


def record_element(record: object) -> str:
    """A record as the element of its type's name."""
    kind = type(record)
    return _around(kind.__name__, _written_fields(kind, plain(record)))


def record_fields(record: object) -> str:
    """A record's fields alone, for an element that has another name."""
    return _written_fields(type(record), plain(record))


def values_of(element: Element, record: type[Any]) -> dict[str, object]:
    """The raw values below an element that stands for a record: texts, groups, lists of them."""
    infos = _layout(record).infos
    values: dict[str, object] = {}
    for child in element:
        name = local(child.tag)
        info = infos.get(name)
        value: object = child.text or ""
        if info is not None and info.spec.group is not None:
            value = values_of(child, info.spec.group)
        if info is not None and info.many:
            several = values.setdefault(name, [])
            if isinstance(several, list):
                several.append(value)
        else:
            values[name] = value
    return values


def _written_fields(record: type[Any], values: dict[str, Any]) -> str:
    parts: list[str] = []
    for name, required, group in _layout(record).order:
        value = values.get(name)
        if value is None or (value == "" and not required):
            continue
        for item in value if isinstance(value, list) else (value,):
            if group is not None:
                parts.append(_around(name, _written_fields(group, item)))
            else:
                parts.append(leaf(name, item if isinstance(item, str) else _written(item)))
    return "".join(parts)


def _around(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name}>" if inside else f"<{name}/>"


def _escaped(text: str) -> str:
    """A text as an XML document holds it."""
    if not text.isprintable():
        text = writable(text)
    if _SPECIAL.search(text):
        text = escape(text, {"\r": "&#13;"})
    return text


def _written(value: object) -> str:
    if value is True:
        return "true"
    return "false" if value is False else str(value)


@dataclass(frozen=True, slots=True)
class _Layout:
    """A record's fields by the names of their elements, worked out once."""

    infos: dict[str, FieldInfo]
    order: tuple[tuple[str, bool, type[Any] | None], ...]
    """Name, whether it is always there, and the type of a group."""


_layouts: dict[type[Any], _Layout] = {}


def _layout(record: type[Any]) -> _Layout:
    found = _layouts.get(record)
    if found is None:
        infos = {info.wire_name: info for info in fields_of(record)}
        order = ((name, info.required, info.spec.group) for name, info in infos.items())
        found = _layouts[record] = _Layout(infos, tuple(order))
    return found
