"""The glossary names every status as the doors do, and one thing has one word."""

from pathlib import Path

from kernel.public_status import PublicStatus

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"


def rows() -> list[tuple[str, str]]:
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    cells = [line.strip("|").split("|") for line in lines if line.startswith("| ")]
    return [(row[0].strip(), row[1].strip()) for row in cells if row[0].strip() != "English"]


def test_every_status_has_the_label_that_the_doors_show() -> None:
    known = dict(rows())
    for status in PublicStatus:
        assert known[f"`{status.value}`"] == status.label.zh


def test_no_english_term_stands_twice() -> None:
    terms = [term for row in rows() for term in row[0].split(", ")]
    assert len(terms) == len(set(terms)) > 100
