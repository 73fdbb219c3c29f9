"""From where messages may come: a list that two administrators agree, asked at every message."""

from __future__ import annotations

import pytest

from connectors.direct_link.refusals import refusal_of
from corporate.identity.errors import CertificateRefused
from kernel.errors import Denied
from kernel.networks import inside
from tests.connectors.direct_link.erp import Reply
from tests.workflows.certificates.house import CertificateHouse, question
from tests.world import crypto
from workflows.certificates.errors import AddressesTooMany, AddressMalformed
from workflows.certificates.rules import networks_of
from workflows.mandates.errors import NothingChanges


def allow(house: CertificateHouse, networks: str) -> str:
    return house.confirm(house.ask("certificates.addresses", {"Networks": networks}))


def told(reply: Reply) -> tuple[object, ...]:
    signed = "Yinqi-Signature" in reply.headers
    return reply.status, reply.code, reply.reason, reply.text("zh"), signed


def test_without_a_list_messages_come_from_anywhere(house: CertificateHouse) -> None:
    erp = house.erp(house.world.key_of("辰海"), "CERT-10001")
    assert question(erp, "198.51.100.1").code == "0000"


def test_with_a_list_a_message_from_elsewhere_is_a_strangers(house: CertificateHouse) -> None:
    erp = house.erp(house.world.key_of("辰海"), "CERT-10001")
    seen = house.ask("certificates.addresses", {"Networks": "203.0.113.0/24, 2001:db8::7"})
    assert question(erp, "198.51.100.1").code == "0000"  # nobody has confirmed it yet
    assert house.confirm(seen) == "succeeded"
    for address in ("203.0.113.200", "2001:db8::7", "::ffff:203.0.113.5"):
        assert question(erp, address).code == "0000", address
    stranger = told(question(house.erp(crypto().generate_key(), "CERT-00000"), "203.0.113.5"))
    for address in ("203.0.114.1", "2001:db8::8", "127.0.0.1", "", "nonsense"):
        assert told(question(erp, address)) == stranger, address
    assert stranger[1] == refusal_of(CertificateRefused).code
    assert house.world.count("payment") == 0


def test_the_list_is_one_enterprises_own(house: CertificateHouse) -> None:
    allow(house, "203.0.113.7")
    hengrui = house.erp(house.world.key_of("恒锐"), "CERT-10002")
    hengrui.enterprise, hengrui.operator = "10002", "hengrui-erp"
    assert question(hengrui, "198.51.100.1").code == "0000"


def test_an_empty_list_lifts_the_limit_and_says_so(house: CertificateHouse) -> None:
    allow(house, "203.0.113.7")
    seen = house.ask("certificates.addresses", {"Networks": ""})
    assert [(line.label_en, line.was_zh, line.becomes_zh) for line in seen.lines] == [
        ("Limit", "仅限名单内地址", "不限"),
        ("Allowed address", "203.0.113.7", ""),
    ]
    house.confirm(seen)
    erp = house.erp(house.world.key_of("辰海"), "CERT-10001")
    assert question(erp, "198.51.100.1").code == "0000"
    with pytest.raises(NothingChanges):
        house.ask("certificates.addresses", {"Networks": " "})


def test_only_administrators_change_it(house: CertificateHouse) -> None:
    for clerk in ("李娜", "王磊", "孙悦"):
        with pytest.raises(Denied):
            house.ask("certificates.addresses", {"Networks": "203.0.113.7"}, by=clerk)


def test_networks_have_one_spelling() -> None:
    assert networks_of("10.0.0.0/8，2001:DB8::/32;203.0.113.7/32 203.0.113.7") == [
        "10.0.0.0/8",
        "2001:db8::/32",
        "203.0.113.7",
    ]


@pytest.mark.parametrize(
    "text", ["203.0.113.7/24", "0.0.0.0/0", "::/0", "300.1.1.1", "host.example", "fe80::1%eth0"]
)
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(AddressMalformed):
        networks_of(text)


def test_nobody_checks_more_than_fifty() -> None:
    with pytest.raises(AddressesTooMany):
        networks_of(" ".join(f"10.0.0.{n}" for n in range(51)))


def test_what_is_no_address_lies_nowhere() -> None:
    assert not inside("", ["10.0.0.0/8"])
    assert not inside("10.0.0.1", [])
    assert inside("::ffff:10.0.0.1", ["10.0.0.0/8"])
    assert not inside("::1", ["10.0.0.0/8"])
