"""Every kind of document with what is hard to print: rare characters, long names, twelve digits, amounts below zero."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from kernel.capital import capitals
from kernel.iso20022.statement_model import Counterparty
from kernel.money import Money
from kernel.text import Text
from receipts.bill_facts import BackLine, BillFacts, BillName
from receipts.bill_slip import BillSlip, SlipLine
from receipts.facts import Party, ReceiptFacts, ReceiptKind
from receipts.invoice import InvoiceFacts, InvoiceParty, InvoiceStamp, item_of, reversal
from receipts.payslips import PayslipFacts
from receipts.render.bill import render_bill
from receipts.render.bill_slip import render_slip
from receipts.render.invoice import render_invoice
from receipts.render.payment import Paper as Form
from receipts.render.payment import render, render_many
from receipts.render.payslip import print_all
from receipts.render.statement import render_statement
from receipts.render.wage_receipt import render as render_wage
from receipts.signing import Signatory, Slot
from receipts.wage_receipt import WageReceipt
from tests.receipts.render.test_statement import HEAD, OPENING, day, entries
from tests.receipts.samples import PAYEE, PAYER, imprint_of, returned, sample_facts
from tests.world import crypto

AT: Final = datetime(2026, 11, 20, 10, 33, 40, tzinfo=UTC)
RARE: Final = "𠮷田𪚥𫝀（上海）㛃镕䶮有限公司"
LONG: Final = "新疆维吾尔自治区巴音郭楞蒙古自治州阿卜杜热西提·买买提进出口贸易（集团）股份有限公司乌鲁木齐分公司"
MOST: Final = Money(999_999_999_999_99, "CNY")
_STAMP: Final = InvoiceStamp("26312000000000000017", AT, "A1B2", confirmation="2631012611200001")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document, the words that stand on it, and whether the bank signed it."""

    content: bytes
    words: tuple[str, ...]
    is_signed: bool


def papers(bank: Signatory) -> dict[str, Paper]:
    """All of them, by name."""
    return {name: paper for part in (_receipts, _statements, _others) for name, paper in part(bank)}


def _slot(bank: Signatory) -> Slot:
    return bank.slot("电子回单专用章", AT)


def _signed(bank: Signatory, drawn: bytes, words: tuple[str, ...]) -> Paper:
    return Paper(bank.sign(drawn, crypto()).content, words, is_signed=True)


def _receipts(bank: Signatory) -> Iterator[tuple[str, Paper]]:
    for kind in ReceiptKind:
        amount = -MOST if kind.row.is_negative else MOST
        facts = returned(
            kind=kind, amount=amount, payer=replace(PAYER, name=LONG), payee=replace(PAYEE, name=RARE),
            purpose=f"𠀀𠀁 {kind.row.label.zh}", remark="货款" * 70,
        )  # fmt: skip
        yield kind.value, _signed(bank, render(facts, imprint_of(facts), _slot(bank)), _said(facts))
    frozen = sample_facts(
        kind=ReceiptKind.MEASURE, amount=Money(0, "CNY"), refunded_of="J261120000001", client_serial="", channel=None,
        rail=None, payee=Party(f"{LONG}人民法院", "（2026）沪0115执恢123456号之一", "云港银行", "313305000017"),
    )  # fmt: skip
    said = ("账户管制回单", "账户全部款项", frozen.payee.name, frozen.payee.account, frozen.number)
    yield "frozen", _signed(bank, render(frozen, imprint_of(frozen), _slot(bank)), said)
    pairs = [(facts, imprint_of(facts, 2)) for facts in (sample_facts(), returned(), frozen)]
    drawn = render_many([*pairs, *pairs], paper=Form.THREE, slot=_slot(bank))
    yield "three", _signed(bank, drawn, (*_said(sample_facts()), "补打"))


def _said(facts: ReceiptFacts) -> tuple[str, ...]:
    return (
        facts.number, facts.payer.name, facts.payer.account, facts.payee.name, facts.payee.account,
        capitals(facts.amount), str(facts.amount), facts.business_serial, facts.kind.row.title.zh,
        facts.purpose, facts.remark, imprint_of(facts).verification_code,
    )  # fmt: skip


