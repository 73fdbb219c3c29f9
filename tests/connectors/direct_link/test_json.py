"""JSON at the direct link: the same gate, codes, signature and idempotency in another way of writing."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from lxml import etree

from connectors.direct_link.body import START_BYTES
from connectors.direct_link.contract import openapi
from connectors.direct_link.json_door.dialect import Json
from connectors.direct_link.json_door.reading import pointer_of
from corporate.bootstrap import CATALOGUE
from kernel.iso20022.schemas import PAIN_002, schema
from kernel.limits import JSON_BYTES_MAX, JSON_DEPTH_MAX, LINK_HEAD_BYTES_MAX
from kernel.operation import Door
from tests.connectors.direct_link.erp import Erp, payment
from tests.connectors.direct_link.footprint import nothing_left
from tests.connectors.direct_link.json_erp import JsonErp, JsonReply
from tests.connectors.direct_link.test_messages import ODOO
from tests.world import HouseWorld, crypto

SUBMIT = "payments.submit"


@pytest.fixture
def json_erp(erp: Erp) -> JsonErp:
    return JsonErp(erp)


def in_two_languages(reply: JsonReply) -> bool:
    texts = [reply.head["Text"], *(fault["Text"] for fault in reply.root.get("Faults", []))]
    chinese = all(any("一" <= c <= "鿿" for c in text["Zh"]) for text in texts)
    return chinese and all(text["En"] and "{" not in text["En"] for text in texts)


def test_a_payment_is_made_and_found_and_its_answer_is_signed(
    json_erp: JsonErp, world: HouseWorld
) -> None:
    reply = json_erp.pay(ClientSerial="JSON-0001")
    assert (reply.status, reply.code) == (200, "0000")
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert (reply.body["Amount"], reply.body["ClientSerial"]) == ("1286.40", "JSON-0001")
    assert reply.head["Operation"] == SUBMIT
    assert reply.head["Duplicate"] is False
    key = crypto().read_public_key(
        json_erp.erp.app.test_client().get("/b/yungang/link/v1/key.pem").data
    )
    signature = base64.b64decode(reply.headers["Yinqi-Signature"])
    assert crypto().verify(key, reply.content, signature)
    found = json_erp.call("payments.find", ClientSerial="JSON-0001")
    assert found.body["Number"] == reply.body["Number"]
    assert world.count("payment") == 1


def test_members_may_stand_in_any_order_with_any_escapes(json_erp: JsonErp) -> None:
    head, body = json_erp.erp.head(SUBMIT), payment(PayeeName="苏州恒锐特钢有限公司")
    backwards = json.dumps({"Body": body, "Head": dict(reversed(head.items()))}, indent=3)
    assert "\\u82cf" in backwards
    assert json_erp.post(SUBMIT, backwards.encode()).body["PayeeName"] == "苏州恒锐特钢有限公司"


def test_a_head_behind_a_long_body_is_found(json_erp: JsonErp) -> None:
    body = payment(Remark="x" * (2 * START_BYTES))
    message = json.dumps({"Body": body, "Head": json_erp.erp.head(SUBMIT)}).encode()
    reply = json_erp.post(SUBMIT, message)
    assert reply.faults == [("field.too_long", "/Body/Remark")]


def test_a_body_may_be_left_out_where_nothing_is_asked(json_erp: JsonErp) -> None:
    message = json.dumps({"Head": json_erp.erp.head("accounts.list")}).encode()
    accounts = json_erp.post("accounts.list", message).body["Accounts"]
    assert "1001234509012345678" in {account["AccountNumber"] for account in accounts}
    assert all(isinstance(account["Available"], str) for account in accounts)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"Amount": "1e3"}, "kernel.amount_scientific"),
        ({"Amount": 1286.4}, "field.not_text"),
        ({"Amount": 1286}, "field.not_text"),
        ({"PayerAccount": 1001234509012345678}, "field.not_text"),
        ({"Rail": "SWIFT"}, "field.choice"),
        ({"RequestedOn": "2026-02-30"}, "field.date"),
        ({"Confirmed": "yes"}, "field.flag"),
        ({"Unheard": "x"}, "field.unknown"),
        ({"PayeeName": None}, "field.required"),
        ({"PayeeName": ["甲"]}, "field.not_text"),
    ],
)
def test_a_wrong_value_is_named_with_a_pointer(
    json_erp: JsonErp, world: HouseWorld, changed: dict[str, Any], code: str
) -> None:
    (name,) = changed
    with nothing_left(world.db, nonces=1):
        reply = json_erp.pay(**changed)
    assert (reply.status, reply.code, reply.reason) == (400, "I001", "kernel.faulty")
    assert (code, f"/Body/{name}") in reply.faults
    assert in_two_languages(reply)


def test_pointers_count_from_nothing() -> None:
    operation = CATALOGUE.find(SUBMIT)
    assert pointer_of("Items[3].Amount", operation) == "/Body/Items/2/Amount"
    assert pointer_of("/Head/Nonce", operation) == "/Head/Nonce"


def test_a_fault_of_the_head_is_told_unsigned(json_erp: JsonErp, world: HouseWorld) -> None:
    message = json_erp.request(SUBMIT, payment(), Nonce="short", Timestamp="yesterday")
    with nothing_left(world.db, nonces=0):
        reply = json_erp.post(SUBMIT, message)
    assert {place for _, place in reply.faults} == {"/Head/Nonce", "/Head/Timestamp"}
    assert "Yinqi-Signature" not in reply.headers


def test_the_address_and_the_signed_head_say_the_same(json_erp: JsonErp, world: HouseWorld) -> None:
    message = json_erp.request(SUBMIT, payment())
    with nothing_left(world.db, nonces=0):
        reply = json_erp.post("payments.find", message)
    assert [code for code, _ in reply.faults] == ["link.address_differs"]
    assert in_two_languages(reply)


def test_a_changed_byte_is_a_wrong_signature(json_erp: JsonErp, world: HouseWorld) -> None:
    message = json_erp.request(SUBMIT, payment())
    with nothing_left(world.db, nonces=0):
        reply = json_erp.post(
            SUBMIT, message.replace(b"1286.40", b"9286.40"), json_erp.erp.sign(message)
        )
    assert (reply.status, reply.code) == (401, "D101")


def _twice(message: bytes, member: bytes) -> bytes:
    """The message with a member standing twice."""
    return message[:-1] + b", " + member + b"}"


@pytest.mark.parametrize(
    "build",
    [
        lambda m: _twice(m, b'"Body": {"Amount": "1.00"}'),
        lambda m: _twice(m, b'"Head": {}'),
        lambda m: _twice(m, b'"More": 1'),
        lambda m: m.replace(b'"Amount"', b'"Amount": "1.00", "Amount"'),
        lambda m: m.replace(b'"1286.40"', b"NaN"),
        lambda m: m.replace(b'"1286.40"', b"1e400"),
        lambda m: m.replace(b'"1286.40"', b"9" * 5000),
        lambda m: m.replace(b'"1286.40"', b"[" * 5000 + b"]" * 5000),
        lambda m: m.replace(b'"1286.40"', b'{"a":' * (JSON_DEPTH_MAX + 1) + b"1" + b"}" * (JSON_DEPTH_MAX + 1)),
        lambda m: m.replace(b'"1286.40"', b'"\\ud800"'),
        lambda m: m.replace(b'"1286.40"', b'"\\u0000"'),
        lambda m: m.replace(b'"1286.40"', b'"\xff\xfe"'),
        lambda m: m.replace(b'"1286.40"', b'"\x01"'),
        lambda m: m[:-1],
        lambda m: m + b"{}",
        lambda m: b"\xef\xbb\xbf" + m,
        lambda m: m.decode().encode("gb18030"),
        lambda m: b"[" + m + b"]",
        lambda m: re.sub(rb'"Body": \{.*\}', b'"Body": [1]}', m),
    ],
)  # fmt: skip
def test_hostile_json_is_refused_and_leaves_nothing(
    json_erp: JsonErp, world: HouseWorld, build: Any
) -> None:
    message = build(json_erp.request(SUBMIT, payment()))
    with nothing_left(world.db, nonces=0):
        reply = json_erp.post(SUBMIT, message)
    assert (reply.status, reply.code) == (400, "I001")
    assert in_two_languages(reply)


def test_a_second_head_inside_the_body_is_never_the_one_obeyed(
    json_erp: JsonErp, world: HouseWorld
) -> None:
    """The first head found is another certificate's: nothing signed by us verifies under it."""
    head = json_erp.erp.head(SUBMIT)
    other = json.dumps(head | {"Certificate": "CERT-10002", "Enterprise": "10002"})
    own = json.dumps({"Head": head})[1:]
    message = b'{"Body": {"x": {"Head": %b}}, %b' % (other.encode(), own.encode())
    with nothing_left(world.db, nonces=0):
        assert json_erp.post(SUBMIT, message).status == 401
        again = b'{"Body": {"x": {"Head": %b}}, %b' % (
            json.dumps(head | {"Nonce": "nonce-of-somebody-else"}).encode(), own.encode(),
        )  # fmt: skip
        assert [code for code, _ in json_erp.post(SUBMIT, again).faults] == ["link.head_changed"]


