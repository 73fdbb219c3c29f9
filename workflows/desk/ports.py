"""What the desk needs from below and from other slices, handed over by the composition root."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from kernel.context import Context
from kernel.crypto import SignatureAlgorithm
from kernel.money import Money
from kernel.statements import Row


class Keeping(Protocol):
    """The core, as far as accounts are kept by the desk."""

    def open_customer(  # noqa: PLR0917 - an account
        self, ctx: Context, enterprise_id: UUID, number: str, name: str, currency: str, on: date
    ) -> None:
        """Open an account with nothing on it."""
        ...

    def status(self, ctx: Context, number: str) -> str:
        """`open`, `credit_only`, `frozen` or `closed`; empty for no account."""
        ...

    def set_status(self, ctx: Context, number: str, status: str) -> None:
        """Let the books take everything, credits only, or nothing."""
        ...

    def hold(self, ctx: Context, number: str, money: Money, reason: str) -> UUID:
        """Set money aside; raises InsufficientFunds, AccountNotOpen."""
        ...

    def release(self, ctx: Context, hold_id: UUID) -> None:
        """Give it back; raises HoldNotOpen the second time."""
        ...


class Closing(Protocol):
    """The core, as far as it closes accounts for good."""

    def hindrance(self, ctx: Context, number: str) -> str:
        """What keeps an account from being closed now: its `status`, money `held`, `interest`; empty for nothing."""
        ...

    def foreseen(self, ctx: Context, number: str) -> tuple[Money, Money, int]:
        """What would be moved now: the balance, the interest up to yesterday, and of how many days that is."""
        ...

    def close(self, ctx: Context, number: str, onto: str) -> None:
        """Pay its interest to the day, move everything to the other account, and shut it for ever."""
        ...


class Credits(Protocol):
    """Suspended credits (挂账), as their slice deals with them."""

    def release(self, ctx: Context, number: str, account: str, reason: str) -> Row:
        """Book one to the right account."""
        ...

    def give_back(self, ctx: Context, number: str, reason: str) -> Row:
        """Send one back."""
        ...


class Rulings(Protocol):
    """Submissions whose outcome nobody told."""

    def rule(self, ctx: Context, submission_id: UUID, said: Mapping[str, Any]) -> bool:
        """Take in what the desk has found out; False when that contradicts what is known by now."""
        ...


class Exceptions(Protocol):
    """Messages of clearing that contradict what is known."""

    def retake(self, ctx: Context, answer_id: UUID) -> bool:
        """Judge one anew; False when it still contradicts what is known."""
        ...

    def dismiss(self, ctx: Context, answer_id: UUID, reason: str) -> None:
        """Put one aside that was dealt with elsewhere."""
        ...


class Certificates(Protocol):
    """Certificates of the direct link, as their slice issues them."""

    def read(self, ctx: Context, operator: str, pem: str) -> Mapping[str, str]:
        """What a request asks for: `holder`, `subject`, `key`; raises what it is refused for."""
        ...

    def issue(self, ctx: Context, operator: str, pem: str) -> str:
        """Issue it; the serial."""
        ...


class Methods(Protocol):
    """What customers' people prove themselves with."""

    def reset(self, ctx: Context, person_id: UUID) -> int:
        """End all but the password, and every session; how many methods that were."""
        ...


class OutsideAuthorities(Protocol):
    """Outside authorities of the direct link, as their slice checks and keeps them."""

    def read(self, ctx: Context, document: str) -> Mapping[str, str]:
        """What a certificate says: `subject`, `fingerprint`, `until`; raises what it may not be trusted for."""
        ...

    def trust(self, ctx: Context, document: str) -> None:
        """Put it on the list."""
        ...

    def withdraw(self, ctx: Context, fingerprint: str) -> None:
        """Take it off: what it issued counts no more from the next message on."""
        ...


class LinkKeys(Protocol):
    """Keys of the direct link, where they lie."""

    def follow(
        self, ctx: Context, use: str, algorithm: SignatureAlgorithm, from_at: datetime, order: Row
    ) -> Mapping[str, str]:
        """Make the next key of a line for one change (number, maker_name, checker_name): `key_id`, `fingerprint`.

        The same change twice makes one key; raises a Conflict or Invalid that says why there is none.
        """
        ...


class BankBills(Protocol):
    """The bank's own part in bills (票据), as their slice carries it out."""

    def decide(self, ctx: Context, open_id: str, *, agrees: bool, why: str) -> None:
        """Answer a request to the bank; raises what refuses it."""
        ...

    def collect(self, ctx: Context, number: str, start: int, act: str, debtor_code: str) -> None:
        """Present an interval the bank holds again, or take recourse for it; raises what refuses it."""
        ...
