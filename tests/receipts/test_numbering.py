"""Receipt numbers: the same for ever, and no slip of the pen goes unnoticed."""

from datetime import date
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts.alphabet import SIGNS, spell
from receipts.numbering import check_sign, read_number, receipt_number, written
from tests.receipts.samples import DAY, PAYEE, PAYER, TRANSACTION

NUMBER = "YQB-20261120-EEY5H472-WESR8QVF"
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_a_transaction_and_account_always_have_the_number_they_had_when_this_was_written() -> None:
    assert receipt_number("YQB", DAY, TRANSACTION, PAYER.account) == NUMBER


def test_payer_and_payee_of_one_transaction_get_different_numbers() -> None:
    payer = receipt_number("YQB", DAY, TRANSACTION, PAYER.account)
    assert receipt_number("YQB", DAY, TRANSACTION, PAYEE.account) != payer


def test_the_check_sign_is_that_of_iso_7064_mod_37_2() -> None:
    assert check_sign("G123498654321") == "H"  # the worked example of ISBT 128


def test_every_single_wrong_sign_is_found() -> None:
    for at, right in enumerate(NUMBER):
        wrongs = [sign for sign in ALPHANUMERIC if sign != right] if right != "-" else []
        for wrong in wrongs:
            assert read_number(NUMBER[:at] + wrong + NUMBER[at + 1 :]) is None


def test_every_swap_of_two_different_signs_is_found() -> None:
    compact = NUMBER.replace("-", "")
    for first, second in combinations(range(len(compact)), 2):
        signs = list(compact)
        signs[first], signs[second] = signs[second], signs[first]
        if signs[first] != signs[second]:
            assert read_number("".join(signs)) is None


@given(st.uuids(), st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.text(min_size=1))
def test_every_number_reads_back_and_ends_in_a_readable_check_sign(
    transaction_id: UUID, booked_on: date, account: str
) -> None:
    number = receipt_number("YQ8", booked_on, transaction_id, account)
    parts = read_number(number)
    assert parts is not None
    assert (parts.short_code, parts.booked_on) == ("YQ8", booked_on)
    assert written(parts) == number
    assert set(parts.body) <= set(SIGNS)


@pytest.mark.parametrize("typed", [NUMBER.lower(), NUMBER.replace("-", " "), f"  {NUMBER}\n"])
def test_case_blanks_and_hyphens_do_not_matter(typed: str) -> None:
    parts = read_number(typed)
    assert parts is not None
    assert written(parts) == NUMBER


@pytest.mark.parametrize("typed", ["", "YQB", "ＹＱＢ" + NUMBER[3:], NUMBER + "A", "YQB-20261340"])
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert read_number(typed) is None


def test_a_day_that_never_was_is_refused_even_with_a_true_check_sign() -> None:
    body = "YQB20261131" + "A" * 15
    assert read_number(body + check_sign(body)) is None


@pytest.mark.parametrize("short_code", ["", "Y", "yqb", "YQB-1", "银企", "LONGERTHAN8"])
def test_a_short_code_that_would_blur_the_number_is_refused(short_code: str) -> None:
    with pytest.raises(ValueError, match="short code"):
        receipt_number(short_code, DAY, TRANSACTION, PAYER.account)


def test_a_receipt_without_an_account_has_no_number() -> None:
    with pytest.raises(ValueError, match="account"):
        receipt_number("YQB", DAY, TRANSACTION, "")


def test_too_short_a_digest_is_refused_instead_of_spelling_a_biased_code() -> None:
    with pytest.raises(ValueError, match="too few"):
        spell(b"12345678", 12)


def test_the_signs_leave_out_what_looks_alike() -> None:
    assert len(SIGNS) == len(set(SIGNS)) == 31
    assert not set(SIGNS) & set("01OIL")
