"""The one text of a change that is shown, signed and hashed: its lines, and where it belongs."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.text import Text
from workflows.mandates.kinds import Line

VERSION = "mandate/1"
_NOTHING = Text("无", "none")


def text_of(head: Sequence[tuple[str, str]], lines: Sequence[Line]) -> str:
    """`head` names enterprise, number, kind and target; then one line for each difference.

    A value is written between quotation marks with its own doubled, so that no value can pass for a
    second line or for an arrow.
    """
    written = [f"{name}: {_plain(value)}" for name, value in (("版本", VERSION), *head)]
    written += [f"{line.label.zh}: {_quoted(line.was)} → {_quoted(line.becomes)}" for line in lines]
    return "\n".join(written)


def _quoted(value: Text) -> str:
    if not value.zh:
        return _NOTHING.zh
    return '"' + _plain(value.zh).replace('"', '""') + '"'


def _plain(value: str) -> str:
    """Whatever breaks a line or is not seen becomes its code point: it must not hide in a signature."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in value)
