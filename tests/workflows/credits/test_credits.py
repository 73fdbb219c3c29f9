"""Money that comes in: booked once to the right account, or parked until the desk decides."""

import threading
from typing import Any

import pytest

from connectors.ports import ClearingTimeout, CreditMessage, Outcome, PayeeCheck
from kernel.context import Context
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.states import IllegalTransition
from ledger import books
from tests.workflows.dispatch.house import ACCOUNT, OPENING, House, Script, answer, credit
from workflows.credits import queries, repository
from workflows.credits.errors import REASONS, AccountNotFit, CreditMalformed
from workflows.credits.states import CHART, CreditStatus

CENTS = 34_567
SECOND = "1001234509012345686"
EUROS = "1001234509019780001"


def taken(house: House, message: CreditMessage) -> Row:
    assert house.run(lambda ctx: house.credits.take(ctx, message))
    [row] = house.rows("SELECT * FROM incoming_credit WHERE reference = %s", message.reference)
    return row


def read(house: House, number: str) -> Row:
    [row] = house.rows("SELECT * FROM incoming_credit WHERE number = %s", number)
    return row


def suspended(house: House, reference: str = "R1") -> str:
    """A credit to a name that is not the account's; its number."""
    row = taken(house, credit(reference, payee_name="上海晨海物流股份有限公司"))
    assert row["status"] == "suspended"
    number: str = row["number"]
    return number


def set_status(house: House, account: str, status: str) -> None:
    house.run(lambda ctx: books.set_status(ctx.uow, account, status))


def steps(house: House, credit_row: Row) -> list[str]:
    found: list[Row] = house.run(lambda ctx: queries.transitions(ctx, credit_row["id"]))
    assert [row["seq"] for row in found] == list(range(1, len(found) + 1))
    return [row["trigger"] for row in found]


def test_a_right_credit_is_booked_and_told(house: House) -> None:
    row = taken(house, credit())
    assert (row["status"], row["amount_minor"]) == ("booked", CENTS)
    assert row["enterprise_id"] == house.world.enterprise("辰海").id
    assert house.money() == (OPENING + CENTS, 0)
    assert house.internal("CLEARING-HVPS-CNY") == -CENTS
    [told] = house.told("credit.booked")
    assert told == {
        "credit_id": str(row["id"]), "number": row["number"], "account_number": ACCOUNT,
        "enterprise_id": str(house.world.enterprise("辰海").id),
        "transaction_id": str(row["transaction_id"]),
    }  # fmt: skip
    [line] = house.rows(
        "SELECT kind, detail FROM ledger_entry WHERE transaction_id = %s AND amount_minor > 0",
        row["transaction_id"],
    )
    assert line["kind"] == "transfer_in"
    assert line["detail"]["payer_name"] == "北京远方有限公司"
    house.check_books()


def test_the_owner_sees_it_and_nobody_else(house: House) -> None:
    taken(house, credit())
    suspended(house, "R2")
    with house.world.context("李娜") as ctx:
        assert [row["reference"] for row in queries.page(ctx, 10)] == ["R1"]
    with house.world.context("刘洋") as ctx:
        assert queries.page(ctx, 10) == []
    assert [row["reference"] for row in house.run(lambda ctx: queries.in_suspense(ctx, 10))] == [
        "R2"
    ]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"payee_name": "上海晨海物流股份有限公司"}, PayeeCheck.MISMATCH),
        ({"payee_account": "1001234509099999999"}, PayeeCheck.NONE),
        ({"payee_account": EUROS}, PayeeCheck.CURRENCY),
        ({"payee_account": SECOND}, PayeeCheck.CLOSED),
    ],
)
def test_what_does_not_fit_is_parked_with_a_reason(
    house: House, said: dict[str, str], reason: PayeeCheck
) -> None:
    set_status(house, SECOND, "frozen")
    row = taken(house, credit(**said))
    assert (row["status"], row["enterprise_id"]) == ("suspended", None)
    assert row["reason"] == {"zh": REASONS[reason].zh, "en": REASONS[reason].en}
    assert house.internal("SUSPENSE-CNY") == CENTS
    assert house.money() == (OPENING, 0)
    assert house.money(SECOND) == (5_000_000, 0)
    assert len(house.told("credit.suspended")) == 1
    assert house.told("credit.booked") == []
    house.check_books()


