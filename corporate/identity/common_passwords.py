"""Passwords that everybody tries first: the 30,000 most leaked ones, and what is built from them.

List and estimator come from the package `zxcvbn`. The estimator needs superlinear time for long
inputs, so it sees the beginning only: a weak beginning is refused, however it goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from kernel import limits

_WORD_CHARS_MIN: Final = 2
_REST_CHARS_MIN: Final = 4
_DECORATION: Final = re.compile(r"[\W\d_]+")
_LEAKED: Final = frozenset(FREQUENCY_LISTS["passwords"])


def is_common(password: str) -> bool:
    """Whether it is on the list, in any case of letters."""
    return password.lower() in _LEAKED


def is_guessable(password: str, words: Iterable[str] = ()) -> bool:
    """Whether an informed guesser needs too few guesses; `words` are what he knows of the person."""
    known = [word.lower() for word in words if len(word) >= _WORD_CHARS_MIN]
    if _is_made_of(password.lower(), known):
        return True
    start = password[: limits.PASSWORD_CHARS_ESTIMATED]
    estimate = zxcvbn(start, user_inputs=known)
    return float(estimate["guesses_log10"]) < limits.PASSWORD_GUESSES_LOG10_MIN


def _is_made_of(password: str, words: list[str]) -> bool:
    """Whether next to nothing is left without the known words, digits and signs."""
    rest = password
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != password and len(_DECORATION.sub("", rest)) < _REST_CHARS_MIN
