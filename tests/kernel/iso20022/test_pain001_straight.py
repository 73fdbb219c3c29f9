"""The straight reader says what the careful one says, or nothing: shapes of every kind, and every oddity."""

from __future__ import annotations

import threading
from collections.abc import Callable
from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.iso20022.pain001 import _Reader
from kernel.iso20022.pain001_straight import Crooked, StraightReader
from kernel.iso20022.versions import recognise
from kernel.xml import cut, screen
from tests.kernel.iso20022.messages import block, message, transfer

SAMPLES = Path(__file__).parents[2] / "samples"
EXTRAS = st.lists(
    st.sampled_from(
        [
            "<InstrForCdtrAgt><InstrInf>a</InstrInf></InstrForCdtrAgt>",
            "<InstrForCdtrAgt><InstrInf> b </InstrInf></InstrForCdtrAgt>",
            "<Purp><Cd>SUPP</Cd></Purp>",
            "<Purp><Prtry>x</Prtry></Purp>",
            "<RmtInf><Ustrd>货款</Ustrd><Ustrd>十一月</Ustrd></RmtInf>",
            "<RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf>",
        ]
    ),
    max_size=4,
)
_ORDER = ("<InstrFor", "<Purp", "<RmtInf")


def in_order(extras: list[str]) -> str:
    """As the schema has them: instructions may repeat, a purpose may not."""
    found = [extra for start in _ORDER for extra in extras if extra.startswith(start)]
    once = {start: next((e for e in found if e.startswith(start)), "") for start in _ORDER[1:]}
    return "".join([*(e for e in found if e.startswith(_ORDER[0])), *once.values()])


def both(source: BytesIO) -> None:
    document = screen(source)
    version = recognise(document)
    careful = list(_Reader(version).items(document))
    assert list(StraightReader(version).items(document)) == careful
    assert list(StraightReader(version).items(document, beside=True)) == careful
    assert len(careful) > 2


@pytest.mark.parametrize(
    "path", sorted(SAMPLES.glob("*pain.001.001.0[39]*.xml")), ids=lambda p: p.name
)
def test_what_real_erps_write(path: Path) -> None:
    both(BytesIO(path.read_bytes()))


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text,
        lambda text: text.replace("<", "\r\n  <").replace("\r\n  </", "</").lstrip(),
        lambda text: text.replace("n7", "A &amp; B &#x20;&#36135;&lt;"),
        lambda text: text.replace("n7", " n7 "),
        lambda text: text.replace("<Nm>n8</Nm>", "<Nm >n8</Nm >"),
        lambda text: text.replace('Ccy="CNY"', "Ccy='CNY'"),
        lambda text: (
            text.replace("</", "\0")
            .replace("<", "<p:")
            .replace("\0", "</p:")
            .replace("xmlns", "xmlns:p")
        ),
    ],
    ids=["plain", "in lines", "references", "blanks", "odd tags", "quotes", "prefixes"],
)
def test_however_an_erp_writes_what_takes_several_pieces(written: Callable[[str], str]) -> None:
    """Blocks that end inside a piece, at its border, and far behind it; shapes that alternate."""
    extras = (
        "",
        "<Purp><Cd>SUPP</Cd></Purp>",
        "<RmtInf><Ustrd>货款</Ustrd><Ustrd>2</Ustrd></RmtInf>",
    )
    rows = [transfer(str(n), name=f"n{n % 10}", extra=extras[n % 7 % 3]) for n in range(1_500)]
    parts = [rows[:1], rows[1:3], rows[3:1_400], *([row] for row in rows[1_400:])]
    blocks = [block(*part, name=f"B{place}") for place, part in enumerate(parts)]
    text = written(message(*blocks, count=1_500).getvalue().decode())
    assert len(text) > 512 << 10
    both(BytesIO(text.encode()))


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("place", [0, 700, 1_499])
def test_a_fault_anywhere_gives_nothing_of_its_piece(place: int, *, beside: bool) -> None:
    rows = [transfer(str(n), "1e3" if n == place else "1.00") for n in range(1_500)]
    document = screen(message(block(*rows), count=1_500))
    taken: list[object] = []
    with pytest.raises(Crooked):
        taken.extend(StraightReader("pain.001.001.09").items(document, beside=beside))
    careful = _Reader("pain.001.001.09").items(document)
    assert taken == list(islice(careful, len(taken)))
    assert len(taken) <= place + 2


def test_who_stops_reading_early_leaves_no_thread_behind() -> None:
    rows = [transfer(str(n)) for n in range(6_000)]
    items = StraightReader("pain.001.001.09").items(
        screen(message(block(*rows), count=6_000)), beside=True
    )
    before = threading.active_count()
    assert len(list(islice(items, 3))) == 3
    assert threading.active_count() == before + 1
    items.close()
    assert threading.active_count() == before


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(EXTRAS, st.sampled_from(["1.00", "0012.5", "7", "9999999999.99", "3.10"]), st.text("aé中 &", max_size=5)),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_payments_of_any_shape(rows: list[tuple[list[str], str, str]]) -> None:
    lines = [
        transfer(str(place), amount, name=f"n{name}".replace("&", "&amp;"), extra=in_order(extras))
        for place, (extras, amount, name) in enumerate(rows)
    ]
    both(message(block(*lines), block(*lines, name="B2"), count=2 * len(lines)))


@pytest.mark.parametrize(
    "odd",
    [
        message(block(transfer()), count=2),
        message(block(transfer()), control_sum="1.01"),
        message(block(transfer(), totals="<NbOfTxs>2</NbOfTxs>")),
        message(block(transfer(" "))),
        message(block(transfer(amount="1e3"))),
        message(block(transfer(amount="1.001"))),
        message(block(transfer(currency="XXX"))),
        message(block(transfer(name="77117115116101114"))),
        message(block(transfer(), method="CHK")),
        message(block(transfer()), block(transfer()), count=2),
        message(block(transfer(extra="<Other/>"))),
        message(block()),
        message(block(transfer(), day="<Dt>2026-13-01</Dt>")),
    ],
)
def test_whatever_is_not_right_is_left_to_the_careful_reader(odd: BytesIO) -> None:
    document = screen(odd)
    with pytest.raises(Crooked):
        list(StraightReader("pain.001.001.09").items(document))


@pytest.mark.parametrize(
    ("inside", "plain"),
    [
        ("<a>1</a><b c='1'/>", True),
        ('<p:a xmlns:p="urn:p"/>', True),
        ("<!-- c --><a/>", False),
        ("<a><![CDATA[x]]></a>", False),
        ("<?pi?><a/>", False),
        ("<a b='>' c=\"1\"/>", False),
        ('<a b=">"/>', False),
        ('<a xmlns:p="urn:&lt;"/>', False),
        (f"<a b='{'x' * 600}'/>", False),
        ("".join(f"<n{place}/>" for place in range(450)), False),
    ],
)
def test_only_plain_documents_go_the_straight_way(inside: str, plain: bool) -> None:  # noqa: FBT001 - a case
    assert screen(BytesIO(f"<r>{inside}</r>".encode())).plain is plain
    around, payload = cut(BytesIO(f"<e><h/><r>{inside}</r></e>".encode()), "r")
    assert payload.plain is plain
    assert b"".join(payload.chunks()) == f"<r>{inside}</r>".encode()
    assert around == b"<e><h/><r/></e>"
