"""What is not exactly the right signature is refused, quietly, by every provider."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from kernel.crypto import CryptoProvider
from kernel.crypto.curve import DEFAULT_USER_ID, USER_ID_BYTES_MAX, N
from kernel.crypto.errors import UserIdTooLong
from kernel.crypto.libcrypto.native import open_library
from kernel.crypto.libcrypto.provider import LibcryptoProvider
from kernel.crypto.signature import decode_signature, encode_signature
from kernel.ids import SystemRandomness
from tests.kernel.crypto import vectors

MESSAGE = vectors.MESSAGE
GOOD = encode_signature(vectors.R, vectors.S)
SYSTEM = LibcryptoProvider(open_library(), SystemRandomness())
SYSTEM_KEY = SYSTEM.load_public_key(vectors.POINT)
D = int.from_bytes(vectors.SCALAR, "big")

OUT_OF_RANGE = {
    "both zero": (0, 0),
    "r zero": (0, vectors.S),
    "s zero": (vectors.R, 0),
    "r is n": (N, vectors.S),
    "s is n": (vectors.R, N),
    "r beyond n": (vectors.R + N, vectors.S),
    "s beyond n": (vectors.R, vectors.S + N),
    "r and s add up to n": (vectors.R, N - vectors.R),
    "r and s exchanged": (vectors.S, vectors.R),
    "s negated": (vectors.R, N - vectors.S),
    "s huge": (vectors.R, 1 << 4096),
}
MALFORMED = {
    "empty": b"",
    "one byte": b"\x30",
    "garbage": b"garbage",
    "only a header": GOOD[:2],
    "truncated": GOOD[:-1],
    "a byte behind it": GOOD + b"\x00",
    "twice": GOOD + GOOD,
    "raw r and s": vectors.R.to_bytes(32, "big") + vectors.S.to_bytes(32, "big"),
    "length in two bytes (BER)": b"\x30\x81" + GOOD[1:],
    "indefinite length (BER)": b"\x30\x80" + GOOD[2:] + b"\x00\x00",
    "a set instead of a sequence": b"\x31" + GOOD[1:],
    "length that lies": b"\x30\x84\xff\xff\xff\xff" + GOOD[2:],
    "negative r": b"\x30\x06\x02\x01\xff\x02\x01\x01",
    "r with a needless zero": b"\x30\x07\x02\x02\x00\x01\x02\x01\x01",
    "64 KiB of zeros": bytes(65_536),
}


@pytest.mark.parametrize("numbers", OUT_OF_RANGE.values(), ids=OUT_OF_RANGE.keys())
def test_numbers_out_of_range_are_refused(
    provider: CryptoProvider, numbers: tuple[int, int]
) -> None:
    key = provider.load_public_key(vectors.POINT)
    assert provider.verify(key, MESSAGE, encode_signature(*numbers)) is False
    assert provider.verify(key, MESSAGE, GOOD)


@pytest.mark.parametrize("signature", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_der_is_refused(provider: CryptoProvider, signature: bytes) -> None:
    key = provider.load_public_key(vectors.POINT)
    assert provider.verify(key, MESSAGE, signature) is False
    assert provider.verify(key, MESSAGE, GOOD)


def test_a_sum_at_infinity_is_refused(provider: CryptoProvider) -> None:
    """With s = -r·d/(1+d) the two points cancel; only the key's owner can craft it."""
    key = provider.load_public_key(vectors.POINT)
    s = -vectors.R * D * pow(1 + D, -1, N) % N
    assert provider.verify(key, MESSAGE, encode_signature(vectors.R, s)) is False


def test_another_message_user_or_key_is_refused(provider: CryptoProvider) -> None:
    key = provider.load_public_key(vectors.POINT)
    other = provider.generate_key().public
    assert provider.verify(key, MESSAGE, GOOD, user_id=DEFAULT_USER_ID)
    assert not provider.verify(key, MESSAGE + b" ", GOOD)
    assert not provider.verify(key, b"", GOOD)
    assert not provider.verify(key, MESSAGE, GOOD, user_id=b"1234567812345679")
    assert not provider.verify(key, MESSAGE, GOOD, user_id=b"")
    assert not provider.verify(other, MESSAGE, GOOD)


def test_the_longest_user_id_works_and_one_more_byte_is_refused(provider: CryptoProvider) -> None:
    key = provider.generate_key()
    longest = b"i" * USER_ID_BYTES_MAX
    signature = provider.sign(key, MESSAGE, user_id=longest)
    assert provider.verify(key.public, MESSAGE, signature, user_id=longest)
    with pytest.raises(UserIdTooLong) as refused:
        provider.sign(key, MESSAGE, user_id=longest + b"i")
    assert refused.value.params == {"bytes_max": 8191}


def test_an_empty_message_can_be_signed(provider: CryptoProvider) -> None:
    key = provider.generate_key()
    assert provider.verify(key.public, b"", provider.sign(key, b""))


def test_two_signatures_of_one_message_differ(provider: CryptoProvider) -> None:
    key = provider.load_private_key(vectors.SCALAR)
    first, second = (decode_signature(provider.sign(key, MESSAGE)) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first[0] != second[0]


@given(st.binary(max_size=200))
def test_no_bytes_make_verification_raise(signature: bytes) -> None:
    assert SYSTEM.verify(SYSTEM_KEY, MESSAGE, signature) is False


@given(st.integers(0, len(GOOD) * 8 - 1))
def test_every_single_bit_of_a_signature_counts(position: int) -> None:
    damaged = bytearray(GOOD)
    damaged[position // 8] ^= 1 << position % 8
    assert SYSTEM.verify(SYSTEM_KEY, MESSAGE, bytes(damaged)) is False


@given(st.binary(max_size=300), st.binary(max_size=40), st.binary(max_size=300))
def test_what_was_signed_verifies_and_nothing_else(
    message: bytes, user_id: bytes, other: bytes
) -> None:
    key = SYSTEM.load_private_key(vectors.SCALAR)
    signature = SYSTEM.sign(key, message, user_id=user_id)
    assert SYSTEM.verify(SYSTEM_KEY, message, signature, user_id=user_id)
    assert SYSTEM.verify(SYSTEM_KEY, other, signature, user_id=user_id) is (other == message)


@given(st.integers(1, N - 1), st.integers(1, N - 1))
def test_signatures_read_back_as_written(r: int, s: int) -> None:
    assert decode_signature(encode_signature(r, s)) == (r, s)
