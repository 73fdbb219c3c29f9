"""Lists, lanes and due dates: page by page without a gap, only what is one's own."""

from __future__ import annotations

import pytest

from kernel.ids import CursorUnknown
from tests.workflows.bills.house import BillWorld
from workflows.bills.listing import ChoiceUnknown


def test_pages_follow_each_other_and_sums_say_the_same(bills: BillWorld) -> None:
    due = ["2026-11-30", "2026-12-20", "2027-02-01", "2027-05-20", "2027-05-20"]
    numbers = [bills.delivered(minor=100 * (n + 1), due_on=day) for n, day in enumerate(due)]
    gate, actor = bills.house.gate, bills.actor("恒锐")
    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        page = gate.read(actor, "bills.list", {"Lane": "held", "Limit": 2, "Cursor": cursor})
        seen += [line.bill_number for line in page.bills]
        cursor = page.cursor
        if not cursor:
            break
    assert seen == sorted(numbers, key=lambda number: (due[numbers.index(number)], number))
    sums = gate.read(actor, "bills.lanes", {})
    assert {one.lane.value: (one.bills, one.amount_minor) for one in sums.lanes if one.bills} == {"held": (5, 1500)}  # fmt: skip
    assert [(one.days, one.bills, one.amount_minor) for one in sums.dues] == [
        (7, 1, 100), (30, 1, 200), (90, 1, 300), (366, 2, 900),
    ]  # fmt: skip
    assert len(gate.read(actor, "bills.list", {"Act": "endorse"}).bills) == 5
    assert gate.read(actor, "bills.list", {"Act": "discharge"}).bills == ()
    assert len(gate.read(actor, "bills.list", {"DueFrom": "2027-01-01", "DueTo": "2027-03-01"}).bills) == 1  # fmt: skip
    assert [line.lane.value for line in bills.lines("辰海")] == ["owed"] * 5
    assert bills.lines("越洋") == []


@pytest.mark.parametrize("wanted", [{"Lane": "elsewhere"}, {"Act": "register"}])
def test_what_is_no_lane_or_act_is_refused(bills: BillWorld, wanted: dict[str, str]) -> None:
    with pytest.raises(ChoiceUnknown):
        bills.house.gate.read(bills.actor("恒锐"), "bills.list", wanted)


def test_a_mark_of_another_list_is_refused(bills: BillWorld) -> None:
    for cursor in ("x", "20261123", "20261123.1.x", "20269999.1.1"):
        with pytest.raises(CursorUnknown):
            bills.house.gate.read(bills.actor("恒锐"), "bills.list", {"Cursor": cursor})
