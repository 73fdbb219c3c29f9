"""Eight ERPs that pay as fast as they are answered, while something is done to the bank."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from threading import Event, Lock, Thread
from typing import Self

from tests.scenarios import stories
from tests.scenarios.bank import Bank
from tests.scenarios.erp import Erp
from tests.scenarios.programs import wait_for
from tests.scenarios.trial import Trial

PAYERS = 8
_ENOUGH = 24  # acknowledgements before and after each blow
Make = Callable[[Bank], stories.Order]


class Crowd:
    """Eight ERPs that pay as fast as they are answered."""

    def __init__(
        self, bank: Bank, trial: Trial, makes: tuple[Make, ...], pause_s: float = 0.0
    ) -> None:
        """`pause_s` after each answer: in a drill of many minutes nobody wants ten thousand payments."""
        self._bank, self._trial, self._makes = bank, trial, makes
        self._pause_s = pause_s
        self._ended, self._lock = Event(), Lock()
        self._threads = [Thread(target=self._pay) for _ in range(PAYERS)]
        self.failures: list[BaseException] = []

    def acknowledged(self) -> int:
        """How many payments were acknowledged so far."""
        with self._lock:
            return len(self._trial.asked)

    def until_more(self) -> None:
        """Wait until another few payments were acknowledged."""
        enough = self.acknowledged() + _ENOUGH
        self._until(enough)

    def until_one_more(self) -> None:
        """Wait until the next payment is acknowledged."""
        self._until(self.acknowledged() + 1)

    def _until(self, enough: int) -> None:
        patience_s = self._trial.patience_s
        wait_for("payments are acknowledged", lambda: self.acknowledged() >= enough, patience_s)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _pay(self) -> None:
        patience_s = max(self._trial.patience_s, self._bank.erp.patience_s)
        erp = Erp(self._bank.erp.config, self._bank.clock, patience_s)
        try:
            for make in cycle(self._makes):
                if self._ended.is_set():
                    return
                asked = stories.place(erp, make(self._bank))
                with self._lock:
                    self._trial.ask(asked)
                self._ended.wait(self._pause_s)
        except BaseException as failure:  # noqa: BLE001 - shown by the test, not by the thread
            self.failures.append(failure)
