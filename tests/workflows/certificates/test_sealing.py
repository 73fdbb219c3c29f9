"""That messages must come sealed is agreed by two administrators, asked at every message, never got round."""

from __future__ import annotations

import base64

import pytest

from tests.connectors.direct_link.erp import Reply
from tests.connectors.direct_link.sealer import seal, unseal
from tests.connectors.direct_link.test_sealing import der_of, post
from tests.workflows.certificates.house import CertificateHouse, question
from tests.world import crypto
from workflows.mandates.errors import NothingChanges


def require(house: CertificateHouse, *, required: bool) -> str:
    flag = "true" if required else "false"
    return house.confirm(house.ask("certificates.sealing", {"Required": flag}))


def sealed_question(house: CertificateHouse) -> Reply:
    erp = house.erp(house.world.key_of("辰海"), "CERT-10001")
    message = erp.request("accounts.list", "ListAccounts", {})
    spki = der_of(house.app.test_client().get("/b/yungang/link/v1/seal.pem").data)
    reply = post(erp, seal(spki, base64.b64decode(erp.sign(message)), message))
    return Reply(reply.status, unseal(erp.key.scalar_bytes(), reply.content)[1], reply.headers)


def test_once_two_agreed_a_bare_message_is_refused_and_nothing_done(
    house: CertificateHouse,
) -> None:
    erp = house.erp(house.world.key_of("辰海"), "CERT-10001")
    seen = house.ask("certificates.sealing", {"Required": "true"})
    assert question(erp).code == "0000"  # nobody has confirmed it yet
    assert house.confirm(seen) == "succeeded"
    assert house.listed().sealed_only
    refused = erp.pay(ClientSerial="BARE-1")
    assert (refused.status, refused.code, refused.reason) == (403, "D160", "link.seal_needed")
    assert "Yinqi-Signature" in refused.headers
    assert house.world.count("payment") == 0
    assert sealed_question(house).code == "0000"


def test_a_bare_copy_of_a_refused_message_stays_refused_when_the_rule_is_lifted(
    house: CertificateHouse,
) -> None:
    erp = house.erp(house.world.key_of("辰海"), "CERT-10001")
    message = erp.request("accounts.list", "ListAccounts", {})
    assert require(house, required=True) == "succeeded"
    assert erp.post(message).code == "D160"
    assert require(house, required=False) == "succeeded"
    assert erp.post(message).code == "C101"
    assert question(erp).code == "0000"
    assert not house.listed().sealed_only


def test_it_is_one_enterprises_own_and_a_stranger_hears_what_strangers_hear(
    house: CertificateHouse,
) -> None:
    assert require(house, required=True) == "succeeded"
    hengrui = house.erp(house.world.key_of("恒锐"), "CERT-10002")
    hengrui.enterprise, hengrui.operator = "10002", "hengrui-erp"
    assert question(hengrui).code == "0000"
    assert question(house.erp(crypto().generate_key(), "CERT-10001")).code == "D101"


def test_addresses_and_sealing_are_kept_apart(house: CertificateHouse) -> None:
    assert require(house, required=True) == "succeeded"
    house.confirm(house.ask("certificates.addresses", {"Networks": "127.0.0.1"}))
    view = house.listed()
    assert (view.sealed_only, view.networks) == (True, "127.0.0.1")
    with pytest.raises(NothingChanges):
        house.ask("certificates.sealing", {"Required": "true"})


def test_what_two_sign_says_what_changes(house: CertificateHouse) -> None:
    seen = house.ask("certificates.sealing", {"Required": "true"})
    assert [(line.label_en, line.was_zh, line.becomes_zh) for line in seen.lines] == [
        ("Sealing", "可加密，也可不加密", "必须加密，未加密的报文一律拒绝")
    ]
