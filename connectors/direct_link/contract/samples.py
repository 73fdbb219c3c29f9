"""Sample values of a command, from the examples of its declaration: what documents and pages show."""

from __future__ import annotations

from typing import Any, Final

from connectors.direct_link.documents import format_of
from connectors.direct_link.head import Head
from kernel.iso20022.schemas import NAMESPACE as ISO
from kernel.operation import FieldInfo, Kind, Operation, fields_of

_TYPED: Final = {"true": True, "false": False}


def head_sample(operation: Operation) -> dict[str, Any]:
    """The head of a request."""
    return values_sample(Head) | {"Operation": operation.code}


def values_sample(record: type[Any]) -> dict[str, Any]:
    """A record as JSON holds it: every field that has an example, and what is required."""
    values = {info.wire_name: _value(info) for info in fields_of(record) if _told(info)}
    form = format_of(record)
    if form is not None:
        for info in fields_of(record):
            if info.spec.kind is Kind.DOCUMENT:
                values[info.wire_name] = f'<Document xmlns="{ISO}{form.names[0]}">…</Document>'
    return values


def _told(info: FieldInfo) -> bool:
    return info.spec.kind is not Kind.DOCUMENT and bool(info.required or info.spec.example)


def _value(info: FieldInfo) -> Any:
    one = _single(info)
    return [one] if info.many else one


def _single(info: FieldInfo) -> Any:
    spec = info.spec
    if spec.group is not None:
        return values_sample(spec.group)
    if spec.kind is Kind.INTEGER and spec.example:
        return int(spec.example)
    if spec.kind is Kind.FLAG:
        return _TYPED.get(spec.example, False)
    if spec.kind is Kind.CHOICE and spec.choices is not None and not spec.example:
        return next(iter(spec.choices)).value
    return spec.example
