"""The database itself keeps the banks apart: read from its own catalogue, table by table.

Whoever adds a table, an index or a function meets these tests; there is no list of tables to keep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.rows import dict_row

from kernel.statements import Row
from tests.server import TestDatabase

WITHOUT_BANK = {"bank_directory", "alembic_version"}
"""The directory finds the bank; the migrations' own mark belongs to nobody."""

SEEN_BANK_WIDE = {"web_session"}
"""A session belongs to a person of the bank, who may be of several enterprises."""

DEFINERS = {
    "ledger_post",
    "ledger_post_set",
    "ledger_hold_place",
    "ledger_hold_place_set",
    "ledger_hold_end",
    "ledger_open_account",
    "ledger_set_status",
    "ledger_check_name",
    "ledger_check_names",
    "ledger_near_name",
    "ledger_close_day",
    "ledger_close_portion",
    "ledger_business_on",
    "ledger_alarm",
    "ledger_cut_over",
    "ledger_guard",
    "receipt_facts",
}
TENANT_IS = "(tenant_id = (NULLIF(current_setting('yinqi.tenant'::text, true), ''::text))::uuid)"


class CatalogueOfDatabase:
    """Questions to pg_catalog about the schema of the house."""

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self._connection = connection

    def ask(self, query: str) -> list[Row]:
        return self._connection.execute(query.encode()).fetchall()

    def tables(self) -> dict[str, Row]:
        rows = self.ask(
            """SELECT c.relname AS name, c.relrowsecurity AS on, c.relforcerowsecurity AS forced,
                      pg_get_userbyid(c.relowner) AS owner,
                      array_agg(a.attname::text ORDER BY a.attnum) AS columns
                 FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                WHERE c.relnamespace = 'yinqi'::regnamespace AND c.relkind IN ('r', 'p')
                  AND NOT a.attisdropped GROUP BY c.oid"""
        )
        return {row["name"]: row for row in rows}

    def of_banks(self) -> dict[str, Row]:
        """Every table but the directory that finds the bank."""
        return {
            name: row
            for name, row in self.tables().items()
            if "tenant_id" in row["columns"] and name != "bank_directory"
        }


@pytest.fixture
def catalogue(test_database: TestDatabase) -> Iterator[CatalogueOfDatabase]:
    dsn = test_database.server.dsn(test_database.name)
    with psycopg.connect(dsn, row_factory=dict_row) as connection:
        yield CatalogueOfDatabase(connection)


def test_every_table_belongs_to_a_bank_but_the_one_that_finds_it(
    catalogue: CatalogueOfDatabase,
) -> None:
    assert catalogue.tables().keys() - catalogue.of_banks().keys() == WITHOUT_BANK
    assert len(catalogue.of_banks()) > 40


def test_row_security_is_on_and_forced_on_every_table(catalogue: CatalogueOfDatabase) -> None:
    unguarded = [n for n, row in catalogue.of_banks().items() if not (row["on"] and row["forced"])]
    assert unguarded == []


def test_every_table_has_the_same_policy_of_its_bank(catalogue: CatalogueOfDatabase) -> None:
    rows = catalogue.ask(
        """SELECT tablename, permissive, roles::text[] AS roles, cmd, qual, with_check FROM pg_policies
            WHERE schemaname = 'yinqi' AND policyname = 'tenant'"""
    )
    said = {
        row["tablename"]: (
            row["permissive"],
            row["roles"],
            row["cmd"],
            row["qual"],
            row["with_check"],
        )
        for row in rows
    }
    policy = ("PERMISSIVE", ["public"], "ALL", TENANT_IS, TENANT_IS)
    assert said == dict.fromkeys(catalogue.of_banks(), policy)


def test_no_other_policy_lets_anything_through(catalogue: CatalogueOfDatabase) -> None:
    """Permissive policies add up: a second one would open what the first closes."""
    rows = catalogue.ask(
        """SELECT tablename, policyname FROM pg_policies
            WHERE schemaname = 'yinqi' AND permissive = 'PERMISSIVE' AND policyname <> 'tenant'"""
    )
    assert rows == []


