"""A ZIP of documents written as they come, with an index of what is in it: its size never stands in memory."""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final, TextIO
from uuid import UUID

from kernel import limits
from kernel.world import World
from workflows.documents.press import Pressed
from workflows.documents.tasks import PART_DIGEST_BYTES

_HEAD: Final = (
    "回单编号 Number", "账号 Account", "种类 Kind", "记账日 Booked on", "币种 Currency", "金额 Amount",
    "对方户名 Counterparty", "银行业务编号 Bank number", "客户流水号 Client serial", "用途 Purpose",
    "文件 File", "SM3", "页 Page", "SM2 签章值 Seal",
)  # fmt: skip
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")
_DATE: Final = (1980, 1, 1, 0, 0, 0)

Said = tuple[str, ...]


class TooLarge(Exception):
    """More bytes than one file may have."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A file as it was stored."""

    items: int
    size: int
    digest: bytes
    part_digests: bytes


class Bundle:
    """Takes documents in; each is written at once and forgotten."""

    def __init__(
        self,
        archive: zipfile.ZipFile,
        out: BinaryIO,
        index: TextIO,
        sm3: Callable[[bytes], bytes],
    ) -> None:
        self.items = 0
        self._sm3 = sm3
        self._archive = archive
        self._out = out
        self._index = csv.writer(index, lineterminator="\r\n")
        self._index.writerow(_HEAD)

    def add(self, name: str, content: bytes, told: list[Said], seal: bytes = b"") -> None:
        """A file, and a line in the index for each document in it. Raises TooLarge."""
        _write(self._archive, name, content)
        digest = self._sm3(content)
        for page, said in enumerate(told, start=1):
            cells = (*said, name, digest.hex(), str(page), seal.hex())
            self._index.writerow(
                [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
            )
        self.items += len(told)
        if self._out.tell() > limits.TASK_FILE_BYTES_MAX:
            raise TooLarge

    def add_signed(self, name: str, pressed: Pressed, told: list[Said]) -> None:
        """The same of a document the bank signed."""
        made = pressed.document
        self.add(name, made.content, told, made.seal)


@contextmanager
def bundle(world: World, tenant_id: UUID, place: str) -> Iterator[Bundle]:
    """A ZIP in the file store, whole when the block ends well."""
    with (
        world.files.writing(tenant_id, place) as out,
        tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as index,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        yield Bundle(archive, out, index, world.crypto.sm3)
        index.seek(0)
        _write(archive, "index.csv", index.read().encode("utf-8-sig"))


def bound(world: World, tenant_id: UUID, place: str, items: int) -> Bound:
    """What is told of a stored file, read part by part."""
    whole, parts, size = hashlib.new("sm3"), io.BytesIO(), 0
    while content := world.files.part(tenant_id, place, size, limits.TASK_PART_BYTES):
        whole.update(content)
        parts.write(world.crypto.sm3(content)[:PART_DIGEST_BYTES])
        size += len(content)
    return Bound(items, size, whole.digest(), parts.getvalue())


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Under one date, so that the same documents make the same file; a PDF is compressed already."""
    info = zipfile.ZipInfo(name, _DATE)
    stored = name.endswith(".pdf")
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    archive.writestr(info, content)
