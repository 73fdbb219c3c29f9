"""Account numbers: what the eye added is removed, what an export broke is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.identifiers import IdentifierFault, parse_account_number
from kernel.identifiers.account import (
    AccountLengthWrong,
    AccountMalformed,
    AccountNotAscii,
    AccountScientific,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1001234509012345678", "1001234509012345678"),
        (" 6217 0012 3456 7890 122 ", "6217001234567890122"),
        ("3301-0662-0123456789", "330106620123456789"),
        ("1001\u00a02345\u3000090", "10012345090"),
        ("nra3310010711420", "NRA3310010711420"),
        ("0" * 34, "0" * 34),
    ],
)
def test_blanks_and_hyphens_are_for_the_eye(text: str, number: str) -> None:
    assert parse_account_number(text) == number


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("6.22202E+18", AccountScientific),
        (" 6e18", AccountScientific),
        ("6.222020000000e+18", AccountScientific),
        ("６217001234567890122", AccountNotAscii),
        ("62170012345678\u200b90122", AccountNotAscii),
        ("", AccountLengthWrong),
        ("12345678", AccountLengthWrong),
        ("1" * 35, AccountLengthWrong),
        ("1001234509012345678.0", AccountMalformed),
        ("'1001234509012345678", AccountMalformed),
        ("1001234509/01", AccountMalformed),
        ("100123450901\x00", AccountMalformed),
    ],
)
def test_a_broken_number_says_what_is_wrong(text: str, fault: type[IdentifierFault]) -> None:
    with pytest.raises(IdentifierFault) as caught:
        parse_account_number(text)
    assert type(caught.value) is fault


def test_the_number_itself_never_reaches_the_sentence() -> None:
    with pytest.raises(AccountLengthWrong) as caught:
        parse_account_number("12345678")
    assert caught.value.message.zh == "账号应为 9 至 34 位，实际为 8 位。"
    assert "12345678" not in str(caught.value)


@given(st.text(max_size=40))
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    try:
        number = parse_account_number(text)
    except IdentifierFault:
        return
    assert parse_account_number(number) == number
    assert number.isascii()
    assert number.isalnum()
