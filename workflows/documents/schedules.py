"""Statements that come by themselves: kept by people, made into tasks by the worker once a period is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from connectors.ports import CoreStatements
from kernel import limits
from kernel.calendar import SHANGHAI
from kernel.context import Context
from kernel.errors import NotFound
from kernel.statement_files import FileFormat
from kernel.statements import Row
from kernel.text import Text
from workflows.documents import schedule_repository, task_repository
from workflows.documents.schedule_commands import (
    EndSchedule,
    ListSchedules,
    ScheduleList,
    ScheduleStatements,
    ScheduleView,
)
from workflows.documents.service import in_sight
from workflows.documents.states import Period
from workflows.documents.task_commands import Documents

_ACCOUNT: Final = Text("该账户", "The account")
_WHAT: Final = Text("该定期对账单", "The schedule")
_DAY: Final = timedelta(days=1)

Run = Callable[[Callable[[Context], Any]], Any]


class ScheduleDesk:
    """Keeps schedules for people who may see the account."""

    def listed(self, ctx: Context, command: ListSchedules) -> ScheduleList:
        """Those of one account. Raises NotFound."""
        _require_sight(ctx, command.account_number)
        rows = schedule_repository.of_account(ctx, command.account_number)
        return ScheduleList(schedules=tuple(map(_view, rows)))

    def add(self, ctx: Context, command: ScheduleStatements) -> ScheduleView:
        """One more; one that is like it already is the answer. Raises NotFound."""
        _require_sight(ctx, command.account_number)
        same = (command.period.value, command.format.value)
        for row in schedule_repository.of_account(ctx, command.account_number):
            if (row["period"], row["format"]) == same:
                return _view(row)
        schedule = {
            "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id,
            "id": ctx.world.ids.uuid7(), "account_number": command.account_number,
            "user_id": ctx.actor.user_id, "period": same[0], "format": same[1],
            "next_on": following(command.period, _today(ctx)), "created_at": ctx.now,
        }  # fmt: skip
        schedule_repository.insert(ctx, schedule)
        return _view(schedule)

    def end(self, ctx: Context, command: EndSchedule) -> ScheduleView:
        """Let no more come. Raises NotFound."""
        try:
            row = schedule_repository.running(ctx, UUID(command.id))
        except ValueError:
            row = None
        if row is None:
            raise NotFound(_WHAT)
        _require_sight(ctx, row["account_number"])
        schedule_repository.end(ctx, row["id"])
        return _view(row)


class StatementSender:
    """The chore that makes tasks of periods that are over."""

    def __init__(self, core: CoreStatements) -> None:
        self._core = core

    def __call__(self, run: Run) -> int:
        """Each in a transaction of its own; returns how many were made."""
        due: list[Row] = run(
            lambda ctx: schedule_repository.due(ctx, _today(ctx), limits.SCHEDULES_DUE_MAX)
        )
        return sum(run(partial(self._send, schedule=one)) for one in due)

    def _send(self, ctx: Context, schedule: Row) -> int:
        """Nothing while a day of the period is not closed yet, or when another worker was first."""
        ctx.uow.narrow(schedule["enterprise_id"])
        ctx = ctx.inside(schedule["enterprise_id"])
        until: date = schedule["next_on"] - _DAY
        period = Period(schedule["period"])
        [account] = self._core.accounts(ctx, [schedule["account_number"]])
        still_open = self._core.open_day(ctx, account).since
        if still_open is not None and still_open <= until:
            return 0
        if not schedule_repository.move(ctx, schedule, following(period, schedule["next_on"])):
            return 0
        task_repository.insert(
            ctx, _task(ctx, schedule, until.replace(day=1) if period is Period.MONTH else until)
        )
        return 1


def following(period: Period, day: date) -> date:
    """The first day after the period a day lies in."""
    if period is Period.DAY:
        return day + _DAY
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _task(ctx: Context, schedule: Row, begin: date) -> Row:
    until: date = schedule["next_on"] - _DAY
    return {
        "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id, "id": ctx.world.ids.uuid7(),
        "number": ctx.world.ids.number("T"), "client_serial": f"{schedule['id']}:{until:%Y%m%d}",
        "user_id": schedule["user_id"], "kind": Documents.STATEMENTS.value, "created_at": ctx.now,
        "asked": {
            "accounts": [schedule["account_number"]], "from_on": begin.isoformat(),
            "to_on": until.isoformat(), "format": schedule["format"], "tell": True,
        },
    }  # fmt: skip


def _require_sight(ctx: Context, account_number: str) -> None:
    if account_number not in in_sight(ctx):
        raise NotFound(_ACCOUNT)


def _view(row: Row) -> ScheduleView:
    return ScheduleView(
        id=str(row["id"]),
        account_number=row["account_number"],
        period=Period(row["period"]),
        format=FileFormat(row["format"]),
        next_on=row["next_on"],
    )


def _today(ctx: Context) -> date:
    return ctx.now.astimezone(SHANGHAI).date()
