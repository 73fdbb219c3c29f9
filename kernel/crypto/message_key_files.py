"""Keys of all three kinds as PEM: read by what is in the file, never by what somebody says of it."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_der_public_key,
    load_pem_private_key,
)

from kernel.crypto.algorithms import SignatureAlgorithm
from kernel.crypto.errors import KeyMalformed, PassphraseWrong
from kernel.crypto.key_encoding import decode_public_key, is_sm2, public_key_der
from kernel.crypto.keys import PrivateKey
from kernel.crypto.message_keys import MessageSigner, MessageVerifier
from kernel.crypto.provider import CryptoProvider
from kernel.crypto.rsa_and_ecdsa import (
    EXPONENT,
    EcdsaPrivateKey,
    EcdsaPublicKey,
    RsaPrivateKey,
    RsaPublicKey,
)
from kernel.text import Text

_RSA_BITS: Final = 3072  # of keys made here
_KINDS: Final = Text(
    "只接受 SM2、RSA（2048 至 4096 位）和 ECDSA P-256",
    "SM2, RSA of 2048 to 4096 bits and ECDSA on P-256 are taken",
)


def read_verifier(pem: bytes, crypto: CryptoProvider) -> MessageVerifier:
    """Load SubjectPublicKeyInfo PEM; raises KeyMalformed."""
    return verifier_of(public_key_der(pem), crypto)


def verifier_of(der: bytes, crypto: CryptoProvider) -> MessageVerifier:
    """Load the DER of a SubjectPublicKeyInfo; raises KeyMalformed."""
    if is_sm2(der):
        return crypto.load_public_key(decode_public_key(der))
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        raise KeyMalformed(reason=_KINDS) from None
    if isinstance(key, rsa.RSAPublicKey):
        return RsaPublicKey(key)
    if isinstance(key, ec.EllipticCurvePublicKey):
        return EcdsaPublicKey(key)
    raise KeyMalformed(reason=_KINDS)


def read_signer(pem: bytes, passphrase: bytes | None, crypto: CryptoProvider) -> MessageSigner:
    """Load PKCS#8 PEM; raises KeyMalformed, PassphraseWrong."""
    try:
        return crypto.read_private_key(pem, passphrase)
    except (KeyMalformed, PassphraseWrong):
        found = _other(pem, passphrase)
        if found is None:
            raise
        return found


def make_signer(algorithm: SignatureAlgorithm, crypto: CryptoProvider) -> MessageSigner:
    """Make a key; RSA and ECDSA keys come from the library's own generator."""
    if algorithm is SignatureAlgorithm.RSA_SHA256:
        return RsaPrivateKey(rsa.generate_private_key(EXPONENT, _RSA_BITS))
    if algorithm is SignatureAlgorithm.ECDSA_SHA256:
        return EcdsaPrivateKey(ec.generate_private_key(ec.SECP256R1()))
    return crypto.generate_key()


def write_signer(key: MessageSigner, passphrase: bytes | None, crypto: CryptoProvider) -> bytes:
    """Return PKCS#8 PEM, encrypted unless `passphrase` is None."""
    if isinstance(key, PrivateKey):
        return crypto.write_private_key(key, passphrase)
    if not isinstance(key, RsaPrivateKey | EcdsaPrivateKey):
        message = f"{type(key).__name__}: no key of a file"
        raise TypeError(message)
    sealed: KeySerializationEncryption = NoEncryption()
    if passphrase is not None:
        sealed = BestAvailableEncryption(passphrase)
    return key.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed)


def _other(pem: bytes, passphrase: bytes | None) -> MessageSigner | None:
    """An RSA or ECDSA key, or None where there is none that can be read."""
    try:
        key = load_pem_private_key(pem, passphrase if b"ENCRYPTED" in pem else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    if isinstance(key, rsa.RSAPrivateKey):
        return RsaPrivateKey(key)
    return EcdsaPrivateKey(key) if isinstance(key, ec.EllipticCurvePrivateKey) else None
