"""Declared records as XML elements, and the texts of elements as a record's raw values.

A door maps names and never judges values: reading gives what `kernel.parsing` takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from connectors.direct_link.head import NAMESPACE
from connectors.direct_link.texts import writable
from kernel.operation import FieldInfo, fields_of
from kernel.parsing import plain
from kernel.xml import Element, local

NAMESPACES: Final[Any] = {None: NAMESPACE}  # the stubs know no None key


def qualified(name: str) -> str:
    """The name of an element of ours."""
    return f"{{{NAMESPACE}}}{name}"


def add(parent: Element, tag: str, text: str = "") -> Element:
    """Append an element with a qualified name and a text."""
    element = etree.SubElement(parent, tag)
    if text:
        element.text = text if text.isprintable() else writable(text)
    return element


def add_record(parent: Element, record: object) -> None:
    """Append a record as the element of its type's name."""
    kind = type(record)
    _fill(add(parent, qualified(kind.__name__)), kind, plain(record))


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


def _fill(element: Element, record: type[Any], values: dict[str, Any]) -> None:
    for name, tag, required, group in _layout(record).order:
        value = values.get(name)
        if value is None or (value == "" and not required):
            continue
        for item in value if isinstance(value, list) else (value,):
            if group is not None:
                _fill(add(element, tag), group, item)
            else:
                add(element, tag, item if isinstance(item, str) else _written(item))


def _written(value: object) -> str:
    if value is True:
        return "true"
    return "false" if value is False else str(value)


@dataclass(frozen=True, slots=True)
class _Layout:
    """A record's fields by the names of their elements, worked out once."""

    infos: dict[str, FieldInfo]
    order: tuple[tuple[str, str, bool, type[Any] | None], ...]
    """Name, qualified name, whether it is always there, and the type of a group."""


_layouts: dict[type[Any], _Layout] = {}


def _layout(record: type[Any]) -> _Layout:
    found = _layouts.get(record)
    if found is None:
        infos = {info.wire_name: info for info in fields_of(record)}
        order = (
            (name, qualified(name), info.required, info.spec.group) for name, info in infos.items()
        )
        found = _layouts[record] = _Layout(infos, tuple(order))
    return found