def _statements(bank: Signatory) -> Iterator[tuple[str, Paper]]:
    lines = entries(60)
    head = replace(HEAD, owner=RARE, lines=60, closing_minor=lines[-1].balance_minor or 0)
    drawn = render_statement(head, [day(lines, OPENING)], _slot(bank))
    yield "statement", _signed(bank, drawn, (RARE, "1,234,567,890.12", "承前页", "过次页"))
    undone = [
        replace(lines[0], amount_minor=MOST.minor, credit=credit, balance_minor=left, counterparty=Counterparty(LONG), code=code)
        for credit, left, code in ((False, OPENING - MOST.minor, lines[0].code), (True, OPENING, replace(lines[0].code, own="reversal")))
    ]  # fmt: skip
    head = replace(HEAD, lines=2, from_on=HEAD.to_on, days="34")
    drawn = render_statement(head, [day(undone, OPENING)], _slot(bank))
    yield "day", _signed(bank, drawn, (LONG, "冲正", "-999,999,899,999.99", "999,999,999,999.99"))
    quiet = replace(HEAD, days="34 号后无发生额", opening_minor=-MOST.minor, closing_minor=-MOST.minor)  # fmt: skip
    drawn = render_statement(quiet, [day([], -MOST.minor)], _slot(bank))
    yield "quiet", _signed(bank, drawn, ("34号后无发生额", "-999,999,999,999.99", "期末余额"))


def _others(bank: Signatory) -> Iterator[tuple[str, Paper]]:
    blue = InvoiceFacts(
        is_special=True,
        seller=InvoiceParty("云港银行股份有限公司", "91310000MA1K00000X"),
        buyer=InvoiceParty(RARE, "91310000MA1K00001X", address=LONG, bank_name=LONG),
        items=(item_of("转账手续费", 12, MOST.minor), item_of("跨行汇款手续费", 1, 1)),
        remark="𠮷" * 30,
        drawer="系统",
        is_test=True,
    )
    for name, facts in (("invoice", blue), ("red_invoice", reversal(blue, "2" * 20, "开票有误"))):
        minus = "-" if facts.is_red else ""
        said = (RARE, LONG, _STAMP.number, f"{minus}943396226415.08")
        yield name, Paper(render_invoice(facts, _STAMP), said, is_signed=False)
    party = BillName(RARE, PAYER.account, LONG)
    bill = BillFacts(
        bank="云港银行", kind="银行承兑汇票", number="531330500001720261120000000017", interval="1-99999999999999",
        issued_on=date(2026, 11, 20), due_on=date(2027, 5, 20), money=MOST, package=MOST, drawer=party, acceptor=party,
        payee=party, holder=RARE, mark="可转让", status="CS03", contract="HT-2026-𠮷", invoice="2" * 20,
        accepted_on=date(2026, 11, 20), guarantors=LONG,
        back=(BackLine("背书转让", RARE, LONG, date(2026, 11, 21), "𪚥", "1-99"),), printed_at=AT, is_test=False,
    )  # fmt: skip
    yield "bill", Paper(render_bill(bill), (RARE, LONG, bill.number), is_signed=False)
    slip = BillSlip(
        title=Text("贴现凭证", "Discount voucher"), bank="云港银行", number="B261120-1", bill_number=bill.number,
        interval=bill.interval, money=MOST, lines=(SlipLine(Text("申请人", "Applicant"), RARE),),
        fingerprint="0f" * 32, done_at=AT, printed_at=AT, is_test=False,
    )  # fmt: skip
    yield "slip", _signed(bank, render_slip(slip, _slot(bank)), (RARE, bill.number, capitals(MOST, named=False)))  # fmt: skip
    wage = WageReceipt(
        bank="云港银行", number="B261120-1-17", payer=replace(PAYER, name=LONG), payee=replace(PAYEE, name="𠮷田𪚥"),
        employee="𠀀1", money=MOST, kind=Text("工资", "Salary"), month="2026-11", state=Text("成功", "Paid"), remark="工资" * 40,
        transaction="019aa5c2-7d3e-7b41-9c55-2f0e6a91d804", booked_at=AT, printed_at=AT, is_test=True,
    )  # fmt: skip
    refund = replace(wage, number=f"{wage.number}-R", is_refund=True, remark="账号户名不符" * 12)
    for name, row, title in (
        ("wage", wage, "代发明细回单"),
        ("wage_refund", refund, "代发退回回单"),
    ):
        told = (title, LONG, "𠮷田𪚥", capitals(MOST, named=False), row.number, row.remark)
        yield name, _signed(bank, render_wage(row, _slot(bank)), told)
    pay = PayslipFacts(
        LONG, "2026-11", "W261120-1", "𠮷田𪚥", "8903", Money(-1, "CNY"), (("岗位工资", "999,999,999,999.99"),),
        (("补扣", "-0.01"),), (("工号", "𠀀1"),), "说明" * 60, AT,
    )  # fmt: skip
    yield (
        "payslip",
        Paper(print_all([pay]), (LONG, "𠮷田𪚥", "999,999,999,999.99"), is_signed=False),
    )
