"""The receipt as a file: every fact on it, nothing outside its cell, the same bytes for ever."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import segno
from reportlab.pdfbase.ttfonts import TTFontFace

from kernel.capital import capitals
from kernel.errors import Faulty
from kernel.money import Money
from receipts.facts import Imprint, Party, ReceiptFacts, ReceiptKind
from receipts.numbering import receipt_number
from receipts.render import payment
from receipts.render.fonts import regular
from receipts.render.layout import CELLS, QR
from receipts.render.payment import render, render_many
from receipts.render.sheet import Box, mm
from tests.receipts.render.reading import Piece, fonts_of, pages_of, pieces_of, text_of
from tests.receipts.samples import BANK, DAY, PAYEE, PAYER, imprint_of, returned, sample_facts

ROOT = Path(__file__).resolve().parents[3]
CREDIT = sample_facts(kind=ReceiptKind.CREDIT_IN)
HOSTILE = [
    ") Tj ET BT (",
    "\\) Tj ET Q endstream endobj",
    "((((",
    "))))",
    "\\",
    "\\\\(\\",
    "%PDF-1.7 %%EOF",
    "<</JS (app.alert(1))>>",
    "{name} %s $(id) `id`",
    "<script>alert(1)</script>",
]


def printed(facts: ReceiptFacts, print_count: int = 1) -> bytes:
    return render(facts, imprint_of(facts, print_count))


def in_cell(pieces: list[Piece], box: Box) -> str:
    """Return the text drawn from inside `box`, after making sure that it stays there."""
    inside = [
        piece
        for piece in pieces
        if box.left - 0.01 <= piece.box.left < box.right and box.top < piece.box.bottom < box.bottom
    ]
    for piece in inside:
        assert piece.box.right <= box.right + 0.01
        assert piece.box.top >= box.top - 0.01
    return "".join(piece.text for piece in inside)


@pytest.mark.parametrize("facts", [sample_facts(), CREDIT, returned()], ids=["out", "in", "return"])
def test_every_fact_is_on_the_sheet(facts: ReceiptFacts) -> None:
    imprint = imprint_of(facts)
    text = text_of(render(facts, imprint))
    for side in (facts.payer, facts.payee):
        for fact in (side.name, side.account, side.bank_name, f"行号 {side.bank_code}"):
            assert fact in text
    for fact in (
        facts.number, facts.bank.name.zh, facts.bank.name.en, facts.kind.label.zh,
        capitals(facts.amount), "CNY 1,286,400.50", facts.purpose, facts.remark,
        facts.business_serial, facts.client_serial, str(facts.transaction_id), facts.refunded_of,
        "2026-11-20 18:32:05（北京时间）", "记账日期 Booked on　2026-11-20", "大额支付系统 HVPS",
        imprint.verification_code, imprint.verify_url, "打印次数 第 1 次",
        "出具时间 Issued 2026-11-20 18:33:40", "重复打印请注意避免重复入账。", "电子回单",
    ):  # fmt: skip
        assert fact in text
    assert ("银企直联 Direct link" in text) == (facts.channel is not None)


@pytest.mark.parametrize(
    ("facts", "title"),
    [(sample_facts(), "付款回单"), (CREDIT, "收款回单"), (returned(), "退汇回单")],
)
def test_the_kind_gives_the_title(facts: ReceiptFacts, title: str) -> None:
    text = text_of(printed(facts))
    assert [word for word in ("付款回单", "收款回单", "退汇回单") if word in text] == [title]


def test_facts_stand_in_the_cells_that_name_them() -> None:
    facts = returned(rail=None)
    pieces = pieces_of(printed(facts))
    found = {name: in_cell(pieces, cell.value_box) for name, cell in CELLS.items()}
    assert found == {
        "payer.name": PAYEE.name,
        "payer.account": PAYEE.account,
        "payer.bank": f"{PAYEE.bank_name}行号 {PAYEE.bank_code}",
        "payee.name": PAYER.name,
        "payee.account": PAYER.account,
        "payee.bank": f"{PAYER.bank_name}行号 {PAYER.bank_code}",
        "words": "人民币壹佰贰拾捌万陆仟肆佰元伍角整",
        "amount": "CNY 1,286,400.50",
        "purpose": "退汇",
        "remark": "账号户名不符",
        "kind": "退汇 Return",
        "booked_at": "2026-11-20 18:32:05（北京时间）",
        "business_serial": "P20261120000000184",
        "client_serial": "ERP-2026-11-000731",
        "transaction_id": "019aa5c2-7d3e-7b41-9c55-2f0e6a91d804",
        "refunded_of": "P20261119000000007",
        "channel": "—",
        "rail": "—",
    }


@pytest.mark.parametrize("stuff", ["阿", "W", "𠮷", "word ", "）", "𬭚（", "ab-"])
def test_the_longest_facts_stay_inside_their_cells_and_are_whole(stuff: str) -> None:
    name, account, serial = (stuff * 140)[:140], (stuff * 34)[:34], (stuff * 64)[:64]
    facts = sample_facts(
        payer=Party(name, account, name, "COBADEFFXXX"),
        payee=Party(name, account, name),
        purpose=name,
        remark=name,
        business_serial=serial,
        client_serial=serial,
        refunded_of=serial,
        amount=Money(10**17 - 1, "CNY"),
    )
    pieces = pieces_of(printed(facts))
    found = {name: in_cell(pieces, cell.value_box) for name, cell in CELLS.items()}
    long, short, middle = (bare(regular().printable(text)) for text in (name, account, serial))
    assert {name: bare(text) for name, text in found.items()} == {
        **dict.fromkeys(("payer.name", "payee.name", "payee.bank", "purpose", "remark"), long),
        **dict.fromkeys(("payer.account", "payee.account"), short),
        **dict.fromkeys(("business_serial", "client_serial", "refunded_of"), middle),
        "payer.bank": f"{long}BICCOBADEFFXXX",
        "words": capitals(facts.amount),
        "amount": "CNY999,999,999,999,999.99",
        "kind": "付款Payment",
        "booked_at": "2026-11-2018:32:05（北京时间）",
        "transaction_id": str(facts.transaction_id),
        "channel": "银企直联Directlink",
        "rail": "大额支付系统HVPS",
    }


def bare(text: str) -> str:
    return text.replace(" ", "")


def test_no_two_pieces_lie_on_each_other() -> None:
    pieces = pieces_of(printed(returned()))
    for number, one in enumerate(pieces):
        for other in pieces[number + 1 :]:
            assert not _overlap(one.box, other.box), (one.text, other.text)


def _overlap(one: Box, other: Box) -> bool:
    beside = one.right <= other.left + 0.01 or other.right <= one.left + 0.01
    above = one.bottom <= other.top + 0.3 or other.bottom <= one.top + 0.3
    return not beside and not above


def test_words_for_people_are_at_least_five_points_high_and_facts_eight() -> None:
    pieces = pieces_of(printed(returned()))
    assert min(piece.size for piece in pieces) >= 5
    facts = [PAYER.name, PAYEE.name, PAYER.account, "CNY 1,286,400.50", "退汇 Return"]
    assert all(piece.size >= 8 for piece in pieces if piece.text in facts)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    facts = sample_facts(
        payee=replace(PAYEE, name=text), purpose=text, remark=text, client_serial=text
    )
    pdf = printed(facts)
    pieces = pieces_of(pdf)
    for name in ("payee.name", "purpose", "remark", "client_serial"):
        assert bare(in_cell(pieces, CELLS[name].value_box)) == bare(text)
    assert len(pages_of(pdf).pages) == 1
    objects = re.sub(rb"stream\n.*?endstream", b"", pdf, flags=re.DOTALL)  # packed bytes are noise
    assert b"/Catalog" in objects
    assert b"/JS" not in objects
    assert b"/JavaScript" not in objects


def test_control_and_direction_characters_are_shown_not_obeyed() -> None:
    facts = sample_facts(remark="付\x00款\u202e退\x1b")
    found = in_cell(pieces_of(printed(facts)), CELLS["remark"].value_box)
    assert found == "付〔U+0000〕款〔U+202E〕退〔U+001B〕"


def test_rare_characters_come_back_from_the_file() -> None:
    """More than one subset of 256 and more than one block of a map, beyond U+FFFF among them."""
    rare = "".join(map(chr, range(0x3400, 0x3400 + 520))) + "𬭚𬭼𫓧𫠊䶮镕囍"
    assert regular().missing(rare) == set()
    parts = [rare[at : at + 100] for at in range(0, len(rare), 100)]
    receipts = [
        (sample_facts(purpose=part), imprint_of(sample_facts(purpose=part))) for part in parts
    ]
    pdf = render_many(receipts)
    for page, part in enumerate(parts):
        assert in_cell(pieces_of(pdf, page), CELLS["purpose"].value_box) == part
        assert part in text_of(pdf, page).replace("\n", "")


@pytest.mark.parametrize("facts", [sample_facts(), sample_facts(remark="Łódź 𬭚" + "\u202e")])
def test_every_font_is_an_embedded_subset(facts: ReceiptFacts) -> None:
    pdf = printed(facts)
    fonts = fonts_of(pdf)
    assert {font["/BaseFont"] for font in fonts} == {
        f"/AAAAA{subset}+YinqiSansSC-{style}" for subset in "AB" for style in ("Regular", "Bold")
    }
    assert all(len(font["/FontDescriptor"]["/FontFile2"].get_data()) > 1000 for font in fonts)
    for base_14 in (b"Helvetica", b"Times", b"Courier", b"Symbol", b"ZapfDingbats", b"STSong"):
        assert base_14 not in pdf


def test_characters_of_the_rare_fonts_stand_on_the_page_and_come_back() -> None:
    name = "𠮷𪚥（上海）有限公司"
    facts = sample_facts(payee=replace(PAYEE, name=name), purpose=f"{name}𫝀𬺰")
    pdf = printed(facts)
    assert name in text_of(pdf)
    assert f"{name}𫝀𬺰" in text_of(pdf)
    assert {font["/BaseFont"] for font in fonts_of(pdf)} >= {
        f"/AAAAAA+YinqiRare-{first}" for first in ("20800", "2A400", "2B740")
    }


def test_what_is_kept_ready_changes_nothing_on_the_page() -> None:
    """The form drawn in place, and taken from the store: the same words at the same places."""
    facts = returned()
    kept = printed(facts)
    with patch.object(payment, "_ground", lambda *_, **__: None):
        drawn = printed(facts)
    assert drawn != kept
    assert set(pieces_of(drawn)) == set(pieces_of(kept))


def test_it_is_one_page_of_a5_on_its_side_and_small() -> None:
    pdf = printed(sample_facts())
    (page,) = pages_of(pdf).pages
    assert [round(float(edge) / mm) for edge in page.mediabox] == [0, 0, 210, 148]
    assert len(pdf) < 60_000


def test_the_file_says_what_it_is() -> None:
    facts = sample_facts()
    reader = pages_of(printed(facts))
    properties = reader.metadata
    assert properties is not None
    assert properties.title == f"电子回单 {facts.number}"
    assert properties.author == "银企示范银行"
    assert properties.subject == "付款回单 Payment receipt"
    assert properties.creation_date_raw == "D:20261120103340+00'00'"
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-CN"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_the_same_facts_give_the_same_bytes_in_another_process() -> None:
    program = (
        "import sys\n"
        "from tests.receipts.samples import imprint_of, returned\n"
        "from receipts.render.payment import render\n"
        "sys.stdout.buffer.write(render(returned(), imprint_of(returned())))\n"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs == [printed(returned())] * 2


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Let threads take turns every microsecond, so that what they share is soon seen."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hasty_threads")
def test_threads_do_not_mix_receipts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser of the font has one reading position, so only one thread may use it at a time."""
    make_subset, inside, most = TTFontFace.makeSubset, [], []

    def watched(face: TTFontFace, subset: list[int]) -> bytes:
        inside.append(face)
        most.append(len(inside))
        made: bytes = make_subset(face, subset)
        inside.pop()
        return made

    many = [sample_facts(purpose=f"{number} " + chr(0x4E00 + number) * 9) for number in range(24)]
    alone = [printed(facts) for facts in many]
    monkeypatch.setattr(TTFontFace, "makeSubset", watched)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(printed, many)) == alone
    assert most == [1] * 48


