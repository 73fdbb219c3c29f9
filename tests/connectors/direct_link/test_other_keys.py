"""Messages signed with RSA and ECDSA: the registered key alone says how they are verified and answered."""

from __future__ import annotations

import base64

import pytest
from flask import Flask

from kernel.crypto import sm3_hex
from tests.connectors.direct_link.erp import Erp
from tests.connectors.direct_link.footprint import nothing_left
from tests.connectors.direct_link.other_keys import (
    KINDS,
    OtherErp,
    bank_key,
    key_of,
    proves,
    signature_of,
)
from tests.world import HouseWorld, crypto

EACH = pytest.mark.parametrize("kind", KINDS)


@EACH
def test_a_payment_is_signed_and_answered_with_keys_of_that_kind(erp: Erp, kind: str) -> None:
    other = OtherErp.of(erp, kind)
    reply = other.pay(ClientSerial="OTHER-1")
    assert (reply.status, reply.code, reply.value("ClientSerial")) == (200, "0000", "OTHER-1")
    pem = bank_key(other, f"key-{kind}")
    assert proves(reply, pem)
    der = base64.b64decode(b"".join(pem.splitlines()[1:-1]))
    assert reply.headers["Yinqi-Key"] == sm3_hex(der)[:16]
    assert other.pay(ClientSerial="OTHER-1").head("Duplicate") == "true"


@EACH
def test_a_changed_byte_and_another_kind_of_signature_are_a_strangers(
    erp: Erp, world: HouseWorld, kind: str
) -> None:
    other = OtherErp.of(erp, kind)
    message = other.request("accounts.list", "ListAccounts", {})
    right = other.sign(message)
    sm2 = base64.b64encode(crypto().sign(erp.key, message)).decode()
    wrong = base64.b64encode(signature_of(key_of("ecdsa" if kind == "rsa" else "rsa"), message))
    with nothing_left(world.db, nonces=0):
        for body, signature in (
            (message.replace(b"ListAccounts", b"ListAccountz"), right),
            (message, sm2),
            (message, wrong.decode()),
            (message, base64.b64encode(b"0").decode()),
        ):
            reply = other.post(body, signature)
            assert (reply.status, reply.reason) == (401, "identity.certificate_refused")
            assert "Yinqi-Signature" not in reply.headers
    assert other.post(message, right).code == "0000"


def test_a_header_that_names_an_algorithm_changes_nothing(erp: Erp) -> None:
    other = OtherErp.of(erp, "rsa")
    message = other.request("accounts.list", "ListAccounts", {})
    for named in ("none", "sm2-sm3", "HS256", "rsa-sha1"):
        signed = other.post(message, None, None, **{"Yinqi-Algorithm": named})
        assert signed.code in {"0000", "C101"}, named  # the nonce is used up by the first
        forged = other.post(message, "", None, **{"Yinqi-Algorithm": named})
        assert forged.reason == "link.signature_missing"


@EACH
def test_a_refusal_is_signed_with_that_kind_too(erp: Erp, kind: str) -> None:
    other = OtherErp.of(erp, kind)
    reply = other.pay(Amount="1e3")
    assert (reply.status, reply.code) == (400, "I001")
    assert proves(reply, bank_key(other, f"key-{kind}"))


def test_the_bank_publishes_a_key_of_each_kind_and_they_differ(erp: Erp, app: Flask) -> None:
    names = ("key", "key-rsa", "key-ecdsa", "seal", "seal-rsa", "seal-ecdsa")
    assert len({bank_key(erp, name) for name in names}) == len(names)
    assert bank_key(erp, "key") == bank_key(erp, "key")
    for gone in ("key-sm2", "seal-none"):
        assert app.test_client().get(f"/b/yungang/link/v1/{gone}.pem").status_code == 404
    assert app.test_client().get("/b/nowhere/link/v1/seal.pem").status_code == 404
