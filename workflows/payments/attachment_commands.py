"""What may be asked about the documents that go with a payment (附件)."""

from __future__ import annotations

from dataclasses import dataclass

from kernel import limits
from kernel.operation import Kind, spec
from kernel.text import Text
from workflows.payments.page_commands import UUID_PATTERN

_SERIAL = r"[A-Za-z0-9][A-Za-z0-9._/:+-]*"
_EXAMPLE_ID = "019aa2c4-7d10-7c31-8f00-5a3de0b7c911"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attach:
    """Put a document with a payment that is being prepared."""

    client_serial: str = spec(
        Text("客户流水号", "Client serial"), max_bytes=70, pattern=_SERIAL,
        example="YQ20261123-0001",
    )  # fmt: skip
    name: str = spec(Text("文件名", "File name"), max_bytes=255, example="采购合同.pdf")
    content: bytes = spec(
        Text("文件内容", "Content"), Kind.DOCUMENT, max_bytes=limits.ATTACHMENT_BYTES_MAX
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAttached:
    """The documents of a payment that is being prepared."""

    client_serial: str = spec(
        Text("客户流水号", "Client serial"), max_bytes=70, pattern=_SERIAL,
        example="YQ20261123-0001",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAttachment:
    """One document, to be read or taken away."""

    attachment_id: str = spec(
        Text("附件编号", "Attachment"), pattern=UUID_PATTERN, max_bytes=36, example=_EXAMPLE_ID
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentLine:
    """A document with the hash that becomes part of what is signed."""

    attachment_id: str = spec(Text("附件编号", "Attachment"), max_bytes=36)
    name: str = spec(Text("文件名", "File name"), max_bytes=255)
    media_type: str = spec(Text("类型", "Type"), max_bytes=40)
    size: int = spec(Text("字节数", "Bytes"), Kind.INTEGER)
    digest: str = spec(Text("摘要", "Digest"), max_bytes=64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """Documents, oldest first."""

    files: tuple[AttachmentLine, ...] = spec(
        Text("附件", "Attachments"), Kind.GROUP, group=AttachmentLine, default=()
    )
