"""Whether a PDF somebody holds is as the bank signed it, byte for byte."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from kernel.certificates import Certificate
from kernel.crypto import CryptoProvider
from receipts.signing import cms
from receipts.signing.slot import tear


class Verdict(StrEnum):
    """What is said of the signature in a file."""

    SOUND = "sound"  # signed under that root, nothing changed since
    CHANGED = "changed"  # a signature is there, and does not hold for these bytes
    FOREIGN = "foreign"  # it holds, but the signer is not that root's
    NONE = "none"  # not signed, or not a file of ours


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict, and who signed where that is known."""

    verdict: Verdict
    signer: Certificate | None = None


def check(pdf: bytes, root: Certificate, crypto: CryptoProvider) -> Finding:
    """Check the one signature of a PDF against the root of the bank's documents: not one byte may be another."""
    if b"/ByteRange" not in pdf:
        return Finding(Verdict.NONE)
    torn = tear(pdf)
    if torn is None:
        return Finding(Verdict.CHANGED)
    size = cms.length_of(torn.signature)
    written, digest = torn.signature[:size], hashlib.sha256(torn.covered).digest()
    signer = None if any(torn.signature[size:]) else cms.signer_of(written, digest, crypto)
    if signer is None:
        return Finding(Verdict.CHANGED)
    if signer.x509.issuer != root.x509.subject or not signer.signed_by(root.key):
        return Finding(Verdict.FOREIGN, signer)
    if not cms.is_as_made(written, digest, (signer, root)):
        return Finding(Verdict.CHANGED)
    return Finding(Verdict.SOUND, signer)
