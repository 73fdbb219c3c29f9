"""The gateway's address over real sockets: the command reaches it, and beyond this machine only certificates do."""

from __future__ import annotations

import dataclasses
import http.client
import json
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from erp_adapters.gateway.cli import main
from erp_adapters.gateway.config import GatewayConfig, Tls
from erp_adapters.gateway.server import serving, start
from tests.erp_adapters.conftest import Wire
from tests.erp_adapters.gateway.conftest import Machine, make_machine, said
from tests.world import HouseWorld

ODOO = Path(__file__).parents[2] / "samples" / "odoo-pain.001.001.09-cny-5.xml"


@contextmanager
def reachable(machine: Machine) -> Iterator[int]:
    server = serving(machine.gateway)
    thread = start(server)
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_request_is_logged_in_words_alone(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "werkzeug"), reachable(machine) as port:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        line.request("GET", "/health")
        with line.getresponse() as answer:
            assert answer.status == 200
        line.close()
    (logged,) = [
        record.getMessage() for record in caplog.records if "/health" in record.getMessage()
    ]
    assert logged.endswith("'GET /health HTTP/1.1' 200")
    assert logged.isprintable()


def test_the_command_hands_a_file_over_and_asks_for_its_state(
    machine: Machine, tmp_path: Path
) -> None:
    payment = tmp_path / "payment.json"
    payment.write_text(json.dumps(said()), encoding="utf-8")
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(said(amount="1e3")), encoding="utf-8")
    config = tmp_path / "gateway.toml"
    with reachable(machine) as port:
        config.write_text(
            f"""[bank]
url = "{machine.config.bank.url}"
enterprise = "10001"
operator = "o"
certificate = "c"
key_file = "k"
bank_key_file = "b"
[gateway]
listen = "127.0.0.1:{port}"
""",
            encoding="utf-8",
        )

        def run(*words: str) -> tuple[int, str]:
            found = CliRunner().invoke(main, ["--config", str(config), *words])
            return found.exit_code, found.output

        assert run("status")[0] == 0
        code, output = run("send", str(payment), "--wait", "0")
        assert (code, json.loads(output)["new"]) == (0, 1)
        code, output = run("status", "ERP-0001")
        assert (code, json.loads(output)["state"]) == (0, "queued")
        code, output = run("send", str(bad), "--wait", "0")
        assert code == 1
        assert "科学计数法" in output
        assert run("status", "NEVER")[0] == 1
        document = run("send", str(ODOO), "--wait", "0")
        assert (document[0], run("status", "PAY0005")[0]) == (0, 0)
        assert json.loads(run("status", "PAY0005")[1])["state"] == "queued"
        assert run("status", "--document", "ERP-0001")[0] == 1
    assert machine.store.counts() == {"queued": 2}


@pytest.fixture
def tls(tmp_path: Path) -> Tls:
    """An authority of the enterprise's own, and a certificate of it for this machine."""

    def openssl(*words: str) -> None:
        command = ["openssl", *words]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *curve, "-subj", "/CN=ca", "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", *curve, "-subj", "/CN=127.0.0.1", "-keyout", "key.pem", "-out", "request.pem")
    (tmp_path / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    openssl(
        "x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-out", "cert.pem",
        "-extfile", "names",
    )  # fmt: skip
    return Tls(tmp_path / "cert.pem", tmp_path / "key.pem", tmp_path / "ca.pem")


def test_with_mutual_tls_only_who_has_a_certificate_gets_an_answer(
    settings: GatewayConfig, world: HouseWorld, wire: Wire, tls: Tls
) -> None:
    machine = make_machine(dataclasses.replace(settings, tls=tls), world, wire)
    with reachable(machine) as port:
        address = f"https://127.0.0.1:{port}/health"
        known = ssl.create_default_context(cafile=tls.client_ca_file)
        stranger = ssl.create_default_context(cafile=tls.client_ca_file)
        known.load_cert_chain(tls.cert_file, tls.key_file)
        with urllib.request.urlopen(address, context=known, timeout=10) as answer:
            assert json.load(answer) == {"ok": True}
        with pytest.raises((urllib.error.URLError, ssl.SSLError, ConnectionError)):
            urllib.request.urlopen(address, context=stranger, timeout=10)
