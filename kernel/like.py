"""What a person typed, as a pattern of SQL's LIKE that means just these characters."""

from __future__ import annotations


def literal(text: str) -> str:
    """Text in which LIKE finds no pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def containing(text: str) -> str:
    """The pattern of whatever has these characters in it."""
    return f"%{literal(text)}%"
