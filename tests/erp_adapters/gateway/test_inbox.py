"""Files are taken whole or not at all, and a fault is said with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from erp_adapters.gateway.errors import AlreadyRunning, SerialTaken
from erp_adapters.gateway.folders import Folders, file_name, write_whole
from erp_adapters.gateway.intake import orders_in
from erp_adapters.gateway.items import Order
from kernel import failpoints
from kernel.errors import Faulty
from tests.erp_adapters.gateway.conftest import Machine, said
from tests.erp_adapters.test_link import PAYMENT

NS = 'xmlns="urn:yinqi:link:1"'
XML = (
    "<SubmitPayment><ClientSerial>{serial}</ClientSerial><PayerAccount>1001234509012345678</PayerAccount>"
    "<PayeeAccount>3250612000181470</PayeeAccount><PayeeName>苏州恒锐特钢有限公司</PayeeName>"
    "<Amount>1286.40</Amount></SubmitPayment>"
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("one.json", json.dumps(said())),
        ("list.json", json.dumps([said(), said(serial="ERP-0002")])),
        ("wrapped.json", json.dumps({"payments": [said()]})),
        ("lines.jsonl", json.dumps(said()) + "\n\n" + json.dumps(said(serial="ERP-0002")) + "\n"),
        ("plain.xml", XML.format(serial="ERP-0001")),
        ("several.xml", f"<Payments {NS}>{XML.format(serial='ERP-0001')}{XML.format(serial='ERP-0002')}</Payments>"),
        ("wire.json", json.dumps({"ClientSerial": "ERP-0001", "PayerAccount": "1", "PayeeAccount": "2", "PayeeName": "x", "Amount": "1"})),
    ],
)  # fmt: skip
def test_xml_and_json_are_recognised(name: str, content: str) -> None:
    orders = orders_in(content.encode(), name)
    assert [order.serial for order in orders] == ["ERP-0001", "ERP-0002"][: len(orders)]
    assert orders[0].payment().serial == "ERP-0001"


def test_an_amount_may_be_a_json_number_and_an_account_may_not() -> None:
    text = json.dumps(said()).replace('"1286.40"', "1286.40")
    assert orders_in(text.encode(), "a.json")[0].payment().amount == "1286.40"
    number = json.dumps(said()).replace('"3250612000181470"', "3250612000181470")
    with pytest.raises(Faulty) as faulty:
        orders_in(number.encode(), "a.json")
    finding = faulty.value.findings[0]
    assert finding.code == "erp.not_text"
    assert "[1]" in finding.text.zh
    assert "payee_account" in finding.text.en


def test_one_bad_row_keeps_the_whole_file_out_and_every_fault_is_listed(machine: Machine) -> None:
    bad = [
        said(),
        said(serial="ERP-0002", amount="1e3"),
        said(serial="ERP-0001"),
        said(serial="", payee_name=""),
    ]
    machine.drop("bad.json", bad)
    machine.round()
    assert machine.store.counts() == {}
    words = (machine.folders.faulty / "bad.json.faults.txt").read_text(encoding="utf-8")
    for place in ("[2]", "[3]", "[4]"):
        assert place in words
    assert "科学计数法" in words
    assert "scientific" in words
    assert (machine.folders.faulty / "bad.json").exists()
    assert machine.wire.sent == []


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"<a", b"hello", b"\xff\xfe", b"[]", b'{"payments": [1]}', b"<Document/>"],
)
def test_what_is_no_payment_file_is_put_aside_with_a_reason(
    machine: Machine, content: bytes
) -> None:
    machine.drop("odd.xml", content)
    machine.round()
    assert (machine.folders.faulty / "odd.xml.faults.txt").stat().st_size > 0
    assert machine.wire.sent == []


def test_unfinished_files_are_left_alone(machine: Machine) -> None:
    for name in ("a.json.tmp", ".hidden.json", "b.part"):
        machine.drop(name, said())
    machine.round()
    assert machine.store.counts() == {}
    assert len(list(machine.folders.inbox.iterdir())) == 3


def test_a_file_taken_twice_pays_once_and_both_copies_are_kept(machine: Machine) -> None:
    machine.drop("one.json", said())
    machine.round()
    machine.drop("one.json", said())
    machine.round()
    assert machine.store.counts() == {"open": 1}
    assert {path.name for path in machine.folders.taken.iterdir()} == {"one.json", "one.2.json"}
    assert machine.world.count("payment") == 1


def test_another_content_under_a_serial_is_refused_and_changes_nothing(machine: Machine) -> None:
    machine.drop("one.json", said())
    machine.round()
    machine.drop("two.json", [said(serial="ERP-0009"), said(amount="9.00")])
    machine.round()
    assert machine.store.counts() == {"open": 1}
    words = (machine.folders.faulty / "two.json.faults.txt").read_text(encoding="utf-8")
    assert "流水号 ERP-0001 已用于另一笔" in words


def test_taken_again_after_a_death_between_store_and_move(machine: Machine) -> None:
    machine.drop("one.json", said())
    failpoints.arm("gateway.file_stored=raise")
    try:
        machine.round()
    finally:
        failpoints.arm("")
    assert (machine.folders.inbox / "one.json").exists()
    machine.round()
    assert not (machine.folders.inbox / "one.json").exists()
    assert machine.world.count("payment") == 1


def test_the_store_keeps_all_or_none(machine: Machine) -> None:
    first = Order.of_payment(PAYMENT)
    other = Order(first.kind, "ERP-0001", b"{}")
    fresh = Order(first.kind, "ERP-0005", first.content)
    now = machine.world.clock.now()
    assert machine.store.take([first], "", now) == 1
    with pytest.raises(SerialTaken):
        machine.store.take([fresh, other], "", now)
    assert machine.store.counts() == {"queued": 1}


def test_only_one_gateway_works_in_a_folder(machine: Machine) -> None:
    with machine.folders.alone(), pytest.raises(AlreadyRunning):
        Folders(machine.folders.root).alone().__enter__()
    with machine.folders.alone():
        pass


@pytest.mark.parametrize(
    "serial", ["../../etc/passwd", "..", ".hidden", "a/b", "a\\b", "流水号", "x" * 500, "A:1"]
)
def test_no_serial_leads_out_of_the_folder(serial: str, tmp_path: Path) -> None:
    name = f"{file_name(serial)}.json"
    assert "/" not in name
    assert not name.startswith(".")
    write_whole(tmp_path / "answers" / name, b"{}")
    assert (tmp_path / "answers" / name).read_bytes() == b"{}"


def test_two_serials_never_share_a_file() -> None:
    serials = ["a/b", "a%2Fb", "a_b", "x" * 200, "x" * 201, ".a", "%2Ea", "A:1", "A1"]
    assert len({file_name(serial) for serial in serials}) == len(serials)


def test_only_the_gateway_s_user_may_read_what_it_keeps(machine: Machine) -> None:
    machine.drop("one.json", said())
    machine.round()
    assert machine.folders.store.stat().st_mode & 0o077 == 0
    assert (machine.folders.answers / "ERP-0001.json").stat().st_mode & 0o077 == 0
    assert machine.folders.root.stat().st_mode & 0o077 == 0
