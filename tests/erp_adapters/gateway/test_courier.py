"""What is taken is sent once and answered, whatever happens on the way."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.direct_link import elements, signed_xml
from connectors.direct_link.link import DirectLink
from erp_adapters.client.transport import Reply
from erp_adapters.gateway.states import EDGES, ItemState, after
from kernel import failpoints
from kernel.db_errors import DatabaseUnavailable
from kernel.iso20022.schemas import PAIN_002, schema
from kernel.xml import read_tree
from tests.connectors.direct_link.rules import allow_direct
from tests.erp_adapters.conftest import Wire
from tests.erp_adapters.gateway.conftest import Machine, said
from tests.world import HouseWorld

ODOO = Path(__file__).parents[2] / "samples" / "odoo-pain.001.001.09-cny-5.xml"


def test_a_dropped_payment_is_paid_and_answered_in_two_languages(
    machine: Machine, world: HouseWorld
) -> None:
    allow_direct(world)
    dropped = machine.drop("one.json", said())
    machine.round()
    answer = machine.answer("ERP-0001")
    assert (answer["state"], answer["status"], answer["may_be_paid_again"]) == (
        "done", "succeeded", False,
    )  # fmt: skip
    assert (answer["state_zh"], answer["state_en"]) == ("已完结", "Finished")
    assert answer["number"].startswith("P")
    assert not dropped.exists()
    assert (machine.folders.taken / "one.json").exists()
    assert world.count("payment") == 1


def test_a_payment_that_waits_for_people_is_followed_to_its_end(
    machine: Machine, world: HouseWorld
) -> None:
    machine.drop("one.json", said())
    machine.round()
    assert machine.answer("ERP-0001")["status"] == "pending_approval"
    assert machine.item("ERP-0001").state is ItemState.OPEN
    sent = len(machine.wire.sent)
    machine.round(after_s=1)
    assert len(machine.wire.sent) == sent
    machine.round(after_s=5)
    assert len(machine.wire.sent) == sent + 1
    assert b"FindPayment" in machine.wire.sent[-1]
    assert world.count("payment") == 1


def test_a_status_of_a_later_edition_is_going_on_and_is_asked_about(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = elements.record_element
    monkeypatch.setattr(signed_xml, "record_element", lambda record: later(written(record)))
    machine.drop("one.json", said())
    machine.round()
    answer = machine.answer("ERP-0001")
    assert (answer["state"], answer["status"], answer["may_be_paid_again"]) == (
        "open", "under_review", False,
    )  # fmt: skip
    monkeypatch.undo()
    machine.round(after_s=5)
    assert machine.answer("ERP-0001")["status"] == "pending_approval"


def later(answer: str) -> str:
    """A status nobody knows yet, and an element at the end."""
    unknown = re.sub(r"<Status>\w+<", "<Status>under_review<", answer)
    return unknown.replace("</PaymentView>", "<Novelty>new</Novelty></PaymentView>")


def test_after_a_lost_answer_it_asks_and_does_not_pay_again(
    machine: Machine, wire: Wire, world: HouseWorld
) -> None:
    wire.lose_answers = 2  # the payment's, and the question's
    machine.drop("one.json", said())
    machine.round()
    doubt = machine.answer("ERP-0001")
    assert (doubt["state"], doubt["may_be_paid_again"]) == ("doubt", False)
    assert "切勿更换流水号" in doubt["text_zh"]
    machine.round(after_s=10)
    assert machine.answer("ERP-0001")["status"] == "pending_approval"
    assert world.count("payment") == 1


def test_what_the_bank_never_heard_of_is_sent_again_under_its_serial(
    machine: Machine, wire: Wire, world: HouseWorld
) -> None:
    wire.lose_requests = 2
    machine.drop("one.json", said())
    machine.round()
    assert world.count("payment") == 0
    machine.round(after_s=10)
    assert machine.item("ERP-0001").state is ItemState.OPEN
    assert world.count("payment") == 1


def test_a_refusal_is_final_and_says_every_fault(machine: Machine, world: HouseWorld) -> None:
    machine.drop("one.json", said(payee_bank="1"))
    machine.round()
    answer = machine.answer("ERP-0001")
    assert (answer["state"], answer["code"], answer["may_be_paid_again"]) == (
        "refused",
        "I001",
        True,
    )
    assert answer["text_zh"]
    assert world.count("payment") == 0
    sent = len(machine.wire.sent)
    machine.round(after_s=3600)
    assert len(machine.wire.sent) == sent


def test_a_refusal_of_a_second_copy_is_not_believed_while_the_first_may_arrive(
    machine: Machine, wire: Wire, world: HouseWorld
) -> None:
    """The first is held up on the way; its copy is refused; then the first arrives after all."""
    wire.lose_requests = 2
    machine.drop("one.json", said(payee_bank="1"))
    machine.round()
    machine.round(after_s=10)
    answer = machine.answer("ERP-0001")
    assert (answer["state"], answer["may_be_paid_again"]) == ("doubt", False)
    machine.round(after_s=601)
    assert machine.answer("ERP-0001")["state"] == "refused"
    assert world.count("payment") == 0


def test_not_now_is_tried_again_and_is_no_doubt(
    machine: Machine, world: HouseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: object) -> object:
        raise DatabaseUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(DirectLink, "_perform", gone)
        machine.drop("one.json", said())
        machine.round()
    assert machine.item("ERP-0001").state is ItemState.QUEUED
    machine.round(after_s=60)
    assert machine.item("ERP-0001").state is ItemState.OPEN
    assert world.count("payment") == 1


def test_a_stranger_s_answer_leaves_doubt(
    machine: Machine, wire: Wire, monkeypatch: pytest.MonkeyPatch, world: HouseWorld
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(wire, "changed", lambda _: Reply(403, {}, b"<html>proxy</html>"))
        machine.drop("one.json", said())
        machine.round()
        assert machine.item("ERP-0001").state is ItemState.DOUBT
    machine.round(after_s=60)
    assert machine.item("ERP-0001").state is ItemState.OPEN
    assert world.count("payment") == 1


def test_a_pain_001_goes_as_it_is_and_its_report_lies_beside_the_answer(
    machine: Machine, world: HouseWorld
) -> None:
    machine.drop("odoo.xml", ODOO.read_bytes())
    machine.round()
    report = (machine.folders.answers / "PAY0005.pain002.xml").read_bytes()
    assert list(schema(PAIN_002).findings(read_tree(report))) == []
    answer = machine.answer("PAY0005")
    assert (answer["kind"], answer["state"]) == ("document", "open")
    assert "笔" in answer["text_zh"]
    inside = ODOO.read_bytes().partition(b"?>")[2].strip()
    assert inside in machine.wire.sent[0]
    machine.drop("again.xml", ODOO.read_bytes())
    machine.round(after_s=10)
    assert world.count("payment_message") == 1


def test_money_that_may_come_back_is_asked_about_for_some_days(
    machine: Machine, world: HouseWorld
) -> None:
    allow_direct(world)
    machine.drop("one.json", said())
    machine.round()
    for _ in range(11 * 4 + 2):
        machine.round(after_s=6 * 3600)
    asked = sum(b"FindPayment" in sent for sent in machine.wire.sent)
    assert 35 <= asked <= 42
    assert machine.item("ERP-0001").next_at is None
    assert world.count("payment") == 1


@pytest.mark.parametrize("point", ["gateway.claimed", "gateway.after_send", "gateway.answered"])
def test_a_round_broken_off_while_sending_wakes_up_in_doubt(
    machine: Machine, world: HouseWorld, point: str
) -> None:
    failpoints.arm(f"{point}=raise")
    try:
        machine.drop("one.json", said())
        machine.round()
    finally:
        failpoints.arm("")
    assert machine.item("ERP-0001").state is ItemState.SENDING
    assert machine.store.faults(1)[0][1] == "courier"
    machine.round(after_s=1)
    assert machine.item("ERP-0001").state is ItemState.OPEN
    assert world.count("payment") == 1


def test_the_clocks_distance_is_kept_for_the_status_page(machine: Machine) -> None:
    machine.drop("one.json", said())
    machine.round()
    assert float(machine.store.mark("clock ahead")) == pytest.approx(0.0, abs=1.0)
    machine.world.clock.advance(timedelta())


def test_every_state_can_be_left_or_is_an_end_and_no_edge_is_written_twice() -> None:
    assert len({(source, trigger) for source, trigger, _ in EDGES}) == len(EDGES)
    targets = {target for _, _, target in EDGES}
    assert targets | {ItemState.QUEUED} == set(ItemState)
    assert {source for source, _, _ in EDGES} == set(ItemState) - {ItemState.REFUSED}
    assert after(ItemState.SENDING, "interrupted") is ItemState.DOUBT
    with pytest.raises(KeyError):
        after(ItemState.REFUSED, "claimed")
