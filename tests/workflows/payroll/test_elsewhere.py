"""Rows to accounts at other banks (跨行代发): sealed until they are sent, never sent twice, paid again only when refused."""

from __future__ import annotations

import base64
import io
import logging
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from connectors.ports import ClearingAnswer, Inflow, Outcome
from corporate.admission import NoRight
from jobs.house import subscriptions
from jobs.outbox_relay import Relay
from kernel.tenancy import Scope
from tests.workflows.payments.house import ScriptedClearing
from tests.workflows.payroll.house import OTHER_BANK, STAFF, PayrollHouse, Person, line
from tests.workflows.payroll.searching import files_holding, tables_holding
from workflows.batches.commands import ReissueBatch
from workflows.batches.errors import NotEnded, NothingToReissue
from workflows.batches.row_states import RowState
from workflows.batches.rows import RowIn
from workflows.dispatch.intake import Intake
from workflows.payroll.errors import RowNotRefunded
from workflows.payroll.run_commands import NameRunRow, RowReceipt, RunView

AWAY = (
    Person("E7101", "轩辕若水", "6217003810026896707", "9418.63"),
    Person("E7102", "澹台明镜", "6217003810026896715", "15327.94"),
)
WORDS = [
    word
    for one in (*STAFF, *AWAY)
    for word in (one.name, one.account, one.amount, str(one.minor), f"{one.minor / 100:,.2f}")
]
FEE = 500
TOTAL = sum(one.minor for one in (*STAFF[:2], *AWAY))
A, S, R, U = Outcome.ACCEPTED, Outcome.SETTLED, Outcome.REFUSED, Outcome.UNKNOWN


def mixed() -> list[RowIn]:
    """Two of this bank, two of another; of the first of those the book knows the bank, the other's row names it."""
    own = [one.row(place) for place, one in enumerate(STAFF[:2], 2)]
    return [*own, AWAY[0].row(4), replace(AWAY[1].row(5), bank=OTHER_BANK)]


def agreed(house: PayrollHouse, **more: Any) -> str:
    """A mixed run that is signed, its own rows booked, the others handed to dispatch."""
    house.hire()
    first = AWAY[0]
    house.keep(line(first.number, name=first.name, account=first.account))
    seen = house.open_run(*mixed(), **more)
    assert (seen.rows, seen.faulty, seen.total_minor) == (4, 0, TOTAL)
    house.submit_run(seen.number)
    assert house.decide("赵敏") == ["granted"]
    house.work()
    return seen.number


def states(house: PayrollHouse, number: str) -> list[str]:
    return [one.state.value for one in house.run_rows(number).rows]


def again(house: PayrollHouse, number: str, serial: str) -> RunView:
    given = ReissueBatch(number=number, client_serial=serial)
    seen = house.house.gate.perform(house.world.actor("李娜"), "payroll.reissue", given)
    assert isinstance(seen, RunView)
    return seen


def refund(house: PayrollHouse, number: str, row: int, by: str = "李娜") -> str:
    """What the receipt of a row's refund says."""
    asked = NameRunRow(number=number, row=row, refund=True)
    found = house.house.gate.read(house.world.actor(by), "payroll.receipt", asked)
    assert isinstance(found, RowReceipt)
    page = PdfReader(io.BytesIO(base64.b64decode(found.content))).pages[0]
    return str(page.extract_text())


