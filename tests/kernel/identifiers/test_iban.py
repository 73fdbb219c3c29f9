"""IBANs: the registry's own examples pass, slips and wrong lengths say what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.identifiers import IdentifierFault, format_iban, parse_iban
from kernel.identifiers.iban import (
    IbanCheckFailed,
    IbanCountryUnknown,
    IbanLengthWrong,
    IbanMalformed,
)

REGISTRY = [
    "AD1200012030200359100100",
    "AE070331234567890123456",
    "AT611904300234573201",
    "BE68539007547034",
    "CH9300762011623852957",
    "DE89370400440532013000",
    "ES9121000418450200051332",
    "FR1420041010050500013M02606",
    "GB29NWBK60161331926819",
    "IT60X0542811101000000123456",
    "LC55HEMM000100010012001200023015",
    "MT84MALT011000012345MTLCAST001S",
    "NL91ABNA0417164300",
    "NO9386011117947",
    "SA0380000000608010167519",
]


@pytest.mark.parametrize("iban", REGISTRY)
def test_the_registrys_examples_pass(iban: str) -> None:
    assert parse_iban(iban) == iban
    assert parse_iban(format_iban(iban).lower()) == iban


def test_people_read_groups_of_four() -> None:
    assert format_iban("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", IbanMalformed),
        ("DE", IbanMalformed),
        ("D189370400440532013000", IbanMalformed),
        ("DE89-3704-0044-0532-0130-00", IbanMalformed),
        ("DE８9370400440532013000", IbanMalformed),
        ("GB29NWBK6016133192681ſ", IbanMalformed),
        ("1001234509012345678", IbanMalformed),
        ("CN89370400440532013000", IbanCountryUnknown),
        ("DE8937040044053201300", IbanLengthWrong),
        ("DE893704004405320130000", IbanLengthWrong),
        ("DE88370400440532013000", IbanCheckFailed),
    ],
)
def test_a_bad_iban_says_what_is_wrong(text: str, fault: type[IdentifierFault]) -> None:
    with pytest.raises(IdentifierFault) as caught:
        parse_iban(text)
    assert type(caught.value) is fault


def test_the_length_is_told_without_the_number() -> None:
    with pytest.raises(IbanLengthWrong) as caught:
        parse_iban("DE8937040044053201300")
    assert caught.value.message.zh == "DE 的 IBAN 应为 22 位，实际为 21 位。"


@given(
    st.sampled_from(REGISTRY),
    st.integers(min_value=2, max_value=14),
    st.sampled_from("0123456789"),
)
def test_no_single_mistyped_digit_passes(iban: str, place: int, digit: str) -> None:
    if iban[place].isdigit() and iban[place] != digit:
        with pytest.raises(IbanCheckFailed):
            parse_iban(iban[:place] + digit + iban[place + 1 :])
