"""A line of the books as an entry of camt.053, .052 and .054; what is written, its schema takes."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from lxml import etree

from connectors.direct_link.camt053 import camt_of
from connectors.ports import Account, StatementLine
from corporate.banks import Bank
from kernel.calendar import TargetCalendar
from kernel.iso20022.schemas import CAMT_052, CAMT_053, CAMT_054, schema
from kernel.money import Money
from kernel.text import Text
from workflows.accounts.facts import (
    Balances,
    Span,
    StatementFacts,
    entry_of,
    head_of,
    sums_of,
)

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
DETAIL = {
    "number": "P261123-0CY97936", "client_serial": "ERP-0001", "end_to_end": "E2E-7",
    "payer_account": "1001234509012345678", "payer_name": "上海辰海物流股份有限公司",
    "payee_account": "6217000010001234567", "payee_name": "苏州恒锐特钢有限公司",
    "payee_bank_code": "105100000017", "payee_bank_name": "中国建设银行",
    "purpose": "货款", "remark": "十一月",
}  # fmt: skip


def line(minor: int, kind: str, **detail: Any) -> StatementLine:
    money = Money(minor, "CNY")
    return StatementLine(
        seq=7, transaction_id=UUID(int=1), money=money, balance=money, booked_on=DAY,
        value_on=DAY, booked_at=AT, kind=kind, detail=DETAIL | detail,
    )  # fmt: skip


BANK = Bank(
    UUID(int=7), "yungang", Text("云港银行", "Yungang Bank"), "YG", "313305000012", "YUGACN2S", True,  # noqa: FBT003
    frozenset(), {}, TargetCalendar(), {},
)  # fmt: skip


def written(*lines: StatementLine, name: str = CAMT_053[0], minor: int = 0) -> Any:
    """The message `name` over these lines, in every version valid against its own schema."""
    zero, account = Money(minor, "CNY"), "1001234509012345678"
    held = Account(account, "上海辰海物流股份有限公司", "CNY", "open", zero, zero, zero)
    closing = Money(minor + sum(one.money.minor for one in lines), "CNY")
    head = head_of(
        held, BANK, AT, Span(DAY, DAY, 12), balances=Balances(zero, closing), sums=sums_of(lines)
    )
    facts = StatementFacts(name, "S261123-1", AT, head, tuple(map(entry_of, lines)))
    root = etree.fromstring(camt_of(facts))
    assert list(schema(name).findings(root)) == []
    return root


VERSIONS = (*CAMT_052, *CAMT_053, *CAMT_054)


@pytest.mark.parametrize(
    ("minor", "kind", "extra", "codes"),
    [
        (-100, "transfer", {}, ("ICDT", "BOOK", "transfer")),
        (100, "transfer", {}, ("RCDT", "BOOK", "transfer")),
        (-100, "transfer_out", {}, ("ICDT", "DMCT", "transfer_out")),
        (100, "transfer_in", {}, ("RCDT", "DMCT", "transfer_in")),
        (100, "return", {}, ("ICDT", "RRTN", "return")),
        (-5, "transfer_out", {"fee": True}, ("ICDT", "CHRG", "fee")),
        (100, "opening", {}, ("MCOP", "OTHR", "opening")),
    ],
)
def test_every_kind_of_booking_has_a_stable_code(
    minor: int, kind: str, extra: dict[str, Any], codes: tuple[str, str, str]
) -> None:
    code = entry_of(line(minor, kind, **extra)).code
    assert (code.family, code.sub_family, code.own) == codes
    written(line(minor, kind, **extra))


def test_the_payer_s_statement_names_the_payee_and_the_payee_s_the_payer() -> None:
    paid, received = entry_of(line(-100, "transfer")), entry_of(line(100, "transfer"))
    assert (paid.counterparty.name, paid.counterparty.bank_code) == (
        "苏州恒锐特钢有限公司", "105100000017",
    )  # fmt: skip
    assert received.counterparty.name == "上海辰海物流股份有限公司"
    assert paid.remittance == received.remittance == "货款 十一月"


def test_the_payer_s_serial_stands_where_no_end_to_end_id_was_given_and_only_with_the_payer() -> (
    None
):
    assert entry_of(line(-100, "transfer")).end_to_end_id == "E2E-7"
    assert entry_of(line(-100, "transfer", end_to_end="")).end_to_end_id == "ERP-0001"
    assert entry_of(line(100, "transfer", end_to_end="")).end_to_end_id == ""
    assert entry_of(line(100, "return", end_to_end="")).end_to_end_id == "ERP-0001"


@pytest.mark.parametrize("name", VERSIONS)
def test_every_version_tells_the_references_of_the_payer_s_own_message(name: str) -> None:
    own = {"instruction": "INSTR-1", "pmt_inf": "INF-1", "message": "PAY0005"}
    root = written(line(-100, "transfer_out", **own), line(100, "transfer_in", **own), name=name)
    ns = f"{{urn:iso:std:iso:20022:tech:xsd:{name}}}"
    paid, received = root.iter(f"{ns}Refs")
    said = {child.tag.removeprefix(ns): child.text for child in paid}
    assert said == {
        "MsgId": "PAY0005", "AcctSvcrRef": "P261123-0CY97936", "PmtInfId": "INF-1",
        "InstrId": "INSTR-1", "EndToEndId": "E2E-7",
    }  # fmt: skip
    assert [child.tag.removeprefix(ns) for child in received] == ["AcctSvcrRef", "EndToEndId"]
    assert [found.text for found in root.iter(f"{ns}Amt")][-4:] == ["1.00"] * 4


@pytest.mark.parametrize("name", VERSIONS)
def test_every_version_takes_what_other_banks_send(name: str) -> None:
    strange = line(
        100, "transfer_in", payer_name="a\x00b", purpose="长" * 5000, payer_bank_code="?"
    )
    assert written(strange, line(100, "return"), line(-5, "x", fee=True), name=name) is not None


def test_an_identifier_that_is_too_long_is_left_out_and_never_cut() -> None:
    assert entry_of(line(-100, "transfer", end_to_end="x" * 36)).end_to_end_id == "ERP-0001"
    assert entry_of(
        line(-100, "transfer", end_to_end="", client_serial="CERT/PAY0005/INF/1/" + "x" * 30)
    ).end_to_end_id == ""  # fmt: skip


def test_a_return_is_a_reversal_to_the_payer() -> None:
    entry = entry_of(line(100, "return"))
    assert (entry.credit, entry.reversal) == (True, True)
    assert entry.counterparty.name == "苏州恒锐特钢有限公司"


def test_what_other_banks_send_cannot_break_the_statement() -> None:
    written(line(100, "transfer_in", payer_name="a\x00b\x1f", purpose="\ud800" + "长" * 5000))
    entry = entry_of(line(100, "transfer_in", payer_name="a\x00b"))
    assert entry.counterparty.name == "a\ufffdb"


def test_an_overdrawn_balance_is_a_debit_and_an_iban_is_an_iban() -> None:
    root = written(line(-100, "transfer", payee_account="DE89370400440532013000"), minor=-500)
    C53 = "{urn:iso:std:iso:20022:tech:xsd:camt.053.001.08}"  # noqa: N806 - as everywhere
    balances = [
        (b.findtext(f"{C53}Amt"), b.findtext(f"{C53}CdtDbtInd")) for b in root.iter(f"{C53}Bal")
    ]
    assert balances == [("5.00", "DBIT"), ("6.00", "DBIT")]
    assert [found.text for found in root.iter(f"{C53}IBAN")] == ["DE89370400440532013000"]


def test_a_line_is_not_changed_by_being_told() -> None:
    one = line(-100, "transfer")
    before = dataclasses.asdict(one)
    entry_of(one)
    assert dataclasses.asdict(one) == before
