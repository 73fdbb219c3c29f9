"""What can be changed at the desk: one kind per sort of thing, each with its form.

The engine moves contents it does not understand: plain JSON without floats, before and after. A kind
says what was typed means, tells every difference in a line people read and sign, and puts it in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol
from uuid import UUID

from corporate.staff.roles import Duty
from kernel.context import Context
from kernel.errors import Faulty, Finding, Severity, YinqiError
from kernel.money import Money
from kernel.text import NO_TEXT, Text
from workflows.desk.about import Told
from workflows.mandates.kinds import Change, Content, Line

Typed = Mapping[str, str]
REQUIRED: Final = Text("请填写", "Fill this in")
_BAD_AMOUNT: Final = Text("请填写大于零的金额", "Give an amount above zero")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; `sort` is `text`, `area`, `select`, `date` or `amount`."""

    name: str
    label: Text
    value: str = ""
    sort: str = "text"
    options: tuple[tuple[str, Text], ...] = ()
    hint: Text = NO_TEXT
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a thing to be; `enterprise_id` is whose it is, if it is a customer's."""

    target: str
    after: Content
    title: Text
    enterprise_id: UUID | None = None


class DeskKind(Protocol):
    """One sort of thing that staff change."""

    code: ClassVar[str]
    title: ClassVar[Text]
    duty: ClassVar[Duty]
    by_worker: ClassVar[bool]
    """Whether the worker carries it out, once two have agreed: what moves money."""

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """What is asked; raises NotFound for a target that cannot be."""
        ...

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """What was typed, in its one spelling; raises Faulty (all faults) or Conflict."""
        ...

    def present(self, ctx: Context, target: str) -> Content:
        """What the thing is now; empty when there is none."""
        ...

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """Every difference; none when nothing changes."""
        ...

    def about(self, ctx: Context, target: str) -> Told:
        """What both people decide by, as it stands now: label and value; no part of what is signed."""
        ...

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:
        """Staff it is about: they neither ask for nor confirm it."""
        ...

    def apply(self, ctx: Context, change: Change) -> None:
        """Put it in force, in this transaction; raises Conflict or Invalid, and then nothing stays."""
        ...


class PlainKind:
    """What most kinds have in common: differences by label, and nobody of the desk concerned."""

    by_worker: ClassVar[bool] = False
    labels: ClassVar[Mapping[str, Text]] = {}

    def present(self, ctx: Context, target: str) -> Content:  # noqa: ARG002 - each kind its own
        """Nothing: most kinds make something new."""
        return {}

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """A line for each labelled part that differs."""
        return tuple(self._lines(ctx, change))

    def about(self, ctx: Context, target: str) -> Told:  # noqa: ARG002 - the same
        """Nothing but what is asked."""
        return ()

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:  # noqa: ARG002 - the same
        """Nobody of the desk."""
        return frozenset()

    def said(self, ctx: Context, name: str, value: Any) -> Text:  # noqa: ARG002 - the same
        """A value in words."""
        return NO_TEXT if value is None or value == "" else Text(str(value), str(value))

    def _lines(self, ctx: Context, change: Change) -> Iterator[Line]:
        for name, label in self.labels.items():
            was, becomes = change.before.get(name), change.after.get(name)
            if (was or "") != (becomes or ""):
                yield Line(label, self.said(ctx, name, was), self.said(ctx, name, becomes))


class Reader:
    """Reads a form, collecting every fault."""

    def __init__(self, typed: Typed) -> None:
        self._typed = typed
        self._found: list[Finding] = []

    def text(self, name: str, *, most: int = 200, optional: bool = False) -> str:
        """What was typed, on one line, no longer than `most`."""
        value = " ".join(self._typed.get(name, "").split())[:most]
        if not value and not optional:
            self.wrong(name, REQUIRED)
        return value

    def choice(self, name: str, allowed: Mapping[str, Any] | frozenset[str] | set[str]) -> str:
        """One of a few."""
        value = self._typed.get(name, "")
        if value not in allowed:
            self.wrong(name, REQUIRED)
        return value

    def amount(self, name: str, currency: str) -> str:
        """An amount above zero, as it is written on the wire; commas may part its digits."""
        try:
            money = Money.parse(self._typed.get(name, "").replace(",", "").strip(), currency)
        except YinqiError:
            money = Money(0, currency)
        if not money.is_positive:
            self.wrong(name, _BAD_AMOUNT)
        return money.wire()

    def wrong(self, name: str, text: Text) -> None:
        """Something is wrong with a field."""
        self._found.append(Finding(f"desk.{name}", Severity.BLOCK, text, name))

    def done(self) -> None:
        """Raise Faulty if anything was wrong."""
        if self._found:
            raise Faulty(self._found)
