"""The type of a catalogue entry and of its fields.

An operation is declared once; every door, schema, right, menu entry and page of documentation is
derived from the declaration. Declarations hold no code: what an operation does is bound in the
composition root.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, get_type_hints

from kernel.money import Money
from kernel.text import NO_TEXT, Text


class Door(StrEnum):
    """Through which door somebody asks (渠道)."""

    WEB = "web"
    PHONE = "phone"
    DIRECT_LINK = "direct_link"
    FILE = "file"
    SYSTEM = "system"
    DESK = "desk"

    @property
    def label(self) -> Text:
        """The channel's name."""
        return _DOOR_LABELS[self.value]


_DOOR_LABELS = {
    "web": Text("企业网银", "Web bank"),
    "phone": Text("手机银行", "Mobile bank"),
    "direct_link": Text("银企直联", "Direct link"),
    "file": Text("文件", "File"),
    "system": Text("系统", "System"),
    "desk": Text("银行柜台", "Bank's desk"),
}


PEOPLE: Final = frozenset({Door.WEB, Door.PHONE})
"""Doors at which a person stands: who attaches documents, keeps payees and corrects what comes back."""


class Verb(StrEnum):
    """What a right allows on an operation: look, prepare, agree, administer."""

    SEE = "see"
    MAKE = "make"
    APPROVE = "approve"


class Idempotency(StrEnum):
    """What makes a second call harmless."""

    READ = "read"  # changes nothing
    SERIAL = "serial"  # the enterprise's own serial is the key, for ever
    STATE = "state"  # compare-and-set on the state of one object


class StepUp(StrEnum):
    """Which fresh proof of the person an operation asks for."""

    NONE = "none"
    SIGN = "sign"


class Sensitivity(StrEnum):
    """How a field is shown in logs and to those without need to know."""

    PLAIN = "plain"
    ACCOUNT = "account"
    PERSONAL = "personal"
    SECRET = "secret"  # noqa: S105 - a class of data, not one


class Kind(StrEnum):
    """The type of a field on the wire."""

    TEXT = "text"
    AMOUNT = "amount"
    DATE = "date"
    INSTANT = "instant"
    INTEGER = "integer"
    FLAG = "flag"
    CHOICE = "choice"
    GROUP = "group"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What a field is called, holds and shows; lengths are bytes in the encoding of the wire."""

    label: Text
    kind: Kind = Kind.TEXT
    max_bytes: int = 0
    pattern: str = ""
    choices: type[StrEnum] | None = None
    currency_field: str = ""
    group: type[Any] | None = None
    document: type[Any] | None = None  # what a door makes of a document, and makes documents from
    streamed: type[Any] | None = None  # what it makes of one too long to hold
    sensitivity: Sensitivity = Sensitivity.PLAIN
    example: str = ""
    hint: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field of a command or an answer, with its place on the wire."""

    name: str
    spec: FieldSpec
    required: bool
    many: bool

    @property
    def wire_name(self) -> str:
        """The XML element and JSON member: CamelCase of the Python name."""
        return wire_name(self.name)


def wire_name(name: str) -> str:
    """`payee_name` → `PayeeName`; a unit suffix `_minor` stays inside the house."""
    return "".join(part.capitalize() for part in name.removesuffix("_minor").split("_"))


def spec(
    label: Text, kind: Kind = Kind.TEXT, *, default: object = dataclasses.MISSING, **more: Any
) -> Any:
    """Declare a field of a command or answer; without `default` it is required."""
    metadata = {"spec": FieldSpec(label, kind, **more)}
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata=metadata)
    if isinstance(default, list | tuple) and not default:
        return dataclasses.field(default_factory=tuple, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


_infos: dict[type[Any], tuple[FieldInfo, ...]] = {}


def fields_of(record: type[Any]) -> tuple[FieldInfo, ...]:
    """The declared fields of a command or answer, in order; TypeError where two have one name on the wire."""
    found = _infos.get(record)
    if found is None:
        found = tuple(_read_fields(record))
        if len({one.wire_name for one in found}) < len(found):
            message = f"{record.__name__} has two fields of one name on the wire"
            raise TypeError(message)
        _infos[record] = found
    return found


def _read_fields(record: type[Any]) -> Iterator[FieldInfo]:
    hints = get_type_hints(record)
    for item in dataclasses.fields(record):
        declared: FieldSpec = item.metadata["spec"]
        required = (
            item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
        )
        many = str(hints[item.name]).startswith("tuple[")
        yield FieldInfo(item.name, declared, required, many)


@dataclass(frozen=True, slots=True)
class Operation:
    """One entry of the catalogue."""

    code: str
    title: Text
    command: type[Any]
    answer: type[Any]
    verb: Verb
    doors: frozenset[Door]
    idempotency: Idempotency
    step_up: StepUp = StepUp.NONE
    account_field: str = ""  # the command's field that names the account a right is about
    amount_field: str = ""  # the command's amount that a right with a ceiling must reach
    right_of: str = ""  # the operation whose row in the rights matrix rules this one
    administers: bool = False  # the enterprise's self-government: administrators', not clerks'
    need_to_know: bool = False  # its right is given by name (须知权限), and never comes with a role
    about: Text = NO_TEXT

    @property
    def right(self) -> str:
        """The row of the rights matrix."""
        return self.right_of or self.code

    def account(self, command: object) -> str:
        """The account number a right must cover, or empty."""
        return str(getattr(command, self.account_field)) if self.account_field else ""

    def money(self, command: object) -> Money | None:
        """The amount a right must reach, or None."""
        if not self.amount_field:
            return None
        currency = next(
            info.spec.currency_field
            for info in fields_of(self.command)
            if info.name == self.amount_field
        )
        return Money(getattr(command, self.amount_field), str(getattr(command, currency)))


def reading(
    code: str,
    title: Text,
    command: type[Any],
    answer: type[Any],
    right_of: str = "",
    *,
    administers: bool = False,
    need_to_know: bool = False,
    about: Text = NO_TEXT,
) -> Operation:
    """The entry of a question that people ask and that changes nothing."""
    return Operation(
        code=code,
        title=title,
        command=command,
        answer=answer,
        verb=Verb.SEE,
        doors=PEOPLE,
        idempotency=Idempotency.READ,
        right_of=right_of,
        administers=administers,
        need_to_know=need_to_know,
        about=about,
    )


def changing(
    code: str,
    title: Text,
    command: type[Any],
    answer: type[Any],
    right_of: str = "",
    *,
    administers: bool = False,
    need_to_know: bool = False,
    about: Text = NO_TEXT,
) -> Operation:
    """The entry of what people change without a fresh proof; as a rule another person confirms it."""
    return Operation(
        code=code,
        title=title,
        command=command,
        answer=answer,
        verb=Verb.MAKE,
        doors=PEOPLE,
        idempotency=Idempotency.STATE,
        right_of=right_of,
        administers=administers,
        need_to_know=need_to_know,
        about=about,
    )


Handler = Callable[..., Any]
Bindings = Mapping[str, Handler]
