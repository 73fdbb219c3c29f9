"""An account is closed for good: interest to the day, the rest moved, and everything refused from then on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from kernel.calendar import SHANGHAI
from kernel.errors import Faulty, YinqiError
from tests.workflows.day_end.bank import NightBank
from tests.workflows.desk.bank import DeskBank
from tests.workflows.payments.house import OWN_PAYEE, PAYER
from tests.world import HouseWorld

BALANCE = 100_000_000
APPLICATION = {
    "onto": OWN_PAYEE["payee_account"], "onto_name": OWN_PAYEE["payee_name"], "document": "销字〔2026〕7 号",
}  # fmt: skip
_LINES = (
    "SELECT e.kind, e.amount_minor FROM ledger_entry e JOIN ledger_account a ON a.tenant_id = e.tenant_id"
    " AND a.id = e.account_id WHERE a.number = %s AND e.kind IN ('interest', 'closing') ORDER BY e.seq"
)


@pytest.fixture
def bank(world: HouseWorld) -> NightBank:
    """A bank that has had its first night."""
    made = NightBank(world)
    made.work()
    made.world.clock.set(datetime(2026, 11, 24, 10, tzinfo=SHANGHAI))
    made.work()
    return made


@pytest.fixture
def desk(bank: NightBank) -> DeskBank:
    return DeskBank(bank.world)


def close(bank: NightBank, desk: DeskBank, **more: str) -> dict[str, Any]:
    """What became of it once two people have agreed and the worker has had its turn."""
    row = desk.done("closing", PAYER, {**APPLICATION, **more})
    bank.work()
    return desk.change(row["number"])


def lines(bank: NightBank, number: str) -> list[tuple[str, int]]:
    return [(row["kind"], row["amount_minor"]) for row in bank.rows(_LINES, number)]


def status(bank: NightBank) -> tuple[str, int]:
    (row,) = bank.rows("SELECT status, balance_minor FROM ledger_account WHERE number = %s", PAYER)
    return row["status"], row["balance_minor"]


def test_interest_counts_to_yesterday_and_goes_along_with_the_balance(
    bank: NightBank, desk: DeskBank
) -> None:
    """Nine nights at 0.05 percent on 1,000,000.00, long before the quarter is over."""
    bank.rate(500, "2026-01-01")
    bank.world.clock.set(datetime(2026, 12, 3, 10, tzinfo=SHANGHAI))
    bank.work()
    told = desk.about("closing", PAYER)
    assert told["预计利息"] == "CNY 12.50（9 天，结至昨日）"
    assert told["预计转出合计"] == "CNY 1,000,012.50"
    assert "目前不能销户" not in told
    change = close(bank, desk)
    assert change["status"] == "in_force", change["why"]
    (earned,) = bank.rows(
        "SELECT days, interest_minor, status FROM interest_settlement WHERE number = %s", PAYER
    )
    assert earned == {"days": 9, "interest_minor": 1_250, "status": "paid"}
    assert lines(bank, PAYER) == [("interest", 1_250), ("closing", -BALANCE - 1_250)]
    assert lines(bank, APPLICATION["onto"]) == [("closing", BALANCE + 1_250)]
    assert status(bank) == ("closed", 0)
    bank.world.clock.set(datetime(2026, 12, 21, 0, 10, tzinfo=SHANGHAI))
    bank.work()
    assert lines(bank, PAYER) == [("interest", 1_250), ("closing", -BALANCE - 1_250)]
    assert bank.breaches() == []


def test_a_closed_account_takes_part_in_nothing_and_says_why(
    bank: NightBank, desk: DeskBank
) -> None:
    assert close(bank, desk)["status"] == "in_force"
    with pytest.raises(Faulty) as refused:
        bank.submit("S1")
    assert "付款账户已销户" in {one.text.zh for one in refused.value.findings}
    with pytest.raises(YinqiError, match="cannot_take"):
        desk.propose("贺兰", "closing", PAYER, APPLICATION)
    row = desk.done("measure", PAYER, {"authority": "法院", "document": "1", "reason": "保全", "sort": "freeze"})  # fmt: skip
    assert row["status"] == "failed"
    assert status(bank) == ("closed", 0)


def test_nothing_happens_while_money_is_under_way(bank: NightBank, desk: DeskBank) -> None:
    held = {
        "authority": "法院",
        "document": "1",
        "reason": "保全",
        "sort": "hold",
        "amount": "1.00",
    }
    number = desk.done("measure", PAYER, held)["target"]
    assert "管制措施" in desk.about("closing", PAYER)["目前不能销户"]
    change = close(bank, desk)
    assert (change["status"], status(bank)) == ("failed", ("open", BALANCE))
    assert "管制措施" in change["why"]["zh"]
    desk.done("lift", number, {"lifted_by": "解除通知"})
    assert close(bank, desk)["status"] == "in_force"


def test_yesterday_must_be_counted_first(bank: NightBank, desk: DeskBank) -> None:
    bank.rate(500, "2026-01-01")
    bank.world.clock.set(datetime(2026, 11, 25, 10, tzinfo=SHANGHAI))
    bank.work()
    with bank.world.owner() as uow:
        uow.run("UPDATE interest_product SET through_on = through_on - 1", ())
    change = close(bank, desk)
    assert (change["status"], status(bank)) == ("failed", ("open", BALANCE))
    assert "日终" in change["why"]["zh"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"onto": "6222000000000000000"}, "onto"),
        ({"onto": PAYER}, "onto"),
        ({"onto_name": "别人有限公司"}, "onto_name"),
        ({"document": ""}, "document"),
    ],
)
def test_what_the_application_says_is_held_against_the_books(
    desk: DeskBank, wrong: dict[str, str], field: str
) -> None:
    with pytest.raises(Faulty) as refused:
        desk.propose("贺兰", "closing", PAYER, {**APPLICATION, **wrong})
    assert field in {one.field for one in refused.value.findings}


def test_before_a_second_person_has_agreed_nothing_is_closed(
    bank: NightBank, desk: DeskBank
) -> None:
    row = desk.propose("贺兰", "closing", PAYER, APPLICATION)
    bank.work()
    assert status(bank) == ("open", BALANCE)
    desk.decide("秦峰", row, approves=False)
    bank.work()
    assert status(bank) == ("open", BALANCE)
