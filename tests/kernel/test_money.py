"""Money never rounds, never mixes currencies and is never read from doubtful text."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kernel import amount_faults as faults
from kernel.money import (
    EXPONENTS,
    MAX_MINOR,
    AmountFault,
    CurrencyMismatch,
    Money,
    UnknownCurrency,
    format_minor,
    parse_amount,
    parse_typed_amount,
    total,
)

minors = st.integers(min_value=-MAX_MINOR, max_value=MAX_MINOR)
currencies = st.sampled_from(sorted(EXPONENTS))


@pytest.mark.parametrize("minor", [True, 1.0, "1", None])
def test_only_a_true_int_becomes_money(minor: object) -> None:
    with pytest.raises(TypeError, match="minor units are an int"):
        Money(minor, "CNY")  # type: ignore[arg-type]


@pytest.mark.parametrize("currency", ["XXX", "cny", "", None, "CNY ", ["CNY"]])
def test_an_unlisted_currency_is_refused(currency: str) -> None:
    with pytest.raises(UnknownCurrency) as caught:
        Money(1, currency)
    assert caught.value.code == "kernel.unknown_currency"


def test_the_range_ends_where_a_bigint_still_has_room() -> None:
    assert Money(MAX_MINOR, "CNY").wire() == "9999999999999999.99"
    assert MAX_MINOR * 9 < 2**63
    with pytest.raises(faults.AmountTooLarge):
        Money(MAX_MINOR + 1, "CNY")
    with pytest.raises(faults.AmountTooLarge):
        Money(-MAX_MINOR - 1, "CNY")
    with pytest.raises(faults.AmountTooLarge):
        Money(MAX_MINOR, "CNY") + Money(1, "CNY")


def test_arithmetic_stays_within_one_currency() -> None:
    ten, three = Money(1000, "CNY"), Money(300, "CNY")
    assert ten + three == Money(1300, "CNY")
    assert ten - three == Money(700, "CNY")
    assert -ten == Money(-1000, "CNY")
    assert three < ten
    assert ten >= three
    assert total([ten, three, three], "CNY") == Money(1600, "CNY")
    assert total([], "EUR") == Money.zero("EUR")


def test_currencies_never_mix() -> None:
    yuan, euro = Money(1, "CNY"), Money(1, "EUR")
    for mix in (
        lambda: yuan + euro,
        lambda: yuan - euro,
        lambda: yuan < euro,
        lambda: yuan >= euro,
        lambda: total([yuan, euro], "CNY"),
        lambda: total([yuan], "EUR"),
    ):
        with pytest.raises(CurrencyMismatch):
            mix()
    assert yuan != euro


def test_money_is_not_added_to_a_number() -> None:
    with pytest.raises(TypeError, match="money goes with money, not int"):
        Money(1, "CNY") + 1  # type: ignore[operator]


def test_money_is_frozen() -> None:
    with pytest.raises(AttributeError):
        Money(1, "CNY").minor = 2  # type: ignore[misc]


def test_zero_is_neither_positive_nor_negative() -> None:
    assert Money.zero("CNY").is_zero
    assert not Money.zero("CNY").is_positive
    assert Money(1, "CNY").is_positive
    assert not Money(-1, "CNY").is_positive
    assert not Money(-1, "CNY").is_zero


@pytest.mark.parametrize(
    ("minor", "currency", "shown", "wire"),
    [
        (0, "CNY", "0.00", "0.00"),
        (5, "CNY", "0.05", "0.05"),
        (-5, "CNY", "-0.05", "-0.05"),
        (123456, "CNY", "1,234.56", "1234.56"),
        (-100000000, "EUR", "-1,000,000.00", "-1000000.00"),
        (1234567, "JPY", "1,234,567", "1234567"),
    ],
)
def test_amounts_are_written_with_all_decimals(
    minor: int, currency: str, shown: str, wire: str
) -> None:
    assert format_minor(minor, currency) == shown
    assert Money(minor, currency).display() == shown
    assert Money(minor, currency).wire() == wire
    assert str(Money(minor, currency)) == f"{currency} {shown}"


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("0", "CNY", 0),
        ("0.01", "CNY", 1),
        ("12", "CNY", 1200),
        ("12.5", "CNY", 1250),
        ("12.50", "CNY", 1250),
        ("999999999999999.99", "CNY", 99999999999999999),
        ("1000", "JPY", 1000),
    ],
)
def test_the_wire_form_is_read(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == minor
    assert parse_typed_amount(text, currency) == minor
    assert Money.parse(text, currency) == Money(minor, currency)


REFUSED = [
    ("", faults.AmountEmpty),
    (" 1", faults.AmountHasSpace),
    ("1\n", faults.AmountHasSpace),
    ("1\u3000000", faults.AmountHasSpace),
    ("1\u00a0000.00", faults.AmountHasSpace),
    ("１２.00", faults.AmountNotAscii),
    ("٣.00", faults.AmountNotAscii),
    ("1，000", faults.AmountNotAscii),
    ("１e3", faults.AmountNotAscii),
    ("壹佰", faults.AmountNotAscii),
    ("+1", faults.AmountSigned),
    ("-0.01", faults.AmountSigned),
    ("--1", faults.AmountSigned),
    ("NaN", faults.AmountNotFinite),
    ("sNaN", faults.AmountMalformed),
    ("-Infinity", faults.AmountNotFinite),
    ("inf", faults.AmountNotFinite),
    ("1e3", faults.AmountScientific),
    ("1.5E+12", faults.AmountScientific),
    ("1e-2", faults.AmountScientific),
    ("1E400", faults.AmountScientific),
    ("1,000.00", faults.AmountHasSeparator),
    ("1_000", faults.AmountHasSeparator),
    ("1'000.00", faults.AmountHasSeparator),
    ("1.234", faults.AmountTooPrecise),
    ("0.000", faults.AmountTooPrecise),
    ("00.50", faults.AmountLeadingZero),
    ("0000000000000000000012", faults.AmountLeadingZero),
    ("1000000000000000", faults.AmountTooLarge),
    ("9" * 5000, faults.AmountTooLarge),
    (".5", faults.AmountMalformed),
    ("5.", faults.AmountMalformed),
    ("1.2.3", faults.AmountMalformed),
    ("0x10", faults.AmountMalformed),
    ("1,00x", faults.AmountMalformed),
    ("¥12.00", faults.AmountNotAscii),
    ("12.00CNY", faults.AmountMalformed),
    ("1/2", faults.AmountMalformed),
]


@pytest.mark.parametrize(("text", "fault"), REFUSED)
def test_the_wire_refuses_and_says_which_rule_was_broken(
    text: str, fault: type[AmountFault]
) -> None:
    with pytest.raises(AmountFault) as caught:
        parse_amount(text, "CNY")
    assert type(caught.value) is fault


def test_no_number_passes_as_text() -> None:
    with pytest.raises(TypeError):
        parse_amount(12, "CNY")  # type: ignore[arg-type]


def test_a_yen_has_no_decimals() -> None:
    with pytest.raises(faults.AmountTooPrecise) as caught:
        parse_amount("1.0", "JPY")
    assert caught.value.message.zh == "金额“1.0”的小数位过多：JPY 最多 0 位小数。"


def test_the_sentence_shows_the_value_but_never_a_flood_of_it() -> None:
    with pytest.raises(faults.AmountScientific) as caught:
        parse_amount("1e3", "CNY")
    assert caught.value.message.zh == "金额“1e3”使用了科学计数法，请写出全部数字，例如 1000.00。"
    assert "“1e3” is in scientific notation" in caught.value.message.en
    with pytest.raises(faults.AmountTooLarge) as caught_large:
        parse_amount("9" * 5000, "CNY")
    assert len(caught_large.value.message.en) < 130


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        (" 12.00 ", 1200),
        ("1,234.5", 123450),
        ("12,345,678", 1234567800),
        ("１２．５０", 1250),
        ("１，２３４．５０", 123450),
    ],
)
def test_a_page_takes_what_a_chinese_keyboard_writes(text: str, minor: int) -> None:
    assert parse_typed_amount(text, "CNY") == minor


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1,23", faults.AmountGroupedWrong),
        ("12,34.5", faults.AmountGroupedWrong),
        ("1234,567", faults.AmountGroupedWrong),
        ("1,,234", faults.AmountGroupedWrong),
        ("0,123", faults.AmountGroupedWrong),
        ("1,234.567", faults.AmountTooPrecise),
        ("1,2x", faults.AmountMalformed),
        ("-1,234", faults.AmountSigned),
        (",", faults.AmountMalformed),
        ("999,999,999,999,999,999", faults.AmountTooLarge),
        ("１e３", faults.AmountScientific),
        ("  ", faults.AmountEmpty),
    ],
)
def test_a_page_never_guesses(text: str, fault: type[AmountFault]) -> None:
    with pytest.raises(AmountFault) as caught:
        parse_typed_amount(text, "CNY")
    assert type(caught.value) is fault


@given(minors.filter(lambda minor: 0 <= minor < 10**15), currencies)
@example(10**15 - 1, "JPY")
def test_what_is_written_is_read_back(minor: int, currency: str) -> None:
    assert parse_amount(format_minor(minor, currency, grouping=False), currency) == minor
    assert parse_typed_amount(format_minor(minor, currency), currency) == minor


@given(st.text(max_size=24) | st.from_regex(r"[0-9０-９.,eE+\- _]{0,24}", fullmatch=True))
@example("1\n")
def test_only_the_one_pattern_is_ever_accepted(text: str) -> None:
    pattern = re.compile(r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,2})?")
    accepted = pattern.fullmatch(text) is not None and text.isascii()
    try:
        parse_amount(text, "CNY")
    except AmountFault:
        assert not accepted
    else:
        assert accepted


@given(minors, minors)
def test_subtraction_undoes_addition(left: int, right: int) -> None:
    one, other = Money(left, "CNY"), Money(right, "CNY")
    if abs(left + right) <= MAX_MINOR:
        assert (one + other) - other == one
    assert (one < other) is (left < right)


def test_every_fault_has_a_code_and_both_languages() -> None:
    kinds = AmountFault.__subclasses__()
    assert len({kind.code for kind in kinds}) == len(kinds) == 12
    for kind in kinds:
        assert kind.text.zh.endswith("。")
        assert kind.text.en.endswith(".")
