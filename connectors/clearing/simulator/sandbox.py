"""The test bank as the sandbox of a test deployment speaks to it: what it did not hear is told apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from urllib3.exceptions import HTTPError

from connectors.clearing.simulator.director import Director
from connectors.ports import ClearingTimeout, ClearingUnreachable


class DirectedBank:
    """The control side of the test bank at `address`."""

    def __init__(self, address: str) -> None:
        self._director = Director(address)

    def hint(self, bank_code: str, submission_id: UUID, behaviour: str, reason: str) -> None:
        """Say what shall become of a submission. Raises ClearingUnreachable: nothing was submitted."""
        try:
            self._director.hint(bank_code, submission_id, behaviour, reason)
        except (HTTPError, OSError, ValueError) as nobody:
            raise ClearingUnreachable(str(nobody)) from nobody

    def credit(
        self, bank_code: str, rail: str, reference: str, payload: Mapping[str, Any], copies: int
    ) -> None:
        """Send money in. Raises ClearingTimeout when it may not have heard."""
        try:
            self._director.credit(bank_code, rail, reference, payload, copies)
        except (HTTPError, OSError, ValueError) as nobody:
            raise ClearingTimeout(str(nobody)) from nobody
