"""The chores of the house together: from a payment to its end, its receipt and its notices."""

from datetime import date, timedelta

import pytest

from connectors.ports import ClearingTimeout, Inflow, Outcome
from corporate import notices
from corporate.bootstrap import House
from jobs import house as jobs
from jobs.rounds import Rounds
from kernel.records import seal
from kernel.tenancy import Scope
from tests.workflows.dispatch.house import BANK_CODE, OPENING, Script, answer, credit
from tests.workflows.dispatch.house import House as Slices
from tests.world import MONDAY, HouseWorld

FEE = 500


@pytest.fixture
def rounds(house: House) -> Rounds:
    return jobs.rounds(house)


def heard(world: HouseWorld, name: str) -> list[str]:
    with world.context(name) as ctx:
        return [notice.text.zh for notice in notices.page(ctx, 10)]


def test_every_chore_is_on_the_schedule_of_every_bank(
    world: HouseWorld, house: House, rounds: Rounds
) -> None:
    rounds.run_until_idle()
    for tenant_id in (world.tenant_id, world.other_tenant_id):
        with world.job(tenant_id) as ctx:
            names = {row["name"] for row in ctx.uow.rows("SELECT name FROM schedule")}
        assert names == {chore.name for chore in jobs.chores(house)}


def test_a_payment_goes_all_the_way(
    world: HouseWorld, slices: Slices, script: Script, rounds: Rounds
) -> None:
    payment_id = slices.pay()
    number = slices.payment(payment_id)["number"]
    script.submits.append(answer(Outcome.SETTLED, "m1"))
    rounds.run_until_idle()
    assert slices.standing(payment_id) == ("succeeded", "settled")
    assert heard(world, "李娜") == [f"付款 {number} 已成功"]
    assert [world.count("receipt", f"kind = '{kind}'") for kind in ("payment_out", "fee")] == [1, 1]
    assert world.count("outbox", "relayed_at IS NULL") == 0
    assert world.count("audit", "seq IS NULL") == 0
    slices.check_books()


def test_idle_is_idle(
    world: HouseWorld, slices: Slices, script: Script, rounds: Rounds, house: House
) -> None:
    slices.pay()
    script.submits.append(answer(Outcome.SETTLED, "m1"))
    rounds.run_until_idle()
    before = slices.everything()
    assert rounds.run_until_idle() == 0
    assert slices.everything() == before
    assert world.count("schedule") == len(jobs.chores(house))


def test_unknown_is_told_and_resolved_by_time(
    world: HouseWorld, slices: Slices, script: Script, rounds: Rounds
) -> None:
    payment_id = slices.pay()
    number = slices.payment(payment_id)["number"]
    script.submits.append(ClearingTimeout)
    rounds.run_until_idle()
    assert heard(world, "李娜") == [f"付款 {number} 结果未知，银行正在查询，请勿重复付款"]
    script.enquiries.append(answer(Outcome.SETTLED, "late"))
    world.advance(seconds=5)
    rounds.run_until_idle()
    assert slices.standing(payment_id) == ("succeeded", "settled")
    assert heard(world, "李娜")[0] == f"付款 {number} 已成功"


def test_a_credit_comes_in_with_receipt_and_notice(
    world: HouseWorld, slices: Slices, script: Script, rounds: Rounds
) -> None:
    script.pages += [
        Inflow([], [credit("R1"), credit("R2", payee_name="某某")], "e.2"),
        Inflow(cursor="e.2"),
    ]
    rounds.run_until_idle()
    [booked, parked] = slices.rows("SELECT number FROM incoming_credit ORDER BY reference")
    assert heard(world, "李娜") == [f"收到来账 {booked['number']}，已入账"]
    assert heard(world, "刘洋") == []
    with world.job() as ctx:
        [told] = notices.desk(ctx, 10)
    assert told.text.zh == f"来账 {parked['number']} 已挂账，待处理"
    assert world.count("receipt") == 1
    assert slices.money() == (OPENING + 34_567, 0)


