"""Batches from programs: whole or in parts, the same again is the same, and what became of them is told."""

from __future__ import annotations

from typing import Any

import pytest

from jobs import house as jobs
from kernel.errors import Conflict, Faulty
from kernel.operation import Door
from kernel.public_status import PublicStatus
from kernel.records.serials import SerialConflict
from tests.workflows.batches.bank import PAYER, BatchBank, tallies
from tests.workflows.batches.house import people, person
from tests.world import HouseWorld
from workflows.batches.commands import BatchHeader
from workflows.batches.link_commands import BatchStage, LinkRow, SendBatch, SendPart, WhenFaulty

ERP = "辰海 ERP"


@pytest.fixture
def bank(world: HouseWorld) -> BatchBank:
    people(world, 6)
    return BatchBank(world)


def rows(count: int, *, first: int = 1) -> tuple[LinkRow, ...]:
    found = (person(nth) for nth in range(first, first + count))
    return tuple(LinkRow(payee_name=n, payee_account=a, amount="100.00") for n, a in found)


def send(bank: BatchBank, serial: str, given: tuple[LinkRow, ...], **more: Any) -> BatchHeader:
    total = more.pop("total", 10_000 * len(given))
    command = SendBatch(
        client_serial=serial, payer_account=PAYER, name="货款", payments=len(given), total_minor=total, rows=given, **more
    )  # fmt: skip
    return bank.do("batches.send", command, by=ERP)


def part(
    bank: BatchBank, stage: BatchStage, number: int, given: tuple[LinkRow, ...]
) -> BatchHeader:
    command = SendPart(
        client_serial="P-1", stage=stage, part=number, payer_account=PAYER, name="货款", payments=6,
        total_minor=60_000, rows=given,
    )  # fmt: skip
    return bank.do("batches.send_part", command, by=ERP)


def test_a_batch_sent_again_is_the_same_batch(bank: BatchBank) -> None:
    first = send(bank, "L-1", rows(3))
    again = send(bank, "L-1", rows(3))
    assert (again.number, again.duplicate, first.duplicate) == (first.number, True, False)
    with pytest.raises(SerialConflict):
        send(bank, "L-1", rows(2))
    assert bank.world.count("batch") == 1


def test_faulty_rows_fail_alone_and_the_header_counts_them(bank: BatchBank) -> None:
    wrong = LinkRow(payee_name="没有此人", payee_account=person(1)[1], amount="100.00")
    batch = send(bank, "L-1", (*rows(3), wrong))
    assert (batch.rows, batch.total_minor) == (4, 40_000)
    assert tallies(batch) == {"open": (3, 30_000), "failed": (1, 10_000)}
    bank.decide("赵敏")
    bank.work()
    after = bank.look(batch.number)
    assert (after.status, tallies(after)) == (
        PublicStatus.PARTLY_SUCCEEDED, {"paid": (3, 30_000), "failed": (1, 10_000)},
    )  # fmt: skip
    assert bank.balance()[0] == 100_000_000 - 30_000
    assert bank.breaches() == []


def test_its_sender_may_want_all_or_nothing(bank: BatchBank) -> None:
    wrong = LinkRow(payee_name="没有此人", payee_account=person(1)[1], amount="100.00")
    with pytest.raises(Faulty) as refused:
        send(bank, "L-1", (*rows(1), wrong), faulty=WhenFaulty.REFUSE)
    assert [(one.code, one.field) for one in refused.value.findings] == [
        ("batch.account_mismatch", "rows[2].account")
    ]
    assert bank.world.count("batch") == 0


def test_totals_that_differ_refuse_the_whole(bank: BatchBank) -> None:
    with pytest.raises(Faulty) as refused:
        send(bank, "L-1", rows(2), total=1)
    assert [one.code for one in refused.value.findings] == ["batch.total_differs"]


def test_parts_are_one_batch_at_their_end_however_often_they_come(bank: BatchBank) -> None:
    assert part(bank, BatchStage.BEGIN, 1, rows(2)).rows == 2
    with pytest.raises(Conflict, match="parts_missing"):
        part(bank, BatchStage.END, 3, rows(2, first=5))
    assert part(bank, BatchStage.MIDDLE, 2, rows(2, first=3)).rows == 4
    assert part(bank, BatchStage.MIDDLE, 2, rows(2, first=3)).duplicate
    with pytest.raises(SerialConflict):
        part(bank, BatchStage.MIDDLE, 2, rows(1, first=3))
    end = part(bank, BatchStage.END, 3, rows(2, first=5))
    assert (end.rows, end.total_minor, end.status) == (6, 60_000, PublicStatus.PENDING_APPROVAL)
    assert part(bank, BatchStage.END, 3, rows(2, first=5)).duplicate
    bank.decide("赵敏")
    bank.work()
    assert bank.look(end.number).status is PublicStatus.SUCCEEDED


def test_what_became_of_it_is_in_the_feed_and_both_sides_get_receipts(bank: BatchBank) -> None:
    own = LinkRow(
        payee_name="苏州恒锐特钢有限公司", payee_account="3250612000181470", amount="100.00"
    )
    batch = send(bank, "L-1", (*rows(2), own))
    bank.decide("赵敏")
    jobs.run_until_idle(bank.worker)
    events = bank.house.gate.read(bank.world.actor(ERP, door=Door.DIRECT_LINK), "events.poll", {})
    told = [one.topic for one in events.events if one.number == batch.number]
    assert told == ["batch.submitted", "batch.released", "batch.running", "batch.succeeded"]
    receipts = bank.ask("SELECT account_number, facts FROM receipt ORDER BY account_number")
    assert [(row["account_number"], row["facts"]["amount"]["minor"]) for row in receipts] == [
        (PAYER, 30_000), ("3250612000181470", 10_000),
    ]  # fmt: skip
    assert receipts[1]["facts"]["business_serial"] == f"{batch.number}-3"