def test_every_table_of_an_enterprise_is_closed_to_the_others(
    catalogue: CatalogueOfDatabase,
) -> None:
    guarded = {
        row["tablename"]
        for row in catalogue.ask(
            """SELECT tablename FROM pg_policies WHERE schemaname = 'yinqi' AND policyname = 'enterprise'
                  AND permissive = 'RESTRICTIVE' AND roles::text[] = ARRAY['yinqi_app']
                  AND cmd IN ('ALL', 'SELECT') AND qual LIKE '%yinqi.enterprise%'"""
        )
    }
    of_enterprises = {
        name for name, row in catalogue.of_banks().items() if "enterprise_id" in row["columns"]
    }
    assert of_enterprises - guarded == SEEN_BANK_WIDE
    assert guarded - of_enterprises == {"enterprise"}


def test_the_bank_leads_every_key_and_index(catalogue: CatalogueOfDatabase) -> None:
    rows = catalogue.ask(
        """SELECT i.indexrelid::regclass::text AS name FROM pg_index i
             JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'yinqi'::regnamespace
             JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id'
            WHERE i.indkey[0] IS DISTINCT FROM t.attnum AND c.relname <> 'bank_directory'"""
    )
    assert rows == []


def test_every_table_has_a_primary_key(catalogue: CatalogueOfDatabase) -> None:
    rows = catalogue.ask(
        """SELECT relname FROM pg_class c WHERE relnamespace = 'yinqi'::regnamespace AND relkind = 'r'
              AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')"""
    )
    assert rows == []


def test_no_foreign_key_leaves_the_bank(catalogue: CatalogueOfDatabase) -> None:
    rows = catalogue.ask(
        """SELECT k.conname FROM pg_constraint k
             JOIN pg_attribute here ON here.attrelid = k.conrelid AND here.attnum = k.conkey[1]
             JOIN pg_attribute there ON there.attrelid = k.confrelid AND there.attnum = k.confkey[1]
            WHERE k.contype = 'f' AND k.connamespace = 'yinqi'::regnamespace
              AND (here.attname, there.attname) <> ('tenant_id', 'tenant_id')"""
    )
    assert rows == []


def test_nothing_that_a_distributed_database_lacks(catalogue: CatalogueOfDatabase) -> None:
    """No triggers, no deferrable or exclusion constraints, no views that forget row security."""
    assert (
        catalogue.ask(
            """SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE c.relnamespace = 'yinqi'::regnamespace AND NOT tgisinternal"""
        )
        == []
    )
    assert (
        catalogue.ask(
            """SELECT conname FROM pg_constraint WHERE connamespace = 'yinqi'::regnamespace
              AND (condeferrable OR contype = 'x')"""
        )
        == []
    )
    assert (
        catalogue.ask(
            """SELECT relname FROM pg_class
            WHERE relnamespace = 'yinqi'::regnamespace AND relkind IN ('v', 'm')"""
        )
        == []
    )


def test_functions_with_borrowed_rights_are_exactly_the_books(
    catalogue: CatalogueOfDatabase,
) -> None:
    rows = catalogue.ask(
        """SELECT p.proname AS name, pg_get_userbyid(p.proowner) AS owner, p.prosecdef AS definer,
                  p.proconfig::text AS config, p.prosrc AS source
             FROM pg_proc p WHERE p.pronamespace NOT IN
                  ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"""
    )
    ours = [row for row in rows if row["definer"] or row["owner"] == "yinqi_books"]
    assert {row["name"] for row in ours} == DEFINERS
    for row in ours:
        assert row["owner"] == "yinqi_books", row["name"]
        assert not re.search(r"set_config|SET\s+(LOCAL|SESSION)", row["source"]), row["name"]
        if row["definer"]:
            assert "search_path=yinqi, pg_temp" in (row["config"] or ""), row["name"]


