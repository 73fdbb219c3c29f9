"""Counts attempts against a key and blocks it; the counting is done before the guess is looked at.

An attempt is counted and committed first, so a thousand at once get no more tries than one after
the other. A success clears the key. Rules are data, the arithmetic is pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from corporate.identity.errors import TooManyAttempts
from kernel import limits
from kernel.crypto import sm3_hex
from kernel.db import UnitOfWork

_MINUTE: Final = timedelta(minutes=1)
_ROUNDS_COUNTED: Final = 10
_FOR_EVER: Final = timedelta(days=36_500)

_ENSURE: Final = """
INSERT INTO throttle (tenant_id, key, failures, window_at) VALUES (%s, %s, 0, %s)
ON CONFLICT (tenant_id, key) DO NOTHING
"""
_LOCK: Final = """
SELECT failures, window_at, blocked_until FROM throttle
 WHERE tenant_id = %s AND key = %s FOR NO KEY UPDATE
"""
_KEEP: Final = """
UPDATE throttle SET failures = %s, window_at = %s, blocked_until = %s
 WHERE tenant_id = %s AND key = %s
"""
_FORGET_OLD: Final = """
DELETE FROM throttle WHERE tenant_id = %s AND window_at < %s
   AND (blocked_until IS NULL OR blocked_until < %s)
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """After `allowed` attempts a block; in a row for ever, or within a `window`."""

    allowed: int
    block: timedelta
    window: timedelta | None = None
    factor: int = 1
    block_max: timedelta = timedelta(seconds=limits.LOGIN_BLOCK_MAX_S)
    final: int | None = None


GUESSES: Final = Rule(
    allowed=limits.LOGIN_FAILURES_MAX,
    block=timedelta(seconds=limits.LOGIN_BLOCK_S),
    factor=limits.LOGIN_BLOCK_FACTOR,
    final=limits.LOGIN_FAILURES_FINAL,
)
"""Guesses at one person's secret."""

ADDRESS: Final = Rule(
    allowed=limits.ADDRESS_ATTEMPTS_MAX,
    block=timedelta(seconds=limits.ADDRESS_WINDOW_S),
    window=timedelta(seconds=limits.ADDRESS_WINDOW_S),
)
"""Attempts from one network address, whoever they are for."""


def login_key(login: str) -> str:
    """The key of a log-in name, whether or not anybody has it."""
    typed = login.strip().lower()[: limits.LOGIN_CHARS_MAX]
    return f"login:{sm3_hex(typed.encode('utf-8', 'replace'))[:32]}"


@dataclass(frozen=True, slots=True)
class State:
    """What is counted against one key."""

    failures: int
    window_at: datetime
    blocked_until: datetime | None = None


def after_attempt(rule: Rule, state: State, now: datetime) -> State:
    """Count one attempt; raises TooManyAttempts, and then nothing is counted, while it is blocked."""
    if state.blocked_until is not None and now < state.blocked_until:
        minutes = -((now - state.blocked_until) // _MINUTE)
        raise TooManyAttempts(minutes=minutes)
    in_window = rule.window is None or now - state.window_at < rule.window
    failures = state.failures + 1 if in_window else 1
    since = state.window_at if in_window else now
    return State(failures, since, _blocked_until(rule, failures, now))


def attempt(uow: UnitOfWork, rules: dict[str, Rule], now: datetime) -> None:
    """Count one attempt against every key; raises TooManyAttempts if one is blocked."""
    for key in sorted(rules):  # one order for everybody: no deadlock
        place = (uow.scope.bank(), key)
        uow.run(_ENSURE, (*place, now))
        row = uow.rows(_LOCK, place)[0]
        state = after_attempt(rules[key], State(**row), now)
        uow.run(_KEEP, (state.failures, state.window_at, state.blocked_until, *place))


def clear(uow: UnitOfWork, key: str, now: datetime) -> None:
    """Forget what was counted: the right secret was given."""
    uow.run(_KEEP, (0, now, None, uow.scope.bank(), key))


def forget_old(uow: UnitOfWork, now: datetime) -> int:
    """Delete keys nobody has tried for long; runs as worker."""
    long_ago = now - timedelta(seconds=limits.THROTTLE_KEPT_S)
    return uow.run(_FORGET_OLD, (uow.scope.bank(), long_ago, now))


def _blocked_until(rule: Rule, failures: int, now: datetime) -> datetime | None:
    if rule.final is not None and failures >= rule.final:
        return now + _FOR_EVER
    rounds, rest = divmod(failures, rule.allowed)
    if rest:
        return None
    longer: int = rule.factor ** min(rounds - 1, _ROUNDS_COUNTED)
    return now + min(rule.block * longer, rule.block_max)
