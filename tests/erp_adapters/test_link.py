"""The client pays once, believes only the bank, and says when nobody knows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from connectors.core_banking.embedded import EmbeddedCore
from connectors.direct_link.link import DirectLink
from erp_adapters.client import BankLink, LinkConfig, NoAnswer, Payment, Refused, Untrusted
from erp_adapters.client.errors import BankBusy, ConfigWrong, FileWrong, UnknownAtBank
from erp_adapters.client.messages import read_document
from erp_adapters.client.reports import group_status
from erp_adapters.client.transport import Reply
from kernel import failpoints
from kernel.crypto.errors import KeyFileExposed, PassphraseWrong
from kernel.db_errors import DatabaseUnavailable
from kernel.iso20022.schemas import PAIN_002, schema
from kernel.xml import read_tree
from tests.connectors.direct_link.rules import allow_direct
from tests.erp_adapters.conftest import Wire
from tests.world import HouseWorld, crypto

SAMPLES = Path(__file__).parents[1] / "samples"
ODOO = SAMPLES / "odoo-pain.001.001.09-cny-5.xml"
PAYMENT = Payment(
    serial="ERP-0001",
    payer_account="1001234509012345678",
    payee_account="3250612000181470",
    payee_name="苏州恒锐特钢有限公司",
    amount="1286.40",
    purpose="货款",
)


def test_a_payment_is_made_and_found_again(bank: BankLink) -> None:
    made = bank.pay(PAYMENT)
    assert (made.serial, made.status, made.amount, made.duplicate) == (
        "ERP-0001", "pending_approval", "1286.40", False,
    )  # fmt: skip
    assert made.findings[0].zh == "首次向该账户付款"
    assert bank.find(serial="ERP-0001").number == bank.find(number=made.number).number


def test_the_same_serial_again_is_marked_as_a_duplicate(bank: BankLink) -> None:
    first, again = bank.pay(PAYMENT), bank.pay(PAYMENT)
    assert (again.number, again.duplicate) == (first.number, True)


def test_a_refusal_carries_code_words_and_faults(bank: BankLink, world: HouseWorld) -> None:
    with pytest.raises(Refused) as refused:
        bank.pay(dataclasses.replace(PAYMENT, amount="1e3"))
    error = refused.value
    assert (error.return_code, error.reason) == ("I001", "kernel.faulty")
    assert [(f.code, f.element) for f in error.faults] == [
        ("kernel.amount_scientific", "/Request/Body/SubmitPayment/Amount")
    ]
    assert error.faults[0].text.zh
    assert world.count("payment") == 0


def test_after_a_lost_answer_it_asks_by_the_same_serial_and_finds_the_payment(
    bank: BankLink, wire: Wire, world: HouseWorld
) -> None:
    wire.lose_answers = 1
    state = bank.pay(PAYMENT)
    assert (state.serial, state.status) == ("ERP-0001", "pending_approval")
    assert len(wire.sent) == 2
    assert b"FindPayment" in wire.sent[1]
    assert world.count("payment") == 1


def test_after_a_lost_request_the_outcome_stays_unknown_and_the_same_serial_pays_once(
    bank: BankLink, wire: Wire, world: HouseWorld
) -> None:
    wire.lose_requests = 1
    with pytest.raises(NoAnswer) as unknown:
        bank.pay(PAYMENT)
    assert "切勿更换流水号" in unknown.value.message.zh
    assert world.count("payment") == 0
    assert bank.pay(PAYMENT).status == "pending_approval"
    assert bank.pay(PAYMENT).duplicate
    assert world.count("payment") == 1


def test_a_message_the_network_delivered_twice_is_asked_about(
    bank: BankLink, wire: Wire, world: HouseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some HTTP libraries repeat a POST by themselves; the second copy hears that it is a replay."""
    post = wire.post

    def twice(url: str, body: bytes, headers: dict[str, str]) -> Reply:
        post(url, body, headers)
        return post(url, body, headers)

    monkeypatch.setattr(wire, "post", twice)
    with pytest.raises(UnknownAtBank, match=r"C101"):
        bank.pay(PAYMENT)  # the question was delivered twice, too
    monkeypatch.undo()
    assert bank.find(serial="ERP-0001").status == "pending_approval"
    assert world.count("payment") == 1


def test_a_fault_of_the_bank_is_asked_about(bank: BankLink, wire: Wire, world: HouseWorld) -> None:
    failpoints.arm("link.before_reply=raise")
    try:
        state = bank.pay(PAYMENT)
    finally:
        failpoints.arm("")
    assert state.status == "pending_approval"
    assert wire.replies[0].status == 500
    assert world.count("payment") == 1


Change = Callable[[Reply], Reply]


def without_signature(reply: Reply) -> Reply:
    return Reply(reply.status, {}, reply.body)


def with_another_amount(reply: Reply) -> Reply:
    return Reply(reply.status, reply.headers, reply.body.replace(b"1286.40", b"1.00"))


def signed_by_another_key(reply: Reply) -> Reply:
    return Reply(reply.status, {**reply.headers, "Yinqi-Key": "0" * 16}, reply.body)


def with_rubbish_for_a_signature(reply: Reply) -> Reply:
    return Reply(reply.status, {**reply.headers, "Yinqi-Signature": "???"}, reply.body)


