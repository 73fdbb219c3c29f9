"""Bad input: each kind has a stable code, a Chinese and an English sentence, and leaves nothing behind."""

from __future__ import annotations

import pytest
from lxml import etree

from connectors.direct_link.body import START_BYTES
from kernel.limits import LINK_BODY_BYTES_MAX, LINK_HEAD_BYTES_MAX, XML_BYTES_MAX
from tests.connectors.direct_link.erp import NS, PAYMENT, Erp, Q, Reply, envelope, payment, written
from tests.connectors.direct_link.footprint import nothing_left
from tests.connectors.direct_link.rules import allow_direct, set_account
from tests.world import HouseWorld

ELEMENT = "/Request/Body/SubmitPayment"


def in_two_languages(reply: Reply) -> bool:
    """Every sentence is there in Chinese and in English."""
    texts = list(reply.root.iter(f"{Q}Text"))
    by_language = {lang: [t.text for t in texts if t.get("lang") == lang] for lang in ("zh", "en")}
    chinese = all(any("一" <= c <= "鿿" for c in text) for text in by_language["zh"])
    english = all(text and "{" not in text for text in by_language["en"])
    return chinese and english and len(by_language["zh"]) == len(by_language["en"]) > 0


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"Amount": "1e3"}, "kernel.amount_scientific"),
        ({"Amount": "１２.00"}, "kernel.amount_not_ascii"),
        ({"Amount": "NaN"}, "kernel.amount_not_finite"),
        ({"Amount": "-5.00"}, "kernel.amount_signed"),
        ({"Amount": "1,286.40"}, "kernel.amount_has_separator"),
        ({"Amount": "1286.405"}, "kernel.amount_too_precise"),
        ({"Amount": "007"}, "kernel.amount_leading_zero"),
        ({"Amount": "9" * 16}, "kernel.amount_too_large"),
        ({"Amount": ""}, "field.required"),
        ({"Currency": "RMB"}, "kernel.unknown_currency"),
        ({"Rail": "SWIFT"}, "field.choice"),
        ({"RequestedOn": "2026-02-30"}, "field.date"),
        ({"PayerAccount": "账号"}, "field.pattern"),
        ({"ClientSerial": "x" * 71}, "field.too_long"),
        ({"PayeeName": "甲\u200b乙"}, "field.hidden_characters"),
        ({"PayeeName": None}, "field.required"),
    ],
)
def test_a_wrong_value_is_named_with_its_element(
    erp: Erp, world: HouseWorld, changed: dict[str, str], code: str
) -> None:
    (name,) = changed
    with nothing_left(world.db, nonces=_tried(changed)):
        reply = erp.pay(**changed)
    assert (reply.status, reply.code, reply.reason) == (400, "I001", "kernel.faulty")
    assert (code, f"{ELEMENT}/{name}") in reply.faults
    assert in_two_languages(reply)


def _tried(changed: dict[str, str]) -> int:
    """Faults the schema cannot know come from the command's reader, when the nonce is used up."""
    return int(
        changed in ({"Amount": "1286.405"}, {"Currency": "RMB"}, {"PayeeName": "甲\u200b乙"})
    )


def test_all_faults_are_told_at_once(erp: Erp) -> None:
    reply = erp.pay(Amount="1e3", PayeeName="", PayerAccount="账号")
    assert {fault for fault, _ in reply.faults} == {
        "kernel.amount_scientific", "field.required", "field.pattern",
    }  # fmt: skip


def test_an_element_the_schema_does_not_know_is_named(erp: Erp, world: HouseWorld) -> None:
    with nothing_left(world.db, nonces=0):
        reply = erp.pay(Unheard="x")
    assert reply.faults == [("field.unknown", f"{ELEMENT}/Unheard")]
    assert in_two_languages(reply)


def test_elements_out_of_order_are_refused_by_the_schema(erp: Erp) -> None:
    values = payment()
    turned = dict(reversed(values.items()))
    reply = erp.post(erp.request("payments.submit", "SubmitPayment", turned))
    assert [code for code, _ in reply.faults] == ["xml.unexpected"]


