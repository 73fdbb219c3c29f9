"""Contracts and invoices behind a bill (贸易背景材料): kept under their hash, so that what is signed names exactly them.

A file is what its content says, within a size; it is never changed and never taken away, because requests name it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kernel import limits
from kernel.attached import media_type_of, tidy_name
from kernel.context import Context
from kernel.errors import Invalid, NotFound, Unavailable
from kernel.records import audit
from kernel.statements import Row
from kernel.text import Text
from workflows.bills import file_repository as repository
from workflows.bills import queries
from workflows.bills.file_commands import (
    AttachToBill,
    BillFileLine,
    BillFiles,
    ListBillFiles,
    NameBillFile,
)
from workflows.bills.states import FileSort

_WHAT: Final = Text("该材料", "The file")
_NAME_CHARS_MAX: Final = 80


class FileUnreadable(Invalid):
    """Neither PDF nor PNG nor JPEG, whatever its name says."""

    code = "bill.file_type"
    text = Text(
        "“{name}”不是完整的 PDF、PNG 或 JPG 文件", "“{name}” is not a whole PDF, PNG or JPG file"
    )


class TooManyFiles(Invalid):
    """A bill has a few documents, not an archive."""

    code = "bill.files_too_many"
    text = Text("一张票据最多 {max} 份材料", "A bill has at most {max} files")


class FileDamaged(Unavailable):
    """The file store has lost it, or holds other bytes than those that were hashed."""

    code = "bill.file_damaged"
    text = Text(
        "材料已损坏，无法下载，请联系银行", "The file is damaged and cannot be read; ask the bank"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBillFile(BillFileLine):
    """A file with its content, for the door that hands it out."""

    content: bytes


class BillFileService:
    """Takes files in, lists them, hands them out."""

    def attach(self, ctx: Context, command: AttachToBill) -> BillFileLine:
        """Keep one with a bill the enterprise sees. Raises NotFound, FileUnreadable, TooManyFiles."""
        queries.seat(ctx, command.bill_number, None)
        media_type = media_type_of(command.content)
        if media_type is None:
            raise FileUnreadable(name=command.name[:_NAME_CHARS_MAX])
        digest = ctx.world.crypto.sm3(command.content)
        found = repository.listed(ctx, command.bill_number)
        known = next((row for row in found if bytes(row["digest"]) == digest), None)
        if known is not None:
            return _line(known)
        if len(found) >= limits.BILL_FILES_MAX:
            raise TooManyFiles(max=limits.BILL_FILES_MAX)
        row: Row = {
            "digest": digest, "sort": command.sort.value, "name": tidy_name(command.name, media_type),
            "media_type": media_type, "size": len(command.content), "person_name": ctx.actor.name,
            "created_at": ctx.now,
        }  # fmt: skip
        ctx.world.files.put(ctx.tenant_id, place_of(digest), command.content)
        repository.insert(ctx, command.bill_number, row)
        audit.write(ctx, "bills.attach", "bill", command.bill_number, {"sm3": digest.hex()})
        return _line(row)

    def listed(self, ctx: Context, command: ListBillFiles) -> BillFiles:
        """What the enterprise has put with a bill."""
        return BillFiles(files=tuple(map(_line, repository.listed(ctx, command.bill_number))))

    def content(self, ctx: Context, command: NameBillFile) -> StoredBillFile:
        """One file whole. Raises NotFound, and FileDamaged for other bytes than were hashed."""
        digest = bytes.fromhex(command.digest)
        rows = repository.listed(ctx, command.bill_number)
        row = next((row for row in rows if bytes(row["digest"]) == digest), None)
        if row is None:
            raise NotFound(_WHAT)
        content = kept(ctx, digest)
        line = _line(row)
        declared = {name: getattr(line, name) for name in line.__dataclass_fields__}
        return StoredBillFile(**declared, content=content)


def kept(ctx: Context, digest: bytes) -> bytes:
    """The bytes of that hash; raises FileDamaged for others, or none."""
    try:
        content = ctx.world.files.get(ctx.tenant_id, place_of(digest))
    except KeyError:
        raise FileDamaged from None
    if ctx.world.crypto.sm3(content) != digest:
        raise FileDamaged
    return content


def place_of(digest: bytes) -> str:
    """Where a file lies: by its SM3."""
    name = digest.hex()
    return f"bill-files/{name[:2]}/{name}"


def _line(row: Row) -> BillFileLine:
    return BillFileLine(
        digest=bytes(row["digest"]).hex(), sort=FileSort(row["sort"]), name=row["name"],
        media_type=row["media_type"], size=row["size"], person_name=row["person_name"], created_at=row["created_at"],
    )  # fmt: skip
