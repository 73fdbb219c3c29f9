"""A person's own signatures (我的签署): a list, one with its exact text, and its sealed evidence.

Asked for by nobody but the person: whose they are is read from the actor, never from what is sent.
"""

from __future__ import annotations

from typing import Final, Protocol
from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound
from kernel.ids import cursor_of, read_cursor
from kernel.statements import Row
from kernel.text import Text
from workflows.approval import signed_queries
from workflows.approval.commands import Action
from workflows.approval.signed_commands import (
    EvidenceFile,
    ListSigned,
    NameSigned,
    SignedDetail,
    SignedLine,
    SignedPage,
)
from workflows.approval.states import ApprovalStatus

_PAGE_MAX: Final = 100
_WHAT: Final = Text("该签署记录", "That signature of yours")


class EvidencePort(Protocol):
    """Writes the sealed file of one decision."""

    def of_decision(self, ctx: Context, approval_id: UUID, seq: int) -> bytes:
        """The round and this one decision of it; raises NotFound."""
        ...


class SignedService:
    """What the operations on one's own signatures do. Nothing here commits."""

    def __init__(self, evidence: EvidencePort) -> None:
        self._evidence = evidence

    def page(self, ctx: Context, command: ListSigned) -> SignedPage:
        """A page of the actor's decisions in this enterprise; raises CursorUnknown."""
        limit = max(1, min(command.limit, _PAGE_MAX))
        before = read_cursor(command.cursor) if command.cursor else None
        rows = signed_queries.page(ctx, command, before, limit + 1)
        last = rows[limit - 1] if len(rows) > limit else None
        more = cursor_of(last["decided_at"], last["approval_id"]) if last else ""
        return SignedPage(lines=tuple(_line(row) for row in rows[:limit]), cursor=more)

    def show(self, ctx: Context, command: NameSigned) -> SignedDetail:
        """One of them; raises NotFound for what is not the actor's."""
        row = _one(ctx, command)
        said = row["evidence"]
        return SignedDetail(
            line=_line(row),
            canonical_text=row["canonical_text"],
            list_text=said.get("list_text", ""),
            comment=row["comment"],
            address=said.get("address", ""),
            device=said.get("device", ""),
        )

    def evidence(self, ctx: Context, command: NameSigned) -> EvidenceFile:
        """Its sealed file; raises NotFound for what is not the actor's."""
        row = _one(ctx, command)
        content = self._evidence.of_decision(ctx, row["approval_id"], row["seq"])
        stem = f"{row['decided_at']:%Y%m%d}-{row['digest'].hex()[:16]}"
        return EvidenceFile(name=f"evidence-{stem}.json", content=content)


def _one(ctx: Context, command: NameSigned) -> Row:
    row = signed_queries.one(ctx, UUID(command.approval_id), command.seq)
    if row is None:
        raise NotFound(_WHAT)
    return row


def _line(row: Row) -> SignedLine:
    facts, said = row["facts"], row["evidence"]
    return SignedLine(
        approval_id=str(row["approval_id"]),
        seq=row["seq"],
        decided_at=row["decided_at"],
        action=Action(row["action"]),
        operation=row["operation"],
        title_zh=facts["title"]["zh"],
        title_en=facts["title"]["en"],
        status=ApprovalStatus(row["status"]),
        method=said.get("method", ""),
        door=row["door"],
        digest=row["digest"].hex(),
        together=bool(said.get("list_text")),
        as_deputy=row["on_behalf_of"] is not None,
        currency=facts["currency"],
        amount_minor=facts["amount_minor"],
    )
