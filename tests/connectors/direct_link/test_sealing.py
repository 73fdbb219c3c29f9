"""Sealed messages: opened, checked and answered like others, and nothing but the right ones opens."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.connectors.direct_link.erp import Erp, Reply
from tests.connectors.direct_link.footprint import nothing_left
from tests.connectors.direct_link.json_erp import JsonErp
from tests.connectors.direct_link.other_keys import OtherErp, bank_key, verified
from tests.connectors.direct_link.sealer import seal, unseal
from tests.connectors.direct_link.soap_erp import SOAP_11, TYPES, SoapErp
from tests.connectors.direct_link.test_messages import ODOO
from tests.world import HouseWorld, crypto

SEALED = "yinqi-sealed"


def der_of(pem: bytes) -> bytes:
    return base64.b64decode(b"".join(pem.splitlines()[1:-1]))


def sealed_by(erp: Erp, message: bytes, name: str = "seal") -> bytes:
    return seal(der_of(bank_key(erp, name)), base64.b64decode(erp.sign(message)), message)


def post(erp: Erp, body: bytes, at: str = "", **headers: str) -> Reply:
    """Send a body as it is, without a signature beside it."""
    found = erp.app.test_client().post(
        f"/b/{erp.bank}/link/v1{at}", data=body, headers={"Content-Encoding": SEALED} | headers
    )
    return Reply(found.status_code, found.data, dict(found.headers))


def opened(reply: Reply, private: Any) -> tuple[Reply, bytes]:
    """An answer out of its seal, and its signature."""
    assert reply.headers["Content-Encoding"] == SEALED
    assert "Yinqi-Signature" not in reply.headers
    assert b"Response" not in reply.content
    signature, message = unseal(private, reply.content)
    return Reply(reply.status, message, reply.headers), signature


def payment(erp: Erp, serial: str) -> bytes:
    values = {
        "ClientSerial": serial, "PayerAccount": "1001234509012345678",
        "PayeeAccount": "3250612000181470", "PayeeName": "苏州恒锐特钢有限公司",
        "Amount": "1286.40", "Currency": "CNY",
    }  # fmt: skip
    return erp.request("payments.submit", "SubmitPayment", values)


def test_a_sealed_payment_is_made_and_its_answer_sealed_to_the_customer(erp: Erp) -> None:
    body = sealed_by(erp, payment(erp, "SEAL-1"))
    assert b"SEAL-1" not in body
    reply, signature = opened(post(erp, body), erp.key.scalar_bytes())
    assert (reply.code, reply.value("ClientSerial")) == ("0000", "SEAL-1")
    bank = crypto().read_public_key(bank_key(erp, "key"))
    assert crypto().verify(bank, reply.content, signature)


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_customers_with_other_keys_seal_with_what_they_have(erp: Erp, kind: str) -> None:
    other = OtherErp.of(erp, kind)
    body = sealed_by(other, payment(other, "SEAL-2"), f"seal-{kind}")
    reply, signature = opened(post(other, body), other.other)
    assert (reply.code, reply.value("ClientSerial")) == ("0000", "SEAL-2")
    assert verified(bank_key(other, f"key-{kind}"), reply.content, signature)


def test_json_and_soap_are_sealed_alike_and_keep_their_types(erp: Erp) -> None:
    other = OtherErp.of(erp, "ecdsa")
    json_erp, soap_erp = JsonErp(other), SoapErp(other)
    written = {
        "/json/accounts.list": json_erp.request("accounts.list", {}),
        "/soap": soap_erp.request("accounts.list", "AccountsList", {}),
    }
    for at, message in written.items():
        kind = "application/json" if "json" in at else TYPES[SOAP_11]
        body = sealed_by(other, message, "seal-ecdsa")
        reply = post(other, body, at, **{"Content-Type": kind})
        inside, signature = opened(reply, other.other)
        assert reply.status == 200
        assert reply.headers["Content-Type"].startswith(kind.partition(";")[0])
        assert b"1001234509012345678" in inside.content
        assert verified(bank_key(other, "key-ecdsa"), inside.content, signature)


def test_a_changed_a_cut_and_a_strangers_seal_are_refused_alike(
    erp: Erp, world: HouseWorld
) -> None:
    message = payment(erp, "SEAL-3")
    body = sealed_by(erp, message)
    stranger = bytearray(seal(crypto().generate_key().public.spki_der(), b"s", message))
    stranger[4:12] = body[4:12]  # says that it is for the bank's key
    wrong = [body[:-1], body[:40], body + b"0", b"YQS1", message, bytes(stranger)]
    places = (4 + 8 + 2 + 5, len(body) // 2, len(body) - 1)
    wrong += [body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :] for at in places]
    with nothing_left(world.db, nonces=0):
        told = {(r.status, r.code, r.text("zh")) for r in (post(erp, each) for each in wrong)}
        unknown = post(erp, body[:4] + bytes(8) + body[12:])
    assert {each[:2] for each in told} == {(400, "I160")}
    assert len(told) == 1
    assert (unknown.status, unknown.code) == (400, "I161")
    assert post(erp, body).status == 200


def test_what_is_inside_is_checked_like_any_other_message(erp: Erp, world: HouseWorld) -> None:
    message = payment(erp, "SEAL-4")
    spki = der_of(bank_key(erp, "seal"))
    with nothing_left(world.db, nonces=0):
        for signature in (b"", base64.b64decode(erp.sign(message + b" "))):
            reply = post(erp, seal(spki, signature, message))
            assert reply.code in {"I002", "D101"}
            assert "Yinqi-Signature" not in reply.headers
    body = sealed_by(erp, message)
    first, _ = opened(post(erp, body), erp.key.scalar_bytes())
    again, _ = opened(post(erp, body), erp.key.scalar_bytes())
    bare = erp.post(message)
    assert (first.code, again.code, bare.code) == ("0000", "C101", "C101")
    assert world.count("payment") == 1


def test_another_banks_key_does_not_open_it(erp: Erp) -> None:
    message = payment(erp, "SEAL-5")
    foreign = der_of(erp.app.test_client().get("/b/jianghai/link/v1/seal.pem").data)
    reply = post(erp, seal(foreign, base64.b64decode(erp.sign(message)), message))
    assert (reply.status, reply.code) == (400, "I161")


def test_a_file_of_five_megabytes_is_opened_and_read_like_a_bare_one(erp: Erp) -> None:
    start, end = ODOO.index(b"<CdtTrfTxInf>"), ODOO.rindex(b"</PmtInf>")
    many = ODOO[start:end] * (1 + (5 << 20) // (end - start))
    message = erp.carrying("payments.import", ODOO[:start] + many + ODOO[end:])
    assert len(message) > 5 << 20
    reply, _ = opened(post(erp, sealed_by(erp, message)), erp.key.scalar_bytes())
    payments = message.count(b"<CdtTrfTxInf>")
    assert reply.code == "I001"
    assert f"NbOfTxs declares 5 transactions; there are {payments}" in reply.text("en")


def test_the_length_and_other_encodings_are_asked_for_as_ever(erp: Erp) -> None:
    body = sealed_by(erp, payment(erp, "SEAL-6"))
    client = erp.app.test_client()
    for given in ({"CONTENT_LENGTH": ""}, {"CONTENT_LENGTH": str(1 << 40)}):
        found = client.post(
            "/b/yungang/link/v1", data=body, headers={"Content-Encoding": SEALED},
            environ_overrides=given,
        )  # fmt: skip
        assert found.status_code in {411, 413}
    assert post(erp, body, **{"Content-Encoding": "gzip"}).code == "I006"
    assert post(erp, body, **{"Content-Encoding": "identity"}).code in {"I001", "I002"}
