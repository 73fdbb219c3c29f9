"""Receipts: issued once for each customer's line, stating what was booked, checked by number and code."""

from __future__ import annotations

from uuid import UUID

import pytest

from kernel.errors import NotFound
from tests.workflows.payments.house import OTHER_PAYEE, PaymentHouse
from tests.world import HouseWorld
from workflows.documents.commands import GetReceipt, ListReceipts, ReceiptPage

pytestmark = pytest.mark.database


@pytest.fixture
def pay(world: HouseWorld) -> PaymentHouse:
    return PaymentHouse(world)


def issue(pay: PaymentHouse, serial: str) -> int:
    """Issue what a booked payment is due, as the relay does."""
    with pay.world.job() as ctx:
        row = (
            ctx.uow.row(
                "SELECT id, transaction_id FROM payment WHERE client_serial = %s", (serial,)
            )
            or {}
        )
        return pay.worker.documents.issue(
            ctx, UUID(str(row["transaction_id"])), UUID(str(row["id"]))
        )


def receipts(pay: PaymentHouse, name: str) -> ReceiptPage:
    found = pay.house.gate.read(pay.world.actor(name), "documents.receipts", ListReceipts())
    assert isinstance(found, ReceiptPage)
    return found


def test_an_own_bank_payment_gives_payer_and_payee_one_each_and_only_once(
    pay: PaymentHouse,
) -> None:
    pay.allow_direct()
    pay.submit("E1", by="辰海 ERP")
    assert issue(pay, "E1") == 2
    assert issue(pay, "E1") == 0
    mine, theirs = receipts(pay, "李娜").receipts, receipts(pay, "刘洋").receipts
    assert [(r.kind, r.amount_minor, r.counterparty_name) for r in mine] == [
        ("payment_out", 12_345, "苏州恒锐特钢有限公司")
    ]
    assert [(r.kind, r.amount_minor, r.counterparty_name) for r in theirs] == [
        ("credit_in", 12_345, "上海辰海物流股份有限公司")
    ]
    assert mine[0].number != theirs[0].number


def test_a_receipt_states_the_banks_as_they_were_named_and_never_ours_for_another(
    pay: PaymentHouse,
) -> None:
    pay.allow_direct()
    pay.submit("E1", by="辰海 ERP", **OTHER_PAYEE)
    pay.dispatch()
    assert issue(pay, "E1") == 2
    [number] = [one.number for one in receipts(pay, "李娜").receipts if one.kind != "fee"]
    printed = pay.house.gate.perform(
        pay.world.actor("李娜"), "documents.receipt", GetReceipt(number=number)
    )
    assert printed.facts.payer.bank_name == "云港银行"
    assert printed.facts.payee.bank_code == "102100099996"
    assert printed.facts.amount.minor == 12_345
    assert printed.imprint.print_count == 1


def test_printing_is_counted_and_the_code_stays(pay: PaymentHouse) -> None:
    pay.allow_direct()
    pay.submit("E1", by="辰海 ERP")
    issue(pay, "E1")
    number = receipts(pay, "李娜").receipts[0].number
    prints = [
        pay.house.gate.perform(
            pay.world.actor("李娜"), "documents.receipt", GetReceipt(number=number)
        )
        for _ in range(2)
    ]
    assert [one.imprint.print_count for one in prints] == [1, 2]
    assert prints[0].imprint.verification_code == prints[1].imprint.verification_code


def test_number_and_code_belong_together_or_nothing_is_found(pay: PaymentHouse) -> None:
    pay.allow_direct()
    pay.submit("E1", by="辰海 ERP")
    issue(pay, "E1")
    mine = receipts(pay, "李娜").receipts[0]
    with pay.world.context("李娜") as ctx:
        assert pay.house.documents.verify(ctx, mine.number, mine.code).amount.minor == 12_345
        for number, code in (
            (mine.number, "AAAA-BBBB-CCCC"),
            ("YGB-20261123-AAAAAAAA-AAAAAAAA", mine.code),
        ):
            with pytest.raises(NotFound):
                pay.house.documents.verify(ctx, number, code)


def test_a_changed_fact_no_longer_verifies(pay: PaymentHouse) -> None:
    pay.allow_direct()
    pay.submit("E1", by="辰海 ERP")
    issue(pay, "E1")
    mine = receipts(pay, "李娜").receipts[0]
    pay.world.db.tamper(
        "UPDATE yinqi.receipt SET facts = jsonb_set(facts, '{amount,minor}', '99999')"
    )
    with pay.world.context("李娜") as ctx, pytest.raises(NotFound):
        pay.house.documents.verify(ctx, mine.number, mine.code)


def test_the_receipt_of_others_is_not_found(pay: PaymentHouse) -> None:
    pay.allow_direct()
    pay.submit("E1", by="辰海 ERP")
    issue(pay, "E1")
    mine = receipts(pay, "李娜").receipts[0]
    with pytest.raises(NotFound):
        pay.house.gate.perform(
            pay.world.actor("刘洋"), "documents.receipt", GetReceipt(number=mine.number)
        )
