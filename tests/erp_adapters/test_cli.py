"""The command `yinqi-erp`, over real HTTP: what it prints, keeps and how it ends."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from werkzeug.serving import make_server

from connectors.core_banking.embedded import EmbeddedCore
from corporate.bootstrap import House
from corporate.identity import enrolment
from erp_adapters.client import cli
from erp_adapters.client import link as client_link
from erp_adapters.client.cli import Exit, main
from kernel.clock import FileClock
from tests.connectors.direct_link.rules import allow_direct
from tests.erp_adapters.conftest import Wire
from tests.world import HouseWorld, crypto

ODOO = Path(__file__).parents[1] / "samples" / "odoo-pain.001.001.09-cny-5.xml"
PAY = (
    "pay", "--serial", "ERP-0001", "--from", "1001234509012345678", "--to", "3250612000181470",
    "--name", "苏州恒锐特钢有限公司", "--amount", "1286.40",
)  # fmt: skip


@pytest.fixture
def address(wire: Wire) -> Iterator[str]:
    """The bank on a port of this machine."""
    server = make_server("127.0.0.1", 0, wire.app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def folder(
    tmp_path: Path, address: str, world: HouseWorld, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An enterprise's machine: empty, but for a clock that agrees with the bank's."""
    monkeypatch.setattr(client_link, "select_provider", lambda **_options: crypto())
    monkeypatch.setattr(cli, "select_provider", lambda **_options: crypto())
    monkeypatch.setenv("YINQI_ERP_PASSPHRASE", "open sesame")
    monkeypatch.delenv("YINQI_ERP_CONFIG", raising=False)
    machine = tmp_path / "machine"
    machine.mkdir()
    monkeypatch.chdir(machine)
    FileClock(machine / "clock").set(world.clock.now())
    (machine / "yinqi-erp.toml").write_text(
        f"""
url = "{address}/b/yungang/link/v1"
enterprise = "10001"
operator = "chenhai-erp"
certificate = "CERT-10001"
key_file = "erp-key.pem"
bank_key_file = "bank-key.pem"
clock_file = "clock"
read_timeout_s = 5
""",
        encoding="utf-8",
    )
    return machine


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def register(world: HouseWorld, printed: str) -> None:
    """The bank's desk registers the printed public key in place of the old one."""
    pem = printed.partition("SM3 ")[0]
    with world.owner() as uow:
        uow.run(
            "UPDATE certificate SET public_key = %s WHERE serial = 'CERT-10001' AND tenant_id = %s",
            (pem, world.tenant_id),
        )


@pytest.fixture
def connected(folder: Path, world: HouseWorld, address: str) -> Path:
    """Key made and registered, the bank's key fetched: the first five minutes."""
    made = run("keygen", "erp-key.pem")
    assert made.exit_code == 0, made.output
    register(world, made.output)
    fetched = run("bank-key", f"{address}/b/yungang/link/v1", "--out", "bank-key.pem")
    assert fetched.exit_code == 0, fetched.output
    assert len(fetched.output.removeprefix("SM3 ").strip()) == 64
    return folder


def test_from_nothing_to_the_first_payment(connected: Path, world: HouseWorld) -> None:
    paid = run(*PAY)
    assert paid.exit_code == 0, paid.output
    assert "status: pending_approval" in paid.output
    assert "首次向该账户付款" in paid.output
    found = run("--json", "find", "--serial", "ERP-0001")
    assert json.loads(found.output)["amount"] == "1286.40"
    assert world.count("payment") == 1
    assert (connected / "erp-key.pem").stat().st_mode & 0o077 == 0


def test_the_key_file_is_encrypted_and_never_overwritten(connected: Path) -> None:
    before = (connected / "erp-key.pem").read_bytes()
    assert before.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    again = run("keygen", "erp-key.pem")
    assert (again.exit_code, "已存在" in again.output) == (Exit.WRONG_USE, True)
    assert (connected / "erp-key.pem").read_bytes() == before
    plain = run("keygen", "--no-passphrase", "other.pem")
    assert plain.exit_code == 0
    assert (connected / "other.pem").read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----")


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_another_kind_of_key_and_seals_take_three_commands_more(
    connected: Path, world: HouseWorld, address: str, kind: str
) -> None:
    made = run("keygen", "--kind", kind, "other.pem")
    register(world, made.output)
    bank = ("bank-key", f"{address}/b/yungang/link/v1", "--kind", kind, "--out")
    assert run(*bank, "bank-other.pem").exit_code == 0
    assert run(*bank, "bank-seal.pem", "--seal").exit_code == 0
    config = connected / "yinqi-erp.toml"
    said = config.read_text(encoding="utf-8").replace("erp-key.pem", "other.pem")
    said = said.replace("bank-key.pem", "bank-other.pem") + 'seal_key_file = "bank-seal.pem"\n'
    config.write_text(said, encoding="utf-8")
    paid = run(*PAY)
    assert paid.exit_code == 0, paid.output
    assert world.count("payment") == 1


@pytest.mark.usefixtures("connected")
def test_a_refusal_is_told_with_its_faults() -> None:
    refused = run(*PAY[:-1], "1e3")
    assert refused.exit_code == Exit.REFUSED
    assert "/Request/Body/SubmitPayment/Amount" in refused.output
    assert "科学计数法" in refused.output
    assert "scientific notation" in refused.output


@pytest.mark.usefixtures("connected")
def test_a_payment_that_failed_is_not_a_success_of_the_command(world: HouseWorld) -> None:
    assert run(*PAY).exit_code == 0
    world.db.tamper("UPDATE yinqi.payment SET status = 'failed'")
    assert run("find", "--serial", "ERP-0001").exit_code == Exit.FAILED


