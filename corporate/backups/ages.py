"""How old the newest backup is (备份时效): one small file that an alarm can read without any right."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from corporate.backups.store import durable

NAME: Final = "age.json"


@dataclass(frozen=True, slots=True)
class Ages:
    """When the last base copy was complete, and when the log receiver was last seen at work."""

    base_at: str | None = None
    base_label: str | None = None
    base_bytes: int = 0
    wal_at: str | None = None
    wal_newest: str | None = None
    files_at: str | None = None

    def base_age_s(self, now: datetime) -> float | None:
        """Seconds since the last base copy; None when there never was one."""
        return _since(self.base_at, now)

    def wal_age_s(self, now: datetime) -> float | None:
        """Seconds since the receiver last said that it receives; None when it never did."""
        return _since(self.wal_at, now)

    def files_age_s(self, now: datetime) -> float | None:
        """Seconds since files and keys were last copied; None when they never were."""
        return _since(self.files_at, now)


def read(store: Path) -> Ages:
    """What the file says; nothing known where there is none."""
    try:
        return Ages(**json.loads((store / NAME).read_bytes()))
    except FileNotFoundError:
        return Ages()


def note(store: Path, **changed: str | int) -> None:
    """Change a part of it."""
    content = asdict(replace(read(store), **changed))  # type: ignore[arg-type]  # the names are ours
    with durable(store / NAME) as out:
        out.write(json.dumps(content).encode())


def files_copied(store: Path, now: datetime) -> None:
    """Files and keys have just been copied."""
    note(store, files_at=now.isoformat(timespec="milliseconds"))


def _since(at: str | None, now: datetime) -> float | None:
    return None if at is None else (now - datetime.fromisoformat(at)).total_seconds()
