"""The command `yinqi-erp` over real HTTP: a request, a payment with the new key, a renewal, an end."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from werkzeug.serving import make_server

from erp_adapters.client import cli
from erp_adapters.client import link as client_link
from erp_adapters.client.cli import Exit, main
from kernel import limits
from kernel.clock import FileClock
from tests.workflows.certificates.house import CertificateHouse
from tests.world import HouseWorld, crypto

PAY = (
    "pay", "--from", "1001234509012345678", "--to", "3250612000181470", "--name",
    "苏州恒锐特钢有限公司", "--amount", "1286.40", "--serial",
)  # fmt: skip


@pytest.fixture
def house(world: HouseWorld, tmp_path: Path) -> CertificateHouse:
    return CertificateHouse.of(world, tmp_path / "bank")


@pytest.fixture
def machine(
    house: CertificateHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An enterprise's machine with a bank on a port, and a clock that agrees with the bank's."""
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    for module in (cli, client_link):
        monkeypatch.setattr(module, "select_provider", lambda **_options: crypto())
    monkeypatch.setenv("YINQI_ERP_PASSPHRASE", "open sesame")
    monkeypatch.delenv("YINQI_ERP_CONFIG", raising=False)
    folder = tmp_path / "machine"
    folder.mkdir()
    monkeypatch.chdir(folder)
    url = f"http://127.0.0.1:{server.server_port}/b/yungang/link/v1"
    configure(folder, url, "none-yet", "erp-key.pem")
    set_clock(house, folder)
    assert run("bank-key", url, "--out", "bank-key.pem").exit_code == 0
    yield folder
    server.shutdown()
    serving.join()
    server.server_close()


def configure(folder: Path, url: str, certificate: str, key_file: str) -> None:
    (folder / "yinqi-erp.toml").write_text(
        f'url = "{url}"\nenterprise = "10001"\noperator = "chenhai-erp"\n'
        f'certificate = "{certificate}"\nkey_file = "{key_file}"\n'
        'bank_key_file = "bank-key.pem"\nclock_file = "clock"\nread_timeout_s = 20\n',
        encoding="utf-8",
    )


def set_clock(house: CertificateHouse, folder: Path) -> None:
    FileClock(folder / "clock").set(house.world.clock.now())


def use(folder: Path, certificate: str, key_file: str) -> None:
    url = (folder / "yinqi-erp.toml").read_text(encoding="utf-8").split('"')[1]
    configure(folder, url, certificate, key_file)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def first_certificate(house: CertificateHouse, folder: Path) -> str:
    """keygen, request, two administrators, and the serial in the configuration."""
    assert run("keygen", "erp-key.pem").exit_code == 0
    made = run("request", "erp-key.pem", "--out", "erp.csr")
    assert made.exit_code == 0, made.output
    seen = house.ask(
        "certificates.request",
        {"Operator": "chenhai-erp", "Document": (folder / "erp.csr").read_bytes()},
    )
    key = next(line.becomes_zh for line in seen.lines if "指纹" in line.label_zh)
    assert key.replace(" ", "") in made.output  # what both sides compare by eye
    assert house.confirm(seen) == "succeeded"
    serial = next(c.serial for c in house.listed().certificates if c.issuer)
    use(folder, serial, "erp-key.pem")
    return serial


def test_from_a_new_key_to_a_payment(house: CertificateHouse, machine: Path) -> None:
    first_certificate(house, machine)
    paid = run(*PAY, "ERP-0001")
    assert paid.exit_code == 0, paid.output
    assert "status: pending_approval" in paid.output


def test_a_revoked_key_pays_no_more(house: CertificateHouse, machine: Path) -> None:
    serial = first_certificate(house, machine)
    house.confirm(house.ask("certificates.revoke", {"Serial": serial}))
    assert run(*PAY, "ERP-0001").exit_code == Exit.REFUSED
    assert house.world.count("payment") == 0


def test_from_another_address_it_is_a_strangers_message(
    house: CertificateHouse, machine: Path
) -> None:
    first_certificate(house, machine)
    house.confirm(house.ask("certificates.addresses", {"Networks": "203.0.113.7"}))
    refused = run("accounts")
    assert refused.exit_code != 0
    assert house.world.count("direct_link_nonce", "code = 'D101'") == 1
    house.confirm(house.ask("certificates.addresses", {"Networks": "203.0.113.7 127.0.0.1"}))
    assert run("accounts").exit_code == 0
    assert machine.exists()


def test_a_renewal_is_repeated_safely_and_the_old_key_ends_after_its_grace(
    house: CertificateHouse, machine: Path
) -> None:
    old = first_certificate(house, machine)
    words = ("--json", "renew", "--key", "new-key.pem", "--out", "new.pem")
    made = run(*words)
    assert made.exit_code == 0, made.output
    new = json.loads(made.output)["certificate"]
    assert json.loads(run(*words).output)["certificate"] == new
    assert b"BEGIN CERTIFICATE" in (machine / "new.pem").read_bytes()
    assert run("accounts").exit_code == 0  # still with the old key
    use(machine, new, "new-key.pem")
    assert run(*PAY, "ERP-0002").exit_code == 0
    house.world.advance(days=limits.CERTIFICATE_GRACE_DAYS)
    set_clock(house, machine)
    assert run("accounts").exit_code == 0
    use(machine, old, "erp-key.pem")
    assert run("accounts").exit_code == Exit.REFUSED
