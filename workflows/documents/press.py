"""Signs what was drawn, keeps it in the archive by its hash, and enters it in the register of seals (签章登记).

Drawing and signing need no transaction: whoever makes thousands opens a press inside one, works outside any,
and registers what came of it in another. A file that nobody registered counts as not signed by the bank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from corporate.banks.document_keys import DocumentKeys
from kernel.context import Context
from kernel.world import World
from receipts.facts import Imprint, ReceiptFacts
from receipts.render.payment import Paper
from receipts.signing import Signatory, SignedDocument, Slot
from workflows.documents import seal_repository
from workflows.documents.states import SealedKind

REASON: Final = "电子回单专用章 Receipt seal"
Pair = tuple[ReceiptFacts, Imprint]


class Draw(Protocol):
    """Draws receipts as one PDF with a slot for its signature."""

    def __call__(
        self, receipts: Sequence[Pair], *, paper: Paper = ..., slot: Slot | None = ...
    ) -> bytes:
        """The file, the same for the same input. Raises Faulty."""
        ...


@dataclass(frozen=True, slots=True)
class Name:
    """What a document is called in the register."""

    kind: SealedKind
    number: str
    print_no: int = 1
    items: int = 1


@dataclass(frozen=True, slots=True)
class Pressed:
    """A signed document, archived, not yet registered."""

    name: Name
    document: SignedDocument
    certificate: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class OpenPress:
    """A press of one bank, usable outside a transaction."""

    signatory: Signatory
    world: World
    tenant_id: UUID
    draw: Draw

    def receipts(self, pairs: Sequence[Pair], name: Name, paper: Paper = Paper.SINGLE) -> Pressed:
        """Receipts as one file, signed and archived. Raises Faulty."""
        at = max(imprint.issued_at for _, imprint in pairs)
        slot = self.signatory.slot(REASON, at)
        return self.signed(self.draw(pairs, paper=paper, slot=slot), name, at)

    def signed(self, drawn: bytes, name: Name, at: datetime, *, kept: bool = True) -> Pressed:
        """A document drawn with a slot, signed and archived; one that tells a secret is not kept."""
        document = self.signatory.sign(drawn, self.world.crypto)
        if kept:
            self.world.files.put(self.tenant_id, archived_at(document.digest), document.content)
        return Pressed(name, document, self.signatory.seal_certificate.serial, at)


class Press:
    """Opens presses, and keeps the register."""

    def __init__(self, keys: DocumentKeys, draw: Draw) -> None:
        self._keys = keys
        self._draw = draw

    def open(self, ctx: Context) -> OpenPress:
        """A press of this transaction's bank."""
        return OpenPress(self._keys.of(ctx), ctx.world, ctx.tenant_id, self._draw)

    def receipt(self, ctx: Context, pair: Pair) -> SignedDocument:
        """One printing of a receipt, registered with this transaction."""
        facts, imprint = pair
        name = Name(SealedKind.RECEIPT, facts.number, imprint.print_count)
        pressed = self.open(ctx).receipts([pair], name)
        register(ctx, [pressed])
        return pressed.document

    def document(
        self,
        ctx: Context,
        name: Name,
        draw: Callable[[Slot], bytes],
        reason: str,
        *,
        kept: bool = True,
    ) -> SignedDocument:
        """Whatever else is drawn, registered with this transaction; `kept` or not."""
        press = self.open(ctx)
        drawn = draw(press.signatory.slot(reason, ctx.now))
        pressed = press.signed(drawn, name, ctx.now, kept=kept)
        register(ctx, [pressed])
        return pressed.document


def register(ctx: Context, pressed: Iterable[Pressed]) -> None:
    """Enter documents: from now on they count as signed by the bank."""
    seal_repository.insert(
        ctx,
        [
            {
                "digest": one.document.digest, "kind": one.name.kind.value, "number": one.name.number,
                "print_no": one.name.print_no, "items": one.name.items, "size": len(one.document.content),
                "seal": one.document.seal, "certificate": one.certificate, "made_at": one.made_at,
            }
            for one in pressed
        ],
    )  # fmt: skip


def archived_at(digest: bytes) -> str:
    """Where a signed document lies for ever: by its SM3."""
    name = digest.hex()
    return f"archive/{name[:2]}/{name}.pdf"
