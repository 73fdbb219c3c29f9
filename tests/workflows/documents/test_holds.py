"""What stands still has its paper: measures on accounts from beginning to end, and payments nobody knows the end of."""

from __future__ import annotations

import base64

import pytest

from connectors.ports import Outcome
from kernel.errors import NotFound
from kernel.operation import Door
from receipts.facts import ReceiptFacts
from receipts.render.payment import render
from receipts.stored import from_stored
from tests.receipts.render.reading import text_of
from tests.receipts.samples import imprint_of
from tests.workflows.desk.bank import DeskBank
from tests.workflows.payments.house import OTHER_PAYEE, PAYER, PaymentHouse
from tests.world import HouseWorld

ORDER = {
    "authority": "上海市第一中级人民法院",
    "document": "（2026）沪01执123号",
    "reason": "财产保全",
}
_HELD = "SELECT facts FROM receipt WHERE kind = ANY(%s) ORDER BY kind, issued_at"


@pytest.fixture
def desk(world: HouseWorld) -> DeskBank:
    """Staff of every role."""
    return DeskBank(world)


def held(pay: PaymentHouse, *kinds: str) -> list[ReceiptFacts]:
    """The facts of receipts of some kinds, each of which can be printed."""
    rows = pay.run(lambda ctx: ctx.uow.rows(_HELD, (list(kinds),)))
    found = [from_stored(row["facts"]) for row in rows]
    for facts in found:
        facts.validate()
    return found


def test_a_measure_has_a_receipt_at_its_beginning_and_at_its_end(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    measure = desk.done("measure", PAYER, {**ORDER, "sort": "hold", "amount": "600,000.00"})
    desk.done("lift", measure["target"], {"lifted_by": "（2026）沪01执123号之一"})
    desk.done("measure", PAYER, {**ORDER, "sort": "stop"})
    desk.work(pay)
    desk.world.advance(hours=48, minutes=1)
    desk.work(pay)
    begun, stopped, over, freed = held(pay, "measure", "measure_end")
    assert (begun.amount.wire(), over.amount) == ("600000.00", begun.amount)
    assert (begun.payer.account, begun.payee.name) == (PAYER, ORDER["authority"])
    assert begun.payee.account == ORDER["document"]
    assert (begun.remark, begun.purpose) == ("金额冻结", "至解除为止")
    assert over.purpose == "（2026）沪01执123号之一"
    assert begun.refunded_of == over.refunded_of == measure["target"]
    assert (stopped.amount.minor, freed.purpose) == (0, "期限届满，自动解除")
    assert (stopped.remark, stopped.purpose) == ("紧急止付（只收不付）", "48 小时后自动解除")
    assert freed.booked_at > stopped.booked_at
    sheet = words(begun)
    for said in ("账户管制回单", "有权机关", "陆拾万元整", "不作记账凭证", ORDER["document"]):
        assert said in sheet, said
    for hidden in ("收款人", ORDER["reason"]):
        assert hidden not in sheet, hidden
    assert "账户全部款项" in words(stopped)


def words(facts: ReceiptFacts) -> str:
    """What its sheet says."""
    return "".join(text_of(render(facts, imprint_of(facts))).split())


def test_money_set_aside_for_a_lost_payment_has_a_receipt_and_another_when_it_is_free(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    pay.submit("S1", **OTHER_PAYEE)
    pay.decide("赵敏")
    pay.clearing.script = [None, None]
    desk.work(pay)
    assert pay.find("S1").status == "unknown"
    [begun] = held(pay, "earmark")
    assert (begun.amount.minor, begun.payee.name) == (pay.balance()[1], OTHER_PAYEE["payee_name"])
    assert (begun.client_serial, begun.refunded_of) == ("S1", begun.business_serial)
    it_is_no_payments_receipt_and_no_voucher(pay, begun)
    pay.clearing.script = [Outcome.REFUSED]
    desk.world.advance(hours=1)
    desk.work(pay)
    [over] = held(pay, "earmark_end")
    assert over.amount == begun.amount
    assert over.booked_at > begun.booked_at
    assert pay.balance()[1] == 0


def it_is_no_payments_receipt_and_no_voucher(pay: PaymentHouse, facts: ReceiptFacts) -> None:
    """But it prints, and its code is found good."""
    gate, actor = pay.house.gate, pay.world.actor("李娜", door=Door.DIRECT_LINK)
    with pytest.raises(NotFound):
        gate.perform(actor, "documents.receipt_file", {"ClientSerial": "S1"})
    with pytest.raises(NotFound):
        gate.read(actor, "documents.voucher", {"Number": facts.number})
    printed = gate.perform(actor, "documents.receipt_file", {"Number": facts.number})
    assert b"/EmbeddedFile" not in base64.b64decode(printed.content)
    sql = "SELECT code FROM receipt WHERE number = %s"
    [row] = pay.run(lambda ctx: ctx.uow.rows(sql, (facts.number,)))
    asked = {"Number": facts.number, "Code": row["code"]}
    assert gate.read(actor, "documents.verify", asked).genuine


def test_a_payment_whose_end_was_always_known_has_none(desk: DeskBank, pay: PaymentHouse) -> None:
    pay.clearing.script = [Outcome.SETTLED, Outcome.REFUSED]
    for serial in ("S1", "S2"):
        pay.submit(serial, **OTHER_PAYEE)
        pay.decide("赵敏")
        desk.work(pay)
    assert {pay.find(serial).status.value for serial in ("S1", "S2")} == {"succeeded", "failed"}
    assert held(pay, "earmark", "earmark_end") == []
