"""A message sealed to the holder of one key (数字信封): a fresh content key, wrapped to the recipient's.

    "YQS1" ‖ key id (8) ‖ length of the wrapped key (2) ‖ wrapped key ‖ nonce (12) ‖ ciphertext ‖ tag (16)

What the wrapped key and the cipher are follows from the recipient's key and from nothing the message says:

    SM2      SM4-GCM        16 bytes encrypted with SM2, as DER (GM/T 0009)
    RSA      AES-256-GCM    32 bytes encrypted with RSA-OAEP, SHA-256 in both places
    P-256    AES-256-GCM    an ephemeral point (65 bytes); the key is HKDF-SHA256 of the ECDH secret

All before the ciphertext is bound by the tag. Whatever is wrong, there is one refusal, and it comes at the
tag: a wrapped key that does not open is replaced by a random one, so that nobody can tell which it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kernel.crypto.algorithms import SignatureAlgorithm
from kernel.crypto.ciphertext import CiphertextForm
from kernel.crypto.errors import CiphertextRefused
from kernel.crypto.keys import PrivateKey, PublicKey
from kernel.crypto.message_keys import MessageOpener, MessageSigner, MessageVerifier
from kernel.crypto.provider import CryptoProvider
from kernel.crypto.rsa_and_ecdsa import OAEP_SHA256, EcdsaPublicKey, RsaPublicKey
from kernel.crypto.sm4_gcm import NONCE_BYTES, TAG_BYTES
from kernel.ids import Randomness

MAGIC: Final = b"YQS1"
ID_BYTES: Final = 8
_LENGTH_BYTES: Final = 2
_WRAPPED_BYTES_MAX: Final = 512  # RSA of 4096 bits
START_BYTES: Final = len(MAGIC) + ID_BYTES + _LENGTH_BYTES
OVERHEAD_BYTES_MAX: Final = START_BYTES + _WRAPPED_BYTES_MAX + NONCE_BYTES + TAG_BYTES
_INFO: Final = b"yinqi sealed message"
_KEY_BYTES: Final = {
    SignatureAlgorithm.SM2_SM3: 16,
    SignatureAlgorithm.RSA_SHA256: 32,
    SignatureAlgorithm.ECDSA_SHA256: 32,
}


@dataclass(frozen=True, slots=True)
class Start:
    """What stands before the ciphertext."""

    key_id: str
    """The first 16 hex digits of the fingerprint of the key it is sealed to."""

    wrapped: bytes
    nonce: bytes

    def bound(self) -> bytes:
        """All of it, as the tag binds it."""
        length = len(self.wrapped).to_bytes(_LENGTH_BYTES)
        return MAGIC + bytes.fromhex(self.key_id) + length + self.wrapped + self.nonce


def rest_of(start: bytes) -> int:
    """How many bytes of the start follow its first START_BYTES; raises CiphertextRefused."""
    length = int.from_bytes(start[-_LENGTH_BYTES:])
    if len(start) != START_BYTES or start[: len(MAGIC)] != MAGIC or length > _WRAPPED_BYTES_MAX:
        raise CiphertextRefused
    return length + NONCE_BYTES


def start_of(fixed: bytes, rest: bytes) -> Start:
    """Take apart what stands before the ciphertext; raises CiphertextRefused."""
    if len(rest) != rest_of(fixed):
        raise CiphertextRefused
    key_id = fixed[len(MAGIC) : len(MAGIC) + ID_BYTES].hex()
    return Start(key_id, rest[:-NONCE_BYTES], rest[-NONCE_BYTES:])


class Opening:
    """Opens one sealed message piece by piece; nothing of it may be used before `finish`."""

    def __init__(
        self, start: Start, key: MessageSigner, crypto: CryptoProvider, randomness: Randomness
    ) -> None:
        algorithm = key.public.algorithm
        decoy = randomness.token_bytes(_KEY_BYTES[algorithm])
        opened = _unwrapped(start, key, crypto)
        content_key = opened if opened is not None and len(opened) == len(decoy) else decoy
        self._decryptor = _cipher(algorithm, content_key, start.nonce).decryptor()
        self._decryptor.authenticate_additional_data(start.bound())

    def update(self, chunk: bytes) -> bytes:
        """The plaintext of a piece, unproven."""
        return self._decryptor.update(chunk)

    def finish(self, tag: bytes) -> None:
        """Raise CiphertextRefused unless every byte is as it was sealed."""
        try:
            self._decryptor.finalize_with_tag(tag)
        except (InvalidTag, ValueError):
            raise CiphertextRefused from None


def seal(
    key: MessageVerifier, plaintext: bytes, crypto: CryptoProvider, randomness: Randomness
) -> bytes:
    """Seal a message to the holder of a key."""
    key_id = key.fingerprint()[: 2 * ID_BYTES]
    content_key, wrapped = _wrapped(key, key_id, crypto, randomness)
    start = Start(key_id, wrapped, randomness.token_bytes(NONCE_BYTES))
    encryptor = _cipher(key.algorithm, content_key, start.nonce).encryptor()
    bound = start.bound()
    encryptor.authenticate_additional_data(bound)
    ciphertext = encryptor.update(plaintext)
    encryptor.finalize()
    return b"".join((bound, ciphertext, encryptor.tag))


def unseal(
    key: MessageSigner, sealed: bytes, crypto: CryptoProvider, randomness: Randomness
) -> bytes:
    """Open a message that was sealed to a key; raises CiphertextRefused."""
    fixed = sealed[:START_BYTES]
    end = START_BYTES + rest_of(fixed)
    start = start_of(fixed, sealed[START_BYTES:end])
    if len(sealed) < end + TAG_BYTES:
        raise CiphertextRefused
    opening = Opening(start, key, crypto, randomness)
    plaintext = opening.update(sealed[end:-TAG_BYTES])
    opening.finish(sealed[-TAG_BYTES:])
    return plaintext


def can_open(key: MessageSigner) -> bool:
    """Whether a key that signs can also open what is sealed to it; one in a token need not."""
    return isinstance(key, PrivateKey | MessageOpener)


def _cipher(algorithm: SignatureAlgorithm, key: bytes, nonce: bytes) -> Cipher[GCM]:
    cipher = SM4(key) if algorithm is SignatureAlgorithm.SM2_SM3 else AES(key)
    return Cipher(cipher, GCM(nonce))


def _wrapped(
    key: MessageVerifier, key_id: str, crypto: CryptoProvider, randomness: Randomness
) -> tuple[bytes, bytes]:
    """A fresh content key, and what lets the recipient come to it."""
    content_key = randomness.token_bytes(_KEY_BYTES[key.algorithm])
    if isinstance(key, PublicKey):
        return content_key, crypto.encrypt(key, content_key, form=CiphertextForm.DER)
    if isinstance(key, RsaPublicKey):
        return content_key, key.key.encrypt(content_key, OAEP_SHA256)
    if not isinstance(key, EcdsaPublicKey):
        message = f"{type(key).__name__}: nothing can be sealed to it"
        raise TypeError(message)
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    point = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _derived(ephemeral.exchange(ec.ECDH(), key.key), point, key_id), point


def _unwrapped(start: Start, key: MessageSigner, crypto: CryptoProvider) -> bytes | None:
    """The content key, or None where the wrapped one does not open."""
    try:
        if isinstance(key, PrivateKey):
            return crypto.decrypt(key, start.wrapped, form=CiphertextForm.DER)
        if isinstance(key, MessageOpener):
            secret = key.opened(start.wrapped)
            agreed = key.public.algorithm is SignatureAlgorithm.ECDSA_SHA256
            return _derived(secret, start.wrapped, start.key_id) if agreed else secret
    except (CiphertextRefused, ValueError):
        return None
    message = f"{type(key).__name__}: opens nothing"
    raise TypeError(message)


def _derived(secret: bytes, point: bytes, key_id: str) -> bytes:
    info = _INFO + point + bytes.fromhex(key_id)
    return HKDF(hashes.SHA256(), 32, None, info).derive(secret)
