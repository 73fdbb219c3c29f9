"""Loaded keys: handles that do their own work as long as they live.

Loading a key costs as much as a signature, so a handle is loaded once and kept. The private
scalar never shows in a repr, a log or a pickle; it leaves only through `scalar_bytes`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Final, NoReturn, final

from kernel.crypto.algorithms import SignatureAlgorithm
from kernel.crypto.ciphertext import Sm2Ciphertext
from kernel.crypto.curve import DEFAULT_USER_ID, checked_point, checked_scalar, prehash
from kernel.crypto.digests import sm3_hex
from kernel.crypto.key_encoding import encode_public_key, public_key_pem

if TYPE_CHECKING:
    from _hashlib import HASH


class PublicKey(ABC):
    """An SM2 public key (公钥), loaded; equal to another when the point is the same."""

    algorithm: Final = SignatureAlgorithm.SM2_SM3

    def __init__(self, point: bytes) -> None:
        self.point = checked_point(point)
        self._hash_start: tuple[bytes, HASH] = (
            DEFAULT_USER_ID,
            prehash(self.point, DEFAULT_USER_ID),
        )

    @final
    def digest(self, message: bytes, user_id: bytes) -> bytes:
        """Return e = SM3(Z‖message), the 32 bytes that are signed."""
        known_id, start = self._hash_start
        if user_id != known_id:
            start = prehash(self.point, user_id)
            self._hash_start = (user_id, start)  # one tuple, one store: no thread sees a mixture
        state = start.copy()
        state.update(message)
        return state.digest()

    @final
    def hashing(self) -> HASH:
        """Return SM3 fed with Z of the usual signer id: what a message is added to before signing."""
        known_id, start = self._hash_start
        return start.copy() if known_id == DEFAULT_USER_ID else prehash(self.point, DEFAULT_USER_ID)

    @abstractmethod
    def verify_digest(self, digest: bytes, signature: bytes) -> bool:
        """Tell whether the DER signature is right; False for anything malformed."""

    @abstractmethod
    def encrypt(self, plaintext: bytes) -> Sm2Ciphertext:
        """Encrypt 1 … PLAINTEXT_BYTES_MAX bytes (the caller has checked that)."""

    @final
    def spki_der(self) -> bytes:
        """Return SubjectPublicKeyInfo."""
        return encode_public_key(self.point)

    @final
    def spki_pem(self) -> bytes:
        """Return SubjectPublicKeyInfo as PEM."""
        return public_key_pem(self.point)

    @final
    def fingerprint(self) -> str:
        """Return SM3 of SubjectPublicKeyInfo, 64 hex digits; what people compare by eye."""
        return sm3_hex(self.spki_der())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and other.point == self.point

    def __hash__(self) -> int:
        return hash(self.point)

    def __repr__(self) -> str:
        return f"<SM2 public key {self.fingerprint()[:16]}>"


class PrivateKey(ABC):
    """An SM2 private key (私钥), loaded, with its public half."""

    def __init__(self, scalar: bytes, public: PublicKey) -> None:
        self._scalar = checked_scalar(scalar)
        self.public = public

    @abstractmethod
    def sign_digest(self, digest: bytes) -> bytes:
        """Sign 32 bytes; return the DER signature."""

    @abstractmethod
    def decrypt(self, ciphertext: Sm2Ciphertext) -> bytes:
        """Return the plaintext or raise CiphertextRefused."""

    @final
    def scalar_bytes(self) -> bytes:
        """Return the secret itself, 32 bytes: for export to a file its owner asked for."""
        return self._scalar

    @final
    def fingerprint(self) -> str:
        """Return the fingerprint of the public half."""
        return self.public.fingerprint()

    def __repr__(self) -> str:
        return f"<SM2 private key {self.fingerprint()[:16]}>"

    def __reduce__(self) -> NoReturn:
        message = "a private key is not pickled or copied"
        raise TypeError(message)
