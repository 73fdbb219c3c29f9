"""The enterprise's serial is claimed once, for ever, however many ask at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from kernel.db import UnitOfWork
from kernel.records import serials
from kernel.records.serials import Claim, SerialConflict
from kernel.tenancy import Scope
from tests.world import HouseWorld

HASH = bytes(32)


def claim(world: HouseWorld, uow: UnitOfWork, serial: str, content: bytes = HASH) -> Claim:
    subject_id = world.kernel.ids.uuid7()
    enterprise_id = uow.scope.enterprise()
    return serials.claim(uow, enterprise_id, serial, "payments.submit", content, subject_id)


def test_a_first_claim_is_new_and_the_same_again_is_a_duplicate(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        first = claim(world, ctx.uow, "A-1")
    with world.context("李娜") as ctx:
        second = claim(world, ctx.uow, "A-1")
        assert serials.find(ctx.uow, ctx.enterprise_id, "A-1") == first.subject_id
        assert serials.find(ctx.uow, ctx.enterprise_id, "A-2") is None
    assert (first.new, second.new, second.duplicate) == (True, False, True)
    assert second.subject_id == first.subject_id


def test_other_content_conflicts_and_changes_nothing(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        first = claim(world, ctx.uow, "A-1")
    with pytest.raises(SerialConflict) as refused, world.context("李娜") as ctx:
        claim(world, ctx.uow, "A-1", bytes([1]) * 32)
    assert refused.value.code == "kernel.serial_conflict"
    with world.context("李娜") as ctx:
        assert claim(world, ctx.uow, "A-1").subject_id == first.subject_id
    assert world.count("client_serial") == 1


def test_the_same_content_for_another_operation_conflicts(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        claim(world, ctx.uow, "A-1")
        subject_id = world.kernel.ids.uuid7()
        with pytest.raises(SerialConflict):
            serials.claim(ctx.uow, ctx.enterprise_id, "A-1", "other.submit", HASH, subject_id)


def test_a_claim_that_was_rolled_back_leaves_the_serial_free(world: HouseWorld) -> None:
    with world.undone("李娜") as ctx:
        assert claim(world, ctx.uow, "A-1").new
    with world.context("李娜") as ctx:
        assert claim(world, ctx.uow, "A-1").new


def test_two_enterprises_may_use_one_serial(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        assert claim(world, ctx.uow, "A-1").new
    with world.context("刘洋") as ctx:
        assert claim(world, ctx.uow, "A-1").new


def test_sixteen_at_once_make_one_new_and_fifteen_duplicates(world: HouseWorld) -> None:
    actor = world.actor("李娜")
    scope = Scope(actor.tenant_id, actor.enterprise_id)
    start = Barrier(16)

    def ask(_: int) -> Claim:
        start.wait()
        return world.db.app.transact(scope, lambda uow: claim(world, uow, "RACE"))

    with ThreadPoolExecutor(16) as threads:
        claims = list(threads.map(ask, range(16)))
    assert sorted(found.new for found in claims) == [False] * 15 + [True]
    assert len({found.subject_id for found in claims}) == 1
    assert world.count("client_serial") == 1


def test_a_claim_dates_itself_by_the_subjects_own_id(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        claim(world, ctx.uow, "A-1")
        row = ctx.uow.row("SELECT created_at FROM client_serial")
        assert row is not None
        assert row["created_at"] == world.clock.now()
        with pytest.raises(ValueError, match="UUIDv7"):
            serials.claim(ctx.uow, ctx.enterprise_id, "A-2", "x", HASH, uuid4())


def test_nobody_may_forget_a_serial(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        claim(world, ctx.uow, "A-1")
    for statement in ("DELETE FROM client_serial", "UPDATE client_serial SET serial = 'B'"):
        with pytest.raises(Exception, match="permission denied"), world.context("李娜") as ctx:
            ctx.uow.run(statement)
        with pytest.raises(Exception, match="permission denied"), world.job() as ctx:
            ctx.uow.run(statement)
    assert world.count("client_serial") == 1


def test_a_claim_for_another_enterprise_is_refused_by_the_database(world: HouseWorld) -> None:
    other: UUID = world.enterprise("恒锐").id
    with pytest.raises(Exception, match="row-level security"), world.context("李娜") as ctx:
        serials.claim(ctx.uow, other, "A-1", "x", HASH, world.kernel.ids.uuid7())
    assert world.count("client_serial") == 0
