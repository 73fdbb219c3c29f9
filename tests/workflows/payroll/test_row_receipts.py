"""The receipt of one row: for those who may know, signed by the bank, found genuine by the file alone, kept nowhere."""

from __future__ import annotations

import base64
import io

import pytest
from pypdf import PdfReader

from corporate.admission import NoRight
from kernel.errors import NotFound
from tests.workflows.payroll.house import STAFF, PayrollHouse
from tests.workflows.payroll.searching import files_holding, tables_holding
from workflows.documents.checks import FileVerdict
from workflows.payroll.errors import RowNotPaid
from workflows.payroll.run_commands import NameRunRow, RowReceipt

WORDS = [word for one in STAFF for word in (one.name, one.account, one.amount)]


def receipt(house: PayrollHouse, number: str, row: int, by: str = "李娜") -> bytes:
    asked = NameRunRow(number=number, row=row)
    found = house.house.gate.read(house.world.actor(by), "payroll.receipt", asked)
    assert isinstance(found, RowReceipt)
    assert found.name == f"{number}-{row}.pdf"
    return base64.b64decode(found.content)


def test_a_row_has_a_receipt_that_the_bank_signed_and_nobody_keeps(house: PayrollHouse) -> None:
    house.hire()
    number = house.pay().number
    content = receipt(house, number, 2)
    said = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    for word in (
        STAFF[0].name,
        STAFF[0].account,
        "8,317.29",
        "捌仟叁佰壹拾柒元贰角玖分",
        f"{number}-2",
    ):
        assert word in said, word
    with house.world.job() as ctx:
        found = house.house.file_desk.check(ctx, content)
        changed = house.house.file_desk.check(ctx, content.replace(b"%PDF-1.7", b"%PDF-1.6", 1))
    assert (found.verdict, found.number, found.facts) == (FileVerdict.GENUINE, f"{number}-2", None)
    assert changed.verdict is not FileVerdict.GENUINE
    assert tables_holding(house.world, WORDS) == {}
    assert files_holding(house.world.folder.parent, WORDS) == []
    assert list(house.world.folder.rglob("archive/*/*.pdf")) == []


def test_who_may_not_know_has_none_and_what_is_not_paid_has_none(house: PayrollHouse) -> None:
    house.hire()
    number = house.open_run(STAFF[0].row(2)).number
    with pytest.raises(RowNotPaid):
        receipt(house, number, 2)
    with pytest.raises(NotFound):
        receipt(house, number, 9)
    for name in ("赵敏", "孙悦", "周涛"):
        with pytest.raises(NoRight):
            receipt(house, number, 2, by=name)
