"""What is exposed: every metric by its declared name, over processes that come and go, and over every bank."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from corporate.backups import ages
from corporate.watching import metrics, notes
from corporate.watching.collector import Watch, registry_of
from corporate.watching.health import Instance
from corporate.watching.meters import FOLDER, living
from corporate.watching.notes import Note
from kernel.clock import SystemClock
from kernel.db import Database
from migrations.newest import newest
from tests.world import HouseWorld

COUNTS = """
import pathlib, sys
from corporate.watching.meters import open_meters
from kernel import meters
meters.tell(open_meters(pathlib.Path(sys.argv[1]), "web"))
meters.count("gate", "payments.submit", "ok")
meters.took("http", 0.2, "web", "/payments", "GET", "2xx")
meters.took("signature", 0.001, "sign", "sm2-sm3")
meters.count("link", "0000")
meters.count("dispatch", "HVPS", "settled")
with meters.timed("chore", "seal"), meters.Outcome("chore_end", "seal"):
    pass
meters.count("pool_exhausted")
meters.count("replica", "answered")
meters.change("pool", 3)
print("counted", flush=True)
sys.stdin.read(1)
"""


@pytest.fixture
def watch(world: HouseWorld, tmp_path: Path) -> Iterator[Watch]:
    database = Database(world.db.auditor.dsn, pool_size=1)
    instance = Instance(database, newest(), tmp_path, world.clock)
    yield Watch(database, world.clock, instance, tmp_path)
    database.dispose()


def exposed(watch: Watch, data: Path) -> dict[str, dict[tuple[str, ...], float]]:
    """Each sample by its name and the values of its labels, those in the order of their names, as Prometheus reads it."""
    text = generate_latest(registry_of(watch, data / FOLDER)).decode()
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels: Mapping[str, str] = sample.labels
            found.setdefault(sample.name, {})[tuple(labels[name] for name in sorted(labels))] = (
                sample.value
            )
    return found


def counting(data: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", COUNTS, str(data / FOLDER)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "counted\n"
    return process


def test_processes_count_together_and_a_successor_goes_on(watch: Watch, tmp_path: Path) -> None:
    both = [counting(tmp_path), counting(tmp_path)]
    assert living(tmp_path / FOLDER) == {"web": 2}
    found = exposed(watch, tmp_path)
    assert found["yinqi_gate_operations_total"] == {("ok", "payments.submit"): 2.0}
    assert found["yinqi_pool_in_use"] == {(): 6.0}
    assert set(found["yinqi_processes"].items()) == {(("web",), 2.0)}
    both[0].kill()
    both[0].communicate()
    assert exposed(watch, tmp_path)["yinqi_pool_in_use"] == {(): 3.0}
    successor = counting(tmp_path)
    found = exposed(watch, tmp_path)
    assert found["yinqi_gate_operations_total"] == {("ok", "payments.submit"): 3.0}
    assert found["yinqi_pool_in_use"] == {(): 6.0}
    assert len(list((tmp_path / FOLDER).glob("*.lock"))) == 2
    named = {metric.exposed for metric in metrics.ALL}
    plain = {
        name.removesuffix("_bucket").removesuffix("_count").removesuffix("_sum") for name in found
    }
    assert plain - {name.removesuffix("_total") + "_created" for name in named} <= named
    assert named - plain <= {
        metrics.CLOCK.name,
        metrics.UNKNOWN.name,
        metrics.OPEN.name,
        metrics.CHECK_GOOD.name,
        metrics.CHECK_AGE.name,
    }
    for process in (both[1], successor):
        process.communicate(input="x")


def test_a_torn_file_of_a_power_failure_keeps_nobody_from_counting(
    watch: Watch, tmp_path: Path
) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / "counter_web-0.db").write_bytes(b"\xff\xff\xff\x7f" + b"torn" * 100)
    counting(tmp_path).communicate(input="x")
    assert living(folder) == {}
    (folder / "histogram_web-7.db").write_bytes(b"\xff\xff\xff\x7f" + b"torn" * 100)
    found = exposed(watch, tmp_path)
    assert found["yinqi_gate_operations_total"] == {("ok", "payments.submit"): 1.0}


def test_copies_that_are_made_are_told_with_their_age(watch: Watch, tmp_path: Path) -> None:
    for_an_hour = (SystemClock().now() - timedelta(hours=1)).isoformat()
    ages.note(tmp_path, files_at=for_an_hour, wal_at=for_an_hour)
    told = exposed(watch, tmp_path)["yinqi_check_age_seconds"]
    assert set(told) == {("files",), ("wal",)}
    assert min(told.values()) >= 3600.0


def test_every_bank_is_told_with_its_queues_and_what_nobody_knows(
    watch: Watch, world: HouseWorld, tmp_path: Path
) -> None:
    notes.leave(
        tmp_path, Note("books", world.clock.now() - timedelta(hours=2), good=True, said="ok")
    )
    notes.leave(tmp_path, Note("backup", world.clock.now(), good=False, said="no room"))
    (tmp_path / notes.FOLDER / "half.json").write_text("{")
    found = exposed(watch, tmp_path)
    assert found["yinqi_check_good"] == {("backup",): 0.0, ("books",): 1.0}
    assert found["yinqi_check_age_seconds"] == {("backup",): 0.0, ("books",): 7200.0}
    banks = {labels[0] for labels in found["yinqi_queue_waiting"]}
    assert banks == set(world.placed.tenants)
    assert found["yinqi_calendar_left_seconds"]["yungang",] > 31 * 86_400
    assert found["yinqi_database_up"] == {(): 1.0}
