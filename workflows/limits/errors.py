"""What a change of limits refuses."""

from __future__ import annotations

from kernel.errors import Conflict, Finding, Severity
from kernel.text import Text


class NoSuchLimit(Conflict):
    """What is to be lifted is not set."""

    code = "limit.not_set"
    text = Text("该限额未设置", "This limit is not set")


def block(code: str, text: Text, field: str) -> Finding:
    """A finding that stops the change."""
    return Finding(f"limit.{code}", Severity.BLOCK, text, field)
