"""Finds the bank (tenant) before the first query: from the path `/b/<slug>` or the host.

The one table without row security; it holds nothing but names and ids, is read whole and kept for
a few seconds of the injected clock.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kernel import limits
from kernel.clock import Clock
from kernel.db import Database
from kernel.tenancy import Scope

_ALL: Final = "SELECT slug, host, tenant_id FROM bank_directory ORDER BY slug"
_KEPT_FOR: Final = timedelta(seconds=limits.BANK_PROFILE_KEPT_S)


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """Where one bank is reached."""

    slug: str
    host: str | None
    tenant_id: UUID


class Directory:
    """The addresses of all banks of this deployment."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._read_at: datetime | None = None
        self._entries: tuple[DirectoryEntry, ...] = ()

    def by_slug(self, slug: str) -> UUID | None:
        """The bank under `/b/<slug>`, or None."""
        return next((e.tenant_id for e in self.entries() if e.slug == slug), None)

    def by_host(self, host: str) -> UUID | None:
        """The bank that answers under a host name (without port, any case), or None."""
        asked = host.lower()
        return next((e.tenant_id for e in self.entries() if e.host == asked), None)

    def entries(self) -> tuple[DirectoryEntry, ...]:
        """Every bank, by slug."""
        now = self._clock.now()
        with self._lock:
            if self._read_at is None or not timedelta() <= now - self._read_at < _KEPT_FOR:
                with self._database.begin(Scope()) as uow:
                    self._entries = tuple(DirectoryEntry(**row) for row in uow.rows(_ALL))
                self._read_at = now
            return self._entries

    def forget(self) -> None:
        """Read anew at the next question."""
        with self._lock:
            self._read_at = None
