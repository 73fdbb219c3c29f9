"""What a bank asks for a payment, to the fen: bands, shares, bounds and what an enterprise is spared."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from corporate.banks.tariff import Band, Price
from kernel.money import Money

GUIDE = (
    Band(0, 500), Band(1_000_000, 1_000), Band(10_000_000, 1_500), Band(50_000_000, 2_000),
    Band(100_000_000, 0, per_million=20, most_minor=20_000),
)  # fmt: skip
"""The usual bands of transfers between banks: 5, 10, 15, 20 yuan, then 0.002 percent up to 200."""
BANDS = {("IBPS", "CNY"): GUIDE, ("INTERNAL", "CNY"): (Band(500_000, 0, 1_000, least_minor=150),)}


def fee(
    minor: int, rail: str = "IBPS", usual: int = 700, less: Mapping[str, int] | None = None
) -> int:
    return Price(BANDS, less or {}).fee(rail, Money(minor, "CNY"), usual).minor


@pytest.mark.parametrize(
    ("minor", "expected"),
    [
        (1, 500), (1_000_000, 500), (1_000_001, 1_000), (10_000_001, 1_500), (100_000_000, 2_000),
        (100_000_001, 2_000), (250_025_000, 5_001), (100_000_000_000, 20_000),
    ],
)  # fmt: skip
def test_the_band_of_the_amount_decides(minor: int, expected: int) -> None:
    assert fee(minor) == expected


def test_below_the_first_band_and_without_any_the_rails_own_fee_holds() -> None:
    assert fee(500_000, "INTERNAL", 0) == 0
    assert fee(500_001, "INTERNAL", 0) == 500
    assert fee(1, "BEPS", 700) == 700


def test_a_discount_of_the_rail_goes_before_that_of_all_rails() -> None:
    assert fee(1, "BEPS", 505, {"*": 50}) == 253  # half a fen is rounded up
    assert fee(1, less={"IBPS": 100, "*": 50}) == 0
    assert fee(1, less={"BEPS": 100, "*": 50}) == 250
