"""Passwords that everybody tries first: the 30,000 most leaked ones, and what is built from them.

List and estimator come from the package `zxcvbn`. The estimator needs superlinear time for long
inputs, so it sees the beginning only: a weak beginning is refused, however it goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from kernel import limits

_LEAKED: Final = frozenset(FREQUENCY_LISTS["passwords"])


def is_common(password: str) -> bool:
    """Whether it is on the list, in any case of letters."""
    return password.lower() in _LEAKED


def is_guessable(password: str, words: Iterable[str] = ()) -> bool:
    """Whether an informed guesser needs too few guesses; `words` are what he knows of the person."""
    known = [word for word in words if word]
    start = password[: limits.PASSWORD_CHARS_ESTIMATED]
    estimate = zxcvbn(start, user_inputs=known)
    return float(estimate["guesses_log10"]) < limits.PASSWORD_GUESSES_LOG10_MIN
