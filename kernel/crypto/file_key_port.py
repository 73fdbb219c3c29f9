"""The key port for the demo: a random key-encryption key in a file wraps versioned data keys.

Whoever has the folder has the data; a bank puts an HSM (加密机) behind the port instead. A data key
serves at most 2^32 random nonces (NIST SP 800-38D §8.3): rotate long before.
"""

from __future__ import annotations

import hmac
import re
from pathlib import Path
from typing import Final

from kernel.crypto.errors import CiphertextRefused, DataKeyDamaged, DataKeyMissing
from kernel.crypto.key_folder import KeyFolder
from kernel.crypto.sealed import Sealed
from kernel.crypto.sm4_gcm import KEY_BYTES, NONCE_BYTES
from kernel.ids import Randomness

_KEK_NAME: Final = "kek"
_FIRST: Final = 1
_PURPOSE: Final = re.compile(r"[a-z][a-z0-9-]{0,62}")  # it becomes a file name


class FileKeyPort:
    """Implements KeyPort over a folder; safe for threads and for several processes."""

    def __init__(self, folder: Path, randomness: Randomness) -> None:
        self._randomness = randomness
        self._folder = KeyFolder(folder, randomness)
        self._kek = self._key_encryption_key()
        self._keys: dict[tuple[str, int], bytes] = {}
        self._newest: dict[str, int] = {}

    def encrypt(self, purpose: str, aad: bytes, plaintext: bytes) -> bytes:
        """Seal under the newest key of `purpose`; the first use makes version 1."""
        version = self._newest_version(purpose) or self.rotate(purpose)
        sealed = Sealed.seal(
            key=self._key(purpose, version),
            version=version,
            nonce=self._randomness.token_bytes(NONCE_BYTES),
            purpose=purpose,
            aad=aad,
            plaintext=plaintext,
        )
        return sealed.to_bytes()

    def decrypt(self, purpose: str, aad: bytes, ciphertext: bytes) -> bytes:
        """Open with the key version it names; raise CiphertextRefused or DataKeyMissing."""
        sealed = Sealed.from_bytes(ciphertext)
        return sealed.open(key=self._key(purpose, sealed.version), purpose=purpose, aad=aad)

    def mark(self, purpose: str, plaintext: bytes) -> bytes:
        """HMAC-SHA-256 under the first key of `purpose`; the first use makes it."""
        if not self._newest_version(purpose):
            self.rotate(purpose)
        return hmac.digest(self._key(purpose, _FIRST), plaintext, "sha256")

    def rotate(self, purpose: str) -> int:
        """Make a new key for `purpose`, used by every process from its next encryption on."""
        version = self._newest_version(purpose) + 1
        name = _file_name(purpose, version)
        wrapped = Sealed.seal(
            key=self._kek,
            version=version,
            nonce=self._randomness.token_bytes(NONCE_BYTES),
            purpose=name,
            aad=b"",
            plaintext=self._randomness.token_bytes(KEY_BYTES),
        )
        self._folder.create_once(name, wrapped.to_bytes())
        return version

    def _key_encryption_key(self) -> bytes:
        """Read it or make it; never make a second one beside keys that the first one wrapped."""
        in_use = self._folder.holds_any("*.dek")  # asked first: a data key follows its KEK
        if not self._folder.exists(_KEK_NAME):
            if in_use:
                raise DataKeyMissing(purpose=_KEK_NAME, version=1)
            self._folder.create_once(_KEK_NAME, self._randomness.token_bytes(KEY_BYTES))
        kek = self._folder.read(_KEK_NAME)
        if len(kek) != KEY_BYTES:
            raise DataKeyDamaged(name=_KEK_NAME)
        return kek

    def _newest_version(self, purpose: str) -> int:
        """Versions are dense from 1, so one look for the next one is enough."""
        version = self._newest.get(purpose, 0)
        while self._folder.exists(_file_name(purpose, version + 1)):
            version += 1
        self._newest[purpose] = version
        return version

    def _key(self, purpose: str, version: int) -> bytes:
        key = self._keys.get((purpose, version))
        if key is None:
            key = self._keys[purpose, version] = self._unwrapped(purpose, version)
        return key

    def _unwrapped(self, purpose: str, version: int) -> bytes:
        name = _file_name(purpose, version)
        try:
            wrapped = self._folder.read(name)
        except FileNotFoundError:
            raise DataKeyMissing(purpose=purpose, version=version) from None
        try:
            return Sealed.from_bytes(wrapped).open(key=self._kek, purpose=name, aad=b"")
        except CiphertextRefused:
            raise DataKeyDamaged(name=name) from None


def _file_name(purpose: str, version: int) -> str:
    if _PURPOSE.fullmatch(purpose) is None:
        message = "a purpose is lower-case letters, digits and hyphens"
        raise ValueError(message)
    return f"{purpose}.{version}.dek"
