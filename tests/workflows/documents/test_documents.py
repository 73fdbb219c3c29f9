"""Receipts: one for each customer's line, once; shown to whom the account is, and proven to anybody."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from connectors.ports import ClearingAnswer, Outcome
from kernel.errors import NotFound
from kernel.operation import Door
from receipts.facts import ReceiptFacts
from tests.workflows.payments.erp import EUR_PAYER
from tests.workflows.payments.house import OTHER_PAYEE, PAYER, PaymentHouse
from workflows.documents.handlers import ReceiptIssuer

pytestmark = pytest.mark.database


def relay(pay: PaymentHouse) -> None:
    """Tell the issuer of receipts what the outbox knows, all of it, as the relay does."""
    issuer = ReceiptIssuer(pay.worker.documents)

    def tell(ctx: Any) -> None:
        for row in ctx.uow.rows("SELECT topic, payload FROM outbox ORDER BY position"):
            if row["topic"] in {"payment.succeeded", "payment.returned", "payment.submitted"}:
                issuer(ctx, row["payload"])

    pay.run(tell)


def receipts(pay: PaymentHouse, by: str = "李娜", **asked: Any) -> list[Any]:
    actor = pay.world.actor(by)
    return list(pay.house.gate.read(actor, "documents.receipts", asked).receipts)


def printed(pay: PaymentHouse, number: str, by: str = "李娜") -> Any:
    actor = pay.world.actor(by)
    return pay.house.gate.perform(actor, "documents.receipt", {"Number": number})


def paid(pay: PaymentHouse, serial: str = "S1", by: str = "赵敏", **more: Any) -> None:
    pay.submit(serial, **more)
    pay.decide(by)
    pay.dispatch()
    relay(pay)


def facts(pay: PaymentHouse, by: str = "李娜", kind: str = "") -> ReceiptFacts:
    """What the one receipt says that is not of a fee, or the one of a kind."""
    wanted = [
        one for one in receipts(pay, by) if one.kind == kind or (not kind and one.kind != "fee")
    ]
    [found] = wanted
    shown = printed(pay, found.number, by)
    assert isinstance(shown.facts, ReceiptFacts)
    shown.facts.validate()
    return shown.facts


def test_both_sides_within_the_bank_get_theirs_once(pay: PaymentHouse) -> None:
    paid(pay)
    relay(pay)
    [mine], [theirs] = receipts(pay), receipts(pay, "刘洋")
    assert (mine.kind, theirs.kind) == ("payment_out", "credit_in")
    assert (mine.amount_minor, theirs.amount_minor) == (12_345, 12_345)
    assert mine.counterparty_name == "苏州恒锐特钢有限公司"
    assert theirs.counterparty_name == "上海辰海物流股份有限公司"
    assert mine.number != theirs.number
    assert printed(pay, mine.number).facts.client_serial == "S1"
    assert printed(pay, theirs.number, "刘洋").facts.client_serial == ""
    assert pay.world.count("receipt") == 2


def test_a_fee_has_a_receipt_of_its_own_beside_its_payments(pay: PaymentHouse) -> None:
    paid(pay, **OTHER_PAYEE)
    relay(pay)
    said, fee = facts(pay), facts(pay, kind="fee")
    assert said.amount.minor == 12_345
    assert (said.payer.bank_name, said.payee.bank_name) == ("云港银行", "中国工商银行")
    assert said.rail is not None
    assert said.rail.zh == "网银互联"
    assert said.channel is not None
    assert said.channel.zh == "企业网银"
    assert fee.amount.minor == 500
    assert (fee.payer, fee.payee.name) == (said.payer, "云港银行")
    assert fee.refunded_of == said.business_serial
    assert fee.transaction_id == said.transaction_id
    assert fee.number != said.number


def test_what_came_back_is_told_with_its_sides_changed(pay: PaymentHouse) -> None:
    paid(pay, **OTHER_PAYEE)
    back = ClearingAnswer("R1", Outcome.RETURNED, pay.clearing.sent[0].id, reason="RJ01")
    pay.run(lambda ctx: pay.worker.dispatch.inbox.take(ctx, back))
    relay(pay)
    newest = next(one for one in receipts(pay) if one.kind == "return")
    said = printed(pay, newest.number).facts
    assert (said.payer.name, said.payee.account) == (OTHER_PAYEE["payee_name"], PAYER)
    assert said.refunded_of == said.business_serial == pay.find("S1").number


@pytest.mark.parametrize(
    ("bank", "code"), [("INGDDEFF", "INGDDEFF"), ("", "")], ids=["unlisted", "none"]
)
def test_another_banks_account_is_never_said_to_be_ours(
    pay: PaymentHouse, bank: str, code: str
) -> None:
    foreign = {"payee_account": "DE40649197861342191831", "payee_name": "Café", "payee_bank": bank}
    paid(pay, by="陈静", payer_account=EUR_PAYER, currency="EUR", **foreign)
    said = facts(pay)
    assert (said.payee.bank_name, said.payee.bank_code) == ("", code)
    assert (said.payer.bank_name, said.payer.bank_code) == ("云港银行", said.payer.bank_code)


def test_what_is_longer_than_a_sheet_is_cut_and_the_books_keep_it(pay: PaymentHouse) -> None:
    long = {**OTHER_PAYEE, "payee_name": "Very Long " * 28 + "Company", "purpose": "x" * 180}
    paid(pay, **long)
    said = facts(pay)
    assert (len(said.payee.name), len(said.purpose)) == (140, 140)
    with pay.world.job() as ctx:
        found = ctx.uow.row("SELECT detail FROM ledger_entry WHERE detail ->> 'number' <> ''")
    assert found is not None
    assert len(found["detail"]["payee_name"]) == 287


def test_a_receipt_is_found_by_what_stands_on_it(pay: PaymentHouse) -> None:
    paid(pay)
    paid(pay, "S2", **OTHER_PAYEE)
    first, second = pay.find("S1").number, pay.find("S2").number
    for text, numbers in (
        ("", {first, second}),
        ("S1", {first}),
        (second, {second}),
        ("无锡", {second}),
        ("无_", set()),
        ("100%", set()),
    ):
        assert {one.business_serial for one in receipts(pay, Text=text)} == numbers
    assert receipts(pay, FromOn="2026-11-24") == []
    today = receipts(pay, FromOn="2026-11-23", ToOn="2026-11-23")
    assert sorted(one.kind for one in today) == ["fee", "payment_out", "payment_out"]
    assert receipts(pay, AccountNumber="1001234509012345686") == []


def test_pages_follow_each_other_without_gap_or_repeat(pay: PaymentHouse) -> None:
    for place in range(3):
        paid(pay, f"S{place}")
    actor = pay.world.actor("李娜")
    seen, cursor = [], ""
    while True:
        page = pay.house.gate.read(actor, "documents.receipts", {"Limit": "1", "Cursor": cursor})
        seen += [one.number for one in page.receipts]
        cursor = page.cursor
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 3


def test_it_is_shown_to_whom_the_account_may_be_seen_by_and_nobody_else(
    pay: PaymentHouse,
) -> None:
    paid(pay)
    [mine] = receipts(pay)
    show = pay.house.gate.read(pay.world.actor("李娜"), "documents.show", {"Number": mine.number})
    assert show.prints == 0
    for by in ("刘洋",):
        with pytest.raises(NotFound):
            printed(pay, mine.number, by)
    with pay.world.owner() as uow:
        uow.run(
            "UPDATE user_right SET account_number = '1001234509012345686' WHERE user_id = %s",
            (pay.world.user("李娜").user_id,),
        )
    with pytest.raises(NotFound):
        printed(pay, mine.number)
    assert receipts(pay) == []


def test_every_printing_is_counted(pay: PaymentHouse) -> None:
    paid(pay)
    [mine] = receipts(pay)
    assert [printed(pay, mine.number).imprint.print_count for _ in range(3)] == [1, 2, 3]
    assert receipts(pay)[0].prints == 3


def test_anybody_proves_it_with_its_number_and_code(pay: PaymentHouse) -> None:
    paid(pay)
    [mine] = receipts(pay)
    documents = pay.house.documents
    with pay.world.context("刘洋") as ctx:
        assert documents.verify(ctx, mine.number, mine.code).amount.minor == 12_345
        for number, code in ((mine.number, "AAAA-AAAA-AAAA"), ("YQB-20261123-X-Y", mine.code)):
            with pytest.raises(NotFound):
                documents.verify(ctx, number, code)


def test_a_payment_lists_its_own(pay: PaymentHouse) -> None:
    paid(pay)
    from workflows.documents import queries  # noqa: PLC0415 - one test's own

    with pay.world.context("李娜") as ctx:
        row = ctx.uow.row("SELECT id FROM payment")
        assert row is not None
        found = queries.by_subject(ctx, UUID(str(row["id"])))
    assert [one["account_number"] for one in found] == [PAYER]


def test_nobody_in_particular_sees_nothing(pay: PaymentHouse) -> None:
    paid(pay)
    from workflows.documents.commands import ListReceipts  # noqa: PLC0415

    assert (
        pay.run(
            lambda ctx: pay.worker.documents.page(
                ctx.inside(pay.world.enterprise("辰海").id), ListReceipts()
            )
        ).receipts
        == ()
    )


def test_the_bank_day_is_the_one_it_was_booked_on(pay: PaymentHouse) -> None:
    pay.world.advance(hours=15)  # 01:05 the next day in Shanghai, still Monday in Greenwich
    paid(pay)
    assert receipts(pay)[0].booked_on == date(2026, 11, 24)
    assert pay.find("S1").number.startswith("P261124-")
    assert Door.WEB.label.zh == "企业网银"
