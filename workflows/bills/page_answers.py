"""A request with the objects of the house that pages draw, beside what it declares."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.operation import Door
from workflows.approval.views import RoundView
from workflows.bills.answers import (
    BillRequestView,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBillSigning(BillRequestView):
    """What an approval about a bill asks to be signed."""

    door: Door
    terms: str
    """The text that is signed, a line for each field."""
    round: RoundView