def test_a_name_in_another_spelling_is_the_same_name(house: House) -> None:
    row = taken(
        house,
        credit(payee_name="上海辰海物流股份有限公司 ", payee_account="1001 2345 0901 2345 678"),
    )
    assert row["status"] == "booked"


def test_an_account_closed_between_check_and_booking_parks_the_money(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_status(house, ACCOUNT, "frozen")
    monkeypatch.setattr(house.core, "check_payee", lambda *_: PayeeCheck.MATCH, raising=True)
    row = taken(house, credit())
    assert row["status"] == "suspended"
    assert "账户状态不允许记账" in row["reason"]["zh"]
    assert house.internal("SUSPENSE-CNY") == CENTS
    house.check_books()


def test_the_same_reference_again_is_taken_once(house: House) -> None:
    taken(house, credit())
    before = house.everything()
    assert not house.run(lambda ctx: house.credits.take(ctx, credit()))
    assert not house.run(lambda ctx: house.credits.take(ctx, credit(amount="999999.00")))
    assert house.everything() == before
    assert taken(house, credit(rail="BEPS", reference="R1b"))["status"] == "booked"


def test_eight_workers_with_one_credit_book_it_once(house: House) -> None:
    done: list[bool] = []
    barrier = threading.Barrier(8)

    def take() -> None:
        barrier.wait()
        done.append(house.run(lambda ctx: house.credits.take(ctx, credit())))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False] * 7 + [True]
    assert house.money() == (OPENING + CENTS, 0)
    house.check_books()


@pytest.mark.parametrize("field", ["amount", "currency", "payee_account", "payee_name"])
def test_a_missing_field_is_named(house: House, field: str) -> None:
    before = house.everything()
    with pytest.raises(CreditMalformed) as refused:
        house.run(lambda ctx: house.credits.take(ctx, credit(**{field: ""})))
    assert refused.value.params == {"field": field}
    assert house.everything() == before


def test_the_desk_releases_it_to_the_right_account(house: House) -> None:
    number = suspended(house)
    house.world.advance(days=1)
    house.run(lambda ctx: house.credits.release(ctx, number, SECOND, "客户来函更正"))
    row = read(house, number)
    assert (row["status"], row["payee_account"]) == ("booked", SECOND)
    assert row["enterprise_id"] == house.world.enterprise("辰海").id
    assert house.money(SECOND) == (5_000_000 + CENTS, 0)
    assert house.internal("SUSPENSE-CNY") == 0
    assert steps(house, row) == ["suspend", "release"]
    [told] = house.told("credit.booked")
    assert told["account_number"] == SECOND
    [line] = house.rows("SELECT detail FROM audit WHERE action = 'credits.release'")
    assert line["detail"] == {"account": SECOND, "why": "客户来函更正"}
    with house.world.context("李娜") as ctx:
        found = queries.by_transaction(ctx, row["transaction_id"])
    assert found is not None
    assert found["number"] == number
    house.check_books()


@pytest.mark.parametrize("account", ["1001234509099999999", EUROS, "1001234509012345694"])
def test_it_is_not_released_to_an_account_that_does_not_fit(house: House, account: str) -> None:
    set_status(house, "1001234509012345694", "frozen")
    number = suspended(house)
    before = house.everything()
    with pytest.raises(AccountNotFit):
        house.run(lambda ctx: house.credits.release(ctx, number, account, "更正"))
    assert house.everything() == before


def test_it_is_released_once(house: House) -> None:
    number = suspended(house)
    house.run(lambda ctx: house.credits.release(ctx, number, ACCOUNT, "更正"))
    before = house.everything()
    for again in (
        lambda ctx: house.credits.release(ctx, number, ACCOUNT, "更正"),
        lambda ctx: house.credits.give_back(ctx, number, "退回"),
    ):
        with pytest.raises(IllegalTransition):
            house.run(again)
    assert house.everything() == before


