"""Keeps what a process counts in files of this machine, so that another process can add all of them up.

Each process claims a place by a lock that ends with it, and goes on counting where the last holder of the place
stopped: a counter never falls because a process was replaced, and there are never more files than processes at once.
"""

from __future__ import annotations

import fcntl
import os
import struct
from pathlib import Path
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, multiprocess, values
from prometheus_client.multiprocess import MultiProcessCollector

from corporate.watching import spans
from corporate.watching.metrics import METERS, Kind, Metric

FOLDER: Final = "meters"
_PLACES_MAX: Final = 256
_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
_ALLOTTED: Final = {"histogram": 4 << 20, "counter": 1 << 20, "gauge_livesum": 64 << 10}
_TORN: Final = (RuntimeError, ValueError, struct.error)
_held: list[int] = []  # locks live as long as the process


class NoPlace(RuntimeError):
    """More processes than anybody runs on one machine."""


class Meters:
    """The observer that keeps what `kernel.meters` tells."""

    def __init__(self) -> None:
        registry = CollectorRegistry()  # one's own: what is exposed is read from the files
        self._meters = {name: _made(metric, registry) for name, metric in METERS.items()}
        self._children: dict[tuple[str, tuple[str, ...]], Any] = {}

    def counted(self, meter: str, labels: tuple[str, ...]) -> None:
        """Something happened once."""
        self._child(meter, labels).inc()

    def took(self, meter: str, labels: tuple[str, ...], seconds: float) -> None:
        """Something took so long."""
        self._child(meter, labels).observe(seconds)

    def changed(self, meter: str, by: int) -> None:
        """There is so much more, or less, of something."""
        self._meters[meter].inc(by)

    def _child(self, meter: str, labels: tuple[str, ...]) -> Any:
        """One line of a metric; found once, kept: requests wait for this."""
        found = self._children.get((meter, labels))
        if found is None:
            made = self._meters[meter]
            found = self._children[meter, labels] = made.labels(*labels) if labels else made
        return found


def open_meters(folder: Path, part: str) -> Meters:
    """Claim a place in the folder and count there from now on, and trace where that is wanted.

    Raises NoPlace, and OSError on a full disk.
    """
    spans.begin(part)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ[_VARIABLE] = str(folder)
    place = _claim(folder, part)
    multiprocess.mark_process_dead(place, str(folder))
    try:
        return _begun(folder, place)
    except _TORN:  # torn by a power failure: it counted nothing
        for kind in _ALLOTTED:
            (folder / f"{kind}_{place}.db").unlink(missing_ok=True)
        return _begun(folder, place)


def living(folder: Path) -> dict[str, int]:
    """How many processes of each part count at this moment; the levels of the dead are forgotten."""
    found: dict[str, int] = {}
    for lock in folder.glob("*.lock"):
        part = lock.stem.rsplit("-", 1)[0]
        if _is_held(lock):
            found[part] = found.get(part, 0) + 1
        else:
            multiprocess.mark_process_dead(lock.stem, str(folder))
    return found


def sweep(folder: Path) -> None:
    """Take away what a power failure tore and nobody counts in: it would keep everything else from being read."""
    for path in folder.glob("*.db"):
        lock = folder / f"{path.stem.rsplit('_', 1)[-1]}.lock"
        if lock.exists() and _is_held(lock):
            continue
        try:
            MultiProcessCollector.merge([str(path)])
        except _TORN:
            path.unlink(missing_ok=True)


def _begun(folder: Path, place: str) -> Meters:
    """Count in files of this place, as the package's documentation says for servers that name their processes."""
    _allot(folder, place)
    values.ValueClass = values.MultiProcessValue(process_identifier=lambda: place)
    return Meters()


def _made(metric: Metric, registry: CollectorRegistry) -> Any:
    words = (metric.name, metric.text.en, metric.labels)
    if metric.kind is Kind.HISTOGRAM:
        return Histogram(*words, buckets=metric.buckets, registry=registry)
    if metric.kind is Kind.GAUGE:
        return Gauge(*words, multiprocess_mode="livesum", registry=registry)
    return Counter(*words, registry=registry)


def _claim(folder: Path, part: str) -> str:
    for number in range(_PLACES_MAX):
        place = f"{part}-{number}"
        lock = os.open(folder / f"{place}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            continue
        _held.append(lock)
        return place
    raise NoPlace


def _allot(folder: Path, place: str) -> None:
    """Take the room at once: a page of a mapped file that finds none on the disk would kill the process."""
    for kind, size in _ALLOTTED.items():
        with (folder / f"{kind}_{place}.db").open("ab") as opened:
            os.posix_fallocate(opened.fileno(), 0, size)


def _is_held(lock: Path) -> bool:
    with lock.open("rb") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        return False
