"""What a ciphertext at rest looks like: format ‖ key version ‖ nonce ‖ ciphertext ‖ tag.

Format, version and purpose are bound into the tag too, so none of them can be exchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kernel.crypto.errors import CiphertextRefused
from kernel.crypto.sm4_gcm import NONCE_BYTES, TAG_BYTES, sm4_gcm_decrypt, sm4_gcm_encrypt

_FORMAT: Final = b"\x01"  # SM4-GCM, 4-byte version, 12-byte nonce
_VERSION_BYTES: Final = 4
_HEADER_BYTES: Final = len(_FORMAT) + _VERSION_BYTES


@dataclass(frozen=True, slots=True)
class Sealed:
    """A ciphertext taken apart."""

    version: int
    nonce: bytes
    body: bytes  # ciphertext‖tag

    @classmethod
    def seal(
        cls, *, key: bytes, version: int, nonce: bytes, purpose: str, aad: bytes, plaintext: bytes
    ) -> Sealed:
        """Seal `plaintext` under version `version` of the key."""
        bound = _bound(version, purpose, aad)
        return cls(version, nonce, sm4_gcm_encrypt(key, nonce, bound, plaintext))

    def open(self, *, key: bytes, purpose: str, aad: bytes) -> bytes:
        """Return the plaintext or raise CiphertextRefused."""
        return sm4_gcm_decrypt(key, self.nonce, _bound(self.version, purpose, aad), self.body)

    def to_bytes(self) -> bytes:
        """Return what is stored."""
        return _header(self.version) + self.nonce + self.body

    @classmethod
    def from_bytes(cls, data: bytes) -> Sealed:
        """Take apart what was stored, or raise CiphertextRefused."""
        if len(data) < _HEADER_BYTES + NONCE_BYTES + TAG_BYTES or data[:1] != _FORMAT:
            raise CiphertextRefused
        nonce_end = _HEADER_BYTES + NONCE_BYTES
        version = int.from_bytes(data[1:_HEADER_BYTES], "big")
        return cls(version, data[_HEADER_BYTES:nonce_end], data[nonce_end:])


def _header(version: int) -> bytes:
    return _FORMAT + version.to_bytes(_VERSION_BYTES, "big")


def _bound(version: int, purpose: str, aad: bytes) -> bytes:
    name = purpose.encode()
    return _header(version) + len(name).to_bytes(2, "big") + name + aad
