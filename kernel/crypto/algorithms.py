"""Which signature algorithms may be used for what; an algorithm is data, never a branch in a door.

People's approvals and the bank's receipts are signed with SM2 and SM3 alone (GM/T 0003.2, GM/T 0004).
Messages of the direct link may also be signed with RSA or ECDSA, whichever the registered key is for:
a key has one algorithm, and no message says which it wants.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kernel.crypto.errors import AlgorithmNotAllowed


class SignatureAlgorithm(StrEnum):
    """An algorithm as it is named on the wire and in stored evidence."""

    SM2_SM3 = "sm2-sm3"
    RSA_SHA256 = "rsa-sha256"  # RSASSA-PKCS1-v1_5 (RFC 8017 §8.2)
    ECDSA_SHA256 = "ecdsa-p256-sha256"  # FIPS 186-5 §6, as DER

    @property
    def family(self) -> str:
        """The kind of key it takes, as addresses and files name it: sm2, rsa, ecdsa."""
        return self.value.partition("-")[0]


class SignaturePurpose(StrEnum):
    """What a signature is for."""

    DIRECT_LINK_REQUEST = "direct-link-request"  # 银企直联请求
    DIRECT_LINK_ANSWER = "direct-link-answer"  # 银企直联应答
    APPROVAL = "approval"  # 复核/审批
    RECEIPT = "receipt"  # 电子回单


_EVERY: Final = frozenset(SignatureAlgorithm)
_ALLOWED: Final = {
    SignaturePurpose.DIRECT_LINK_REQUEST: _EVERY,
    SignaturePurpose.DIRECT_LINK_ANSWER: _EVERY,
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
