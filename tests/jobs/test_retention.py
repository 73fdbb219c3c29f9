"""What is over is deleted, and nothing else: not by the job, and not by anybody's right."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from jobs.bank_run import BankRun
from jobs.housekeeping import forget
from jobs.retained import REWRITTEN, stays
from jobs.retention import ENDS, OWN, Ends
from kernel.assets import ROOT
from kernel.tenancy import Scope
from tests.world import HouseWorld
from tools.retention_page import page

COLUMNS = """
SELECT column_name AS name, data_type AS type FROM information_schema.columns
 WHERE table_schema = 'yinqi' AND table_name = %s AND is_nullable = 'NO' AND column_default IS NULL
   AND is_identity = 'NO'
"""
RIGHTS = """
SELECT table_name AS name, grantee FROM information_schema.role_table_grants
 WHERE table_schema = 'yinqi' AND privilege_type IN ('DELETE', 'TRUNCATE') AND grantee <> 'yinqi_owner'
"""
TABLES = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'yinqi' AND tablename <> 'alembic_version'"
VALUES = {
    "uuid": "gen_random_uuid()", "text": "gen_random_uuid()::text", "bigint": "1", "boolean": "false", "jsonb": "'{}'",
    "bytea": "gen_random_uuid()::text::bytea",
}  # fmt: skip
WORDS = {"status": "'sent'", "method": "'password'", "relayed_at": "now()"}


def asked(world: HouseWorld, sql: str, *given: Any) -> list[dict[str, Any]]:
    with world.owner() as uow:
        return uow.rows(sql, given)


def put(world: HouseWorld, table: str, at: datetime, since: str = "") -> None:
    """A row of that age, whatever else stands in it; no key or policy hinders."""
    named = {row["name"]: row["type"] for row in asked(world, COLUMNS, table)}
    found = {name: WORDS.get(name) or VALUES.get(kind, f"'{at.isoformat()}'") for name, kind in named.items()}  # fmt: skip
    found["tenant_id"] = f"'{world.tenant_id}'"
    if since:
        found[since] = f"'{at.isoformat()}'"
    if table == "outbox":
        found["relayed_at"] = found["created_at"]
    world.db.tamper(
        f"INSERT INTO yinqi.{table} ({', '.join(found)}) VALUES ({', '.join(found.values())})"  # noqa: S608 - our own
    )


def counts(world: HouseWorld, tables: list[str]) -> dict[str, int]:
    with world.db.auditor.begin(Scope(world.tenant_id)) as uow:
        return {
            table: uow.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]  # noqa: S608 - our own names
            for table in tables
        }


def test_every_table_has_its_term(world: HouseWorld) -> None:
    named = {row["name"] for row in asked(world, TABLES)}
    ends = [one.table for one in ENDS]
    assert len(ends) == len(set(ends))
    assert set(ends) <= named
    unnamed = {name for name in named - set(ends) if not stays(name)}
    assert unnamed == set(), (
        "say in jobs/retained.py why it stays, or in jobs/retention.py when it ends"
    )
    assert [name for name in ends if stays(name)] == []


def test_nobody_may_delete_what_stays(world: HouseWorld) -> None:
    rights = asked(world, RIGHTS)
    assert {row["name"] for row in rights if row["grantee"] != "yinqi_worker"} <= REWRITTEN
    ends = {one.table for one in ENDS}
    assert {row["name"] for row in rights} - ends <= REWRITTEN
    assert ends <= {row["name"] for row in rights}


@pytest.mark.parametrize("one", OWN, ids=lambda one: str(one.table))
def test_a_row_ends_with_its_term_and_not_before(world: HouseWorld, one: Ends) -> None:
    now = world.clock.now()
    term, moment = timedelta(seconds=one.seconds), timedelta(minutes=1)
    before = counts(world, [one.table])[one.table]
    put(world, one.table, now - term - moment, one.since)
    put(world, one.table, now - term + moment, one.since)
    forget(BankRun(world.db.worker, world.kernel, world.tenant_id))
    assert counts(world, [one.table])[one.table] == before + 1


def test_after_forty_years_books_approvals_audit_and_serials_are_as_they_were(
    world: HouseWorld,
) -> None:
    kept = [row["name"] for row in asked(world, TABLES) if stays(row["name"])]
    for table in ("audit", "client_serial", "approval_transition", "ledger_day"):
        put(world, table, world.clock.now())
    before = counts(world, kept)
    assert all(before[table] for table in ("ledger_account", "audit", "client_serial"))
    world.advance(days=40 * 365)
    run = BankRun(world.db.worker, world.kernel, world.tenant_id)
    while forget(run):
        pass
    assert counts(world, kept) == before


def test_a_bank_may_keep_longer_and_not_shorter(world: HouseWorld) -> None:
    now, kept = world.clock.now(), {"outbox": 365, "throttle": 1, "notice": "long"}
    with world.owner() as uow:
        uow.run(
            "UPDATE bank SET settings = settings || %s WHERE tenant_id = %s",
            (Jsonb({"retention": kept}), world.tenant_id),
        )
    put(world, "outbox", now - timedelta(days=200))
    put(world, "throttle", now - timedelta(days=30))
    before = counts(world, ["outbox", "throttle"])
    assert forget(BankRun(world.db.worker, world.kernel, world.tenant_id)) == 0
    assert counts(world, ["outbox", "throttle"]) == before


def test_the_page_of_terms_is_the_generated_one() -> None:
    assert (ROOT / "docs" / "retention.md").read_text(encoding="utf-8") == page()
