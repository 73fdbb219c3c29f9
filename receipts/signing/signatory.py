"""Who signs a bank's documents: a key for everybody's readers and a national one, each with its certificate."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kernel.certificates import Certificate
from kernel.crypto import CryptoProvider, MessageSigner, MessageVerifier, rightly_signed, signed
from receipts.signing import cms
from receipts.signing.slot import Slot, fill

SEAL_HEADER: Final = b"yinqi.document.seal/1 SM3 "
_SPARE: Final = (
    768  # for what a signature holds besides its certificates, an RSA value of 4,096 bits included
)


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """A signed PDF with its SM3 and the seal value over it."""

    content: bytes
    digest: bytes
    seal: bytes


@dataclass(frozen=True, slots=True)
class Signatory:
    """The keys a bank's documents are signed with; an HSM (加密机) puts its handles in their places."""

    name: str
    key: MessageSigner
    chain: Sequence[Certificate]
    """The signer's certificate first, the root last."""
    seal_key: MessageSigner
    seal_certificate: Certificate

    def slot(self, reason: str, at: datetime) -> Slot:
        """A place that this signature fits into."""
        return Slot(self.name, reason, at, sum(len(one.der) for one in self.chain) + _SPARE)

    def sign(self, drawn: bytes, crypto: CryptoProvider) -> SignedDocument:
        """Sign a document drawn with a slot."""
        content = fill(drawn, self._cms)
        digest = crypto.sm3(content)
        return SignedDocument(content, digest, signed(self.seal_key, _sealed(digest)))

    def _cms(self, covered: bytes) -> bytes:
        return cms.make(hashlib.sha256(covered).digest(), self.key, self.chain)


def seal_holds(key: MessageVerifier, digest: bytes, seal: bytes) -> bool:
    """Whether a seal value belongs to a document of that SM3."""
    return rightly_signed(key, _sealed(digest), seal)


def _sealed(digest: bytes) -> bytes:
    """What is sealed: the words before the hash keep it from being taken for anything else."""
    return SEAL_HEADER + digest.hex().encode()
