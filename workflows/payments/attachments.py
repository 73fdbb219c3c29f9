"""Documents that go with a payment (附件): kept before it is submitted, hashed into what is signed.

What a file is, its content says and not its name; it is stored under a name of ours. Once the
payment is submitted nothing is added or taken away: the signatures cover the hashes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kernel import limits
from kernel.attached import media_type_of, tidy_name
from kernel.context import Context
from kernel.errors import Conflict, Invalid, NotFound, Unavailable
from kernel.statements import Row
from kernel.text import Text
from workflows.payments import attachment_repository, queries
from workflows.payments.attachment_commands import (
    Attach,
    Attached,
    AttachmentLine,
    ListAttached,
    NameAttachment,
)

_WHAT: Final = Text("该附件", "The attachment")
_NAME_CHARS_MAX: Final = 80


class AttachmentUnreadable(Invalid):
    """Neither PDF nor PNG nor JPEG, whatever its name says."""

    code = "payment.attachment_type"
    text = Text(
        "“{name}”不是完整的 PDF、PNG 或 JPG 文件", "“{name}” is not a whole PDF, PNG or JPG file"
    )


class TooManyAttachments(Invalid):
    """A payment has a few documents, not an archive."""

    code = "payment.attachments_too_many"
    text = Text("一笔付款最多 {max} 个附件", "A payment has at most {max} attachments")


class AttachedTooLate(Conflict):
    """The payment was submitted; its documents are part of what is signed."""

    code = "payment.attached_too_late"
    text = Text(
        "该付款已提交，附件不能再更改",
        "The payment was submitted; its attachments can no longer change",
    )


class AttachmentDamaged(Unavailable):
    """The file store has lost it, or holds other bytes than those that were hashed."""

    code = "payment.attachment_damaged"
    text = Text(
        "附件已损坏，无法下载，请联系银行",
        "The attachment is damaged and cannot be read; ask the bank",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAttachment(AttachmentLine):
    """A document with its content, for the door that hands it out."""

    content: bytes


class AttachmentService:
    """Takes documents in, lists them, hands them out."""

    def attach(self, ctx: Context, command: Attach) -> AttachmentLine:
        """Keep one document. Raises AttachmentUnreadable, TooManyAttachments, AttachedTooLate."""
        _refuse_submitted(ctx, command.client_serial)
        media_type = media_type_of(command.content)
        if media_type is None:
            raise AttachmentUnreadable(name=command.name[:_NAME_CHARS_MAX])
        if len(queries.attachments(ctx, command.client_serial)) >= limits.ATTACHMENTS_MAX:
            raise TooManyAttachments(max=limits.ATTACHMENTS_MAX)
        attachment_id = ctx.world.ids.uuid7()
        row = {
            "id": attachment_id,
            "client_serial": command.client_serial,
            "name": tidy_name(command.name, media_type),
            "media_type": media_type,
            "size": len(command.content),
            "digest": ctx.world.crypto.sm3(command.content),
        }
        ctx.world.files.put(ctx.tenant_id, _place(attachment_id), command.content)
        attachment_repository.insert(ctx, row)
        return _line(row)

    def listed(self, ctx: Context, command: ListAttached) -> Attached:
        """The documents of a serial."""
        return Attached(files=lines(queries.attachments(ctx, command.client_serial)))

    def detach(self, ctx: Context, command: NameAttachment) -> AttachmentLine:
        """Take one away before submission. Raises NotFound, AttachedTooLate."""
        row = _find(ctx, command.attachment_id)
        _refuse_submitted(ctx, row["client_serial"])
        attachment_repository.set_aside(ctx, row["id"])
        return _line(row)

    def content(self, ctx: Context, command: NameAttachment) -> StoredAttachment:
        """One document whole. Raises NotFound, and AttachmentDamaged for other bytes than were hashed."""
        row = _find(ctx, command.attachment_id)
        try:
            content = ctx.world.files.get(ctx.tenant_id, _place(row["id"]))
        except KeyError:
            raise AttachmentDamaged from None
        if ctx.world.crypto.sm3(content) != row["digest"]:
            raise AttachmentDamaged
        line = _line(row)
        declared = {name: getattr(line, name) for name in line.__dataclass_fields__}
        return StoredAttachment(**declared, content=content)


def lines(rows: Iterable[Row]) -> tuple[AttachmentLine, ...]:
    """Documents as they are answered."""
    return tuple(_line(row) for row in rows)


def _line(row: Row) -> AttachmentLine:
    return AttachmentLine(
        attachment_id=str(row["id"]),
        name=row["name"],
        media_type=row["media_type"],
        size=row["size"],
        digest=row["digest"].hex(),
    )


def _find(ctx: Context, attachment_id: str) -> Row:
    row = attachment_repository.find(ctx, UUID(attachment_id))
    if row is None:
        raise NotFound(_WHAT)
    return row


def _refuse_submitted(ctx: Context, client_serial: str) -> None:
    if queries.by_serial(ctx, client_serial) is not None:
        raise AttachedTooLate


def _place(attachment_id: UUID) -> str:
    return f"attachments/{attachment_id}"
