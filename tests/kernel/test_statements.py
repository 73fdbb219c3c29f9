"""Statements by libpq's shortest way mean what psycopg would have meant by them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from kernel import limits
from kernel.db import Database, UnitOfWork
from kernel.statements import compiled
from kernel.tenancy import Scope
from tests.world import HouseWorld


@pytest.mark.parametrize(
    ("sql", "text", "names"),
    [
        ("SELECT 1", b"SELECT 1", None),
        ("SELECT %s, %s", b"SELECT $1, $2", None),
        ("SELECT %(a)s, %(b)s, %(a)s", b"SELECT $1, $2, $1", ("a", "b")),
        ("SELECT 10 %% %s", b"SELECT 10 % $1", None),
        ("LIKE 'x%'", b"LIKE 'x%'", None),
    ],
)
def test_places_are_numbered_and_a_name_used_twice_is_one(
    sql: str, text: bytes, names: tuple[str, ...] | None
) -> None:
    found = compiled(sql)
    assert (found.text, found.names) == (text, names)


@given(values=st.dictionaries(st.sampled_from("abc"), st.integers(), min_size=3))
def test_values_come_in_the_order_of_their_places(values: dict[str, int]) -> None:
    query = compiled("%(c)s %(a)s %(c)s %(b)s")
    assert query.values(values) == [values["c"], values["a"], values["b"]]
    assert query.values(None) == []
    assert compiled("%s %s").values((1, 2)) == [1, 2]


VALUES: tuple[Any, ...] = (
    1, 2**40, -(2**63), "上海𬭚㛃", "", None, True, b"\x00\xff", UUID(int=7), date(2026, 11, 23),
    datetime(2026, 11, 23, 2, 5, 0, 123456, tzinfo=UTC), ["a", "b"], [],
)  # fmt: skip
TYPES = (
    "int", "bigint", "bigint", "text", "text", "text", "boolean", "bytea", "uuid", "date",
    "timestamptz", "text[]", "text[]",
)  # fmt: skip


@pytest.mark.database
class TestOnTheServer:
    @pytest.fixture
    def house(self, world: HouseWorld) -> Database:
        return world.db.worker

    @pytest.fixture
    def scope(self, world: HouseWorld) -> Scope:
        return Scope(world.tenant_id)

    @pytest.mark.parametrize("most", [limits.DB_STATEMENTS_MAX, 0], ids=["prepared", "not"])
    def test_what_goes_in_comes_out(
        self, house: Database, scope: Scope, most: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "DB_STATEMENTS_MAX", most)
        with house.begin(scope) as uow:
            for value, kind in zip(VALUES, TYPES, strict=True):
                assert uow.row(f"SELECT %s::{kind} AS it", (value,)) == {"it": value}
            assert uow.row("SELECT %s AS it", (Jsonb({"a": [1, "二"]}),)) == {
                "it": {"a": [1, "二"]}
            }
            for value in ("一", "二"):
                uow.defer("SELECT set_config('test.seen', %s, true)", (value,), lambda it: it)
            uow.flush()
            assert uow.row("SELECT current_setting('test.seen') AS it") == {"it": "二"}

    def test_rows_are_counted(self, house: Database, scope: Scope) -> None:
        some = "SELECT name FROM schedule WHERE name > %(after)s ORDER BY name"
        with house.begin(scope) as uow:
            put = (
                "INSERT INTO schedule (tenant_id, name, due_at) SELECT %s, n, '2026-11-23T00:00:00Z'"
                " FROM unnest(%s::text[]) AS n"
            )
            assert uow.run(put, (scope.bank(), ["a", "b", "c"])) == 3
            move = "UPDATE schedule SET ran_at = due_at WHERE name > %(after)s"
            assert uow.run(move, {"after": "a"}) == 2
            assert uow.run(move, {"after": "z"}) == 0
            assert [row["name"] for row in uow.rows(some, {"after": "a"})] == ["b", "c"]
            assert uow.rows(some, {"after": "z"}) == []
            assert uow.row(some, {"after": "z"}) is None

    @pytest.mark.parametrize(
        ("sql", "params", "fault"),
        [
            ("SELEC %s", (1,), psycopg.errors.SyntaxError),
            ("SELEC 1", None, psycopg.errors.SyntaxError),
            ("SELECT 1 / %s", (0,), psycopg.errors.DivisionByZero),
            ("SELECT %s, %s", (1,), psycopg.errors.ProtocolViolation),
            ("SELECT %s::text", ("a\x00b",), psycopg.DataError),
        ],
    )
    def test_a_fault_is_psycopgs_own(
        self, house: Database, scope: Scope, sql: str, params: Any, fault: type[Exception]
    ) -> None:
        for _ in range(2):  # prepared or not, first or second time
            with pytest.raises(fault), house.begin(scope) as uow:
                uow.run(sql, params)
            with pytest.raises(fault), house.begin(scope) as uow:
                uow.defer(sql, params, lambda it: it)
        with house.begin(scope) as uow:
            assert uow.row("SELECT 1 AS one") == {"one": 1}

    def test_several_commands_stop_at_the_first_fault(self, house: Database, scope: Scope) -> None:
        with pytest.raises(psycopg.errors.DivisionByZero), house.begin(scope) as uow:
            uow.run("SELECT 1; SELECT 1 / 0; SELECT 2")

    def test_the_first_fault_of_a_message_is_told(self, house: Database, scope: Scope) -> None:
        def both(uow: UnitOfWork) -> None:
            uow.defer("SELECT 1 / %s", (0,), lambda it: it)
            uow.defer("SELECT nowhere", None, lambda it: it)

        with pytest.raises(psycopg.errors.DivisionByZero), house.begin(scope) as uow:
            both(uow)
