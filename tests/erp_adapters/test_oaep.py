"""OAEP taken off here behind a token that only raises to the power: as `cryptography` put it on, or refused."""

from __future__ import annotations

import pytest

from erp_adapters.client import oaep
from kernel.crypto import SignatureAlgorithm
from kernel.crypto.rsa_and_ecdsa import OAEP_SHA256, RsaPrivateKey
from tests.kernel.crypto.test_message_keys import key_of


@pytest.fixture(scope="module")
def key() -> RsaPrivateKey:
    found = key_of(SignatureAlgorithm.RSA_SHA256)
    assert isinstance(found, RsaPrivateKey)
    return found


def block_of(key: RsaPrivateKey, message: bytes) -> bytes:
    """What a token gives back: as many bytes as the modulus has."""
    numbers = key.key.private_numbers()
    power = pow(
        int.from_bytes(key.public.key.encrypt(message, OAEP_SHA256)),
        numbers.d,
        numbers.public_numbers.n,
    )
    return power.to_bytes(key.key.key_size // 8)


@pytest.mark.parametrize("message", [b"", b"k" * 32, b"\x00\x00\x01key"])
def test_what_was_hidden_comes_out(key: RsaPrivateKey, message: bytes) -> None:
    assert oaep.opened(block_of(key, message)) == message


def test_every_changed_byte_is_refused_alike(key: RsaPrivateKey) -> None:
    block = block_of(key, b"k" * 32)
    for place in (0, 1, 32, 33, 70, len(block) - 40):
        changed = block[:place] + bytes([block[place] ^ 1]) + block[place + 1 :]
        with pytest.raises(ValueError, match="not encrypted with OAEP"):
            oaep.opened(changed)
