"""Our vouchers in the hands of others: Arelle validates the instances, ofdkit reads the OFD container."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest

from kernel.assets import ROOT, build_dir
from kernel.capital import capitals
from receipts.facts import Imprint
from receipts.invoice import InvoiceFacts, InvoiceParty, InvoiceStamp, item_of, reversal
from receipts.invoice_ofd import write_invoice_ofd
from receipts.invoice_xml import write_invoice
from receipts.vouchers import (
    StatementLine,
    StatementVoucher,
    receipt_voucher,
    statement_voucher,
    write_instance,
)
from receipts.vouchers.ofd import write_ofd
from receipts.vouchers.paper import voucher_file
from tests.receipts.samples import sample_facts

pytestmark = pytest.mark.interop

PEER: Final = Path(__file__).parent / "peers" / "ofd_reader.py"
TAXONOMY: Final = ROOT / "receipts" / "vouchers" / "taxonomy"
AT: Final = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
IMPRINT: Final = Imprint("K7Q2-9XMD-4TVB", "https://bank.example/verify", AT)
FACTS: Final = sample_facts(remark="𠮷 & <货款>")
LINE: Final = StatementLine(
    AT, date(2026, 11, 23), -12_345, 900_000, "P1", "T1", "6222", "无锡同盛", "工行", "货款"
)
STATEMENT: Final = StatementVoucher(
    "313614000018", "1001", "辰海", "10001", "CNY", date(2026, 11, 1), date(2026, 11, 30), 900_000,
    (LINE, LINE),
)  # fmt: skip
INSTANCES: Final = {
    "bker": write_instance(receipt_voucher(FACTS, IMPRINT)),
    "bkrs": write_instance(statement_voucher(STATEMENT)),
}


SELLER: Final = InvoiceParty("云港银行股份有限公司", "91310000MA1K00000X")
BLUE: Final = InvoiceFacts(
    is_special=True, seller=SELLER, buyer=InvoiceParty("𠮷田𪚥（上海）㛃镕有限公司", "91310000MA1K00001X"),
    items=(item_of("转账手续费", 12, 999_999_999_999_99), item_of("跨行汇款手续费", 1, 1)), remark="𠮷 & <备注>",
    drawer="系统", is_test=True,
)  # fmt: skip
STAMP: Final = InvoiceStamp("26312000000000000017", AT, "A1B2", confirmation="2631012611200001")


def run(*words: str, home: Path) -> str:
    """What a reader prints; skipped, never silently, where readers were not brought."""
    readers = build_dir() / "readers"
    if not (readers / "arelle").exists():
        pytest.skip("readers are not installable here: run `make interop`")
    environment = {**os.environ, "PYTHONPATH": str(readers), "XDG_CONFIG_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, *words],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def arelle(folder: Path, kind: str, instance: bytes) -> str:
    """What Arelle finds wrong, offline, against the taxonomy beside the instance."""
    for schema in TAXONOMY.glob("*.xsd"):
        (folder / schema.name).write_bytes(schema.read_bytes())
    (folder / f"{kind}.xml").write_bytes(instance)
    return run(
        "-m", "arelle.CntlrCmdLine", "--file", f"{kind}.xml", "--validate",
        "--internetConnectivity", "offline", "--logLevel", "warning", home=folder,
    ).strip()  # fmt: skip


@pytest.mark.parametrize("kind", list(INSTANCES))
def test_arelle_finds_nothing_wrong(kind: str, tmp_path: Path) -> None:
    assert arelle(tmp_path, kind, INSTANCES[kind]) == ""


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("bker", b">1286400.50<", b">much<"),
        ("bker", b"bker:Usage", b"bker:Purpose"),
        ("bkrs", b'unitRef="CNY"', b""),
    ],
)
def test_arelle_finds_what_we_break(kind: str, right: bytes, wrong: bytes, tmp_path: Path) -> None:
    assert right in INSTANCES[kind]
    assert "[x" in arelle(tmp_path, kind, INSTANCES[kind].replace(right, wrong))


def test_ofdkit_reads_text_and_attachment(tmp_path: Path) -> None:
    file = voucher_file(FACTS, IMPRINT)
    (tmp_path / "a.ofd").write_bytes(write_ofd(FACTS, IMPRINT, [file]))
    told = json.loads(run(str(PEER), "a.ofd", home=tmp_path))
    assert told["title"] == f"付款回单 {FACTS.number}"
    for said in (
        FACTS.number,
        FACTS.payer.name,
        FACTS.payee.name,
        capitals(FACTS.amount),
        "𠮷 & <货款>",
    ):
        assert said in told["text"]
    assert told["files"] == {f"Doc_0/Attachs/{file.name}": file.content.decode()}
    assert told["warnings"] == []


@pytest.mark.parametrize("facts", [BLUE, reversal(BLUE, "2" * 20, "开票有误")], ids=["blue", "red"])
def test_ofdkit_reads_an_invoice_and_the_xml_in_it(facts: InvoiceFacts, tmp_path: Path) -> None:
    (tmp_path / "a.ofd").write_bytes(write_invoice_ofd(facts, STAMP))
    told = json.loads(run(str(PEER), "a.ofd", home=tmp_path))
    minus = "-" if facts.is_red else ""
    for said in (
        STAMP.number,
        SELLER.name,
        facts.buyer.name,
        "转账手续费",
        facts.remark,
        f"{minus}943396226415.08",
        "2026年11月23日",
    ):
        assert said in told["text"], said
    assert list(told["files"].values()) == [write_invoice(facts, STAMP).decode()]
    assert told["warnings"] == []
