"""The link to clearing over HTTP: submits once, enquires, collects. Implements `ports.Clearing`.

It never retries, never decides, and never turns a fault into a verdict: a time-out, a status other
than 200, a half or unreadable answer are all `ClearingTimeout`. Who asks again, and when, is the
dispatch engine's business.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from connectors.clearing import wire
from connectors.clearing.exchange import Exchange, Patience, Reply
from connectors.ports import (
    ClearedPage,
    ClearingAnswer,
    ClearingTimeout,
    CreditMessage,
    Inflow,
    NameAnswer,
    NameQuestion,
    Submission,
)
from kernel import limits

_LOG = logging.getLogger(__name__)
_CURSOR: Final = "Clearing-Cursor"


class HttpClearing:
    """Clearing behind an HTTP address."""

    def __init__(self, base_url: str, patience: Patience | None = None) -> None:
        self._exchange = Exchange(base_url, patience or Patience())

    def submit(self, bank_code: str, submission: Submission) -> ClearingAnswer:
        """Send once. Raises ClearingTimeout, or ClearingUnreachable when surely nothing was sent."""
        path = f"{_bank(bank_code)}/submissions"
        return self._answer("POST", path, submission.id, wire.write_submission(submission))

    def enquire(self, bank_code: str, submission_id: UUID) -> ClearingAnswer:
        """Ask what became of a submission. Raises ClearingTimeout."""
        return self._answer("GET", f"{_bank(bank_code)}/submissions/{submission_id}", submission_id)

    def verify_name(self, bank_code: str, question: NameQuestion) -> NameAnswer:
        """Ask about a name at another bank (户名校验). Raises ClearingTimeout."""
        path, body = f"{_bank(bank_code)}/names", wire.write_question(question)
        try:
            return wire.read_verdict(wire.read_object(self._exchange.call("POST", path, body).body))
        except wire.Unreadable as fault:
            message = f"the answer about a name cannot be read: {fault}"
            raise ClearingTimeout(message) from fault

    def statement(self, bank_code: str, on: date, after: str) -> ClearedPage:
        """What clearing settled on a day of its own. Raises ClearingTimeout."""
        path = f"{_bank(bank_code)}/statements/{on.isoformat()}?after={quote(after, safe='')}"
        try:
            return wire.read_statement(wire.read_object(self._exchange.call("GET", path).body))
        except wire.Unreadable as fault:
            message = f"the statement of {on} cannot be read: {fault}"
            raise ClearingTimeout(message) from fault

    def collect(self, bank_code: str, cursor: str) -> Inflow:
        """What came in after `cursor`. A page that cannot be read is fetched message by message.

        A single message that cannot be read is handed on as an answer that says nothing, so that
        it is kept and the next one can come. Raises ClearingTimeout.
        """
        try:
            return self._page(bank_code, cursor, limits.CLEARING_PAGE_MESSAGES)
        except wire.Unreadable as fault:
            _LOG.warning("a page of clearing messages cannot be read: %s", fault)
        reply = self._exchange.call("GET", _inflow(bank_code, cursor, 1))
        try:
            return _inflow_of(reply)
        except wire.Unreadable:
            return _skipping(cursor, reply)

    def _page(self, bank_code: str, cursor: str, messages: int) -> Inflow:
        return _inflow_of(self._exchange.call("GET", _inflow(bank_code, cursor, messages)))

    def _answer(
        self, method: str, path: str, asked: UUID, body: bytes | None = None
    ) -> ClearingAnswer:
        reply = self._exchange.call(method, path, body)
        try:
            return wire.read_reply(wire.read_object(reply.body), asked)
        except wire.Unreadable as fault:
            message = f"the answer about {asked} cannot be read: {fault}"
            raise ClearingTimeout(message) from fault


def _bank(bank_code: str) -> str:
    return f"/banks/{quote(bank_code, safe='')}"


def _inflow(bank_code: str, cursor: str, messages: int) -> str:
    return f"{_bank(bank_code)}/inflow?after={quote(cursor, safe='')}&max={messages}"


def _inflow_of(reply: Reply) -> Inflow:
    said = wire.read_object(reply.body)
    cursor, answers, credits_ = said.get("cursor"), said.get("answers"), said.get("credits")
    if not (isinstance(cursor, str) and len(cursor) <= limits.CLEARING_ID_CHARS_MAX):
        message = "a page has a cursor"
        raise wire.Unreadable(message)
    if not (isinstance(answers, list) and isinstance(credits_, list)):
        message = "a page has answers and credits"
        raise wire.Unreadable(message)
    found = [_answer_of(item) for item in answers]
    money = [_credit_of(item) for item in credits_]
    broken = [item for item in money if isinstance(item, ClearingAnswer)]
    return Inflow(
        (*found, *broken), [item for item in money if isinstance(item, CreditMessage)], cursor
    )


def _answer_of(said: Any) -> ClearingAnswer:
    try:
        return wire.read_answer(_object(said))
    except wire.Unreadable:
        return wire.unreadable(said)


def _credit_of(said: Any) -> CreditMessage | ClearingAnswer:
    try:
        return wire.read_credit(_object(said))
    except wire.Unreadable:
        return wire.unreadable(said)


def _object(said: Any) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        message = "not a JSON object"
        raise wire.Unreadable(message)
    return said


def _skipping(cursor: str, reply: Reply) -> Inflow:
    """Pass over one message nobody can read; the peer names the next place beside the body."""
    following = reply.headers.get(_CURSOR, "")
    if not following or following == cursor or len(following) > limits.CLEARING_ID_CHARS_MAX:
        message = "an unreadable message without a place to go on from"
        raise ClearingTimeout(message)
    return Inflow((wire.unreadable(reply.body),), (), following)
