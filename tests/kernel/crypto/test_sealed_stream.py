"""A sealed stream opens whole and unchanged, or not at all."""

from __future__ import annotations

from io import BytesIO

import pytest

from kernel.crypto.errors import CiphertextRefused
from kernel.crypto.sealed_stream import Keys, open_stream, seal_stream
from tests.kernel.crypto.randomness import SeededRandomness

OLD, NEW = b"o" * 32, b"n" * 32
DICE = SeededRandomness("stream")
_HEADER = 8 + 8 + 16
_CHUNK = (1 << 20) + 16
LARGE = DICE.token_bytes(1 << 20) * 3  # more than zlib looks back over: three chunks stay three


def sealed(plain: bytes, keys: Keys | None = None) -> bytes:
    out = BytesIO()
    seal_stream(BytesIO(plain), out, keys or Keys(NEW), DICE)
    return out.getvalue()


def opened(content: bytes, keys: Keys | None = None) -> bytes:
    return open_stream(BytesIO(content), keys or Keys(NEW)).read()


@pytest.mark.parametrize(
    "plain", [b"", b"x", b"x" * 5_000_000, LARGE], ids=["0", "1", "dull", "full"]
)
def test_what_was_sealed_opens(plain: bytes) -> None:
    assert opened(sealed(plain)) == plain


def test_the_same_content_never_looks_the_same() -> None:
    content = sealed(LARGE)
    assert LARGE[:32] not in content
    assert sealed(LARGE)[16:] != content[16:]


@pytest.mark.parametrize("place", [0, 8, 16, _HEADER, _HEADER + _CHUNK, -1])
def test_no_byte_may_change(place: int) -> None:
    content = bytearray(sealed(LARGE))
    content[place] ^= 1
    with pytest.raises(CiphertextRefused):
        opened(bytes(content))


def test_chunks_can_neither_be_cut_off_nor_exchanged_nor_added() -> None:
    content = sealed(LARGE)
    first, second = (
        content[_HEADER : _HEADER + _CHUNK],
        content[_HEADER + _CHUNK : _HEADER + 2 * _CHUNK],
    )
    rest = content[_HEADER + 2 * _CHUNK :]
    head = content[:_HEADER]
    for changed in (
        head + first,
        head + first + second,
        head + second + first + rest,
        content + first,
        content[:-1],
        head,
        head[:-1],
    ):
        with pytest.raises(CiphertextRefused):
            opened(changed)
    assert opened(head + first + second + rest) == LARGE


def test_a_renewed_key_opens_what_the_old_one_sealed_and_not_the_other_way_round() -> None:
    both = Keys(NEW, OLD)
    assert opened(sealed(b"then", Keys(OLD)), both) == b"then"
    assert opened(sealed(b"now", both), Keys(NEW)) == b"now"
    with pytest.raises(CiphertextRefused):
        opened(sealed(b"now", both), Keys(OLD))
