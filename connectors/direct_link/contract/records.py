"""Which records cross the wire: commands and answers of the direct link, and the groups in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from connectors.direct_link.documents import format_of
from kernel.operation import Door, Operation, fields_of


@dataclass(frozen=True, slots=True)
class Records:
    """Types by the name they have on the wire, in the order they are first met; choices are of requests.

    In answers a choice is an open text: within `v1` it may get new values, and code generated from a
    closed list (gSOAP, .NET) refuses a whole answer for one value it does not know.
    """

    commands: dict[str, type[Any]]
    answers: dict[str, type[Any]]
    groups: dict[str, type[Any]]
    choices: dict[str, type[StrEnum]]
    documents_in: tuple[str, ...]
    documents_out: tuple[str, ...]

    @property
    def sent(self) -> frozenset[str]:
        """Names of the types that occur in requests."""
        return frozenset(_below(self.commands.values()))


def records_of(operations: Iterable[Operation]) -> Records:
    """Collect what the operations of this door send; raises ValueError for two types of one name."""
    offered = [operation for operation in operations if Door.DIRECT_LINK in operation.doors]
    commands = [operation.command for operation in offered]
    answers = [operation.answer for operation in offered]
    asked = [record for record in commands if format_of(record) is None]
    answered = [record for record in answers if format_of(record) is None]
    every = [*asked, *answered]
    return Records(
        commands=_named(asked),
        answers=_named(answered),
        groups=_named(group for one in every for group in _groups(one) if group not in every),
        choices=_named(choice for record in asked for choice in _choices(record)),
        documents_in=_names(commands),
        documents_out=_names(answers),
    )


def _names(records: Iterable[type[Any]]) -> tuple[str, ...]:
    formats = [found for found in map(format_of, records) if found is not None]
    return tuple(dict.fromkeys(name for found in formats for name in found.names))


def _groups(record: type[Any]) -> Iterator[type[Any]]:
    for info in fields_of(record):
        if info.spec.group is not None:
            yield from _groups(info.spec.group)
            yield info.spec.group


def _choices(record: type[Any]) -> Iterator[type[StrEnum]]:
    for part in (*_groups(record), record):
        for info in fields_of(part):
            if info.spec.choices is not None:
                yield info.spec.choices


def _below(records: Iterable[type[Any]]) -> Iterator[str]:
    for record in records:
        yield record.__name__
        yield from (group.__name__ for group in _groups(record))


def _named(types: Iterable[type[Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in types:
        if found.setdefault(each.__name__, each) is not each:
            message = f"two types are called {each.__name__} on the wire"
            raise ValueError(message)
    return found


def message_name(code: str) -> str:
    """What a message of an operation is called: `payments.submit` → `PaymentsSubmit`."""
    return "".join(part.capitalize() for part in code.replace(".", "_").split("_"))