def test_a_body_that_is_not_the_operation_s_is_refused(erp: Erp, world: HouseWorld) -> None:
    with nothing_left(world.db, nonces=0):
        reply = erp.post(erp.request("payments.find", "SubmitPayment", payment()))
    assert reply.faults == [("link.body_differs", "/Request/Body")]
    assert "FindPayment" in reply.text("zh")


def test_a_body_no_operation_has_is_told_which_it_ought_to_be(erp: Erp) -> None:
    reply = erp.post(erp.request("payments.find", "FindPaymentt", {"ClientSerial": "A"}))
    assert reply.faults == [("link.body_differs", "/Request/Body")]
    assert "FindPayment，实际为 FindPaymentt" in reply.text("zh")


def test_an_unknown_operation_is_refused(erp: Erp, world: HouseWorld) -> None:
    with nothing_left(world.db, nonces=0):
        reply = erp.post(erp.request("payments.steal", "SubmitPayment", payment()))
    assert (reply.status, reply.code, reply.reason) == (404, "D003", "catalogue.operation_unknown")
    assert in_two_languages(reply)


def test_an_operation_of_another_door_is_refused(erp: Erp, world: HouseWorld) -> None:
    with nothing_left(world.db, nonces=0):
        reply = erp.call("approvals.decide", "DecideApproval", Action="approve")
    assert (reply.status, reply.code, reply.reason) == (403, "D205", "gate.door_closed")
    assert in_two_languages(reply)


