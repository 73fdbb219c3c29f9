"""What else the trade knows, at the gate: banks that accept and discount, pledges, guarantees, withdrawals, serials."""

from __future__ import annotations

from typing import Any

import pytest

from corporate import notices
from jobs.outbox_relay import Relay, merged
from kernel.bills.errors import NotThatParty, StageForbids
from kernel.bills.intervals import Interval
from kernel.errors import NotFound
from kernel.operation import Door
from kernel.public_status import PublicStatus
from kernel.records.serials import SerialConflict
from kernel.tenancy import Scope
from tests.workflows.bills.house import BillWorld
from workflows.bills.errors import (
    AgreementWrong,
    NothingToAnswer,
    NotToWithdraw,
    OtherRunning,
    RateStale,
    ReasonMissing,
)
from workflows.feed import handlers as feed

_SECOND = """
INSERT INTO bill_piece SELECT tenant_id, number, %s, %s, %s, package_minor, %s, stage, holder_code, holder_bank, said
  FROM bill_piece WHERE tenant_id = %s AND number = %s
"""


def test_a_bank_accepts_against_margin_and_pays_on_the_day(bills: BillWorld) -> None:
    chenhai, hengrui = bills.balance("辰海")[0], bills.balance("恒锐")[0]
    number = bills.register(minor=1_000_000, kind="AC01", acceptor=bills.bank_party("yungang"))
    assert number[0] == "5"
    done = bills.do("辰海", "ask_acceptance", bill_number=number)
    assert done.status is PublicStatus.SUCCEEDED
    assert bills.balance("辰海") == (chenhai - 300_000, 0)
    assert bills.internal("BILL_MARGIN-CNY") == 300_000
    bills.do("辰海", "ask_delivery", bill_number=number)
    bills.answer("恒锐", number)
    bills.world.advance(days=119)
    bills.work(8)
    assert bills.balance("辰海") == (chenhai - 1_000_000, 0)
    assert bills.balance("恒锐")[0] == hengrui + 1_000_000
    assert bills.internal("BILL_MARGIN-CNY") == 0
    assert [line.classic for line in bills.lines("恒锐", lane="ended")] == ["000000"]
    assert bills.breaches() == []


def test_a_line_that_does_not_reach_is_refused_and_nothing_is_held(bills: BillWorld) -> None:
    held = bills.balance("辰海")
    big = bills.register(minor=6_000_000_000, kind="AC01", acceptor=bills.bank_party("yungang"))
    done = bills.do("辰海", "ask_acceptance", bill_number=big)
    assert done.status is PublicStatus.FAILED
    assert bills.balance("辰海") == held
    assert "承兑额度不足" in bills.show("辰海", big).steps[-1].note


def test_pledged_and_released_guaranteed_and_recalled(bills: BillWorld) -> None:
    number = bills.delivered(minor=500_000)
    bills.do("恒锐", "guarantee", bill_number=number, **bills.named("越洋"))
    bills.answer("越洋", number)
    bills.do("恒锐", "pledge", bill_number=number, interval="1-200000", **bills.named("越洋"))
    bills.answer("越洋", number, interval="1-200000")
    assert [line.flow for line in bills.lines("越洋", lane="pledged")] == ["TF0304"]
    with pytest.raises(StageForbids):
        bills.ask("恒锐", "endorse", bill_number=number, interval="1-200000", **bills.named("越洋"))
    bills.do("越洋", "release", bill_number=number, interval="1-200000")
    bills.answer("恒锐", number, interval="1-200000")
    assert {line.bill_status for line in bills.lines("恒锐", lane="held")} == {"CS03"}
    fresh = bills.register(minor=100)
    assert bills.do("辰海", "recall", bill_number=fresh).status is PublicStatus.SUCCEEDED
    assert bills.show("辰海", fresh).line[0].bill_status == "CS05"
    assert bills.breaches() == []


