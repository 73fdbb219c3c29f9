"""Rare characters, private code points and the encoding of answers, over the wire and into the database."""

from __future__ import annotations

import base64

import pytest

from connectors.direct_link.charsets import asked
from kernel import gb18030
from kernel.charset import Encoding
from tests.connectors.direct_link.erp import Erp, Reply, payment
from tests.connectors.direct_link.other_keys import bank_key
from tests.connectors.direct_link.test_payments import ELSEWHERE
from tests.world import HouseWorld, crypto

RARE = "㛃𬭚贸易（苏州）有限公司"
GB = {"Accept-Charset": "GB18030"}


def bank_signed(erp: Erp, reply: Reply) -> bool:
    key = crypto().read_public_key(bank_key(erp, "key"))
    signature = base64.b64decode(reply.headers["Yinqi-Signature"])
    return crypto().verify(key, reply.content, signature)


def paid(erp: Erp, headers: dict[str, str], **values: str) -> Reply:

    message = erp.request("payments.submit", "SubmitPayment", payment(**values))
    return erp.post(message, **headers)


def test_an_answer_comes_in_gb18030_where_it_is_asked_for_and_is_signed_as_it_comes(
    erp: Erp,
) -> None:
    reply = paid(erp, GB, **ELSEWHERE, PayeeName=RARE)
    assert reply.headers["Content-Type"] == "application/xml; charset=GB18030"
    assert reply.content.startswith(b"<?xml version='1.0' encoding='GB18030'?>")
    assert RARE.encode("gb18030") in reply.content
    assert RARE.encode() not in reply.content
    assert f"<PayeeName>{RARE}</PayeeName>" in reply.content.decode("gb18030")
    assert bank_signed(erp, reply)


def test_without_being_asked_it_comes_in_utf_8(erp: Erp) -> None:
    for asking in ({}, {"Accept-Charset": "utf-8"}, {"Accept-Charset": "latin-1, *"}):
        reply = erp.post(erp.request("accounts.list", "ListAccounts", {}), **asking)
        assert reply.headers["Content-Type"] == "application/xml; charset=utf-8"
        assert reply.content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert asked(" gb18030 ") is Encoding.GB18030
    assert asked("GBK") is Encoding.UTF8


def test_refusals_too_signed_or_not_come_in_the_encoding_asked_for(erp: Erp) -> None:
    signed = paid(erp, GB, Amount="1e3")
    assert "科学计数法" in signed.content.decode("gb18030")
    assert bank_signed(erp, signed)
    unsigned = erp.post(erp.request("accounts.list", "ListAccounts", {}), "", **GB)
    assert (unsigned.code, "Yinqi-Signature" in unsigned.headers) == ("I002", False)
    assert "缺少" in unsigned.content.decode("gb18030")


@pytest.mark.parametrize(
    ("old", "assigned"), [("\ue81e", "龴"), ("\ue7c7", "ḿ"), ("\ue816", "𠂇"), ("\ue864", "龻")]
)
def test_a_private_code_point_of_an_older_edition_becomes_the_assigned_character(
    erp: Erp, world: HouseWorld, old: str, assigned: str
) -> None:
    name = f"苏州{old}氏贸易有限公司"
    reply = paid(erp, GB, **ELSEWHERE, PayeeName=name, Purpose=f"{old}货款")
    assert reply.value("PayeeName") == name.replace(old, assigned)
    where = f"payee_name LIKE '%%{assigned}%%' AND purpose = '{assigned}货款'"
    assert world.count("payment", where) == 1


def test_the_bytes_of_an_older_edition_mean_the_same(erp: Erp, world: HouseWorld) -> None:
    values = payment(**ELSEWHERE, PayeeName="苏州X氏贸易")
    message = erp.request("payments.submit", "SubmitPayment", values)
    text = message.decode().replace("UTF-8", "GB18030", 1)
    body = text.encode("gb18030").replace(
        "苏州X".encode("gb18030"), "苏州".encode("gb18030") + b"\xfe\x59"
    )
    reply = erp.post(body)
    assert (reply.code, reply.value("PayeeName")) == ("0000", "苏州龴氏贸易")
    assert world.count("payment", "payee_name = '苏州龴氏贸易'") == 1


def test_a_private_code_point_nobody_assigned_is_refused_in_a_name(erp: Erp) -> None:
    reply = paid(erp, {}, **ELSEWHERE, PayeeName="苏州\ue000氏贸易")
    assert reply.code == "I001"
    assert "U+E000" in reply.content.decode()


def test_lengths_are_bytes_of_the_encoding_the_request_is_written_in(erp: Erp) -> None:
    fits = "𬭚" * 75  # four bytes each in both: 300 are allowed
    for encoding in ("UTF-8", "GB18030"):
        assert (
            erp.pay_in(encoding, **ELSEWHERE, ClientSerial=f"L-{encoding}", PayeeName=fits).code
            == "0000"
        )
        over = erp.pay_in(encoding, **ELSEWHERE, PayeeName=fits + "A")
        assert [code for code, _ in over.faults] == ["field.too_long"]
    assert len(gb18030.encode("龴")) == len("龴".encode("gb18030")) - 2  # two bytes since 2022
