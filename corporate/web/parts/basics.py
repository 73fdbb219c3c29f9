"""Small records that every page is made of: marks, notes, facts, files, steps, and what a form holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kernel.text import Text

Tone = Literal["", "ok", "warn", "stop", "brand"]
Say = Text | str


@dataclass(frozen=True, slots=True)
class Tag:
    """A short word with a colour that means something."""

    text: Say
    tone: Tone = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A flag as a sentence with facts, never a score."""

    title: Say
    text: Say = ""
    tone: Tone = ""
    icon: str = "info-circle"
    href: str = ""
    """Where something can be done about it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a summary list; `change` leads back to the field that was typed."""

    label: Say
    value: Say
    note: Say = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """An attachment."""

    name: str
    note: Say
    href: str
    icon: str = "file-text"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an approval or of the way through the bank: who, when, how, what was said."""

    title: Say
    state: Literal["done", "now", "next", "stop", "warn"]
    at: datetime | None = None
    wait: Say = ""
    notes: tuple[Say, ...] = ()
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Toast:
    """A short word that something was done; it goes by itself."""

    text: Say
    tone: Tone = "ok"
    icon: str = "circle-check"


@dataclass(frozen=True, slots=True)
class FormFault:
    """One thing to correct, and the field it is about."""

    field: str
    text: Say


@dataclass(frozen=True, slots=True)
class Value:
    """What a form holds while it is filled in: the typed text and what is wrong with it."""

    text: str = ""
    fault: Say = ""
