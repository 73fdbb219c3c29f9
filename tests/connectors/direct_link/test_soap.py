"""SOAP at the direct link: the same gate, codes, signature and idempotency, and nothing stacks trip over."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from lxml import etree

from connectors.direct_link.contract import wsdl
from connectors.direct_link.contract.soap_schema import schema_of
from connectors.direct_link.link import DirectLink
from corporate.bootstrap import CATALOGUE
from kernel.iso20022.schemas import PAIN_002, schema
from kernel.limits import LINK_SOAP_START_BYTES
from kernel.operation import Door
from kernel.xml import Schema
from tests.connectors.direct_link.erp import Erp, Q, payment, written
from tests.connectors.direct_link.footprint import nothing_left
from tests.connectors.direct_link.soap_erp import SOAP_11, SOAP_12, TYPES, SoapErp
from tests.connectors.direct_link.test_messages import ODOO
from tests.world import HouseWorld, crypto

XS = "{http://www.w3.org/2001/XMLSchema}"
WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
PLACE = "/Envelope/Body/PaymentsSubmitRequest"


@pytest.fixture
def soap(erp: Erp) -> SoapErp:
    return SoapErp(erp)


@pytest.fixture(params=[SOAP_11, SOAP_12], ids=["1.1", "1.2"])
def either(erp: Erp, request: pytest.FixtureRequest) -> SoapErp:
    return SoapErp(erp, request.param)


def test_a_payment_is_made_and_its_answer_is_signed(either: SoapErp, world: HouseWorld) -> None:
    reply = either.pay(ClientSerial="SOAP-0001")
    assert (reply.status, reply.code) == (200, "0000")
    assert reply.headers["Content-Type"] == TYPES[either.version]
    assert reply.inside.tag == f"{Q}PaymentsSubmitResponse"
    assert (reply.value("Amount"), reply.value("ClientSerial")) == ("1286.40", "SOAP-0001")
    key = either.erp.app.test_client().get("/b/yungang/link/v1/key.pem").data
    signature = base64.b64decode(reply.headers["Yinqi-Signature"])
    assert crypto().verify(crypto().read_public_key(key), reply.content, signature)
    assert list(Schema(lambda: schema_of(CATALOGUE)).findings(reply.inside)) == []
    assert world.count("payment") == 1


def test_a_refusal_is_a_fault_with_typed_detail(either: SoapErp, world: HouseWorld) -> None:
    with nothing_left(world.db, nonces=0):
        reply = either.pay(Amount="1e3", PayeeName="")
    assert reply.status == 500
    assert reply.headers["Content-Type"] == TYPES[either.version]
    assert reply.faultcode == ("soap:Client" if either.version == SOAP_11 else "soap:Sender")
    assert (reply.code, reply.reason) == ("I001", "kernel.faulty")
    assert ("kernel.amount_scientific", f"{PLACE}/Body/Amount") in reply.faults
    assert ("field.required", f"{PLACE}/Body/PayeeName") in reply.faults
    assert list(Schema(lambda: schema_of(CATALOGUE)).findings(reply.refusal)) == []


def test_who_is_not_known_is_told_in_a_fault_without_signature(soap: SoapErp) -> None:
    reply = soap.post(soap.request("accounts.list", "AccountsList", {}), soap.erp.sign(b"other"))
    assert (reply.status, reply.code) == (500, "D101")
    assert "Yinqi-Signature" not in reply.headers


@pytest.mark.parametrize("action", ['""', '"urn:yinqi:link:1:payments.submit"', "urn:yinqi:x", ""])
def test_a_soap_action_quoted_bare_or_empty_decides_nothing(soap: SoapErp, action: str) -> None:
    message = soap.request("payments.submit", "PaymentsSubmit", payment())
    assert soap.post(message, SOAPAction=action).code == "0000"


@pytest.mark.parametrize(
    ("changed", "day"),
    [("2026-11-24+08:00", "2026-11-24"), ("2026-11-24Z", "2026-11-24"), ("2026-11-24", "2026-11-24")],
)  # fmt: skip
def test_a_date_with_a_time_zone_is_the_day_it_names(soap: SoapErp, changed: str, day: str) -> None:
    assert soap.pay(RequestedOn=changed).value("ValueOn") == day


def test_more_digits_of_a_second_than_we_keep_are_let_pass(soap: SoapErp) -> None:
    now = soap.erp.world.clock.now().strftime("%Y-%m-%dT%H:%M:%S")
    message = soap.request(
        "payments.submit", "PaymentsSubmit", payment(Confirmed=" 1 "), Timestamp=f"{now}.1234567Z"
    )
    assert soap.post(message).code == "0000"


def test_a_day_no_month_has_is_named(soap: SoapErp) -> None:
    assert (f"{PLACE}/Body/RequestedOn") in [
        place for _, place in soap.pay(RequestedOn="2026-02-30Z").faults
    ]


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030"])
def test_prefixes_headers_comments_and_encodings_do_not_matter(
    soap: SoapErp, encoding: str
) -> None:
    root = soap.tree("payments.submit", "PaymentsSubmit", payment())
    header = etree.Element(f"{{{SOAP_11}}}Header")
    etree.SubElement(
        header, "{urn:other}Tracking", {f"{{{SOAP_11}}}mustUnderstand": "0"}
    ).text = "x"
    root.insert(0, header)
    root[1].insert(0, etree.Comment(" between "))
    assert soap.post(written(root, encoding)).value("PayeeName") == "苏州恒锐特钢有限公司"


def test_a_header_that_must_be_understood_is_refused(either: SoapErp, world: HouseWorld) -> None:
    root = either.tree("payments.submit", "PaymentsSubmit", payment())
    header = etree.Element(f"{{{either.version}}}Header")
    etree.SubElement(header, "{urn:other}Route", {f"{{{either.version}}}mustUnderstand": "1"})
    root.insert(0, header)
    with nothing_left(world.db, nonces=0):
        reply = either.post(written(root))
    assert (reply.faultcode, reply.code) == ("soap:MustUnderstand", "I180")


def test_an_envelope_of_the_other_version_is_a_mismatch(erp: Erp, world: HouseWorld) -> None:
    for version, other in ((SOAP_11, SOAP_12), (SOAP_12, SOAP_11)):
        sent = SoapErp(erp, version).request("payments.submit", "PaymentsSubmit", payment())
        with nothing_left(world.db, nonces=0):
            reply = SoapErp(erp, other).post(sent)
        assert (reply.faultcode, reply.code) == ("soap:VersionMismatch", "I181")


def test_a_request_of_another_operation_than_the_head_s_is_refused(
    soap: SoapErp, world: HouseWorld
) -> None:
    with nothing_left(world.db, nonces=0):
        reply = soap.post(soap.request("payments.find", "PaymentsSubmit", payment()))
    assert reply.faults == [("link.body_differs", "/Envelope/Body")]


def test_a_pain_001_travels_in_the_body_and_a_pain_002_comes_back(
    soap: SoapErp, world: HouseWorld
) -> None:
    root = soap.tree("payments.import", "PaymentsImport", {})
    root[0][0][1].append(etree.fromstring(ODOO))
    reply = soap.post(written(root))
    assert (reply.status, reply.code) == (200, "0000")
    (document,) = reply.inside.find(f"{Q}Body")
    assert list(schema(PAIN_002).findings(document)) == []
    assert world.count("payment") == 5


def _second_body(message: bytes) -> bytes:
    return message.replace(b"</s:Envelope>", b"<s:Body><x/></s:Body></s:Envelope>")


def _second_request(message: bytes) -> bytes:
    root = etree.fromstring(message)
    root[0].append(etree.fromstring(etree.tostring(root[0][0])))
    return written(root)


def _second_head(message: bytes) -> bytes:
    root = etree.fromstring(message)
    root[0][0].insert(1, etree.fromstring(etree.tostring(root[0][0][0])))
    return written(root)


@pytest.mark.parametrize(
    "build",
    [
        lambda m: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "y">]>' + m.partition(b"?>")[2],
        lambda m: m.replace(b"1286.40", b"&xxe;"),
        lambda m: m[: len(m) // 2],
        lambda m: m + b"<x/>",
        lambda m: m.decode().encode("utf-16"),
        lambda m: m.replace(b"UTF-8", b"UTF-7"),
        lambda m: m.replace("货款".encode(), b"\xff\xfe"),
        lambda m: m.replace(b"<s:Body>", b"<s:Body>" + b"<a>" * 500, 1),
        lambda m: m.replace(b"<s:Body>", b"<s:Header>" + b"<a>" * 99 + b"</a>" * 99 + b"</s:Header><s:Body>", 1),
        lambda m: m.replace(b"<s:Body>", b"<s:Header>" + b"<a/>" * LINK_SOAP_START_BYTES + b"</s:Header><s:Body>", 1),
        lambda m: m.replace(b"</s:Envelope>", b"<s:Header/></s:Envelope>"),
        _second_body,
        _second_request,
        _second_head,
        lambda m: m.replace(b"s:Envelope", b"s:Letter"),
        lambda m: b"\x00" * 200 + m,
        lambda m: b"{}" + m,
    ],
)  # fmt: skip
def test_hostile_soap_is_a_fault_and_leaves_nothing(
    soap: SoapErp, world: HouseWorld, build: Any
) -> None:
    message = build(soap.request("payments.submit", "PaymentsSubmit", payment()))
    with nothing_left(world.db, nonces=0):
        reply = soap.post(message)
    assert (reply.status, reply.code) == (500, "I001")
    assert reply.faultcode == "soap:Client"


def test_too_long_a_message_keeps_the_status_of_transport(soap: SoapErp) -> None:
    assert soap.pay(Remark="x" * (2 << 20)).status == 413


def test_the_description_is_made_for_generators(link: DirectLink) -> None:
    root = etree.fromstring(wsdl.wsdl_of(CATALOGUE))
    parts = {(part.get("name"), part.get("element")) for part in root.iter(f"{WSDL}part")}
    assert {name for name, _ in parts} == {"body", "detail"}
    elements = {e.get("name") for e in root.iterfind(f"{WSDL}types/{XS}schema/{XS}element")}
    assert {str(element).removeprefix("yq:") for _, element in parts} == elements
    operations = root.findall(f"{WSDL}portType/{WSDL}operation")
    assert len(operations) == len(CATALOGUE.at(Door.DIRECT_LINK))
    assert not {e.tag.removeprefix(XS) for e in root.iter(f"{XS}*")} & {
        "union",
        "list",
        "all",
        "import",
    }
    assert b"xs:decimal" not in link.dialects.wsdl("x")


def test_the_description_says_where_it_was_served(soap: SoapErp) -> None:
    client = soap.erp.app.test_client()
    for query in ("?wsdl", "?WSDL"):
        found = client.get(f"/b/yungang/link/v1/soap{query}", base_url="https://bank.test:8443")
        assert found.status_code == 200
        assert b'location="https://bank.test:8443/b/yungang/link/v1/soap"' in found.data
        committed = wsdl.wsdl_of(CATALOGUE)
        assert len(found.data.split(b"\n")) == len(committed.split(b"\n"))
    assert client.get("/b/yungang/link/v1/soap").status_code == 404
    assert client.get("/b/nowhere/link/v1/soap?wsdl").status_code == 404
    assert client.put("/b/yungang/link/v1/soap").status_code == 405
