"""The audit line of an operation, derived from its declaration.

Told are the plain fields of the command; account numbers, names and secrets are not repeated: the
object that was acted on holds them. The first field of an answer names that object if it is a text.
"""

from __future__ import annotations

from typing import Any, Final

from corporate.identity.evidence import Evidence
from kernel.context import Context
from kernel.operation import Kind, Operation, Sensitivity, fields_of
from kernel.parsing import Names, plain
from kernel.records import audit

_UNTOLD: Final = frozenset({Kind.DOCUMENT, Kind.GROUP})

_told: dict[type[Any], frozenset[str]] = {}


def write(
    ctx: Context, operation: Operation, command: object, answer: object, evidence: Evidence | None
) -> None:
    """Write who did what to which object, over what and by which proof."""
    said = plain(command, Names.PYTHON)
    detail = {name: said[name] for name in told(operation.command) if name in said}
    if evidence is not None:
        detail["signed"] = {"method": evidence.method, "digest": evidence.digest}
    if getattr(answer, "duplicate", False):
        detail["duplicate"] = True
    kind = operation.code.partition(".")[0]
    audit.write(ctx, operation.code, kind, object_of(answer, operation.answer), detail)


def object_of(answer: object, declared: type[Any]) -> str:
    """What the answer says was acted on: its first field, where that is a text; a state or a count names nothing."""
    first = next(iter(fields_of(declared)), None)
    if first is None or first.spec.kind is not Kind.TEXT:
        return ""
    return str(getattr(answer, first.name))


def told(command: type[Any]) -> frozenset[str]:
    """The command's fields that may stand in an audit line."""
    found = _told.get(command)
    if found is None:
        found = _told[command] = frozenset(
            info.name
            for info in fields_of(command)
            if info.spec.sensitivity is Sensitivity.PLAIN and info.spec.kind not in _UNTOLD
        )
    return found
