"""Who may ask whether a name belongs to an account, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class PayeeCheck(StrEnum):
    """What a core says of an account number and a name (户名校验)."""

    MATCH = "match"
    MISMATCH = "mismatch"
    NONE = "none"
    CLOSED = "closed"
    CURRENCY = "currency"


class NameVerdict(StrEnum):
    """What the payee's bank says of an account and a name together (户名校验)."""

    MATCH = "match"
    CLOSE = "close"
    NO_MATCH = "no_match"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class NameQuestion:
    """Whether `account` at the bank of that code bears `name`."""

    bank_code: str
    account: str
    name: str


@dataclass(frozen=True, slots=True)
class NameAnswer:
    """The verdict; of a close name, where its bank shows that much, the name with its middle hidden."""

    verdict: NameVerdict
    masked: str = ""


class NameEnquiry(Protocol):
    """A link to whoever knows the names at other banks. Never called inside a transaction."""

    def verify_name(self, bank_code: str, question: NameQuestion) -> NameAnswer:
        """Ask once, for the bank of `bank_code`. Raises ClearingTimeout when no answer came."""
        ...