def secret(house: PayrollHouse, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing that was planted stands anywhere but in the books, and in what left the house."""
    Relay(subscriptions(house.worker))(house.as_worker())
    assert tables_holding(house.world, WORDS) == {}
    assert files_holding(house.world.folder.parent, WORDS) == []
    assert not [word for word in WORDS if word in caplog.text]


def returning(house: PayrollHouse, answer: ClearingAnswer) -> None:
    """Clearing says something by itself."""

    class Says(ScriptedClearing):
        def collect(self, bank_code: str, cursor: str) -> Inflow:
            assert len(bank_code) == 12
            return Inflow((answer,), (), f"{cursor}1")

    inbox = house.worker.dispatch.inbox
    Intake(Says(), inbox, house.worker.credits.take).take_inflow(house.run, "313305000018")


def test_own_rows_are_booked_and_others_leave_once_with_words_that_stay_nowhere(
    house: PayrollHouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before, _ = house.balance()
    number = agreed(house)
    assert house.balance()[0] == before - TOTAL - 2 * FEE
    assert states(house, number) == ["booked", "booked", "sent", "sent"]
    secret(house, caplog)
    house.clearing.script = [A, S]
    assert house.dispatch() == 2
    said = [one.payload for one in house.clearing.sent]
    assert [(one["payee_name"], one["payee_account"], one["amount"]) for one in said] == [
        (one.name, one.account, one.amount) for one in AWAY
    ]
    assert {one["payee_bank_code"] for one in said} == {OTHER_BANK}
    secret(house, caplog)
    assert (house.show(number).status.value, house.breaches()) == ("processing", [])
    house.world.advance(seconds=31)
    house.dispatch()
    assert (states(house, number)[2:], len(house.clearing.sent)) == (["settled"] * 2, 2)
    assert (house.show(number).status.value, house.breaches()) == ("succeeded", [])
    secret(house, caplog)


def test_an_unknown_row_is_asked_about_and_nobody_is_paid_again_meanwhile(
    house: PayrollHouse,
) -> None:
    number = agreed(house)
    house.clearing.script = [None, S]
    house.dispatch()
    assert states(house, number)[2:] == ["unknown", "settled"]
    told = {one.state: (one.rows, one.total_minor) for one in house.show(number).tallies}
    assert told["unknown"] == (1, 0)  # of one row the sum would be somebody's pay
    with pytest.raises(NotEnded):
        again(house, number, "R-1")
    house.world.advance(seconds=31)
    house.clearing.script = [S]
    house.dispatch()
    first, *rest = house.clearing.asked
    assert (first, rest) == (house.clearing.sent[0].id, [])
    assert len(house.clearing.sent) == 2
    assert house.show(number).status.value == "succeeded"
    with pytest.raises(NotEnded):
        again(house, number, "R-1")


def test_a_refused_row_goes_back_and_it_alone_is_paid_again(
    house: PayrollHouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before, _ = house.balance()
    number = agreed(house)
    house.clearing.script = [R, S]
    house.dispatch()
    assert states(house, number)[2:] == ["failed", "settled"]
    assert house.balance()[0] == before - TOTAL - 2 * FEE + AWAY[0].minor + FEE
    with house.world.db.owner.begin(Scope(house.world.tenant_id)) as uow:
        (row,) = uow.rows("SELECT refund_transaction_id FROM batch_row WHERE state = 'failed'")
    assert row["refund_transaction_id"] is not None
    (failed,) = house.run_rows(number, state=RowState.FAILED).rows
    assert (failed.name, bool(failed.reason_zh), failed.refunded) == (AWAY[0].name, True, True)
    back = refund(house, number, failed.row)
    for word in ("代发退回回单", AWAY[0].name, failed.reason_zh, str(row["refund_transaction_id"])):
        assert word in back, word
    assert f"{(AWAY[0].minor + FEE) / 100:,.2f}" in back
    with pytest.raises(RowNotRefunded):
        refund(house, number, 5)
    secret(house, caplog)
    seen = again(house, number, "R-1")
    assert (seen.rows, seen.faulty, seen.reissue_of) == (1, 0, number)
    house.submit_run(seen.number)
    assert house.decide("赵敏") == ["granted"]
    house.work()
    house.clearing.script = [S]
    house.dispatch()
    assert house.show(seen.number).status.value == "succeeded"
    ids = [one.id for one in house.clearing.sent]
    assert (len(ids), len(set(ids))) == (3, 3)
    assert house.balance()[0] == before - TOTAL - 2 * FEE
    assert house.breaches() == []


def test_money_that_comes_back_is_booked_beside_and_names_nobody(
    house: PayrollHouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    number = agreed(house)
    house.dispatch()
    before, _ = house.balance()
    sent = house.clearing.sent[1]
    extra = {"state": "RTND", "amount": AWAY[1].amount, "currency": "CNY", "text": {"zh": "退汇"}}
    returning(house, ClearingAnswer("RT-1", Outcome.RETURNED, sent.id, "RT-1", "AC04", extra))
    assert states(house, number)[2:] == ["settled", "returned"]
    assert house.balance()[0] == before + AWAY[1].minor
    assert house.breaches() == []
    assert f"{AWAY[1].minor / 100:,.2f}" in refund(house, number, 5)
    with pytest.raises(NoRight):
        refund(house, number, 5, by="孙悦")
    lines = repr(
        house.house.gate.read(
            house.world.actor("孙悦"), "accounts.lines", {"AccountNumber": "1001234509012345678"}
        )
    )
    assert number in lines
    assert not [one for one in AWAY if one.name in lines or one.account in lines]
    secret(house, caplog)
    with pytest.raises((NothingToReissue, NotEnded)):
        again(house, number, "R-1")


def test_an_answer_about_another_amount_moves_nothing_and_is_kept_without_it(
    house: PayrollHouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    number = agreed(house)
    house.clearing.script = [A, A]
    house.dispatch()
    sent = house.clearing.sent[0].id
    wrong = {"state": "STLD", "amount": AWAY[1].amount, "currency": "CNY", "said": AWAY[0].name}
    returning(house, ClearingAnswer("X-1", S, sent, "X-1", "", wrong))
    assert states(house, number)[2:] == ["sent", "sent"]
    with house.world.db.owner.begin(Scope(house.world.tenant_id)) as uow:
        (kept,) = uow.rows("SELECT * FROM clearing_answer WHERE message_id = 'X-1'")
    assert (kept["verdict"], kept["payload"]["amount_differs"]) == ("exception", True)
    secret(house, caplog)
    right = wrong | {"amount": AWAY[0].amount}
    returning(house, ClearingAnswer("X-2", S, sent, "X-2", "", right))
    assert states(house, number)[2:] == ["settled", "sent"]
    secret(house, caplog)


def test_a_stumble_over_a_sealed_message_is_told_without_its_words(
    house: PayrollHouse, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    number = agreed(house)

    def stumble(*_given: object) -> ClearingAnswer:
        message = f"{AWAY[0].name} {AWAY[0].amount}"
        raise ValueError(message)

    monkeypatch.setattr(house.clearing, "submit", stumble)
    house.dispatch()
    assert "ValueError" in caplog.text
    secret(house, caplog)
    assert states(house, number)[2:] == ["sent", "sent"]


def test_a_message_that_was_changed_where_it_lies_is_not_sent(house: PayrollHouse) -> None:
    agreed(house)
    with house.world.db.owner.begin(Scope(house.world.tenant_id)) as uow:
        (one, other) = uow.rows("SELECT id, sealed FROM submission ORDER BY id")
        uow.run("UPDATE submission SET sealed = %s WHERE id = %s", (other["sealed"], one["id"]))
        uow.run(
            "UPDATE submission SET payload_hash = (SELECT payload_hash FROM submission WHERE id = %s) WHERE id = %s",
            (other["id"], one["id"]),
        )
    house.dispatch()
    assert [one.payload["payee_name"] for one in house.clearing.sent] == [AWAY[1].name]


def test_a_row_costs_the_same_whatever_it_comes_to(house: PayrollHouse) -> None:
    """Where fees follow amounts, a fee in clear would tell one."""
    house.world.db.tamper(
        "INSERT INTO yinqi.fee_band (tenant_id, rail, currency, above_minor, fixed_minor, per_million, least_minor)"  # noqa: S608 - an id of ours
        f" SELECT '{house.world.tenant_id}', rail, 'CNY', above, 100, 5000, 0"
        " FROM unnest(ARRAY['IBPS', 'BEPS', 'HVPS']) AS rail, unnest(ARRAY[0, 1000000]) AS above"
    )
    house.house.banks.forget()
    house.worker.banks.forget()
    agreed(house)
    with house.world.db.owner.begin(Scope(house.world.tenant_id)) as uow:
        fees = uow.rows("SELECT DISTINCT fee_minor FROM batch_row WHERE rail <> 'INTERNAL'")
    assert [one["fee_minor"] for one in fees] == [100]


def test_the_checker_finds_money_that_lies_between_a_debit_and_its_sealed_rows(
    house: PayrollHouse,
) -> None:
    agreed(house)
    assert house.breaches() == []
    house.world.db.tamper(
        "UPDATE yinqi.batch SET status = 'succeeded', open_count = 0, paid_count = 4, open_minor = 0,"
        " paid_minor = total_minor"
    )
    assert {"B1", "B5"} <= set(house.breaches())