def test_a_bank_that_cannot_be_reached_was_sent_nothing(connected: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    text = (connected / "yinqi-erp.toml").read_text(encoding="utf-8")
    start, _, rest = text.partition("127.0.0.1:")
    (connected / "yinqi-erp.toml").write_text(
        f"{start}127.0.0.1:{port}/{rest.partition('/')[2]}", encoding="utf-8"
    )
    away = run(*PAY)
    assert (away.exit_code, "没有发出" in away.output) == (Exit.NOT_NOW, True)


def test_a_bank_that_falls_silent_leaves_the_outcome_unknown(connected: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        config = connected / "yinqi-erp.toml"
        text = config.read_text(encoding="utf-8").replace(
            "read_timeout_s = 5", "read_timeout_s = 0.2"
        )
        start, _, rest = text.partition("127.0.0.1:")
        config.write_text(f"{start}127.0.0.1:{port}/{rest.partition('/')[2]}", encoding="utf-8")
        lost = run(*PAY)
    assert lost.exit_code == Exit.UNKNOWN
    assert "切勿更换流水号" in lost.output
    assert "never under a new one" in lost.output


def test_another_key_than_the_pinned_one_is_not_the_bank(connected: Path) -> None:
    (connected / "bank-key.pem").write_bytes(crypto().generate_key().public.spki_pem())
    forged = run(*PAY)
    assert (forged.exit_code, "未经银行签名证实" in forged.output) == (Exit.UNKNOWN, True)


def test_a_file_is_sent_and_its_report_kept(connected: Path) -> None:
    sent = run("send", str(ODOO), "--out", "pain002.xml")
    assert sent.exit_code == 0, sent.output
    assert sent.output.startswith("PAY0005 P")
    assert b"CstmrPmtStsRpt" in (connected / "pain002.xml").read_bytes()
    again = run("report", "PAY0005")
    assert "CstmrPmtStsRpt" in again.output


def test_accounts_lines_and_a_statement(connected: Path, world: HouseWorld) -> None:
    allow_direct(world)
    assert run(*PAY).exit_code == 0
    assert "1001234509012345678" in run("accounts").output
    assert json.loads(run("--json", "accounts").output)[0]["Booked"] == "998713.60"
    assert "ERP-0001" in run("lines", "1001234509012345678").output
    early = run("statement", "1001234509012345678", "2026-11-23", "--camt053", "day.xml")
    assert early.exit_code == Exit.REFUSED
    assert not (connected / "day.xml").exists()
    with world.job() as ctx:
        EmbeddedCore().close_day(ctx, date(2026, 11, 23))
    kept = run("statement", "1001234509012345678", "2026-11-23", "--camt053", "day.xml")
    assert kept.exit_code == 0, kept.output
    assert b"BkToCstmrStmt" in (connected / "day.xml").read_bytes()
    days = ("1001234509012345678", "2026-11-23", "2026-11-23")
    assert run("export", *days, "--out", "lines.csv").exit_code == 0
    assert "苏州恒锐特钢" in (connected / "lines.csv").read_text(encoding="utf-8-sig")
    none = run("receipt", "--serial", "NEVER", "--out", "never.pdf")
    assert none.exit_code == Exit.REFUSED
    assert not (connected / "never.pdf").exists()
    assert run("receipt", "--out", "never.pdf").exit_code == Exit.WRONG_USE


def test_a_receipt_is_kept_as_pdf(connected: Path, world: HouseWorld, house: House) -> None:
    allow_direct(world)
    assert run(*PAY).exit_code == 0
    with world.job() as ctx:
        (paid,) = ctx.uow.rows("SELECT id, transaction_id FROM payment")
        house.documents.issue(ctx, paid["transaction_id"], paid["id"])
    kept = run("receipt", "--serial", "ERP-0001", "--out", "receipt.pdf")
    assert kept.exit_code == 0, kept.output
    assert (connected / "receipt.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.usefixtures("connected")
def test_a_right_taken_away_ends_with_a_refusal(world: HouseWorld) -> None:
    with world.owner() as uow:
        enrolment.revoke(uow, world.user("辰海 ERP").user_id, "accounts.see")
    assert run("accounts").exit_code == Exit.REFUSED


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "url"),
        ('url = "ftp://x"', "url"),
        ('url = "http://bank.example/b/yungang/link/v1"', "https"),
        ('url = "https://bank.example/yungang"', "/b/<bank>/link/v1"),
        ('surprise = "x"', "surprise"),
        ("url = [", "yinqi-erp.toml"),
        ('read_timeout_s = "soon"', "soon"),
    ],
)
def test_a_wrong_configuration_is_named(folder: Path, line: str, words: str) -> None:
    good = {
        "url": '"https://bank.example/b/yungang/link/v1"', "enterprise": '"1"', "operator": '"o"',
        "certificate": '"c"', "key_file": '"k"', "bank_key_file": '"b"',
    }  # fmt: skip
    name = line.partition(" ")[0]
    lines = [f"{key} = {value}" for key, value in good.items() if key != (name or "url")]
    (folder / "yinqi-erp.toml").write_text("\n".join([*lines, line]), encoding="utf-8")
    wrong = run("accounts")
    assert wrong.exit_code == Exit.WRONG_USE
    assert words in wrong.output


def test_wrong_use_is_told_by_the_command(folder: Path) -> None:
    assert run("find").exit_code == Exit.WRONG_USE
    assert run("pay").exit_code == Exit.WRONG_USE
    assert run("send", str(folder / "nothing.xml")).exit_code == Exit.WRONG_USE
