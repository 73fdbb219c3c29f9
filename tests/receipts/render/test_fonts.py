"""The typeface: what it can draw, and what becomes of the rest."""

import pytest

from receipts.render.fonts import Typeface, bold, regular

FACES = [regular, bold]


@pytest.fixture(params=FACES, ids=["regular", "bold"])
def face(request: pytest.FixtureRequest) -> Typeface:
    made: Typeface = request.param()
    return made


@pytest.mark.parametrize(
    "name",
    [
        "𬭚石",
        "㛃镕",
        "䶮",
        "阿卜杜热西提·买买提",
        "Łódź Żółć",
        "Škoda Ştefan Győr",
        "Nguyễn Văn Đức",
        "ΑΒΓ Ελλάδα",
        "Қазақстан Өзбекистон Хөвсгөл",
        "𠮷野家",
        "€¥￥",
    ],
)
def test_names_are_drawn_as_they_are(face: Typeface, name: str) -> None:
    assert face.printable(name) == name
    assert face.missing(name) == set()


def test_every_character_of_the_basic_and_first_extension_blocks_is_there(face: Typeface) -> None:
    unified = {chr(point) for point in range(0x4E00, 0x9FF0)}
    extension_a = {chr(point) for point in range(0x3400, 0x4DB6)}
    assert face.missing("".join(unified | extension_a)) == set()


def test_every_chinese_character_of_gb_18030_is_drawn() -> None:
    """Level 3 of GB 18030-2022: Extensions B to F; the rare fonts are read as characters are met."""
    blocks = ((0x20000, 0x2A6D7), (0x2A700, 0x2B735), (0x2B740, 0x2B81E), (0x2B820, 0x2CEA2))
    rare = "".join(chr(point) for block in (*blocks, (0x2CEB0, 0x2EBE1)) for point in range(*block))
    assert len(rare) == 60_317
    assert regular().missing(rare) == set()
    assert regular().width(rare) == 1000 * len(rare)


def test_a_name_is_parted_by_the_fonts_that_draw_it() -> None:
    drawn = regular().printable("吉𠮷𠮷田𪚥店")
    assert list(regular().runs(drawn)) == [
        ("YinqiSansSC-Regular", "吉"),
        ("rare/YinqiRare-20800", "𠮷𠮷"),
        ("YinqiSansSC-Regular", "田"),
        ("rare/YinqiRare-2A400", "𪚥"),
        ("YinqiSansSC-Regular", "店"),
    ]


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("𰀀野家", "〔U+30000〕野家"),
        ("a\x00b", "a〔U+0000〕b"),
        ("a\u202eb", "a〔U+202E〕b"),
        ("a\u200bb", "a〔U+200B〕b"),
        ("a\u00adb", "a〔U+00AD〕b"),
        ("a\ud800b", "a〔U+D800〕b"),
        ("a\ue000b", "a〔U+E000〕b"),
        ("中\ufe00", "中〔U+FE00〕"),
        ("🙂", "〔U+1F642〕"),
        ("﷽", "〔U+FDFD〕"),
    ],
)
def test_what_cannot_be_drawn_is_spelled_out(face: Typeface, text: str, drawn: str) -> None:
    assert face.printable(text) == drawn
    assert len(face.missing(text)) == 1


def test_blanks_of_any_kind_are_spaces(face: Typeface) -> None:
    assert face.printable("a\tb\r\nc\u00a0d\u2028e") == "a b  c d e"


def test_letters_and_accents_are_composed(face: Typeface) -> None:
    assert face.printable("Łódź".replace("ó", "o\u0301")) == "Łódź"


def test_compatibility_ideographs_are_not_exchanged(face: Typeface) -> None:
    assert "\uf92e" not in face.printable("冷")
    assert face.printable("\uf92eé".replace("é", "e\u0301")) in {"\uf92eé", "〔U+F92E〕é"}


def test_width_is_the_sum_of_the_characters(face: Typeface) -> None:
    assert face.width("") == 0
    assert face.width("人民币") == 3000
    assert face.width("0") == face.width("1") == face.width("9")
