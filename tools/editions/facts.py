"""Today's facts: read out of the published schemas as an integrator's tools read them, not out of our code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from connectors.direct_link.contract.files import files_of
from connectors.direct_link.documents import element_name, format_of
from connectors.direct_link.refusals import listed, refusal_of
from kernel.errors import YinqiError
from kernel.operation import Door, Operation
from kernel.public_status import PublicStatus
from tools.editions import json_fields, xml_fields
from workflows.feed.handlers import SUBSCRIPTIONS

Place = tuple[str, ...]
Fact = Mapping[str, Any]
Facts = dict[Place, Fact]


def facts_of(operations: Iterable[Operation]) -> Facts:
    """Everything `v1` promises today; every module of the house must have been loaded."""
    offered = [operation for operation in operations if Door.DIRECT_LINK in operation.doors]
    files = files_of(offered)
    requests, answers = xml_fields.directions(files["direct-link-v1.xsd"])
    every = (
        _operations(offered),
        _reasons(),
        _statuses(),
        _topics(),
        xml_fields.messages(files["direct-link-v1.soap.xsd"]),
        xml_fields.fields(files["direct-link-v1.xsd"], requests, answers),
        json_fields.fields(files["direct-link-v1.schema.json"], requests, answers),
    )
    return {place: fact for part in every for place, fact in part}


def _operations(offered: Iterable[Operation]) -> Iterator[tuple[Place, Fact]]:
    for operation in offered:
        fact = {
            "asked": _on_the_wire(operation.command),
            "answered": _on_the_wire(operation.answer),
            "key": operation.idempotency.value,
        }
        yield ("operation", operation.code), fact


def _on_the_wire(record: type[object]) -> list[str]:
    """The element, or the standard messages, of which the first is the default."""
    form = format_of(record)
    return [element_name(record)] if form is None else list(form.names)


def _reasons() -> Iterator[tuple[Place, Fact]]:
    errors = YinqiError.registry()
    for reason in sorted(listed().keys() & errors):
        refusal = refusal_of(errors[reason])
        yield ("reason", reason), {"code": refusal.code, "http": refusal.status}


def _statuses() -> Iterator[tuple[Place, Fact]]:
    for status in PublicStatus:
        yield ("status", status.value), {"may_be_paid_again": status.may_pay_again}


def _topics() -> Iterator[tuple[Place, Fact]]:
    """What polling and webhooks tell."""
    for topic in SUBSCRIPTIONS:
        yield ("topic", topic), {}
