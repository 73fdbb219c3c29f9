"""Receipts for others: many in one file, and links that let somebody without an account download one.

A link's token names the enterprise, so that the link is looked up behind its wall like everything else; the
secret half is kept as a hash only. Looking at a link uses nothing up, downloading does.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.records import audit
from kernel.statements import Row
from kernel.text import Text
from workflows.documents import share_repository
from workflows.documents.commands import GetReceipt
from workflows.documents.press import Name, Press, register
from workflows.documents.service import DocumentService, PrintedReceipt, SignedReceipt
from workflows.documents.share_commands import (
    EndShare,
    ListShares,
    PrintedFile,
    PrintReceipts,
    ShareList,
    ShareReceipt,
    ShareState,
    ShareView,
)
from workflows.documents.share_errors import ShareGone, ShareWrong, TooManyReceipts
from workflows.documents.states import SealedKind

Hash = Callable[[bytes], bytes]
_LINK: Final = Text("该分享链接", "The link")
_SECRET_BYTES: Final = 24
_TOKEN_BYTES: Final = 16 + _SECRET_BYTES


@dataclass(frozen=True, slots=True)
class Token:
    """A link's token, read: whose it is, and the hash it is kept under."""

    enterprise_id: UUID
    hash: bytes


class ShareDesk:
    """Makes, lists, ends and opens links; prints many receipts into one file."""

    def __init__(self, documents: DocumentService, press: Press) -> None:
        self._documents = documents
        self._press = press

    def print_many(self, ctx: Context, command: PrintReceipts) -> PrintedFile:
        """Some receipts in one signed file, each counted. Raises TooManyReceipts, NotFound."""
        numbers = tuple(dict.fromkeys(command.numbers))
        if not 1 <= len(numbers) <= limits.PRINT_RECEIPTS_MAX:
            raise TooManyReceipts(max=limits.PRINT_RECEIPTS_MAX)
        found = [
            self._documents.count(ctx, GetReceipt(number=number)) for number in sorted(numbers)
        ]
        found.sort(key=lambda one: numbers.index(one.number))
        name = Name(SealedKind.RECEIPTS, ctx.world.ids.number("R"), items=len(found))
        pairs = [(one.facts, one.imprint) for one in found]
        made = self._press.open(ctx).receipts(pairs, name, command.paper)
        register(ctx, [made])
        said = {"receipts": len(found), "sm3": made.document.digest.hex()}
        audit.write(ctx, "documents.print", "receipts", name.number, said)
        content = made.document.content
        return PrintedFile(
            name=f"{name.number}.pdf",
            items=len(found),
            digest=made.document.digest.hex(),
            content=base64.b64encode(content).decode("ascii"),
        )

    def share(self, ctx: Context, command: ShareReceipt) -> ShareView:
        """A new link to a receipt one may see. Raises NotFound, ShareWrong."""
        self._documents.show(ctx, GetReceipt(number=command.number))
        days, uses = limits.SHARE_DAYS_MAX, limits.SHARE_USES_MAX
        if not (1 <= command.days <= days and 1 <= command.uses <= uses):
            raise ShareWrong(days=days, uses=uses)
        enterprise_id = ctx.uow.scope.enterprise()
        raw = enterprise_id.bytes + ctx.world.randomness.token_bytes(_SECRET_BYTES)
        share_id = ctx.world.ids.uuid7()
        share_repository.insert(
            ctx,
            {
                "tenant_id": ctx.tenant_id, "enterprise_id": enterprise_id, "id": share_id,
                "token_hash": ctx.world.crypto.sm3(raw), "number": command.number,
                "user_id": ctx.actor.user_id, "uses_max": command.uses, "created_at": ctx.now,
                "expires_at": ctx.now + timedelta(days=command.days),
            },
        )  # fmt: skip
        token = base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")
        return _view(ctx, _known(share_repository.by_id(ctx, share_id)), token)

    def listed(self, ctx: Context, command: ListShares) -> ShareList:
        """The links of a receipt one may see. Raises NotFound."""
        self._documents.show(ctx, GetReceipt(number=command.number))
        rows = share_repository.of_receipt(ctx, command.number, limits.SHARES_LISTED_MAX)
        return ShareList(links=tuple(_view(ctx, row) for row in rows))

    def end(self, ctx: Context, command: EndShare) -> ShareView:
        """Take a link back, at once and for ever; again changes nothing. Raises NotFound."""
        share_id = _id(command.id)
        row = _known(share_repository.by_id(ctx, share_id))
        self._documents.show(ctx, GetReceipt(number=row["number"]))
        share_repository.revoke(ctx, share_id)
        return _view(ctx, _known(share_repository.by_id(ctx, share_id)))

    def look(self, ctx: Context, token: Token) -> tuple[PrintedReceipt, ShareView]:
        """What a link leads to; nothing is used up. Raises ShareGone."""
        row = share_repository.find(ctx, token.hash)
        if row is None:
            raise ShareGone
        return self._documents.stated(ctx, row["number"]), _view(ctx, row)

    def open(self, ctx: Context, token: Token) -> SignedReceipt:
        """One download by a link: counted against it, and a printing like any other. Raises ShareGone."""
        row = share_repository.use(ctx, token.hash)
        if row is None:
            raise ShareGone
        audit.write(ctx, "documents.shared", "receipt", row["number"], {"use": row["uses"]})
        return self._documents.hand_out(ctx, row["number"])


def read_token(text: str, sm3: Hash) -> Token:
    """A token as it stands in an address. Raises ShareGone."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise ShareGone from None
    if len(raw) != _TOKEN_BYTES:
        raise ShareGone
    return Token(UUID(bytes=raw[:16]), sm3(raw))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_LINK) from None


def _known(row: Row | None) -> Row:
    if row is None:
        raise NotFound(_LINK)
    return row


def _view(ctx: Context, row: Row, token: str = "") -> ShareView:
    return ShareView(
        id=str(row["id"]),
        number=row["number"],
        state=_state(ctx, row),
        uses=row["uses"],
        uses_max=row["uses_max"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        token=token,
    )


def _state(ctx: Context, row: Row) -> ShareState:
    if row["revoked_at"] is not None:
        return ShareState.REVOKED
    if row["expires_at"] <= ctx.now:
        return ShareState.EXPIRED
    return ShareState.USED if row["uses"] >= row["uses_max"] else ShareState.OPEN
