"""A batch is signed as one text, released once, and paid row by row; its totals always equal its header."""

from __future__ import annotations

import dataclasses

import pytest

from connectors.ports import Outcome
from kernel.errors import Conflict, Denied
from kernel.public_status import PublicStatus
from tests.risk.bench import LimitBench
from tests.workflows.batches.bank import PAYER, BatchBank, tallies
from tests.workflows.batches.house import paid, people, person
from tests.world import HouseWorld
from workflows.batches import commands
from workflows.batches.rows import RowIn


@pytest.fixture
def bank(world: HouseWorld) -> BatchBank:
    people(world, 5)
    return BatchBank(world)


def abroad(row: int, minor: int = 50_000) -> RowIn:
    amount = f"{minor // 100}.{minor % 100:02d}"
    return RowIn(
        row, "无锡同盛包装材料有限公司", "6222021001112223334", amount, bank="102100099996"
    )


def test_a_signed_batch_is_debited_once_and_every_row_is_booked(bank: BatchBank) -> None:
    before, _ = bank.balance()
    batch = bank.agreed(paid(5, 12_300))
    assert (batch.status, tallies(batch)) == (PublicStatus.PROCESSING, {"open": (5, 61_500)})
    assert bank.balance() == (before - 61_500, 0)
    bank.work()
    after = bank.look(batch.number)
    assert (after.status, tallies(after)) == (PublicStatus.SUCCEEDED, {"paid": (5, 61_500)})
    assert [bank.balance(person(nth)[1])[0] for nth in range(1, 6)] == [12_300] * 5
    lines = bank.ask(
        "SELECT amount_minor, kind, detail FROM ledger_entry e WHERE seq IS NOT NULL AND kind LIKE 'batch%%'"
    )
    assert sorted(line["amount_minor"] for line in lines) == [-61_500, *[12_300] * 5]
    assert {line["detail"]["number"] for line in lines} == {
        batch.number,
        *(f"{batch.number}-{row}" for row in range(2, 7)),
    }
    assert bank.breaches() == []


def test_what_is_signed_is_what_is_paid(bank: BatchBank) -> None:
    batch = bank.open(paid(3))
    bank.submit_batch(batch.number)
    bank.world.db.tamper(
        "UPDATE yinqi.batch_row SET amount_minor = amount_minor + 1 WHERE row_no = 3"
    )
    with pytest.raises(Conflict):
        bank.decide("赵敏")
    assert bank.states(batch.number) == {"good": 3}
    assert bank.balance()[1] == 0


def test_a_row_its_account_refuses_fails_alone_and_is_refunded(bank: BatchBank) -> None:
    before, _ = bank.balance()
    batch = bank.agreed(paid(5, 10_000))
    name, number = person(3)
    bank.set_status(number, "frozen")
    bank.work()
    after = bank.look(batch.number)
    assert (after.status, tallies(after)) == (
        PublicStatus.PARTLY_SUCCEEDED, {"paid": (4, 40_000), "failed": (1, 10_000)},
    )  # fmt: skip
    assert bank.balance() == (before - 40_000, 0)
    page = bank.house.gate.read(
        bank.world.actor("李娜"), "batches.rows", commands.ListRows(number=batch.number)
    )
    (failed,) = [row for row in page.rows if row.state == "failed"]
    assert (failed.row, failed.name, failed.reason_code, failed.refunded) == (
        4,
        name,
        "ledger.account_not_open",
        True,
    )
    assert bank.breaches() == []


def test_an_account_set_up_to_be_debited_one_by_one_is(bank: BatchBank) -> None:
    bank.debit_each()
    before, _ = bank.balance()
    batch = bank.agreed([*paid(4, 10_000), abroad(30)])
    assert bank.balance() == (before, 90_500)
    bank.set_status(person(2)[1], "frozen")
    bank.work()
    assert bank.balance() == (before - 30_000, 50_500)
    bank.dispatch()
    after = bank.look(batch.number)
    assert tallies(after) == {"paid": (4, 80_000), "failed": (1, 10_000)}
    assert bank.balance() == (before - 80_500, 0)  # with the fee of the one that went abroad
    lines = bank.ask(
        "SELECT e.amount_minor, e.detail->>'payee_name' AS payee FROM ledger_entry e JOIN ledger_account a"
        " ON a.tenant_id = e.tenant_id AND a.id = e.account_id WHERE a.number = %s AND e.amount_minor < 0", PAYER,
    )  # fmt: skip
    assert sorted(line["amount_minor"] for line in lines) == [
        -50_000,
        -10_000,
        -10_000,
        -10_000,
        -500,
    ]
    assert "员工000001" in {line["payee"] for line in lines}
    assert bank.breaches() == []


