"""Every kind of document, made of what is hard to print: nothing is lost on it, and no byte of a signed one changes unseen."""

from __future__ import annotations

import pytest

from kernel.clock import FixedClock
from receipts.signing import Signatory, check
from receipts.signing.checking import Verdict
from tests.receipts.papers import AT, Paper, papers
from tests.receipts.render.reading import pages_of
from tests.receipts.signing.signatories import signatory
from tests.world import crypto, make_world

_FLIPS = 25


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Signatory:
    world = make_world(FixedClock(AT), "papers", tmp_path_factory.mktemp("files"))
    return signatory(world, AT)


@pytest.fixture(scope="module")
def made(bank: Signatory) -> dict[str, Paper]:
    return papers(bank)


def test_every_word_stands_on_its_paper(made: dict[str, Paper]) -> None:
    for name, paper in made.items():
        text = "".join(page.extract_text() for page in pages_of(paper.content).pages)
        bare = "".join(text.split())
        for word in paper.words:
            assert "".join(word.split()) in bare, (name, word)
        assert "〔U+" not in bare, name


def test_a_flipped_byte_of_a_signed_one_is_found_wherever_it_is(
    bank: Signatory, made: dict[str, Paper]
) -> None:
    signed = {name: paper.content for name, paper in made.items() if paper.is_signed}
    assert len(signed) >= 12
    for name, content in signed.items():
        assert check(content, bank.chain[-1], crypto()).verdict is Verdict.SOUND, name
        for place in range(0, len(content), len(content) // _FLIPS):
            changed = bytearray(content)
            changed[place] ^= 1
            found = check(bytes(changed), bank.chain[-1], crypto())
            assert found.verdict is not Verdict.SOUND, (name, place)
