"""Private keys under a pass phrase go both ways, and nothing weak or strange is opened."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.x509 import ObjectIdentifier

from kernel.crypto import CryptoProvider
from kernel.crypto import key_encryption as maker
from kernel.crypto.errors import KeyMalformed, PassphraseWrong
from kernel.crypto.key_encoding import (
    _armour,
    decode_private_key,
    encode_private_key,
    read_private_key_pem,
)
from tests.kernel.crypto import vectors
from tests.kernel.crypto.openssl_cli import OpenSsl

PASSPHRASE = "口令 secret".encode()
PBES2 = ObjectIdentifier("1.2.840.113549.1.5.13")
PBKDF2 = ObjectIdentifier("1.2.840.113549.1.5.12")
HMAC_SM3 = ObjectIdentifier("1.2.156.10197.1.401.2")
SM4_CBC = ObjectIdentifier("1.2.156.10197.1.104.2")
PKCS8 = encode_private_key(vectors.SCALAR, vectors.POINT)


def test_an_encrypted_key_comes_back_here_and_at_the_command_line(
    libcrypto: CryptoProvider, openssl: OpenSsl
) -> None:
    key = libcrypto.generate_key()
    pem = libcrypto.write_private_key(key, PASSPHRASE)
    assert pem.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    assert maker.ITERATIONS >= 600_000  # what other tests turn down
    assert libcrypto.read_private_key(pem, PASSPHRASE).scalar_bytes() == key.scalar_bytes()
    name = openssl.put("encrypted.pem", pem)
    word = f"pass:{PASSPHRASE.decode()}"
    assert openssl.must("pkey", "-in", name, "-passin", word, "-pubout") == key.public.spki_pem()
    assert openssl.run("pkey", "-in", name, "-passin", "pass:wrong").returncode != 0


@pytest.mark.parametrize("passphrase", [None, b"", b"wrong"])
def test_a_wrong_pass_phrase_is_told_apart_from_a_bad_file(
    libcrypto: CryptoProvider, passphrase: bytes | None
) -> None:
    pem = libcrypto.write_private_key(libcrypto.generate_key(), PASSPHRASE)
    with pytest.raises(PassphraseWrong):
        libcrypto.read_private_key(pem, passphrase)


@pytest.mark.parametrize("cipher", ["sm4-cbc", "aes-128-cbc", "aes-256-cbc"])
@pytest.mark.parametrize("prf", ["hmacWithSHA256", "hmacWithSHA512"])
def test_keys_encrypted_by_the_command_line_are_read(
    libcrypto: CryptoProvider, openssl: OpenSsl, cipher: str, prf: str
) -> None:
    key = libcrypto.generate_key()
    pem = encrypted_by(openssl, libcrypto.write_private_key(key, None), cipher, prf)
    assert libcrypto.read_private_key(pem, b"secret").public == key.public


def test_a_wrong_pass_phrase_whose_padding_looks_right_is_still_wrong() -> None:
    """CBC has no integrity: once in 256 a wrong word leaves something that unpads."""
    der = encrypted_info(content=b"not a key")
    assert maker.open_pkcs8(der, b"secret") == b"not a key"
    with pytest.raises(PassphraseWrong):
        read_private_key_pem(_armour(b"ENCRYPTED PRIVATE KEY", der), b"secret")


@pytest.mark.parametrize(
    ("cipher", "prf"), [("des3", "hmacWithSHA256"), ("aes-256-cbc", "hmacWithSHA1")]
)
def test_old_encryption_is_refused(
    libcrypto: CryptoProvider, openssl: OpenSsl, cipher: str, prf: str
) -> None:
    plain = libcrypto.write_private_key(libcrypto.generate_key(), None)
    with pytest.raises(KeyMalformed):
        read_private_key_pem(encrypted_by(openssl, plain, cipher, prf), b"secret")


def encrypted_by(openssl: OpenSsl, plain: bytes, cipher: str, prf: str) -> bytes:
    key = openssl.put("plain.pem", plain)
    how = ("-v2", cipher, "-v2prf", prf, "-iter", "1000", "-passout", "pass:secret")
    return openssl.must("pkcs8", "-topk8", "-in", key, *how)


def encrypted_info(
    *,
    scheme: ObjectIdentifier = PBES2,
    kdf: ObjectIdentifier = PBKDF2,
    iterations: int = 1000,
    key_bytes: int | None = 16,
    prf: ObjectIdentifier | None = HMAC_SM3,
    iv: bytes = bytes(16),
    content: bytes = PKCS8,
) -> bytes:
    """An encrypted key as GmSSL writes it, or as an enemy does."""
    function = None if prf is None else maker._Prf(algorithm=prf, parameters=None)
    costs = maker._KdfParameters(
        salt=b"salt", iterations=iterations, key_bytes=key_bytes, prf=function
    )
    parameters = maker._Pbes2Parameters(
        kdf=maker._Kdf(algorithm=kdf, parameters=costs),
        encryption=maker._Encryption(algorithm=SM4_CBC, iv=iv),
    )
    key = hashlib.pbkdf2_hmac("sm3", b"secret", b"salt", 1000, 16)
    encryptor = Cipher(SM4(key), CBC(bytes(16))).encryptor()
    pad = 16 - len(content) % 16
    data = encryptor.update(content + bytes([pad]) * pad) + encryptor.finalize()
    envelope = maker._Pbes2(algorithm=scheme, parameters=parameters)
    return asn1.encode_der(maker._EncryptedPrivateKeyInfo(algorithm=envelope, data=data))


@pytest.mark.parametrize("key_bytes", [None, 16])
def test_a_key_encrypted_with_hmac_sm3_is_read(key_bytes: int | None) -> None:
    opened = maker.open_pkcs8(encrypted_info(key_bytes=key_bytes), b"secret")
    assert decode_private_key(opened) == (vectors.SCALAR, vectors.POINT)


@pytest.mark.parametrize(
    "der",
    [
        b"",
        b"garbage",
        encrypted_info()[:-1],
        encrypted_info() + b"\x00",
        encrypted_info(scheme=PBKDF2),
        encrypted_info(kdf=PBES2),
        encrypted_info(iterations=0),
        encrypted_info(iterations=5_000_001),
        encrypted_info(key_bytes=32),
        encrypted_info(prf=PBES2),
        encrypted_info(prf=None),
        encrypted_info(iv=bytes(8)),
    ],
)
def test_a_strange_encrypted_key_is_refused_at_once(der: bytes) -> None:
    with pytest.raises(KeyMalformed):
        maker.open_pkcs8(der, b"secret")
