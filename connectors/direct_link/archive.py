"""Messages that carried a document, kept byte for byte with their signature: what was asked can be shown for ever.

Kept in the transaction that does what they ask, so that there is never one without the other; addressed by SHA-256,
packed, and sealed piece by piece before they reach the database.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from connectors.direct_link.body import Body
from kernel.db import UnitOfWork
from kernel.limits import RECEIVED_PIECE_BYTES, XML_CHUNK_BYTES
from kernel.received import Piece, PieceSafe

_FAST: Final = 1
_KEEP: Final = """
INSERT INTO received_message (tenant_id, enterprise_id, trace, digest, size, operation, certificate, signature,
                              received_at)
VALUES (%(tenant)s, %(enterprise)s, %(trace)s, %(digest)s, %(size)s, %(operation)s, %(certificate)s, %(signature)s, %(at)s)
"""
_PIECE: Final = """
INSERT INTO received_piece (tenant_id, enterprise_id, digest, seq, packed, sealed) VALUES (%s, %s, %s, %s, '', %s)
ON CONFLICT (tenant_id, enterprise_id, digest, seq) DO NOTHING
"""


def keep(
    uow: UnitOfWork,
    safe: PieceSafe,
    enterprise_id: UUID,
    body: Body,
    *,
    trace: str,
    operation: str,
    certificate: str,
    signature: bytes,
    at: datetime,
) -> None:
    """Keep a message whose signature was right and which was accepted."""
    tenant_id, digest = uow.scope.bank(), _digest(body)
    given = {
        "tenant": tenant_id, "enterprise": enterprise_id, "trace": trace, "digest": digest, "size": body.size,
        "operation": operation, "certificate": certificate, "signature": signature, "at": at,
    }  # fmt: skip
    uow.run(_KEEP, given)
    for seq, packed in enumerate(_pieces(body), 1):
        sealed = safe.seal(Piece(tenant_id, enterprise_id, digest, seq), packed)
        uow.run(_PIECE, (tenant_id, enterprise_id, digest, seq, sealed))


def _digest(body: Body) -> bytes:
    hashed = hashlib.sha256()
    for chunk in _chunks(body):
        hashed.update(chunk)
    return hashed.digest()


def _pieces(body: Body) -> Iterator[bytes]:
    """The bytes packed as one stream, in pieces that are never many at a time."""
    packer, waiting = zlib.compressobj(_FAST), bytearray()
    for chunk in _chunks(body):
        waiting += packer.compress(chunk)
        if len(waiting) >= RECEIVED_PIECE_BYTES:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting + packer.flush())


def _chunks(body: Body) -> Iterator[bytes]:
    body.source.seek(0)
    while chunk := body.source.read(XML_CHUNK_BYTES):
        yield chunk
