"""SM2 by the pure Python package `gmssl`, for machines whose libcrypto has no SM2.

Only its curve arithmetic is used, because the rest has faults: it strips 0s and 4s off public keys,
draws nonces from a predictable generator, never compares C3, and fixes the user id; it also takes
points that are not on the curve. Twenty times slower than libcrypto and not constant in time:
never for production (see `selection`).
"""

from __future__ import annotations

import hmac
from typing import Final

from gmssl.sm2 import CryptSM2, default_ecc_table

from kernel.crypto.ciphertext import Sm2Ciphertext, refuse_zero_mask
from kernel.crypto.curve import COORDINATE_BYTES, UNCOMPRESSED, checked_scalar, random_scalar
from kernel.crypto.digests import sm3
from kernel.crypto.errors import CiphertextRefused
from kernel.crypto.keys import PrivateKey, PublicKey
from kernel.crypto.provider import SoftwareProvider
from kernel.crypto.signature import decode_signature, encode_signature
from kernel.ids import Randomness

_G: Final[str] = default_ecc_table["g"]


class GmsslPublicKey(PublicKey):
    """A public key for gmssl."""

    def __init__(self, point: bytes, randomness: Randomness) -> None:
        super().__init__(point)
        self._randomness = randomness
        self._engine = _engine(self.point)

    def verify_digest(self, digest: bytes, signature: bytes) -> bool:
        """Tell whether the signature is right."""
        numbers = decode_signature(signature)
        if numbers is None:
            return False
        try:
            return bool(self._engine.verify(f"{numbers[0]:064x}{numbers[1]:064x}", digest))
        except TypeError:  # the sum of the two points is infinity, which gmssl cannot express
            return False

    def encrypt(self, plaintext: bytes) -> Sm2Ciphertext:
        """Encrypt; draw again where the mask happens to be all zero."""
        while True:
            k = random_scalar(self._randomness)
            shared = _multiply(self._engine, k, self.point[1:].hex())
            c2 = _masked(shared, plaintext)
            if c2 != plaintext:
                c1 = _multiply(self._engine, k, _G)
                return Sm2Ciphertext(c1=c1, c3=_c3(shared, plaintext), c2=c2)


class GmsslPrivateKey(PrivateKey):
    """A private key for gmssl."""

    def __init__(self, scalar: bytes, randomness: Randomness) -> None:
        engine = CryptSM2(private_key=checked_scalar(scalar).hex(), public_key="")
        point = UNCOMPRESSED + _multiply(engine, scalar, _G)
        super().__init__(scalar, GmsslPublicKey(point, randomness))
        self._engine = engine
        self._randomness = randomness

    def sign_digest(self, digest: bytes) -> bytes:
        """Sign 32 bytes with a nonce of the injected randomness."""
        while True:
            signature = self._engine.sign(digest, random_scalar(self._randomness).hex())
            if signature is not None:  # r or s came out as zero: once in 2^256
                middle = 2 * COORDINATE_BYTES
                return encode_signature(int(signature[:middle], 16), int(signature[middle:], 16))

    def decrypt(self, ciphertext: Sm2Ciphertext) -> bytes:
        """Open, and compare C3 in constant time."""
        shared = _multiply(self._engine, self._scalar, ciphertext.c1.hex())
        plain = _masked(shared, ciphertext.c2)
        if not hmac.compare_digest(_c3(shared, plain), ciphertext.c3):
            raise CiphertextRefused
        return refuse_zero_mask(ciphertext.c2, plain)


class GmsslProvider(SoftwareProvider):
    """SM2 by gmssl; all randomness is the injected one."""

    name = "gmssl (pure Python)"

    def load_private_key(self, scalar: bytes) -> GmsslPrivateKey:
        """Load 32 bytes; raise KeyMalformed."""
        return GmsslPrivateKey(scalar, self._randomness)

    def load_public_key(self, point: bytes) -> GmsslPublicKey:
        """Load 65 bytes 04‖x‖y; raise KeyMalformed."""
        return GmsslPublicKey(point, self._randomness)


def _engine(point: bytes) -> CryptSM2:
    """Set the public key after construction: the constructor would strip it."""
    engine = CryptSM2(private_key="", public_key="")
    engine.public_key = point[1:].hex()
    return engine


def _multiply(engine: CryptSM2, scalar: bytes, coordinates: str) -> bytes:
    product: str = engine._kg(int.from_bytes(scalar, "big"), coordinates)  # noqa: SLF001 its only door
    return bytes.fromhex(product)


def _masked(shared: bytes, data: bytes) -> bytes:
    """XOR with the key derivation of GM/T 0003.4 §5.4.3 over the shared point."""
    blocks = range(1, len(data) // 32 + 2)
    mask = b"".join(sm3(shared + counter.to_bytes(4, "big")) for counter in blocks)
    return bytes(a ^ b for a, b in zip(data, mask, strict=False))


def _c3(shared: bytes, plaintext: bytes) -> bytes:
    return sm3(shared[:COORDINATE_BYTES] + plaintext + shared[COORDINATE_BYTES:])
