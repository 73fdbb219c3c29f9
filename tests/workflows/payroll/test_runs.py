"""Drafts of payrolls: staged, mended, watched; what a signer sees, and what only those see who may know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest

from corporate.admission import NoRight
from jobs.house import subscriptions
from jobs.outbox_relay import Relay
from kernel.context import Context
from kernel.crypto.errors import CiphertextRefused
from kernel.errors import NotFound
from kernel.tenancy import Scope
from tests.risk.bench import LimitBench
from tests.workflows.payments.house import PAYER
from tests.workflows.payroll.house import (
    OWN,
    OWN_NAME,
    STAFF,
    PayrollHouse,
    Person,
    line,
)
from workflows.batches import queries
from workflows.batches.commands import (
    Edit,
    EditField,
    ListFindings,
    ListRows,
    MendRows,
    ReissueBatch,
    RemoveRows,
    RowNumber,
)
from workflows.batches.row_states import RowState
from workflows.batches.rows import RowIn
from workflows.payroll import run_repository
from workflows.payroll.anomalies import Anomaly, Paid
from workflows.payroll.commands import EndEmployee
from workflows.payroll.errors import NoAgreement
from workflows.payroll.kinds import PayKind
from workflows.payroll.looked import LookedRows
from workflows.payroll.run_commands import (
    CompareRun,
    NameRun,
    NewFromLast,
)

GOOD = STAFF[0].row(2)
OURS = RowIn(3, OWN_NAME, OWN, "10,000.00", "", "工资", "A0002")
WRONG = RowIn(4, STAFF[1].name, "6.22202E+18", "5000.00", "", "工资", "E7002")


def test_without_an_agreement_nobody_is_paid(house: PayrollHouse) -> None:
    with pytest.raises(NoAgreement):
        house.open_run(GOOD)
    house.agree(PayKind.BONUS)
    with pytest.raises(NoAgreement):
        house.open_run(GOOD)
    assert house.world.count("batch") == 0


def test_a_signer_sees_totals_spread_and_rows_by_number_alone(house: PayrollHouse) -> None:
    house.hire()
    seen = house.open_run(GOOD, OURS, WRONG)
    assert (seen.rows, seen.faulty, seen.total_minor) == (3, 1, 2_331_729)
    assert [one.rows for one in seen.histogram] == [0, 1, 0, 2, 0, 0, 0, 0]
    shown = house.show(seen.number, by="赵敏")
    assert [(one.row, one.kind) for one in shown.anomalies] == [
        (4, Anomaly.BOOK_DIFFERS), (2, Anomaly.NEW_ACCOUNT), (3, Anomaly.NEW_ACCOUNT), (4, Anomaly.NEW_ACCOUNT),
        (3, Anomaly.ROUND_SUM),
    ]  # fmt: skip
    for word in (STAFF[0].name, "8317", "10,000", "4551", "E7001"):
        assert word not in repr(shown)
    with pytest.raises(NoRight):
        house.run_rows(seen.number, by="赵敏")
    with pytest.raises(NoRight):
        house.house.gate.read(
            house.world.actor("赵敏"), "payroll.findings", ListFindings(number=seen.number)
        )


def test_who_may_know_sees_rows_and_mends_them(house: PayrollHouse) -> None:
    house.hire()
    number = house.open_run(GOOD, OURS, WRONG).number
    gate, actor = house.house.gate, house.world.actor("李娜")
    rows = house.run_rows(number).rows
    assert [(one.number, one.name, one.amount) for one in rows] == [
        ("E7001", STAFF[0].name, "8317.29"), ("A0002", OWN_NAME, "10,000.00"),
        ("E7002", STAFF[1].name, "5000.00"),
    ]  # fmt: skip
    (found,) = gate.read(actor, "payroll.findings", ListFindings(number=number)).findings
    assert (found.row, found.field, found.value) == (4, "account", "6.22202E+18")
    mended = gate.perform(
        actor,
        "payroll.mend",
        MendRows(
            number=number,
            edits=(Edit(row=4, field=EditField.ACCOUNT, text=STAFF[1].account),),
        ),
    )
    assert mended.faulty == 0
    assert gate.read(actor, "payroll.findings", ListFindings(number=number)).findings == ()
    less = gate.perform(
        actor, "payroll.remove", RemoveRows(number=number, rows=(RowNumber(row=3),))
    )
    assert (less.rows, less.total_minor) == (2, 1_331_729)
    assert Anomaly.ROUND_SUM not in {one.kind for one in less.counts}


def test_the_same_serial_is_the_same_draft(house: PayrollHouse) -> None:
    house.agree()
    first, again = house.open_run(GOOD), house.open_run(GOOD)
    assert (again.number, again.duplicate) == (first.number, True)
    assert house.world.count("payroll_run") == 1


def test_a_special_account_says_who_is_not_on_its_list(house: PayrollHouse) -> None:
    house.agree(PayKind.MIGRANT, project="临港三期")
    house.keep(line("E7001", project="临港三期"))
    seen = house.open_run(GOOD, OURS, kind=PayKind.MIGRANT)
    assert [(one.row, one.kind) for one in seen.anomalies if one.kind is Anomaly.NOT_LISTED] == [
        (3, Anomaly.NOT_LISTED)
    ]


def test_nothing_to_compare_with_is_told_and_not_guessed(house: PayrollHouse) -> None:
    house.agree()
    number = house.open_run(GOOD).number
    gate, actor = house.house.gate, house.world.actor("李娜")
    assert gate.read(actor, "payroll.compare", CompareRun(number=number)).differences == ()
    with pytest.raises(NotFound):
        gate.read(house.world.actor("何婷"), "payroll.show", NameRun(number=number))
    again = NewFromLast(client_serial="PAY-2", payer_account=house.agreements().agreements[0].account,
                        month="2026-12")  # fmt: skip
    with pytest.raises(Exception, match="no_last_run"):
        gate.perform(actor, "payroll.again", again)


def test_the_run_is_signed_without_a_name_paid_in_one_debit_and_compared_next_month(
    house: PayrollHouse,
) -> None:
    house.hire()
    before, _ = house.balance()
    paid = house.pay()
    assert (paid.status.value, paid.rows) == ("succeeded", 4)
    total = sum(one.minor for one in STAFF)
    assert house.balance()[0] == before - total
    assert [house.balance(one.account)[0] for one in STAFF] == [one.minor for one in STAFF]
    assert house.breaches() == []
    raised = Person("E7002", STAFF[1].name, STAFF[1].account, "19999.00")
    rows = [STAFF[0].row(2), raised.row(3), STAFF[2].row(4)]
    house.house.gate.perform(
        house.world.actor("李娜"),
        "payroll.leave",
        EndEmployee(number="E7003", left_on=date(2026, 11, 25)),
    )
    december = house.open_run(*rows, serial="PAY-2", month="2026-12")
    assert [(one.row, one.text_zh) for one in december.anomalies] == [
        (4, "收款人已于 2026-11-25 离职"), (3, "较上月 +58%"), (3, "金额为整千元"),
    ][:len(december.anomalies)]  # fmt: skip
    assert (december.last_month, december.last_rows, december.last_total_minor) == (
        "2026-11",
        4,
        total,
    )
    gate, actor = house.house.gate, house.world.actor("李娜")
    found = gate.read(actor, "payroll.compare", CompareRun(number=december.number))
    assert [(one.number, [kind.value for kind in one.kinds]) for one in found.differences] == [
        ("E7002", ["amount"]), ("E7004", ["missing"]),
    ]  # fmt: skip
    assert (found.same, found.differing, found.after) == (2, 2, "")
    pages, after = [], ""
    for _ in range(2):
        asked = CompareRun(number=december.number, after=after, limit=1)
        page = gate.read(actor, "payroll.compare", asked)
        after = page.after
        pages.append(([one.number for one in page.differences], after))
    assert pages == [(["E7002"], "E7002"), (["E7004"], "")]
    beside = [one.before_minor for one in house.run_rows(december.number).rows]
    assert beside == [None, STAFF[1].minor, None]  # last month's stands beside what differs


def test_last_months_rows_are_a_draft_without_those_who_left(house: PayrollHouse) -> None:
    house.hire()
    house.pay()
    gate, actor = house.house.gate, house.world.actor("李娜")
    gate.perform(actor, "payroll.leave", EndEmployee(number="E7003", left_on=date(2026, 11, 25)))
    given = NewFromLast(client_serial="PAY-2", payer_account=PAYER, month="2026-12")
    seen = gate.perform(actor, "payroll.again", given)
    assert [one.number for one in house.run_rows(seen.number).rows] == ["E7001", "E7002", "E7004"]
    assert (seen.rows, seen.faulty, seen.anomalies) == (3, 0, ())


def test_a_failed_row_alone_is_paid_again_and_signed_again(house: PayrollHouse) -> None:
    house.hire()
    number = house.open_run(*(one.row(n) for n, one in enumerate(STAFF, 2))).number
    house.submit_run(number)
    house.freeze(STAFF[2])
    house.decide("赵敏")
    house.work()
    seen = house.show(number)
    assert seen.status.value == "partly_succeeded"
    assert {one.state: (one.rows, one.total_minor) for one in seen.tallies if one.rows} == {
        "paid": (3, 0), "failed": (1, 0),
    }  # fmt: skip  # of one row the sum would be somebody's pay
    (row,) = house.run_rows(number, state=RowState.FAILED).rows
    assert (row.name, bool(row.reason_zh)) == (STAFF[2].name, True)
    assert not {STAFF[2].name, STAFF[2].account} & set(row.reason_zh.split())
    house.freeze(STAFF[2], "open")
    gate, actor = house.house.gate, house.world.actor("李娜")
    again = gate.perform(
        actor, "payroll.reissue", ReissueBatch(number=number, client_serial="PAY-1R")
    )
    assert (again.rows, again.reissue_of, again.kind) == (1, number, PayKind.SALARY)
    house.submit_run(again.number)
    assert house.decide("赵敏") == ["granted"]
    house.work()
    assert house.show(again.number).status.value == "succeeded"
    assert house.balance(STAFF[2].account)[0] == STAFF[2].minor
    assert house.breaches() == []


def test_pay_day_is_a_bank_day_and_nobody_is_paid_before_it(house: PayrollHouse) -> None:
    house.hire()
    seen = house.open_run(STAFF[0].row(2), STAFF[1].row(3), due_on=date(2026, 11, 28))
    assert seen.due_on == date(2026, 11, 30)  # the 28th is a Saturday
    house.submit_run(seen.number)
    assert house.decide("赵敏") == ["granted"]
    house.work()
    assert house.show(seen.number).status.value == "scheduled"
    assert house.balance(STAFF[0].account)[0] == 0
    house.world.advance(days=7)
    house.work()
    assert house.show(seen.number).status.value == "succeeded"
    assert house.balance(STAFF[0].account)[0] == STAFF[0].minor


def test_at_its_end_the_maker_is_told_and_limits_give_nobodys_pay_away(
    house: PayrollHouse,
) -> None:
    limits = LimitBench(house.world)
    limits.limit(100_000_000)
    house.hire()
    number = house.open_run(*(one.row(n) for n, one in enumerate(STAFF, 2))).number
    house.submit_run(number)
    house.freeze(STAFF[2])
    house.decide("赵敏")
    house.work()
    Relay(subscriptions(house.worker))(house.as_worker())
    assert limits.taken() == (0, sum(one.minor for one in STAFF))  # the part is not told
    with house.world.db.owner.begin(Scope(house.world.tenant_id)) as uow:
        told = uow.rows("SELECT * FROM notice WHERE kind LIKE 'list%'")
    assert [(one["kind"], one["link"]) for one in told] == [
        ("list_partly_succeeded", f"payroll/{number}")
    ]
    assert not [one for one in STAFF if one.amount in repr(told) or one.name in repr(told)]
    assert limits.breaches() == house.breaches() == []


def test_the_doors_of_batches_show_no_row_of_a_payroll_to_who_may_not_know(
    house: PayrollHouse,
) -> None:
    house.hire()
    number = house.open_run(GOOD).number
    gate = house.house.gate
    for code, command in (
        ("batches.rows", ListRows(number=number)),
        ("batches.findings", ListFindings(number=number)),
    ):
        with pytest.raises(NotFound):
            gate.read(house.world.actor("赵敏"), code, command)
        gate.read(house.world.actor("李娜"), code, command)


def test_rows_are_opened_once_while_they_stay_the_same(
    house: PayrollHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.hire()
    opened: list[int] = []
    one_by_one = LookedRows._opened

    def watched(self: LookedRows, ctx: Context, batch_id: UUID) -> Iterator[Paid]:
        opened.append(1)
        return one_by_one(self, ctx, batch_id)

    monkeypatch.setattr(LookedRows, "_opened", watched)
    number = house.open_run(GOOD, OURS).number
    before = house.show(number).anomalies
    assert len(opened) == 1
    house.submit_run(number)
    assert len(opened) == 1
    assert house.show(number).anomalies == before


@pytest.mark.parametrize("change", ["sealed = sealed || '\\x00'", "reference = 'E7002'"])
def test_what_was_read_of_other_rows_does_not_count(house: PayrollHouse, change: str) -> None:
    house.hire()
    number = house.open_run(GOOD, OURS).number
    house.world.db.tamper(f"UPDATE yinqi.batch_row SET {change} WHERE row_no = 2")  # noqa: S608 - ours
    with house.world.context("李娜") as ctx:
        batch = queries.by_number(ctx, number)
        assert batch is not None
        standing, kept = run_repository.looked(ctx, batch["id"])
    assert kept is not None
    assert bytes(kept["rows_hash"]) != standing


def test_what_was_read_is_sealed_to_its_run(house: PayrollHouse) -> None:
    house.hire()
    number, _ = (house.open_run(GOOD, OURS, serial=f"W-{n}").number for n in range(2))
    house.world.db.tamper(
        "UPDATE yinqi.payroll_looked l SET sealed = o.sealed FROM yinqi.payroll_looked o"
        " WHERE o.batch_id <> l.batch_id"
    )
    with pytest.raises(CiphertextRefused):
        house.submit_run(number)
