"""What an ERP asks about accounts by signed messages: balances by day, pages that stay put, money in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from connectors.core_banking.embedded import EmbeddedCore
from tests.connectors.direct_link.erp import PAYMENT, Erp, Q, Reply
from tests.connectors.direct_link.rules import allow_direct
from tests.world import HouseWorld

PAYER, PAYEE = PAYMENT["PayerAccount"], PAYMENT["PayeeAccount"]
OPENED, SUNDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 22), date(2026, 11, 23)


def rows(reply: Reply, name: str) -> list[dict[str, str]]:
    """The groups of a name in an answer."""
    assert reply.code == "0000", reply.content
    found = reply.body.iterfind(f"{Q}{name}")
    return [{part.tag.removeprefix(Q): part.text or "" for part in group} for group in found]


def lines(reply: Reply) -> list[int]:
    return [int(row["Line"]) for row in rows(reply, "Lines")]


def close(world: HouseWorld, *days: date) -> None:
    with world.job() as ctx:
        for day in days:
            EmbeddedCore().close_day(ctx, day)


@pytest.fixture
def pay(erp: Erp, world: HouseWorld) -> Callable[..., Reply]:
    """Pay at once, so that it is booked when the answer comes."""
    allow_direct(world)

    def once(serial: str, amount: str = "100.00", **more: Any) -> Reply:
        reply = erp.pay(ClientSerial=serial, Amount=amount, **more)
        assert reply.value("Status") == "succeeded"
        return reply

    return once


def test_balances_now_tell_the_day_before_too(erp: Erp, pay: Callable[..., Reply]) -> None:
    pay("B-1", "1286.40")
    found = rows(erp.call("accounts.balances", "AskBalances", AccountNumbers=[PAYER]), "Balances")
    (balance,) = found
    assert (balance["Booked"], balance["Available"], balance["Held"]) == (
        "998713.60",
        "998713.60",
        "0.00",
    )
    assert (balance["PreviousOn"], balance["Previous"]) == ("2026-11-22", "1000000.00")
    every = rows(erp.call("accounts.balances", "AskBalances"), "Balances")
    assert len(every) == 4


def test_a_strangers_account_among_the_named_is_not_found(erp: Erp) -> None:
    reply = erp.call("accounts.balances", "AskBalances", AccountNumbers=[PAYER, PAYEE])
    assert (reply.status, reply.code) == (404, "D001")


def test_history_is_what_the_books_say_day_by_day(
    erp: Erp, world: HouseWorld, pay: Callable[..., Reply]
) -> None:
    pay("H-1", "250.00")
    close(world, OPENED, SUNDAY, MONDAY)
    world.advance(days=1)
    pay("H-2", "50.00")
    reply = erp.call("accounts.balance_history", "AskHistory",
                     AccountNumber=PAYER, FromOn="2026-11-19", ToOn="2026-11-24")  # fmt: skip
    told = [
        (d["On"], d["Closed"], d["Opening"], d["Debit"], d["Credit"], d["Closing"], d["Lines"])
        for d in rows(reply, "Days")
    ]
    assert told == [
        ("2026-11-19", "true", "0.00", "0.00", "0.00", "0.00", "0"),
        ("2026-11-20", "true", "0.00", "0.00", "1000000.00", "1000000.00", "1"),
        ("2026-11-21", "true", "1000000.00", "0.00", "0.00", "1000000.00", "0"),
        ("2026-11-22", "true", "1000000.00", "0.00", "0.00", "1000000.00", "0"),
        ("2026-11-23", "true", "1000000.00", "250.00", "0.00", "999750.00", "1"),
        ("2026-11-24", "false", "999750.00", "50.00", "0.00", "999700.00", "1"),
    ]
    statement = erp.call("accounts.statement", "GetStatement", AccountNumber=PAYER, On="2026-11-23")
    assert (statement.value("Opening"), statement.value("Closing")) == ("1000000.00", "999750.00")
    bank_days = {d["On"]: d["BankDay"] for d in rows(reply, "Days")}
    assert (bank_days["2026-11-21"], bank_days["2026-11-23"]) == ("false", "true")


@pytest.mark.parametrize(
    "span",
    [("2026-11-24", "2026-11-23"), ("2026-11-20", "2026-11-24"), ("2026-01-01", "2026-11-23")],
    ids=["backwards", "tomorrow", "too long"],
)
def test_a_span_of_days_that_cannot_be_is_refused(erp: Erp, span: tuple[str, str]) -> None:
    reply = erp.call("accounts.balance_history", "AskHistory",
                     AccountNumber=PAYER, FromOn=span[0], ToOn=span[1])  # fmt: skip
    assert (reply.status, reply.code, reply.reason) == (400, "I121", "accounts.span_wrong")


def test_pages_of_details_neither_lose_nor_repeat_a_line_that_comes_between(
    erp: Erp, pay: Callable[..., Reply]
) -> None:
    for serial in range(4):
        pay(f"D-{serial}")
    asked = {"AccountNumber": PAYER}
    first = erp.call("accounts.details", "AskDetails", **asked, Limit="3")
    assert (lines(first), first.value("More")) == ([1, 2, 3], "true")
    pay("D-between")
    second = erp.call(
        "accounts.details", "AskDetails", **asked, Cursor=first.value("Cursor"), Limit="3"
    )
    assert (lines(second), second.value("More")) == ([4, 5, 6], "false")
    nothing = erp.call("accounts.details", "AskDetails", **asked, Cursor=second.value("Cursor"))
    assert (lines(nothing), nothing.value("More")) == ([], "false")
    pay("D-later")
    later = erp.call("accounts.details", "AskDetails", **asked, Cursor=nothing.value("Cursor"))
    assert [row["ClientSerial"] for row in rows(later, "Lines")] == ["D-later"]


def test_details_are_chosen_by_direction_amount_and_day(
    erp: Erp, pay: Callable[..., Reply]
) -> None:
    for serial, amount in (("C-1", "10.00"), ("C-2", "20.00"), ("C-3", "30.00")):
        pay(serial, amount)
    fit = {"AccountNumber": PAYER, "FromOn": "2026-11-23", "ToOn": "2026-11-23", "Direction": "debit",
           "Least": "20.00", "Most": "29.99"}  # fmt: skip
    assert [
        r["ClientSerial"] for r in rows(erp.call("accounts.details", "AskDetails", **fit), "Lines")
    ] == ["C-2"]
    in_only = erp.call("accounts.details", "AskDetails", AccountNumber=PAYER, Direction="credit")
    assert [row["Kind"] for row in rows(in_only, "Lines")] == ["opening"]


def test_a_cursor_serves_its_own_question_only(erp: Erp) -> None:
    first = erp.call("accounts.details", "AskDetails", AccountNumber=PAYER)
    cursor = first.value("Cursor")
    other = erp.call(
        "accounts.details", "AskDetails", AccountNumber=PAYER, Direction="debit", Cursor=cursor
    )
    assert (other.code, other.reason) == ("I120", "kernel.cursor_of_another")
    for broken in ("x", "[" * 190, "AAAA", cursor[:-3]):
        reply = erp.call("accounts.details", "AskDetails", AccountNumber=PAYER, Cursor=broken)
        assert (reply.code, reply.reason) == ("I009", "kernel.cursor_unknown"), broken


def test_a_summary_and_the_details_agree(erp: Erp, pay: Callable[..., Reply]) -> None:
    pay("S-1", "10.00")
    pay("S-2", "20.50")
    span = {"AccountNumber": PAYER, "FromOn": "2026-11-20", "ToOn": "2026-11-23"}
    found = erp.call("accounts.summary", "AskSummary", **span)
    told = [
        found.value(name)
        for name in ("Debits", "Debit", "Credits", "Credit", "FirstLine", "LastLine")
    ]
    assert told == ["2", "30.50", "1", "1000000.00", "1", "3"]


def test_fees_are_told_apart(erp: Erp, pay: Callable[..., Reply], world: HouseWorld) -> None:
    pay("F-1")
    world.db.tamper(
        """UPDATE yinqi.ledger_entry SET detail = detail || '{"fee": true}' WHERE seq = 2 AND amount_minor < 0"""
    )
    found = erp.call("accounts.fees", "AskFees", AccountNumber=PAYER)
    assert [(row["Line"], row["Kind"]) for row in rows(found, "Lines")] == [("2", "fee")]


def test_polling_for_credits_tells_each_exactly_once(
    hengrui: Erp, pay: Callable[..., Reply]
) -> None:
    start = hengrui.call("accounts.incoming", "PollCredits")
    assert [row["Kind"] for row in rows(start, "Credits")] == ["opening", "opening"]
    seen: list[str] = []
    cursor = start.value("Cursor")
    for batch in (("P-1", "P-2", "P-3"), (), ("P-4",)):
        for serial in batch:
            pay(serial, Purpose=serial)
        more = "true"
        while more == "true":
            page = hengrui.call("accounts.incoming", "PollCredits", Cursor=cursor, Limit="2")
            seen += [row["Purpose"] for row in rows(page, "Credits")]
            cursor, more = page.value("Cursor"), page.value("More")
    assert seen == ["P-1", "P-2", "P-3", "P-4"]
    again = hengrui.call("accounts.incoming", "PollCredits", Cursor=start.value("Cursor"))
    assert [row["Purpose"] for row in rows(again, "Credits")] == seen


def test_an_account_that_comes_into_sight_later_is_told_from_its_first_credit(
    erp: Erp, world: HouseWorld
) -> None:
    user = world.user("辰海 ERP").user_id
    with world.owner() as uow:
        uow.run("UPDATE user_right SET account_number = %s WHERE user_id = %s AND operation = 'accounts.see'",
                (PAYER, user))  # fmt: skip
    narrow = erp.call("accounts.incoming", "PollCredits")
    assert {row["AccountNumber"] for row in rows(narrow, "Credits")} == {PAYER}
    with world.owner() as uow:
        uow.run("UPDATE user_right SET account_number = '*' WHERE user_id = %s", (user,))
    wide = erp.call("accounts.incoming", "PollCredits", Cursor=narrow.value("Cursor"))
    found = [row["AccountNumber"] for row in rows(wide, "Credits")]
    assert PAYER not in found
    assert len(found) == 3
