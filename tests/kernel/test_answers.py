"""A page of many parts asks the same question once, and never sees an answer that a write has overtaken."""

from __future__ import annotations

import pytest

from kernel.db import UnitOfWork
from kernel.statements import Row
from kernel.tenancy import Scope
from tests.counting import counted_statements
from tests.world import HouseWorld

pytestmark = pytest.mark.database
_COUNT = "SELECT count(*) AS found FROM schedule WHERE name = %s"
_PUT = "INSERT INTO schedule (tenant_id, name, due_at) VALUES (%s, %s, '2026-11-23T00:00:00Z')"


def count(uow: UnitOfWork, name: str = "kept") -> Row:
    row = uow.row(_COUNT, (name,))
    assert row is not None
    return row


def test_the_same_question_is_asked_once_and_another_one_is_asked(world: HouseWorld) -> None:
    with world.db.worker.begin(Scope(world.tenant_id)) as uow:
        uow.answers.begin()
        with counted_statements() as sent:
            first, again, other = count(uow), count(uow), count(uow, "other")
    assert first == again == other == {"found": 0}
    assert len(sent) == 2


def test_nobody_sees_what_another_made_of_an_answer(world: HouseWorld) -> None:
    with world.db.worker.begin(Scope(world.tenant_id)) as uow:
        uow.answers.begin()
        count(uow)["found"] = 7
        assert count(uow) == {"found": 0}


def test_whatever_is_written_ends_every_answer(world: HouseWorld) -> None:
    with world.db.worker.begin(Scope(world.tenant_id)) as uow:
        uow.answers.begin()
        assert count(uow) == {"found": 0}
        uow.run(_PUT, (world.tenant_id, "kept"))
        assert count(uow) == {"found": 1}
        assert count(uow, "later") == {"found": 0}
        uow.defer(_PUT, (world.tenant_id, "later"), lambda fault: fault)
        assert count(uow, "later") == {"found": 1}


def test_who_does_not_ask_for_it_asks_every_time(world: HouseWorld) -> None:
    with world.db.worker.begin(Scope(world.tenant_id)) as uow, counted_statements() as sent:
        count(uow)
        count(uow)
    assert len([sql for sql in sent if sql == _COUNT]) == 2


def test_a_part_of_a_transaction_asks_once_and_the_rest_asks_anew(world: HouseWorld) -> None:
    with world.db.worker.begin(Scope(world.tenant_id)) as uow, counted_statements() as sent:
        with uow.answers.kept():
            count(uow)
            count(uow)
        count(uow)
    assert len([sql for sql in sent if sql == _COUNT]) == 2