@pytest.mark.parametrize(
    "change",
    [
        without_signature,
        with_another_amount,
        signed_by_another_key,
        with_rubbish_for_a_signature,
        lambda _: Reply(200, {}, b"<html>proxy</html>"),
        lambda _: Reply(502, {}, b"bad gateway"),
        lambda _: Reply(302, {"Location": "http://127.0.0.1/"}, b""),
    ],
)
def test_what_the_bank_did_not_sign_proves_nothing(
    bank: BankLink, wire: Wire, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    monkeypatch.setattr(wire, "changed", change)
    with pytest.raises(Untrusted):
        bank.pay(PAYMENT)


def test_an_answer_to_another_message_is_no_answer_to_this_one(
    bank: BankLink, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused):
        bank.pay(dataclasses.replace(PAYMENT, amount="1e3"))
    old = wire.replies[0]
    monkeypatch.setattr(wire, "changed", lambda _: old)
    with pytest.raises(Untrusted, match="another message"):
        bank.pay(PAYMENT)


def test_a_stranger_s_refusal_is_shown_but_proves_nothing(
    world: HouseWorld, wire: Wire, config: LinkConfig
) -> None:
    stranger = BankLink(
        dataclasses.replace(config, certificate="CERT-00000"), passphrase=b"open sesame",
        transport=wire, clock=world.clock, crypto=crypto(),
    )  # fmt: skip
    with pytest.raises(Untrusted, match="The certificate or the signature is not valid"):
        stranger.pay(PAYMENT)


def test_not_now_is_not_a_refusal(
    bank: BankLink, monkeypatch: pytest.MonkeyPatch, world: HouseWorld
) -> None:
    def gone(*_args: object) -> object:
        raise DatabaseUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(DirectLink, "_perform", gone)
        with pytest.raises(BankBusy):
            bank.pay(PAYMENT)
    assert world.count("payment") == 0
    assert bank.pay(PAYMENT).status == "pending_approval"


def test_odoo_s_file_is_sent_as_it_is_and_reported(bank: BankLink, wire: Wire) -> None:
    report = bank.send(ODOO)
    assert list(schema(PAIN_002).findings(read_tree(report))) == []
    assert group_status(report) in {"PDNG", "PART"}
    inside = ODOO.read_bytes().partition(b"?>")[2].strip()
    assert inside in wire.sent[0]
    assert group_status(bank.report("PAY0005")) == group_status(report)


def test_a_file_in_gb18030_travels_in_gb18030(bank: BankLink, wire: Wire, tmp_path: Path) -> None:
    text = ODOO.read_text(encoding="utf-8").replace("encoding='UTF-8'", "encoding='GBK'")
    file = tmp_path / "gbk.xml"
    file.write_bytes(text.replace("Muster Handels GmbH", "上海辰海").encode("gb18030"))
    assert group_status(bank.send(file)) in {"PDNG", "PART"}
    assert wire.sent[0].startswith(b'<?xml version="1.0" encoding="GB18030"?>')
    assert "上海辰海".encode("gb18030") in wire.sent[0]


def test_a_lost_answer_to_a_file_is_asked_about_by_its_message_id(
    bank: BankLink, wire: Wire, world: HouseWorld
) -> None:
    wire.lose_answers = 1
    assert group_status(bank.send(ODOO)) in {"PDNG", "PART"}
    assert b"<MessageId>PAY0005</MessageId>" in wire.sent[1]
    assert world.count("payment_message") == 1


@pytest.mark.parametrize(
    "content", [b"", b"not xml", b"<Document/>", b"<!DOCTYPE x><Document/>", b"<a><b></a>"]
)
def test_a_file_that_is_no_message_never_leaves(
    bank: BankLink, wire: Wire, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "broken.xml"
    file.write_bytes(content)
    with pytest.raises(FileWrong, match=r"broken\.xml"):
        bank.send(file)
    with pytest.raises(FileWrong):
        read_document(tmp_path / "missing.xml")
    assert wire.sent == []


def test_accounts_lines_and_statements_are_read(bank: BankLink, world: HouseWorld) -> None:
    allow_direct(world)
    assert bank.pay(PAYMENT).status == "succeeded"
    accounts = bank.accounts()
    assert accounts[0]["AccountNumber"] == "1001234509012345678"
    assert accounts[0]["Booked"] == "998713.60"
    (*_, last) = bank.lines("1001234509012345678")
    assert (last["Amount"], last["ClientSerial"]) == ("1286.40", "ERP-0001")
    assert bank.lines("1001234509012345678", after=int(str(last["Line"]))) == []
    with world.job() as ctx:
        EmbeddedCore().close_day(ctx, date(2026, 11, 23))
    statement = bank.statement("1001234509012345678", "2026-11-23")
    assert list(schema("camt.053.001.08").findings(read_tree(statement))) == []


def test_keys_that_cannot_be_used_are_refused_before_anything_is_sent(
    config: LinkConfig, wire: Wire, tmp_path: Path
) -> None:
    def opened(**changed: object) -> BankLink:
        passphrase = changed.pop("passphrase", b"open sesame")
        assert passphrase is None or isinstance(passphrase, bytes)
        other = dataclasses.replace(config, **changed)  # type: ignore[arg-type]  # by name
        return BankLink(other, passphrase=passphrase, transport=wire, crypto=crypto())

    with pytest.raises(PassphraseWrong):
        opened(passphrase=None)
    with pytest.raises(PassphraseWrong):
        opened(passphrase=b"wrong")
    with pytest.raises(ConfigWrong):
        opened(key_file=tmp_path / "nowhere.pem")
    with pytest.raises(ConfigWrong):
        opened(bank_key_file=tmp_path / "nowhere.pem")
    config.key_file.chmod(0o644)
    with pytest.raises(KeyFileExposed):
        opened()
    assert wire.sent == []
