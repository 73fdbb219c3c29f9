"""One trial: something is asked of the bank, somebody dies, the bank comes to rest, the judge looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from tests.scenarios.bank import Bank
from tests.scenarios.judge import Asked, Finding
from tests.scenarios.points import WORKER
from tests.scenarios.programs import wait_for

_UNMOVED_S: Final = 0.15
_REST_WITHIN_S: Final = 60.0
_STEP: Final = timedelta(seconds=12)
_NEXT: Final = """
SELECT min(at) AS at FROM (
  SELECT next_at AS at FROM yinqi.submission WHERE next_at IS NOT NULL
  UNION ALL SELECT due_at FROM yinqi.invoice WHERE status IN ('waiting', 'sent', 'unknown')
  UNION ALL SELECT retry_at FROM yinqi.outbox WHERE relayed_at IS NULL AND retry_at IS NOT NULL) due
"""


class Trial:
    """What was asked for since the bank was last at rest."""

    def __init__(self, bank: Bank, patience_s: float = _REST_WITHIN_S) -> None:
        """Begin; a drill under long load leaves much to do and is more patient."""
        self.bank = bank
        self.patience_s = patience_s
        self.asked: list[Asked] = []
        self.before = bank.judge.balances()
        self.began = monotonic()

    @property
    def seconds(self) -> float:
        """How long it has lasted."""
        return monotonic() - self.began

    def ask(self, *asked: Asked) -> None:
        """Note what the judge is to find."""
        self.asked.extend(asked)

    def until_thrown(self, program: str, point: str) -> None:
        """Wait until the armed fault was thrown; let time come when nothing else happens."""
        faults = self.bank.faults
        self._as_time_comes(f"{point} was passed", lambda: faults.thrown(program, point))

    def until(self, what: str, true: Callable[[], bool]) -> None:
        """Wait until something is true; let time come when nothing else happens."""
        self._as_time_comes(what, true)

    def come_to_rest(self, also: Callable[[], object] = lambda: True) -> None:
        """Wait until nothing is open; when everything waits for its time, let that time come."""
        self._as_time_comes(
            "the bank is at rest", lambda: not self.bank.judge.open_work() and bool(also())
        )

    def _as_time_comes(self, what: str, true: Callable[[], bool]) -> None:
        last: list[str] = []
        since = monotonic()

        def look() -> bool:
            nonlocal last, since
            if true():
                return True
            seen = self.bank.judge.open_work()
            if seen != last:
                last, since = seen, monotonic()
            elif monotonic() - since > _UNMOVED_S:
                since = monotonic()
                self.let_time_come()
            return False

        try:
            wait_for(what, look, self.patience_s)
        except AssertionError as never:
            said = self.bank.programs.log(WORKER)
            message = f"{never}: {last}\nThe worker's last words:\n{said}"
            raise AssertionError(message) from None

    def findings(self) -> list[Finding]:
        """What is wrong, now that the bank is at rest."""
        return self.bank.judge.findings(self.asked, self.before)

    def let_time_come(self) -> None:
        """Move the clock towards when the next open thing is due, and have the worker look.

        In steps, so that what others do meanwhile happens meanwhile: the peer tells after 10 s.
        """
        due: datetime | None = self.bank.judge.rows(_NEXT)[0]["at"]
        step = self.bank.clock.now() + _STEP
        self.bank.advance(step if due is None else min(due + timedelta(milliseconds=1), step))
        self.bank.wake.bank(self.bank.tenant_id)
