"""Recurring work is due by the injected clock, and one worker at a time runs it."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest

from kernel.records import schedule
from tests.world import HouseWorld


def test_a_job_is_due_when_its_time_has_come_and_again_when_it_comes_again(
    world: HouseWorld,
) -> None:
    now = world.clock.now()
    with world.job() as ctx:
        assert schedule.plan(ctx.uow, "seal", now + timedelta(minutes=1))
        assert not schedule.plan(ctx.uow, "seal", now), "planned once"
        assert schedule.due(ctx.uow, now) == []
    later = world.advance(minutes=1)
    with world.job() as ctx:
        found = schedule.due(ctx.uow, later)
        assert [(job.name, job.due_at, job.ran_at) for job in found] == [("seal", later, None)]
        schedule.ran(ctx.uow, "seal", at=later, next_due_at=later + timedelta(minutes=1))
    with world.job() as ctx:
        assert schedule.due(ctx.uow, later) == []
        assert [job.ran_at for job in schedule.due(ctx.uow, later + timedelta(hours=1))] == [later]


def test_a_job_that_failed_is_still_due(world: HouseWorld) -> None:
    now = world.clock.now()
    with world.job() as ctx:
        schedule.plan(ctx.uow, "seal", now)
    with contextlib.suppress(ZeroDivisionError), world.job() as ctx:
        schedule.ran(ctx.uow, "seal", at=now, next_due_at=now + timedelta(minutes=1))
        raise ZeroDivisionError
    with world.job() as ctx:
        assert len(schedule.due(ctx.uow, now)) == 1


def test_two_workers_do_not_run_one_job(world: HouseWorld) -> None:
    now = world.clock.now()
    with world.job() as ctx:
        schedule.plan(ctx.uow, "seal", now)
    with world.job() as first, world.job() as second:
        assert len(schedule.due(first.uow, now)) == 1
        assert schedule.due(second.uow, now) == []


def test_a_job_never_runs_for_ever(world: HouseWorld) -> None:
    now = world.clock.now()
    with world.job() as ctx:
        schedule.plan(ctx.uow, "seal", now)
        with pytest.raises(ValueError, match="after this one"):
            schedule.ran(ctx.uow, "seal", at=now, next_due_at=now)
        with pytest.raises(LookupError, match="not on the schedule"):
            schedule.ran(ctx.uow, "nap", at=now, next_due_at=now + timedelta(days=1))
