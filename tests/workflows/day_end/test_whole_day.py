"""A whole bank day on the virtual clock: a customer is taken on, money moves every way it can, and the night comes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from connectors.core_banking.embedded import EmbeddedCore
from kernel.calendar import SHANGHAI
from kernel.errors import Faulty
from tests.workflows.day_end.bank import NightBank
from tests.workflows.desk.bank import DeskBank
from tests.workflows.desk.pages import Clerk, behind_its_door
from tests.workflows.desk.test_onboarding import COMPANY, activate, actor, code_of, sign
from tests.workflows.payments.house import OWN_PAYEE, PAYER
from tests.world import HouseWorld
from workflows.desk import worklists
from workflows.desk.worklists import WorkList

NEW_ACCOUNT = "1001234509012349999"
FROZEN = "3250612000181470"
ORDER = {"authority": "某市公安局", "document": "协冻 7 号", "reason": "涉案", "sort": "freeze"}
LAST_DAY = date(2026, 12, 20)


def at(bank: NightBank, hour: int, minute: int = 0, day: int = 20) -> None:
    bank.world.clock.set(datetime(2026, 12, day, hour, minute, tzinfo=SHANGHAI))
    bank.work()


def test_a_whole_bank_day(world: HouseWorld) -> None:
    world.clock.set(datetime(2026, 12, 19, 10, tzinfo=SHANGHAI))
    bank, desk = NightBank(world), DeskBank(world)
    bank.rate(500, "2026-01-01")
    assert desk.done("cut_over", "day", {"hour": "23:00"}, by="戴明")["status"] == "in_force"
    bank.work()
    bank.pay_out("RETURNED", 10)
    at(bank, 23, 1, day=19)
    the_morning(bank, desk)
    measure = the_day(bank, desk)
    the_cut(bank)
    the_night(bank)
    statements(bank)
    the_day_after(bank, desk, measure)
    the_report(bank, desk)


def the_morning(bank: NightBank, desk: DeskBank) -> None:
    """What the payee's bank did not take comes back; a customer is taken on and sets itself up."""
    at(bank, 9, 1)
    assert bank.find("RETURNED").status == "returned"
    assert desk.done("onboarding", "new", COMPANY)["status"] == "in_force"
    for by, login in (("贺兰", "shenqing"), ("秦峰", "fangyu")):
        activate(desk, bank, login, code_of(desk, by, login))
        sign(bank.house.gate, actor(desk, login))
    account = bank.house.gate.read(actor(desk, "fangyu"), "accounts.list").accounts[0]
    assert (account.account_number, account.booked_minor) == (NEW_ACCOUNT, 0)


def the_day(bank: NightBank, desk: DeskBank) -> str:
    """Money in for the new customer and the old, out at once and over clearing; one outcome stays unknown."""
    bank.bring("R1", "500000.00", payee_account=NEW_ACCOUNT, payee_name=COMPANY["name"])
    bank.bring("R2", "12480.00")
    bank.pay_out("SETTLED", 1)
    bank.pay_out("UNKNOWN", 8)
    bank.submit("OWN")
    bank.decide("赵敏")
    frozen = desk.done("measure", FROZEN, ORDER)
    with pytest.raises(Faulty):
        bank.submit("TO-FROZEN", **OWN_PAYEE)
    statuses = {serial: bank.find(serial).status for serial in ("SETTLED", "UNKNOWN", "OWN")}
    assert statuses == {"SETTLED": "succeeded", "UNKNOWN": "unknown", "OWN": "succeeded"}
    return str(frozen["target"])


def the_cut(bank: NightBank) -> None:
    """At 23:00: what comes after it is of the 21st."""
    at(bank, 23)
    bank.bring("R3", "100.00")
    (late,) = bank.rows("SELECT booked_on FROM incoming_credit WHERE reference = 'R3'")
    assert late["booked_on"] == LAST_DAY + timedelta(days=1)
    assert list(bank.ends("2026-12-20"))[-1] == "charge"


def the_night(bank: NightBank) -> None:
    """Interest of two days, the frozen account's parked; reconciliation to zero, its one difference explained."""
    at(bank, 0, 5, day=21)
    ends = bank.ends("2026-12-20")
    assert list(ends) == [
        "cut_over", "make_statements", "accrue", "pay_interest", "charge", "reconcile", "prove",
    ]  # fmt: skip
    rows = bank.rows(
        "SELECT number, product, days, interest_minor, status FROM interest_settlement"
    )
    interest = {row["number"]: row for row in rows}
    assert interest[NEW_ACCOUNT]["product"] == 50_000_000
    assert interest[NEW_ACCOUNT]["interest_minor"] == 69  # 69.44 fen
    assert interest[PAYER]["status"] == "paid"
    assert interest[FROZEN]["status"] == "parked"
    assert {one["status"] for one in ends["pay_interest"]["totals"]} == {"paid", "parked"}
    assert bank.differences("2026-12-20") == [("timing", "explained", 0, -10_000)]
    for one in ends["reconcile"]["positions"]:
        assert one["ours"] - one["theirs"] == one["explained"]
    assert ends["prove"] == {"unequal": 0, "differences": 1, "open": 0}


def statements(bank: NightBank) -> None:
    """Everybody's day adds up."""
    with bank.world.job() as ctx:
        core = EmbeddedCore()
        statement, new = (
            core.statement(ctx, PAYER, LAST_DAY),
            core.statement(ctx, NEW_ACCOUNT, LAST_DAY),
        )
    assert statement is not None
    assert new is not None
    moved = sum(line.money.minor for line in statement.lines)
    assert statement.opening.minor + moved == statement.closing.minor
    assert (new.number, new.closing.minor) == (1, 50_000_000)


def the_day_after(bank: NightBank, desk: DeskBank, measure: str) -> None:
    """Two people settle the unknown one; the frozen account opens, and its interest is paid."""
    with desk.as_("贺兰") as ctx:
        (unknown,) = worklists.listed(ctx, WorkList.UNKNOWN)
    found = {"status": "refused", "reference": "Q7", "evidence": "查询：未清算"}
    desk.done("ruling", unknown["key"], found)
    desk.done("lift", measure, {"lifted_by": "解除冻结通知"})
    at(bank, 9, day=21)
    assert bank.find("UNKNOWN").status == "failed"
    at(bank, 0, 5, day=22)
    assert bank.rows("SELECT DISTINCT status FROM interest_settlement") == [{"status": "paid"}]
    assert bank.differences("2026-12-20") == [("timing", "cleared", 0, -10_000)]
    assert bank.differences("2026-12-21") == [("timing", "explained", -10_000, 0)]
    assert bank.balance()[1] == 0
    assert bank.breaches() == []


def the_report(bank: NightBank, desk: DeskBank) -> None:
    """Staff read it, and it is kept who did."""
    clerk = Clerk(behind_its_door(desk), desk, "秦峰")
    assert clerk.enter().status_code == 303
    path = "/day-ends/2026-12-20"
    page = clerk.get(path).get_data(as_text=True)
    assert "日切时差" in page
    assert "已完成" in page
    assert clerk.post(f"{path}/read", {}, token_of=path).status_code == 303
    assert "秦峰" in clerk.get(path).get_data(as_text=True)
    assert [row["name"] for row in bank.rows("SELECT name FROM day_end_reading")] == ["秦峰"]
    assert clerk.get("/day-ends/2026-12-99").status_code == 404
    assert clerk.get("/day-ends").status_code == 200
