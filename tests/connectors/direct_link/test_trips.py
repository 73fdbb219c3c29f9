"""What a payment and a question cost in trips to the database, and that foreseeing what is read decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from kernel.statements import Statements
from tests.connectors.direct_link.erp import PAYMENT, Erp, Reply
from tests.connectors.direct_link.rules import allow_direct
from tests.world import HouseWorld


@pytest.fixture
def messages() -> Iterator[list[list[str]]]:
    """The statements of each message sent."""
    sent: list[list[str]] = []
    run, run_all = Statements.run, Statements.run_all

    def one(self: Statements, sql: str, *params: object) -> object:
        sent.append([sql])
        return run(self, sql, *params)  # type: ignore[arg-type]

    def many(self: Statements, statements: list[tuple[str, object]]) -> object:
        sent.append([sql for sql, _ in statements])
        return run_all(self, statements)  # type: ignore[arg-type]

    with patch.object(Statements, "run", one), patch.object(Statements, "run_all", many):
        yield sent


def test_one_that_goes_straight_through_takes_two_messages(
    erp: Erp, world: HouseWorld, messages: list[list[str]]
) -> None:
    allow_direct(world)
    erp.pay(ClientSerial="WARM-1")  # the bank's profile and the certificate are known from now on
    messages.clear()
    reply = erp.pay(ClientSerial="WARM-2")
    assert reply.value("Status") == "succeeded"
    first, last = messages
    assert first[0] == "BEGIN"
    assert any("direct_link_nonce" in sql for sql in first)
    assert last[-1] == "COMMIT"
    assert any("ledger_post" in sql for sql in last)


def test_the_balance_of_one_account_is_read_with_the_opening(
    erp: Erp, messages: list[list[str]]
) -> None:
    _ask(erp)  # the bank's profile and the certificate are known from now on
    messages.clear()
    assert _ask(erp).code == "0000"
    first, last = messages
    assert first[0] == "BEGIN"
    assert any("direct_link_nonce" in sql for sql in first)
    assert any("balance_minor" in sql for sql in first)
    assert last == ["COMMIT"]


def test_what_became_of_a_payment_is_read_with_the_opening(
    erp: Erp, world: HouseWorld, messages: list[list[str]]
) -> None:
    allow_direct(world)
    erp.pay(ClientSerial="FIND-1")
    messages.clear()
    reply = erp.call("payments.find", "FindPayment", ClientSerial="FIND-1")
    assert reply.value("Status") == "succeeded"
    first, right, last = messages
    assert any("JOIN payment" in sql for sql in first)
    assert any("user_right" in sql for sql in right)
    assert last == ["COMMIT"]


def test_a_balance_that_may_be_seen_no_more_is_refused_whatever_was_foreseen(
    erp: Erp, world: HouseWorld
) -> None:
    assert _ask(erp).code == "0000"
    world.db.tamper("DELETE FROM yinqi.user_right WHERE operation = 'accounts.see'")
    refused = _ask(erp)
    assert (refused.code, refused.body) == ("D203", None)


def _ask(erp: Erp) -> Reply:
    return erp.call("accounts.balances", "AskBalances", AccountNumbers=[PAYMENT["PayerAccount"]])


def test_a_holder_suspended_since_is_refused_whatever_was_foreseen(
    erp: Erp, world: HouseWorld
) -> None:
    """The process remembers whose certificate it was; what he may do now is the database's word."""
    assert erp.pay(ClientSerial="BEFORE-1").status == 200
    world.db.tamper(
        "UPDATE yinqi.enterprise_user u SET status = 'suspended' FROM yinqi.certificate c"
        " WHERE c.serial = 'CERT-10001' AND u.tenant_id = c.tenant_id AND u.id = c.user_id"
    )
    reply = erp.pay(ClientSerial="AFTER-1")
    assert reply.reason == "gate.user_inactive"
