"""Submissions whose words are sealed: what stands in clear beside them, and what of an answer may be kept.

A payroll row tells what somebody earns. Its message is sealed in the application under a key of its bank before it
is stored, opened in memory at the moment it is sent, and never written down in between; an answer that names its
amount is compared by a keyed mark.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from connectors.ports import ClearingAnswer
from kernel.context import Context
from kernel.crypto import CellAddress, KeyPort
from kernel.errors import YinqiError
from kernel.money import Money
from kernel.statements import Row
from workflows.dispatch.ports import Safe

DIFFERS: Final = "amount_differs"
KEPT: Final = frozenset({"state", "text", "currency", DIFFERS})
"""What of an answer about a sealed submission is kept; whatever else it says might be its amount."""


class Envelope:
    """A safe over data keys: each bank has its own, apart from every other purpose's."""

    def __init__(self, open_port: Callable[[], KeyPort]) -> None:
        self._open_port = open_port

    @cached_property
    def _port(self) -> KeyPort:
        return self._open_port()

    def seal(self, ctx: Context, submission_id: UUID, payload: Mapping[str, Any]) -> bytes:
        """What is kept of it."""
        said = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return self._port.encrypt(_purpose(ctx), _aad(ctx, submission_id), said.encode())

    def open(self, ctx: Context, submission_id: UUID, kept: bytes) -> dict[str, Any]:
        """The same again; raises CiphertextRefused or DataKeyMissing."""
        said = self._port.decrypt(_purpose(ctx), _aad(ctx, submission_id), bytes(kept))
        opened: dict[str, Any] = json.loads(said)
        return opened

    def mark(self, ctx: Context, submission_id: UUID, text: str) -> str:
        """Bound to its submission, so that equal amounts have different marks."""
        return self._port.mark(_purpose(ctx, "-marks"), f"{submission_id}:{text}".encode()).hex()


class NoSafe:
    """A house that sends nothing sealed; whoever tries is told."""

    def seal(self, ctx: Context, submission_id: UUID, payload: Mapping[str, Any]) -> bytes:  # noqa: ARG002 - as every safe
        """Refuse."""
        raise LookupError(_NO_SAFE)

    def open(self, ctx: Context, submission_id: UUID, kept: bytes) -> dict[str, Any]:  # noqa: ARG002 - the same
        """Refuse."""
        raise LookupError(_NO_SAFE)

    def mark(self, ctx: Context, submission_id: UUID, text: str) -> str:  # noqa: ARG002 - the same
        """Refuse."""
        raise LookupError(_NO_SAFE)


_NO_SAFE: Final = "this engine keeps no sealed submissions"


def in_clear(
    ctx: Context, safe: Safe, submission_id: UUID, payload: Mapping[str, Any]
) -> dict[str, Any]:
    """What may stand beside a sealed payload."""
    money = Money.parse(str(payload["amount"]), str(payload["currency"]))
    return {
        "currency": money.currency,
        "amount_mark": safe.mark(ctx, submission_id, money.wire()),
    }


def discreet(
    ctx: Context, safe: Safe, submission: Row | None, answer: ClearingAnswer
) -> ClearingAnswer:
    """The answer as it may be kept: one about a sealed submission says whether the amount differs, not which it is."""
    if submission is None or submission["sealed"] is None:
        return answer
    said = dict(answer.extra)
    if said.get("amount") and not _same(ctx, safe, submission, str(said["amount"])):
        said[DIFFERS] = True
    return replace(answer, extra={name: said[name] for name in said.keys() & KEPT})


def told(fault: Exception, *, private: bool) -> str:
    """A fault as it is logged and kept: what it says may repeat what was sealed, what it is does not."""
    kind = type(fault).__name__
    return kind if private else f"{kind}: {fault}"


def _same(ctx: Context, safe: Safe, submission: Row, amount: str) -> bool:
    clear = submission["payload"]
    try:
        money = Money.parse(amount, clear["currency"])
    except YinqiError:
        return False
    mark: str = clear["amount_mark"]
    return safe.mark(ctx, submission["id"], money.wire()) == mark


def _aad(ctx: Context, submission_id: UUID) -> bytes:
    return CellAddress(ctx.tenant_id, "submission", "sealed", str(submission_id)).aad()


def _purpose(ctx: Context, suffix: str = "") -> str:
    return f"dispatch{suffix}-{ctx.tenant_id.hex}"
