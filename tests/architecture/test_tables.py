"""Tables are declared beside their slices and made by the migrations: both say the same."""

from __future__ import annotations

from importlib import import_module

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from kernel.assets import ROOT
from kernel.models import Base
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


def test_the_migrations_lead_down_and_up_again(server: Server) -> None:
    with fresh_database(server, "yinqi_down_and_up") as database:
        url = sqlalchemy_url(server.dsn(database.name, "yinqi_owner"))
        database.close()
        downgrade(url, "base")
        upgrade(url)
