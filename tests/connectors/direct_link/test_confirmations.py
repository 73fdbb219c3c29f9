"""An ERP's word on the balance of a closed day: kept beside the bank's, never changing a booking."""

from __future__ import annotations

from collections.abc import Callable

from tests.connectors.direct_link.erp import PAYMENT, Erp, Reply
from tests.connectors.direct_link.footprint import nothing_left
from tests.connectors.direct_link.test_inquiries import MONDAY, OPENED, close, pay, rows
from tests.world import HouseWorld

__all__ = ["pay"]  # a fixture
PAYER = PAYMENT["PayerAccount"]
SEEN_ONLY = "1001234509012345694"


def confirm(erp: Erp, own: str, serial: str = "REC-1", **more: str) -> Reply:
    said = {"ClientSerial": serial, "AccountNumber": PAYER, "On": "2026-11-23", "Own": own}
    note = {"Note": more.pop("Note")} if "Note" in more else {}
    return erp.call("accounts.confirm_balance", "ConfirmBalance", **said | more, **note)


def test_the_same_balance_is_agreement(
    erp: Erp, world: HouseWorld, pay: Callable[..., Reply]
) -> None:
    pay("P-1", "250.00")
    close(world, OPENED, MONDAY)
    reply = confirm(erp, "999750.00")
    assert [reply.value(n) for n in ("Agrees", "Bank", "Own")] == ["true", "999750.00", "999750.00"]
    again = confirm(erp, "999750.00")
    assert (again.value("Number"), again.value("Duplicate")) == (reply.value("Number"), "true")
    assert confirm(erp, "999750.01").code == "C102"
    assert world.count("balance_confirmation") == 1


def test_a_difference_needs_a_note_and_the_last_word_comes_first(
    erp: Erp, world: HouseWorld
) -> None:
    close(world, OPENED, MONDAY)
    with nothing_left(world.db, nonces=1):
        bare = confirm(erp, "1.00")
    assert (bare.code, bare.reason) == ("I127", "accounts.note_missing")
    assert confirm(erp, "1.00", Note="在途款未入账").value("Agrees") == "false"
    assert confirm(erp, "1000000.00", "REC-2").value("Agrees") == "true"
    first = erp.call("accounts.confirmations", "ListConfirmations", AccountNumber=PAYER, Limit="1")
    assert [r["ClientSerial"] for r in rows(first, "Confirmations")] == ["REC-2"]
    second = erp.call("accounts.confirmations", "ListConfirmations",
                      AccountNumber=PAYER, Cursor=first.value("Cursor"))  # fmt: skip
    assert [(r["ClientSerial"], r["Note"]) for r in rows(second, "Confirmations")] == [
        ("REC-1", "在途款未入账")
    ]


def test_a_day_that_is_open_cannot_be_confirmed(erp: Erp, world: HouseWorld) -> None:
    with nothing_left(world.db, nonces=1):
        reply = confirm(erp, "1000000.00")
    assert (reply.status, reply.code, reply.reason) == (409, "C124", "accounts.day_open")


def test_an_account_that_may_only_be_seen_is_confirmed_and_one_of_others_is_not_found(
    erp: Erp, world: HouseWorld
) -> None:
    close(world, OPENED, MONDAY)
    assert confirm(erp, "10000.00", AccountNumber=SEEN_ONLY).value("Agrees") == "true"
    for account in (PAYMENT["PayeeAccount"], "1001234509012345600"):
        assert confirm(erp, "1.00", "REC-9", AccountNumber=account).code == "D001"
    assert confirm(erp, "1.00", "REC-9", Currency="EUR").code == "D001"
