"""Each check of health: when it is not well it says what to do, and only what keeps from serving takes a process away."""

from __future__ import annotations

import dataclasses
import http.client
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from corporate.watch_cli import told
from corporate.watching import health, notes
from corporate.watching.collector import Watch, registry_of
from corporate.watching.health import Finding, Instance, is_ready
from corporate.watching.listener import application, listening
from corporate.watching.meters import FOLDER
from corporate.watching.notes import Note
from corporate.web.app import create_web
from kernel.assets import ROOT
from kernel.clock import SystemClock
from kernel.db import Database
from kernel.limits import CLOCK_OFFSET_MAX_S, DISK_FULL_RATIO, DISK_LOW_RATIO
from migrations.newest import newest
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld

NOWHERE = "host=/nonexistent user=nobody dbname=none connect_timeout=1"
TOKEN = "a token of the deployment"


@pytest.fixture(autouse=True)
def _roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever disk the tests run on, half of it is free."""
    monkeypatch.setattr("shutil.disk_usage", free(0.5))


@pytest.fixture
def instance(world: HouseWorld, tmp_path: Path) -> Instance:
    return Instance(world.db.auditor, newest(), tmp_path, world.clock)


@pytest.fixture
def watch(world: HouseWorld, instance: Instance, tmp_path: Path) -> Watch:
    return Watch(world.db.auditor, world.clock, instance, tmp_path)


@pytest.fixture
def house(world: HouseWorld) -> PaymentHouse:
    return PaymentHouse(world)


def bad(found: Any) -> set[str]:
    return {one.check.code for one in found if not one.good}


def free(share: float) -> Any:
    return lambda _place: SimpleNamespace(
        used=10_000 - int(10_000 * share), free=int(10_000 * share)
    )


def test_a_disk_warns_and_then_stops(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", free(DISK_LOW_RATIO - 0.01))
    found = instance.look()
    assert (bad(found), is_ready(found)) == ({"disk"}, True)
    monkeypatch.setattr("shutil.disk_usage", free(DISK_FULL_RATIO - 0.01))
    found = instance.look()
    assert (bad(found), is_ready(found)) == ({"disk", "disk_full"}, False)


def test_a_clock_warns_and_then_stops(
    world: HouseWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Instance(world.db.auditor, newest(), tmp_path, SystemClock())
    assert "clock" not in bad(real.look())
    for off, codes in ((-5.0, {"clock"}), (CLOCK_OFFSET_MAX_S + 1, {"clock", "clock_far"})):
        monkeypatch.setattr(health, "clock_offset", lambda _database, off=off: off)
        found = real.look()
        assert bad(found) & {"clock", "clock_far"} == codes
        assert is_ready(found) is (codes == {"clock"})


def test_a_schema_behind_and_a_database_away_stop(world: HouseWorld, tmp_path: Path) -> None:
    behind = Instance(world.db.auditor, "9999", tmp_path, world.clock).look()
    assert (bad(behind), is_ready(behind)) == ({"schema"}, False)
    away = Database(NOWHERE)
    found = Watch(
        away, world.clock, Instance(away, newest(), tmp_path, world.clock), tmp_path
    ).look()
    assert (bad(found), is_ready(found)) == ({"database"}, False)


def test_what_is_wrong_with_a_bank_is_told_and_keeps_nobody_from_serving(
    watch: Watch, world: HouseWorld, tmp_path: Path
) -> None:
    assert watch.look()
    for one in ("audit", "outbox"):
        _plant(world, one)
    notes.leave(tmp_path, Note("backup", world.clock.now(), good=False, said="no room"))
    world.advance(days=20)
    found = watch.look()
    assert bad(found) >= {"queue", "audit", "checks"}
    assert is_ready(found)
    (queue,) = [one for one in found if one.check is health.QUEUE]
    assert "yungang outbox" in queue.said.zh
    night = f"'{world.tenant_id}', '2026-11-20', 'cut', now(), 0, now(), ''"
    world.db.tamper(f"INSERT INTO yinqi.day_end VALUES ({night})")  # noqa: S608 - the words above
    alarm = f"'{world.tenant_id}', gen_random_uuid(), 'x', 'x', '{{}}', '{{}}', '', now(), now(), 1, true, NULL, ''"
    world.db.tamper(f"INSERT INTO yinqi.alarm VALUES ({alarm})")  # noqa: S608 - the same
    found = watch.look()
    assert bad(found) >= {"books", "day_end"}
    (late,) = [one for one in found if one.check is health.DAY_END]
    assert late.said.zh == "yungang 23"
    world.advance(days=400)
    assert "calendar" in bad(watch.look())


def _plant(world: HouseWorld, table: str) -> None:
    at = world.clock.now() - timedelta(minutes=1)
    columns = {
        "audit": "at, actor, door, action, object_type, object_id, detail",
        "outbox": "created_at, topic, key, payload",
    }[table]
    values = {"audit": "'x', 'system', 'x', 'x', 'x', '{}'", "outbox": "'x', 'x', '{}'"}[table]
    world.db.tamper(
        f"INSERT INTO yinqi.{table} (tenant_id, id, {columns})"  # noqa: S608 - the words above
        f" VALUES ('{world.tenant_id}', gen_random_uuid(), '{at.isoformat()}', {values})"
    )


def test_every_check_says_what_to_do_in_two_languages_and_names_its_runbook() -> None:
    assert len({one.code for one in health.ALL}) == len(health.ALL)
    for check in health.ALL:
        said = Finding(check, good=False).as_json()
        assert said["todo"]["zh"]
        assert said["todo"]["en"]
        assert (ROOT / said["runbook"]).is_file(), said["runbook"]
        assert check.todo.zh in told(Finding(check, good=False))


def test_strangers_are_told_well_or_not_and_whoever_shows_the_token_everything(
    house: PaymentHouse,
) -> None:
    site = dataclasses.replace(house.house.settings, watch_token=TOKEN)
    findings = (Finding(health.DISK, good=False), Finding(health.DATABASE, good=True))
    app = create_web(dataclasses.replace(house.house, settings=site), lambda: findings)
    client = app.test_client()
    assert client.get("/healthz").json == {"alive": True}
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": ""}):
        assert client.get("/readyz", headers=headers).json == {"ready": True}
    shown = client.get("/readyz", headers={"Authorization": f"Bearer {TOKEN}"}).json
    assert shown is not None
    assert [one["check"] for one in shown["checks"]] == ["disk", "database"]
    assert shown["checks"][0]["runbook"] == "docs/runbooks/disk-full.md"
    without = create_web(house.house, lambda: findings).test_client()
    assert without.get("/readyz", headers={"Authorization": "Bearer "}).json == {"ready": True}


def test_the_listener_of_a_machine_answers_over_http(watch: Watch, tmp_path: Path) -> None:
    app = application(watch, registry_of(watch, tmp_path / FOLDER))
    with listening("127.0.0.1", 0, app) as port:
        answers = dict(_asked(port, ("/healthz", "/readyz", "/metrics", "/else")))
    assert answers["/healthz"] == (200, '{"alive": true}')
    status, body = answers["/readyz"]
    assert status == 200
    assert {one["check"] for one in json.loads(body)["checks"]} >= {"database", "audit", "queue"}
    assert "yinqi_database_up 1.0" in answers["/metrics"][1]
    assert answers["/else"][0] == 404


def _asked(port: int, paths: tuple[str, ...]) -> Iterator[tuple[str, tuple[int, str]]]:
    for path in paths:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        line.request("GET", path)
        answer = line.getresponse()
        yield path, (answer.status, answer.read().decode())
        line.close()
