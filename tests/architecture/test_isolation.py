"""With every filter of ours left out, row security alone shows nobody another's rows.

Each table gets a row of one's own, of another enterprise of the bank and of another bank; then it is
read whole. The rows are invented from the columns' types, inside a transaction that is rolled back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from kernel.statements import Row
from kernel.tenancy import Scope
from tests.server import TestDatabase
from tests.world import HouseWorld

MINE, OTHER_ENTERPRISE, OTHER_BANK = "mine", "other enterprise", "other bank"
INVENTED = {
    "uuid": "gen_random_uuid()",
    "text": "'x' || gen_random_uuid()",
    "int8": "(random() * 1e15)::bigint",
    "bool": "true",
    "timestamptz": "timestamptz '2026-11-23 02:05Z'",
    "date": "date '2026-11-23'",
    "jsonb": "'{}'::jsonb",
    "bytea": "decode(md5(random()::text), 'hex')",
    "bpchar": "'CNY'",
}
BANK_WIDE = {"web_session"}
"""Sessions belong to a person, who may be of several enterprises; every query names the person."""


class Stage:
    """One superuser's transaction in which roles are put on and off; nothing of it stays."""

    def __init__(self, connection: psycopg.Connection[Row], world: HouseWorld) -> None:
        self.connection = connection
        self.mine = world.user("李娜")
        owners = {
            MINE: (world.tenant_id, self.mine.enterprise_id),
            OTHER_ENTERPRISE: (world.tenant_id, world.enterprise("恒锐").id),
            OTHER_BANK: (world.other_tenant_id, world.enterprise("越洋").id),
        }
        self.tables = self._columns()
        self._drop_checks()
        for table in self.tables:
            for tenant_id, enterprise_id in owners.values():
                self._invent(table, tenant_id, enterprise_id)

    def _columns(self) -> dict[str, list[tuple[str, str]]]:
        rows = self.connection.execute(
            """SELECT table_name, column_name, udt_name FROM information_schema.columns
                WHERE table_schema = 'yinqi' AND is_identity = 'NO' ORDER BY ordinal_position"""
        ).fetchall()
        found: dict[str, list[tuple[str, str]]] = {}
        for row in rows:
            found.setdefault(row["table_name"], []).append((row["column_name"], row["udt_name"]))
        del found["bank_directory"]  # which finds the bank, and holds nothing else
        return {
            name: columns for name, columns in found.items() if ("tenant_id", "uuid") in columns
        }

    def _drop_checks(self) -> None:
        """An invented status is no status; only in this transaction may it stand."""
        self.connection.execute("SET LOCAL session_replication_role = replica")
        for row in self.connection.execute(
            """SELECT conrelid::regclass::text AS table_name, conname FROM pg_constraint
                WHERE contype = 'c' AND conrelid <> 0 AND connamespace = 'yinqi'::regnamespace"""
        ).fetchall():
            self.connection.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                    sql.SQL(row["table_name"]), sql.Identifier(row["conname"])
                )
            )
        for row in self.connection.execute(
            """SELECT contypid::regtype::text AS domain_name, conname FROM pg_constraint
                WHERE contypid <> 0 AND connamespace = 'yinqi'::regnamespace"""
        ).fetchall():
            self.connection.execute(
                sql.SQL("ALTER DOMAIN {} DROP CONSTRAINT {}").format(
                    sql.SQL(row["domain_name"]), sql.Identifier(row["conname"])
                )
            )

    def _invent(self, table: str, tenant_id: UUID, enterprise_id: UUID) -> None:
        values: list[sql.Composable] = []
        for name, kind in self.tables[table]:
            if name == "tenant_id":
                values.append(sql.Literal(tenant_id))
            elif name == "enterprise_id" or (table, name) == ("enterprise", "id"):
                values.append(sql.Literal(enterprise_id))
            else:
                values.append(sql.SQL(INVENTED[kind]))
        insert = sql.SQL("INSERT INTO yinqi.{} ({}) VALUES ({}) ON CONFLICT DO NOTHING").format(
            sql.Identifier(table),
            sql.SQL(", ").join(sql.Identifier(name) for name, _ in self.tables[table]),
            sql.SQL(", ").join(values),
        )
        self.connection.execute(insert)

    @contextmanager
    def role(self, role: str, scope: Scope) -> Iterator[None]:
        """Act as a role in a scope, as the house's own connections do."""
        self.connection.execute("SAVEPOINT act")
        opening = ";".join(scope.opening()[1:])
        self.connection.execute(
            f"SET LOCAL search_path = yinqi; {opening}; SET LOCAL ROLE {role}".encode()
        )
        yield
        self.connection.execute("ROLLBACK TO SAVEPOINT act")

    def readable(self, role: str) -> list[str]:
        rows = self.connection.execute(
            """SELECT relname FROM pg_class WHERE relnamespace = 'yinqi'::regnamespace AND relkind = 'r'
                  AND has_table_privilege(%s, oid, 'SELECT') ORDER BY relname""",
            (role,),
        ).fetchall()
        return [row["relname"] for row in rows if row["relname"] in self.tables]

    def whole(self, table: str) -> list[Row]:
        return self.connection.execute(
            sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))
        ).fetchall()


