"""One catalogue: the same serial through XML, SOAP and JSON at once has one effect and one set of facts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.connectors.direct_link.erp import PAYMENT, Erp
from tests.connectors.direct_link.footprint import nothing_left
from tests.connectors.direct_link.json_erp import JsonErp
from tests.connectors.direct_link.rules import allow_direct
from tests.connectors.direct_link.soap_erp import SOAP_12, SoapErp
from tests.racing import at_once
from tests.world import HouseWorld

Facts = dict[str, str]
Way = Callable[..., tuple[str, Facts]]
SAME = ("Number", "ClientSerial", "Amount", "PayeeName", "Status", "ValueOn", "Fingerprint")
REQUESTS, SERIALS = 64, 3


def by_xml(erp: Erp, **changed: str) -> tuple[str, Facts]:
    reply = erp.pay(**changed)
    facts = {name: reply.value(name) for name in SAME} if reply.code == "0000" else {}
    return reply.code, facts | {"Duplicate": reply.head("Duplicate")}


def by_json(erp: Erp, **changed: str) -> tuple[str, Facts]:
    reply = JsonErp(erp).pay(**changed)
    facts = {name: str(reply.body[name]) for name in SAME} if reply.code == "0000" else {}
    return reply.code, facts | {"Duplicate": str(reply.head["Duplicate"]).lower()}


def by_soap(erp: Erp, **changed: str) -> tuple[str, Facts]:
    return _by_soap(SoapErp(erp), **changed)


def by_soap_12(erp: Erp, **changed: str) -> tuple[str, Facts]:
    return _by_soap(SoapErp(erp, SOAP_12), **changed)


def _by_soap(soap: SoapErp, **changed: str) -> tuple[str, Facts]:
    reply = soap.pay(**changed)
    facts = {name: reply.value(name) for name in SAME} if reply.code == "0000" else {}
    return reply.code, facts | {"Duplicate": reply.head("Duplicate")}


WAYS: tuple[Way, ...] = (by_xml, by_soap, by_json, by_soap_12)


def test_many_at_once_in_every_encoding_are_one_payment(erp: Erp, world: HouseWorld) -> None:
    allow_direct(world)
    asked = [
        (WAYS[number % len(WAYS)], f"ONE-{serial}")
        for number in range(REQUESTS)
        for serial in range(SERIALS)
    ]
    answers = at_once(lambda each: each[0](erp, ClientSerial=each[1]), asked)
    assert {code for code, _ in answers} == {"0000"}
    for serial in range(SERIALS):
        facts = [found for _, found in answers if found["ClientSerial"] == f"ONE-{serial}"]
        assert len(facts) == REQUESTS
        assert sorted(found.pop("Duplicate") for found in facts) == ["false", *["true"] * 63]
        final = [tuple(found.items()) for found in facts if found["Status"] == "succeeded"]
        assert len(set(final)) == 1
        assert {found["Number"] for found in facts} == {facts[0]["Number"]}
    assert world.count("payment") == SERIALS
    assert world.count("ledger_entry", "amount_minor = -128640") == SERIALS


@pytest.mark.parametrize("first", WAYS)
def test_another_content_under_the_serial_is_a_conflict_in_every_encoding(
    erp: Erp, world: HouseWorld, first: Way
) -> None:
    code, made = first(erp, ClientSerial="SAME-1")
    assert (code, made["Duplicate"]) == ("0000", "false")
    for way in WAYS:
        with nothing_left(world.db, nonces=1):
            assert way(erp, ClientSerial="SAME-1", Amount="1286.41")[0] == "C102"
        code, again = way(erp, ClientSerial="SAME-1")
        assert (code, again) == ("0000", made | {"Duplicate": "true"})
    assert world.count("payment") == 1


def test_a_message_of_one_encoding_is_not_one_of_another(erp: Erp, world: HouseWorld) -> None:
    """The signed bytes are read by the dialect of the address they were sent to, or not at all."""
    xml = erp.request("payments.submit", "SubmitPayment", PAYMENT)
    soap = SoapErp(erp).request("payments.submit", "PaymentsSubmit", PAYMENT)
    json = JsonErp(erp).request("payments.submit", PAYMENT)
    with nothing_left(world.db, nonces=0):
        for message in (soap, json):
            assert erp.post(message).code == "I001"
        for message in (xml, json):
            assert SoapErp(erp).post(message).code == "I001"
        for message in (xml, soap):
            assert JsonErp(erp).post("payments.submit", message).code == "I001"
