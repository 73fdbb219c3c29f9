"""Verification codes: only the bank can make one, and it fits exactly one set of facts."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from kernel.errors import Faulty
from receipts.alphabet import SIGNS
from receipts.verification import verification_code, verify
from tests.receipts.samples import SECRET, each_fact_changed, sample_facts


def test_the_code_of_known_facts_and_secret_never_changes() -> None:
    assert verification_code(sample_facts(), SECRET) == "HBPH-RHWN-Q6SM"


def test_the_code_is_three_groups_of_four_readable_signs() -> None:
    code = verification_code(sample_facts(), SECRET)
    assert re.fullmatch(rf"[{SIGNS}]{{4}}(-[{SIGNS}]{{4}}){{2}}", code)


@pytest.mark.parametrize("path", [path for path, _ in each_fact_changed(sample_facts())])
def test_a_changed_fact_is_another_code(path: str) -> None:
    facts = sample_facts()
    code = verification_code(facts, SECRET)
    changed = dict(each_fact_changed(facts))[path]
    assert verify(facts, code, SECRET)
    assert not verify(changed, code, SECRET)


def test_another_bank_secret_is_another_code() -> None:
    facts = sample_facts()
    other = b"another invented secret, 32 bytes"
    assert not verify(facts, verification_code(facts, SECRET), other)


@pytest.mark.parametrize("how", [str.lower, lambda code: code.replace("-", ""), " {} ".format])
def test_people_may_type_it_as_they_like(how: Callable[[str], str]) -> None:
    facts = sample_facts()
    assert verify(facts, how(verification_code(facts, SECRET)), SECRET)


@pytest.mark.parametrize("wrong", ["", "A", "é", "\ud800", "2" * 12, "A" * 10_000])
def test_a_wrong_code_is_wrong_whatever_it_is_made_of(wrong: str) -> None:
    assert not verify(sample_facts(), wrong, SECRET)


def test_each_wrong_sign_is_found() -> None:
    facts = sample_facts()
    code = verification_code(facts, SECRET)
    for at, sign in enumerate(code):
        if sign != "-":
            other = SIGNS[(SIGNS.index(sign) + 1) % len(SIGNS)]
            assert not verify(facts, code[:at] + other + code[at + 1 :], SECRET)


def test_a_short_secret_makes_no_code() -> None:
    with pytest.raises(ValueError, match="at least 16 bytes"):
        verification_code(sample_facts(), b"short")
    with pytest.raises(ValueError, match="at least 16 bytes"):
        verify(sample_facts(), "", b"short")


def test_faulty_facts_get_no_code() -> None:
    with pytest.raises(Faulty):
        verification_code(replace(sample_facts(), business_serial=""), SECRET)
