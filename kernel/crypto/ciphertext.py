"""SM2 ciphertexts in the forms peers send; the form is told, never guessed.

A coordinate may itself begin with byte 04 (the standard's own example does), so the first byte
says nothing about the form. Off-curve points are refused here, before any secret touches them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cryptography.hazmat import asn1

from kernel.crypto.curve import COORDINATE_BYTES, UNCOMPRESSED, on_curve
from kernel.crypto.errors import CiphertextRefused, PlaintextRefused

PLAINTEXT_BYTES_MAX: Final = 1 << 16
_C1_BYTES: Final = 2 * COORDINATE_BYTES
_C3_BYTES: Final = 32


class CiphertextForm(StrEnum):
    """How C1, C2 and C3 are written; stored beside every SM2 ciphertext."""

    DER = "der"  # GM/T 0009 §7.2: SEQUENCE { x, y, C3, C2 }; OpenSSL
    C1C3C2 = "c1c3c2"  # GM/T 0003.4: 04‖x‖y‖C3‖C2
    C1C3C2_BARE = "c1c3c2-bare"  # the same without 04, as browser libraries send it


@asn1.sequence
class _Der:
    x: int
    y: int
    c3: bytes
    c2: bytes


@dataclass(frozen=True, slots=True)
class Sm2Ciphertext:
    """The three parts, checked for shape and curve, not yet for truth."""

    c1: bytes  # x‖y
    c3: bytes
    c2: bytes

    def __post_init__(self) -> None:
        """Refuse what cannot be a ciphertext."""
        well_formed = (
            len(self.c1) == _C1_BYTES
            and len(self.c3) == _C3_BYTES
            and 1 <= len(self.c2) <= PLAINTEXT_BYTES_MAX
        )
        if not well_formed or not on_curve(self.c1):
            raise CiphertextRefused

    def encode(self, form: CiphertextForm) -> bytes:
        """Write it in the given form."""
        form = CiphertextForm(form)  # a loose string must not fall through to another form
        if form is CiphertextForm.DER:
            x, y = self.c1[:COORDINATE_BYTES], self.c1[COORDINATE_BYTES:]
            numbers = int.from_bytes(x, "big"), int.from_bytes(y, "big")
            return asn1.encode_der(_Der(x=numbers[0], y=numbers[1], c3=self.c3, c2=self.c2))
        start = UNCOMPRESSED if form is CiphertextForm.C1C3C2 else b""
        return start + self.c1 + self.c3 + self.c2

    @classmethod
    def decode(cls, data: bytes, form: CiphertextForm) -> Sm2Ciphertext:
        """Read it in the given form, or raise CiphertextRefused."""
        form = CiphertextForm(form)
        if form is CiphertextForm.DER:
            return cls._decode_der(data)
        if form is CiphertextForm.C1C3C2:
            if data[:1] != UNCOMPRESSED:
                raise CiphertextRefused
            data = data[1:]
        c3_end = _C1_BYTES + _C3_BYTES
        return cls(c1=data[:_C1_BYTES], c3=data[_C1_BYTES:c3_end], c2=data[c3_end:])

    @classmethod
    def _decode_der(cls, data: bytes) -> Sm2Ciphertext:
        try:
            parts = asn1.decode_der(_Der, data)
            x, y = (value.to_bytes(COORDINATE_BYTES, "big") for value in (parts.x, parts.y))
        except (ValueError, OverflowError):
            raise CiphertextRefused from None
        return cls(c1=x + y, c3=parts.c3, c2=parts.c2)


def checked_plaintext(plaintext: bytes) -> bytes:
    """Return what SM2 may encrypt, or raise PlaintextRefused."""
    if not 1 <= len(plaintext) <= PLAINTEXT_BYTES_MAX:
        raise PlaintextRefused(bytes_max=PLAINTEXT_BYTES_MAX)
    return plaintext


def refuse_zero_mask(masked: bytes, plain: bytes) -> bytes:
    """Return `plain`, or raise CiphertextRefused if the mask was all zero (GM/T 0003.4 §7.1 B4).

    OpenSSL 3.0 leaves this check out; it matters for secrets of one or two bytes.
    """
    if masked == plain:
        raise CiphertextRefused
    return plain