def test_clearing_is_called_under_each_banks_own_code(
    script: Script, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[str] = []

    def collect(bank_code: str, cursor: str) -> Inflow:
        codes.append(bank_code)
        return Inflow(cursor=cursor)

    monkeypatch.setattr(script, "collect", collect)
    rounds.run_until_idle()
    assert len(set(codes)) == 2
    assert BANK_CODE in codes


def test_a_failing_hearer_is_tried_again_and_tells_once(
    world: HouseWorld, house: House, slices: Slices, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> int:
        message = "no receipts today"
        raise LookupError(message)

    script.submits.append(answer(Outcome.SETTLED, "m1"))
    slices.pay()
    with monkeypatch.context() as patch:
        patch.setattr(type(house.documents), "issue", refuses)
        jobs.run_until_idle(house)
    assert heard(world, "李娜") == []
    assert world.count("outbox", "attempts = 1 AND relayed_at IS NULL") == 1
    world.advance(seconds=2)
    jobs.run_until_idle(house)
    assert len(heard(world, "李娜")) == 1
    assert [world.count("receipt", f"kind = '{kind}'") for kind in ("payment_out", "fee")] == [1, 1]


def test_what_is_due_on_a_later_day_is_released_on_that_day(
    world: HouseWorld, slices: Slices, script: Script, rounds: Rounds
) -> None:
    payment_id = slices.ask(10_000, date(2026, 11, 24))
    rounds.run_until_idle()
    assert slices.payment(payment_id)["status"] == "scheduled"
    world.clock.set(MONDAY + timedelta(days=1))
    script.submits.append(answer(Outcome.SETTLED, "m1"))
    rounds.run_until_idle()
    assert slices.payment(payment_id)["status"] == "succeeded"
    assert slices.money() == (OPENING - 10_000 - FEE, 0)
    slices.check_books()


def test_days_are_closed_after_midnight_one_by_one_also_after_three_days_away(
    world: HouseWorld, slices: Slices, script: Script, rounds: Rounds
) -> None:
    rounds.run_until_idle()
    slices.pay(10_000)
    script.submits.append(answer(Outcome.SETTLED, "m1"))
    rounds.run_until_idle()
    world.advance(days=1)
    slices.pay(20_000)
    script.submits.append(answer(Outcome.SETTLED, "m2"))
    for _ in range(2):
        slices.work()
    assert world.count("ledger_day") == 0
    world.advance(days=2)
    rounds.run_until_idle()
    days = slices.rows(
        "SELECT d.on_date, d.statement_number, d.opening_minor, d.closing_minor FROM ledger_day d"
        " JOIN ledger_account a ON a.tenant_id = d.tenant_id AND a.id = d.account_id"
        " WHERE a.number = '1001234509012345678' ORDER BY d.on_date"
    )
    assert [(str(d["on_date"]), d["closing_minor"]) for d in days][-2:] == [
        ("2026-11-23", OPENING - 10_000 - FEE),
        ("2026-11-24", OPENING - 30_000 - 2 * FEE),
    ]
    closed = slices.rows(
        "SELECT object_id FROM audit WHERE action = 'jobs.day_end' ORDER BY object_id"
    )
    assert [row["object_id"] for row in closed] == ["2026-11-23", "2026-11-24", "2026-11-25"]
    assert rounds.run_until_idle() == 0
    slices.check_books()


def test_overdue_approvals_expire_and_their_maker_is_told(
    world: HouseWorld, slices: Slices, rounds: Rounds
) -> None:
    with world.owner() as uow:
        uow.run("UPDATE approval_policy SET live = false WHERE version = 2")
    payment_id = slices.ask(10_000)
    rounds.run_until_idle()
    assert [text[:6] for text in heard(world, "赵敏")] == ["待您审批：付"]
    world.advance(days=31)
    rounds.run_until_idle()
    payment = slices.payment(payment_id)
    assert payment["status"] == "expired"
    assert heard(world, "李娜") == [f"付款 {payment['number']} 逾期未审批，已失效"]


def test_the_audit_is_sealed_and_its_head_kept_outside(
    world: HouseWorld, script: Script, rounds: Rounds
) -> None:
    script.pages += [Inflow([], [credit("R1")], "e.1"), Inflow(cursor="e.1")]
    rounds.run_until_idle()
    with world.db.auditor.begin(Scope(world.tenant_id)) as uow:
        assert seal.verify(seal.rows_of_chain(uow)) is None
        assert seal.head(uow).seq > 0
    assert world.kernel.files.get(world.tenant_id, "audit/head.json")


def test_old_nonces_and_failures_are_forgotten_and_young_ones_kept(
    world: HouseWorld, rounds: Rounds
) -> None:
    enterprise = world.enterprise("辰海").id
    with world.job() as ctx:
        for name, age in (("old", 7 * 24 + 1), ("young", 6 * 24)):
            ctx.uow.run(
                "INSERT INTO direct_link_nonce (tenant_id, enterprise_id, certificate, nonce, seen_at)"
                " VALUES (%s, %s, 'C', %s, %s)",
                (ctx.tenant_id, enterprise, name, ctx.now - timedelta(hours=age)),
            )
        for name, age, blocked in (("old", 100, None), ("blocked", 100, 1), ("young", 1, None)):
            until = None if blocked is None else ctx.now + timedelta(days=blocked)
            ctx.uow.run(
                "INSERT INTO throttle (tenant_id, key, failures, window_at, blocked_until)"
                " VALUES (%s, %s, 1, %s, %s)",
                (ctx.tenant_id, name, ctx.now - timedelta(days=age), until),
            )
    rounds.run_until_idle()
    with world.job() as ctx:
        nonces = [row["nonce"] for row in ctx.uow.rows("SELECT nonce FROM direct_link_nonce")]
        keys = {row["key"] for row in ctx.uow.rows("SELECT key FROM throttle")}
    assert nonces == ["young"]
    assert keys == {"blocked", "young"}
