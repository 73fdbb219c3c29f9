"""Keys that sign messages of the direct link: SM2, and beside it RSA and ECDSA on P-256.

Each key has one algorithm, fixed when it is loaded, so that no message can choose another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from kernel import meters
from kernel.crypto.algorithms import SignatureAlgorithm

if TYPE_CHECKING:
    from _hashlib import HASH


class MessageVerifier(Protocol):
    """A public key (公钥) that messages are verified with."""

    @property
    def algorithm(self) -> SignatureAlgorithm:
        """The one algorithm of this key."""
        ...

    def hashing(self) -> HASH:
        """Return the hash that a message is fed into."""
        ...

    def verify_digest(self, digest: bytes, signature: bytes) -> bool:
        """Tell whether the signature is right; False for anything malformed."""
        ...

    def spki_der(self) -> bytes:
        """Return SubjectPublicKeyInfo."""
        ...

    def spki_pem(self) -> bytes:
        """Return SubjectPublicKeyInfo as PEM."""
        ...

    def fingerprint(self) -> str:
        """Return SM3 of SubjectPublicKeyInfo, 64 hex digits, whatever the kind of key."""
        ...


class MessageSigner(Protocol):
    """A private key (私钥) that signs messages."""

    @property
    def public(self) -> MessageVerifier:
        """Its public half."""
        ...

    def fingerprint(self) -> str:
        """Return the fingerprint of the public half."""
        ...

    def sign_digest(self, digest: bytes) -> bytes:
        """Sign what `public.hashing()` made of a message."""
        ...


@runtime_checkable
class MessageOpener(Protocol):
    """A private RSA or P-256 key that takes part in opening what was sealed to it, wherever the key is kept."""

    def opened(self, wrapped: bytes) -> bytes:
        """What RSA-OAEP (SHA-256) hid, or the secret a P-256 key shares with that point; raises ValueError."""
        ...


def signed(key: MessageSigner, message: bytes) -> bytes:
    """Sign a message with the algorithm of the key."""
    state = key.public.hashing()
    state.update(message)
    with meters.timed("signature", "sign", key.public.algorithm.value):
        return key.sign_digest(state.digest())


def rightly_signed(key: MessageVerifier, message: bytes, signature: bytes) -> bool:
    """Tell whether a message was signed with that key."""
    state = key.hashing()
    state.update(message)
    return key.verify_digest(state.digest(), signature)
