"""What may be asked about files of rows before they are a batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kernel import limits
from kernel.intake.headings import Column
from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text

_UUID: Final = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_MARK: Final = r"[0-9a-f]{64}"
_EXAMPLE_MARK: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_EXAMPLE_ID: Final = "019aa2c4-7d10-7c31-8f00-5a3de0b7c911"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepFile:
    """Keep a file until its columns are named."""

    name: str = spec(Text("文件名", "File name"), max_bytes=255, example="十一月付款.xlsx")
    content: bytes = spec(
        Text("文件内容", "Content"),
        Kind.DOCUMENT,
        max_bytes=limits.INTAKE_BYTES_MAX,
        sensitivity=Sensitivity.PERSONAL,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFile:
    """One kept file."""

    file_id: str = spec(Text("文件编号", "File"), pattern=_UUID, max_bytes=36, example=_EXAMPLE_ID)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file that waits."""

    file_id: str = spec(Text("文件编号", "File"), max_bytes=36)
    name: str = spec(Text("文件名", "File name"), max_bytes=255)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallColumns:
    """What a set of headings meant last time."""

    mark: str = spec(
        Text("表头指纹", "Mark of the headings"), pattern=_MARK, max_bytes=64, example=_EXAMPLE_MARK
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPlace:
    """Where one of our columns stands in a file."""

    column: Column = spec(Text("字段", "Column"), Kind.CHOICE, choices=Column)
    place: int = spec(Text("文件中的第几列（从 0 起）", "Place in the file, from 0"), Kind.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberColumns:
    """Remember what a set of headings means."""

    mark: str = spec(
        Text("表头指纹", "Mark of the headings"), pattern=_MARK, max_bytes=64, example=_EXAMPLE_MARK
    )
    columns: tuple[ColumnPlace, ...] = spec(
        Text("各列", "Columns"), Kind.GROUP, group=ColumnPlace, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownColumns:
    """What a set of headings means; nothing where nobody has said it."""

    columns: tuple[ColumnPlace, ...] = spec(
        Text("各列", "Columns"), Kind.GROUP, group=ColumnPlace, default=()
    )

    def places(self) -> dict[Column, int]:
        """The same by column."""
        return {one.column: one.place for one in self.columns}
