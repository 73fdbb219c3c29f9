"""The faults of gmssl cannot bite through our wrapping; each is first shown to be there."""

from __future__ import annotations

import pytest
from gmssl import func
from gmssl.sm2 import CryptSM2

from kernel.crypto import CiphertextForm, CryptoProvider
from kernel.crypto.curve import DEFAULT_USER_ID, N, random_scalar
from kernel.crypto.errors import CiphertextRefused
from kernel.crypto.gmssl_provider import GmsslProvider
from kernel.crypto.signature import decode_signature
from tests.kernel.crypto import vectors
from tests.kernel.crypto.randomness import ScriptedRandomness

SCALAR = vectors.ODD_SCALARS["x begins with 04 04"].to_bytes(32, "big")
C1X_NONCE_11 = 0x04B3CB10C9C6D8E27C1AAB770F67F543125DCDD589C2FF82668C74D78CE20ACE


def unwrapped(scalar: bytes, point: bytes) -> CryptSM2:
    """The package as it comes, its public key given with or without the 04."""
    return CryptSM2(private_key=scalar.hex(), public_key=point.hex(), mode=1)


def test_a_public_key_keeps_its_leading_digits(gmssl: CryptoProvider) -> None:
    key = gmssl.load_private_key(SCALAR)
    assert len(unwrapped(SCALAR, key.public.point).public_key) < 128  # the fault
    assert gmssl.verify(key.public, b"x", gmssl.sign(key, b"x"))


def test_nonces_come_only_from_the_injected_randomness(monkeypatch: pytest.MonkeyPatch) -> None:
    def predictable(_: object) -> str:
        message = "the predictable generator was asked"
        raise AssertionError(message)

    monkeypatch.setattr(func, "choice", predictable)
    with pytest.raises(AssertionError, match="predictable"):  # the fault
        unwrapped(vectors.SCALAR, vectors.POINT[1:]).sign_with_sm3(b"x")
    slow = GmsslProvider(ScriptedRandomness(vectors.NONCE, vectors.NONCE))
    key = slow.load_private_key(vectors.SCALAR)
    assert decode_signature(slow.sign(key, vectors.MESSAGE)) == (vectors.R, vectors.S)
    sealed = slow.encrypt(key.public, vectors.PLAINTEXT, form=CiphertextForm.C1C3C2_BARE)
    assert sealed == vectors.C1 + vectors.C3 + vectors.C2


def test_c3_is_compared(gmssl: CryptoProvider) -> None:
    flipped = vectors.C1 + bytes([vectors.C3[0] ^ 1]) + vectors.C3[1:] + vectors.C2
    naive = unwrapped(vectors.SCALAR, vectors.POINT[1:])
    assert naive.decrypt(flipped) == vectors.PLAINTEXT  # the fault
    key = gmssl.load_private_key(vectors.SCALAR)
    with pytest.raises(CiphertextRefused):
        gmssl.decrypt(key, flipped, form=CiphertextForm.C1C3C2_BARE)


def test_a_point_off_the_curve_is_not_multiplied(gmssl: CryptoProvider) -> None:
    """On a weaker curve the answer would tell bits of the private key."""
    off = vectors.C1[:-1] + bytes([vectors.C1[-1] ^ 1])
    naive = unwrapped(vectors.SCALAR, vectors.POINT[1:])
    assert naive.decrypt(off + vectors.C3 + vectors.C2)  # the fault
    key = gmssl.load_private_key(vectors.SCALAR)
    with pytest.raises(CiphertextRefused):
        gmssl.decrypt(key, off + vectors.C3 + vectors.C2, form=CiphertextForm.C1C3C2_BARE)


def test_the_user_id_is_the_one_given(gmssl: CryptoProvider) -> None:
    key = gmssl.load_private_key(vectors.SCALAR)
    signature = gmssl.sign(key, b"x", user_id=b"ENT-1")
    assert gmssl.verify(key.public, b"x", signature, user_id=b"ENT-1")
    assert not gmssl.verify(key.public, b"x", signature, user_id=DEFAULT_USER_ID)


def test_a_nonce_that_gives_no_signature_is_drawn_again() -> None:
    """R + k = n would make s undefined; a digest is chosen for which nonce 11 does that."""
    nonce = (11).to_bytes(32, "big")
    digest = ((N - 11 - C1X_NONCE_11) % N).to_bytes(32, "big")
    slow = GmsslProvider(ScriptedRandomness(nonce, vectors.NONCE))
    key = slow.load_private_key(vectors.SCALAR)
    assert key.public.verify_digest(digest, key.sign_digest(digest))


def test_scalars_out_of_range_are_drawn_again() -> None:
    zero, most, good = bytes(32), b"\xff" * 32, (N - 2).to_bytes(32, "big")
    source = ScriptedRandomness(zero, (N - 1).to_bytes(32, "big"), most, good)
    assert random_scalar(source) == good
