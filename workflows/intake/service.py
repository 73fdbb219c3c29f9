"""Keeps a file until its columns are named, and remembers what the headings of an enterprise's files mean.

A file may hold what everybody in the house earns: it is sealed under the bank's data key, opens for the one who dropped
it alone, and is emptied when its rows are read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Final
from uuid import UUID

from kernel import limits
from kernel.context import Context
from kernel.crypto import CellAddress, KeyPort
from kernel.errors import NotFound
from kernel.intake.headings import BY_VALUE
from kernel.text import Text
from workflows.intake import repository
from workflows.intake.commands import (
    ColumnPlace,
    KeepFile,
    KeptFile,
    KnownColumns,
    NameFile,
    RecallColumns,
    RememberColumns,
)

PURPOSE: Final = "intake"
_WHAT: Final = Text("该文件", "The file")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile(KeptFile):
    """A kept file with its content, for the door that reads it."""

    content: bytes


class IntakeService:
    """Files and headings of one enterprise; the key port is opened at its first use."""

    def __init__(self, open_port: Callable[[], KeyPort]) -> None:
        self._open_port = open_port

    @cached_property
    def _port(self) -> KeyPort:
        return self._open_port()

    def keep(self, ctx: Context, command: KeepFile) -> KeptFile:
        """Keep a file."""
        file_id = ctx.world.ids.uuid7()
        sealed = self._port.encrypt(PURPOSE, _place(ctx, file_id), command.content)
        repository.keep(ctx, file_id, command.name, sealed)
        return KeptFile(file_id=str(file_id), name=command.name)

    def kept(self, ctx: Context, command: NameFile) -> StoredFile:
        """A file again. Raises NotFound for anybody's but one's own."""
        file_id = UUID(command.file_id)
        row = repository.find(ctx, file_id)
        if row is None:
            raise NotFound(_WHAT)
        content = self._port.decrypt(PURPOSE, _place(ctx, file_id), bytes(row["sealed"]))
        return StoredFile(file_id=command.file_id, name=row["name"], content=content)

    def drop(self, ctx: Context, command: NameFile) -> KeptFile:
        """Empty a file that was read; that it is gone already is as good."""
        repository.drop(ctx, UUID(command.file_id))
        return KeptFile(file_id=command.file_id, name="")

    def recall(self, ctx: Context, command: RecallColumns) -> KnownColumns:
        """What headings meant last time."""
        found = repository.recall(ctx, bytes.fromhex(command.mark))
        return KnownColumns(
            columns=tuple(
                ColumnPlace(column=BY_VALUE[name], place=place) for name, place in found.items()
            )
        )

    def remember(self, ctx: Context, command: RememberColumns) -> KnownColumns:
        """Remember it for next time."""
        columns = {one.column.value: one.place for one in command.columns}
        repository.remember(ctx, bytes.fromhex(command.mark), columns)
        return KnownColumns(columns=command.columns)


def forget(ctx: Context, most: int) -> int:
    """Delete files that were read, or nobody came back for; returns how many."""
    before = ctx.now - timedelta(seconds=limits.INTAKE_KEPT_S)
    return repository.forget(ctx, before, most)


def _place(ctx: Context, file_id: UUID) -> bytes:
    return CellAddress(ctx.tenant_id, "intake_file", "sealed", str(file_id)).aad()
