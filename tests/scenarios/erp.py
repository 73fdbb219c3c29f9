"""An ERP that behaves as the manual says: one serial for one payment, sent again until it is answered.

It is our own client (`erp_adapters/client`) with the patience around it that the ERP has to bring.
Only what the bank signed counts as an answer; it never invents a second serial and never gives up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Final, TypeVar

from erp_adapters.client import BankLink, LinkConfig, Payment, PaymentState
from erp_adapters.client.transport import HttpTransport, Reply
from kernel.clock import Clock
from kernel.errors import OutcomeUnknown, Unavailable
from tests.scenarios.programs import rest

_WITHIN_S: Final = 90.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it left, to be played again by somebody else."""

    url: str
    body: bytes
    headers: Mapping[str, str]


class Line:
    """HTTP, with a memory of what was sent."""

    def __init__(self, config: LinkConfig) -> None:
        self._http = HttpTransport(config)
        self.sent: list[Sent] = []

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send once, and keep it."""
        self.sent.append(Sent(url, body, headers))
        return self._http.post(url, body, headers)

    def get(self, url: str) -> Reply:
        """Fetch."""
        return self._http.get(url)

    def replay(self, sent: Sent) -> Reply:
        """The very same bytes and signature again, as somebody does who has recorded them."""
        return self._http.post(sent.url, sent.body, sent.headers)


@dataclass
class Erp:
    """One enterprise's system at the direct link of one bank."""

    config: LinkConfig
    clock: Clock
    patience_s: float = _WITHIN_S
    line: Line = field(init=False)
    link: BankLink = field(init=False)
    acknowledged: dict[str, PaymentState] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.line = Line(self.config)
        self.link = BankLink(self.config, transport=self.line, clock=self.clock)

    def pay(self, payment: Payment) -> PaymentState:
        """Pay once, however often it takes to hear so. Raises Refused."""
        state = self.until_answered(lambda: self.link.pay(payment))
        with self._lock:
            self.acknowledged[payment.serial] = state
        return state

    def until_answered(self, ask: Callable[[], T]) -> T:
        """Ask again, each time with a new message, until the bank's signed answer is there."""
        until = monotonic() + self.patience_s
        while True:
            try:
                return ask()
            except (OutcomeUnknown, Unavailable):
                if monotonic() > until:
                    raise
                rest()
