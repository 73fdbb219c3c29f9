"""A key is a handle: it is compared by its point and never gives its secret away by accident."""

from __future__ import annotations

import copy
import pickle

import pytest

from kernel.crypto import CryptoProvider
from tests.kernel.crypto import vectors
from tests.kernel.crypto.openssl_cli import OpenSsl

# SM3 of the SubjectPublicKeyInfo of the standard's key.
FINGERPRINT = "d94a2fcb88a63e824c32120f09f843778b6a29434a37f9d83e207e5da8806075"


def test_a_fingerprint_is_sm3_of_the_public_key_file(
    provider: CryptoProvider, openssl: OpenSsl
) -> None:
    key = provider.load_private_key(vectors.SCALAR)
    der = openssl.put("spki.der", key.public.spki_der())
    theirs = openssl.must("dgst", "-sm3", "-r", der).split()[0].decode()
    assert key.fingerprint() == key.public.fingerprint() == theirs == FINGERPRINT


def test_keys_are_equal_when_their_point_is_whoever_loaded_them(
    libcrypto: CryptoProvider, gmssl: CryptoProvider
) -> None:
    ours, same = (each.load_public_key(vectors.POINT) for each in (libcrypto, gmssl))
    other = libcrypto.generate_key().public
    assert ours == same
    assert len({ours, same, other}) == 2
    assert ours != other
    assert ours != vectors.POINT


def test_a_key_of_one_provider_works_in_the_hand_of_another(
    libcrypto: CryptoProvider, gmssl: CryptoProvider
) -> None:
    key = gmssl.load_private_key(vectors.SCALAR)
    assert libcrypto.verify(key.public, b"x", libcrypto.sign(key, b"x"))


def test_a_secret_shows_in_no_text_and_is_neither_pickled_nor_copied(
    provider: CryptoProvider,
) -> None:
    key = provider.load_private_key(vectors.SCALAR)
    assert repr(key) == str(key) == f"<SM2 private key {FINGERPRINT[:16]}>"
    assert repr(key.public) == f"<SM2 public key {FINGERPRINT[:16]}>"
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not pickled or copied"):
            attempt(key)
