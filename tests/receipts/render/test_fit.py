"""Text in a box: inside it, whole, and broken where Chinese and Latin may be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receipts.render.fit import fit
from receipts.render.fonts import bold, regular

WIDTH, HEIGHT = 180.0, 26.0


def test_what_fits_is_left_alone() -> None:
    fitted = fit("广西柳州市𬭚石有限公司", regular(), 9, WIDTH, HEIGHT)
    assert fitted.lines == ("广西柳州市𬭚石有限公司",)
    assert fitted.size == 9


def test_a_long_name_takes_a_second_line_before_it_gets_smaller() -> None:
    fitted = fit("银" * 30, regular(), 9, WIDTH, HEIGHT)
    assert fitted.lines == ("银" * 20, "银" * 10)
    assert fitted.size == 9


def test_a_longer_one_gets_smaller() -> None:
    fitted = fit("银" * 41, regular(), 9, WIDTH, HEIGHT)
    assert fitted.size == pytest.approx(9 * 0.95)
    assert fitted.lines == ("银" * 21, "银" * 20)


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.characters(exclude_categories=[]), max_size=140),
    st.floats(20, 300),
    st.floats(8, 60),
)
def test_no_text_leaves_its_box_and_no_sign_of_it_is_lost(
    text: str, width: float, height: float
) -> None:
    fitted = fit(text, bold(), 9.5, width, height)
    assert fitted.height <= height
    for line in fitted.lines:
        assert bold().width(line) * fitted.size / 1000 <= width * (1 + 1e-9)
    drawn = "".join(fitted.lines).replace(" ", "")
    assert drawn == bold().printable(text).replace(" ", "")


def test_closing_signs_do_not_start_a_line_and_opening_ones_do_not_end_one() -> None:
    at_the_edge = "银" * 19 + "（集团）" + "企" * 5
    assert fit(at_the_edge, regular(), 9, WIDTH, HEIGHT).lines[0] == "银" * 19
    full_stop = "银" * 20 + "。" + "企" * 5
    assert fit(full_stop, regular(), 9, WIDTH, HEIGHT).lines == ("银" * 19, "银。企企企企企")


def test_latin_words_stay_whole_and_the_blank_at_the_break_goes() -> None:
    fitted = fit("Zażółć gęślą jaźń Oddział w Warszawie Spółka", regular(), 9, WIDTH, HEIGHT)
    assert fitted.lines == ("Zażółć gęślą jaźń Oddział w Warszawie", "Spółka")


def test_a_word_longer_than_the_line_is_broken_anywhere() -> None:
    fitted = fit("W" * 40, regular(), 9, WIDTH, HEIGHT)
    assert "".join(fitted.lines) == "W" * 40
    assert len(fitted.lines) == 2


def test_nothing_is_one_empty_line() -> None:
    assert fit("", regular(), 9, WIDTH, HEIGHT).lines == ("",)
