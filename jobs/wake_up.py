"""Wakes a worker at once instead of within a second (唤醒): procrastinate, in a schema of its own.

It is never the truth. Every job it carries says only "look at this bank"; losing all of them loses a
second, because workers look anyway. So nothing here waits for the disk, and no failure is anybody's.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Final
from uuid import UUID

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from kernel import limits

_LOG = logging.getLogger(__name__)
TASK: Final = "look_at_bank"
QUEUE: Final = "banks"
_OPTIONS: Final = "-c search_path=procrastinate -c synchronous_commit=off -c statement_timeout=5000"
_CONNECTION: Final = {"options": _OPTIONS, "application_name": "yinqi-wake-up"}


class WakeUp:
    """The side that wakes: `bank(tenant_id)` after a commit, as often as one likes."""

    def __init__(self, dsn: str) -> None:
        connector = procrastinate.SyncPsycopgConnector(
            conninfo=dsn, kwargs=dict(_CONNECTION), min_size=0, max_size=1, timeout=2
        )
        self._app = procrastinate.App(connector=connector)
        self._open = False
        self._last: dict[UUID, float] = {}
        self._lock = threading.Lock()

    def bank(self, tenant_id: UUID) -> bool:
        """Ask for a look at this bank; False when that was asked a moment ago, or cannot be."""
        if not self._turn(tenant_id):
            return False
        task = self._app.configure_task(TASK, queue=QUEUE, queueing_lock=f"bank {tenant_id}")
        try:
            self._connect()
            task.defer(tenant_id=str(tenant_id))
        except AlreadyEnqueued:
            return False
        except ConnectorException as away:
            _LOG.info("nobody was woken: %s", away)
            return False
        return True

    def close(self) -> None:
        """Let the connection go."""
        if self._open:
            self._app.close()

    def _turn(self, tenant_id: UUID) -> bool:
        now = time.monotonic()
        with self._lock:
            if now - self._last.get(tenant_id, -1e9) < limits.WAKE_UP_EVERY_S:
                return False
            self._last[tenant_id] = now
            return True

    def _connect(self) -> None:
        with self._lock:
            if not self._open:
                self._app.open()
                self._open = True


class Listener(threading.Thread):
    """The side that is woken: calls `woken(tenant_id)`; comes back by itself when the database does."""

    def __init__(self, dsn: str, woken: Callable[[UUID], None]) -> None:
        super().__init__(name="wake-up", daemon=True)
        self._dsn = dsn
        self._woken = woken
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._ended = threading.Event()

    def run(self) -> None:
        """Listen until `end`."""
        asyncio.set_event_loop(self._loop)
        self._task = self._loop.create_task(self._listen())
        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)
        self._loop.close()

    def end(self) -> None:
        """Stop listening, and wait until it has stopped.

        It is told again and again: while a connection is being opened, what waits for it may keep a cancellation to itself.
        """
        self._ended.set()
        while self.is_alive():
            with contextlib.suppress(RuntimeError):  # its loop is closed already
                self._loop.call_soon_threadsafe(self._cancel)
            self.join(limits.JOBS_REST_S)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _listen(self) -> None:
        while not self._ended.is_set():
            try:
                await self._listen_once()
            except Exception as away:  # noqa: BLE001 - a wake-up may fail in any way it likes
                _LOG.info("nobody can be woken for a while: %s", away)
                await asyncio.sleep(limits.JOBS_REST_S)

    async def _listen_once(self) -> None:
        connector = procrastinate.PsycopgConnector(
            conninfo=self._dsn, kwargs=dict(_CONNECTION), min_size=1, max_size=3, timeout=5
        )
        app = procrastinate.App(connector=connector)

        @app.task(name=TASK, queue=QUEUE)
        async def look_at_bank(tenant_id: str) -> None:
            self._woken(UUID(tenant_id))

        async with app.open_async():
            await app.run_worker_async(
                queues=[QUEUE],
                delete_jobs="always",
                install_signal_handlers=False,
                shutdown_graceful_timeout=1,
            )
