"""What an answer earns: a pure function of what is known and what was said.

Silence is never a verdict. A final outcome never changes by what comes later: a repeat is noted, a
contradiction goes to an operator. A message is only sent again, under its own id, when clearing says
it never saw it, has never said otherwise, and no sending of ours can still be under way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from connectors.ports import Outcome
from workflows.dispatch.states import SubmissionStatus as Status
from workflows.dispatch.states import Verdict


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about a submission when an answer comes in."""

    status: Status
    sent_before: bool  # at least once the message was on its way
    heard: bool  # clearing has shown that it knows the message
    under_way: bool  # a sending of ours may not have ended yet
    quiet: bool  # nothing was heard for longer than an accepted message may take
    agrees: bool = True  # the answer names our amount and currency, or none


@dataclass(frozen=True, slots=True)
class Judgement:
    """The edges to take, in order, and what to write beside the answer."""

    triggers: tuple[str, ...]
    verdict: Verdict


_FINAL: Final = {Status.SETTLED, Status.REFUSED, Status.RETURNED}
_TELLS: Final = {
    Outcome.ACCEPTED: ("accept",),
    Outcome.SETTLED: ("settle",),
    Outcome.REFUSED: ("refuse",),
    Outcome.RETURNED: ("settle", "return"),
}
_REPEATS: Final = {
    Status.SETTLED: {Outcome.SETTLED, Outcome.ACCEPTED, Outcome.UNKNOWN},
    Status.REFUSED: {Outcome.REFUSED, Outcome.ACCEPTED, Outcome.UNKNOWN},
    Status.RETURNED: {Outcome.RETURNED, Outcome.SETTLED, Outcome.ACCEPTED, Outcome.UNKNOWN},
}
_WAIT: Final = Judgement((), Verdict.WAITING)
_CONTRADICTS: Final = Judgement((), Verdict.EXCEPTION)


def judge(known: Known, outcome: Outcome) -> Judgement:
    """Decide. The chart has every edge that is named here."""
    if known.status in _FINAL:
        return _late(known, outcome)
    if not known.agrees:
        return Judgement(_lost(known), Verdict.EXCEPTION)
    if outcome is Outcome.MISSING:
        return _missing(known)
    if known.status is Status.PREPARED:
        return _early(known, outcome)
    return _awaited(known, outcome)


def _awaited(known: Known, outcome: Outcome) -> Judgement:
    """The answer to a message that is out."""
    triggers = _lost(known) if outcome is Outcome.UNKNOWN else _TELLS[outcome]
    if known.status is Status.SENT and outcome is Outcome.ACCEPTED:
        triggers = ()
    return Judgement(triggers, Verdict.APPLIED) if triggers else _WAIT


def _late(known: Known, outcome: Outcome) -> Judgement:
    """The outcome stands. Only money that was settled can come back."""
    if known.status is Status.SETTLED and outcome is Outcome.RETURNED and known.agrees:
        return Judgement(("return",), Verdict.APPLIED)
    if outcome in _REPEATS[known.status] and known.agrees:
        return Judgement((), Verdict.REPEATED)
    return _CONTRADICTS


def _early(known: Known, outcome: Outcome) -> Judgement:
    """Not sent, or sent and reported missing: then whoever sends it now must know what was said."""
    if not known.sent_before:
        return _WAIT if outcome is Outcome.UNKNOWN else _CONTRADICTS
    return Judgement(("doubt", *_TELLS.get(outcome, ())), Verdict.APPLIED)


def _missing(known: Known) -> Judgement:
    if known.heard:
        return Judgement(_lost(known), Verdict.EXCEPTION)
    if known.under_way or known.status not in {Status.SENDING, Status.UNKNOWN}:
        return _WAIT
    return Judgement(("missing",), Verdict.APPLIED)


def _lost(known: Known) -> tuple[str, ...]:
    """Whether an answer that says nothing makes the outcome unknown."""
    silent = known.status is Status.SENDING or (known.status is Status.SENT and known.quiet)
    return ("lose",) if silent else ()
