"""The port through which everybody signs, verifies and hashes, and what providers share.

A provider loads keys; a loaded key does its own work, so a key of one provider also works when
handed to another. Verification answers True or False and never raises for what a client sent.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

from kernel.crypto.ciphertext import CiphertextForm, Sm2Ciphertext, checked_plaintext
from kernel.crypto.curve import DEFAULT_USER_ID, random_scalar
from kernel.crypto.digests import hmac_sm3, sm3
from kernel.crypto.errors import KeyMalformed
from kernel.crypto.key_encoding import (
    private_key_pem,
    read_private_key_pem,
    read_public_key_pem,
)
from kernel.crypto.keys import PrivateKey, PublicKey
from kernel.crypto.sm4_gcm import sm4_gcm_decrypt, sm4_gcm_encrypt
from kernel.ids import Randomness
from kernel.text import Text


class CryptoProvider(Protocol):
    """SM2, SM3 and SM4 as the house uses them."""

    @property
    def name(self) -> str:
        """Which provider this is and of which version, for logs and evidence."""
        ...

    def generate_key(self) -> PrivateKey:
        """Make a new SM2 key from the injected randomness."""
        ...

    def load_private_key(self, scalar: bytes) -> PrivateKey:
        """Load 32 bytes; raise KeyMalformed."""
        ...

    def load_public_key(self, point: bytes) -> PublicKey:
        """Load 65 bytes 04‖x‖y; raise KeyMalformed."""
        ...

    def read_private_key(self, pem: bytes, passphrase: bytes | None = None) -> PrivateKey:
        """Load PKCS#8 PEM, plain or encrypted; raise KeyMalformed or PassphraseWrong."""
        ...

    def read_public_key(self, pem: bytes) -> PublicKey:
        """Load SubjectPublicKeyInfo PEM; raise KeyMalformed."""
        ...

    def write_private_key(self, key: PrivateKey, passphrase: bytes | None) -> bytes:
        """Return PKCS#8 PEM, encrypted unless `passphrase` is None, which must be said."""
        ...

    def sign(self, key: PrivateKey, message: bytes, *, user_id: bytes = DEFAULT_USER_ID) -> bytes:
        """Return the DER signature, SM2 with SM3 over Z‖message."""
        ...

    def verify(
        self, key: PublicKey, message: bytes, signature: bytes, *, user_id: bytes = DEFAULT_USER_ID
    ) -> bool:
        """Tell whether the DER signature is right."""
        ...

    def encrypt(self, key: PublicKey, plaintext: bytes, *, form: CiphertextForm) -> bytes:
        """Encrypt a short secret with SM2; raise PlaintextRefused."""
        ...

    def decrypt(self, key: PrivateKey, ciphertext: bytes, *, form: CiphertextForm) -> bytes:
        """Open an SM2 ciphertext of that form; raise CiphertextRefused."""
        ...

    def sm3(self, data: bytes) -> bytes:
        """Return SM3, 32 bytes."""
        ...

    def hmac_sm3(self, key: bytes, data: bytes) -> bytes:
        """Return HMAC-SM3, 32 bytes."""
        ...

    def sm4_gcm_encrypt(self, key: bytes, nonce: bytes, aad: bytes, plaintext: bytes) -> bytes:
        """Return ciphertext‖tag; the nonce (12 bytes) is the caller's and never used twice."""
        ...

    def sm4_gcm_decrypt(self, key: bytes, nonce: bytes, aad: bytes, sealed: bytes) -> bytes:
        """Return the plaintext or raise CiphertextRefused."""
        ...


class SoftwareProvider(ABC):
    """What every provider in this process does alike: all but loading a key."""

    sm3 = staticmethod(sm3)
    hmac_sm3 = staticmethod(hmac_sm3)
    sm4_gcm_encrypt = staticmethod(sm4_gcm_encrypt)
    sm4_gcm_decrypt = staticmethod(sm4_gcm_decrypt)

    def __init__(self, randomness: Randomness) -> None:
        self._randomness = randomness

    @abstractmethod
    def load_private_key(self, scalar: bytes) -> PrivateKey:
        """Load 32 bytes; raise KeyMalformed."""

    @abstractmethod
    def load_public_key(self, point: bytes) -> PublicKey:
        """Load 65 bytes 04‖x‖y; raise KeyMalformed."""

    def generate_key(self) -> PrivateKey:
        """Make a new SM2 key from the injected randomness."""
        return self.load_private_key(random_scalar(self._randomness))

    def read_private_key(self, pem: bytes, passphrase: bytes | None = None) -> PrivateKey:
        """Load PKCS#8 PEM; a public half in the file must be the one that belongs to it."""
        scalar, point = read_private_key_pem(pem, passphrase)
        key = self.load_private_key(scalar)
        if point not in (None, key.public.point):
            reason = Text("公钥与私钥不匹配", "its public half belongs to another key")
            raise KeyMalformed(reason=reason)
        return key

    def read_public_key(self, pem: bytes) -> PublicKey:
        """Load SubjectPublicKeyInfo PEM."""
        return self.load_public_key(read_public_key_pem(pem))

    def write_private_key(self, key: PrivateKey, passphrase: bytes | None) -> bytes:
        """Return PKCS#8 PEM, encrypted unless `passphrase` is None."""
        point = key.public.point
        return private_key_pem(key.scalar_bytes(), point, passphrase, self._randomness)

    def sign(self, key: PrivateKey, message: bytes, *, user_id: bytes = DEFAULT_USER_ID) -> bytes:
        """Return the DER signature, SM2 with SM3 over Z‖message."""
        return key.sign_digest(key.public.digest(message, user_id))

    def verify(
        self, key: PublicKey, message: bytes, signature: bytes, *, user_id: bytes = DEFAULT_USER_ID
    ) -> bool:
        """Tell whether the DER signature is right."""
        return key.verify_digest(key.digest(message, user_id), signature)

    def encrypt(self, key: PublicKey, plaintext: bytes, *, form: CiphertextForm) -> bytes:
        """Encrypt a short secret with SM2; raise PlaintextRefused."""
        return key.encrypt(checked_plaintext(plaintext)).encode(form)

    def decrypt(self, key: PrivateKey, ciphertext: bytes, *, form: CiphertextForm) -> bytes:
        """Open an SM2 ciphertext of that form; raise CiphertextRefused."""
        return key.decrypt(Sm2Ciphertext.decode(ciphertext, form))
