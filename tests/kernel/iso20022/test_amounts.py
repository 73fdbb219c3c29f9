"""ISO amounts become minor units exactly, or name their fault."""

from decimal import Decimal

import pytest

from kernel.amount_faults import AmountEmpty, AmountMalformed, AmountNotAscii, AmountScientific
from kernel.iso20022.amounts import parse_decimal, parse_iso_amount
from kernel.money import AmountFault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", AmountEmpty),
        (".", AmountMalformed),
        ("+", AmountFault),
        ("1e3", AmountScientific),
        ("１２.00", AmountNotAscii),
        ("٣", AmountNotAscii),
        ("1.2.3", AmountMalformed),
        ("--1", AmountFault),
    ],
)
def test_what_is_no_decimal_is_refused(text: str, fault: type[AmountFault]) -> None:
    with pytest.raises(fault):
        parse_iso_amount(text, "CNY")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.10", Decimal("1.10")),
        (".5", Decimal("0.5")),
        ("5.", Decimal(5)),
        ("+007", Decimal(7)),
        ("1e3", None),
        ("NaN", None),
        ("１", None),
        ("", None),
        (".", None),
        ("9" * 41, None),
    ],
)
def test_control_sums(text: str, value: Decimal | None) -> None:
    assert parse_decimal(text) == value