def test_rows_to_other_banks_go_by_clearing_and_what_it_refuses_comes_back(bank: BatchBank) -> None:
    before, _ = bank.balance()
    batch = bank.agreed([*paid(1, 10_000), abroad(20), abroad(21, 60_000)])
    bank.work()
    assert bank.states(batch.number) == {"booked": 1, "sent": 2}
    bank.clearing.script = [Outcome.SETTLED, Outcome.REFUSED]
    bank.dispatch()
    after = bank.look(batch.number)
    assert after.status is PublicStatus.PARTLY_SUCCEEDED
    assert tallies(after)["paid"][0] == 2
    settled = after.total_minor - tallies(after)["failed"][1]
    assert bank.balance() == (before - settled - 500, 0)  # the fee of a refused row comes back, too
    assert bank.breaches() == []


def test_silence_is_unknown_and_the_batch_does_not_end(bank: BatchBank) -> None:
    batch = bank.agreed([*paid(1, 10_000), abroad(20)])
    bank.work()
    bank.clearing.script = [None]
    bank.dispatch()
    assert tallies(bank.look(batch.number)) == {"paid": (1, 10_000), "unknown": (1, 50_000)}
    assert bank.look(batch.number).status is PublicStatus.PROCESSING
    again = commands.ReissueBatch(number=batch.number, client_serial="B-2")
    with pytest.raises(Conflict, match="not_ended"):
        bank.do("batches.reissue", again)
    bank.world.advance(minutes=20)
    bank.clearing.script = [Outcome.SETTLED]
    bank.dispatch()
    assert bank.look(batch.number).status is PublicStatus.SUCCEEDED
    assert bank.breaches() == []


def test_failed_rows_are_paid_again_alone_under_a_new_agreement(bank: BatchBank) -> None:
    batch = bank.agreed(paid(3, 10_000))
    bank.set_status(person(2)[1], "frozen")
    bank.work()
    bank.set_status(person(2)[1], "open")
    again = bank.do(
        "batches.reissue", commands.ReissueBatch(number=batch.number, client_serial="B-2")
    )
    assert (again.rows, again.total_minor, again.reissue_of) == (1, 10_000, batch.number)
    assert again.status is PublicStatus.DRAFT
    bank.submit_batch(again.number)
    bank.decide("赵敏")
    bank.work()
    assert bank.look(again.number).status is PublicStatus.SUCCEEDED
    assert bank.balance(person(2)[1])[0] == 10_000


def test_a_batch_for_a_later_day_waits_for_it(bank: BatchBank) -> None:
    before, _ = bank.balance()
    batch = bank.agreed(paid(2), due_on=bank.world.clock.now().date().replace(day=28))
    assert (batch.status, str(batch.due_on)) == (PublicStatus.SCHEDULED, "2026-11-30")
    assert bank.work() == 0
    bank.world.advance(days=7)
    bank.work()
    assert bank.look(batch.number).status is PublicStatus.SUCCEEDED
    assert bank.balance()[0] == before - 20_000


def test_without_the_money_nothing_is_paid_and_the_batch_says_why(bank: BatchBank) -> None:
    batch = bank.agreed(paid(2, 99_999_999))
    assert (batch.status, batch.reason_code) == (PublicStatus.FAILED, "ledger.insufficient_funds")
    assert (bank.work(), bank.states(batch.number)) == (0, {"failed": 2})
    assert bank.breaches() == []


def test_an_account_that_may_not_pay_opens_no_batch(bank: BatchBank) -> None:
    with pytest.raises(Denied, match="view_only"):
        bank.open(paid(1), payer_account="1001234509012345694")


def test_a_row_costs_what_the_tariff_says_of_its_amount(bank: BatchBank) -> None:
    bank.world.db.tamper(
        "INSERT INTO yinqi.fee_band (tenant_id, rail, currency, above_minor, fixed_minor, per_million, least_minor, most_minor)"
        " SELECT tenant_id, 'IBPS', 'CNY', b.above, b.fixed, b.share, 0, b.most FROM yinqi.bank,"
        " (VALUES (0, 300, 0, NULL), (40000, 100, 10000, 550)) AS b (above, fixed, share, most)"
    )
    bank.world.advance(seconds=6)  # a bank's profile is kept for a while
    batch = bank.open([abroad(2, 30_000), abroad(3, 41_000), abroad(4, 90_000)])
    assert batch.fee_minor == 300 + (100 + 410) + 550


