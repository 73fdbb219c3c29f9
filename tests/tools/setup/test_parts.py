"""What set-up brought is what the product needs: schemas that compile, a font with every name."""

from io import BytesIO
from itertools import chain

import pytest
from fontTools.ttLib import TTFont
from lxml import etree
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as EmbeddedFont
from reportlab.pdfgen.canvas import Canvas

from kernel.assets import MissingAsset, font_path, node_module, rare_fonts, schema_path
from tools.setup.fonts import STYLES
from tools.setup.schemas import SOURCES

# Characters of the Table of General Standard Chinese Characters beyond the basic block (通用规范汉字表,
# mandatory in GB 18030-2022): each range with how many of them a font must have.
RARE_BLOCKS = {
    "extension A": (range(0x3400, 0x4DB6), 6582),
    "basic block": (range(0x4E00, 0x9FA6), 20902),
    "later basic": (range(0x9FA6, 0x9FF0), 74),
}
NAMES = "江𬭚㛃䶮镕囍喆堃昇淼犇翀赟旻𬭼𫖮𬸚Łódź ŹŻő Ő ōŌ Müller Čech ğ ş İ ı Nguyễn Đặng Åse Ørsted Ñandú ß"
SIGNS = "￥¥€£₫（）。，；：、“”‘’—…·№①②㈠Ⅰ〇×÷−%‰壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整"


@pytest.mark.parametrize("style", STYLES)
def test_the_receipt_font_has_every_name(style: str) -> None:
    with TTFont(font_path(f"YinqiSansSC-{style}"), lazy=True) as font:
        covered = font.getBestCmap()
    assert [char for char in NAMES + SIGNS if ord(char) not in covered] == []
    for name, (block, count) in RARE_BLOCKS.items():
        assert sum(code in covered for code in block) == count, name
    beyond = chain(range(0x20000, 0x2A6E0), range(0x2A700, 0x2EBE1))
    assert (
        sum(code in covered for code in beyond) >= 196
    )  # what the Table takes from extensions B–E


@pytest.mark.parametrize("style", STYLES)
def test_the_receipt_font_is_embedded_under_its_own_name(
    style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"YinqiSansSC-{style}"
    monkeypatch.setattr(pdfmetrics, "_fonts", {})  # those of the process are the product's
    monkeypatch.setattr(pdfmetrics, "_dynFaceNames", {})
    pdfmetrics.registerFont(EmbeddedFont(name, font_path(name)))
    page = BytesIO()
    canvas = Canvas(page, initialFontName=name)
    canvas.setFont(name, 12)
    canvas.drawString(10, 10, NAMES)
    canvas.save()
    assert f"+{name}".encode() in page.getvalue()
    assert b"/FontFile2" in page.getvalue()
    with TTFont(font_path(name), lazy=True) as font:
        names = {record.nameID: str(record) for record in font["name"].names}
    assert "Source" not in names[1] + names[4] + names[6]  # reserved by the licence
    assert "Open Font License" in names[13]


def test_rare_fonts_are_named_by_their_first_character_and_not_as_the_licence_reserves() -> None:
    firsts, names = rare_fonts()
    assert len(firsts) == len(set(firsts)) == 64
    for first, name in list(zip(firsts, names, strict=True))[::21]:
        with TTFont(font_path(name), lazy=True) as font:
            assert min(font.getBestCmap()) == first
            said = {record.nameID: str(record) for record in font["name"].names}
        assert said[6] == name.removeprefix("rare/") == f"YinqiRare-{first:05X}"
        assert not any("Hana" in said[place] for place in (1, 4, 6))


def test_added_letters_stand_as_high_as_the_others() -> None:
    with TTFont(font_path(), lazy=True) as font:
        glyphs, codes, widths = font["glyf"], font.getBestCmap(), font["hmtx"]
        assert glyphs[codes[ord("Ł")]].yMax == glyphs[codes[ord("L")]].yMax
        assert widths[codes[ord("ń")]][0] == pytest.approx(widths[codes[ord("n")]][0], abs=1)


@pytest.mark.parametrize("message", SOURCES)
def test_each_schema_compiles_and_names_its_message(message: str) -> None:
    tree = etree.parse(schema_path(message), etree.XMLParser(no_network=True))
    assert tree.getroot().get("targetNamespace") == f"urn:iso:std:iso:20022:tech:xsd:{message}"
    etree.XMLSchema(tree)


@pytest.mark.parametrize(
    "path",
    [
        "htmx.org/dist/htmx.esm.min.js",
        "htmx.org/dist/ext/hx-csp.min.js",
        "@tabler/icons/icons/outline/building-bank.svg",
        "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
        "axe-core/axe.min.js",
    ],
)
def test_browser_parts_are_there(path: str) -> None:
    assert node_module(path).stat().st_size > 100


def test_a_missing_part_says_how_to_get_it() -> None:
    with pytest.raises(MissingAsset, match="make setup"):
        schema_path("pain.999")
