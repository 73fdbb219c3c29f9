"""A damaged ciphertext is refused by every provider, without saying why; forms are never guessed."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from cryptography.hazmat import asn1
from hypothesis import given

from kernel.crypto import CiphertextForm, CryptoProvider
from kernel.crypto.ciphertext import PLAINTEXT_BYTES_MAX, Sm2Ciphertext, _Der
from kernel.crypto.curve import P
from kernel.crypto.errors import CiphertextRefused, PlaintextRefused
from kernel.crypto.gmssl_provider import GmsslProvider
from tests.kernel.crypto import vectors
from tests.kernel.crypto.randomness import ScriptedRandomness

DER, RAW, BARE = CiphertextForm.DER, CiphertextForm.C1C3C2, CiphertextForm.C1C3C2_BARE
GOOD = b"\x04" + vectors.C1 + vectors.C3 + vectors.C2
C3_START = 65
OFF_CURVE = vectors.C1[:-1] + bytes([vectors.C1[-1] ^ 1])
BEYOND_P = (int.from_bytes(vectors.C1[:32], "big") + P).to_bytes(33, "big")[-32:] + vectors.C1[32:]


@pytest.mark.parametrize(
    "position",
    [1, 40, C3_START, C3_START + 31, C3_START + 32, len(GOOD) - 1],
    ids=["x", "y", "first of C3", "last of C3", "first of C2", "last of C2"],
)
def test_a_flipped_bit_is_refused(provider: CryptoProvider, position: int) -> None:
    key = provider.load_private_key(vectors.SCALAR)
    damaged = GOOD[:position] + bytes([GOOD[position] ^ 1]) + GOOD[position + 1 :]
    with pytest.raises(CiphertextRefused) as refused:
        provider.decrypt(key, damaged, form=RAW)
    assert refused.value.params == {}
    assert provider.decrypt(key, GOOD, form=RAW) == vectors.PLAINTEXT


@pytest.mark.parametrize("damaged", [GOOD[:-1], GOOD + b"\x00", GOOD[:97], GOOD[:20], b"\x04", b""])
def test_a_wrong_length_is_refused(provider: CryptoProvider, damaged: bytes) -> None:
    key = provider.load_private_key(vectors.SCALAR)
    with pytest.raises(CiphertextRefused):
        provider.decrypt(key, damaged, form=RAW)


@pytest.mark.parametrize("c1", [OFF_CURVE, BEYOND_P, bytes(64), b"\xff" * 64])
def test_a_point_off_the_curve_never_meets_the_key(provider: CryptoProvider, c1: bytes) -> None:
    key = provider.load_private_key(vectors.SCALAR)
    with pytest.raises(CiphertextRefused):
        provider.decrypt(key, b"\x04" + c1 + vectors.C3 + vectors.C2, form=RAW)


def test_another_key_does_not_open(provider: CryptoProvider) -> None:
    with pytest.raises(CiphertextRefused):
        provider.decrypt(provider.generate_key(), GOOD, form=RAW)


def test_the_form_is_what_was_said_and_never_what_it_looks_like(provider: CryptoProvider) -> None:
    """Without its 04 the standard's ciphertext still begins with 04: it must not be taken for one."""
    key = provider.load_private_key(vectors.SCALAR)
    bare = GOOD[1:]
    assert bare[:1] == b"\x04"
    assert provider.decrypt(key, bare, form=BARE) == vectors.PLAINTEXT
    for ciphertext, form in ((bare, RAW), (GOOD, BARE), (GOOD, DER), (bare, DER)):
        with pytest.raises(CiphertextRefused):
            provider.decrypt(key, ciphertext, form=form)


def test_a_loose_string_is_read_as_the_form_it_names_or_refused() -> None:
    parts = Sm2Ciphertext(c1=vectors.C1, c3=vectors.C3, c2=vectors.C2)
    assert parts.encode("c1c3c2") == GOOD  # type: ignore[arg-type]
    assert Sm2Ciphertext.decode(GOOD, "c1c3c2") == parts  # type: ignore[arg-type]
    for unknown in ("raw", "DER", ""):
        with pytest.raises(ValueError, match="is not a valid CiphertextForm"):
            parts.encode(unknown)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="is not a valid CiphertextForm"):
            Sm2Ciphertext.decode(GOOD, unknown)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", CiphertextForm)
@pytest.mark.parametrize("size", [2, 31, 32, 33, 64, 256, 1000])
def test_every_form_and_length_comes_back(
    provider: CryptoProvider, form: CiphertextForm, size: int
) -> None:
    key = provider.load_private_key(vectors.SCALAR)
    secret = b"\x00" * (size // 2) + b"s" * (size - size // 2)
    assert (
        provider.decrypt(key, provider.encrypt(key.public, secret, form=form), form=form) == secret
    )


def test_the_longest_plaintext_comes_back_and_one_more_byte_is_refused(
    libcrypto: CryptoProvider,
) -> None:
    key = libcrypto.generate_key()
    longest = b"s" * PLAINTEXT_BYTES_MAX
    sealed = libcrypto.encrypt(key.public, longest, form=DER)
    assert libcrypto.decrypt(key, sealed, form=DER) == longest
    for refused in (b"", longest + b"s"):
        with pytest.raises(PlaintextRefused):
            libcrypto.encrypt(key.public, refused, form=DER)


def test_a_mask_of_zeros_is_refused_on_opening(provider: CryptoProvider) -> None:
    """Then C2 is the plaintext itself (GM/T 0003.4 §7.1 B4)."""
    key = provider.load_private_key(vectors.SCALAR)
    naked = b"\x04" + vectors.NAKED_C1 + vectors.NAKED_C3 + vectors.NAKED_C2
    with pytest.raises(CiphertextRefused):
        provider.decrypt(key, naked, form=RAW)


def test_a_nonce_that_gives_a_mask_of_zeros_is_drawn_again() -> None:
    slow = GmsslProvider(ScriptedRandomness(vectors.NAKED_NONCE, vectors.NONCE))
    key = slow.load_private_key(vectors.SCALAR)
    sealed = slow.encrypt(key.public, vectors.NAKED_C2, form=BARE)
    assert sealed[:64] == vectors.C1
    assert slow.decrypt(key, sealed, form=BARE) == vectors.NAKED_C2


@given(st.binary(max_size=300), st.sampled_from(CiphertextForm))
def test_no_bytes_make_reading_fail_in_another_way(data: bytes, form: CiphertextForm) -> None:
    try:
        parts = Sm2Ciphertext.decode(data, form)
    except CiphertextRefused:
        return
    assert parts.encode(form) == data


@pytest.mark.parametrize("number", [-1, 1 << 256], ids=["negative", "33 bytes"])
def test_a_coordinate_out_of_range_is_refused(number: int) -> None:
    der = asn1.encode_der(_Der(x=number, y=1, c3=vectors.C3, c2=vectors.C2))
    with pytest.raises(CiphertextRefused):
        Sm2Ciphertext.decode(der, DER)
