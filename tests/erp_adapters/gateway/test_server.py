"""The gateway's own address: taken means stored, strangers are kept out, the page tells the truth."""

from __future__ import annotations

import dataclasses
import json
import threading
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from erp_adapters.gateway import binding
from erp_adapters.gateway.config import GatewayConfig, Tls
from erp_adapters.gateway.errors import BindingRefused, GatewayWrong
from erp_adapters.gateway.server import make_app
from erp_adapters.gateway.status import status_of
from kernel.text import Text
from tests.connectors.direct_link.rules import allow_direct
from tests.erp_adapters.conftest import Wire
from tests.erp_adapters.gateway.conftest import Machine, make_machine, said
from tests.world import HouseWorld

LOCAL = {"Host": "127.0.0.1:8710"}
ODOO = Path(__file__).parents[2] / "samples" / "odoo-pain.001.001.09-cny-5.xml"


@pytest.fixture
def client(machine: Machine) -> FlaskClient:
    return make_app(machine.gateway).test_client()


def test_what_is_posted_is_stored_before_it_is_acknowledged(
    client: FlaskClient, machine: Machine
) -> None:
    answer = client.post("/orders", json=[said(), said(serial="ERP-0002")], headers=LOCAL)
    assert (answer.status_code, answer.get_json()["taken"], answer.get_json()["new"]) == (202, 2, 2)
    assert [item["state"] for item in answer.get_json()["items"]] == ["queued", "queued"]
    assert machine.store.counts() == {"queued": 2}
    again = client.post("/orders", json=said(), headers=LOCAL)
    assert (again.status_code, again.get_json()["new"]) == (202, 0)
    machine.round()
    found = client.get("/payments/ERP-0002", headers=LOCAL)
    assert (found.status_code, found.get_json()["status"]) == (200, "pending_approval")


def test_a_caller_may_wait_for_the_bank(
    client: FlaskClient, machine: Machine, world: HouseWorld
) -> None:
    allow_direct(world)
    worker = threading.Timer(0.1, machine.gateway.round)
    worker.start()
    answer = client.post("/orders?wait=30", json=said(), headers=LOCAL)
    worker.join()
    assert answer.get_json()["items"][0]["status"] == "succeeded"
    assert "已完结" in answer.text


def test_xml_documents_and_spreadsheets_are_posted_too(
    client: FlaskClient, machine: Machine
) -> None:
    sent = client.post("/orders", data=ODOO.read_bytes(), headers=LOCAL)
    assert (sent.status_code, sent.get_json()["items"][0]["serial"]) == (202, "PAY0005")
    sheet = "流水号,付款账号,收款账号,户名,金额\nS-1,1001234509012345678,3250612000181470,苏州恒锐特钢有限公司,12.00\n"
    taken = client.post("/orders?folder=sheets&name=a.csv", data=sheet.encode(), headers=LOCAL)
    assert (taken.status_code, taken.get_json()["items"][0]["serial"]) == (202, "S-1")
    machine.round()
    report = client.get("/documents/PAY0005/report", headers=LOCAL)
    assert b"CstmrPmtStsRpt" in report.data
    assert client.get("/documents/PAY0005", headers=LOCAL).get_json()["kind"] == "document"


def test_faults_conflicts_and_unknown_serials_are_said_in_two_languages(
    client: FlaskClient, machine: Machine
) -> None:
    bad = client.post("/orders", json=said(amount="1e3"), headers=LOCAL)
    assert bad.status_code == 400
    assert "科学计数法" in bad.get_json()["faults"][0]["zh"]
    assert bad.get_json()["faults"][0]["field"] == "[1]/amount"
    client.post("/orders", json=said(), headers=LOCAL)
    other = client.post("/orders", json=said(amount="5.00"), headers=LOCAL)
    assert (other.status_code, other.get_json()["code"]) == (409, "gateway.serial_taken")
    assert client.get("/payments/NEVER", headers=LOCAL).status_code == 404
    assert client.post("/orders?folder=nowhere", json=said(), headers=LOCAL).status_code == 404
    assert machine.store.counts() == {"queued": 1}


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:8710"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_page_in_a_browser_cannot_hand_in_a_payment(
    client: FlaskClient, machine: Machine, headers: dict[str, str]
) -> None:
    answer = client.post("/orders", data=json.dumps(said()), headers=LOCAL | headers)
    assert answer.status_code in {403, 421}
    assert machine.store.counts() == {}


