"""SM4-GCM opens exactly what was sealed, with the same key, nonce and address."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from kernel.crypto.errors import CiphertextRefused
from kernel.crypto.sm4_gcm import sm4_gcm_decrypt, sm4_gcm_encrypt

KEY, NONCE, AAD = bytes(range(16)), bytes(range(12)), b"address"
SEALED = sm4_gcm_encrypt(KEY, NONCE, AAD, b"account 6222 0000")


@given(st.binary(max_size=300), st.binary(max_size=50))
def test_what_was_sealed_opens(plaintext: bytes, aad: bytes) -> None:
    sealed = sm4_gcm_encrypt(KEY, NONCE, aad, plaintext)
    assert len(sealed) == len(plaintext) + 16
    assert sm4_gcm_decrypt(KEY, NONCE, aad, sealed) == plaintext


@given(st.integers(0, len(SEALED) * 8 - 1))
def test_every_bit_counts(position: int) -> None:
    damaged = bytearray(SEALED)
    damaged[position // 8] ^= 1 << position % 8
    with pytest.raises(CiphertextRefused):
        sm4_gcm_decrypt(KEY, NONCE, AAD, bytes(damaged))


@pytest.mark.parametrize(
    ("key", "nonce", "aad", "sealed"),
    [
        (KEY[::-1], NONCE, AAD, SEALED),
        (KEY, NONCE[::-1], AAD, SEALED),
        (KEY, NONCE, b"another address", SEALED),
        (KEY, NONCE, AAD, SEALED[:-1]),
        (KEY, NONCE, AAD, SEALED + b"\x00"),
        (KEY, NONCE, AAD, SEALED[:15]),
        (KEY, NONCE, AAD, b""),
    ],
)
def test_anything_else_is_refused(key: bytes, nonce: bytes, aad: bytes, sealed: bytes) -> None:
    with pytest.raises(CiphertextRefused):
        sm4_gcm_decrypt(key, nonce, aad, sealed)


def test_a_nonce_of_another_length_is_a_mistake_in_the_program() -> None:
    for nonce in (b"", bytes(11), bytes(16)):
        with pytest.raises(ValueError, match="12 bytes"):
            sm4_gcm_encrypt(KEY, nonce, AAD, b"")
        with pytest.raises(ValueError, match="12 bytes"):
            sm4_gcm_decrypt(KEY, nonce, AAD, SEALED)