@pytest.fixture
def priced(bank: BatchBank) -> BatchBank:
    """A transfer within the bank costs 2.00, above 100.00 it costs 3.00."""
    bank.world.db.tamper(
        "INSERT INTO yinqi.fee_band (tenant_id, rail, currency, above_minor, fixed_minor, per_million, least_minor, most_minor)"
        " SELECT tenant_id, 'INTERNAL', 'CNY', b.above, b.fixed, 0, 0, NULL FROM yinqi.bank,"
        " (VALUES (0, 200), (10000, 300)) AS b (above, fixed)"
    )
    bank.world.advance(seconds=6)  # a bank's profile is kept for a while
    return bank


@pytest.mark.parametrize("debit", ["total", "each"])
def test_rows_within_the_bank_cost_what_was_shown_and_set_aside(
    priced: BatchBank, debit: str
) -> None:
    each = debit == "each"
    if each:
        priced.debit_each()
    before, _ = priced.balance()
    batch = priced.agreed([*paid(3, 10_000), *paid(1, 20_000, first=4), abroad(30)])
    assert batch.fee_minor == 3 * 200 + 300 + 500
    whole = 100_000 + batch.fee_minor
    assert priced.balance() == ((before, whole) if each else (before - whole, 0))
    priced.set_status(person(2)[1], "frozen")
    if each:
        priced.set_status(PAYER, "frozen")  # what is held is paid all the same
    priced.work()
    priced.dispatch()
    priced.set_status(PAYER, "open")
    after = priced.look(batch.number)
    assert tallies(after) == {"paid": (4, 90_000), "failed": (1, 10_000)}
    assert priced.balance() == (before - whole + 10_200, 0)  # the fee of a failed row comes back
    (taken,) = priced.ask(
        "SELECT sum(e.amount_minor)::bigint AS minor FROM ledger_entry e JOIN ledger_account a"
        " ON a.tenant_id = e.tenant_id AND a.id = e.account_id WHERE a.number = 'FEES-CNY'"
    )
    assert taken["minor"] == 2 * 200 + 300 + 500
    assert priced.breaches() == []


def test_faulty_rows_keep_a_batch_from_being_submitted(bank: BatchBank) -> None:
    rows = [*paid(2), dataclasses.replace(paid(1)[0], row=9, name="别人")]
    batch = bank.open(rows)
    with pytest.raises(Conflict, match=r"batch\.faulty"):
        bank.submit_batch(batch.number)


def test_money_that_comes_back_is_booked_to_the_payer_and_linked(bank: BatchBank) -> None:
    batch = bank.agreed([*paid(1, 10_000), abroad(20)])
    bank.work()
    bank.dispatch()
    held = bank.balance()[0]
    (row,) = bank.ask("SELECT id FROM submission WHERE subject_type = 'batch_row'")
    from connectors.ports import ClearingAnswer  # noqa: PLC0415 - beside its only use

    answer = ClearingAnswer("R1", Outcome.RETURNED, row["id"], reference="R1", reason="AC04")
    bank.run(lambda ctx: bank.worker.dispatch.inbox.hear(ctx, row["id"], answer))
    assert bank.balance()[0] == held + 50_000
    assert tallies(bank.look(batch.number)) == {"paid": (1, 10_000), "returned": (1, 50_000)}
    assert bank.breaches() == []


def test_at_its_end_limits_count_what_was_paid_and_its_maker_is_told(bank: BatchBank) -> None:
    limits = LimitBench(bank.world)
    limits.limit(1_000_000)
    partly = bank.agreed(paid(5, 10_000))
    assert limits.taken() == (0, 50_000)
    bank.set_status(person(3)[1], "frozen")
    bank.work()
    bank.tell()
    bank.tell()
    assert limits.taken() == (0, 40_000)
    nothing = bank.agreed(paid(1, 10_000, first=4), "B-2")
    bank.set_status(person(4)[1], "frozen")
    bank.work()
    assert bank.look(nothing.number).status is PublicStatus.FAILED
    bank.tell()
    assert limits.taken() == (0, 40_000)
    assert limits.breaches() == bank.breaches() == []
    told = bank.ask(
        "SELECT link, kind FROM notice WHERE user_id = %s AND kind LIKE 'list%%' ORDER BY created_at, id",
        bank.world.actor("李娜").user_id,
    )
    assert [(row["kind"], row["link"]) for row in told] == [
        ("list_partly_succeeded", f"batches/{partly.number}"),
        ("list_failed", f"batches/{nothing.number}"),
    ]
