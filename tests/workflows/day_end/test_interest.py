"""Interest on demand deposits: products by day, rates with history, rounded once, paid on the 21st."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from kernel.calendar import SHANGHAI
from kernel.errors import Faulty
from ledger.interest import period_of
from tests.workflows.day_end.bank import NightBank
from tests.workflows.desk.bank import DeskBank
from tests.workflows.payments.house import PAYER
from workflows.desk import night

OWED = {
    "authority": "某市中级人民法院",
    "document": "（2026）执 9 号",
    "reason": "保全",
    "sort": "freeze",
}
_LINES = (
    "SELECT e.amount_minor, e.booked_on, e.kind FROM ledger_entry e JOIN ledger_account a ON a.tenant_id = e.tenant_id"
    " AND a.id = e.account_id WHERE a.number = %s AND e.kind = 'interest' ORDER BY e.transaction_id"
)


def until(bank: NightBank, on: str) -> None:
    """Live every night until the morning of a day, ten past midnight, day by day."""
    bank.world.clock.set(datetime.fromisoformat(f"{on}T00:10").replace(tzinfo=SHANGHAI))
    bank.work()


def settlement(bank: NightBank, number: str) -> dict[str, object]:
    (row,) = bank.rows(
        "SELECT product, days, interest_minor, status FROM interest_settlement WHERE number = %s",
        number,
    )
    return row


def test_a_quarter_with_a_change_of_rate_and_of_balance(bank: NightBank) -> None:
    """1,000,000.00 from the 23rd; 8,888.01 and a fee leave on December 1st; the rate changes on the 11th."""
    desk = DeskBank(bank.world)
    bank.rate(500, "2026-01-01")
    until(bank, "2026-12-01")
    bank.pay_out("S1", 1)
    change = desk.done(
        "rate", "CNY", {"currency": "CNY", "rate": "0.1", "from_on": "2026-12-11"}, by="戴明"
    )
    assert change["status"] == "in_force", change["why"]
    until(bank, "2026-12-20")
    assert bank.rows("SELECT count(*) AS n FROM interest_settlement")[0]["n"] == 0
    until(bank, "2026-12-21")
    (fee,) = bank.rows("SELECT fee_minor FROM payment")
    before, after = 100_000_000, 100_000_000 - 888_801 - fee["fee_minor"]
    first, second = before * 8 + after * 10, after * 10
    expected = (2 * (first * 500 + second * 1000) + 360_000_000) // (2 * 360_000_000)
    assert settlement(bank, PAYER) == {
        "product": first + second, "days": 28, "interest_minor": expected, "status": "paid",
    }  # fmt: skip
    assert bank.rows(_LINES, PAYER) == [
        {"amount_minor": expected, "booked_on": date(2026, 12, 21), "kind": "interest"}
    ]
    (cost,) = bank.rows(_LINES.replace("e.amount_minor", "sum(e.amount_minor)::bigint AS m").split(" ORDER")[0] + " GROUP BY 2, 3", "INTEREST-CNY")  # fmt: skip
    (paid,) = bank.rows(
        "SELECT sum(interest_minor)::bigint AS m FROM interest_settlement WHERE currency = 'CNY'"
    )
    assert cost["m"] == -paid["m"]
    assert bank.ends("2026-12-20")["pay_interest"]["totals"][0]["status"] == "paid"
    assert bank.ends("2026-12-20")["accrue"]["unrated"] == ["EUR"]
    bank.world.advance(hours=1)
    bank.work()
    assert bank.rows(_LINES, PAYER)[0]["amount_minor"] == expected
    assert len(bank.rows(_LINES, PAYER)) == 1
    assert bank.breaches() == []


def test_interest_of_a_frozen_account_waits_for_it(bank: NightBank) -> None:
    desk = DeskBank(bank.world)
    bank.rate(500, "2026-01-01")
    frozen = desk.done("measure", PAYER, OWED)
    until(bank, "2026-12-21")
    owed = settlement(bank, PAYER)
    assert owed["status"] == "parked"
    assert bank.rows(_LINES, PAYER) == []
    (payable,) = bank.rows(_LINES, "INTEREST_PAYABLE-CNY")
    assert payable["amount_minor"] == owed["interest_minor"] == 3889  # 3888.888… rounded once
    desk.done("lift", frozen["target"], {"lifted_by": "解冻通知书"})
    until(bank, "2026-12-22")
    assert settlement(bank, PAYER)["status"] == "paid"
    assert [row["amount_minor"] for row in bank.rows(_LINES, PAYER)] == [owed["interest_minor"]]
    assert sum(row["amount_minor"] for row in bank.rows(_LINES, "INTEREST_PAYABLE-CNY")) == 0
    assert bank.breaches() == []


def test_rates_are_two_peoples_and_never_reach_back(bank: NightBank) -> None:
    desk = DeskBank(bank.world)
    with pytest.raises(Faulty) as refused:
        desk.propose(
            "戴明", "rate", "CNY", {"currency": "CNY", "rate": "0.05001", "from_on": "2026-11-23"}
        )
    assert {one.field for one in refused.value.findings} == {"rate", "from_on"}
    late = desk.propose(
        "戴明", "rate", "CNY", {"currency": "CNY", "rate": "0.05", "from_on": "2026-11-24"}
    )
    assert desk.world.count("deposit_rate") == 0
    bank.world.advance(days=1)
    bank.work()
    assert desk.decide("郭雨", late)["status"] == "failed"
    assert desk.world.count("deposit_rate") == 0
    wanted = {"currency": "CNY", "rate": "0.05", "from_on": "2026-12-01"}
    assert desk.done("rate", "CNY", wanted, by="戴明")["status"] == "in_force"
    again = desk.propose("戴明", "rate", "CNY", {**wanted, "rate": "0.06"})
    assert desk.decide("郭雨", again)["status"] == "failed"
    with desk.as_("戴明") as ctx:
        assert night.rate_on(ctx, "CNY", date(2026, 11, 30)) is None
        assert night.rate_on(ctx, "CNY", date(2027, 1, 1)) == 500


@pytest.mark.parametrize(
    ("on", "period"),
    [
        ("2026-01-01", "2026-03-20"), ("2026-03-20", "2026-03-20"), ("2026-03-21", "2026-06-20"),
        ("2026-12-20", "2026-12-20"), ("2026-12-21", "2027-03-20"), ("2028-02-29", "2028-03-20"),
    ],
)  # fmt: skip
def test_periods_end_on_the_twentieth_of_a_quarters_last_month(on: str, period: str) -> None:
    assert period_of(date.fromisoformat(on)) == date.fromisoformat(period)