@pytest.mark.parametrize(
    "message",
    [b"{}", b"[]", b"null", b'{"Head": 7}', b'{"Head": {"a": {}}}', b"<Request/>",
     b'{"Head": {"x": "' + b"y" * LINK_HEAD_BYTES_MAX + b'"}}', b"\x00" * 64],
)  # fmt: skip
def test_what_has_no_head_is_nobody_s(json_erp: JsonErp, world: HouseWorld, message: bytes) -> None:
    with nothing_left(world.db, nonces=0):
        reply = json_erp.post(SUBMIT, message)
    assert reply.faults == [("link.json_head_missing", "/Head")]


def test_a_message_beyond_the_reader_s_limit_is_refused(json_erp: JsonErp) -> None:
    message = json_erp.request(SUBMIT, payment(Remark="x" * JSON_BYTES_MAX))
    assert (json_erp.post(SUBMIT, message).status, Json().length_max(None)) == (413, JSON_BYTES_MAX)


def test_a_pain_001_travels_as_a_text_and_a_pain_002_comes_back(
    json_erp: JsonErp, world: HouseWorld
) -> None:
    document = ODOO.decode()
    reply = json_erp.call("payments.import", Document=document)
    assert (reply.code, reply.body["MessageId"]) == ("0000", "PAY0005")
    root = etree.fromstring(reply.body["Document"].encode())
    assert list(schema(PAIN_002).findings(root)) == []
    assert world.count("payment") == 5
    again = json_erp.call("payments.import", Document=document)
    assert again.head["Duplicate"] is True
    wrong = json_erp.call("payments.import", Document=document, More="x")
    assert [code for code, _ in wrong.faults] == ["link.json_document"]
    assert world.count("payment") == 5


def test_the_description_names_every_operation_of_this_door_and_no_other() -> None:
    described = json.loads(openapi.openapi_of(CATALOGUE))
    offered = {f"/json/{operation.code}" for operation in CATALOGUE.at(Door.DIRECT_LINK)}
    assert set(described["paths"]) == offered
    names = set(described["components"]["schemas"])
    referred = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(described)))
    assert referred <= names
    assert described["components"]["schemas"]["SubmitPayment"]["properties"]["Amount"]["type"] == (
        "string"
    )


def test_the_description_is_served(json_erp: JsonErp) -> None:
    client = json_erp.erp.app.test_client()
    found = client.get("/b/yungang/link/v1/openapi.json")
    assert (found.status_code, found.data) == (200, openapi.openapi_of(CATALOGUE))
    assert client.get("/b/nowhere/link/v1/openapi.json").status_code == 404
    assert client.get(f"/b/yungang/link/v1/json/{SUBMIT}").status_code == 405
