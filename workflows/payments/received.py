"""Hands out messages as they were received, and files as they were brought, to whoever may see every account they pay from."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final, cast

from corporate.identity import rights
from kernel.context import Context
from kernel.crypto.errors import CiphertextRefused
from kernel.errors import NotFound, Unavailable
from kernel.limits import XML_BYTES_MAX
from kernel.operation import Verb
from kernel.records.received import Piece, PieceSafe
from kernel.statements import Row
from kernel.text import Text
from workflows.payments import received_queries as queries
from workflows.payments.received_commands import FetchReceived, ReceivedLine
from workflows.payments.service import SUBMIT

_WHAT: Final = Text("该报文", "The message")
_NAME_CHARS_MAX: Final = 100
_UNSAFE: Final = re.compile(r"[^\w.-]+")


class ReceivedDamaged(Unavailable):
    """What was kept is not what was received."""

    code = "payment.received_damaged"
    text = Text(
        "留存的报文已损坏，无法下载，请联系银行",
        "The message that was kept is damaged and cannot be read; ask the bank",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile(ReceivedLine):
    """A message with its bytes, for the door that hands it out and closes the file."""

    file: BinaryIO


class ReceivedDesk:
    """Hands them out."""

    def __init__(self, safe: PieceSafe) -> None:
        self._safe = safe

    def fetch(self, ctx: Context, command: FetchReceived) -> ReceivedFile:
        """The message a batch came in; raises NotFound, also for one with an account not to be seen."""
        found = queries.received(ctx, command.number)
        if found is None or not _may_see(ctx, found):
            raise NotFound(_WHAT)
        name = _UNSAFE.sub("_", found["name"])
        return ReceivedFile(
            name=name[-_NAME_CHARS_MAX:],
            size=found["size"],
            digest=bytes(found["digest"]).hex(),
            certificate=found["certificate"],
            signature=base64.b64encode(found["signature"]).decode(),
            file=self._unpacked(ctx, found),
        )

    def _unpacked(self, ctx: Context, found: Row) -> BinaryIO:
        """The bytes, once they are known to be those that were received. Raises ReceivedDamaged, DataKeyMissing."""
        file = cast("BinaryIO", SpooledTemporaryFile(max_size=XML_BYTES_MAX))  # noqa: SIM115 - the door closes it
        digest = bytes(found["digest"])
        try:
            is_whole = _copied(self._chunks(ctx, digest), file) == digest
        except (zlib.error, CiphertextRefused):
            is_whole = False
        if not is_whole:
            file.close()
            raise ReceivedDamaged
        file.seek(0)
        return file

    def _chunks(self, ctx: Context, digest: bytes) -> Iterator[bytes]:
        """A piece at a time, each unpacked within bounds: a piece holds many times what it weighs."""
        unpacker = zlib.decompressobj()
        for packed in self._pieces(ctx, digest):
            waiting = packed
            while waiting:
                yield unpacker.decompress(waiting, XML_BYTES_MAX)
                waiting = unpacker.unconsumed_tail
        yield unpacker.flush()

    def _pieces(self, ctx: Context, digest: bytes) -> Iterator[bytes]:
        for seq in count(1):
            row = queries.piece(ctx, digest, seq)
            if row is None:
                return
            if row["sealed"] is None:
                yield bytes(row["packed"])
            else:
                place = Piece(ctx.tenant_id, ctx.enterprise_id, digest, seq)
                yield self._safe.open(place, bytes(row["sealed"]))


def _may_see(ctx: Context, found: Row) -> bool:
    user_id = ctx.actor.user_id
    return user_id is not None and all(
        rights.allowed(ctx.uow, user_id, SUBMIT, account, Verb.SEE)
        for account in _accounts(ctx, found)
    )


def _accounts(ctx: Context, found: Row) -> list[str]:
    """What a message pays from, or the one account of a batch that a person brought."""
    if "account" in found:
        return [found["account"]]
    return queries.accounts(ctx, found["message_row_id"])


def _copied(chunks: Iterator[bytes], file: BinaryIO) -> bytes:
    hashed = hashlib.sha256()
    for chunk in chunks:
        hashed.update(chunk)
        file.write(chunk)
    return hashed.digest()