@pytest.fixture
def guarded(settings: GatewayConfig, world: HouseWorld, wire: Wire, tmp_path: Path) -> Machine:
    token = tmp_path / "token"
    token.touch(mode=0o600)
    token.write_text("s3cret\n")
    return make_machine(dataclasses.replace(settings, token_file=token), world, wire)


def test_with_a_token_only_who_knows_it_hands_in_and_asks(guarded: Machine) -> None:
    client = make_app(guarded.gateway).test_client()
    for wrong in ({}, {"Authorization": "Bearer no"}, {"Authorization": "Bearer "}):
        assert client.post("/orders", json=said(), headers=LOCAL | wrong).status_code == 401
        assert client.get("/payments/ERP-0001", headers=LOCAL | wrong).status_code == 401
    assert guarded.store.counts() == {}
    right = LOCAL | {"Authorization": "Bearer s3cret"}
    assert client.post("/orders", json=said(), headers=right).status_code == 202
    assert client.get("/", headers=LOCAL).status_code == 200


def test_a_token_that_others_can_read_is_refused(guarded: Machine) -> None:
    assert guarded.config.token_file
    guarded.config.token_file.chmod(0o644)
    with pytest.raises(GatewayWrong, match="0600"):
        make_app(guarded.gateway)


EVERYWHERE = "0.0.0.0"  # noqa: S104 - it is refused


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "10.1.2.3", "gateway.example", ""])
def test_an_open_address_without_mutual_tls_is_refused(settings: GatewayConfig, host: str) -> None:
    with pytest.raises(BindingRefused, match="mutual TLS"):
        binding.tls_context(dataclasses.replace(settings, host=host))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.1.2.3"])
def test_this_machine_needs_no_tls(settings: GatewayConfig, host: str) -> None:
    assert binding.tls_context(dataclasses.replace(settings, host=host)) is None


def test_tls_files_that_cannot_be_read_are_named(settings: GatewayConfig, tmp_path: Path) -> None:
    tls = Tls(tmp_path / "cert.pem", tmp_path / "key.pem", tmp_path / "ca.pem")
    with pytest.raises(GatewayWrong, match=r"\[tls\]"):
        binding.tls_context(dataclasses.replace(settings, host=EVERYWHERE, tls=tls))


def test_the_page_shows_queue_faults_and_clock_and_nobody_s_account(
    client: FlaskClient, machine: Machine, wire: Wire
) -> None:
    empty = client.get("/", headers=LOCAL).text
    assert "运行正常" in empty
    assert "还没有收到付款" in empty
    wire.lose_answers = 2
    machine.drop("one.json", said())
    machine.round()
    machine.store.add_fault(machine.world.clock.now(), "<script>", Text("坏", "bad"))
    page = client.get("/", headers=LOCAL)
    assert "需要留意" in page.text
    assert "结果待确认" in page.text
    assert "ERP-0001" in page.text
    assert "&lt;script&gt;" in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text
    for secret in ("1001234509012345678", "3250612000181470", "苏州恒锐", "1286.40"):
        assert secret not in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    with client.get("/assets/page.css", headers=LOCAL) as style:
        assert style.status_code == 200


def test_a_clock_that_is_off_and_a_certificate_that_ends_are_said(machine: Machine) -> None:
    machine.store.set_mark("clock ahead", "-200.0")
    assert status_of(machine.gateway).mood == "bad"
    machine.store.set_mark("clock ahead", "90.0")
    assert status_of(machine.gateway).mood == "warn"
    machine.store.set_mark("clock ahead", "3.0")
    assert status_of(machine.gateway).mood == "good"
