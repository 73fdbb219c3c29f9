"""The gateway as a program: one loop that takes, sends, tells and fetches, and a small server beside it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Final

from erp_adapters.adapter import Adapter
from erp_adapters.client import BankLink
from erp_adapters.client.transport import HttpTransport, Reply, Transport
from erp_adapters.gateway.adapters import adapters_of
from erp_adapters.gateway.config import GatewayConfig
from erp_adapters.gateway.courier import Courier
from erp_adapters.gateway.fetching import Fetcher
from erp_adapters.gateway.folders import Folders
from erp_adapters.gateway.inbox import Inbox
from erp_adapters.gateway.keys import passphrase_of
from erp_adapters.gateway.kit import Kit
from erp_adapters.gateway.store import Store
from erp_adapters.gateway.telling import Teller
from kernel.clock import Clock, FileClock, SystemClock
from kernel.failpoints import fp
from kernel.text import Text

_LOG: Final = logging.getLogger(__name__)
AHEAD: Final = "clock ahead"
_FAULT: Final = Text(
    "前置机内部错误：{what}；已记入日志，将重试",
    "An internal fault: {what}; it is in the log, and will be tried again",
)


class MarkedTransport:
    """HTTP with named places before and after a message travels."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send once."""
        fp("gateway.before_send")
        reply = self._inner.post(url, body, headers)
        fp("gateway.after_send")
        return reply

    def get(self, url: str) -> Reply:
        """Fetch."""
        return self._inner.get(url)


class Gateway:
    """All parts over one folder."""

    def __init__(self, kit: Kit, config: GatewayConfig) -> None:
        self.kit, self.config = kit, config
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._parts: tuple[tuple[str, Callable[[], object]], ...] = (
            ("inbox", Inbox(kit).round),
            ("courier", self._send),
            ("teller", Teller(kit).round),
            ("fetcher", Fetcher(kit, config.fetch).round),
        )
        self._courier = Courier(kit, config.follow_returns_days)

    def run(self) -> None:
        """Work until told to stop."""
        while not self._stop.is_set():
            self.round()
            self._wake.wait(self.config.poll_s)
            self._wake.clear()

    def round(self) -> None:
        """Everything once; a part that fails does not keep the others from their work."""
        for name, part in self._parts:
            if self._stop.is_set():
                return
            try:
                part()
            except Exception as fault:  # noqa: BLE001 - said, kept and tried again: a gateway goes on
                _LOG.exception("%s", name)
                self.kit.store.add_fault(
                    self.kit.clock.now(), name, _FAULT.fill(what=type(fault).__name__)
                )

    def wake(self) -> None:
        """Something was taken: do not wait for the next look."""
        self._wake.set()

    def stop(self) -> None:
        """End after what is being done."""
        self._stop.set()
        self._wake.set()

    def _send(self) -> None:
        self._courier.round(lambda: not self._stop.is_set())
        if self.kit.link.ahead_s is not None:
            self.kit.store.set_mark(AHEAD, f"{self.kit.link.ahead_s:.1f}")


def opened(config: GatewayConfig) -> Gateway:
    """Open the store and load the keys; raises what is wrong with either. Hold `folders.alone()` first."""
    clock = clock_of(config)
    folders = Folders(config.folder)
    folders.make()
    link = BankLink(
        config.bank,
        passphrase=passphrase_of(config),
        transport=MarkedTransport(HttpTransport(config.bank)),
        clock=clock,
    )
    adapters: dict[str, Adapter] = adapters_of(config)
    for name in adapters:
        (folders.inbox / name).mkdir(mode=0o700, exist_ok=True)
    return Gateway(Kit(Store(folders.store), folders, link, clock, adapters), config)


def clock_of(config: GatewayConfig) -> Clock:
    """This machine's time, or a test bank's own."""
    return FileClock(config.bank.clock_file) if config.bank.clock_file else SystemClock()
