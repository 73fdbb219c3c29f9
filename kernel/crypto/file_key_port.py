"""The key port for the demo: a random key-encryption key in a file wraps versioned data keys.

Whoever has the folder has the data; a bank puts an HSM (加密机) behind the port instead. A data key
serves at most 2^32 random nonces (NIST SP 800-38D §8.3): rotate long before.
"""

from __future__ import annotations

import contextlib
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
_KEKS: Final = re.compile(r"kek(?:\.([2-9]|[1-9][0-9]+))?")
_FIRST: Final = 1
_LOOKS: Final = 4  # at keys that another process changes meanwhile
_PURPOSE: Final = re.compile(r"[a-z][a-z0-9-]{0,62}")  # it becomes a file name


class FileKeyPort:
    """Implements KeyPort over a folder; safe for threads and for several processes."""

    def __init__(self, folder: Path, randomness: Randomness) -> None:
        self._randomness = randomness
        self._folder = KeyFolder(folder, randomness)
        self._keks = self._key_encryption_keys()
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
        if (purpose, _FIRST) not in self._keys and not self._newest_version(purpose):
            self.rotate(purpose)
        return hmac.digest(self._key(purpose, _FIRST), plaintext, "sha256")

    def rotate(self, purpose: str) -> int:
        """Make a new key for `purpose`, used by every process from its next encryption on."""
        version = self._newest_version(purpose) + 1
        name = _file_name(purpose, version)
        self._keks = self._key_encryption_keys()  # another process may have made a newer one
        key = self._randomness.token_bytes(KEY_BYTES)
        self._folder.create_once(name, self._wrapped(name, version, key))
        return version

    def rewrap(self) -> int:
        """Make a new key-encryption key and wrap every data key anew; return how many there are.

        Other processes go on meanwhile. Killed half-way it is simply done again. The key before stays until
        the next time, because somebody may be wrapping with it at this moment; older ones go.
        """
        newest = max(self._key_encryption_keys()) + 1
        self._folder.create_once(_kek_name(newest), self._randomness.token_bytes(KEY_BYTES))
        self._keks = self._key_encryption_keys()
        names = self._folder.names("*.dek")
        for name in names:
            sealed = Sealed.from_bytes(self._folder.read(name))
            self._folder.replace(name, self._wrapped(name, sealed.version, self._opened(name)))
        for number in sorted(self._keks)[:-2]:
            self._folder.remove(_kek_name(number))
            del self._keks[number]
        return len(names)

    def purposes(self) -> dict[str, int]:
        """What there are keys for, and the newest version of each."""
        found = {name.partition(".")[0] for name in self._folder.names("*.dek")}
        return {purpose: self._newest_version(purpose) for purpose in sorted(found)}

    def _wrapped(self, name: str, version: int, key: bytes) -> bytes:
        """A data key under the newest key-encryption key."""
        return Sealed.seal(
            key=self._keks[max(self._keks)],
            version=version,
            nonce=self._randomness.token_bytes(NONCE_BYTES),
            purpose=name,
            aad=b"",
            plaintext=key,
        ).to_bytes()

    def _key_encryption_keys(self) -> dict[int, bytes]:
        """Read them, or make the first; never make one beside keys that another one wrapped."""
        in_use = self._folder.holds_any("*.dek")  # asked first: a data key follows its KEK
        found = [match for name in self._folder.names("kek*") if (match := _KEKS.fullmatch(name))]
        if not found:
            if in_use:
                raise DataKeyMissing(purpose=_KEK_NAME, version=1)
            self._folder.create_once(_KEK_NAME, self._randomness.token_bytes(KEY_BYTES))
            return {_FIRST: self._key_encryption_key(_KEK_NAME)}
        keys: dict[int, bytes] = {}
        for match in found:
            with contextlib.suppress(FileNotFoundError):  # the oldest may go while we look
                keys[int(match[1] or _FIRST)] = self._key_encryption_key(match[0])
        return keys

    def _key_encryption_key(self, name: str) -> bytes:
        kek = self._folder.read(name)
        if len(kek) != KEY_BYTES:
            raise DataKeyDamaged(name=name)
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
        for _ in range(_LOOKS):
            try:
                return self._opened(name)
            except FileNotFoundError:
                raise DataKeyMissing(purpose=purpose, version=version) from None
            except CiphertextRefused:
                self._keks = self._key_encryption_keys()  # wrapped anew by another process
        raise DataKeyDamaged(name=name)

    def _opened(self, name: str) -> bytes:
        """Unwrap a data key with whichever key-encryption key wrapped it; raises CiphertextRefused."""
        sealed = Sealed.from_bytes(self._folder.read(name))
        for _, kek in sorted(self._keks.items(), reverse=True):
            with contextlib.suppress(CiphertextRefused):
                return sealed.open(key=kek, purpose=name, aad=b"")
        raise CiphertextRefused


def _kek_name(number: int) -> str:
    return _KEK_NAME if number == _FIRST else f"{_KEK_NAME}.{number}"


def _file_name(purpose: str, version: int) -> str:
    if _PURPOSE.fullmatch(purpose) is None:
        message = "a purpose is lower-case letters, digits and hyphens"
        raise ValueError(message)
    return f"{purpose}.{version}.dek"
