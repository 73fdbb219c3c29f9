"""Takes in what waits at clearing: acknowledgements, returns, and money from outside.

Each message has a transaction of its own; the cursor moves after all of them. So a crash anywhere
means only that messages are read again, and each is known by its own id. A message that cannot be
taken, whatever its content, is kept for an operator and does not hold back the next.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

from connectors.ports import (
    Clearing,
    ClearingAnswer,
    ClearingTimeout,
    CreditMessage,
    Inflow,
    Outcome,
)
from kernel import limits
from kernel.context import Context
from kernel.db_errors import Contended
from kernel.failpoints import fp
from workflows.dispatch import repository
from workflows.dispatch.errors import PASSING
from workflows.dispatch.inbox import Inbox, tell_desk
from workflows.dispatch.ports import Runner
from workflows.dispatch.sealing import told
from workflows.dispatch.states import Verdict

_LOG = logging.getLogger(__name__)
LINK: Final = "clearing"
M = TypeVar("M")
TakeCredit = Callable[[Context, CreditMessage], bool]


@dataclass(frozen=True, slots=True)
class Sets:
    """Messages that are taken many at once: which, and how; `take` raises what any of them raises."""

    takes: Callable[[CreditMessage], bool]
    take: Callable[[Context, Sequence[CreditMessage]], object]


class Intake:
    """Collects for one bank at a time."""

    def __init__(
        self,
        clearing: Clearing,
        inbox: Inbox,
        take_credit: TakeCredit,
        link: str = LINK,
        sets: Sets | None = None,
    ) -> None:
        """`link` names the peer: each has a cursor of its own. `sets` takes some messages of a page at once."""
        self._sets = sets
        self._clearing = clearing
        self._inbox = inbox
        self._take_credit = take_credit
        self._link = link

    def take_inflow(self, run: Runner, bank_code: str) -> int:
        """Take one page; returns how many messages it had, 0 when clearing does not answer."""
        cursor = run(lambda ctx: repository.cursor(ctx, self._link))
        fp("clearing.before_collect")
        try:
            inflow = self._clearing.collect(bank_code, cursor)
        except ClearingTimeout as nothing:
            _LOG.info("nothing to collect from clearing: %s", nothing)
            return 0
        fp("clearing.after_collect")
        self._take_all(run, inflow)
        if inflow.cursor != cursor:
            run(lambda ctx: self._move_cursor(ctx, cursor, inflow.cursor))
            fp("clearing.after_cursor")
        return len(inflow.answers) + len(inflow.credits)

    def _take_all(self, run: Runner, inflow: Inflow) -> None:
        for answer in inflow.answers:
            self._take(run, answer, partial(_handing, self._inbox.take, answer))
        for credit in self._but_sets(run, inflow.credits):
            self._take(run, as_answer(credit), partial(_handing, self._take_credit, credit))

    def _but_sets(self, run: Runner, told: Sequence[CreditMessage]) -> Sequence[CreditMessage]:
        """Take those of a kind in one transaction; what is left, all of them when one cannot be taken."""
        if self._sets is None:
            return told
        together = [one for one in told if self._sets.takes(one)]
        try:
            run(partial(_handing, self._sets.take, together))
        except (*PASSING, Contended):
            raise
        except Exception as fault:  # noqa: BLE001 - hostile content may break anything
            _LOG.info("a page is taken message by message: %s", type(fault).__name__)
            return told
        fp("clearing.after_take")
        return [one for one in told if not self._sets.takes(one)]

    def _take(self, run: Runner, kept: ClearingAnswer, work: Callable[[Context], object]) -> None:
        """Take one message, or keep it as what it was."""
        try:
            run(work)
        except (*PASSING, Contended):
            raise
        except Exception as fault:  # noqa: BLE001 - hostile content may break anything
            private = run(lambda ctx: self._inbox.is_private(ctx, kept))
            what = told(fault, private=private)
            _LOG.error(
                "message %a from clearing cannot be taken: %s",
                kept.message_id, what, exc_info=not private,
            )  # fmt: skip
            run(lambda ctx: keep(ctx, self._inbox.discreet(ctx, kept), what))
        fp("clearing.after_take")

    def _move_cursor(self, ctx: Context, source: str, target: str) -> None:
        repository.move_cursor(ctx, self._link, source, target)
        fp("clearing.cursor_moved")


def _handing(take: Callable[[Context, M], object], message: M, ctx: Context) -> object:
    return take(ctx, message)


def as_answer(credit: CreditMessage) -> ClearingAnswer:
    """A credit in the shape in which what cannot be taken is kept."""
    marker = f"credit:{credit.rail}:{credit.reference}"
    extra = {"credit": credit.payload, "rail": credit.rail}
    return ClearingAnswer(marker, Outcome.UNKNOWN, None, credit.reference, "", extra)


def keep(ctx: Context, answer: ClearingAnswer, what: str) -> UUID | None:
    """Keep a message for an operator, once; as much of it as a database can hold."""
    found = ClearingAnswer(
        _clean(answer.message_id),
        answer.outcome,
        answer.submission_id,
        _clean(answer.reference),
        _clean(answer.reason),
        {**_storable(answer.extra), "fault": _clean(what)},
    )
    answer_id = repository.record(ctx, found, Verdict.EXCEPTION)
    if answer_id is not None:
        tell_desk(ctx, answer_id, found)
    return answer_id


def _storable(extra: Mapping[str, Any]) -> dict[str, Any]:
    """The same without what JSON in a database cannot hold; only its beginning when it is long."""
    held = ""
    try:
        held = _held(json.dumps(extra, ensure_ascii=False, default=str)).replace("\\u0000", "?")
        if len(held) <= limits.CLEARING_KEPT_CHARS_MAX:
            found: dict[str, Any] = json.loads(held)
            return found
    except (ValueError, RecursionError):
        _LOG.info("what came cannot be kept as it is")
    return {"beginning": held[: limits.CLEARING_KEPT_CHARS_MAX]}


def _clean(text: str) -> str:
    return _held(text)[: limits.CLEARING_KEPT_CHARS_MAX]


def _held(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\0", "?")
