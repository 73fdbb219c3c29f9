"""A part of a transaction fails alone: what it wrote, and what it meant to write, is gone."""

from __future__ import annotations

import contextlib

from kernel.db import UnitOfWork, savepoint
from kernel.records import outbox
from tests.world import HouseWorld


class Refused(Exception):
    """What the part fails with."""


def _fail(uow: UnitOfWork, world: HouseWorld) -> None:
    with contextlib.suppress(Refused), savepoint(uow):
        outbox.emit(uow, world.kernel, "inside", "a", {})
        raise Refused


def test_what_was_deferred_inside_a_part_that_failed_is_never_sent(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        outbox.emit(ctx.uow, world.kernel, "before", "a", {})
        _fail(ctx.uow, world)
        outbox.emit(ctx.uow, world.kernel, "after", "a", {})
    assert world.count("outbox", "topic = 'inside'") == 0
    assert world.count("outbox", "topic IN ('before', 'after')") == 2


def test_the_same_holds_when_the_transaction_ends_with_it(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        _fail(ctx.uow, world)
    assert world.count("outbox", "topic = 'inside'") == 0
