"""Tables are declared beside their slices and made by the migrations: both say the same."""

from __future__ import annotations

import re
from importlib import import_module
from uuid import UUID

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.dialects.postgresql import DOMAIN

from kernel.assets import ROOT
from kernel.models import Base
from kernel.tenancy import Scope
from migrations.upgrade import downgrade, upgrade
from tests.server import Server, TestDatabase, fresh_database, sqlalchemy_url

PACKAGES = ("connectors", "corporate", "kernel", "ledger", "receipts", "risk", "workflows")


def import_models() -> int:
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("models.py")]
    for path in found:
        relative = path.relative_to(ROOT).with_suffix("")
        if relative.parts[:2] != ("kernel", "models"):
            import_module(".".join(relative.parts))
    return len(found)


def test_declared_and_made_are_the_same(test_database: TestDatabase) -> None:
    assert import_models() > 8
    engine = create_engine(sqlalchemy_url(test_database.server.dsn(test_database.name)))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "include_name": lambda name, kind, _: kind != "schema" or name == "yinqi",
                "include_object": lambda _, name, *__: name != "alembic_version",
                "compare_type": True,
                "compare_server_default": False,
            },
        )
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []


def test_a_domain_admits_the_words_its_columns_declare(test_database: TestDatabase) -> None:
    import_models()
    declared = {
        column.type.name: set(re.findall(r"'(\w+)'", str(column.type.check)))
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, DOMAIN)
    }
    with test_database.owner.begin(Scope(UUID(int=0))) as uow:
        made = {
            row["domain"]: set(re.findall(r"'(\w+)'", row["text"]))
            for row in uow.rows(
                "SELECT contypid::regtype::text AS domain, pg_get_constraintdef(oid) AS text FROM pg_constraint"
                " WHERE contypid <> 0 AND connamespace = 'yinqi'::regnamespace"
            )
        }
    assert declared == made
    assert len(made) >= 3


def test_the_migrations_lead_down_and_up_again(server: Server) -> None:
    with fresh_database(server, "yinqi_down_and_up") as database:
        url = sqlalchemy_url(server.dsn(database.name, "yinqi_owner"))
        database.close()
        downgrade(url, "base")
        upgrade(url)
