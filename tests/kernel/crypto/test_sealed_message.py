"""Sealed messages: only the recipient opens them, whole and unchanged, and every refusal is the same."""

from __future__ import annotations

import pytest

from kernel.crypto import MessageSigner, SignatureAlgorithm, make_signer
from kernel.crypto.errors import CiphertextRefused
from kernel.crypto.sealed_message import OVERHEAD_BYTES_MAX, START_BYTES, seal, unseal
from kernel.ids import SystemRandomness
from tests.kernel.crypto.test_message_keys import key_of
from tests.world import crypto

PLAIN = "<Request>𬭚 1286.40</Request>".encode()
RANDOM = SystemRandomness()
KINDS = pytest.mark.parametrize("algorithm", SignatureAlgorithm)


def sealed_to(key: MessageSigner, plaintext: bytes = PLAIN) -> bytes:
    return seal(key.public, plaintext, crypto(), RANDOM)


def opened(key: MessageSigner, sealed: bytes) -> bytes:
    return unseal(key, sealed, crypto(), RANDOM)


@KINDS
@pytest.mark.parametrize("size", [0, 1, 16, 5 << 20])
def test_the_recipient_reads_what_was_sealed(algorithm: SignatureAlgorithm, size: int) -> None:
    plaintext = bytes(size)
    sealed = sealed_to(key_of(algorithm), plaintext)
    assert opened(key_of(algorithm), sealed) == plaintext
    assert size < len(sealed) <= size + OVERHEAD_BYTES_MAX


@KINDS
def test_the_same_message_is_never_sealed_alike(algorithm: SignatureAlgorithm) -> None:
    one, other = sealed_to(key_of(algorithm)), sealed_to(key_of(algorithm))
    assert one[:START_BYTES] == other[:START_BYTES] or algorithm is SignatureAlgorithm.SM2_SM3
    assert one[START_BYTES:] != other[START_BYTES:]
    assert PLAIN[:8] not in one


@KINDS
def test_any_changed_byte_and_any_missing_one_is_refused_alike(
    algorithm: SignatureAlgorithm,
) -> None:
    key = key_of(algorithm)
    sealed = sealed_to(key)
    for place in range(4, len(sealed), 7):  # the key id too: it is bound
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(CiphertextRefused):
            opened(key, changed)
    for end in (0, 4, START_BYTES, START_BYTES + 20, len(sealed) - 17, len(sealed) - 1):
        with pytest.raises(CiphertextRefused):
            opened(key, sealed[:end])
    with pytest.raises(CiphertextRefused):
        opened(key, sealed + b"\x00")


@KINDS
def test_another_key_of_the_kind_does_not_open_it(algorithm: SignatureAlgorithm) -> None:
    if algorithm is SignatureAlgorithm.RSA_SHA256:
        with pytest.raises(CiphertextRefused):
            opened(key_of(SignatureAlgorithm.SM2_SM3), sealed_to(key_of(algorithm)))
        return
    with pytest.raises(CiphertextRefused):
        opened(make_signer(algorithm, crypto()), sealed_to(key_of(algorithm)))


def test_a_wrapped_key_of_the_wrong_length_is_refused_at_the_tag_like_all_else() -> None:
    key = key_of(SignatureAlgorithm.SM2_SM3)
    for kind in (SignatureAlgorithm.RSA_SHA256, SignatureAlgorithm.ECDSA_SHA256):
        sealed = sealed_to(key_of(kind))
        with pytest.raises(CiphertextRefused):
            opened(key, sealed)
