"""Large documents are read element by element; what was read is let go."""

from io import BytesIO

import pytest

from kernel.errors import Faulty
from kernel.xml import Element, screen, units

ROW = ("R", "B", "Row")
PLACES = frozenset({ROW, ("R", "B"), ("R",)})


def rows_kept(element: Element) -> int:
    """Return how many rows the block of `element` still holds."""
    block = element if element.tag == "B" else element.getparent()
    return 0 if block is None else len(block.findall("Row"))


def seen(data: bytes) -> list[tuple[str, tuple[str, ...], int]]:
    return [
        (unit.element.tag, unit.strangers, rows_kept(unit.element))
        for unit in units(screen(BytesIO(data)), PLACES)
    ]


def test_units_come_in_order_the_root_last_and_only_the_last_row_is_kept() -> None:
    found = seen(b"<R><h/><B>" + b"<Row>x</Row>" * 20_000 + b"</B><B><Row/></B></R>")
    assert [tag for tag, _, _ in found] == ["Row"] * 20_000 + ["B", "Row", "B", "R"]
    assert found[20_000] == ("B", (), 1)
    assert max(rows for _, _, rows in found) < 10_000


def test_the_head_before_the_first_row_stays_with_its_block() -> None:
    data = b"<R><B><Head>h</Head>" + b"<Row/>" * 3 + b"<Tail/></B></R>"
    blocks = [u.element for u in units(screen(BytesIO(data)), PLACES) if u.element.tag == "B"]
    assert [[child.tag for child in block] for block in blocks] == [["Head", "Row", "Tail"]]


def test_an_element_of_the_same_name_at_another_place_is_no_unit() -> None:
    found = seen(b"<R><Row/><B><x><Row/></x><Row><Row/></Row></B></R>")
    assert [tag for tag, _, _ in found] == ["Row", "B", "R"]


def test_strangers_between_units_are_named() -> None:
    found = seen(b"<R><B><Row/><p:x xmlns:p='u'/><y/><Row/></B></R>")
    assert [strangers for _, strangers, _ in found] == [(), ("x", "y"), (), ()]


@pytest.mark.parametrize(
    "data",
    [
        b"<R><B><Row>" + b"<x/>" * 100_000 + b"</Row></B></R>",
        b"<R>" + b"<junk>y</junk>" * 40_000 + b"<B><Row/></B></R>",
    ],
)
def test_more_than_one_unit_may_hold_is_not_kept_in_memory(data: bytes) -> None:
    with pytest.raises(Faulty) as refused:
        list(units(screen(BytesIO(data)), PLACES))
    assert [finding.code for finding in refused.value.findings] == ["xml.token_too_large"]
