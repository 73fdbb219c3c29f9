"""RSA and ECDSA keys as handles like the SM2 ones, through `cryptography`.

RSA is PKCS#1 v1.5 with SHA-256 and nothing else: that is what every platform's plain "RSA with SHA-256"
means, and a key with one padding leaves a message nothing to choose. The padded block is compared
whole, and exponents below 65537, short keys and keys so long that they cost time are refused.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kernel.crypto.algorithms import SignatureAlgorithm
from kernel.crypto.digests import sm3_hex
from kernel.crypto.errors import KeyMalformed
from kernel.text import Text

if TYPE_CHECKING:
    from _hashlib import HASH

RSA_BITS_MIN: Final = 2048
RSA_BITS_MAX: Final = 4096
EXPONENT: Final = 65537
OAEP_SHA256: Final = OAEP(MGF1(hashes.SHA256()), hashes.SHA256(), None)
_SHA256: Final = Prehashed(hashes.SHA256())
_PADDING: Final = PKCS1v15()
_WEAK: Final = Text(
    "RSA 密钥须为 2048 至 4096 位，公钥指数不小于 65537",
    "an RSA key has 2048 to 4096 bits and an exponent of 65537 or more",
)
_CURVE: Final = Text("ECDSA 只接受 P-256 曲线", "ECDSA is taken on curve P-256 only")


class _Public:
    """What both kinds do alike; the DER is kept, for the fingerprint is asked often."""

    def __init__(self, key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> None:
        self._der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self._pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        self._fingerprint = sm3_hex(self._der)

    @staticmethod
    def hashing() -> HASH:
        """Return SHA-256."""
        return hashlib.sha256()

    def spki_der(self) -> bytes:
        """Return SubjectPublicKeyInfo."""
        return self._der

    def spki_pem(self) -> bytes:
        """Return SubjectPublicKeyInfo as PEM."""
        return self._pem

    def fingerprint(self) -> str:
        """Return SM3 of SubjectPublicKeyInfo, 64 hex digits."""
        return self._fingerprint

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Public) and other.spki_der() == self._der

    def __hash__(self) -> int:
        return hash(self._der)


class RsaPublicKey(_Public):
    """An RSA key that verifies; `key` is for the digital envelope alone."""

    algorithm: Final = SignatureAlgorithm.RSA_SHA256

    def __init__(self, key: rsa.RSAPublicKey) -> None:
        if not RSA_BITS_MIN <= key.key_size <= RSA_BITS_MAX or key.public_numbers().e < EXPONENT:
            raise KeyMalformed(reason=_WEAK)
        super().__init__(key)
        self.key = key

    def verify_digest(self, digest: bytes, signature: bytes) -> bool:
        """Tell whether the signature is right."""
        try:
            self.key.verify(signature, digest, _PADDING, _SHA256)
        except InvalidSignature:
            return False
        return True


class EcdsaPublicKey(_Public):
    """A P-256 key that verifies; signatures are strict DER."""

    algorithm: Final = SignatureAlgorithm.ECDSA_SHA256

    def __init__(self, key: ec.EllipticCurvePublicKey) -> None:
        if not isinstance(key.curve, ec.SECP256R1):
            raise KeyMalformed(reason=_CURVE)
        super().__init__(key)
        self.key = key

    def verify_digest(self, digest: bytes, signature: bytes) -> bool:
        """Tell whether the signature is right."""
        try:
            self.key.verify(signature, digest, ec.ECDSA(_SHA256))
        except InvalidSignature:
            return False
        return True


class _Private:
    """Never pickled, never shown."""

    public: RsaPublicKey | EcdsaPublicKey

    def fingerprint(self) -> str:
        """Return the fingerprint of the public half."""
        return self.public.fingerprint()

    def __repr__(self) -> str:
        return f"<{self.public.algorithm} private key {self.fingerprint()[:16]}>"

    def __reduce__(self) -> NoReturn:
        message = "a private key is not pickled or copied"
        raise TypeError(message)


class RsaPrivateKey(_Private):
    """An RSA key that signs and opens."""

    public: RsaPublicKey

    def __init__(self, key: rsa.RSAPrivateKey) -> None:
        self.public = RsaPublicKey(key.public_key())
        self.key = key

    def sign_digest(self, digest: bytes) -> bytes:
        """Sign 32 bytes."""
        return self.key.sign(digest, _PADDING, _SHA256)

    def opened(self, wrapped: bytes) -> bytes:
        """Return what RSA-OAEP hid; raises ValueError."""
        return self.key.decrypt(wrapped, OAEP_SHA256)


class EcdsaPrivateKey(_Private):
    """A P-256 key that signs and opens."""

    public: EcdsaPublicKey

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self.public = EcdsaPublicKey(key.public_key())
        self.key = key

    def sign_digest(self, digest: bytes) -> bytes:
        """Sign 32 bytes; return DER."""
        return self.key.sign(digest, ec.ECDSA(_SHA256))

    def opened(self, wrapped: bytes) -> bytes:
        """Return the secret shared with a point; raises ValueError."""
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), wrapped)
        return self.key.exchange(ec.ECDH(), point)
