"""One payment by the direct link: submitted, found again, sent twice, sent changed."""

from __future__ import annotations

import pytest

from connectors.direct_link.link import DirectLink
from kernel.xml import Schema
from tests.connectors.direct_link.erp import PAYMENT, Erp, Q
from tests.connectors.direct_link.footprint import nothing_left, rows_of
from tests.connectors.direct_link.rules import allow_direct
from tests.world import HouseWorld

ELSEWHERE = {"PayeeAccount": "6217000010001234567", "PayeeBank": "105100000017"}


def test_a_payment_waits_for_approval_and_the_answer_says_so_in_its_own_layer(erp: Erp) -> None:
    reply = erp.pay()
    assert (reply.status, reply.code, reply.head("Duplicate")) == (200, "0000", "false")
    assert reply.body.tag == f"{Q}PaymentView"
    assert reply.value("Status") == "pending_approval"
    assert (reply.value("Amount"), reply.value("Currency")) == ("1286.40", "CNY")
    assert reply.text("zh") == "报文已受理"
    assert reply.text("en") == "The message was accepted"


def test_the_answer_is_valid_against_the_published_schema(erp: Erp, link: DirectLink) -> None:
    schema = Schema(lambda: link.dialects.xml.contract)
    for reply in (
        erp.pay(),
        erp.pay(ClientSerial="ERP-0001"),
        erp.pay(Amount="1e3"),
        erp.call("payments.list", "ListPayments"),
        erp.call("accounts.list", "ListAccounts"),
        erp.call("accounts.lines", "ListLines", AccountNumber=PAYMENT["PayerAccount"]),
    ):
        assert list(schema.findings(reply.root)) == []


def test_without_a_level_it_is_booked_at_once(erp: Erp, world: HouseWorld) -> None:
    allow_direct(world)
    reply = erp.pay(ClientSerial="ERP-0002")
    assert reply.value("Status") == "succeeded"
    accounts = erp.call("accounts.list", "ListAccounts").body
    balances = {a.findtext(f"{Q}AccountNumber"): a.findtext(f"{Q}Booked") for a in accounts}
    assert balances[PAYMENT["PayerAccount"]] == "998713.60"


def test_the_same_serial_and_content_again_is_the_same_payment(erp: Erp, world: HouseWorld) -> None:
    first = erp.pay()
    before = rows_of(world.db)
    again = erp.pay()
    assert (again.status, again.code, again.head("Duplicate")) == (200, "0000", "true")
    assert again.value("Number") == first.value("Number")
    after = rows_of(world.db)
    assert after["payment"] == before["payment"]
    assert after["approval"] == before["approval"]
    assert after["outbox"] == before["outbox"]


def test_changed_content_under_a_known_serial_is_refused_and_changes_nothing(
    erp: Erp, world: HouseWorld
) -> None:
    first = erp.pay()
    with nothing_left(world.db, nonces=1):
        reply = erp.pay(Amount="1286.41")
    assert (reply.status, reply.code, reply.reason) == (409, "C102", "kernel.serial_conflict")
    assert "ERP-0001" in reply.text("zh")
    assert "ERP-0001" in reply.text("en")
    found = erp.call("payments.find", "FindPayment", ClientSerial="ERP-0001")
    assert found.value("Amount") == first.value("Amount") == "1286.40"


def test_a_payment_is_found_by_serial_and_by_number(erp: Erp) -> None:
    number = erp.pay().value("Number")
    by_serial = erp.call("payments.find", "FindPayment", ClientSerial="ERP-0001")
    by_number = erp.call("payments.find", "FindPayment", Number=number)
    assert by_serial.value("Number") == by_number.value("Number") == number


def test_payments_are_listed_by_the_days_they_were_submitted_on(
    erp: Erp, world: HouseWorld
) -> None:
    erp.pay(ClientSerial="MON-1")
    world.advance(days=1)
    erp.pay(ClientSerial="TUE-1")
    for span, serials in (
        ({"FromOn": "2026-11-24"}, ["TUE-1"]),
        ({"ToOn": "2026-11-23"}, ["MON-1"]),
        ({"FromOn": "2026-11-23", "ToOn": "2026-11-24"}, ["TUE-1", "MON-1"]),
        ({"FromOn": "2026-11-25"}, []),
    ):
        listed = erp.call("payments.list", "ListPayments", **span)
        found = [p.findtext(f"{Q}ClientSerial") for p in listed.body.iterfind(f"{Q}Payments")]
        assert found == serials, span


def test_a_serial_nobody_used_is_not_found_so_that_it_may_be_sent(erp: Erp) -> None:
    reply = erp.call("payments.find", "FindPayment", ClientSerial="ERP-9999")
    assert (reply.status, reply.code, reply.reason) == (404, "D001", "kernel.not_found")


def test_what_is_not_yours_is_not_found(erp: Erp, hengrui: Erp) -> None:
    number = erp.pay().value("Number")
    foreign = hengrui.call("payments.find", "FindPayment", Number=number)
    unknown = hengrui.call("payments.find", "FindPayment", Number="P261123-00000000")
    assert (foreign.status, foreign.code) == (unknown.status, unknown.code) == (404, "D001")
    assert foreign.text("zh") == unknown.text("zh")


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030", "GBK"])
def test_requests_may_be_written_in_gb18030(erp: Erp, encoding: str) -> None:
    reply = erp.pay_in(encoding)
    assert (reply.status, reply.value("PayeeName")) == (200, "苏州恒锐特钢有限公司")


@pytest.mark.parametrize("name", ["苏州𬭚钢贸易有限公司", "㛃然精工（苏州）有限公司"])
@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030"])
def test_rare_characters_arrive_as_they_were_written(
    erp: Erp, world: HouseWorld, name: str, encoding: str
) -> None:
    reply = erp.pay_in(encoding, **ELSEWHERE, PayeeName=name)
    assert (reply.code, reply.value("PayeeName")) == ("0000", name)
    assert world.count("payment", f"payee_name = '{name}'") == 1


def test_a_name_is_measured_in_bytes_of_the_message_s_own_encoding(erp: Erp) -> None:
    name = "甲" * 120  # 360 bytes of UTF-8, 240 of GB 18030; 300 are allowed
    wide = erp.pay_in("UTF-8", **ELSEWHERE, PayeeName=name)
    assert wide.faults == [("field.too_long", "/Request/Body/SubmitPayment/PayeeName")]
    narrow = erp.pay_in("GB18030", **ELSEWHERE, PayeeName=name)
    assert (narrow.code, narrow.value("PayeeName")) == ("0000", name)
