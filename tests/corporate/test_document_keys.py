"""The keys documents are signed with: one line for each bank, the same for every process, renewed before they end."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from corporate.banks import Banks
from corporate.banks.authority import FileAuthorities
from corporate.banks.document_keys import FileDocumentKeys
from kernel import limits
from kernel.crypto import SignatureAlgorithm
from kernel.crypto.key_folder import KeyFolder
from receipts.render.payment import render
from receipts.signing import Verdict, check
from receipts.signing.signatory import seal_holds
from tests.receipts.samples import imprint_of, sample_facts
from tests.world import HouseWorld

pytestmark = pytest.mark.database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def process(world: HouseWorld, folder: Path) -> FileDocumentKeys:
    """What one process knows: nothing but the folder."""
    make = partial(KeyFolder, folder, world.kernel.randomness)
    banks = Banks(world.kernel.clock)
    return FileDocumentKeys(make, banks, FileAuthorities(make, banks))


def test_every_process_signs_with_the_same_keys_and_every_bank_with_its_own(
    world: HouseWorld, folder: Path
) -> None:
    with world.job() as ctx, world.job(world.other_tenant_id) as other:
        one, again = (process(world, folder).of(ctx) for _ in range(2))
        theirs = process(world, folder).of(other)
    assert one.chain == again.chain
    assert one.key.fingerprint() == again.key.fingerprint()
    assert one.chain[1].fingerprint(world.kernel.crypto) != theirs.chain[1].fingerprint(
        world.kernel.crypto
    )
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())


def test_outsiders_get_a_kind_of_key_they_know_and_the_seal_is_national(
    world: HouseWorld, folder: Path
) -> None:
    with world.job() as ctx:
        found = process(world, folder).of(ctx)
    signer, root = found.chain
    kinds = {one.key.algorithm for one in (signer, root)}
    assert kinds == {SignatureAlgorithm.ECDSA_SHA256}
    assert root.self_issued
    assert signer.signed_by(root.key)
    assert found.seal_certificate.key.algorithm is SignatureAlgorithm.SM2_SM3
    assert "云港银行" in signer.subject


def test_another_signs_before_the_certificate_ends_and_old_documents_stay_good(
    world: HouseWorld, folder: Path
) -> None:
    crypto, facts = world.kernel.crypto, sample_facts()
    keys = process(world, folder)
    with world.job() as ctx:
        old = keys.of(ctx)
        made = old.sign(render(facts, imprint_of(facts), old.slot("章", ctx.now)), crypto)
    life = limits.DOCUMENT_CERTIFICATE_DAYS - limits.DOCUMENT_CERTIFICATE_EARLY_DAYS
    world.advance(days=life - 1)
    with world.job() as ctx:
        assert keys.of(ctx).chain == old.chain
    world.advance(days=1)
    with world.job() as ctx:
        new, after = keys.of(ctx), process(world, folder).of(ctx)
        sealed_by = keys.seal_certificate(ctx, old.seal_certificate.serial)
        unknown = keys.seal_certificate(ctx, "00")
    assert new.chain[0] != old.chain[0]
    assert new.chain == after.chain
    assert new.chain[1] == old.chain[1]
    assert new.chain[0].until - old.chain[0].until == timedelta(days=life)
    assert check(made.content, new.chain[1], crypto).verdict is Verdict.SOUND
    assert sealed_by == old.seal_certificate
    assert seal_holds(sealed_by.key, made.digest, made.seal)
    assert unknown is None
