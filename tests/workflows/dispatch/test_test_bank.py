"""Every documented magic value from payment to rest: once at the peer, the right end, the right money."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.clearing.simulator.behaviours import MAGIC
from connectors.clearing.simulator.peer import Peer
from connectors.clearing.simulator.store import Store
from tests.workflows.dispatch.house import BANK_CODE, FEE, OPENING, House, PeerClearing
from tests.world import HouseWorld

AMOUNT = 888_800
# case → at once, after a day of rounds, how many exceptions the desk was told of
CASES = {
    1: ("succeeded", "succeeded", 0),
    2: ("processing", "succeeded", 0),
    3: ("failed", "failed", 0),
    4: ("failed", "failed", 0),
    5: ("failed", "failed", 0),
    6: ("unknown", "succeeded", 0),
    7: ("unknown", "failed", 0),
    8: ("unknown", "unknown", 1),
    9: ("unknown", "succeeded", 0),
    10: ("succeeded", "returned", 0),
    11: ("succeeded", "succeeded", 0),
    12: ("succeeded", "succeeded", 1),
    13: ("failed", "failed", 1),
    14: ("unknown", "succeeded", 0),
    15: ("unknown", "succeeded", 0),
    16: ("unknown", "succeeded", 0),
    17: ("unknown", "succeeded", 0),
    18: ("unknown", "succeeded", 0),
    19: ("unknown", "succeeded", 0),
    20: ("processing", "processing", 0),
    21: ("unknown", "succeeded", 0),
    22: ("unknown", "succeeded", 1),
    23: ("unknown", "succeeded", 0),
}


@pytest.fixture
def peer(world: HouseWorld, tmp_path: Path) -> Iterator[Peer]:
    store = Store(tmp_path / "clearing.sqlite", "test")
    yield Peer(store, world.clock)
    store.close()


def money(status: str, amount: int) -> tuple[int, int]:
    spent = {"succeeded": amount + FEE, "returned": FEE}.get(status, 0)
    held = amount + FEE if status in {"unknown", "processing"} else 0
    return OPENING - spent, held


@pytest.mark.parametrize("case", MAGIC)
def test_case(world: HouseWorld, peer: Peer, case: int) -> None:
    at_once, at_last, exceptions = CASES[case]
    house = House(world, PeerClearing(peer))
    payment_id = house.pay(AMOUNT + case)
    house.work()
    assert house.payment(payment_id)["status"] == at_once
    house.check_books()
    for minutes in (1, 1, 1, 1, 30, 60 * 24):
        for _ in range(4):
            world.clock.advance(timedelta(seconds=5))
            house.until_idle()
        world.advance(minutes=minutes)
        house.until_idle()
    assert house.payment(payment_id)["status"] == at_last
    assert house.money() == money(at_last, AMOUNT + case)
    assert len(house.told("dispatch.exception")) == exceptions
    assert [row["received"] for row in peer.report(BANK_CODE)] == [1]
    [row] = peer.report(BANK_CODE)
    assert row["submission_id"] == str(house.submission(payment_id)["id"])
    house.check_books()
