"""Passwords (口令): hashed with Argon2id, compared in constant work, never kept or logged.

An absent hash costs the same work as a wrong password, so time does not tell who exists. The
password is taken as it is: never cut, folded or trimmed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from corporate.identity import common_passwords
from kernel import limits
from kernel.errors import Faulty, Finding, Severity
from kernel.ids import Randomness
from kernel.text import Text

_FIELD: Final = "password"
_SALT_BYTES: Final = 16
_ABSENT: Final = "nobody has this password"
_TEXTS: Final = {
    "identity.password_short": Text(
        "密码至少 {min} 个字符。", "A password has at least {min} characters."
    ),
    "identity.password_long": Text(
        "密码最多 {max} 个字符。", "A password has at most {max} characters."
    ),
    "identity.password_common": Text(
        "该密码出现在泄露密码库中，请换一个。",
        "This password is on a list of leaked passwords; choose another.",
    ),
    "identity.password_guessable": Text(
        "该密码容易被猜到，请使用更长或更少见的词语组合；不要使用姓名、用户名或银行名称。",
        "This password is easy to guess; take more or rarer words, and no names of yours or ours.",
    ),
}


class Passwords:
    """Hashes and compares; one object for all threads of a process."""

    def __init__(
        self,
        randomness: Randomness,
        *,
        memory_kib: int = limits.PASSWORD_MEMORY_KIB,
        passes: int = limits.PASSWORD_PASSES,
        at_once: int = limits.PASSWORD_CHECKS_AT_ONCE,
    ) -> None:
        self._hasher = PasswordHasher(
            time_cost=passes,
            memory_cost=memory_kib,
            parallelism=limits.PASSWORD_LANES,
            salt_len=_SALT_BYTES,
            type=Type.ID,
        )
        self._randomness = randomness
        self._turns = threading.BoundedSemaphore(at_once)
        self._absent = _hash_of_nobody(self._hasher)

    def hash(self, password: str) -> str:
        """Hash a password that has passed `faults`; the parameters stand in the hash."""
        with self._turns:
            return self._hasher.hash(password, salt=self._randomness.token_bytes(_SALT_BYTES))

    def matches(self, kept: str | None, password: str) -> bool:
        """Compare; with no hash kept (nobody there) the same work is done and the answer is no."""
        with self._turns:
            try:
                self._hasher.verify(kept or self._absent, _hashable(password))
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def needs_rehash(self, kept: str) -> bool:
        """Whether the hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(kept)


_OF_NOBODY: Final[dict[tuple[int, int], str]] = {}


def _hash_of_nobody(hasher: PasswordHasher) -> str:
    """What is compared where nobody is; worked out once a process for each cost, it opens nothing."""
    cost = (hasher.memory_cost, hasher.time_cost)
    if cost not in _OF_NOBODY:
        _OF_NOBODY[cost] = hasher.hash(_ABSENT)
    return _OF_NOBODY[cost]


def faults(password: str, words: Iterable[str] = ()) -> list[Finding]:
    """What speaks against a new password; `words` are names it must not be made of.

    Length, a list of leaked passwords and an estimate of the guesses it withstands; no rules of
    composition and no expiry (NIST SP 800-63B, ASVS 6.2).
    """
    if len(password) < limits.PASSWORD_CHARS_MIN:
        return [_fault("identity.password_short", min=limits.PASSWORD_CHARS_MIN)]
    if len(password) > limits.PASSWORD_CHARS_MAX:
        return [_fault("identity.password_long", max=limits.PASSWORD_CHARS_MAX)]
    if common_passwords.is_common(password):
        return [_fault("identity.password_common")]
    if common_passwords.is_guessable(password, words):
        return [_fault("identity.password_guessable")]
    return []


def require_fit(password: str, words: Iterable[str] = ()) -> None:
    """Raise Faulty if something speaks against it."""
    if found := faults(password, words):
        raise Faulty(found)


def _fault(code: str, **params: object) -> Finding:
    return Finding(code, Severity.BLOCK, _TEXTS[code].fill(**params), _FIELD)


def _hashable(password: str) -> str:
    """What a client may send that cannot be hashed (lone surrogates, endless text) is just wrong."""
    if len(password) > limits.PASSWORD_CHARS_MAX:
        return ""
    return password.encode("utf-8", "replace").decode()