@pytest.mark.parametrize(
    "doctype",
    [
        b"<!DOCTYPE Request>",
        b'<!DOCTYPE Request [<!ENTITY a "aaaa">]>',
        b'<!DOCTYPE Request SYSTEM "http://127.0.0.1/evil.dtd">',
        b'<!DOCTYPE Request [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_doctype_is_refused_before_anything_is_read(
    erp: Erp, world: HouseWorld, doctype: bytes
) -> None:
    message = erp.request("payments.submit", "SubmitPayment", payment())
    head, _, rest = message.partition(b"<Request")
    with nothing_left(world.db, nonces=0):
        reply = erp.post(head + doctype + b"<Request" + rest)
    assert (reply.status, reply.code, reply.faults) == (400, "I001", [("xml.doctype", "")])
    assert in_two_languages(reply)


def test_a_hundred_thousand_levels_are_refused(erp: Erp, world: HouseWorld) -> None:
    message = erp.request("payments.submit", "SubmitPayment", payment(Purpose="DEPTH"))
    deep = message.replace(b"DEPTH", b"<a>" * 100_000 + b"</a>" * 100_000)
    assert len(deep) < XML_BYTES_MAX
    with nothing_left(world.db, nonces=0):
        reply = erp.post(deep)
    assert (reply.status, [code for code, _ in reply.faults]) == (400, ["xml.too_deep"])
    assert in_two_languages(reply)


def test_depth_before_the_head_is_refused_unverified(erp: Erp, world: HouseWorld) -> None:
    with nothing_left(world.db, nonces=0):
        reply = erp.post(b"<a>" * 100_000, "MEUCIQ==")
    assert (reply.status, [code for code, _ in reply.faults]) == (400, ["link.head_missing"])


def test_entities_that_nobody_declared_are_refused(erp: Erp, world: HouseWorld) -> None:
    message = erp.request("payments.submit", "SubmitPayment", payment(Purpose="X"))
    with nothing_left(world.db, nonces=0):
        reply = erp.post(message.replace(b">X<", b">&xxe;<"))
    assert [code for code, _ in reply.faults] == ["xml.malformed"]


@pytest.mark.parametrize("encoding", ["UTF-16", "UTF-32", "ISO-8859-1", "Big5", "Shift_JIS"])
def test_other_encodings_are_refused(erp: Erp, world: HouseWorld, encoding: str) -> None:
    root, body = envelope(erp.head("accounts.list"))
    etree.SubElement(body, f"{Q}ListAccounts")
    with nothing_left(world.db, nonces=0):
        reply = erp.post(written(root, encoding))
    assert [code for code, _ in reply.faults] == ["xml.encoding"]
    assert in_two_languages(reply)


def test_bytes_that_are_not_in_the_declared_encoding_are_refused(
    erp: Erp, world: HouseWorld
) -> None:
    message = erp.request("payments.submit", "SubmitPayment", payment(Purpose="X"))
    with nothing_left(world.db, nonces=0):
        reply = erp.post(message.replace(b">X<", ">货款<".encode("gb18030")))
    assert [code for code, _ in reply.faults] == ["xml.bytes"]


def test_a_message_longer_than_a_message_may_be_is_refused(erp: Erp, world: HouseWorld) -> None:
    message = erp.request("payments.submit", "SubmitPayment", payment(Purpose="X"))
    with nothing_left(world.db, nonces=0):
        reply = erp.post(message + b" " * XML_BYTES_MAX)
    assert (reply.status, reply.code, reply.reason) == (413, "I004", "link.body_too_large")
    assert "payments.import" in reply.text("zh")


def test_more_than_any_message_may_be_is_refused_by_its_length_alone(
    erp: Erp, world: HouseWorld
) -> None:
    with nothing_left(world.db, nonces=0):
        reply = erp.post(b"x", "MEUCIQ==", LINK_BODY_BYTES_MAX + 1)
    assert (reply.status, reply.code) == (413, "I004")


def test_fewer_bytes_than_promised_are_refused(erp: Erp, world: HouseWorld) -> None:
    message = erp.request("payments.submit", "SubmitPayment", payment())
    with nothing_left(world.db, nonces=0):
        reply = erp.post(message, length=len(message) + 100)
        large = erp.post(message + b" " * START_BYTES, length=3 * START_BYTES)
    for found in (reply, large):
        assert (found.status, found.code, found.reason) == (400, "I005", "link.body_incomplete")


def test_more_bytes_than_promised_are_not_read(erp: Erp, world: HouseWorld) -> None:
    message = erp.request("payments.submit", "SubmitPayment", payment())
    with nothing_left(world.db, nonces=0):
        reply = erp.post(message, length=len(message) - 1)
    assert (reply.status, reply.code) == (401, "D101")


@pytest.mark.parametrize("length", ["", "-1", "1e3", "0x10", "9" * 30, "١٢"])
def test_a_length_that_is_none_is_refused(erp: Erp, length: str) -> None:
    message = erp.request("payments.submit", "SubmitPayment", payment())
    reply = erp.post(message, length=length)
    assert (reply.status, reply.code, reply.reason) == (411, "I003", "link.length_missing")


def test_a_compressed_message_is_refused(erp: Erp) -> None:
    message = erp.request("payments.submit", "SubmitPayment", payment())
    reply = erp.post(message, **{"Content-Encoding": "gzip"})
    assert (reply.status, reply.code, reply.reason) == (415, "I006", "link.body_encoded")


def test_a_head_that_does_not_end_within_its_bounds_is_refused(erp: Erp) -> None:
    message = erp.request("accounts.list", "ListAccounts", {})
    padded = message.replace(b"<Head>", b"<Head>" + b" " * LINK_HEAD_BYTES_MAX)
    reply = erp.post(padded)
    assert [code for code, _ in reply.faults] == ["link.head_missing"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<Nonce>", b"<Nonce x='1'>", "link.head_unreadable"),
        (b"</Head>", b"<Nonce>nonce-0000000000000099</Nonce></Head>", "link.head_unreadable"),
        (b"</Head>", b"<Admin>true</Admin></Head>", "link.head_unreadable"),
        (b"<Head>", b"<Header/><Head>", "link.head_missing"),
        (NS.encode(), b"urn:yinqi:link:2", "link.head_missing"),
    ],
)
def test_a_head_of_another_shape_is_refused(erp: Erp, old: bytes, new: bytes, code: str) -> None:
    message = erp.request("accounts.list", "ListAccounts", {})
    reply = erp.post(message.replace(old, new, 1))
    assert (reply.status, [found for found, _ in reply.faults]) == (400, [code])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Nonce", "short"),
        ("Timestamp", "2026-11-23T10:05:00"),
        ("Timestamp", "yesterday"),
        ("Operation", "payments submit"),
        ("Enterprise", ""),
        ("Certificate", "x" * 65),
        ("Operator", "a\nb"),
    ],
)
def test_a_wrong_value_in_the_head_is_named(erp: Erp, name: str, value: str) -> None:
    reply = erp.post(erp.request("accounts.list", "ListAccounts", {}, **{name: value}))
    assert (reply.status, reply.code) == (400, "I001")
    assert [place for _, place in reply.faults] == [f"/Request/Head/{name}"]
    assert in_two_languages(reply)


