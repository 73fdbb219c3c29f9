"""Files of any size, compressed and sealed with SM4-GCM, written and read in one pass.

For backups: whoever holds the store holds noise without the key. Each file has a key of its own,
derived from the master key and a random salt, so counting nonces are safe; which master key it was stands in
front. A chunk is bound to its
place and the last one says that it is the last: cutting, swapping and appending are all noticed.
"""

from __future__ import annotations

import hmac
import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from kernel.crypto.errors import CiphertextRefused
from kernel.crypto.sm4_gcm import (
    KEY_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    sm4_gcm_decrypt,
    sm4_gcm_encrypt,
)
from kernel.ids import Randomness

_MAGIC: Final = b"YQSEAL1\n"
_NAME_BYTES: Final = 8  # of the fingerprint
_SALT_BYTES: Final = 16
_CHUNK_BYTES: Final = 1 << 20
_FAST: Final = 1  # zlib's quickest: a backup waits for the disk, not for the last per cent


class Keys:
    """Master keys (主密钥): the first seals, all of them open what they once sealed."""

    def __init__(self, *keys: bytes) -> None:
        self._keys = {fingerprint(key): key for key in keys}
        self.newest = keys[0]

    @property
    def name(self) -> str:
        """Which key seals."""
        return fingerprint(self.newest)

    def holds(self, name: str) -> bool:
        """Whether the key of that name is among them."""
        return name in self._keys

    def named(self, name: str) -> bytes:
        """The key of that name; raises CiphertextRefused when it is not among them."""
        try:
            return self._keys[name]
        except KeyError:
            raise CiphertextRefused from None


def seal_stream(source: BinaryIO, target: BinaryIO, keys: Keys, randomness: Randomness) -> None:
    """Copy `source` to `target`, compressed and sealed; neither is closed."""
    salt = randomness.token_bytes(_SALT_BYTES)
    target.write(_MAGIC + bytes.fromhex(keys.name) + salt)
    own = _own_key(keys.newest, salt)
    waiting, place = b"", 0
    for packed in _packed(source):
        waiting += packed
        while len(waiting) > _CHUNK_BYTES:  # strictly: something is left for the last one
            chunk, waiting = waiting[:_CHUNK_BYTES], waiting[_CHUNK_BYTES:]
            target.write(sm4_gcm_encrypt(own, _nonce(place, last=False), _MAGIC, chunk))
            place += 1
    target.write(sm4_gcm_encrypt(own, _nonce(place, last=True), _MAGIC, waiting))


class OpenedStream(io.RawIOBase):
    """What `seal_stream` wrote, read back; CiphertextRefused at the first byte that is not as written."""

    def __init__(self, sealed: BinaryIO, keys: Keys) -> None:
        """Read from `sealed`, from where it stands."""
        self._parts = _opened(sealed, keys)
        self._waiting = b""

    def readable(self) -> bool:
        """It is read only."""
        return True

    def readinto(self, buffer: object, /) -> int:
        """Fill a part of the buffer; 0 at the end."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # RawIOBase promises a buffer
        while not self._waiting:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._waiting = part
        size = min(len(view), len(self._waiting))
        view[:size], self._waiting = self._waiting[:size], self._waiting[size:]
        return size


def open_stream(sealed: BinaryIO, keys: Keys) -> BinaryIO:
    """A reader of the plaintext, buffered."""
    return io.BufferedReader(OpenedStream(sealed, keys), _CHUNK_BYTES)


def fingerprint(key: bytes) -> str:
    """Which key it is, telling nothing about it: written beside what it sealed."""
    return hmac.digest(key, b"yinqi sealed stream", "sha256")[:_NAME_BYTES].hex()


def _packed(source: BinaryIO) -> Iterator[bytes]:
    packer = zlib.compressobj(_FAST)
    while data := source.read(_CHUNK_BYTES):
        yield packer.compress(data)
    yield packer.flush()


def _opened(sealed: BinaryIO, keys: Keys) -> Iterator[bytes]:
    header = sealed.read(len(_MAGIC) + _NAME_BYTES + _SALT_BYTES)
    if len(header) < len(_MAGIC) + _NAME_BYTES + _SALT_BYTES or not header.startswith(_MAGIC):
        raise CiphertextRefused
    name, salt = header[len(_MAGIC) : -_SALT_BYTES].hex(), header[-_SALT_BYTES:]
    own = _own_key(keys.named(name), salt)
    unpacker = zlib.decompressobj()
    for place, (chunk, last) in enumerate(_chunks(sealed)):
        plain = sm4_gcm_decrypt(own, _nonce(place, last=last), _MAGIC, chunk)
        yield unpacker.decompress(plain)
    yield unpacker.flush()


def _chunks(sealed: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Each sealed chunk, and whether nothing follows it."""
    size = _CHUNK_BYTES + TAG_BYTES
    chunk = sealed.read(size)
    while True:
        following = sealed.read(size)
        yield chunk, not following
        if not following:
            return
        chunk = following


def _own_key(key: bytes, salt: bytes) -> bytes:
    return hmac.digest(key, _MAGIC + salt, "sha256")[:KEY_BYTES]


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(NONCE_BYTES - 1, "big") + (b"\x01" if last else b"\x00")
