"""A row moves by compare-and-set: once, along the chart, with a step for each move."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from uuid import UUID

import pytest

from kernel.db import Retry
from kernel.errors import NotFound
from kernel.records.charted import Charted
from kernel.statements import Row
from kernel.states import Chart, Edge, IllegalTransition
from kernel.text import Text
from tests.world import HouseWorld

pytestmark = pytest.mark.database


class Lamp(StrEnum):
    OFF = "off"
    ON = "on"


EDGES = (Edge("off", "press", "on", "lamp.lit", "maker"),)
LAMPS = Charted(
    name="lamp",
    what=Text("该灯", "The lamp"),
    chart=Chart("lamp", Lamp, EDGES, Lamp.OFF),
    columns=("tenant_id", "id", "status", "status_at", "version", "colour"),
    json=frozenset({"colour"}),
    changeable=frozenset({"colour"}),
    steps="lamp_transition",
    key="lamp_id",
)
MAKE = """
CREATE TABLE yinqi.lamp (tenant_id uuid, id uuid, status text, status_at timestamptz, version bigint, colour jsonb,
                         PRIMARY KEY (tenant_id, id));
CREATE TABLE yinqi.lamp_transition (tenant_id uuid, lamp_id uuid, seq bigint, source text, target text, trigger text,
                                    actor text, at timestamptz, note text);
GRANT SELECT, INSERT, UPDATE ON yinqi.lamp, yinqi.lamp_transition TO yinqi_worker
"""


@pytest.fixture
def lamp(world: HouseWorld) -> Iterator[Row]:
    """A lamp that is off, in the database."""
    world.db.as_superuser(MAKE)
    row = {
        "tenant_id": world.tenant_id, "id": UUID(int=7), "status": "off", "status_at": world.clock.now(),
        "version": 1, "colour": ["red"],
    }  # fmt: skip
    with world.job() as ctx:
        LAMPS.insert(ctx, row)
    yield row
    world.db.as_superuser("DROP TABLE yinqi.lamp, yinqi.lamp_transition")


def steps(world: HouseWorld) -> list[Row]:
    with world.job() as ctx:
        return ctx.uow.rows("SELECT seq, source, target, trigger, note FROM lamp_transition")


def test_a_move_changes_the_row_once_and_leaves_a_step(world: HouseWorld, lamp: Row) -> None:
    world.advance(minutes=1)
    with world.job() as ctx:
        moved, edge = LAMPS.move(ctx, lamp, "press", {"colour": ["blue"]})
        LAMPS.step(ctx, moved, edge, note="by hand")
    with world.job() as ctx:
        assert LAMPS.lock(ctx, id=lamp["id"]) == moved
    assert (moved["status"], moved["version"], moved["colour"]) == ("on", 2, ["blue"])
    assert moved["status_at"] == world.clock.now()
    assert steps(world) == [
        {"seq": 2, "source": "off", "target": "on", "trigger": "press", "note": "by hand"}
    ]


def test_a_row_that_is_no_longer_what_was_read_is_not_moved(world: HouseWorld, lamp: Row) -> None:
    with world.job() as ctx:
        moved, _ = LAMPS.move(ctx, lamp, "press", {})
    with pytest.raises(Retry), world.job() as ctx:
        LAMPS.move(ctx, lamp, "press", {"colour": ["green"]})
    with world.job() as ctx:
        assert LAMPS.lock(ctx, id=lamp["id"]) == moved


def test_what_the_chart_or_the_table_does_not_allow_is_refused(
    world: HouseWorld, lamp: Row
) -> None:
    with pytest.raises(IllegalTransition), world.job() as ctx:
        LAMPS.move(ctx, lamp | {"status": "on"}, "press", {})
    with pytest.raises(ValueError, match="tenant_id"), world.job() as ctx:
        LAMPS.move(ctx, lamp, "press", {"tenant_id": world.other_tenant_id})
    with world.job() as ctx:
        assert LAMPS.lock(ctx, id=lamp["id"]) == lamp
    assert steps(world) == []


def test_the_same_key_is_not_written_twice_and_what_is_not_there_is_not_found(
    world: HouseWorld, lamp: Row
) -> None:
    with pytest.raises(Retry), world.job() as ctx:
        LAMPS.insert(ctx, lamp)
    with pytest.raises(NotFound), world.job(world.other_tenant_id) as ctx:
        LAMPS.lock(ctx, id=lamp["id"])
