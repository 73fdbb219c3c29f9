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


def test_an_amount_held_on_an_order_has_a_receipt_at_its_beginning_and_at_its_end(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    measure = desk.done("measure", PAYER, {**ORDER, "sort": "hold", "amount": "600,000.00"})
    desk.work(pay)
    desk.done("lift", measure["target"], {"lifted_by": "（2026）沪01执123号之一"})
    desk.work(pay)
    begun, over = held(pay, "measure", "measure_end")
    assert begun.amount == over.amount
    assert begun.amount.wire() == "600000.00"
    assert (begun.payer.account, begun.payee.name) == (PAYER, ORDER["authority"])
    assert begun.payee.account == ORDER["document"]
    assert (begun.purpose, begun.remark) == ("财产保全", "金额冻结，至解除为止")
    assert over.purpose == "（2026）沪01执123号之一"
    assert begun.refunded_of == over.refunded_of == measure["target"]
    text = "".join(text_of(render(begun, imprint_of(begun))).split())
    for said in (
        "账户管制回单",
        "有权机关",
        "文书号",
        "陆拾万元整",
        "不作记账凭证",
        ORDER["document"],
    ):
        assert said in text, said
    assert "收款人" not in text


def test_a_frozen_account_is_stated_whole_and_a_stop_that_ran_out_says_so(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    desk.done("measure", PAYER, {**ORDER, "sort": "stop"})
    desk.work(pay)
    desk.world.advance(hours=48, minutes=1)
    desk.work(pay)
    begun, over = held(pay, "measure", "measure_end")
    assert (begun.amount.minor, begun.remark) == (0, "紧急止付（只收不付），48 小时后自动解除")
    assert over.purpose == "期限届满，自动解除"
    assert over.booked_at > begun.booked_at
    assert "账户全部款项" in text_of(render(begun, imprint_of(begun)))


def lost(pay: PaymentHouse, *then: Outcome) -> None:
    """A payment nobody answered about, and what became of it."""
    pay.submit("S1", **OTHER_PAYEE)
    pay.decide("赵敏")
    pay.clearing.script = [None, None, *then]
    pay.dispatch()
    assert pay.find("S1").status == "unknown"
    for _ in then:
        pay.world.advance(hours=1)
        pay.dispatch()


def test_money_set_aside_for_a_lost_payment_has_a_receipt_and_another_when_it_is_free(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    lost(pay)
    desk.work(pay)
    [begun] = held(pay, "earmark")
    assert begun.amount.minor == pay.balance()[1]
    assert begun.payee.name == OTHER_PAYEE["payee_name"]
    assert (begun.client_serial, begun.refunded_of) == ("S1", begun.business_serial)
    pay.clearing.script = [Outcome.REFUSED]
    desk.world.advance(hours=1)
    desk.work(pay)
    [over] = held(pay, "earmark_end")
    assert over.amount == begun.amount
    assert over.booked_at > begun.booked_at
    assert pay.balance()[1] == 0


@pytest.mark.parametrize("outcome", [Outcome.SETTLED, Outcome.REFUSED])
def test_a_payment_whose_end_was_always_known_has_none(
    desk: DeskBank, pay: PaymentHouse, outcome: Outcome
) -> None:
    pay.submit("S1", **OTHER_PAYEE)
    pay.decide("赵敏")
    pay.clearing.script = [outcome]
    desk.work(pay)
    assert held(pay, "earmark", "earmark_end") == []


def test_it_is_no_payments_receipt_and_no_voucher_but_prints_and_verifies(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    lost(pay)
    desk.work(pay)
    [facts] = held(pay, "earmark")
    gate, actor = pay.house.gate, pay.world.actor("李娜", door=Door.DIRECT_LINK)
    with pytest.raises(NotFound):
        gate.perform(actor, "documents.receipt_file", {"ClientSerial": "S1"})
    with pytest.raises(NotFound):
        gate.read(actor, "documents.voucher", {"Number": facts.number})
    printed = gate.perform(actor, "documents.receipt_file", {"Number": facts.number})
    content = base64.b64decode(printed.content)
    assert b"/EmbeddedFile" not in content
    said = gate.read(actor, "documents.verify", {"Number": facts.number, "Code": printed_code(pay, facts)})  # fmt: skip
    assert said.genuine


def printed_code(pay: PaymentHouse, facts: ReceiptFacts) -> str:
    """The code in the receipt's row."""
    rows = pay.run(lambda ctx: ctx.uow.rows("SELECT code FROM receipt WHERE number = %s", (facts.number,)))  # fmt: skip
    return str(rows[0]["code"])
