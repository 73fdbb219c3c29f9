"""A bank that signs, made for a test: its root, its signer, its seal."""

from __future__ import annotations

from datetime import datetime, timedelta

from kernel.certificates import Issuer, Terms, certify, self_signed
from kernel.certificates.issuing import SIGNS_DOCUMENTS, name_of
from kernel.crypto import SignatureAlgorithm, make_signer
from kernel.world import World
from receipts.signing import Signatory

BANK = "银企示范银行"


def signatory(
    world: World, at: datetime, algorithm: SignatureAlgorithm = SignatureAlgorithm.ECDSA_SHA256
) -> Signatory:
    """Keys and certificates of an invented bank."""
    crypto, terms = world.crypto, Terms(at, timedelta(days=3650))
    root_key, key, seal_key = (make_signer(algorithm, crypto) for _ in range(3))
    root = self_signed(name_of(f"{BANK}单据根证书", BANK), root_key, terms, world)
    above, name = Issuer(root, root_key), name_of(f"{BANK}电子回单专用章", BANK)
    own = certify(above, name, key.public, terms, world, purposes=SIGNS_DOCUMENTS)
    seal_key = crypto.generate_key()
    seal = self_signed(name, seal_key, terms, world)
    return Signatory(BANK, key, (own, root), seal_key, seal)
