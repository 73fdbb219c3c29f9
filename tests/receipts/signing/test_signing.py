"""Signed documents: the signature holds for exactly these bytes, under exactly that root."""

from __future__ import annotations

import dataclasses
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from kernel.certificates import Certificate
from kernel.clock import FixedClock
from kernel.crypto import SignatureAlgorithm
from kernel.world import World
from receipts.render.payment import Paper, render, render_many
from receipts.signing import Signatory, Verdict, check
from receipts.signing.signatory import seal_holds
from receipts.signing.slot import RANGE_FREE, fill, tear
from tests.receipts.render.reading import pages_of, text_of
from tests.receipts.samples import imprint_of, returned, sample_facts
from tests.receipts.signing.signatories import BANK, signatory
from tests.world import crypto, make_world

AT = datetime(2026, 11, 20, 10, 33, 40, tzinfo=UTC)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(FixedClock(AT), "signing", tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def bank(world: World) -> Signatory:
    return signatory(world, AT)


@pytest.fixture(scope="module")
def drawn(bank: Signatory) -> bytes:
    return render(sample_facts(), imprint_of(sample_facts()), bank.slot("电子回单专用章", AT))


@pytest.fixture(scope="module")
def signed(bank: Signatory, drawn: bytes) -> bytes:
    return bank.sign(drawn, crypto()).content


def root(bank: Signatory) -> Certificate:
    return bank.chain[-1]


def test_before_it_is_signed_the_file_is_the_same_every_time(bank: Signatory, drawn: bytes) -> None:
    slot = bank.slot("电子回单专用章", AT)
    assert render(sample_facts(), imprint_of(sample_facts()), slot) == drawn
    assert drawn.count(RANGE_FREE) == 1


def test_the_signature_covers_all_but_itself_and_changes_nothing_else(
    drawn: bytes, signed: bytes
) -> None:
    assert len(signed) == len(drawn)
    torn = tear(signed)
    assert torn is not None
    assert len(torn.covered) == len(signed) - 2 * len(torn.signature) - 2
    assert text_of(signed) == text_of(drawn)


def test_it_says_what_pades_wants(signed: bytes) -> None:
    field = PdfReader.get_fields(pages_of(signed))
    assert field is not None
    value = field["Signature1"]["/V"]
    assert value["/SubFilter"] == "/ETSI.CAdES.detached"
    assert value["/Filter"] == "/Adobe.PPKLite"
    assert (value["/Name"], value["/Reason"]) == (BANK, "电子回单专用章")
    assert value["/M"] == "D:20261120103340+00'00'"


def test_it_is_sound_and_every_flipped_byte_is_found(bank: Signatory, signed: bytes) -> None:
    found = check(signed, root(bank), crypto())
    assert found.verdict is Verdict.SOUND
    assert found.signer == bank.chain[0]
    steps = range(0, len(signed), len(signed) // 60)
    slot = signed.find(b"/Contents <") + 11
    letters = [at for at in range(slot, slot + 300) if signed[at : at + 1].isalpha()]
    assert letters
    for place in (*steps, len(signed) - 1, *letters[::10]):
        flipped = bytearray(signed)
        flipped[place] ^= 0x20
        assert check(bytes(flipped), root(bank), crypto()).verdict is not Verdict.SOUND, place


@pytest.mark.parametrize(
    "change",
    [
        lambda pdf: pdf + b"\n",
        lambda pdf: pdf + b"\n/ByteRange [0 1 2 3]",
        lambda pdf: pdf[:-1],
        lambda pdf: pdf.replace(b"/ByteRange [0", b"/ByteRange [1", 1),
        lambda pdf: b"\n" + pdf,
    ],
    ids=["longer", "second", "shorter", "range", "shifted"],
)
def test_what_stands_before_or_behind_is_not_let_through(
    bank: Signatory, signed: bytes, change: object
) -> None:
    assert callable(change)
    assert check(change(signed), root(bank), crypto()).verdict is Verdict.CHANGED


def test_another_banks_signature_holds_but_is_not_ours(
    bank: Signatory, world: World, drawn: bytes
) -> None:
    other = signatory(world, AT)
    theirs = other.sign(drawn, crypto()).content
    assert check(theirs, root(bank), crypto()).verdict is Verdict.FOREIGN
    assert check(b"%PDF-1.7 nothing", root(bank), crypto()).verdict is Verdict.NONE
    mixed = dataclasses.replace(bank, key=other.key).sign(drawn, crypto()).content
    assert check(mixed, root(bank), crypto()).verdict is Verdict.CHANGED


def test_rsa_signs_too_and_everything_many_pages_have_is_covered(world: World) -> None:
    bank = signatory(world, AT, SignatureAlgorithm.RSA_SHA256)
    pairs = [
        (facts, imprint_of(facts, n)) for n, facts in enumerate((sample_facts(), returned()), 1)
    ]
    for paper in Paper:
        content = bank.sign(
            render_many(pairs * 3, paper=paper, slot=bank.slot("章", AT)), crypto()
        ).content
        assert check(content, root(bank), crypto()).verdict is Verdict.SOUND


def test_the_seal_is_over_these_bytes_only(bank: Signatory, drawn: bytes) -> None:
    made = bank.sign(drawn, crypto())
    assert made.digest == crypto().sm3(made.content)
    key = bank.seal_certificate.key
    assert seal_holds(key, made.digest, made.seal)
    assert not seal_holds(key, crypto().sm3(b"other"), made.seal)
    assert not seal_holds(bank.chain[0].key, made.digest, made.seal)


def test_a_slot_too_small_and_a_second_one_are_refused(drawn: bytes) -> None:
    with pytest.raises(ValueError, match="room"):
        fill(drawn, lambda _: b"x" * 9_000)
    for wrong in (drawn.replace(RANGE_FREE, b""), drawn + RANGE_FREE + b"/Contents <00>"):
        with pytest.raises(ValueError, match="exactly one slot"):
            fill(wrong, lambda _: b"")


def test_openssl_says_the_same(bank: Signatory, signed: bytes, tmp_path: Path) -> None:
    """An outside reader of CMS, with the root as its only trust; one byte more and it refuses."""
    torn = tear(signed)
    assert torn is not None
    (tmp_path / "root.pem").write_bytes(root(bank).pem())
    (tmp_path / "s.der").write_bytes(torn.signature.rstrip(b"\0"))
    for content, agrees in ((torn.covered, True), (torn.covered + b"x", False)):
        (tmp_path / "data").write_bytes(content)
        told = subprocess.run(
            ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "s.der", "-content",  # noqa: S607
             "data", "-CAfile", "root.pem", "-purpose", "any", "-out", "out", "-attime",
             str(int((AT + timedelta(days=1)).timestamp()))],
            cwd=tmp_path, capture_output=True, check=False, text=True,
        )  # fmt: skip
        assert (told.returncode == 0) is agrees, told.stderr
