"""A unified social credit code is believed only if both of its check characters agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.identifiers import IdentifierFault, parse_uscc
from kernel.identifiers.uscc import (
    ALPHABET,
    UsccCheckFailed,
    UsccMalformed,
    check_character,
    organisation_check,
)

GOOD = [
    "91310000MA1FXXXX2N",
    "91440300123456788M",
    "91510100MA6C00017C",
    "91320500000000019N",
    "12110000400000018T",
    "523100005000000231",
    "93370000MA3F00030X",
    "92350200MA31AB120G",
    "1133000000248001XU",
]


@pytest.mark.parametrize("code", GOOD)
def test_good_codes_pass_in_either_case_and_with_blanks_around(code: str) -> None:
    assert parse_uscc(code) == code
    assert parse_uscc(f" {code.lower()}\t") == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "91310000MA1FXXXX2",  # 17
        "91310000MA1FXXXX2NN",  # 19
        "91310000MA1FXXXX2I",
        "9131000OMA1FXXXX2N",  # letter O in the region
        "91310000MA1F XXXX2N",
        "９1310000MA1FXXXX2N",
        "91310000MA1FXXXXſN",  # upper case of ſ is S
    ],
)
def test_a_malformed_code_is_refused(text: str) -> None:
    with pytest.raises(UsccMalformed):
        parse_uscc(text)


@pytest.mark.parametrize(
    ("text", "place"), [("91310000MA1FXXXX3N", 17), ("91310000MA1FXXXX2M", 18)]
)
def test_the_sentence_says_which_check_failed(text: str, place: int) -> None:
    with pytest.raises(UsccCheckFailed) as caught:
        parse_uscc(text)
    assert caught.value.params == {"place": place}
    assert f"第 {place} 位" in caught.value.message.zh
    assert text not in str(caught.value)


@st.composite
def codes(draw: st.DrawFn) -> str:
    head = draw(st.text(ALPHABET, min_size=2, max_size=2))
    region = draw(st.text("0123456789", min_size=6, max_size=6))
    organisation = draw(st.text(ALPHABET, min_size=8, max_size=8))
    first_17 = head + region + organisation + organisation_check(organisation)
    return first_17 + check_character(first_17)


@given(codes(), st.integers(min_value=0, max_value=17), st.sampled_from(ALPHABET))
def test_no_single_mistyped_character_passes(code: str, place: int, mark: str) -> None:
    assert parse_uscc(code) == code
    if code[place] != mark:
        with pytest.raises(IdentifierFault):
            parse_uscc(code[:place] + mark + code[place + 1 :])
