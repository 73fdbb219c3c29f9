"""Batches in parts: nothing is paid before the end, everything once, and the whole is checked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jobs.bank_run import BankRun
from jobs.housekeeping import forget
from kernel import limits
from tests.connectors.direct_link.erp import Erp, Reply
from tests.connectors.direct_link.rules import allow_direct
from tests.connectors.direct_link.test_batches import batch, row
from tests.world import HouseWorld

STAGES = {1: "begin", 3: "end"}
ROWS = [row(f"P-{number}", f"{number}.50") for number in range(1, 7)]


def send(erp: Erp, part: int, **changed: Any) -> Reply:
    """One of three parts with two rows each; the whole comes to 24.00."""
    whole = batch(*ROWS)
    said = {
        "ClientSerial": "PARTS-1",
        "Stage": STAGES.get(part, "middle"),
        "Part": str(part),
        **{name: whole[name] for name in ("PayerAccount", "Payments", "Total", "Currency")},
        "Rows": ROWS[2 * part - 2 : 2 * part],
    }
    return erp.call("payments.submit_part", "SubmitPart", **(said | changed))


def test_three_parts_become_one_batch_with_the_last(erp: Erp, world: HouseWorld) -> None:
    allow_direct(world)
    first, second = send(erp, 1), send(erp, 2)
    assert [(r.code, r.value("Parts"), r.value("Payments"), r.value("Number")) for r in (first, second)] == [
        ("0000", "1", "2", ""), ("0000", "2", "4", ""),
    ]  # fmt: skip
    assert world.count("payment") == 0
    last = send(erp, 3)
    assert (last.value("Status"), last.value("Total")) == ("succeeded", "24.00")
    assert last.value("Number").startswith("B261123-")
    found = erp.call("payments.batch", "FindBatch", ClientSerial="PARTS-1")
    assert (found.value("Payments"), found.value("Number")) == ("6", last.value("Number"))
    assert world.count("payment") == 6


def test_every_part_and_the_end_may_come_again(erp: Erp, world: HouseWorld) -> None:
    *_, reply = [send(erp, part) for part in (1, 1, 2, 3)]
    again = [send(erp, part) for part in (3, 1, 2, 3)]
    assert {(r.code, r.head("Duplicate")) for r in again} == {("0000", "true")}
    assert again[0].value("Number") == reply.value("Number")
    assert world.count("payment") == 6
    assert world.count("approval") == 1


def test_the_same_batch_at_once_is_the_batch_that_came_in_parts(
    erp: Erp, world: HouseWorld
) -> None:
    *_, reply = [send(erp, part) for part in (1, 2, 3)]
    whole = erp.call("payments.submit_batch", "SubmitBatch", **batch(*ROWS, ClientSerial="PARTS-1"))
    assert (whole.head("Duplicate"), whole.value("Number")) == ("true", reply.value("Number"))
    assert world.count("payment") == 6


def test_an_end_before_its_parts_is_refused_and_names_them(erp: Erp, world: HouseWorld) -> None:
    assert send(erp, 2).code == "0000"
    early = send(erp, 3)
    assert (early.status, early.code) == (400, "I162")
    assert "1" in early.text("zh")
    assert world.count("batch_part") == 1, "the end itself is not kept"
    assert send(erp, 1).code == "0000"
    assert send(erp, 3).code == "0000"
    assert world.count("payment") == 6


def test_another_part_under_a_known_number_changes_nothing(erp: Erp, world: HouseWorld) -> None:
    send(erp, 1)
    other = send(erp, 1, Rows=[row("P-1", "1.50"), row("P-2", "999.00")])
    assert (other.status, other.code) == (409, "C103")
    assert world.count("batch_part", "payments = 2 AND total_minor = 400") == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"Total": "24.01"}, "batch_total_differs"),
        ({"Payments": "7"}, "batch_count_differs"),
        ({"Rows": [row("P-1", "5.50"), row("P-6", "6.50")]}, "batch_serial_twice"),
    ],
)
def test_totals_and_serials_are_those_of_the_whole(
    erp: Erp, world: HouseWorld, changed: dict[str, Any], code: str
) -> None:
    said = {name: value for name, value in changed.items() if name != "Rows"}
    send(erp, 1, **said)
    send(erp, 2, **said)
    reply = send(erp, 3, **changed)
    assert reply.code == "I001"
    assert any(found.endswith(code) for found, _ in reply.faults), reply.faults
    assert world.count("payment") == 0


def test_parts_that_say_different_things_of_the_whole_are_refused(
    erp: Erp, world: HouseWorld
) -> None:
    send(erp, 1)
    send(erp, 2, Total="99.00")
    reply = send(erp, 3)
    assert [code for code, _ in reply.faults] == ["payment.parts_differ"]
    assert world.count("payment") == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"Stage": "middle", "Part": "1"},
        {"Stage": "begin", "Part": "2"},
        {"Stage": "end", "Part": str(limits.BATCH_PARTS_MAX + 1)},
        {"Rows": []},
    ],
)
def test_a_part_that_is_none_is_refused_by_itself(
    erp: Erp, world: HouseWorld, changed: dict[str, Any]
) -> None:
    assert send(erp, 1, **changed).code == "I001"
    assert world.count("batch_part") == 0


def test_one_enterprise_sees_and_ends_nothing_of_anothers(
    erp: Erp, hengrui: Erp, world: HouseWorld
) -> None:
    send(erp, 1)
    send(erp, 2)
    reply = send(hengrui, 3, PayerAccount="3250612000181470")
    assert reply.code == "I162"
    assert world.count("payment") == 0


def test_parts_are_forgotten_after_some_days_and_the_batch_is_not(
    erp: Erp, world: HouseWorld
) -> None:
    for part in (1, 2, 3):
        send(erp, part)
    world.clock.advance(timedelta(seconds=limits.BATCH_PARTS_KEPT_S + 60))
    forget(BankRun(world.db.worker, world.kernel, world.tenant_id))
    assert (world.count("batch_part"), world.count("payment")) == (0, 6)
    again = [send(erp, part) for part in (1, 2, 3)][-1]
    assert again.head("Duplicate") == "true"
    assert world.count("payment") == 6
