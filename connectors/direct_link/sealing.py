"""Messages sealed to the bank (数字信封), and answers sealed to the customer: a coat around the same bytes.

Inside is a signature and what it is over, the message as it would have been sent without a seal:

    length of the signature (2) ‖ signature ‖ message

The signature is inside, so that nobody without the key can test a guess against it. Nothing of what is
inside is looked at before the last byte has proven whole; then it is checked like any other message.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Final
from uuid import UUID

from connectors.direct_link.bank_keys import BankKey, BankKeys
from connectors.direct_link.body import Stream, read_exactly
from connectors.direct_link.errors import SealKeyUnknown, SealRefused
from kernel.crypto import MessageSigner, MessageVerifier
from kernel.crypto.errors import CiphertextRefused
from kernel.crypto.sealed_message import START_BYTES, Opening, rest_of, seal, start_of
from kernel.crypto.sm4_gcm import TAG_BYTES
from kernel.limits import XML_BYTES_MAX, XML_CHUNK_BYTES
from kernel.world import World

ENCODING: Final = "yinqi-sealed"
"""The Content-Encoding of sealed bodies; Content-Type goes on to say what is inside."""

_LENGTH_BYTES: Final = 2


@dataclass(frozen=True, slots=True)
class Opened:
    """What was inside: a signature as the header has it, and the message."""

    signature: str
    stream: Stream
    length: int


class Seals:
    """Opens messages to the banks of one process, and seals their answers."""

    def __init__(self, keys: BankKeys, world: World) -> None:
        self._keys = keys
        self._world = world

    @contextmanager
    def opened(self, stream: Stream, length: int, tenant_id: UUID) -> Iterator[Opened]:
        """Open a message of that length. Raises SealRefused, SealKeyUnknown, BodyIncomplete."""
        with SpooledTemporaryFile(max_size=XML_BYTES_MAX) as file:
            try:
                self._open(stream, length, tenant_id, file)
            except CiphertextRefused:
                raise SealRefused from None
            end = file.tell()
            file.seek(0)
            size = int.from_bytes(file.read(_LENGTH_BYTES))
            signature = file.read(size)
            if len(signature) < size:
                raise SealRefused
            inside = end - _LENGTH_BYTES - size
            yield Opened(base64.b64encode(signature).decode("ascii"), file, inside)

    def sealed(self, key: MessageVerifier, signature: bytes, message: bytes) -> bytes:
        """Seal a signed message to the holder of a key."""
        inside = b"".join((len(signature).to_bytes(_LENGTH_BYTES), signature, message))
        return seal(key, inside, self._world.crypto, self._world.randomness)

    def _open(
        self, stream: Stream, length: int, tenant_id: UUID, file: SpooledTemporaryFile[bytes]
    ) -> None:
        """Write what is inside to a file; raises CiphertextRefused unless all of it is whole."""
        fixed = read_exactly(stream, min(length, START_BYTES))
        more = rest_of(fixed)
        left = length - len(fixed) - more - TAG_BYTES
        if left < _LENGTH_BYTES:
            raise CiphertextRefused
        start = start_of(fixed, read_exactly(stream, more))
        key = self._key(tenant_id, start.key_id).key
        opening = Opening(start, key, self._world.crypto, self._world.randomness)
        while left:
            chunk = read_exactly(stream, min(left, XML_CHUNK_BYTES))
            file.write(opening.update(chunk))
            left -= len(chunk)
        opening.finish(read_exactly(stream, TAG_BYTES))

    def _key(self, tenant_id: UUID, key_id: str) -> BankKey[MessageSigner]:
        """The bank's own key of that id; which algorithm it is of, no message says."""
        for found in self._keys.opening(tenant_id):
            if found.id == key_id:
                return found
        raise SealKeyUnknown(id=key_id)
