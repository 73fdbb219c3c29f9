"""The link to the exchange over HTTP. It speaks as clearing does, with reasons and positions of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import UUID

from connectors.bill_exchange.codes import words_of
from connectors.clearing import wire
from connectors.clearing.exchange import Exchange, Patience
from connectors.clearing.http_link import HttpClearing
from connectors.ports import (
    BillPositions,
    ClearingAnswer,
    ClearingTimeout,
    ClearingUnreachable,
    Inflow,
    Submission,
)
from kernel import limits


class HttpBillExchange:
    """The exchange behind an HTTP address. Implements `ports.BillExchange`."""

    def __init__(self, base_url: str, patience: Patience | None = None) -> None:
        self._link = HttpClearing(base_url, patience)
        self._exchange = Exchange(base_url, patience or Patience())

    def submit(self, bank_code: str, submission: Submission) -> ClearingAnswer:
        """Send once. Raises ClearingTimeout, or ClearingUnreachable when surely nothing was sent."""
        return _worded(self._link.submit(bank_code, submission))

    def enquire(self, bank_code: str, submission_id: UUID) -> ClearingAnswer:
        """Ask what became of a request. Raises ClearingTimeout."""
        return _worded(self._link.enquire(bank_code, submission_id))

    def collect(self, bank_code: str, cursor: str) -> Inflow:
        """Answers, snapshots and settlements after `cursor`. Raises ClearingTimeout."""
        found = self._link.collect(bank_code, cursor)
        return replace(found, answers=tuple(map(_worded, found.answers)))

    def positions(self, bank_code: str, after: str) -> BillPositions:
        """A page of what the exchange keeps for a bank. Raises ClearingTimeout."""
        path = f"/banks/{quote(bank_code, safe='')}/bills?after={quote(after, safe='')}"
        reply = self._exchange.call("GET", path)
        try:
            said = wire.read_object(reply.body)
        except wire.Unreadable as fault:
            message = f"positions cannot be read: {fault}"
            raise ClearingTimeout(message) from fault
        return _positions(said.get("bills"), said.get("after"))


def _positions(bills: Any, after: Any) -> BillPositions:
    if not isinstance(bills, list) or not isinstance(after, str):
        message = "positions are not as agreed"
        raise ClearingTimeout(message)
    return BillPositions(
        [bill for bill in bills if isinstance(bill, dict)], after[: limits.CLEARING_ID_CHARS_MAX]
    )


def _worded(answer: ClearingAnswer) -> ClearingAnswer:
    """The answer with its reason in the exchange's own words."""
    if not answer.reason:
        return answer
    words = words_of(answer.reason)
    return replace(answer, extra={**answer.extra, "text": {"zh": words.zh, "en": words.en}})


class NoBillExchange:
    """Where no exchange is configured: nothing is ever sent, and everything stays due."""

    def submit(self, bank_code: str, submission: Submission) -> ClearingAnswer:
        """Raise ClearingUnreachable: surely nothing was sent."""
        raise ClearingUnreachable(_nobody(bank_code, submission.id))

    def enquire(self, bank_code: str, submission_id: UUID) -> ClearingAnswer:
        """The same."""
        raise ClearingUnreachable(_nobody(bank_code, submission_id))

    def collect(self, bank_code: str, cursor: str) -> Inflow:
        """The same."""
        raise ClearingUnreachable(_nobody(bank_code, cursor))

    def positions(self, bank_code: str, after: str) -> BillPositions:
        """The same."""
        raise ClearingUnreachable(_nobody(bank_code, after))


def _nobody(bank_code: str, what: object) -> str:
    return f"no exchange of bills is configured for {bank_code} ({what})"


def exchange_at(base_url: str) -> HttpBillExchange | NoBillExchange:
    """The link to an address; to nobody when there is none."""
    return HttpBillExchange(base_url) if base_url else NoBillExchange()