def test_a_test_bank_prints_specimens_and_a_real_one_does_not() -> None:
    facts = sample_facts(bank=replace(BANK, is_test=True))
    assert "测试环境 SPECIMEN" in text_of(printed(facts))
    assert "SPECIMEN" not in text_of(printed(sample_facts()))


def test_a_reprint_says_so_and_keeps_its_code() -> None:
    facts = sample_facts()
    text = text_of(printed(facts, print_count=3))
    assert "打印次数 第 3 次　Print No. 3" in text
    assert imprint_of(facts).verification_code in text


def test_the_qr_code_is_that_of_the_verify_address() -> None:
    facts = sample_facts()
    content = pages_of(printed(facts)).pages[0].get_contents()
    assert content is not None
    found = _modules(content.get_data().decode("ascii", "replace"))
    code = segno.make_qr(imprint_of(facts).verify_url, error="m", mask=2, boost_error=False)
    size = len(code.matrix)
    assert found == {
        (column, size - 1 - row)
        for row, modules in enumerate(code.matrix)
        for column, is_dark in enumerate(modules)
        if is_dark
    }
    assert QR.width / size > 0.4  # millimetres: what a telephone reads off paper


def _modules(content: str) -> set[tuple[int, int]]:
    rectangles = [line.split() for line in content.splitlines() if line.endswith(" 1 re")]
    return {
        (int(left) + step, int(bottom))
        for left, bottom, width, _, _ in rectangles
        for step in range(int(width))
    }


