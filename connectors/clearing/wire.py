"""From clearing's JSON to the port's words, believing nothing.

Every field is checked for type and length before it is used. What cannot be read is never a
verdict: it comes back as `unknown` with the beginning of what was said, for an operator to see.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from connectors.clearing.codes import state_of, words_of
from connectors.ports import (
    ClearedItem,
    ClearedPage,
    ClearingAnswer,
    CreditMessage,
    NameAnswer,
    NameQuestion,
    NameVerdict,
    Outcome,
    Submission,
)
from kernel import limits
from kernel.errors import YinqiError
from kernel.json import read_json
from kernel.money import Money

_CODE: Final = re.compile(r"[A-Z0-9]{2,12}")
_TOKEN: Final = re.compile(rf"[!-~]{{1,{limits.CLEARING_ID_CHARS_MAX}}}")
_RAIL: Final = re.compile(r"[A-Z][A-Z0-9_]{0,19}")
_NAME_CHARS_MAX: Final = 120
_AMOUNT: Final = re.compile(r"[0-9.]{1,20}")
_KEY: Final = re.compile(rf"(?:out|back|in):[!-~]{{1,{limits.CLEARING_ID_CHARS_MAX}}}")
_PLACE: Final = re.compile(r"[0-9]{1,12}")


class Unreadable(ValueError):
    """What came is not what was agreed."""


def write_submission(submission: Submission) -> bytes:
    """The request that hands a submission over; its id is the peer's idempotency key."""
    said = {"id": str(submission.id), "rail": submission.rail, "payload": submission.payload}
    return json.dumps(said, ensure_ascii=False, allow_nan=False).encode()


def write_question(question: NameQuestion) -> bytes:
    """The request that asks about a name."""
    said = {"bank": question.bank_code, "account": question.account, "name": question.name}
    return json.dumps(said, ensure_ascii=False, allow_nan=False).encode()


def read_verdict(said: Mapping[str, Any]) -> NameAnswer:
    """What is said of a name; an unlisted word is no verdict. Raises Unreadable.

    A mask that hides nothing is not shown: other banks' customers are not ours to name.
    """
    verdict, masked = said.get("verdict"), said.get("masked", "")
    if verdict not in set(NameVerdict) or not isinstance(masked, str):
        message = "a verdict is not as agreed"
        raise Unreadable(message)
    shown = masked if "＊" in masked and masked.isprintable() else ""
    return NameAnswer(NameVerdict(verdict), shown[:_NAME_CHARS_MAX])


def read_object(body: bytes) -> Mapping[str, Any]:
    """A JSON object, strictly. Raises Unreadable."""
    try:
        value = read_json(body)
    except (YinqiError, ValueError) as fault:
        raise Unreadable(str(fault)) from fault
    if not isinstance(value, dict):
        message = "not a JSON object"
        raise Unreadable(message)
    return value


def read_reply(said: Mapping[str, Any], asked: UUID) -> ClearingAnswer:
    """The answer to a submission or an enquiry about `asked`.

    One about another submission contradicts the question: it is kept, and it says nothing.
    """
    answer = read_answer(said)
    if answer.submission_id == asked:
        return answer
    return ClearingAnswer(
        answer.message_id, Outcome.UNKNOWN, asked, extra={"said": kept(said), "asked": str(asked)}
    )


def read_answer(said: Mapping[str, Any]) -> ClearingAnswer:
    """An answer or acknowledgement. Raises Unreadable."""
    state = _matching(_CODE, said, "state")
    reason = _matching(_CODE, said, "reason", optional=True)
    words = words_of(state, reason)
    extra: dict[str, Any] = {"state": state, "text": {"zh": words.zh, "en": words.en}}
    for name in ("amount", "currency"):
        if name in said:
            extra[name] = _matching(_AMOUNT if name == "amount" else _CODE, said, name)
    return ClearingAnswer(
        message_id=_matching(_TOKEN, said, "message_id", optional=True),
        outcome=state_of(state).outcome,
        submission_id=_uuid(said, "submission_id"),
        reference=_matching(_TOKEN, said, "reference", optional=True),
        reason=reason,
        extra=extra,
    )


def read_credit(said: Mapping[str, Any]) -> CreditMessage:
    """Money coming in; what its payload says is checked by whoever books it. Raises Unreadable."""
    payload = said.get("payload")
    if not isinstance(payload, dict):
        message = "a credit has a payload"
        raise Unreadable(message)
    return CreditMessage(
        _matching(_TOKEN, said, "reference"), _matching(_RAIL, said, "rail"), payload
    )


def read_statement(said: Mapping[str, Any]) -> ClearedPage:
    """A page of a day's statement; one line that cannot be read spoils it. Raises Unreadable."""
    items, after = said.get("items"), said.get("after")
    if not isinstance(items, list) or not isinstance(after, str):
        message = "a page of a statement has items and a place after them"
        raise Unreadable(message)
    if after and _PLACE.fullmatch(after) is None:
        message = "the place after a page is not as agreed"
        raise Unreadable(message)
    return ClearedPage([_cleared(item) for item in items], after)


def _cleared(said: Any) -> ClearedItem:
    if not isinstance(said, dict):
        message = "a line of a statement is an object"
        raise Unreadable(message)
    key, currency = _matching(_KEY, said, "key"), _matching(_CODE, said, "currency")
    try:
        minor = Money.parse(_matching(_AMOUNT, said, "amount"), currency).minor
    except YinqiError as fault:
        raise Unreadable(str(fault)) from fault
    out = key.startswith("out:")
    return ClearedItem(key, _matching(_RAIL, said, "rail"), currency, minor if out else -minor)


def unreadable(said: Any) -> ClearingAnswer:
    """What could not be read, as an answer that says nothing; the same words have the same id."""
    beginning = kept(said)
    digest = hashlib.sha256(beginning.encode()).hexdigest()[:32]
    return ClearingAnswer(f"unreadable:{digest}", Outcome.UNKNOWN, extra={"unreadable": beginning})


def kept(said: Any) -> str:
    """The beginning of what was said, fit to be stored."""
    if isinstance(said, bytes):
        text = said[: limits.CLEARING_KEPT_CHARS_MAX * 4].decode("utf-8", "replace")
    else:
        text = json.dumps(said, ensure_ascii=False, default=str)
    return text[: limits.CLEARING_KEPT_CHARS_MAX].replace("\0", "\N{REPLACEMENT CHARACTER}")


def _matching(
    pattern: re.Pattern[str], said: Mapping[str, Any], name: str, *, optional: bool = False
) -> str:
    value = said.get(name)
    if optional and (value is None or value == ""):
        return ""
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        message = f"{name} is not as agreed"
        raise Unreadable(message)
    return value


def _uuid(said: Mapping[str, Any], name: str) -> UUID:
    value = said.get(name)
    try:
        return UUID(value) if isinstance(value, str) else _refuse(name)
    except ValueError:
        return _refuse(name)


def _refuse(name: str) -> UUID:
    message = f"{name} is not an id"
    raise Unreadable(message)