def test_the_books_are_nobodys_log_in_and_own_no_table(catalogue: CatalogueOfDatabase) -> None:
    (row,) = catalogue.ask(
        """SELECT rolcanlogin OR rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS strong,
                  EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid) AS owns
             FROM pg_roles r WHERE rolname = 'yinqi_books'"""
    )
    assert (row["strong"], row["owns"]) == (False, False)


def test_the_working_roles_own_nothing_and_are_nobody_else(catalogue: CatalogueOfDatabase) -> None:
    rows = catalogue.ask(
        """SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS strong,
                  EXISTS (SELECT FROM pg_class WHERE relowner = r.oid AND relpersistence <> 't')
                  OR EXISTS (SELECT FROM pg_proc WHERE proowner = r.oid)
                  OR EXISTS (SELECT FROM pg_namespace WHERE nspowner = r.oid) AS owns,
                  EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid) AS member
             FROM pg_roles r WHERE rolname IN ('yinqi_app', 'yinqi_worker', 'yinqi_desk', 'yinqi_auditor')"""
    )
    assert len(rows) == 4
    assert {(row["strong"], row["owns"], row["member"]) for row in rows} == {(False, False, False)}


def test_the_owner_is_bound_by_row_security_too(catalogue: CatalogueOfDatabase) -> None:
    (row,) = catalogue.ask(
        "SELECT rolsuper OR rolbypassrls AS strong FROM pg_roles WHERE rolname = 'yinqi_owner'"
    )
    assert not row["strong"]
    assert {table["owner"] for table in catalogue.tables().values()} == {"yinqi_owner"}


def test_nobody_in_particular_may_do_anything(catalogue: CatalogueOfDatabase) -> None:
    """PUBLIC has no right on any table, nor on a function that borrows rights."""
    assert (
        catalogue.ask(
            """SELECT c.relname FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.relnamespace = 'yinqi'::regnamespace AND a.grantee = 0"""
        )
        == []
    )
    assert (
        catalogue.ask(
            """SELECT p.proname FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
            WHERE p.pronamespace = 'yinqi'::regnamespace AND p.prosecdef AND a.grantee = 0"""
        )
        == []
    )


def test_the_books_and_proofs_are_written_by_nobody_else(catalogue: CatalogueOfDatabase) -> None:
    """What proves something is inserted and never changed; the books not even that."""
    rows = catalogue.ask(
        """SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants
            WHERE table_schema = 'yinqi' AND grantee IN ('yinqi_app', 'yinqi_worker', 'yinqi_desk', 'yinqi_auditor')"""
    )
    may = {(row["grantee"], row["table_name"], row["privilege_type"]) for row in rows}
    assert not {t for who, t, what in may if t.startswith("ledger_") and what != "SELECT"}
    assert not {t for who, t, what in may if what == "TRUNCATE"}
    assert not {t for who, t, what in may if who == "yinqi_app" and what == "DELETE"}
    assert not {t for who, t, what in may if who == "yinqi_desk" and what == "DELETE"}
    assert not {what for who, _, what in may if who == "yinqi_auditor"} - {"SELECT"}
    written_once = {"client_serial", "approval_decision", "audit"} | {
        t for _, t, _ in may if t.endswith("_transition")
    }
    assert not {t for _, t, what in may if t in written_once and what in {"UPDATE", "DELETE"}}


def test_the_application_does_not_read_what_is_to_be_told(catalogue: CatalogueOfDatabase) -> None:
    (row,) = catalogue.ask(
        """SELECT has_table_privilege('yinqi_app', 'yinqi.outbox', 'SELECT') AS reads,
                  has_table_privilege('yinqi_app', 'yinqi.outbox', 'INSERT') AS writes"""
    )
    assert (row["reads"], row["writes"]) == (False, True)
