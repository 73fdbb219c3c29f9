"""What is asked of the bank in each story, and what must have come of it: once, and only once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from lxml import etree

from corporate.demo.people import HENGRUI, MUSTER
from erp_adapters.client import Payment
from erp_adapters.client.messages import Document
from kernel.assets import ROOT
from kernel.calendar import SHANGHAI, bank_today
from kernel.charset import Encoding
from kernel.money import parse_amount
from tests.scenarios.bank import Bank
from tests.scenarios.erp import Erp
from tests.scenarios.judge import Asked
from tests.scenarios.points import Story

PAYER: Final = MUSTER.accounts[0].number
OWN_PAYEE: Final = HENGRUI.accounts[0].number
OTHER_BANK: Final = "102100099996"
FEE_MINOR: Final = 500
_BIG_FEE_MINOR: Final = 1_000  # above 10,000.00: the demo banks' tariff, told apart from it
_BIG_MINOR: Final = 1_000_000
_IBPS, _HVPS, _FEES = "CLEARING-IBPS-CNY", "CLEARING-HVPS-CNY", "FEES-CNY"
_PAYEE_NAME: Final = "无锡同盛包装材料有限公司"
_FILE: Final = ROOT / "tests" / "samples" / "odoo-pain.001.001.09-cny-5.xml"
_AFTER_DAY_END: Final = time(0, 10)
SETTLED: Final = "6222021001112223334"
_PAYEES: Final = {
    Story.OTHER: SETTLED,
    Story.DUE: SETTLED,
    Story.TOLD: "6222021001110888802",
    Story.QUEUED: "6222021001110888820",
    Story.LATE: "6222021001110888806",
    Story.CONTRADICTED: "6222021001110888812",
}
"""The payee's account says how the test bank behaves (docs/test-bank.md)."""


@dataclass(frozen=True, slots=True)
class Order:
    """A payment to be sent, and what must come of it."""

    payment: Payment
    asked: Asked


def begin(bank: Bank, story: Story) -> Sequence[Asked]:
    """Start a story; returns when the bank has acknowledged, or clearing has the credit."""
    if story is Story.CREDIT:
        return [send_credit(bank)]
    if story is Story.OWN:
        return [place(bank.erp, own(bank))]
    if story is Story.DUE:
        return [_due_tomorrow(bank)]
    if story is Story.FILE:
        return _send_file(bank)
    return [place(bank.erp, other(bank, _PAYEES[story]))]


def end(bank: Bank, story: Story, asked: Sequence[Asked]) -> None:
    """Say what only a person would: that a queued payment has gone through."""
    if story is Story.QUEUED:
        sql = "SELECT id FROM yinqi.submission WHERE payload ->> 'number' = %s"
        bank.say(bank.judge.rows(sql, (asked[0].number,))[0]["id"], "PR05")


def place(erp: Erp, order: Order) -> Asked:
    """Send it until it is acknowledged."""
    order.asked.number = erp.pay(order.payment).number
    return order.asked


def own(bank: Bank) -> Order:
    """A payment within the bank; the payee's receipt is issued too."""
    serial, minor = _new(bank, "OWN")
    payment = Payment(
        serial=serial, payer_account=PAYER, payee_account=OWN_PAYEE, payee_name=HENGRUI.name,
        amount=_text(minor), purpose="货款",
    )  # fmt: skip
    return Order(payment, Asked(serial, {PAYER: -minor, OWN_PAYEE: minor}, receipts=2))


def other(bank: Bank, payee: str = SETTLED, *, requested_on: str = "") -> Order:
    """A payment to another bank; what it costs goes to the fees."""
    serial, minor = _new(bank, "OTHER")
    payment = Payment(
        serial=serial, payer_account=PAYER, payee_account=payee, payee_bank=OTHER_BANK,
        payee_name=_PAYEE_NAME, amount=_text(minor), purpose="货款", requested_on=requested_on,
    )  # fmt: skip
    moves = {PAYER: -minor - FEE_MINOR, _IBPS: minor, _FEES: FEE_MINOR}
    return Order(payment, Asked(serial, moves, cleared=True))


def refused(bank: Bank, payee: str) -> Order:
    """A payment that clearing will refuse: it goes out once, and no money moves."""
    order = other(bank, payee)
    order.asked.moves, order.asked.status, order.asked.receipts = {}, "failed", 0
    return order


def send_credit(bank: Bank, copies: int = 1) -> Asked:
    """Have clearing bring money in."""
    reference, minor = _new(bank, "IN")
    payload = {
        "amount": _text(minor), "currency": "CNY", "payee_account": PAYER,
        "payee_name": MUSTER.name, "payer_account": SETTLED, "payer_name": _PAYEE_NAME,
        "payer_bank_code": OTHER_BANK, "payer_bank_name": "中国工商银行", "purpose": "货款",
    }  # fmt: skip
    bank.director.credit(bank.bank_code, "HVPS", reference, payload, copies)
    return Asked(reference, {_HVPS: -minor, PAYER: minor}, "booked", is_credit=True)


def _due_tomorrow(bank: Bank) -> Asked:
    """A payment for the next day, and that day has come; the bank may have moved it to a bank day."""
    tomorrow = bank_today(bank.clock) + timedelta(days=1)
    asked = place(bank.erp, other(bank, requested_on=tomorrow.isoformat()))
    (row,) = bank.judge.rows(
        "SELECT value_on FROM yinqi.payment WHERE number = %s", (asked.number,)
    )
    bank.advance(datetime.combine(row["value_on"], _AFTER_DAY_END, SHANGHAI))
    return asked


def _send_file(bank: Bank) -> Sequence[Asked]:
    """The genuine file of an ERP under a MsgId of its own; each line is a payment."""
    tree = etree.parse(_FILE)
    message_id = f"FILE{bank.count():06}"
    found = tree.find(".//{*}MsgId")
    assert found is not None
    found.text = message_id
    document = Document(etree.tostring(tree), Encoding.UTF8, message_id)
    bank.erp.until_answered(lambda: bank.erp.link.send_document(document))
    block = tree.findtext(".//{*}PmtInfId")
    asked = []
    for place_in_file, amount in enumerate(tree.iterfind(".//{*}InstdAmt"), 1):
        minor = parse_amount(amount.text or "", "CNY")
        serial = f"{bank.erp.config.certificate}/{message_id}/{block}/{place_in_file}"
        fee = FEE_MINOR if minor <= _BIG_MINOR else _BIG_FEE_MINOR
        moves = {PAYER: -minor - fee, _IBPS: minor, _FEES: fee}
        asked.append(Asked(serial, moves, cleared=True, told_alone=False))
    return asked


def _new(bank: Bank, word: str) -> tuple[str, int]:
    """A serial nobody used, and an amount that belongs to it alone."""
    place_in_order = bank.count()
    return f"{word}-{place_in_order:06}", 10_000 + place_in_order


def _text(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"
