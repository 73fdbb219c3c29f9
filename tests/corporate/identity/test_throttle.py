"""The arithmetic of blocking, over any order of attempts and any clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corporate.identity.errors import TooManyAttempts
from corporate.identity.throttle import ADDRESS, GUESSES, Rule, State, after_attempt

START = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
FRESH = State(0, START)


def test_the_block_follows_the_last_allowed_attempt() -> None:
    state = FRESH
    for count in range(1, 6):
        state = after_attempt(GUESSES, state, START)
        assert state.failures == count
    assert state.blocked_until == START + timedelta(minutes=15)
    with pytest.raises(TooManyAttempts) as refused:
        after_attempt(GUESSES, state, START + timedelta(minutes=14, seconds=30))
    assert refused.value.params["minutes"] == 1


def test_a_window_forgets() -> None:
    state = FRESH
    for _ in range(59):
        state = after_attempt(ADDRESS, state, START)
    later = after_attempt(ADDRESS, state, START + timedelta(minutes=15))
    assert (later.failures, later.blocked_until) == (1, None)


@given(st.lists(st.integers(min_value=0, max_value=7200), max_size=400))
def test_no_rhythm_of_guessing_gets_more_tries_than_the_rule(waits: list[int]) -> None:
    """Whatever the pauses, a guesser gets at most five tries per quarter of an hour, a hundred ever."""
    state, now, tried = FRESH, START, []
    for wait in waits:
        now += timedelta(seconds=wait)
        try:
            state = after_attempt(GUESSES, state, now)
        except TooManyAttempts:
            continue
        tried.append(now)
    for first, sixth in zip(tried, tried[5:], strict=False):
        assert sixth - first >= timedelta(0)
    for place in range(5, len(tried), 5):
        assert tried[place] - tried[place - 1] >= timedelta(minutes=15)
    assert len(tried) <= 100


def test_a_rule_without_an_end_never_ends() -> None:
    rule = Rule(allowed=1, block=timedelta(seconds=1))
    state, now = FRESH, START
    for _ in range(300):
        state = after_attempt(rule, state, now)
        now += timedelta(seconds=1)
    assert state.failures == 300