def test_a_second_body_cannot_hide_behind_the_first(erp: Erp, world: HouseWorld) -> None:
    message = erp.request("payments.submit", "SubmitPayment", payment())
    twice = message.replace(b"</Body>", b"</Body><Body><SubmitPayment/></Body>")
    with nothing_left(world.db, nonces=0):
        reply = erp.post(twice)
    assert reply.faults[0][0] == "xml.unexpected"


def test_a_comment_in_a_name_does_not_shorten_it(erp: Erp) -> None:
    message = erp.request(
        "payments.submit", "SubmitPayment", payment(PayeeName="苏州XX恒锐特钢有限公司")
    )
    reply = erp.post(message.replace(b"XX", b"<!-- -->"))
    assert (reply.code, reply.value("PayeeName")) == ("0000", "苏州恒锐特钢有限公司")


# what the business refuses


def test_an_account_of_others_is_not_found_and_neither_is_one_of_nobody(
    erp: Erp, world: HouseWorld
) -> None:
    with nothing_left(world.db, nonces=2):
        foreign = erp.pay(PayerAccount="3250612000181470", PayeeAccount=PAYMENT["PayerAccount"])
        nobodys = erp.pay(PayerAccount="9999999999999999")
    assert (foreign.status, foreign.code, foreign.text("zh")) == (
        nobodys.status, nobodys.code, nobodys.text("zh"),
    ) == (404, "D001", "未找到该账户")  # fmt: skip
    lines = erp.call("accounts.lines", "ListLines", AccountNumber="3250612000181470")
    assert (lines.status, lines.code) == (404, "D001")


def test_a_closed_payer_account_is_refused(erp: Erp, world: HouseWorld) -> None:
    set_account(world, PAYMENT["PayerAccount"], "closed")
    with nothing_left(world.db, nonces=1):
        reply = erp.pay()
    assert ("payment.payer_not_open", f"{ELEMENT}/PayerAccount") in reply.faults
    assert in_two_languages(reply)


def test_a_closed_payee_account_is_refused(erp: Erp, world: HouseWorld) -> None:
    set_account(world, PAYMENT["PayeeAccount"], "closed")
    with nothing_left(world.db, nonces=1):
        reply = erp.pay()
    assert ("payment.payee_closed", f"{ELEMENT}/PayeeAccount") in reply.faults
    assert in_two_languages(reply)


def test_a_payee_s_name_that_is_not_the_account_s_is_refused(erp: Erp, world: HouseWorld) -> None:
    with nothing_left(world.db, nonces=1):
        reply = erp.pay(PayeeName="苏州恒瑞特钢有限公司")
    assert ("payment.payee_name_differs", f"{ELEMENT}/PayeeName") in reply.faults


def test_insufficient_funds_are_refused_where_nobody_else_signs(
    erp: Erp, world: HouseWorld
) -> None:
    allow_direct(world)
    with nothing_left(world.db, nonces=1):
        reply = erp.pay(Amount="1000000.01")
    assert (reply.status, reply.code, reply.reason) == (409, "C301", "ledger.insufficient_funds")
    assert in_two_languages(reply)


def test_a_closed_rail_is_refused_when_it_is_asked_for(erp: Erp, world: HouseWorld) -> None:
    world.advance(days=5)  # Saturday
    with nothing_left(world.db, nonces=1):
        reply = erp.pay(PayeeAccount="6217000010001234567", PayeeBank="105100000017", Rail="HVPS")
    assert ("payment.rail_closed", f"{ELEMENT}/Rail") in reply.faults
    assert in_two_languages(reply)


def test_an_account_signed_up_for_viewing_pays_nothing(erp: Erp, world: HouseWorld) -> None:
    with nothing_left(world.db, nonces=1):
        reply = erp.pay(PayerAccount="1001234509012345694")
    assert (reply.status, reply.code, reply.reason) == (403, "D204", "gate.account_view_only")
