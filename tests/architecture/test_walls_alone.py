"""With every filter of ours taken out of the statements, what the catalogue reads is still one's own.

The statements are the house's real ones; only `tenant_id = …` and `enterprise_id = …` against a parameter
are rewritten to something always true. What then keeps others' rows away is row security alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from corporate.bootstrap import CATALOGUE
from kernel import statements
from kernel.db import Database
from kernel.errors import YinqiError
from kernel.operation import Door, Idempotency, Operation, fields_of
from tests.workflows.mandates.house import KIND, Notes
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.mandates.service import Wish

_FILTER = re.compile(r"(?:\b\w+\.)?(?:tenant_id|enterprise_id) = (%s|%\(\w+\)s)")
_READS = ("SELECT", "WITH")
READERS = ("李娜", "赵敏", "孙悦", "周涛")


def without_filters(sql: str) -> str:
    """A reading statement that asks for no bank and no enterprise."""
    if not sql.lstrip().startswith(_READS):
        return sql
    return _FILTER.sub(r"(\1::uuid IS NOT NULL)", sql)


def readable(operation: Operation) -> bool:
    """Whether it reads, and can be asked with nothing said."""
    asks_nothing = not any(info.required for info in fields_of(operation.command))
    reads = operation.idempotency is Idempotency.READ
    return reads and asks_nothing and Door.WEB in operation.doors


READ = [one for one in CATALOGUE if readable(one)]
Opens = Callable[[str], PaymentHouse]


@pytest.fixture
def foreign(world: HouseWorld) -> frozenset[str]:
    """What others have, of the same bank and of the next: words that must not appear."""
    house = PaymentHouse(world)
    house.house.mandates.teach(Notes())
    world.db.tamper("UPDATE yinqi.enterprise SET settings = '{\"single_administrator\": true}'")
    marks: set[str] = set()
    for maker, payer in (("刘洋", "3250612000181470"), ("吴强", "8110801012345678901")):
        more: dict[str, Any] = {
            "payee_account": "6222021001112223334",
            "payee_name": "某",
            "payee_bank": "102100099996",
        }
        marks |= {payer, house.submit("F-1", by=maker, payer_account=payer, **more).number}
        with world.context(maker) as ctx:
            marks.add(
                house.house.mandates.propose(ctx, Wish(KIND, "board", {"text": maker})).number
            )
        marks.add(maker)
    world.db.tamper("UPDATE yinqi.enterprise SET settings = '{}'")
    return frozenset(marks)


@pytest.fixture
def bare(world: HouseWorld, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opens]:
    """A house on fresh connections of a role, its statements without filters."""
    real = statements.compiled.__wrapped__
    opened: list[Database] = []

    def as_role(role: str) -> PaymentHouse:
        monkeypatch.setattr(statements, "compiled", lambda sql: real(without_filters(sql)))
        opened.append(Database(world.db.server.dsn(world.db.name, f"yinqi_{role}"), pool_size=2))
        monkeypatch.setattr(world.db, "app", opened[-1])
        return PaymentHouse(world)

    yield as_role
    for database in opened:
        database.dispose()


def answers(house: PaymentHouse) -> dict[str, str]:
    """Everything some people of 辰海 can read by asking for nothing in particular."""
    found: dict[str, str] = {}
    for operation in READ:
        for name in READERS:
            try:
                answer: Any = house.house.gate.read(
                    house.world.actor(name, enterprise="辰海"), operation.code
                )
            except YinqiError:
                continue
            found[operation.code] = found.get(operation.code, "") + repr(answer)
    return found


def test_filters_are_really_taken_out() -> None:
    sql = "SELECT 1 FROM a JOIN b ON b.tenant_id = a.tenant_id WHERE a.tenant_id = %s AND b.enterprise_id = %(e)s"
    assert without_filters(sql) == (
        "SELECT 1 FROM a JOIN b ON b.tenant_id = a.tenant_id WHERE (%s::uuid IS NOT NULL) AND"
        " (%(e)s::uuid IS NOT NULL)"
    )


def test_row_security_alone_shows_nobody_anothers(foreign: frozenset[str], bare: Opens) -> None:
    said = answers(bare("app"))
    assert len(said) > 15
    leaks = {(code, mark) for code, text in said.items() for mark in foreign if mark in text}
    assert leaks == set()


def test_without_that_wall_others_would_be_seen(foreign: frozenset[str], bare: Opens) -> None:
    """The control: a role the enterprise's policy does not bind sees the neighbour, not the next bank."""
    said = answers(bare("worker"))
    leaks = {mark for text in said.values() for mark in foreign if mark in text}
    assert "刘洋" in leaks
    assert "吴强" not in leaks
