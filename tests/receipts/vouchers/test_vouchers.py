"""Vouchers say what the receipts state, and what an ERP takes out of PDF and OFD is the same again."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from erp_adapters.client.cli import main
from erp_adapters.vouchers import Unreadable, Voucher, attachments, read_voucher, vouchers_in
from kernel.capital import capitals
from kernel.money import Money
from receipts.facts import Imprint, Party, ReceiptFacts
from receipts.render.payment import render
from receipts.vouchers import (
    Embedded,
    StatementLine,
    StatementVoucher,
    embed,
    receipt_voucher,
    statement_paper,
    statement_voucher,
    write_instance,
)
from receipts.vouchers.ofd import OfdPage, contain, write_ofd
from receipts.vouchers.paper import render_with_vouchers, voucher_file
from receipts.vouchers.statement_paper import render_statement_with_voucher
from tests.receipts.render.test_statement import HEAD, OPENING, day, entries
from tests.receipts.samples import sample_facts

AT = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
IMPRINT = Imprint("K7Q2-9XMD-4TVB", "https://bank.example/verify", AT)
FACTS = sample_facts()
XBRLI = "{http://www.xbrl.org/2003/instance}"


def told(facts: ReceiptFacts) -> dict[str, str]:
    """What a voucher must say of these facts, written down a second time."""
    said = {
        "NumberOfBankElectronicReceipt": facts.number,
        "TypeOfBankElectronicReceipt": "付款",
        "DateOfBookkeeping": f"{facts.booked_on:%Y-%m-%d}",
        "IssueDate": "2026-11-23",
        "AccountNameOfPayer": facts.payer.name,
        "AccountNumberOfPayer": facts.payer.account,
        "DepositoryBankOfPayer": facts.payer.bank_name,
        "AccountNameOfPayee": facts.payee.name,
        "AccountNumberOfPayee": facts.payee.account,
        "DepositoryBankOfPayee": facts.payee.bank_name,
        "TransactionAmountInFigures": f"{facts.amount.minor // 100}.{facts.amount.minor % 100:02}",
        "TransactionAmountInWords": capitals(facts.amount),
        "Currency": "CNY",
        "Usage": facts.purpose,
        "Notes": facts.remark,
        "TransactionCode": str(facts.transaction_id),
        "BusinessSerialNumber": facts.business_serial,
        "IdentifyingCode": "K7Q2-9XMD-4TVB",
    }
    return {name: value for name, value in said.items() if value}


def only(found: list[Voucher]) -> Voucher:
    (one,) = found
    return one


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
    min_size=1, max_size=30,
).filter(lambda text: bool(text.strip()))  # fmt: skip


@given(names=st.tuples(WORDS, WORDS, WORDS, WORDS), minor=st.integers(1, 10**14))
def test_what_is_taken_out_of_ofd_and_xml_is_what_was_booked(
    names: tuple[str, str, str, str], minor: int
) -> None:
    payer, payee, purpose, remark = names
    facts = sample_facts(
        payer=Party(payer, "1001", "银行", "313614000018"), payee=Party(payee, "622", "工行"),
        purpose=purpose, remark=remark, amount=Money(minor, "CNY"),
    )  # fmt: skip
    file = voucher_file(facts, IMPRINT)
    for data in (file.content, write_ofd(facts, IMPRINT, [file])):
        voucher = only(vouchers_in(data))
        assert voucher.items == told(facts)
        assert (voucher.kind, voucher.issuer, voucher.on) == ("bker", "313614000018", "2026-11-20")


class TestPdf:
    def test_each_receipt_of_a_file_brings_its_voucher(self) -> None:
        other = sample_facts(purpose="运费", amount=Money(1, "CNY"))
        pdf = render_with_vouchers([(FACTS, IMPRINT), (other, IMPRINT)])
        found = vouchers_in(pdf)
        assert [voucher.items for voucher in found] == [told(FACTS), told(other)]
        assert pdf == render_with_vouchers([(FACTS, IMPRINT), (other, IMPRINT)])

    def test_the_paper_stays_as_it_was_drawn(self) -> None:
        drawn = render(FACTS, IMPRINT)
        pdf = embed(drawn, [Embedded("数据.xml", "application/xml", b"<a/>")])
        assert pdf.startswith(drawn)
        reader = PdfReader(io.BytesIO(pdf))
        assert reader.attachments == {"数据.xml": [b"<a/>"]}
        assert [page.extract_text() for page in reader.pages] == [
            page.extract_text() for page in PdfReader(io.BytesIO(drawn)).pages
        ]
        assert embed(drawn, []) == drawn

    @pytest.mark.parametrize("strange", [b"%PDF-1.7\n%%EOF", b"", b"startxref\n9\n%%EOF\n"])
    def test_what_is_not_ours_is_refused(self, strange: bytes) -> None:
        with pytest.raises(ValueError, match="not a PDF"):
            embed(strange, [Embedded("a", "text/plain", b"a")])

    def test_files_are_put_in_once(self) -> None:
        files = [Embedded("a.xml", "application/xml", b"<a/>")]
        with pytest.raises(ValueError, match="without files"):
            embed(embed(render(FACTS, IMPRINT), files), files)


class TestStatement:
    def test_it_says_head_lines_and_balance(self) -> None:
        line = StatementLine(
            AT, date(2026, 11, 23), -12_345, 900_000, "P1", "T1", "6222", "无锡同盛", "工行", "货款"
        )
        back = StatementLine(AT, date(2026, 11, 23), 45, 900_045, "C1", "T2", "", "", "", "")
        head = StatementVoucher(
            "313614000018", "1001", "辰海", "10001", "CNY", date(2026, 11, 1), date(2026, 11, 30),
            900_045, (line, back),
        )  # fmt: skip
        voucher = read_voucher(write_instance(statement_voucher(head)))
        assert (voucher.kind, voucher.on) == ("bkrs", "2026-11-30")
        assert voucher.items["AccountBalanceAtTheEndOfReconciliationCycleAmount"] == "9000.45"
        assert voucher.items["MonthOfBankReconciliationStatement"] == "11"
        out, into = voucher.tuples
        assert (out["IdentificationOfCreditOrDebit"], out["TransactionAmount"]) == ("0", "123.45")
        assert (into["IdentificationOfCreditOrDebit"], into["TransactionAmount"]) == ("1", "0.45")
        assert (out["TimeOfBookkeeping"], out["NameOfCounterparty"]) == ("10:05:00", "无锡同盛")
        assert "NameOfCounterparty" not in into


def test_an_instance_names_schema_entity_day_and_unit() -> None:
    root = etree.fromstring(write_instance(receipt_voucher(FACTS, IMPRINT)))
    amount = root.find("{*}TransactionAmountInFigures")
    assert amount is not None
    assert (amount.get("decimals"), amount.get("unitRef"), amount.get("contextRef")) == (
        "2", "CNY", "As_Of_2026_11_20",
    )  # fmt: skip
    entity = root.find(f".//{XBRLI}identifier")
    assert entity is not None
    assert entity.get("scheme") == "http://xbrl.mof.gov.cn"


def test_what_xml_cannot_say_is_marked_and_nothing_else_is_lost() -> None:
    voucher = read_voucher(write_instance(receipt_voucher(sample_facts(remark="a\x01b"), IMPRINT)))
    assert voucher.items["Notes"] == "a\N{REPLACEMENT CHARACTER}b"


def test_the_ofd_page_says_what_the_receipt_says() -> None:
    with zipfile.ZipFile(io.BytesIO(write_ofd(FACTS, IMPRINT, []))) as archive:
        assert archive.namelist()[0] == "OFD.xml"
        page = etree.fromstring(archive.read("Doc_0/Pages/Page_0/Content.xml"))
        assert "Attachments" not in archive.read("Doc_0/Document.xml").decode()
    text = "".join(str(part) for part in page.itertext())
    for said in (FACTS.number, FACTS.payer.name, FACTS.payee.account, capitals(FACTS.amount)):
        assert said in text
    assert write_ofd(FACTS, IMPRINT, []) == write_ofd(FACTS, IMPRINT, [])


def test_however_many_rows_an_ofd_page_has_none_leaves_it() -> None:
    rows = [(f"第 {row} 行", "值" * 140) for row in range(18)]
    page = OfdPage("0" * 32, "题", "题", "行", rows, AT)
    with zipfile.ZipFile(io.BytesIO(contain(page, []))) as archive:
        content = etree.fromstring(archive.read("Doc_0/Pages/Page_0/Content.xml"))
    boxes = [
        tuple(map(float, one.get("Boundary", "").split())) for one in content.iter("{*}TextObject")
    ]
    assert len(boxes) == 1 + 2 * len(rows)
    assert all(left + width <= 210 and top + height <= 148 for left, top, width, height in boxes)


class TestExtraction:
    def test_the_command_prints_lines_of_json_and_lays_files_out(self, tmp_path: Path) -> None:
        pdf, ofd = tmp_path / "a.pdf", tmp_path / "b.ofd"
        pdf.write_bytes(render_with_vouchers([(FACTS, IMPRINT)]))
        ofd.write_bytes(write_ofd(FACTS, IMPRINT, [voucher_file(FACTS, IMPRINT)]))
        words = ["extract", str(pdf), str(ofd), "--out", str(tmp_path / "out")]
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.output
        lines = [json.loads(line) for line in done.output.splitlines()]
        assert [line["file"] for line in lines] == ["a.pdf", "b.ofd"]
        assert lines[0]["items"] == lines[1]["items"] == told(FACTS)
        (laid,) = (tmp_path / "out").iterdir()
        assert laid.name == f"bker_313614000018_{FACTS.number}.xml"

    @pytest.mark.parametrize("data", [b"%PDF-1.7 broken", b"PK\x03\x04 broken", b"no document"])
    def test_what_cannot_be_read_is_said(self, data: bytes, tmp_path: Path) -> None:
        with pytest.raises(Unreadable):
            vouchers_in(data)
        (tmp_path / "x").write_bytes(data)
        done = CliRunner().invoke(main, ["extract", str(tmp_path / "x")])
        assert done.exit_code == 1
        assert re.search("not a", done.output)

    def test_names_of_attached_files_lead_nowhere_else(self) -> None:
        files = [Embedded("../../etc/passwd", "text/plain", b"x")]
        pdf = embed(render(FACTS, IMPRINT), files)
        assert [one.name for one in attachments(pdf)] == ["passwd"]

    def test_an_entity_is_not_expanded(self) -> None:
        evil = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'
        assert vouchers_in(evil) == []


@pytest.mark.parametrize(("count", "has"), [(40, True), (41, False)])
def test_a_statement_brings_its_voucher_unless_it_is_too_long(
    monkeypatch: pytest.MonkeyPatch, count: int, *, has: bool
) -> None:
    monkeypatch.setattr(statement_paper, "LINES_MAX", 40)
    lines = entries(count)
    closing = lines[-1].balance_minor
    assert closing is not None
    head = replace(HEAD, lines=count, closing_minor=closing)
    found = vouchers_in(render_statement_with_voucher(head, [day(lines, OPENING)]))
    if not has:
        assert found == []
        return
    voucher = only(found)
    assert (voucher.kind, len(voucher.tuples)) == ("bkrs", count)
    signs = {"0": -1, "1": 1}
    moved = sum(
        signs[row["IdentificationOfCreditOrDebit"]] * Decimal(row["TransactionAmount"])
        for row in voucher.tuples
    )
    end = Decimal(voucher.items["AccountBalanceAtTheEndOfReconciliationCycleAmount"])
    assert Decimal(OPENING) / 100 + moved == end == Decimal(closing) / 100
