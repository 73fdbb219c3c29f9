"""A statement tells balances and bookings as the books have them, and the schema accepts it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import pytest
from lxml import etree

from kernel.assets import schema_path
from kernel.iso20022.camt import write_camt
from kernel.iso20022.codes import BalanceKind
from kernel.iso20022.output import BrokenMessage
from kernel.iso20022.statement_model import (
    Counterparty,
    EntrySums,
    Statement,
    StatementAccount,
    StatementBalance,
    StatementEntry,
    TransactionCode,
)

NS = {"c": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"}
DAY = date(2026, 11, 21)
OUT = TransactionCode("PMNT", "ICDT", "DMCT", own="PAY-OUT")
IN = TransactionCode("PMNT", "RCDT", "DMCT", own="PAY-IN")


def statement(*, sums: EntrySums | None = None) -> Statement:
    return Statement(
        message_id="CAMT-1",
        statement_id="1001-2026-325",
        sequence=325,
        created_at=datetime(2026, 11, 21, 16, 0, tzinfo=UTC),
        from_at=datetime(2026, 11, 20, 16, 0, tzinfo=UTC),
        to_at=datetime(2026, 11, 21, 16, 0, tzinfo=UTC),
        account=StatementAccount(
            "1001234509012345678",
            "CNY",
            name="基本户",
            owner="广西柳州市𬭚石有限公司",
            bank_name="瓯江银行",
            bank_code="999331000016",
        ),
        balances=(
            StatementBalance(BalanceKind.OPBD, 100_000_00, DAY),
            StatementBalance(BalanceKind.CLBD, 5, DAY, credit=False),
            StatementBalance(BalanceKind.CLAV, 0, DAY),
        ),
        sums=sums,
    )


def paid(number: int = 1, **more: object) -> StatementEntry:
    return StatementEntry(12_34, False, DAY, DAY, f"Z{number}", OUT, **more)  # type: ignore[arg-type]  # noqa: FBT003


def received(**more: object) -> StatementEntry:
    return StatementEntry(5_00, True, DAY, DAY, "Z9", IN, **more)  # type: ignore[arg-type]  # noqa: FBT003


def write(out: BinaryIO, message: Statement, entries: Iterable[StatementEntry]) -> None:
    write_camt(out, "camt.053.001.08", message.message_id, message.created_at, [(message, entries)])


def written(message: Statement, *entries: StatementEntry) -> etree._Element:
    out = BytesIO()
    write(out, message, entries)
    assert out.tell() == 0
    root = etree.fromstring(out.getvalue())
    etree.XMLSchema(file=str(schema_path("camt.053.001.08"))).assertValid(root)
    return root


def texts(root: etree._Element, path: str) -> list[str]:
    steps = "/".join(f"c:{step}" for step in path.split("/"))
    found = root.findall(f".//{steps}", namespaces=NS)
    return [element.text or "" for element in found]


def test_head_and_balances() -> None:
    root = written(statement())
    assert texts(root, "Stmt/ElctrncSeqNb") == ["325"]
    assert texts(root, "FrToDt/FrDtTm") == ["2026-11-20T16:00:00Z"]
    assert texts(root, "Acct/Id/Othr/Id") == ["1001234509012345678"]
    assert texts(root, "Acct/Ownr/Nm") == ["广西柳州市𬭚石有限公司"]
    assert texts(root, "Acct/Svcr/FinInstnId/ClrSysMmbId/MmbId") == ["999331000016"]
    assert texts(root, "Bal/Tp/CdOrPrtry/Cd") == ["OPBD", "CLBD", "CLAV"]
    assert texts(root, "Bal/Amt") == ["100000.00", "0.05", "0.00"]
    assert texts(root, "Bal/CdtDbtInd") == ["CRDT", "DBIT", "CRDT"]


def test_a_payment_out_names_the_creditor() -> None:
    other = Counterparty("㛃𬭚 & Söhne", "6222020000000000000", bank_code="999290000107")
    root = written(
        statement(),
        paid(end_to_end_id="21", message_id="PAY5", counterparty=other, remittance="货款"),
    )
    assert texts(root, "Ntry/Amt") == ["12.34"]
    assert texts(root, "Ntry/CdtDbtInd") == ["DBIT"]
    assert texts(root, "Ntry/Sts/Cd") == ["BOOK"]
    assert texts(root, "Ntry/BookgDt/Dt") == ["2026-11-21"]
    assert texts(root, "Ntry/BkTxCd/Domn/Fmly/SubFmlyCd") == ["DMCT"]
    assert texts(root, "Ntry/BkTxCd/Prtry/Cd") == ["PAY-OUT"]
    assert texts(root, "Refs/EndToEndId") == ["21"]
    assert texts(root, "Refs/MsgId") == ["PAY5"]
    assert texts(root, "RltdPties/Cdtr/Pty/Nm") == ["㛃𬭚 & Söhne"]
    assert texts(root, "RltdPties/CdtrAcct/Id/Othr/Id") == ["6222020000000000000"]
    assert texts(root, "RltdAgts/CdtrAgt/FinInstnId/ClrSysMmbId/MmbId") == ["999290000107"]
    assert texts(root, "RltdPties/Dbtr/Pty/Nm") == []
    assert texts(root, "RmtInf/Ustrd") == ["货款"]


def test_a_credit_names_the_debtor() -> None:
    other = Counterparty(
        "Café “Zürich” AG", "DE40649197861342191831", iban=True, bank_bic="INGDDEFF"
    )
    root = written(statement(), received(counterparty=other))
    assert texts(root, "Ntry/CdtDbtInd") == ["CRDT"]
    assert texts(root, "RltdPties/Dbtr/Pty/Nm") == ["Café “Zürich” AG"]
    assert texts(root, "RltdPties/DbtrAcct/Id/IBAN") == ["DE40649197861342191831"]
    assert texts(root, "RltdAgts/DbtrAgt/FinInstnId/BICFI") == ["INGDDEFF"]


def test_a_reversed_payment_keeps_the_parties_of_the_first_booking() -> None:
    other = Counterparty("温州瓯江测试贸易有限公司")
    root = written(
        statement(), received(counterparty=other, reversal=True, note="退汇-账号户名不符")
    )
    assert texts(root, "Ntry/RvslInd") == ["true"]
    assert texts(root, "RltdPties/Cdtr/Pty/Nm") == ["温州瓯江测试贸易有限公司"]
    assert texts(root, "Ntry/AddtlNtryInf") == ["退汇-账号户名不符"]


def test_long_texts_are_cut_into_lines_and_lose_nothing() -> None:
    words = "采购款-合同2026-018号；" * 30
    lines = texts(written(statement(), paid(remittance=words)), "RmtInf/Ustrd")
    assert "".join(lines) == words
    assert max(map(len, lines)) == 140


def test_sums_of_the_bookings() -> None:
    root = written(statement(sums=EntrySums(1, 5_00, 2, 24_68)), paid(), received(), paid())
    assert texts(root, "TtlNtries/NbOfNtries") == ["3"]
    assert texts(root, "TtlNtries/Sum") == ["29.68"]
    assert texts(root, "TtlCdtNtries/Sum") == ["5.00"]
    assert texts(root, "TtlDbtNtries/Sum") == ["24.68"]


def test_the_namespace_is_declared_once() -> None:
    out = BytesIO()
    write(out, statement(), [paid(), received()])
    assert out.getvalue().count(b"xmlns") == 1


def test_what_the_schema_refuses_is_not_handed_over() -> None:
    with pytest.raises(
        BrokenMessage, match=r"camt\.053\.001\.08: AcctSvcrRef is refused"
    ) as broken:
        write(BytesIO(), statement(), [StatementEntry(1, True, DAY, DAY, "9" * 36, IN)])  # noqa: FBT003
    assert "9" * 36 not in str(broken.value)


def test_memory_stays_small_for_many_bookings() -> None:
    def entries() -> Iterator[StatementEntry]:
        return (paid(number, remittance="货款") for number in range(8_000))

    def resident_kib() -> int:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4

    before = resident_kib()
    with TemporaryFile() as out:
        write(out, statement(), entries())
        assert sum(line.count(b"<Ntry>") for line in out) == 8_000
    assert resident_kib() - before < 40_000