def test_nobody_releases_what_is_not_there(house: House) -> None:
    with pytest.raises(NotFound):
        house.run(lambda ctx: house.credits.release(ctx, "C261123-NOBODY", ACCOUNT, "更正"))


def given_back(house: House, number: str) -> Row:
    house.run(lambda ctx: house.credits.give_back(ctx, number, "户名不符"))
    row = read(house, number)
    assert row["status"] == "returning"
    assert house.internal("SUSPENSE-CNY") == CENTS
    return row


def test_it_goes_back_to_the_payer_when_clearing_has_taken_it(house: House, script: Script) -> None:
    number = suspended(house)
    row = given_back(house, number)
    [sent] = house.rows("SELECT * FROM submission WHERE subject_id = %s", row["return_id"])
    assert (sent["subject_type"], sent["rail"]) == ("credit_return", "HVPS")
    assert sent["payload"]["payee_account"] == "6217000010001234567"
    assert sent["payload"]["business"] == "A105"
    assert sent["payload"]["amount"] == "345.67"
    script.submits.append(answer(Outcome.SETTLED, "back"))
    house.work()
    assert read(house, number)["status"] == "returned"
    assert house.internal("SUSPENSE-CNY") == 0
    assert house.internal("CLEARING-HVPS-CNY") == 0
    assert steps(house, row) == ["suspend", "give_back", "settle"]
    assert len(house.told("credit.returned")) == 1
    house.check_books()


def test_no_answer_keeps_the_money_in_suspense_until_there_is_one(
    house: House, script: Script
) -> None:
    number = suspended(house)
    given_back(house, number)
    script.submits.append(ClearingTimeout)
    house.work()
    assert read(house, number)["status"] == "returning"
    assert house.internal("SUSPENSE-CNY") == CENTS
    script.enquiries += [answer(Outcome.ACCEPTED, "a"), answer(Outcome.SETTLED, "b")]
    house.world.advance(seconds=5)
    house.work()
    house.world.advance(seconds=5)
    house.work()
    assert read(house, number)["status"] == "returned"
    assert house.internal("SUSPENSE-CNY") == 0


def test_what_nobody_takes_back_waits_again_and_may_be_sent_again(
    house: House, script: Script
) -> None:
    number = suspended(house)
    first = given_back(house, number)
    script.submits.append(answer(Outcome.REFUSED, "no", text={"zh": "销户", "en": "closed"}))
    house.work()
    row = read(house, number)
    assert (row["status"], row["reason"]) == ("suspended", {"zh": "销户", "en": "closed"})
    assert house.internal("SUSPENSE-CNY") == CENTS
    second = given_back(house, number)
    assert second["return_id"] != first["return_id"]
    script.submits.append(answer(Outcome.SETTLED, "yes"))
    house.work()
    assert read(house, number)["status"] == "returned"
    assert len(set(script.sent)) == 2
    house.check_books()


def test_what_comes_back_once_more_is_booked_anew(house: House, script: Script) -> None:
    number = suspended(house)
    row = given_back(house, number)
    script.submits.append(answer(Outcome.SETTLED, "yes"))
    house.work()
    assert house.take(answer(Outcome.RETURNED, "again", script.sent[0])) == "applied"
    assert read(house, number)["status"] == "suspended"
    assert house.internal("SUSPENSE-CNY") == CENTS
    assert steps(house, row) == ["suspend", "give_back", "settle", "come_back"]
    house.check_books()


def test_the_chart_reaches_every_state_and_every_edge_has_an_event() -> None:
    reached = {CHART.initial} | {edge.target for edge in CHART.edges}
    assert reached == {status.value for status in CreditStatus}
    assert all(edge.event.startswith("credit.") and edge.actor for edge in CHART.edges)
    assert {status.label.zh for status in CreditStatus} == {
        "已收到", "已入账", "挂账", "退汇中", "已退汇"
    }  # fmt: skip


def test_a_transition_changes_only_what_it_may(house: House) -> None:
    number = suspended(house)

    def cheat(ctx: Context) -> Any:
        return repository.move(ctx, repository.lock(ctx, number), "release", amount_minor=1)

    with pytest.raises(ValueError, match="amount_minor"):
        house.run(cheat)
