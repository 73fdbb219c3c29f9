"""Opaque marks of a place in an answer (翻页标记): made here, read here, understood by nobody else.

A mark belongs to one question: with other conditions the place would mean something else, so it is
refused. It holds places, never data, and whoever alters one sees only what the question allows anyway.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from kernel.errors import Invalid
from kernel.ids import CursorUnknown
from kernel.text import Text

_OF = "q"


class CursorOfAnother(Invalid):
    """The mark belongs to a question with other conditions."""

    code = "kernel.cursor_of_another"
    text = Text(
        "翻页标记属于另一个查询，请保持查询条件不变，或从第一页重新查询",
        "The cursor belongs to another question: keep the conditions, or start from the first page",
    )


def mark(question: object, place: Mapping[str, int | str]) -> str:
    """The mark of a place in the answer to a question, which is told by its `repr`."""
    written = json.dumps({_OF: _print_of(question), **place}, separators=(",", ":"))
    return base64.urlsafe_b64encode(written.encode()).decode("ascii").rstrip("=")


def place_of(question: object, cursor: str) -> dict[str, int | str]:
    """The place a mark names; raises CursorUnknown, and CursorOfAnother for another question's."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        raise CursorUnknown from None
    if not isinstance(found, dict) or not all(isinstance(it, int | str) for it in found.values()):
        raise CursorUnknown
    if found.pop(_OF, None) != _print_of(question):
        raise CursorOfAnother
    return found


def number_in(place: Mapping[str, int | str], name: str) -> int:
    """A whole number of a place that no book line can exceed; raises CursorUnknown for anything else."""
    value = place.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 63:
        raise CursorUnknown
    return value


def _print_of(question: object) -> str:
    return hashlib.sha256(repr(question).encode()).hexdigest()[:8]
