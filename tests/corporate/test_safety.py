"""Boot: what is unsafe is named, and refused where money is real."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from psycopg.types.json import Jsonb

from corporate import safety
from corporate.bootstrap import assemble, attach_counter
from corporate.identity.signing_rules import DEFAULT
from corporate.safety import UnsafeSettings, check
from corporate.settings import Profile, Settings
from kernel import failpoints
from kernel.db import Database
from tests.workflows.payments.house import ScriptedClearing
from tests.world import HouseWorld

pytestmark = pytest.mark.database

SAFE = Settings(
    database_urls={"app": "postgresql://elsewhere"},
    clearing_url="https://clearing.example",
    secret="x" * 32,
    origin="https://bank.example",
)
FORGETFUL = ["fsync is off", "synchronous_commit is off", "full_page_writes is off"]
"""What the tests' own server is, on purpose."""


def found(world: HouseWorld, database: Database | None = None, **changed: Any) -> list[str]:
    return check(replace(SAFE, **changed), database or world.db.app)


def test_a_forgetful_server_is_all_there_is_to_say(world: HouseWorld) -> None:
    assert found(world) == FORGETFUL
    assert found(world, world.db.worker) == FORGETFUL


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"secret": "x" * 31}, "YINQI_SECRET has fewer than 32 characters"),
        ({"clock": "file"}, "the clock is file, not the machine's"),
        ({"origin": "http://bank.example"}, "the public address http://bank.example is not https"),
        ({"origin": ""}, "the public address http://localhost:8080 is not https"),
        ({"clearing_url": ""}, "no clearing link is configured"),
        (
            {"database_urls": {}},
            "the embedded database is for trying out; set YINQI_DATABASE_URL",
        ),
    ],
)
def test_each_setting_is_named(world: HouseWorld, changed: dict[str, Any], fault: str) -> None:
    assert found(world, **changed) == [fault, *FORGETFUL]


def test_armed_failpoints_are_named(world: HouseWorld) -> None:
    failpoints.arm("a.b=raise")
    try:
        assert found(world) == ["failpoints are armed", *FORGETFUL]
    finally:
        failpoints.arm("")


def test_a_role_that_could_pass_the_walls_is_named(world: HouseWorld) -> None:
    owns = "the database role owns tables, or may become their owner"
    assert found(world, world.db.owner) == [*FORGETFUL, owns]
    superuser = Database(world.db.server.dsn(world.db.name), pool_size=1)
    try:
        passes = "the database role is a superuser or bypasses row security"
        assert found(world, superuser) == [*FORGETFUL, passes, owns]
    finally:
        superuser.dispose()


def test_so_is_one_that_may_become_the_owner(world: HouseWorld) -> None:
    world.db.as_superuser("GRANT yinqi_owner TO yinqi_auditor")
    try:
        assert found(world, world.db.auditor)[-1].endswith("may become their owner")
    finally:
        world.db.as_superuser("REVOKE yinqi_owner FROM yinqi_auditor")


def test_a_desk_that_could_pass_the_walls_does_not_start(world: HouseWorld) -> None:
    urls = {"app": world.db.app.dsn, "desk": world.db.owner.dsn}
    settings = Settings(profile=Profile.PRODUCTION, data=world.folder, database_urls=urls)
    house = assemble(settings, world.kernel, world.db.app, ScriptedClearing())
    with pytest.raises(UnsafeSettings, match="owns tables"):
        attach_counter(Flask("desk"), house)


def test_a_server_too_old_is_named(world: HouseWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "_FLOOR_VERSION", 990000)
    assert "the server is older than PostgreSQL 15" in found(world)


def test_production_does_not_start_like_this(world: HouseWorld) -> None:
    with pytest.raises(UnsafeSettings) as refusal:
        found(world, profile=Profile.PRODUCTION)
    assert "fsync is off; synchronous_commit is off" in refusal.value.message.en
    said = "bank yungang has set no signing_rules: which methods are enough for which amounts"
    assert said in refusal.value.message.en
    assert "bank jianghai has set no signing_rules" in refusal.value.message.en


@pytest.mark.parametrize(("rules", "said"), [(DEFAULT, ""), ({"*": {}}, "malformed (*)")])
def test_a_banks_rule_of_methods_is_read_before_money_is_real(
    world: HouseWorld, rules: dict[str, Any], said: str
) -> None:
    with world.owner() as uow:
        uow.run(
            "UPDATE bank SET settings = %s WHERE tenant_id = %s", (_kept(rules), world.tenant_id)
        )
    with pytest.raises(UnsafeSettings) as refusal:
        found(world, profile=Profile.PRODUCTION)
    assert ("bank yungang" in refusal.value.message.en) == bool(said)
    assert said in refusal.value.message.en


def _kept(rules: dict[str, Any]) -> Jsonb:
    return Jsonb({"signing_rules": rules})
