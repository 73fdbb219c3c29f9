"""Independent implementations agree, both ways, over random keys and keys of odd shape."""

from __future__ import annotations

import gmalg
import pytest

from kernel.crypto import DEFAULT_USER_ID, CiphertextForm, CryptoProvider
from kernel.crypto.ciphertext import Sm2Ciphertext
from kernel.crypto.curve import random_scalar
from kernel.crypto.signature import decode_signature, encode_signature
from tests.kernel.crypto import vectors
from tests.kernel.crypto.openssl_cli import OpenSsl
from tests.kernel.crypto.randomness import SeededRandomness

MESSAGE = "付款 1,234.00 元".encode()
OTHER = "付款 9,234.00 元".encode()
_source = SeededRandomness("cross-checks")
RANDOM_SCALARS = {f"random {number}": random_scalar(_source) for number in range(20)}
ODD_SCALARS = {name: value.to_bytes(32, "big") for name, value in vectors.ODD_SCALARS.items()}
SCALARS = RANDOM_SCALARS | ODD_SCALARS
every_key = pytest.mark.parametrize("scalar", SCALARS.values(), ids=SCALARS.keys())


@pytest.mark.parametrize("name", vectors.ODD_STARTS)
def test_the_odd_keys_are_as_odd_as_they_say(name: str, libcrypto: CryptoProvider) -> None:
    offset, start = vectors.ODD_STARTS[name]
    point = libcrypto.load_private_key(ODD_SCALARS[name]).public.point
    assert point[offset:].hex().startswith(start)


@every_key
def test_providers_derive_the_same_public_key(
    scalar: bytes, libcrypto: CryptoProvider, newer: CryptoProvider, gmssl: CryptoProvider
) -> None:
    points = {each.load_private_key(scalar).public.point for each in (libcrypto, newer, gmssl)}
    assert points == {gmalg.SM2().generate_pk(scalar)}


@every_key
def test_what_one_provider_signs_all_others_verify(
    scalar: bytes, libcrypto: CryptoProvider, newer: CryptoProvider, gmssl: CryptoProvider
) -> None:
    providers = (libcrypto, newer, gmssl)
    for signer in providers:
        signature = signer.sign(signer.load_private_key(scalar), MESSAGE)
        for verifier in providers:
            key = verifier.load_private_key(scalar).public
            assert verifier.verify(key, MESSAGE, signature)
            assert not verifier.verify(key, OTHER, signature)


@every_key
def test_the_command_line_agrees(scalar: bytes, provider: CryptoProvider, openssl: OpenSsl) -> None:
    key = provider.load_private_key(scalar)
    public_pem, private_pem = key.public.spki_pem(), provider.write_private_key(key, None)
    ours = provider.sign(key, MESSAGE)
    assert openssl.verifies(public_pem, MESSAGE, ours, DEFAULT_USER_ID)
    assert not openssl.verifies(public_pem, OTHER, ours, DEFAULT_USER_ID)
    theirs = openssl.sign(private_pem, MESSAGE, DEFAULT_USER_ID)
    assert provider.verify(key.public, MESSAGE, theirs)
    assert not provider.verify(key.public, OTHER, theirs)


@every_key
def test_gmalg_agrees(scalar: bytes, libcrypto: CryptoProvider) -> None:
    key = libcrypto.load_private_key(scalar)
    judge = gmalg.SM2(scalar, DEFAULT_USER_ID, key.public.point)
    numbers = decode_signature(libcrypto.sign(key, MESSAGE))
    assert numbers is not None
    r, s = (number.to_bytes(32, "big") for number in numbers)
    assert judge.verify(MESSAGE, r, s)
    assert not judge.verify(OTHER, r, s)
    theirs = encode_signature(*(int.from_bytes(part, "big") for part in judge.sign(MESSAGE)))
    assert libcrypto.verify(key.public, MESSAGE, theirs)


@every_key
def test_what_one_provider_encrypts_all_others_open(
    scalar: bytes, libcrypto: CryptoProvider, newer: CryptoProvider, gmssl: CryptoProvider
) -> None:
    providers = (libcrypto, newer, gmssl)
    for sender in providers:
        key = sender.load_private_key(scalar)
        ciphertext = sender.encrypt(key.public, MESSAGE, form=CiphertextForm.DER)
        for receiver in providers:
            own = receiver.load_private_key(scalar)
            assert receiver.decrypt(own, ciphertext, form=CiphertextForm.DER) == MESSAGE


@every_key
def test_outsiders_open_our_ciphertexts_and_we_theirs(
    scalar: bytes, libcrypto: CryptoProvider, openssl: OpenSsl
) -> None:
    key = libcrypto.load_private_key(scalar)
    ours = libcrypto.encrypt(key.public, MESSAGE, form=CiphertextForm.DER)
    assert openssl.decrypt(libcrypto.write_private_key(key, None), ours) == MESSAGE
    theirs = openssl.encrypt(key.public.spki_pem(), MESSAGE)
    assert libcrypto.decrypt(key, theirs, form=CiphertextForm.DER) == MESSAGE
    judge = gmalg.SM2(scalar, DEFAULT_USER_ID, key.public.point)
    raw = Sm2Ciphertext.decode(ours, CiphertextForm.DER).encode(CiphertextForm.C1C3C2)
    assert judge.decrypt(raw) == MESSAGE
    theirs = judge.encrypt(MESSAGE)
    assert libcrypto.decrypt(key, theirs, form=CiphertextForm.C1C3C2) == MESSAGE


def test_a_user_id_of_ones_own_is_the_command_lines_too(
    provider: CryptoProvider, openssl: OpenSsl
) -> None:
    key = provider.generate_key()
    public_pem, private_pem = key.public.spki_pem(), provider.write_private_key(key, None)
    ours = provider.sign(key, MESSAGE, user_id=b"ENT-0001@bank")
    assert openssl.verifies(public_pem, MESSAGE, ours, b"ENT-0001@bank")
    assert not openssl.verifies(public_pem, MESSAGE, ours, DEFAULT_USER_ID)
    theirs = openssl.sign(private_pem, MESSAGE, b"ENT-0002@bank")
    assert provider.verify(key.public, MESSAGE, theirs, user_id=b"ENT-0002@bank")
    assert not provider.verify(key.public, MESSAGE, theirs)


def test_hmac_sm3_is_the_command_lines(provider: CryptoProvider, openssl: OpenSsl) -> None:
    data = openssl.put("data", MESSAGE)
    theirs = openssl.must("dgst", "-sm3", "-mac", "HMAC", "-macopt", "key:secret", "-binary", data)
    assert provider.hmac_sm3(b"secret", MESSAGE) == theirs
