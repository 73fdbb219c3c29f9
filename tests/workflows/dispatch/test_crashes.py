"""A worker that dies at any point of sending: one submission at the peer, one posting, one end.

Each point is reached once as an exception that ends the round, which is what a dead process leaves
behind: whatever was not committed is gone. (Real processes are killed in tests/jobs.)
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.clearing.simulator.peer import Peer
from connectors.clearing.simulator.store import Store
from kernel import failpoints
from kernel.failpoints import FailpointReached
from tests.workflows.dispatch.house import BANK_CODE, FEE, OPENING, House, PeerClearing
from tests.world import HouseWorld

POINTS = (
    "clearing.before_claim",
    "clearing.claimed",
    "clearing.before_send",
    "clearing.after_send",
    "clearing.applied",
    "clearing.after_record",
    "clearing.before_enquiry",
    "clearing.after_enquiry",
    "clearing.before_collect",
    "clearing.after_collect",
    "clearing.taken",
    "clearing.after_take",
    "clearing.cursor_moved",
    "clearing.after_cursor",
    "db.before_commit",
    "db.after_commit",
)
ENDS = {1: "succeeded", 2: "succeeded", 3: "failed", 6: "succeeded", 7: "failed", 11: "succeeded"}


@pytest.fixture
def peer(world: HouseWorld, tmp_path: Path) -> Iterator[Peer]:
    store = Store(tmp_path / "clearing.sqlite", "test")
    yield Peer(store, world.clock)
    store.close()


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    failpoints.arm("")


def rounds(house: House) -> int:
    """Half an hour of rounds; how often one of them died."""
    died = 0
    for seconds in (0, 5, 5, 5, 30, 60, 60, 120, 300, 900, 900):
        house.world.advance(seconds=seconds)
        for _ in range(3):
            try:
                house.take_inflow()
                house.until_idle()
            except FailpointReached:
                died += 1
    return died


@pytest.mark.parametrize("case", ENDS)
@pytest.mark.parametrize("point", POINTS)
def test_dying_there_changes_nothing(world: HouseWorld, peer: Peer, point: str, case: int) -> None:
    house = House(world, PeerClearing(peer))
    amount = 888_800 + case
    payment_id = house.pay(amount)
    failpoints.arm(f"{point}=raise")
    died = rounds(house)
    reached = point in failpoints._reached
    assert died == int(reached)
    assert reached or (point, case) in NEVER
    assert house.payment(payment_id)["status"] == ENDS[case]
    spent = amount + FEE if ENDS[case] == "succeeded" else 0
    assert house.money() == (OPENING - spent, 0)
    [row] = peer.report(BANK_CODE)
    assert row["submission_id"] == str(house.submission(payment_id)["id"])
    house.check_books()


ASKED = {"clearing.before_enquiry", "clearing.after_enquiry"}
TOLD = {"clearing.taken", "clearing.after_take", "clearing.cursor_moved", "clearing.after_cursor"}
NEVER = {(point, case) for point in ASKED for case in (1, 3, 11)} | {
    (point, case) for point in TOLD for case in (1, 3)
}
"""Points a case does not pass: a final answer is not asked about, and not told a second time."""
