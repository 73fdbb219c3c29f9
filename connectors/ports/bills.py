"""A link to the exchange of bills (票交所)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from connectors.ports.clearing import Clearing


@dataclass(frozen=True, slots=True)
class BillPositions:
    """A page of what the exchange keeps for a bank: whole bills in plain values, by number."""

    bills: Sequence[Mapping[str, Any]]
    after: str = ""
    """The number to go on after; empty at the end."""


class BillExchange(Clearing, Protocol):
    """A link to the exchange of bills (票交所). Never called inside a transaction."""

    def positions(self, bank_code: str, after: str) -> BillPositions:
        """What the exchange keeps, page by page. Raises ClearingTimeout when no answer came."""
        ...
