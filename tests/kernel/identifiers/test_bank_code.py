"""Twelve digits with a check: public codes pass, a slip of the finger does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.identifiers import bank_class, parse_bank_code
from kernel.identifiers.bank_code import (
    BANK_CLASSES,
    BankCodeCheckFailed,
    BankCodeMalformed,
    check_digit,
)
from kernel.text import Text

PUBLIC = [
    "102100099996",
    "103100000026",
    "104100000004",
    "105100000017",
    "301290000007",
    "302100011000",
    "303100000006",
    "304100040000",
    "305100000013",
    "306581000003",
    "307584007998",
    "308584000013",
    "309391000011",
    "310290000013",
    "313333007331",
    "314305506621",
    "315456000105",
    "316331000018",
    "318110000014",
    "319361000013",
    "322290000011",
    "323584000888",
    "323331000001",
    "402331000007",
    "402584009991",
    "403100000004",
    "999331000016",
    "999331000024",
    "999290000107",
    "999584000018",
    "999100000011",
]


@pytest.mark.parametrize("code", PUBLIC)
def test_public_codes_pass(code: str) -> None:
    assert parse_bank_code(f" {code} ") == code


@pytest.mark.parametrize(
    "text", ["", "10210009999", "1021000999966", "10210009999X", "１02100099996", "102 100099996"]
)
def test_anything_but_twelve_plain_digits_is_refused(text: str) -> None:
    with pytest.raises(BankCodeMalformed):
        parse_bank_code(text)


def test_a_wrong_check_digit_is_refused() -> None:
    with pytest.raises(BankCodeCheckFailed) as caught:
        parse_bank_code("102100099997")
    assert caught.value.code == "kernel.bank_code_check_failed"


def test_the_class_names_the_bank() -> None:
    assert bank_class("102100099996") == Text(
        "中国工商银行", "Industrial and Commercial Bank of China"
    )
    assert bank_class("313333007331") == Text("城市商业银行", "City commercial bank")
    assert bank_class("999331000016") is None
    assert all(name.zh and name.en for name in BANK_CLASSES.values())


@given(
    st.text("0123456789", min_size=11, max_size=11),
    st.integers(min_value=0, max_value=11),
    st.sampled_from("0123456789"),
)
def test_no_single_mistyped_digit_passes(first: str, place: int, digit: str) -> None:
    code = first + check_digit(first)
    assert parse_bank_code(code) == code
    if code[place] != digit:
        with pytest.raises(BankCodeCheckFailed):
            parse_bank_code(code[:place] + digit + code[place + 1 :])
