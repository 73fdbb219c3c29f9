"""Codes put together out of others are those that the library makes."""

import hashlib
from unittest.mock import patch

import pytest
import segno

from receipts.render import qr

ADDRESS = "https://bank.example/verify/YQB-20261120-X9PQ9AX3-G6JYY9FN/{}"
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def octets(number: int, size: int) -> bytes:
    return hashlib.shake_256(str(number).encode()).digest(size)


def by_the_library(content: bytes) -> bytes:
    code = segno.make_qr(content, error="m", mode="byte", mask=2, boost_error=False)
    return b"".join(bytes(row) + b"\0" for row in code.matrix)


def test_addresses_of_one_length_are_sums_of_some_and_the_library_is_soon_asked_no_more() -> None:
    family = qr._Family()
    with patch.object(qr, "_made", side_effect=by_the_library) as made:
        for number in range(300):
            code = "".join(SIGNS[octet % 31] for octet in octets(number, 12))
            content = ADDRESS.format(code).encode()
            found = family.modules(content)
            if number % 6 == 0:
                assert found == by_the_library(content), code
        assert made.call_count <= 1 + 12 * 7


@pytest.mark.parametrize("size", [1, 17, 62, 63, 150])
def test_so_are_any_bytes_of_any_length(size: int) -> None:
    family = qr._Family()
    for number in range(12):
        content = octets(number, size)
        assert family.modules(content) == by_the_library(content)
