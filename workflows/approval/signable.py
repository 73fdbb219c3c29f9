"""What a signature about a round is about: its text, digest, operation and amount.

For a page it is read as it is on file; for a proof it is made anew from the subject as it is at this
moment, under its lock, so that whatever changed since it was shown cannot be signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kernel.context import Context
from kernel.money import Money
from workflows.approval.deciding import digest_of, enter
from workflows.approval.errors import ContentChanged
from workflows.approval.ports import Ports
from workflows.approval.round import Round


@dataclass(frozen=True, slots=True)
class Signable:
    """One thing to be signed."""

    operation: str
    text: str
    digest: bytes
    money: Money | None


def on_file(found: Round) -> Signable:
    """As the round was started."""
    return Signable(found.operation, found.canonical_text, found.digest, found.facts.money)


def as_it_is(ports: Ports, ctx: Context, approval_id: UUID, shown_digest: bytes) -> Signable:
    """As it is now; raises NotFound, and ContentChanged when that is not what was shown."""
    subject, current = enter(ports, ctx, approval_id)
    digest = digest_of(ctx, subject)
    current.check_content(subject, digest)
    if digest != shown_digest:
        raise ContentChanged
    return Signable(current.operation, subject.canonical_text, digest, subject.facts.money)