def test_many_receipts_are_one_file_with_a_page_each_and_the_fonts_once() -> None:
    accounts = [f"62170021100088{number:05}" for number in range(40)]
    receipts = [_receipt_of(account) for account in accounts]
    pdf = render_many(receipts)
    pages = pages_of(pdf).pages
    assert len(pages) == 40
    for page, (facts, imprint) in zip(pages, receipts, strict=True):
        text = page.extract_text()
        assert facts.number in text
        assert facts.payer.account in text
        assert imprint.verification_code in text
    assert pdf.count(b"/FontFile2") == 4  # of each face what all receipts say, and what these say
    assert len(pdf) < 60_000 + 40 * 3_000


def _receipt_of(account: str) -> tuple[ReceiptFacts, Imprint]:
    number = receipt_number("YQB", DAY, sample_facts().transaction_id, account)
    facts = sample_facts(number=number, payer=replace(PAYER, account=account))
    return facts, imprint_of(facts)


def test_receipts_of_two_banks_in_one_file_keep_their_own_heads() -> None:
    other = replace(BANK, name=replace(BANK.name, zh="另一家银行"), is_test=True)
    facts = sample_facts(bank=other)
    pdf = render_many([_receipt_of(PAYER.account), (facts, imprint_of(facts))])
    assert "另一家银行" not in text_of(pdf, 0)
    assert "SPECIMEN" not in text_of(pdf, 0)
    assert "另一家银行" in text_of(pdf, 1)
    assert "银企示范银行\n" not in text_of(pdf, 1)


def test_faulty_facts_are_not_printed_not_even_among_good_ones() -> None:
    good = sample_facts()
    with pytest.raises(Faulty):
        render_many(
            [(good, imprint_of(good)), (replace(good, business_serial=""), imprint_of(good))]
        )


def test_no_receipts_are_no_file() -> None:
    with pytest.raises(ValueError, match="no receipt"):
        render_many([])
