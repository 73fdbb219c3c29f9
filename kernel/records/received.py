"""Files as they were received, byte for byte (原始报文留存): what was asked can be shown for ever.

Kept in the transaction that does what they ask, so that there is never one without the other; addressed by SHA-256,
packed, and sealed piece by piece under the bank's own key before they reach the database.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import BinaryIO, Final
from uuid import UUID

from kernel.crypto import CellAddress, KeyPort
from kernel.db import UnitOfWork
from kernel.limits import RECEIVED_PIECE_BYTES, XML_CHUNK_BYTES

_FAST: Final = 1
_KEEP: Final = """
INSERT INTO received_message (tenant_id, enterprise_id, trace, digest, size, operation, certificate, signature,
                              received_at, file_name)
VALUES (%(tenant)s, %(enterprise)s, %(trace)s, %(digest)s, %(size)s, %(operation)s, %(certificate)s, %(signature)s, %(at)s,
        %(file_name)s)
"""
_PIECE: Final = """
INSERT INTO received_piece (tenant_id, enterprise_id, digest, seq, packed, sealed) VALUES (%s, %s, %s, %s, '', %s)
ON CONFLICT (tenant_id, enterprise_id, digest, seq) DO NOTHING
"""
_PURPOSE: Final = "received"


@dataclass(frozen=True, slots=True)
class Piece:
    """Which piece of which file: the SHA-256 of the whole, and its place in it from 1."""

    tenant_id: UUID
    enterprise_id: UUID
    digest: bytes
    seq: int

    def aad(self) -> bytes:
        """Where it is kept; moved elsewhere it does not open."""
        row = f"{self.enterprise_id}/{self.digest.hex()}/{self.seq}"
        return CellAddress(self.tenant_id, "received_piece", "sealed", row).aad()


class PieceSafe:
    """Seals and opens pieces; the key port is opened at its first use."""

    def __init__(self, open_port: Callable[[], KeyPort]) -> None:
        self._open_port = open_port

    @cached_property
    def _port(self) -> KeyPort:
        return self._open_port()

    def seal(self, piece: Piece, packed: bytes) -> bytes:
        """What is kept of it."""
        return self._port.encrypt(_purpose(piece), piece.aad(), packed)

    def open(self, piece: Piece, kept: bytes) -> bytes:
        """The same again; raises CiphertextRefused or DataKeyMissing."""
        return self._port.decrypt(_purpose(piece), piece.aad(), kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What is kept beside the bytes. `trace` finds it again; what a person brought has no certificate and no signature."""

    enterprise_id: UUID
    trace: str
    operation: str
    at: datetime
    certificate: str = ""
    signature: bytes = b""
    file_name: str = ""


def keep(uow: UnitOfWork, safe: PieceSafe, received: Received, source: BinaryIO) -> None:
    """Keep what was accepted: read from its beginning, never many bytes at a time."""
    tenant_id, (digest, size) = uow.scope.bank(), _measured(source)
    given = {
        "tenant": tenant_id, "enterprise": received.enterprise_id, "trace": received.trace, "digest": digest,
        "size": size, "operation": received.operation, "certificate": received.certificate,
        "signature": received.signature, "at": received.at, "file_name": received.file_name,
    }  # fmt: skip
    uow.run(_KEEP, given)
    for seq, packed in enumerate(_pieces(source), 1):
        piece = Piece(tenant_id, received.enterprise_id, digest, seq)
        sealed = safe.seal(piece, packed)
        uow.run(_PIECE, (tenant_id, received.enterprise_id, digest, seq, sealed))


def _measured(source: BinaryIO) -> tuple[bytes, int]:
    hashed, size = hashlib.sha256(), 0
    for chunk in _chunks(source):
        hashed.update(chunk)
        size += len(chunk)
    return hashed.digest(), size


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    """The bytes packed as one stream, in pieces that are never many at a time."""
    packer, waiting = zlib.compressobj(_FAST), bytearray()
    for chunk in _chunks(source):
        waiting += packer.compress(chunk)
        if len(waiting) >= RECEIVED_PIECE_BYTES:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting + packer.flush())


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    source.seek(0)
    while chunk := source.read(XML_CHUNK_BYTES):
        yield chunk


def _purpose(piece: Piece) -> str:
    """Each bank has a key of its own."""
    return f"{_PURPOSE}-{piece.tenant_id.hex}"
