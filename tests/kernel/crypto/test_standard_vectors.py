"""Every provider computes what the standards print."""

from __future__ import annotations

import pytest

from kernel.crypto import CiphertextForm, CryptoProvider
from kernel.crypto.curve import DEFAULT_USER_ID, prehash
from kernel.crypto.gmssl_provider import GmsslProvider
from kernel.crypto.libcrypto.provider import LibcryptoProvider
from kernel.crypto.signature import decode_signature, encode_signature
from tests.kernel.crypto import vectors
from tests.kernel.crypto.randomness import ScriptedRandomness


def test_the_standards_signature_verifies(provider: CryptoProvider) -> None:
    key = provider.load_public_key(vectors.POINT)
    assert provider.verify(key, vectors.MESSAGE, encode_signature(vectors.R, vectors.S))


def test_a_scalar_gives_the_standards_public_point(provider: CryptoProvider) -> None:
    assert provider.load_private_key(vectors.SCALAR).public.point == vectors.POINT


def test_z_and_the_digest_are_the_standards(provider: CryptoProvider) -> None:
    key = provider.load_public_key(vectors.POINT)
    assert key.digest(vectors.MESSAGE, DEFAULT_USER_ID) == vectors.DIGEST
    fed_with_z = prehash(vectors.POINT, DEFAULT_USER_ID)
    assert fed_with_z.digest() == provider.sm3(vectors.Z)


def test_the_standards_nonce_gives_the_standards_signature() -> None:
    slow = GmsslProvider(ScriptedRandomness(vectors.NONCE))
    key = slow.load_private_key(vectors.SCALAR)
    assert decode_signature(slow.sign(key, vectors.MESSAGE)) == (vectors.R, vectors.S)


@pytest.mark.parametrize(
    ("form", "start"),
    [(CiphertextForm.C1C3C2, b"\x04"), (CiphertextForm.C1C3C2_BARE, b"")],
)
def test_the_standards_ciphertext_opens(
    provider: CryptoProvider, form: CiphertextForm, start: bytes
) -> None:
    key = provider.load_private_key(vectors.SCALAR)
    ciphertext = start + vectors.C1 + vectors.C3 + vectors.C2
    assert provider.decrypt(key, ciphertext, form=form) == vectors.PLAINTEXT


def test_the_standards_nonce_gives_the_standards_ciphertext() -> None:
    slow = GmsslProvider(ScriptedRandomness(vectors.NONCE))
    key = slow.load_public_key(vectors.POINT)
    ciphertext = slow.encrypt(key, vectors.PLAINTEXT, form=CiphertextForm.C1C3C2)
    assert ciphertext == b"\x04" + vectors.C1 + vectors.C3 + vectors.C2


def test_sm3_of_abc(provider: CryptoProvider) -> None:
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert provider.sm3(b"abc").hex() == expected


def test_sm4_gcm_of_rfc_8998(provider: CryptoProvider) -> None:
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    aad = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plaintext = b"".join(bytes([byte]) * 8 for byte in bytes.fromhex("AABBCCDDEEFFEEAA"))
    sealed = bytes.fromhex(
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    assert provider.sm4_gcm_encrypt(key, nonce, aad, plaintext) == sealed
    assert provider.sm4_gcm_decrypt(key, nonce, aad, sealed) == plaintext


def test_providers_say_who_they_are(
    libcrypto: CryptoProvider, newer: CryptoProvider, gmssl: CryptoProvider
) -> None:
    assert isinstance(libcrypto, LibcryptoProvider)
    assert libcrypto.name.startswith("libcrypto (OpenSSL 3.")
    assert newer.name.startswith("libcrypto (OpenSSL 3.5.")
    assert gmssl.name == "gmssl (pure Python)"
