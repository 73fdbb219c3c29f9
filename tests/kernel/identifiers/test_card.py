"""A card number that fails its check digit is a warning, never a refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Severity
from kernel.identifiers import card_findings, passes_luhn
from kernel.identifiers.card import CARD_CHECK_FAILED

GOOD = [
    "6222020000000000000",
    "6217000000000000012",
    "6225880000000001",
    "6214830000000009",
    "6217001234567890122",
]


@pytest.mark.parametrize("number", GOOD)
def test_good_cards_pass_without_a_word(number: str) -> None:
    assert passes_luhn(number)
    assert card_findings(number) == ()


def test_a_slip_is_a_warning_at_its_field() -> None:
    (finding,) = card_findings("6217001234567890123", field="payee_account")
    assert finding.code == CARD_CHECK_FAILED
    assert finding.severity is Severity.WARN
    assert finding.field == "payee_account"
    assert "校验位不符" in finding.text.zh
    assert "6217001234567890123" not in finding.text.en


@pytest.mark.parametrize(
    "number",
    ["1001234509012345678", "330106620123456789", "621234567890123", "DE89370400440532013000", ""],
)
def test_what_does_not_look_like_a_card_is_left_alone(number: str) -> None:
    assert card_findings(number) == ()


@given(
    st.sampled_from(GOOD),
    st.integers(min_value=2, max_value=15),
    st.sampled_from("0123456789"),
)
def test_every_single_slip_is_noticed(number: str, place: int, digit: str) -> None:
    slipped = number[:place] + digit + number[place + 1 :]
    assert bool(card_findings(slipped)) is (slipped != number)
