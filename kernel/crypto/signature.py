"""A signature as DER (GM/T 0009 §7.3: SEQUENCE { r INTEGER, s INTEGER }), read strictly."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from kernel.crypto.curve import N


def encode_signature(r: int, s: int) -> bytes:
    """Return the DER of r and s."""
    return encode_dss_signature(r, s)


def decode_signature(der: bytes) -> tuple[int, int] | None:
    """Return r and s, both within 1 … n-1; None for anything else, BER and trailing bytes too."""
    try:
        r, s = decode_dss_signature(der)
    except ValueError:
        return None
    return (r, s) if 1 <= r < N and 1 <= s < N else None


def well_formed(der: bytes) -> bool:
    """Tell whether the bytes could be a signature."""
    return decode_signature(der) is not None