def test_a_request_is_taken_back_before_approval_and_before_the_other_side_signs(
    bills: BillWorld,
) -> None:
    number = bills.delivered(minor=1000)
    waiting = bills.ask("恒锐", "endorse", sign=False, bill_number=number, interval="1-400", **bills.named("越洋"))  # fmt: skip
    back = bills.ask("恒锐", "withdraw", number=waiting.number)
    assert (back.number, back.status) == (waiting.number, PublicStatus.WITHDRAWN)
    sent = bills.do("恒锐", "endorse", bill_number=number, interval="1-400", **bills.named("越洋"))
    assert len(bills.lines("恒锐")) == 2
    taken = bills.do("恒锐", "withdraw", number=sent.number)
    assert taken.status is PublicStatus.SUCCEEDED
    assert bills.find("恒锐", sent.number).status is PublicStatus.CANCELLED
    assert [line.interval for line in bills.lines("恒锐", lane="held")] == ["1-1000"]
    with pytest.raises(NothingToAnswer):
        bills.ask("恒锐", "answer", bill_number=number, agrees=True)
    with pytest.raises(NotToWithdraw):
        bills.ask("恒锐", "withdraw", number=sent.number)


def test_the_same_serial_is_the_same_request_and_never_another(bills: BillWorld) -> None:
    number = bills.delivered(minor=1000)
    given: dict[str, Any] = {"bill_number": number, "interval": "1-400", **bills.named("越洋")}
    first = bills.ask("恒锐", "endorse", client_serial="ONE", **given)
    again = bills.ask("恒锐", "endorse", client_serial="ONE", sign=False, **given)
    assert (again.number, again.duplicate) == (first.number, True)
    with pytest.raises(SerialConflict):
        bills.ask("恒锐", "endorse", client_serial="ONE", **{**given, "interval": "1-401"})
    with pytest.raises(OtherRunning):
        bills.ask("恒锐", "pledge", bill_number=number, interval="300-500", **bills.named("越洋"))
    assert bills.world.count("bill_request", "act = 'endorse'") == 1


def test_what_the_bank_has_not_quoted_is_no_price(bills: BillWorld) -> None:
    number = bills.delivered(minor=1000)
    with pytest.raises(RateStale):
        bills.ask("恒锐", "discount", bill_number=number, rate="1.00")
    with pytest.raises(AgreementWrong):
        bills.ask("恒锐", "discount", bill_number=number, rate="3.60", payer="01")
    with pytest.raises(AgreementWrong):
        bills.house.gate.read(bills.actor("恒锐"), "bills.quote", {"BillNumber": number, "Payer": "03", "Agreement": "FX-0"})  # fmt: skip


def test_a_refusal_says_why_and_only_the_asked_may_answer(bills: BillWorld) -> None:
    number = bills.register(minor=1000)
    bills.do("辰海", "ask_acceptance", bill_number=number)
    with pytest.raises(ReasonMissing):
        bills.ask("辰海", "answer", bill_number=number, agrees=False)
    with pytest.raises(ReasonMissing):
        bills.ask("辰海", "answer", bill_number=number, agrees=False, reason="DC09")
    bills.answer("辰海", number, agrees=False, reason="DC09", note="合同未签")
    request = bills.house.gate.read(bills.actor("辰海"), "bills.requests", {"BillNumber": number}).requests  # fmt: skip
    assert [(r.act.value, r.status.value, r.reason_code) for r in request] == [
        ("answer", "succeeded", ""), ("ask_acceptance", "failed", "DC09"), ("register", "succeeded", ""),
    ]  # fmt: skip
    assert bills.show("辰海", number).steps[-1].note == "DC09 合同未签"


def test_an_interval_costs_the_same_however_large(bills: BillWorld) -> None:
    """Rows written for a split, of a hundred fen and of a billion yuan."""
    rows = []
    for minor in (100, 100_000_000_000):
        number = bills.delivered(minor=minor)
        before = bills.world.count("bill_piece"), bills.world.count("bill_seat")
        half = f"1-{minor // 2}"
        bills.do("恒锐", "endorse", bill_number=number, interval=half, **bills.named("越洋"))
        rows.append((bills.world.count("bill_piece") - before[0], bills.world.count("bill_seat") - before[1]))  # fmt: skip
    assert rows[0] == rows[1] == (1, 2)


