"""Tryton 8.2 as it comes from PyPI, end to end: invoices, its pain.001, our gateway, approvals, books, statements.

Nothing is shared but files and the wire: Tryton runs in an environment of its own, the gateway as its own
process beside the bank's.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from corporate import serving
from corporate import settings as configuration
from corporate.demo import acts, stage
from corporate.demo.people import MUSTER, PASSWORD, YUNGANG
from corporate.demo.stage import Stage
from kernel.assets import build_dir

pytestmark = pytest.mark.interop

PEER: Final = Path(__file__).parent / "peers" / "tryton_erp.py"
ACCOUNT: Final = "DE89370400440532013000"
DAY: Final = "2026-11-23"
SUPPLIERS: Final = (
    ("Stahl AG", "BE07131673267766", "KREDBEBB", "500.00"),
    ("Papier GmbH", "BE85735556927306", "KREDBEBB", "12.34"),
    ("Büro Müller KG", "BE70953368654125", "CTBKBEBX", "1999.99"),
)
WITHIN_S: Final = 120.0


class Tryton:
    """The enterprise's accounting, one order at a time."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def do(self, order: str, **words: Any) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps({"do": order} | words), file=self._process.stdin, flush=True)
        said = json.loads(self._process.stdout.readline())
        assert isinstance(said, dict)
        assert "fault" not in said, said["trace"]
        return said

    def takes(self, file: Path, file_format: str, *, match: bool = False) -> dict[str, Any]:
        """Import a statement."""
        content = base64.b64encode(file.read_bytes()).decode()
        return self.do("statement", content=content, file_format=file_format, match=match)


