"""How one bank stands at this moment, read by the auditor: counts and ages, nothing of a customer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from corporate.banks import Banks
from corporate.watching import health
from corporate.watching.health import Finding
from corporate.watching.notes import Note
from kernel import limits
from kernel.calendar import bank_today
from kernel.clock import Clock
from kernel.db import UnitOfWork
from kernel.statements import Row
from kernel.text import Text
from workflows.desk import queues
from workflows.desk.queues import Level

AGES: Final = (("1h", 3600), ("4h", 4 * 3600), ("1d", 24 * 3600), ("older", 0))
"""How long an outcome has been unknown; in each the ones younger than it says, and not in the one before."""

_OPEN: Final = """
SELECT rail, status, coalesce(sent_at, created_at) AS since FROM submission
 WHERE tenant_id = %s AND next_at IS NOT NULL
"""
_ALARMS: Final = "SELECT count(*) AS n FROM alarm WHERE tenant_id = %s AND live"
_NIGHTS: Final = """
SELECT min(on_date) AS first, (SELECT max(on_date) FROM day_end WHERE tenant_id = %s AND status = 'closed') AS last
  FROM day_end WHERE tenant_id = %s AND on_date < %s
"""
_DAY: Final = timedelta(days=1)
_ENDING: Final = """
SELECT count(*) FILTER (WHERE not_after <= %(a)s) AS a, count(*) AS b FROM certificate
 WHERE tenant_id = %(tenant)s AND status = 'active' AND not_after > %(now)s AND not_after <= %(b)s
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """One bank."""

    slug: str
    at: datetime
    levels: Sequence[Level]
    open: dict[tuple[str, str], int]
    unknown: dict[tuple[str, str], int]
    unknown_oldest: timedelta
    calendar_days: int
    calendar_missing: Sequence[int]
    certificates: dict[int, int]
    alarms: int
    behind_days: int

    def level(self, code: str) -> Level:
        """How one queue stands."""
        return next(one for one in self.levels if one.queue.code == code)


def read(uow: UnitOfWork, slug: str, banks: Banks, clock: Clock) -> Standing:
    """Look at the bank of this transaction."""
    now, today = clock.now(), bank_today(clock)
    calendar = banks.of(uow).calendar
    rows = uow.rows(_OPEN, (uow.scope.bank(),))
    doubtful = [row for row in rows if row["status"] == "unknown"]
    return Standing(
        slug=slug,
        at=now,
        levels=queues.levels(uow, now),
        open=_counted((row["rail"], row["status"]) for row in rows),
        unknown=_counted((row["rail"], _age(row, now)) for row in doubtful),
        unknown_oldest=max((now - row["since"] for row in doubtful), default=timedelta()),
        calendar_days=health.days_left(calendar, today),
        calendar_missing=health.missing_years(calendar, today),
        certificates=_ending(uow, now),
        alarms=_alarms(uow),
        behind_days=_behind(uow, today),
    )


def findings(standings: Sequence[Standing], notes: Sequence[Note]) -> Iterator[Finding]:
    """What the banks' standings and the last runs of checks mean; none of it keeps a process from serving."""
    old = [(one.slug, level) for one in standings for level in one.levels if _is_old(one, level)]
    yield _finding(health.QUEUE, [f"{slug} {level.queue.code}" for slug, level in old])
    dead = [(one.slug, level) for one in standings for level in one.levels if level.dead]
    yield _finding(health.DEAD, [f"{slug} {level.queue.code} {level.dead}" for slug, level in dead])
    doubtful = timedelta(seconds=limits.UNKNOWN_AGE_ALARM_S)
    yield _finding(health.UNKNOWN, [one.slug for one in standings if one.unknown_oldest > doubtful])
    unsealed = timedelta(seconds=limits.SEAL_AGE_ALARM_S)
    yield _finding(
        health.AUDIT,
        [one.slug for one in standings if one.level("seal").age(one.at) > unsealed],
    )
    late = timedelta(seconds=limits.CHORE_OVERDUE_ALARM_S)
    yield _finding(
        health.CHORES,
        [one.slug for one in standings if one.level("chores").age(one.at) > late],
    )
    missing = [f"{one.slug} {year}" for one in standings for year in one.calendar_missing]
    yield _finding(health.CALENDAR, missing)
    yield _finding(health.BOOKS, [f"{one.slug} {one.alarms}" for one in standings if one.alarms])
    nights = [f"{one.slug} {one.behind_days}" for one in standings if one.behind_days > 1]
    yield _finding(health.DAY_END, nights)
    yield _finding(health.CHECKS_RUN, [f"{one.name}: {one.said}" for one in notes if not one.good])


def _alarms(uow: UnitOfWork) -> int:
    row = uow.row(_ALARMS, (uow.scope.bank(),))
    return int(row["n"]) if row else 0


def _behind(uow: UnitOfWork, today: date) -> int:
    """Days before today that are not closed; none where no day was ever begun."""
    row = uow.row(_NIGHTS, (uow.scope.bank(), uow.scope.bank(), today))
    if row is None or row["first"] is None:
        return 0
    last: date = row["last"] or row["first"] - _DAY
    return max((today - last).days - 1, 0)


def _is_old(standing: Standing, level: Level) -> bool:
    """Whether a queue stands; the audit's and the chores' have alarms of their own."""
    if level.queue.code in {"seal", "chores"}:
        return False
    return level.age(standing.at) > timedelta(seconds=limits.QUEUE_AGE_ALARM_S)


def _finding(check: health.Check, about: Sequence[str]) -> Finding:
    return Finding(check, not about, Text("、".join(about), ", ".join(about)))


def _counted(keys: Iterator[tuple[str, str]]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for key in keys:
        found[key] = found.get(key, 0) + 1
    return found


def _age(row: Row, now: datetime) -> str:
    seconds = (now - row["since"]).total_seconds()
    return next((name for name, under in AGES if seconds < under), AGES[-1][0])


def _ending(uow: UnitOfWork, now: datetime) -> dict[int, int]:
    soon, later = limits.CERTIFICATES_WATCHED_DAYS
    given = {
        "tenant": uow.scope.bank(), "now": now, "a": now + timedelta(days=soon), "b": now + timedelta(days=later),
    }  # fmt: skip
    row = uow.row(_ENDING, given) or {"a": 0, "b": 0}
    return {soon: row["a"], later: row["b"]}
