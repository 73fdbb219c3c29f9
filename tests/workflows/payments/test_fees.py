"""What is shown for a payment is what is charged, in the books, and only when the payment goes through."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from connectors.ports import Outcome
from corporate.banks.opening import agree_discount, set_bands
from corporate.banks.tariff import Band
from kernel.tenancy import Scope
from tests.workflows.payments.house import OTHER_PAYEE, PAYER, PaymentHouse
from workflows.payments.page_commands import PaymentCheck

HELD = 100_000_000
BANDS = (Band(0, 500), Band(12_000, 1_000))
START = date(2026, 11, 1)
_EARNED = """
SELECT coalesce(sum(e.amount_minor), 0) AS sum FROM ledger_entry e
  JOIN ledger_account a ON a.tenant_id = e.tenant_id AND a.id = e.account_id
 WHERE a.number = 'FEES-CNY'
"""


@pytest.fixture
def priced(pay: PaymentHouse) -> PaymentHouse:
    """The house with a tariff, and an enterprise that is spared a fifth of IBPS and all of the rest."""
    with pay.world.owner() as uow:
        set_bands(uow, "IBPS", "CNY", BANDS)
        set_bands(uow, "INTERNAL", "CNY", (Band(0, 100),))
        enterprise = pay.world.enterprise("辰海").id
        agree_discount(uow, enterprise, "IBPS", 20, START)
    pay.house.banks.forget()
    pay.worker.banks.forget()
    return pay


def shown(pay: PaymentHouse, serial: str, **more: Any) -> int:
    command = pay.command(serial, **more)
    checked: PaymentCheck = pay.house.gate.read(pay.world.actor("李娜"), "payments.check", command)
    return checked.fee_minor


def fees(pay: PaymentHouse) -> int:
    """What the bank has earned, added up from its books."""
    with pay.world.db.auditor.begin(Scope(pay.world.tenant_id)) as uow:
        row = uow.row(_EARNED)
    return int(row["sum"]) if row else 0


def test_shown_held_and_booked_are_one_amount(priced: PaymentHouse) -> None:
    said = shown(priced, "S1", **OTHER_PAYEE)
    assert said == 800
    priced.submit("S1", **OTHER_PAYEE)
    priced.decide("赵敏")
    assert priced.balance() == (HELD, 12_345 + said)
    priced.dispatch()
    assert priced.balance() == (HELD - 12_345 - said, 0)
    assert fees(priced) == said
    assert priced.breaches() == []


def test_within_the_bank_the_fee_goes_with_the_booking(priced: PaymentHouse) -> None:
    priced.submit("S1")
    priced.decide("赵敏")
    assert priced.balance() == (HELD - 12_345 - 100, 0)
    assert fees(priced) == 100
    assert priced.breaches() == []


def test_what_clearing_refuses_costs_nothing(priced: PaymentHouse) -> None:
    priced.clearing.script = [Outcome.REFUSED]
    priced.submit("S1", **OTHER_PAYEE)
    priced.decide("赵敏")
    priced.dispatch()
    assert priced.find("S1").status == "failed"
    assert (priced.balance(), fees(priced)) == ((HELD, 0), 0)


def test_a_tariff_changed_meanwhile_does_not_change_what_was_shown(priced: PaymentHouse) -> None:
    priced.submit("S1", **OTHER_PAYEE)
    with priced.world.owner() as uow:
        set_bands(uow, "IBPS", "CNY", (Band(0, 9_900),))
    priced.house.banks.forget()
    priced.decide("赵敏")
    priced.dispatch()
    assert fees(priced) == 800


def test_the_discount_is_the_enterprises_own_and_ends(priced: PaymentHouse) -> None:
    with priced.world.owner() as uow:
        uow.run("UPDATE fee_discount SET until_on = %s", (date(2026, 11, 22),))
    assert shown(priced, "S1", **OTHER_PAYEE, payer_account=PAYER) == 1_000
