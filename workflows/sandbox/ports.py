"""What the sandbox asks of the test bank, and of the clock; neither is there in a bank with real money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID


class TestPeer(Protocol):
    """The test bank, told what to do. Never called inside a transaction."""

    def hint(self, bank_code: str, submission_id: UUID, behaviour: str, reason: str) -> None:
        """Say what shall become of a submission before it is sent; the first word counts.

        Raises ClearingUnreachable when it did not hear.
        """
        ...

    def credit(
        self, bank_code: str, rail: str, reference: str, payload: Mapping[str, Any], copies: int
    ) -> None:
        """Send money in. Raises ClearingTimeout when it may not have heard."""
        ...


class MovableClock(Protocol):
    """A clock that a test deployment's processes share."""

    def now(self) -> datetime:
        """The shared instant."""
        ...

    def set(self, at: datetime) -> None:
        """Move every process."""
        ...
