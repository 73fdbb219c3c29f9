"""What `v1` promised with its last release is kept, and every way of breaking it is found."""

from __future__ import annotations

from typing import Any

import pytest

from corporate.bootstrap import CATALOGUE
from tools.contracts import load_house
from tools.editions.facts import Fact, Facts, Place, facts_of
from tools.editions.released import FILE, read, written
from tools.editions.rule import additions, breaches

AMOUNT: Place = ("xml request", "SubmitPayment", "Amount")
SERIAL: Place = ("json request", "SubmitPayment", "ClientSerial")
PURPOSE: Place = ("xml request", "SubmitPayment", "Purpose")
RAIL: Place = ("xml request", "SubmitPayment", "Rail")
NUMBER: Place = ("xml answer", "PaymentView", "Number")
STATUS: Place = ("json answer", "PaymentView", "Status")
REPORT: Place = ("operation", "payments.report")
SUBMIT: Place = ("operation", "payments.submit")
MESSAGE: Place = ("soap", "PaymentsSubmitRequest")


def changed(facts: Facts, place: Place, change: dict[str, Any]) -> Facts:
    """Those facts with one of them changed; None takes a word of it away."""
    fact = {**facts[place], **change}
    return facts | {place: {name: value for name, value in fact.items() if value is not None}}


@pytest.fixture(scope="module")
def released() -> Facts:
    return read(FILE.read_text(encoding="utf-8"))


def test_today_s_contract_keeps_what_was_released(released: Facts) -> None:
    load_house()
    today = facts_of(CATALOGUE)
    assert breaches(released, today) == [], "see docs/direct-link/changes.md; it would be `v2`"
    assert read(written(today)) == today
    assert {place[0] for place in today} == {place[0] for place in released}


@pytest.mark.parametrize(
    "place",
    [
        AMOUNT,
        SERIAL,
        NUMBER,
        STATUS,
        SUBMIT,
        MESSAGE,
        ("reason", "kernel.faulty"),
        ("topic", "payment.succeeded"),
    ],
)
def test_nothing_may_go(released: Facts, place: Place) -> None:
    left = {each: fact for each, fact in released.items() if each != place}
    assert breaches(released, left) == [f"{place[0]} {'.'.join(place[1:])}: is gone"]


@pytest.mark.parametrize(
    ("place", "change", "said"),
    [
        (PURPOSE, {"needed": True}, "is required now"),
        (PURPOSE, {"longest": 179}, "may be 179 long, no longer 180"),
        (AMOUNT, {"longest": 20}, "may be 20 long, no longer as long as one likes"),
        (SERIAL, {"pattern": "^[0-9]+$"}, "another pattern: what was right may be refused"),
        (SERIAL, {"kind": "integer"}, "kind was string, is integer"),
        (PURPOSE, {"many": True}, "many was False, is True"),
        (RAIL, {"values": ["SMART", "HVPS", "BEPS"]}, "values are gone: IBPS"),
        (PURPOSE, {"values": ["货款"]}, "only some values are left"),
        (NUMBER, {"needed": False}, "may be absent now"),
        (NUMBER, {"longest": 41}, "may be longer than 40, which generated code refuses"),
        (NUMBER, {"longest": None}, "may be longer than 40, which generated code refuses"),
        (NUMBER, {"many": True}, "many was False, is True"),
        (STATUS, {"values": ["draft"]}, "values are gone: approved, "),
        (SUBMIT, {"key": "read"}, "its key of idempotency is another"),
        (SUBMIT, {"answered": ["Payment"]}, "no longer answered: PaymentView"),
        (REPORT, {"answered": ["pain.002.001.10", "pain.002.001.03"]}, "another message is answered"),
        (MESSAGE, {"body": "Payment"}, "body was SubmitPayment, is Payment"),
        (("reason", "kernel.faulty"), {"code": "I990"}, "code was I001, is I990"),
        (("reason", "kernel.faulty"), {"http": 422}, "http was 400, is 422"),
        (("status", "unknown"), {"may_be_paid_again": True}, "may_be_paid_again was False, is True"),
    ],
)  # fmt: skip
def test_nothing_may_become_narrower_or_another(
    released: Facts, place: Place, change: dict[str, Any], said: str
) -> None:
    broken = breaches(released, changed(released, place, change))
    assert broken, place
    assert f"{place[0]} {'.'.join(place[1:])}: {said}" in broken[0]


def test_a_new_field_of_a_request_may_be_there_but_not_required(released: Facts) -> None:
    new: Place = ("json request", "SubmitPayment", "Novelty")
    fact = {"many": False, "kind": "string", "needed": False}
    assert breaches(released, released | {new: fact}) == []
    assert additions(released, released | {new: fact}) == ["json request SubmitPayment.Novelty"]
    assert breaches(released, released | {new: fact | {"needed": True}}) == [
        "json request SubmitPayment.Novelty: is new and required"
    ]


def test_an_answer_grows_at_its_end_only(released: Facts) -> None:
    new: Place = ("xml answer", "PaymentView", "Novelty")
    fact: Fact = {"many": False, "kind": "string", "needed": True}
    assert breaches(released, released | {new: fact}) == []
    assert breaches(released, {new: fact} | released) == [
        "xml answer PaymentView: something new stands before what there was"
    ]


def test_xml_keeps_its_order(released: Facts) -> None:
    moved = {place: fact for place, fact in released.items() if place != AMOUNT}
    assert breaches(released, moved | {AMOUNT: released[AMOUNT]}) == [
        "xml request SubmitPayment: its elements stand in another order"
    ]


@pytest.mark.parametrize(
    ("place", "change"),
    [
        (AMOUNT, {"needed": False}),
        (PURPOSE, {"longest": 181}),
        (SERIAL, {"pattern": None}),
        (RAIL, {"values": ["SMART", "HVPS", "BEPS", "IBPS", "CIPS"]}),
        (NUMBER, {"longest": 39}),
        (SUBMIT, {"asked": ["SubmitPayment", "pain.001.001.12"]}),
    ],
)  # fmt: skip
def test_more_may_be_taken_than_was(released: Facts, place: Place, change: dict[str, Any]) -> None:
    assert breaches(released, changed(released, place, change)) == []


def test_an_answer_may_say_a_status_nobody_knew(released: Facts) -> None:
    values = [*released[STATUS]["values"], "under_review"]
    assert breaches(released, changed(released, STATUS, {"values": values})) == []
