"""Accounts: three balances, lines that never move, statements that follow each other."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest

from connectors.ports import ClearingAnswer, Outcome
from kernel.errors import NotFound
from kernel.operation import Door
from tests.counting import counted_statements
from tests.workflows.payments.house import OTHER_PAYEE, PAYER, PaymentHouse
from workflows.accounts.commands import ListAccounts

pytestmark = pytest.mark.database
MONDAY = date(2026, 11, 23)
SECOND = "1001234509012345686"


def ask(pay: PaymentHouse, code: str, by: str = "李娜", **asked: Any) -> Any:
    return pay.house.gate.read(pay.world.actor(by), code, asked)


def paid(pay: PaymentHouse, serial: str = "S1", **more: Any) -> None:
    pay.submit(serial, **more)
    pay.decide("赵敏")
    pay.dispatch()


def close(pay: PaymentHouse, on: date = MONDAY) -> None:
    pay.run(lambda ctx: pay.worker.core.close_day(ctx, on))


def test_an_account_shows_what_is_booked_held_and_free(pay: PaymentHouse) -> None:
    pay.submit("S1", **OTHER_PAYEE)
    pay.decide("赵敏")
    found = ask(pay, "accounts.list").accounts
    first = found[0]
    assert (first.account_number, first.alias, first.currency) == (PAYER, "基本户", "CNY")
    assert (first.booked_minor, first.held_minor) == (100_000_000, 12_845)
    assert first.available_minor == 100_000_000 - 12_845
    assert [one.account_number for one in found][1] == SECOND
    assert len(found) == 4


def test_only_accounts_with_a_right_are_listed(pay: PaymentHouse) -> None:
    with pay.world.owner() as uow:
        uow.run(
            "UPDATE user_right SET account_number = %s WHERE user_id = %s",
            (SECOND, pay.world.user("李娜").user_id),
        )
    assert [one.account_number for one in ask(pay, "accounts.list").accounts] == [SECOND]
    with pytest.raises(NotFound):
        ask(pay, "accounts.lines", AccountNumber=PAYER)


def test_nobody_in_particular_has_no_accounts(pay: PaymentHouse) -> None:
    with pay.world.context("李娜") as ctx:
        nobody = dataclasses.replace(ctx, actor=dataclasses.replace(ctx.actor, user_id=None))
        assert pay.house.accounts.accounts(nobody, ListAccounts()).accounts == ()


def test_a_list_costs_the_same_for_many_accounts(pay: PaymentHouse) -> None:
    with counted_statements() as few:
        ask(pay, "accounts.list", by="刘洋")
    with counted_statements() as many:
        ask(pay, "accounts.list")
    assert len(few) == len(many) <= 8


def test_each_line_says_who_and_what_for_and_a_fee_only_its_payment(pay: PaymentHouse) -> None:
    paid(pay, **OTHER_PAYEE)
    back = ClearingAnswer("R1", Outcome.RETURNED, pay.clearing.sent[0].id, reason="RJ01")
    pay.run(lambda ctx: pay.worker.dispatch.inbox.take(ctx, back))
    opening, payment, fee, returned = ask(pay, "accounts.lines", AccountNumber=PAYER).lines
    number = pay.find("S1").number
    assert (opening.line, opening.kind, opening.purpose) == (1, "opening", "期初余额")
    assert (payment.kind, payment.credit, payment.amount_minor) == ("transfer_out", False, 12_345)
    assert payment.counterparty_name == OTHER_PAYEE["payee_name"]
    assert (payment.number, payment.client_serial) == (number, "S1")
    assert (fee.kind, fee.amount_minor, fee.number) == ("fee", 500, number)
    assert (fee.counterparty_account, fee.counterparty_name, fee.counterparty_bank) == ("", "", "")
    assert (returned.kind, returned.credit, returned.client_serial) == ("return", True, "S1")
    assert returned.counterparty_name == OTHER_PAYEE["payee_name"]
    assert returned.balance_minor == 100_000_000 - 500


def test_the_payee_sees_the_payer_and_not_the_payers_own_serial(pay: PaymentHouse) -> None:
    paid(pay, remark="谢谢", purpose="")
    *_, line = ask(pay, "accounts.lines", by="刘洋", AccountNumber="3250612000181470").lines
    assert line.credit
    assert line.counterparty_name == "上海辰海物流股份有限公司"
    assert (line.client_serial, line.purpose) == ("", "谢谢")


def test_pages_go_both_ways_and_stay_as_they_are(pay: PaymentHouse) -> None:
    for place in range(4):
        paid(pay, f"S{place}")
    lines = {"AccountNumber": PAYER}
    first = ask(pay, "accounts.lines", **lines, Limit="2")
    assert ([one.line for one in first.lines], first.more) == ([1, 2], True)
    paid(pay, "S9")
    second = ask(pay, "accounts.lines", **lines, After="2", Limit="10")
    assert ([one.line for one in second.lines], second.more) == ([3, 4, 5, 6], False)
    before = ask(pay, "accounts.lines", **lines, Before="3", Limit="0")
    assert ([one.line for one in before.lines], before.more) == ([2], True)


@pytest.mark.parametrize("written", [PAYER, "1001 2345 0901 2345 678", "1001-234509012345678"])
def test_an_account_is_found_however_its_number_is_spelled(pay: PaymentHouse, written: str) -> None:
    close(pay)
    assert ask(pay, "accounts.lines", AccountNumber=written).lines[0].line == 1
    found = ask(pay, "accounts.statement", AccountNumber=written, On="2026-11-23")
    assert found.account_number == PAYER


class TestStatements:
    def test_a_day_is_whole_and_follows_the_one_before(self, pay: PaymentHouse) -> None:
        paid(pay)
        close(pay)
        pay.world.advance(days=1)
        paid(pay, "S2", **OTHER_PAYEE)
        close(pay, MONDAY + timedelta(days=1))
        first = ask(pay, "accounts.statement", AccountNumber=PAYER, On="2026-11-23")
        second = ask(pay, "accounts.statement", AccountNumber=PAYER, On="2026-11-24")
        assert (first.statement_number, second.statement_number) == (1, 2)
        assert (first.opening_minor, first.closing_minor) == (0, 100_000_000 - 12_345)
        assert second.opening_minor == first.closing_minor
        moved = sum(one.amount_minor if one.credit else -one.amount_minor for one in second.lines)
        assert second.opening_minor + moved == second.closing_minor
        assert [one.kind for one in second.lines] == ["transfer_out", "fee"]

    def test_an_open_day_and_a_quiet_one_have_none(self, pay: PaymentHouse) -> None:
        asked = {"AccountNumber": PAYER, "On": "2026-11-23"}
        with pytest.raises(NotFound):
            ask(pay, "accounts.statement", **asked)
        close(pay)
        ask(pay, "accounts.statement", **asked)
        pay.world.advance(days=1)
        close(pay, MONDAY + timedelta(days=1))
        with pytest.raises(NotFound):
            ask(pay, "accounts.statement", AccountNumber=PAYER, On="2026-11-24")

    def test_the_file_says_the_same(self, pay: PaymentHouse) -> None:
        close(pay)
        actor = pay.world.actor("辰海 ERP", door=Door.DIRECT_LINK)
        asked = {"AccountNumber": PAYER, "On": "2026-11-23"}
        file = pay.house.gate.read(actor, "accounts.statement_file", asked)
        assert (file.account_number, file.on) == (PAYER, MONDAY)
        facts = file.document
        assert (facts.statement.account.bank_name, facts.statement.sequence) == ("云港银行", 1)
        assert facts.statement.closing.signed_minor == 100_000_000
        assert [one.entry_reference for one in facts.entries] == ["1"]
        with pytest.raises(NotFound):
            pay.house.gate.read(actor, "accounts.statement_file", {**asked, "On": "2026-11-24"})
