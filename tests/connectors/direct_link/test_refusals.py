"""The table from errors to HTTP statuses and return codes is complete, and its codes mean one thing each."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter

import pytest

from connectors.direct_link.refusals import ACCEPTED, ELSEWHERE, Family, listed, refusal_of
from connectors.direct_link.refusals.numbers import SUBJECTS
from kernel.db_errors import CommitUnknown, Contended, DatabaseUnavailable
from kernel.errors import Faulty, Invalid, NotFound, YinqiError
from kernel.records.serials import SerialConflict
from ledger.errors import InsufficientFunds

PACKAGES = ("connectors", "corporate", "jobs", "kernel", "ledger", "receipts", "risk", "workflows")

PAGES = "corporate.web."  # their errors are told as pages, and are listed as being elsewhere


def everything() -> dict[str, type[YinqiError]]:
    """Every error of the house, once every module has been loaded."""
    for name in PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith("__main__") and not module.name.startswith(PAGES):
                importlib.import_module(module.name)
    found = YinqiError.registry()
    return {code: error for code, error in found.items() if not _of_a_test(error)}


def _of_a_test(error: type[YinqiError]) -> bool:
    return error.__module__.startswith(("tests.", "test_"))


def test_every_error_has_a_line_in_the_table() -> None:
    """A new error: give it the next free number of its family in refusals/numbers, never a used one."""
    known = listed()
    missing = [
        code
        for code in sorted(everything())
        if code not in known and not code.startswith(ELSEWHERE)
    ]
    assert missing == []


def test_no_line_of_the_table_stands_for_nothing() -> None:
    assert sorted(listed().keys() - everything().keys()) == []


def test_the_letter_of_a_code_is_the_error_s_family() -> None:
    errors = everything()
    for code, family in listed().items():
        assert refusal_of(errors[code]).family is family, code
        assert refusal_of(errors[code]).code.startswith(family.value)


def test_no_code_is_used_twice() -> None:
    errors = everything()
    used = Counter(refusal_of(errors[code]).code for code in listed())
    assert [code for code, times in used.items() if times > 1] == []
    assert ACCEPTED not in used
    assert not any(code.endswith("000") for code in used)


def test_no_error_stands_in_the_tables_of_two_subjects() -> None:
    places = Counter(reason for subject in SUBJECTS for reason in subject.RETURN_CODES)
    assert [reason for reason, times in places.items() if times > 1] == []


def test_every_error_says_what_is_wrong_in_both_languages() -> None:
    for code, error in everything().items():
        assert error.text.zh, code
        assert error.text.en, code


def test_every_family_says_what_to_do_in_both_languages() -> None:
    for family in Family:
        assert family.advice.zh
        assert family.advice.en


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Faulty, 400, "I001"),
        (NotFound, 404, "D001"),
        (SerialConflict, 409, "C102"),
        (InsufficientFunds, 409, "C301"),
        (Contended, 409, "C001"),
        (DatabaseUnavailable, 503, "U001"),
        (CommitUnknown, 504, "X001"),
    ],
)
def test_known_codes_never_change(error: type[YinqiError], status: int, code: str) -> None:
    found = refusal_of(error)
    assert (found.status, found.code) == (status, code)


def test_an_error_that_is_not_in_the_table_is_told_by_its_family() -> None:
    class Unlisted(Invalid):
        """Of this test."""

        code = "tests.unlisted"

    found = refusal_of(Unlisted)
    assert (found.status, found.code, found.family) == (400, "I000", Family.INVALID)