@contextmanager
def running(*words: str, log: Path) -> Iterator[subprocess.Popen[str]]:
    with (
        log.open("w") as errors,
        subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tryton")


@pytest.fixture(scope="module")
def tryton(folder: Path) -> Iterator[Tryton]:
    python = build_dir() / "tryton" / "bin" / "python"
    assert python.exists(), f"no Tryton at {python}: make interop brings it"
    with running(str(python), str(PEER), log=folder / "tryton.log") as process:
        made = Tryton(process)
        made.do("open", day=DAY, iban=ACCOUNT, bic="COBADEFF", flavour="pain.001.001.03")
        yield made


@pytest.fixture(scope="module")
def bank(folder: Path) -> Iterator[Stage]:
    found = configuration.read({"YINQI_DATA": str(folder / "bank")})
    with stage.raised(dataclasses.replace(found, port=serving.free_port())) as raised:
        yield raised


@pytest.fixture(scope="module")
def gateway(bank: Stage, folder: Path) -> Iterator[Path]:
    """The gateway's folder; it runs as an enterprise's machine would run it."""
    home = folder / "gateway"
    home.mkdir()
    config = home / "yinqi-gateway.toml"
    config.write_text(
        f"""
[bank]
url = "{bank.origin}/b/{YUNGANG.slug}/link/v1"
enterprise = "{MUSTER.number}"
operator = "erp"
certificate = "{stage.CERTIFICATE}"
key_file = "{bank.out / "erp-key.pem"}"
bank_key_file = "{bank.out / "bank-key.pem"}"
clock_file = "{bank.settings.data / "clock"}"
[gateway]
listen = "127.0.0.1:{serving.free_port()}"
poll_s = 0.2
[fetch]
accounts = ["{ACCOUNT}"]
first_day = {DAY}
formats = ["camt.053.001.02", "MT940"]
[[drop]]
folder = "tryton"
adapter = "tryton"
""",
        encoding="utf-8",
    )
    words = (sys.executable, "-m", "erp_adapters.gateway.cli", "--config", str(config), "run")
    with running(*words, log=folder / "gateway.log"):
        wait((home / "in" / "tryton").exists, "the gateway to start")
        yield home


def wait(happened: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + WITHIN_S
    while not happened():
        assert time.monotonic() < until, f"waited for {what}"
        time.sleep(0.2)


def answer(gateway: Path, message_id: str) -> dict[str, Any]:
    path = gateway / "out" / "answers" / f"{message_id}.json"
    found = json.loads(path.read_text("utf-8")) if path.exists() else {}
    assert isinstance(found, dict)
    return found


def _ten_minutes_later(bank: Stage) -> bool:
    """The bank needs a moment to close the day, and the gateway asks every ten minutes."""
    time.sleep(3)
    bank.clock.advance(timedelta(minutes=10))
    return False


def test_from_supplier_invoices_to_paid_and_reconciled(
    tryton: Tryton, bank: Stage, gateway: Path
) -> None:
    ordered = tryton.do("invoices", rows=SUPPLIERS)
    numbers = [str(number) for number in ordered["payments"]]
    total = sum(Decimal(amount) for *_, amount in SUPPLIERS)
    assert tryton.do("states") == {
        "payments": dict.fromkeys(numbers, "processing"), "payable": str(-total), "clearing": "0.00",
    }  # fmt: skip

    (file,) = (base64.b64decode(one) for one in ordered["files"])
    message_id = file.split(b"<MsgId>")[1].split(b"<")[0].decode()
    draft = gateway / "in" / "tryton" / "payments.tmp"
    draft.write_bytes(file)
    draft.rename(draft.with_suffix(".xml"))
    wait(lambda: answer(gateway, message_id).get("status") == "PDNG", "the bank to take the file")

    for login in ("chenjiayi", "liwen"):
        acts.sign_all(bank.log_in(login, phone=True), PASSWORD)
    bank.clock.advance(timedelta(seconds=60))
    wait(lambda: answer(gateway, message_id).get("status") == "ACSC", "clearing to settle")

    bank.clock.set(stage.BEGINS + timedelta(hours=22))
    statements = gateway / "out" / "statements" / ACCOUNT
    day = statements / f"{DAY}.camt053.xml"
    wait(lambda: day.exists() or _ten_minutes_later(bank), "the statement of the day")

    (notice,) = (gateway / "out" / "tryton").glob("camt054-*.xml")
    told = tryton.do("notice", content=base64.b64encode(notice.read_bytes()).decode())
    assert told == {"state": "done"}
    after = tryton.do("states")
    assert after["payments"] == dict.fromkeys(numbers, "succeeded")
    assert (after["payable"], after["clearing"]) == ("0.00", str(-total))

    taken = tryton.takes(statements / f"{DAY}.camt053.xml", "camt_053_001", match=True)
    assert taken["state"] == "validated"
    paid = [Decimal(one) for one in taken["amounts"]]
    assert all(-Decimal(amount) in paid for *_, amount in SUPPLIERS)
    assert Decimal(taken["start"]) + sum(map(Decimal, taken["amounts"])) == Decimal(taken["end"])
    settled = tryton.do("states")
    assert settled["payments"] == dict.fromkeys(numbers, "succeeded")
    assert (settled["payable"], settled["clearing"]) == ("0.00", "0.00")


@pytest.mark.parametrize(
    ("ending", "file_format"),
    [(".camt053-02.xml", "camt_053_001"), (".mt940", "mt940")],
)
def test_the_same_day_in_other_formats_says_the_same(
    tryton: Tryton, gateway: Path, ending: str, file_format: str
) -> None:
    """After the first test: the gateway has fetched them with the statement.

    Tryton's OFX module is not brought: it needs `ofxparse`, which PyPI has as a source only. The same `ofxparse`,
    Debian's, reads our OFX in test_statement_readers.py.
    """
    statements = gateway / "out" / "statements" / ACCOUNT
    main = tryton.takes(statements / f"{DAY}.camt053.xml", "camt_053_001")
    other = tryton.takes(statements / f"{DAY}{ending}", file_format)
    assert sorted(map(Decimal, other["amounts"])) == sorted(map(Decimal, main["amounts"]))
    assert Decimal(other["end"]) == Decimal(main["end"])
