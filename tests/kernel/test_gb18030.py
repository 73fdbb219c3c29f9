"""GB 18030: one code point per character, whichever edition of the standard the bytes came from."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import gb18030

# Two-byte form, its code point in older editions, the assigned one, and the four-byte form of the
# assigned one: as listed in Unicode L2/06-394 and GB 18030-2005, typed again here on purpose.
MOVED = [
    ("A6D9", "\ue78d", "\ufe10", "84318236"),
    ("A6DA", "\ue78e", "\ufe12", "84318238"),
    ("A6DB", "\ue78f", "\ufe11", "84318237"),
    ("A6DC", "\ue790", "\ufe13", "84318239"),
    ("A6DD", "\ue791", "\ufe14", "84318330"),
    ("A6DE", "\ue792", "\ufe15", "84318331"),
    ("A6DF", "\ue793", "\ufe16", "84318332"),
    ("A6EC", "\ue794", "\ufe17", "84318333"),
    ("A6ED", "\ue795", "\ufe18", "84318334"),
    ("A6F3", "\ue796", "\ufe19", "84318335"),
    ("A8BC", "\ue7c7", "\u1e3f", "8135F437"),
    ("FE59", "\ue81e", "\u9fb4", "82359037"),
    ("FE61", "\ue826", "\u9fb5", "82359038"),
    ("FE66", "\ue82b", "\u9fb6", "82359039"),
    ("FE67", "\ue82c", "\u9fb7", "82359130"),
    ("FE6D", "\ue832", "\u9fb8", "82359131"),
    ("FE7E", "\ue843", "\u9fb9", "82359132"),
    ("FE90", "\ue854", "\u9fba", "82359133"),
    ("FEA0", "\ue864", "\u9fbb", "82359134"),
]
LEFT = [
    ("FE51", "\ue816", "\U00020087", "95329031"),
    ("FE52", "\ue817", "\U00020089", "95329033"),
    ("FE53", "\ue818", "\U000200cc", "95329730"),
    ("FE6C", "\ue831", "\U000215d7", "9536B937"),
    ("FE76", "\ue83b", "\U0002298f", "9630BA35"),
    ("FE91", "\ue855", "\U000241fe", "9635B630"),
]


@pytest.mark.parametrize(("two", "private", "assigned", "four"), MOVED + LEFT)
def test_either_form_of_any_edition_reads_as_the_assigned_character(
    two: str, private: str, assigned: str, four: str
) -> None:
    assert gb18030.decode(bytes.fromhex(two)) == assigned
    assert gb18030.decode(bytes.fromhex(four)) == assigned
    assert gb18030.modernise(private) == assigned
    assert unicodedata.category(private) == "Co"


@pytest.mark.parametrize(("two", "private", "assigned", "four"), MOVED)
def test_what_moved_is_written_in_two_bytes(
    two: str, private: str, assigned: str, four: str
) -> None:
    assert gb18030.encode(assigned).hex().upper() == two != four
    assert gb18030.encode(private).hex().upper() == two


@pytest.mark.parametrize(("two", "private", "assigned", "four"), LEFT)
def test_what_did_not_move_is_written_in_four_bytes(
    two: str, private: str, assigned: str, four: str
) -> None:
    assert gb18030.encode(assigned).hex().upper() == four != two
    assert gb18030.encode(private).hex().upper() == four


def test_nothing_else_differs_from_pythons_codec() -> None:
    touched = {row[1] for row in MOVED + LEFT} | {row[2] for row in MOVED} | {"\ue5e5"}
    for point in [*range(0xD800), *range(0xE000, 0x30000)]:
        character = chr(point)
        if character not in touched:
            data = character.encode("gb18030")
            assert gb18030.encode(character) == data
            assert gb18030.decode(data) == character


def test_the_old_full_width_blank_reads_as_a_blank() -> None:
    assert gb18030.decode(b"\xa3\xa0") == "\u3000"
    assert gb18030.encode("\ue5e5") == b"\xa1\xa1"


@pytest.mark.parametrize(
    ("text", "hexed"),
    [
        ("㛃", "8230B731"),
        ("𬭚", "9933AA34"),
        ("䶮", "FE9F"),
        ("㼆", "82328D37"),
        ("𠅤", "9532A632"),
        ("鿎鿏", "8235933382359334"),
        ("〇·", "A996A1A4"),
        ("€", "A2E3"),
    ],
)
def test_rare_names_have_their_bytes(text: str, hexed: str) -> None:
    assert gb18030.encode(text).hex().upper() == hexed
    assert gb18030.decode(bytes.fromhex(hexed)) == text


@given(st.text())
def test_text_survives_the_wire(text: str) -> None:
    modern = gb18030.modernise(text)
    assert gb18030.decode(gb18030.encode(text)) == modern
    assert gb18030.modernise(modern) == modern
