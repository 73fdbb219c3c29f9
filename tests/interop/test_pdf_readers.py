"""Our PDFs in the hands of others: poppler checks signatures and reads texts, qpdf reads the structure."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kernel.capital import capitals
from kernel.clock import FixedClock
from kernel.money import Money
from receipts.facts import ReceiptFacts, ReceiptKind
from receipts.render.payment import Paper, render, render_many
from receipts.signing import Signatory
from tests.receipts.papers import Paper as Made
from tests.receipts.papers import papers
from tests.receipts.samples import imprint_of, returned, sample_facts
from tests.receipts.signing.signatories import signatory
from tests.world import crypto, make_world

pytestmark = pytest.mark.interop
AT = datetime(2026, 11, 20, 10, 33, 40, tzinfo=UTC)
REVERSAL = returned(kind=ReceiptKind.REVERSAL, amount=Money(-999_999_999_999_99, "CNY"))
SAMPLES = {
    "receipt": sample_facts(),
    "reversal": REVERSAL,
    "fee": sample_facts(kind=ReceiptKind.FEE, refunded_of="P1"),
    "long": sample_facts(remark="货款" * 70, purpose="𬭚㛃镕" * 40),
}


def told(program: str, *words: object) -> subprocess.CompletedProcess[str]:
    """What an outside program says; skipped, never silently, where it is not there."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed: `make interop` brings it where it may")
    return subprocess.run(
        [program, *map(str, words)], capture_output=True, check=False, text=True, timeout=60
    )


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Signatory:
    world = make_world(FixedClock(AT), "readers", tmp_path_factory.mktemp("files"))
    return signatory(world, AT)


@pytest.fixture(scope="module")
def files(bank: Signatory, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Receipts as the month packs them, signed."""
    folder, slot = tmp_path_factory.mktemp("pdf"), bank.slot("电子回单专用章", AT)
    drawn = {name: render(facts, imprint_of(facts), slot) for name, facts in SAMPLES.items()}
    pairs = [(facts, imprint_of(facts, 2)) for facts in SAMPLES.values()]
    drawn["three"] = render_many(pairs, paper=Paper.THREE, slot=slot)
    for name, content in drawn.items():
        (folder / f"{name}.pdf").write_bytes(bank.sign(content, crypto()).content)
    return {name: folder / f"{name}.pdf" for name in drawn}


@pytest.fixture(scope="module")
def made(bank: Signatory) -> dict[str, Made]:
    """Every kind of document."""
    return papers(bank)


def test_poppler_calls_every_signature_valid_and_finds_a_flipped_byte(
    files: dict[str, Path], tmp_path: Path
) -> None:
    for path in files.values():
        said = told("pdfsig", "-nocert", path).stdout
        assert "Signature is Valid" in said, said
        assert "Total document signed" in said
        assert "ETSI.CAdES.detached" in said
        changed = bytearray(path.read_bytes())
        changed[len(changed) // 2] ^= 1
        (tmp_path / "changed.pdf").write_bytes(changed)
        assert (
            "Signature is Valid" not in told("pdfsig", "-nocert", tmp_path / "changed.pdf").stdout
        )


def test_every_kind_of_document_is_whole_and_says_its_words_to_poppler(
    made: dict[str, Made], tmp_path: Path
) -> None:
    for name, paper in made.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(paper.content)
        text = "".join(told("pdftotext", "-raw", path, "-").stdout.split())
        for word in paper.words:
            assert "".join(word.split()) in text, (name, word)
        checked = told("qpdf", "--check", path)
        assert checked.returncode == 0, (name, checked.stdout + checked.stderr)
        told_of_fonts = told("pdffonts", path)
        assert told_of_fonts.stderr == "", (name, told_of_fonts.stderr)
        fonts = told_of_fonts.stdout.splitlines()[2:]
        assert fonts
        assert all(" yes yes yes " in line for line in fonts), (
            name,
            fonts,
        )  # in it, a part, with Unicode
        valid = "Signature is Valid" in told("pdfsig", "-nocert", path).stdout
        assert valid is paper.is_signed, name


def test_qpdf_finds_nothing_wrong_with_the_structure(files: dict[str, Path]) -> None:
    for path in files.values():
        done = told("qpdf", "--check", path)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "No syntax or stream encoding errors" in done.stdout


@pytest.mark.parametrize("name", SAMPLES)
def test_poppler_reads_every_fact(files: dict[str, Path], name: str) -> None:
    facts: ReceiptFacts = SAMPLES[name]
    text = "".join(told("pdftotext", "-raw", files[name], "-").stdout.split())
    for fact in (
        facts.number, facts.payer.name, facts.payer.account, facts.payee.name, facts.payee.account,
        capitals(facts.amount), facts.amount.wire().removeprefix("-").partition(".")[2],
        facts.business_serial, facts.kind.row.title.zh, imprint_of(facts).verification_code,
    ):  # fmt: skip
        assert "".join(fact.split()) in text, fact
