"""What is exposed when Prometheus asks: the meters of this machine's processes, and how every bank stands now."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.core import Metric as Family
from prometheus_client.multiprocess import MultiProcessCollector

from corporate.backups import ages
from corporate.banks import Banks, Directory
from corporate.watching import health, metrics, notes, readings
from corporate.watching.health import Finding, Instance
from corporate.watching.meters import FOLDER, living, sweep
from corporate.watching.metrics import Metric
from corporate.watching.readings import Standing
from kernel.clock import Clock, SystemClock
from kernel.db import Database
from kernel.db_errors import DatabaseUnavailable
from kernel.tenancy import Scope

Values = Iterable[tuple[tuple[str, ...], float]]
_NONE: Final = ()
_DAY_S: Final = 86_400
_AWAY: Final = Finding(health.DATABASE, good=False)


class Watch:
    """Looks at a deployment from one machine: in the auditor's role, and at its files."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        instance: Instance,
        data: Path,
        backups: Path | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._instance = instance
        self._data = data
        self._backups_at = backups or data
        self._directory = Directory(database, clock)
        self._banks = Banks(clock)

    def standings(self) -> Sequence[Standing]:
        """How every bank stands; raises DatabaseUnavailable."""
        found = []
        for entry in self._directory.entries():
            with self._database.begin(Scope(entry.tenant_id)) as uow:
                found.append(readings.read(uow, entry.slug, self._banks, self._clock))
        return found

    def look(self) -> Sequence[Finding]:
        """Every check of health, the banks' with the machine's."""
        return self._all()[0]

    def families(self) -> Iterator[Family]:
        """Everything that is read, as Prometheus takes it."""
        begun = time.perf_counter()
        found, standings = self._all()
        well = {one.check.code: one.good for one in found}
        yield _gauge(metrics.UP, [(_NONE, float(well["database"]))])
        yield _gauge(metrics.HEALTH, [((code,), float(good)) for code, good in well.items()])
        yield _gauge(metrics.DISK, [(("data",), health.free_ratio(self._data))])
        yield _gauge(
            metrics.PROCESSES, [((part,), n) for part, n in living(self._data / FOLDER).items()]
        )
        yield from self._checks()
        if well["database"] and isinstance(self._clock, SystemClock):
            yield _gauge(metrics.CLOCK, [(_NONE, health.clock_offset(self._database))])
        yield from of_banks(standings)
        yield _gauge(metrics.SCRAPE, [(_NONE, time.perf_counter() - begun)])

    def _all(self) -> tuple[Sequence[Finding], Sequence[Standing]]:
        """The findings and the standings; a database that is away leaves the machine's alone."""
        own = [one for one in self._instance.look() if one.check is not health.CALENDAR]
        try:
            standings = self.standings()
        except DatabaseUnavailable:
            return [one for one in own if one.check is not health.DATABASE] + [_AWAY], []
        return [*own, *readings.findings(standings, list(notes.found(self._data)))], standings

    def _checks(self) -> Iterator[Family]:
        left, now = list(notes.found(self._data)), self._clock.now()
        yield _gauge(metrics.CHECK_GOOD, [((one.name,), float(one.good)) for one in left])
        aged = {one.name: (now - one.at).total_seconds() for one in left} | self._backups()
        yield _gauge(metrics.CHECK_AGE, [((name,), age) for name, age in aged.items()])

    def _backups(self) -> dict[str, float]:
        """How old copies are, on the machine that makes them: they live by the machine's own time."""
        found, now = ages.read(self._backups_at), SystemClock().now()
        told = {
            "backup": found.base_age_s(now),
            "wal": found.wal_age_s(now),
            "files": found.files_age_s(now),
        }
        return {name: age for name, age in told.items() if age is not None}


class Collector:
    """Hands what is read to a registry of Prometheus."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def describe(self) -> list[Family]:
        """Nothing beforehand: what there is depends on the banks."""
        return []

    def collect(self) -> Iterator[Family]:
        """Read everything anew."""
        return self._watch.families()


def registry_of(watch: Watch, meters: Path) -> CollectorRegistry:
    """The registry to be exposed: read at every question, kept never."""
    registry = CollectorRegistry()
    registry.register(Collector(watch))
    meters.mkdir(parents=True, exist_ok=True)
    sweep(meters)
    MultiProcessCollector(registry, path=str(meters))
    return registry


def of_banks(standings: Sequence[Standing]) -> Iterator[Family]:
    """How the banks stand."""
    levels = [(one, level) for one in standings for level in one.levels]
    yield _gauge(
        metrics.WAITING, [((one.slug, level.queue.code), level.waiting) for one, level in levels]
    )
    yield _gauge(
        metrics.OLDEST,
        [((one.slug, level.queue.code), level.age(one.at).total_seconds()) for one, level in levels],
    )  # fmt: skip
    yield _gauge(
        metrics.DEAD,
        [((one.slug, level.queue.code), level.dead) for one, level in levels if level.queue.dead],
    )
    yield _gauge(metrics.UNKNOWN, _keyed((one.slug, one.unknown) for one in standings))
    yield _gauge(metrics.OPEN, _keyed((one.slug, one.open) for one in standings))
    yield _gauge(
        metrics.UNKNOWN_OLDEST,
        [((one.slug,), one.unknown_oldest.total_seconds()) for one in standings],
    )
    for metric, code in ((metrics.UNSEALED, "seal"), (metrics.OVERDUE, "chores")):
        ages = [((one.slug,), one.level(code).age(one.at).total_seconds()) for one in standings]
        yield _gauge(metric, ages)
    yield _gauge(metrics.ALARMS, [((one.slug,), one.alarms) for one in standings])
    yield _gauge(metrics.DAY_END, [((one.slug,), one.behind_days * _DAY_S) for one in standings])
    yield _gauge(metrics.CALENDAR, [((one.slug,), one.calendar_days * _DAY_S) for one in standings])
    yield _gauge(
        metrics.CERTIFICATES,
        [((one.slug, str(days)), n) for one in standings for days, n in one.certificates.items()],
    )


def _keyed(found: Iterable[tuple[str, dict[tuple[str, str], int]]]) -> Values:
    return [((slug, *key), n) for slug, counted in found for key, n in counted.items()]


def _gauge(metric: Metric, values: Values) -> Family:
    family = GaugeMetricFamily(metric.name, metric.text.en, labels=metric.labels)
    for labels, value in values:
        family.add_metric(labels, value)
    return family
