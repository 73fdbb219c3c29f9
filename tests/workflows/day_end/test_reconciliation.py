"""The ledger against clearing: to zero, with every difference explained or waiting for two people."""

from __future__ import annotations

from datetime import date

import pytest

from connectors.ports import ClearedItem
from tests.workflows.day_end.bank import BANK_CODE, NightBank
from tests.workflows.desk.bank import DeskBank
from workflows.day_end import rules
from workflows.desk import worklists
from workflows.desk.worklists import WorkList


def next_morning(bank: NightBank) -> None:
    bank.world.advance(hours=14, minutes=5)
    bank.work()


def test_a_day_without_differences_comes_to_zero(bank: NightBank) -> None:
    bank.pay_out("S1", 1)
    bank.bring("R1", "345.67")
    next_morning(bank)
    note = bank.ends("2026-11-23")["reconcile"]
    assert note["differences"] == note["open"] == 0
    positions = {one["rail"]: (one["ours"], one["theirs"]) for one in note["positions"]}
    assert positions == {"IBPS": (888_801, 888_801), "HVPS": (-34_567, -34_567)}
    assert bank.differences("2026-11-23") == []


def test_what_is_unknown_here_is_in_transit_until_somebody_says(bank: NightBank) -> None:
    """Settled with clearing, silent towards us: explained as in transit, and cleared when it is booked."""
    bank.pay_out("S1", 8)
    bank.pay_out("S2", 1)
    desk = DeskBank(bank.world)
    with desk.as_("贺兰") as ctx:
        (row,) = worklists.listed(ctx, WorkList.UNKNOWN)
    sent = row["key"]
    bank.peer._store.add_event({
        "bank": BANK_CODE,
        "submission": sent, "due_at": bank.world.clock.now().isoformat(timespec="microseconds"), "state": "PR05",
        "reason": "", "copies": 0, "amount": "",
    })  # fmt: skip
    next_morning(bank)
    assert bank.differences("2026-11-23") == [("in_transit", "explained", 0, 888_808)]
    ruled = desk.done(
        "ruling", sent, {"status": "settled", "reference": "Q1", "evidence": "查询答复"}
    )
    bank.work()
    assert desk.change(ruled["number"])["status"] == "in_force"
    bank.world.advance(days=1)
    bank.work()
    assert bank.differences("2026-11-23") == [("in_transit", "cleared", 0, 888_808)]
    assert bank.differences("2026-11-24") == [("timing", "explained", 888_808, 0)]
    assert bank.breaches() == []


def test_what_nobody_can_explain_waits_for_two_people(bank: NightBank) -> None:
    """Clearing says it brought money that never came; a clerk finds out, a supervisor agrees."""
    desk = DeskBank(bank.world)
    bank.pay_out("S1", 1)
    bank.peer._hand_over(
        BANK_CODE,
        {"rail": "HVPS", "reference": "LOST", "payload": {"amount": "5.00", "currency": "CNY"}},
    )
    next_morning(bank)
    (row,) = bank.rows("SELECT * FROM day_end_difference")
    assert (row["cause"], row["status"], row["item"]) == ("unknown_here", "open", "in:LOST")
    note = bank.ends("2026-11-23")["prove"]
    assert (note["differences"], note["open"]) == (1, 1)
    told = desk.about("difference", row["number"])
    assert (told["涉及"], told["本行账面"], told["清算"]) == ("in:LOST", "CNY 0.00", "CNY -5.00")
    change = desk.propose("贺兰", "difference", row["number"], {"said": "清算重复发送，已更正"})
    assert bank.rows("SELECT status FROM day_end_difference")[0]["status"] == "open"
    assert desk.decide("秦峰", change)["status"] == "in_force"
    (row,) = bank.rows("SELECT status, said, explained_by FROM day_end_difference")
    assert row == {
        "status": "explained", "said": {"zh": "清算重复发送，已更正", "en": "清算重复发送，已更正"}, "explained_by": "秦峰",
    }  # fmt: skip


def test_a_clearing_that_is_silent_keeps_no_day_from_being_cut(bank: NightBank) -> None:
    bank.link.silent = True
    bank.world.advance(days=2)
    bank.work()
    rows = bank.rows("SELECT on_date, status, waiting FROM day_end ORDER BY on_date")
    assert [(row["status"], row["waiting"]) for row in rows] == [("charged", "clearing_silent")] * 2
    assert bank.rows("SELECT max(on_date) AS d FROM ledger_business_day")[0]["d"] == date(
        2026, 11, 24
    )
    bank.link.silent = False
    bank.work()
    assert [row["status"] for row in bank.rows("SELECT status FROM day_end")] == ["closed"] * 2


def test_a_balance_that_is_not_the_sum_of_its_entries_is_told(bank: NightBank) -> None:
    bank.world.db.tamper(
        "UPDATE yinqi.ledger_account SET balance_minor = balance_minor + 1 WHERE number = '1001234509012345678'"
    )
    next_morning(bank)
    assert bank.differences("2026-11-23") == [("books", "open", 100_000_001, 100_000_000)]


def test_a_fee_that_was_agreed_and_not_charged_is_charged_once(bank: NightBank) -> None:
    bank.submit("S1")
    bank.decide("赵敏")
    bank.world.db.tamper("UPDATE yinqi.payment SET fee_minor = 700")
    before = bank.balance()[0]
    next_morning(bank)
    assert bank.ends("2026-11-23")["charge"] == {"outstanding": 1, "posted": 1}
    assert bank.balance()[0] == before - 700
    bank.world.advance(days=1)
    bank.work()
    assert bank.ends("2026-11-24")["charge"] == {"outstanding": 0, "posted": 0}
    assert bank.breaches() == []


@pytest.mark.parametrize(
    ("ours", "theirs", "differing"),
    [
        ([], [], []),
        ([("out:1", 5)], [("out:1", 5)], []),
        ([("out:1", 5), ("in:2", -3)], [("out:1", 4)], [("in:2", -3, 0), ("out:1", 5, 4)]),
        ([("in:1", -3), ("in:1", -3)], [("in:1", -3)], [("in:1", -6, -3)]),
    ],
)
def test_positions_differ_by_what_their_items_do(
    ours: list[tuple[str, int]],
    theirs: list[tuple[str, int]],
    differing: list[tuple[str, int, int]],
) -> None:
    def items(given: list[tuple[str, int]]) -> list[ClearedItem]:
        return [ClearedItem(key, "HVPS", "CNY", minor) for key, minor in given]

    positions, found = rules.compare(items(ours), items(theirs))
    assert [(one.key, one.ours, one.theirs) for one in found] == differing
    assert sum(p.ours - p.theirs for p in positions) == sum(d.ours - d.theirs for d in found)