def test_nobody_sees_or_touches_what_is_not_theirs(bills: BillWorld) -> None:
    number = bills.register(minor=1000)
    with pytest.raises(NotFound):
        bills.show("恒锐", number)
    assert bills.lines("恒锐") == []
    bills.do("辰海", "ask_acceptance", bill_number=number)
    bills.answer("辰海", number)
    bills.do("辰海", "ask_delivery", bill_number=number)
    bills.answer("恒锐", number)
    with pytest.raises(NotThatParty):
        bills.ask("辰海", "endorse", bill_number=number, **bills.named("越洋"))


def test_the_keys_alone_keep_intervals_apart(bills: BillWorld) -> None:
    """Negative control: what the worker's role may write, the keys refuse when it overlaps or leaves a gap."""
    number = bills.delivered(minor=1000)
    scope = Scope(bills.world.tenant_id)
    for start, end, before in ((1, 10, None), (500, 600, 499), (1001, 1002, 1000), (11, 5, 10)):
        row = (start, end, before, end - start + 1, bills.world.tenant_id, number)
        with pytest.raises(Exception, match=r"bill_piece_\w+"), bills.world.db.worker.begin(scope) as uow:  # fmt: skip
            uow.run(_SECOND, row)
    assert Interval.parse(bills.show("恒锐", number).line[0].interval) == Interval(1, 1000)


def test_the_checker_finds_what_keys_cannot_say(bills: BillWorld) -> None:
    number = bills.delivered(minor=1000)
    assert bills.breaches() == []
    bills.world.db.tamper(
        f"UPDATE yinqi.bill_piece SET ends_at = 999, amount_minor = 999 WHERE number = '{number}'"  # noqa: S608
    )
    assert {found.split(":")[0] for found in bills.breaches()} == {"cover", "record", "seat"}
    bills.world.db.tamper(
        f"UPDATE yinqi.bill_piece SET ends_at = 1000, amount_minor = 1000, holder_code = 'X' WHERE number = '{number}'"  # noqa: S608
    )
    assert {found.split(":")[0] for found in bills.breaches()} == {"record", "chain"}


def test_by_phone_and_by_direct_link_as_by_web(bills: BillWorld) -> None:
    number = bills.delivered(minor=1000)
    for door in (Door.PHONE, Door.WEB):
        seen = bills.ask("恒锐", "endorse", door=door, bill_number=number, interval="1-400", **bills.named("越洋"))  # fmt: skip
        bills.work()
        bills.do("恒锐", "withdraw", number=seen.number)
    erp = bills.world.actor("恒锐 ERP")
    found = bills.house.gate.read(erp, "bills.list", {"Act": "endorse"})
    assert [line.bill_number for line in found.bills] == [number]


def test_who_may_answer_is_told_once_and_the_maker_hears_what_came_of_it(bills: BillWorld) -> None:
    number = bills.register(minor=1000)
    seen = bills.do("辰海", "ask_acceptance", bill_number=number)
    bills.do("辰海", "guarantee", bill_number=bills.register(minor=100), **bills.named("恒锐"))
    bills.answer("辰海", number)
    relay = Relay(merged(notices.SUBSCRIPTIONS, feed.SUBSCRIPTIONS))
    while relay(bills.run(bills.world.tenant_id)):
        pass
    links = told(bills, "李娜")
    assert links.count(f"bills/{number}/1-1000") == 1
    assert links.count("bills/requests") >= 3
    assert bills.find("辰海", seen.number).status is PublicStatus.SUCCEEDED
    assert any(link.startswith("bills/6") for link in told(bills, "刘洋"))
    events = bills.house.gate.read(bills.world.actor("辰海 ERP"), "events.poll", {}).events
    assert {"bill.asked", "bill.succeeded", "bill.waiting"} <= {one.topic for one in events}


def told(bills: BillWorld, name: str) -> list[str]:
    with bills.world.context(name) as ctx:
        return [notice.link for notice in notices.page(ctx, 50)]
