"""What a bank asks for a payment (资费): bands of amounts by rail and currency, less what was agreed. Pure.

The fee is settled when a payment is asked for and kept with it: what was shown is what is charged,
whatever the tariff says by the time it goes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kernel.money import Money

ANY: Final = "*"
"""The rail of a discount that holds for all of them."""
_WHOLE: Final = 100
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Band:
    """Payments above an amount cost a fixed sum and a share of it, between a least and a most."""

    above_minor: int
    fixed_minor: int
    per_million: int = 0
    least_minor: int = 0
    most_minor: int | None = None

    def fee_minor(self, amount_minor: int) -> int:
        """The fee of one payment in this band, half a minor unit rounded up."""
        fee = self.fixed_minor + (amount_minor * self.per_million + _MILLION // 2) // _MILLION
        fee = max(fee, self.least_minor)
        return fee if self.most_minor is None else min(fee, self.most_minor)


Bands = Mapping[tuple[str, str], Sequence[Band]]
"""By rail and currency, the lowest first."""


@dataclass(frozen=True, slots=True)
class Price:
    """What one enterprise pays: the bank's bands, and the percent it is spared, by rail."""

    bands: Bands = field(default_factory=dict)
    percent_off: Mapping[str, int] = field(default_factory=dict)

    def fee(self, rail: str, money: Money, usual_minor: int) -> Money:
        """The fee of a payment; `usual_minor` is the rail's own, where no band takes the amount."""
        listed = usual_minor
        for band in self.bands.get((rail, money.currency), ()):
            if money.minor > band.above_minor:
                listed = band.fee_minor(money.minor)
        kept = _WHOLE - self.percent_off.get(rail, self.percent_off.get(ANY, 0))
        return Money((listed * kept + _WHOLE // 2) // _WHOLE, money.currency)
