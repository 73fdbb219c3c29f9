"""Which signature algorithms may be used for what; an algorithm is data, never a branch in a door.

Today only SM2 with SM3 (GM/T 0003.2, GM/T 0004). ECDSA P-256 or RSA come as new members that a
purpose must list before anything accepts them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kernel.crypto.errors import AlgorithmNotAllowed


class SignatureAlgorithm(StrEnum):
    """An algorithm as it is named on the wire and in stored evidence."""

    SM2_SM3 = "sm2-sm3"


class SignaturePurpose(StrEnum):
    """What a signature is for."""

    DIRECT_LINK_REQUEST = "direct-link-request"  # 银企直联请求
    DIRECT_LINK_ANSWER = "direct-link-answer"  # 银企直联应答
    APPROVAL = "approval"  # 复核/审批
    RECEIPT = "receipt"  # 电子回单


_ALLOWED: Final = {
    SignaturePurpose.DIRECT_LINK_REQUEST: frozenset({SignatureAlgorithm.SM2_SM3}),
    SignaturePurpose.DIRECT_LINK_ANSWER: frozenset({SignatureAlgorithm.SM2_SM3}),
    SignaturePurpose.APPROVAL: frozenset({SignatureAlgorithm.SM2_SM3}),
    SignaturePurpose.RECEIPT: frozenset({SignatureAlgorithm.SM2_SM3}),
}


def allowed(purpose: SignaturePurpose) -> frozenset[SignatureAlgorithm]:
    """Return the algorithms that may sign for `purpose`."""
    return _ALLOWED[purpose]


def require_allowed(purpose: SignaturePurpose, algorithm: str) -> SignatureAlgorithm:
    """Return the algorithm named on the wire, or raise AlgorithmNotAllowed."""
    if algorithm not in allowed(purpose):
        raise AlgorithmNotAllowed(algorithm=algorithm)
    return SignatureAlgorithm(algorithm)
