"""Standard documents of the direct link: read into what slices take, written from what they answer.

A field of kind DOCUMENT names a Python type; here stands which messages that type is on the wire.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from connectors.direct_link.camt053 import camt_of
from connectors.direct_link.pain002 import pain002_of
from kernel.iso20022.camt029 import write_camt029
from kernel.iso20022.camt055 import load_camt055
from kernel.iso20022.camt055_model import Camt055, Resolution
from kernel.iso20022.pain001 import open_pain001
from kernel.iso20022.pain001_model import Pain001
from kernel.iso20022.schemas import (
    CAMT_029,
    CAMT_052,
    CAMT_053,
    CAMT_054,
    CAMT_055,
    NAMESPACE,
    PAIN_001,
    PAIN_002,
    PAIN_002_NEW,
)
from kernel.operation import FieldInfo, Kind, fields_of
from kernel.xml import Screened
from workflows.accounts.facts import NotificationFacts, ReportFacts, StatementFacts
from workflows.payments.message_commands import MessageStanding

ROOT: Final = "Document"
"""The root of every ISO 20022 message."""


@dataclass(frozen=True, slots=True)
class Format:
    """The messages a type is on the wire, by name, and how it is read or written."""

    names: tuple[str, ...]
    read: Callable[[Screened], Any] | None = None
    write: Callable[[Any], bytes] | None = None

    @property
    def namespaces(self) -> tuple[str, ...]:
        """The XML namespaces of the messages."""
        return tuple(NAMESPACE + name for name in self.names)


FORMATS: Final[Mapping[type[Any], Format]] = {
    Pain001: Format(PAIN_001, read=open_pain001),
    MessageStanding: Format((PAIN_002, PAIN_002_NEW), write=pain002_of),
    Camt055: Format(CAMT_055, read=load_camt055),
    Resolution: Format((CAMT_029,), write=write_camt029),
    StatementFacts: Format(CAMT_053, write=camt_of),
    ReportFacts: Format(CAMT_052, write=camt_of),
    NotificationFacts: Format(CAMT_054, write=camt_of),
}


_fields: dict[type[Any], FieldInfo | None] = {}


def document_field(record: type[Any]) -> FieldInfo | None:
    """The field of a command or answer that is a document, or None; a record has at most one."""
    if record not in _fields:
        _fields[record] = _document_field(record)
    return _fields[record]


def _document_field(record: type[Any]) -> FieldInfo | None:
    found = [info for info in fields_of(record) if info.spec.kind is Kind.DOCUMENT]
    if len(found) > 1:
        message = f"{record.__name__} has more than one document"
        raise TypeError(message)
    return found[0] if found and found[0].spec.document in FORMATS else None


def format_of(record: type[Any]) -> Format | None:
    """The document that stands for a command or answer on the wire, or None."""
    info = document_field(record)
    return None if info is None or info.spec.document is None else FORMATS[info.spec.document]


def element_name(record: type[Any]) -> str:
    """The element a command or answer is in a body."""
    return record.__name__ if format_of(record) is None else ROOT


def document_of(answer: object) -> bytes:
    """The document an answer is on the wire; only for a type that has a format."""
    form, info = format_of(type(answer)), document_field(type(answer))
    if form is None or form.write is None or info is None:
        message = f"{type(answer).__name__}: its document is only read, never written"
        raise TypeError(message)
    return form.write(getattr(answer, info.name))
