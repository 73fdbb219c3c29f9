"""Cancelling payments of a message: what has not gone out stops, what has gone stays, and nothing happens twice."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from kernel.iso20022.camt055_model import (
    Camt055,
    CancelBlock,
    CancelMessage,
    CancelTransfer,
    ItemResolution,
    MessageResolution,
)
from kernel.iso20022.codes import CancelReason
from kernel.operation import Door
from tests.risk.bench import LimitBench
from tests.workflows.payments import erp
from tests.workflows.payments.house import PaymentHouse
from workflows.payments.cancel_commands import CancelPayments

pytestmark = pytest.mark.database
LATER = erp.MONDAY + timedelta(days=7)


def cancel(
    pay: PaymentHouse, *blocks: CancelBlock, by: str = "辰海 ERP", whole: bool = False, **more: Any
) -> MessageResolution:
    """Ask to cancel parts of MSG1."""
    actor = dataclasses.replace(pay.world.actor(by, door=Door.DIRECT_LINK), credential="test")
    named = CancelMessage("MSG1", "pain.001.001.09", whole=whole, blocks=blocks, **more)
    asked = Camt055("camt.055.001.08", "CXL1", "2026-11-23T10:00:00", (named,))
    answer = pay.house.gate.perform(actor, "payments.cancel", CancelPayments(document=asked))
    (message,) = answer.document.messages
    return message  # type: ignore[no-any-return]


def all_of(name: str = "P1", **more: Any) -> CancelBlock:
    return CancelBlock(name, whole=True, **more)


def some_of(*wishes: CancelTransfer, name: str = "P1") -> CancelBlock:
    return CancelBlock(name, whole=False, transfers=wishes)


def said(message: MessageResolution) -> list[tuple[str, str]]:
    """Status and reason of every payment, in the order they were asked about."""
    return [
        (item.status.value, item.reason.value if item.reason else "")
        for block in message.blocks
        for item in block.items
    ]


def items(message: MessageResolution) -> list[ItemResolution]:
    return [item for block in message.blocks for item in block.items]


def rows(pay: PaymentHouse, sql: str) -> list[dict[str, Any]]:
    with pay.world.owner() as uow:
        return uow.rows(sql)


def three(pay: PaymentHouse, *, later: bool = False, name: str = "P1") -> None:
    on = LATER if later else erp.MONDAY
    lines = [erp.transfer(index, 10_000 * index) for index in (1, 2, 3)]
    erp.send(pay, erp.message(erp.batch(*lines, on=on, name=name)))


def test_a_block_that_waits_for_signatures_is_withdrawn_whole_with_its_round(
    pay: PaymentHouse,
) -> None:
    three(pay)
    assert said(cancel(pay, all_of())) == [("ACCR", "")] * 3
    assert erp.statuses(erp.report(pay)) == ["withdrawn"] * 3
    assert rows(pay, "SELECT status FROM approval") == [{"status": "withdrawn"}]


def test_one_payment_of_a_block_that_waits_for_signatures_stays_in_it(pay: PaymentHouse) -> None:
    three(pay)
    (item,) = items(cancel(pay, some_of(CancelTransfer(end_to_end_id="E2"))))
    assert (item.status.value, item.reason, item.instruction_id) == ("RJCR", CancelReason.NARR, "2")
    assert "PmtInfCxl" in item.info
    assert erp.statuses(erp.report(pay)) == ["pending_approval"] * 3


def test_naming_every_payment_is_naming_the_block(pay: PaymentHouse) -> None:
    three(pay)
    wishes = [CancelTransfer(instruction_id=str(index)) for index in (3, 1, 2)]
    assert said(cancel(pay, some_of(*wishes))) == [("ACCR", "")] * 3
    assert erp.statuses(erp.report(pay)) == ["withdrawn"] * 3


def test_payments_that_wait_for_their_day_are_cancelled_one_by_one(pay: PaymentHouse) -> None:
    three(pay, later=True)
    pay.decide("赵敏")
    assert erp.statuses(erp.report(pay)) == ["scheduled"] * 3
    message = cancel(
        pay, some_of(CancelTransfer(end_to_end_id="E2", amount_minor=20_000, currency="CNY"))
    )
    assert said(message) == [("ACCR", "")]
    assert erp.statuses(erp.report(pay)) == ["scheduled", "cancelled", "scheduled"]
    pay.world.advance(days=7)
    pay.release_due()
    assert [one for one in erp.statuses(erp.report(pay)) if one == "cancelled"] == ["cancelled"]
    assert pay.world.count("submission") == 2


def test_what_is_with_clearing_or_booked_stays_and_is_told_so(pay: PaymentHouse) -> None:
    three(pay)
    pay.decide("赵敏")
    before = erp.statuses(erp.report(pay))
    assert set(before) == {"submitted"}
    assert said(cancel(pay, all_of())) == [("RJCR", "PTNA")] * 3
    pay.dispatch()
    assert said(cancel(pay, all_of())) == [("RJCR", "PTNA")] * 3
    assert set(erp.statuses(erp.report(pay))) <= {"processing", "succeeded"}


def test_asked_again_it_says_the_same_and_does_nothing_more(pay: PaymentHouse) -> None:
    three(pay)
    first = cancel(pay, whole=True)
    steps = pay.world.count("payment_transition"), pay.world.count("outbox")
    again = cancel(pay, whole=True)
    assert said(again) == said(first) == [("ACCR", "")] * 3
    assert steps == (pay.world.count("payment_transition"), pay.world.count("outbox"))


def test_a_repeated_end_to_end_id_needs_the_instruction_id_beside_it(pay: PaymentHouse) -> None:
    lines = [erp.transfer(index, 5_000, end_to_end_id="SAME") for index in (1, 2)]
    erp.send(pay, erp.message(erp.batch(*lines, on=LATER)))
    pay.decide("赵敏")
    (both,) = items(cancel(pay, some_of(CancelTransfer(end_to_end_id="SAME"))))
    assert (both.status.value, both.reason) == ("RJCR", CancelReason.NARR)
    assert erp.statuses(erp.report(pay)) == ["scheduled"] * 2
    wish = CancelTransfer(instruction_id="2", end_to_end_id="SAME")
    assert said(cancel(pay, some_of(wish))) == [("ACCR", "")]
    assert erp.statuses(erp.report(pay)) == ["scheduled", "cancelled"]


@pytest.mark.parametrize(
    "wish",
    [
        CancelTransfer(end_to_end_id="E9"),
        CancelTransfer(end_to_end_id="E1", instruction_id="2"),
        CancelTransfer(end_to_end_id="E1", amount_minor=10_001, currency="CNY"),
        CancelTransfer(end_to_end_id="E1", amount_minor=10_000, currency="EUR"),
    ],
)
def test_a_payment_nobody_sent_is_not_found(pay: PaymentHouse, wish: CancelTransfer) -> None:
    three(pay, later=True)
    assert said(cancel(pay, some_of(wish))) == [("RJCR", "NOOR")]
    assert erp.statuses(erp.report(pay)) == ["pending_approval"] * 3


def test_counts_that_differ_cancel_nothing(pay: PaymentHouse) -> None:
    three(pay)
    (block,) = cancel(pay, all_of(count=4)).blocks
    assert (block.reason, block.items) == (CancelReason.NARR, ())
    message = cancel(pay, whole=True, count=2)
    assert (message.reason, message.blocks) == (CancelReason.NARR, ())
    assert erp.statuses(erp.report(pay)) == ["pending_approval"] * 3


def test_an_unknown_message_or_block_is_not_found_beside_one_that_is(pay: PaymentHouse) -> None:
    three(pay)
    message = cancel(pay, all_of("P9"), all_of("P1"))
    assert [block.reason for block in message.blocks] == [CancelReason.NOOR, None]
    assert erp.statuses(erp.report(pay)) == ["withdrawn"] * 3


def test_another_enterprise_finds_nothing_to_cancel(pay: PaymentHouse) -> None:
    three(pay)
    assert cancel(pay, all_of(), by="恒锐 ERP").reason is CancelReason.NOOR
    assert erp.statuses(erp.report(pay)) == ["pending_approval"] * 3


@pytest.mark.parametrize("later", [False, True])
def test_limits_are_given_back_as_by_a_withdrawal(pay: PaymentHouse, later: bool) -> None:  # noqa: FBT001 - a case
    bench = LimitBench(pay.world)
    bench.limit(60_000)
    three(pay, later=later)
    if later:
        pay.decide("赵敏")
    assert bench.taken() == (60_000, 0)
    cancel(pay, whole=True)
    assert bench.taken() == (0, 0)
    assert bench.breaches() == []