@pytest.fixture
def stage(test_database: TestDatabase, world: HouseWorld) -> Iterator[Stage]:
    dsn = test_database.server.dsn(test_database.name)
    with psycopg.connect(dsn, row_factory=dict_row) as connection:
        yield Stage(connection, world)
        connection.rollback()


def test_the_control_sees_everybodys_rows(stage: Stage) -> None:
    """Without this the tests below could not fail."""
    stage.connection.execute("SET LOCAL search_path = yinqi")
    for table in stage.tables:
        assert len({row["tenant_id"] for row in stage.whole(table)}) == 2, table


def test_the_application_sees_its_own_enterprise_only(stage: Stage) -> None:
    scope = Scope(stage.mine.tenant_id, stage.mine.enterprise_id)
    tables = stage.readable("yinqi_app")
    assert len(tables) > 35
    with stage.role("yinqi_app", scope):
        for table in tables:
            rows = stage.whole(table)
            assert {row["tenant_id"] for row in rows} == {stage.mine.tenant_id}, table
            assert _enterprises(table, rows) <= {stage.mine.enterprise_id}, table


def test_before_an_enterprise_is_chosen_only_people_are_seen(stage: Stage) -> None:
    with stage.role("yinqi_app", Scope(stage.mine.tenant_id)):
        seen = {t for t in stage.readable("yinqi_app") if _enterprises(t, stage.whole(t))}
    assert seen == {"enterprise_user", "certificate", "role_member", "enterprise"}


@pytest.mark.parametrize("role", ["yinqi_worker", "yinqi_desk", "yinqi_auditor", "yinqi_owner"])
def test_every_other_role_sees_one_bank_only(stage: Stage, role: str) -> None:
    tables = stage.readable(role)
    assert len(tables) > (30 if role == "yinqi_desk" else 40)
    with stage.role(role, Scope(stage.mine.tenant_id)):
        for table in tables:
            assert {row["tenant_id"] for row in stage.whole(table)} == {stage.mine.tenant_id}, table


@pytest.mark.parametrize(
    "role", ["yinqi_app", "yinqi_worker", "yinqi_desk", "yinqi_auditor", "yinqi_owner"]
)
def test_without_a_scope_nobody_sees_anything(stage: Stage, role: str) -> None:
    for scope in (Scope(), Scope(uuid4()), Scope(uuid4(), stage.mine.enterprise_id)):
        with stage.role(role, scope):
            for table in stage.readable(role):
                assert stage.whole(table) == [], table


def test_nobody_writes_into_another_bank_or_enterprise(world: HouseWorld) -> None:
    lina = world.user("李娜")
    outbox = "INSERT INTO outbox (tenant_id, id, topic, key, payload, created_at) VALUES (%s, %s, 't', 'k', '{}', %s)"
    notice = (
        "INSERT INTO notice (tenant_id, enterprise_id, id, kind, text, link, source_key, created_at)"
        " VALUES (%s, %s, %s, 'k', '{}', '', 's', %s)"
    )
    now = world.clock.now()
    attempts: list[tuple[str, tuple[Any, ...]]] = [
        (outbox, (world.other_tenant_id, uuid4(), now)),
        (notice, (lina.tenant_id, world.enterprise("恒锐").id, uuid4(), now)),
        (notice, (world.other_tenant_id, lina.enterprise_id, uuid4(), now)),
    ]
    for statement, params in attempts:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), world.context("李娜") as ctx:
            ctx.uow.run(statement, params)
    assert (world.count("outbox"), world.count("notice")) == (0, 0)


def test_no_row_moves_to_another_bank(world: HouseWorld) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), world.context("李娜") as ctx:
        ctx.uow.run("UPDATE person SET tenant_id = %s", (world.other_tenant_id,))
    with world.context("李娜") as ctx:
        assert ctx.uow.run("UPDATE person SET preferences = '{}' WHERE login = 'wuqiang'") == 0


def test_a_pooled_connection_keeps_no_scope(world: HouseWorld) -> None:
    for _ in range(5):
        with world.context("李娜") as ctx:
            assert ctx.uow.rows("SELECT 1 FROM signed_account")
        with world.db.app.begin(Scope()) as uow:
            assert uow.rows("SELECT 1 FROM signed_account") == []
            assert uow.rows("SELECT 1 FROM person") == []


def test_a_key_of_another_bank_cannot_be_linked(world: HouseWorld) -> None:
    """A foreign key is no way to learn, or to use, what another bank has."""
    stranger = world.user("吴强")
    with pytest.raises(psycopg.errors.ForeignKeyViolation), world.owner() as uow:
        uow.run(
            "INSERT INTO role_member (tenant_id, enterprise_id, user_id, role) VALUES (%s, %s, %s, 'x')",
            (world.tenant_id, world.enterprise("辰海").id, stranger.user_id),
        )


def _enterprises(table: str, rows: list[Row]) -> set[UUID]:
    if table == "enterprise":
        return {row["id"] for row in rows}
    if table in BANK_WIDE:
        return set()
    return {row["enterprise_id"] for row in rows if row.get("enterprise_id") is not None}
