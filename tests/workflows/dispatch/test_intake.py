"""What waits at clearing: each message in a transaction of its own, the cursor after them all."""

import threading
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from connectors.ports import ClearingAnswer, ClearingTimeout, CreditMessage, Inflow, Outcome
from kernel import failpoints
from kernel.context import Context
from kernel.db_errors import DatabaseUnavailable
from kernel.failpoints import FailpointReached
from tests.workflows.dispatch.house import ACCOUNT, OPENING, House, Script, answer, credit

CENTS = 34_567


def cursor(house: House) -> str:
    rows = house.rows("SELECT cursor FROM clearing_cursor")
    return rows[0]["cursor"] if rows else ""


def test_answers_and_credits_are_taken_and_the_cursor_moves(house: House, script: Script) -> None:
    payment_id = house.pay()
    house.work()
    said = answer(Outcome.SETTLED, "a1", house.submission(payment_id)["id"])
    script.pages += [Inflow([said], [credit()], "e.2"), Inflow([], [], "e.2")]
    assert house.take_inflow() == 2
    assert house.take_inflow() == 0
    assert script.cursors == ["", "e.2"]
    assert cursor(house) == "e.2"
    assert house.standing(payment_id) == ("succeeded", "settled")
    assert house.money()[0] == OPENING - 1_200_000 - 500 + CENTS
    house.check_books()


def test_no_answer_from_clearing_moves_nothing(house: House, script: Script) -> None:
    script.pages.append(ClearingTimeout)
    assert house.take_inflow() == 0
    assert cursor(house) == ""


@pytest.mark.parametrize(
    "place",
    [
        "clearing.before_collect", "clearing.after_collect", "clearing.taken", "clearing.after_take",
        "clearing.cursor_moved", "clearing.after_cursor", "credit.before_book", "credit.after_book",
    ],
)  # fmt: skip
def test_a_crash_anywhere_takes_everything_exactly_once(
    house: House, script: Script, place: str
) -> None:
    payment_id = house.pay()
    house.work()
    said = answer(Outcome.SETTLED, "a1", house.submission(payment_id)["id"])
    page = Inflow([said, said], [credit("R1"), credit("R2"), credit("R1")], "e.5")
    script.pages += [page, page]
    failpoints.arm(f"{place}=raise")
    try:
        with pytest.raises(FailpointReached):
            house.take_inflow()
    finally:
        failpoints.arm("")
    house.take_inflow()
    assert cursor(house) == "e.5"
    assert house.standing(payment_id) == ("succeeded", "settled")
    assert house.money() == (OPENING - 1_200_000 - 500 + 2 * CENTS, 0)
    assert len(house.rows("SELECT 1 FROM incoming_credit")) == 2
    assert house.verdicts() == ["applied"]
    house.check_books()


def _deep() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(100_000):
        found = {"a": found}
    return found


HOSTILE: dict[str, CreditMessage] = {
    "no_amount": CreditMessage("H", "HVPS", {"currency": "CNY"}),
    "empty": CreditMessage("H", "HVPS", {}),
    "amount_1e3": credit("H", amount="1e3"),
    "amount_full_width": credit("H", amount="１２.00"),
    "amount_nan": credit("H", amount="NaN"),
    "amount_negative": credit("H", amount="-1.00"),
    "amount_zero": credit("H", amount="0.00"),
    "amount_number": credit("H", amount=Decimal("1.00")),
    "amount_too_precise": credit("H", amount="1.001"),
    "amount_too_large": credit("H", amount="9999999999999999.00"),
    "currency_unknown": credit("H", currency="XXY"),
    "currency_without_clearing": credit("H", currency="USD"),
    "rail_unknown": credit("H", rail="MOON"),
    "rail_with_nul": credit("H", rail="HV\0PS"),
    "reference_with_nul": credit("H\0"),
    "reference_with_surrogate": credit("H\ud800"),
    "name_of_10_mb": credit("H", payee_name="长" * (10 << 20)),
    "name_with_nul": credit("H", payee_name="上海\0"),
    "name_with_surrogate": credit("H", payee_name="上\ud800海"),
    "name_hidden": credit("H", payee_name="上海\u202e辰海"),
    "name_list": credit("H", payee_name=["上海"]),
    "account_none": credit("H", payee_account=None),
    "account_nested": credit("H", payee_account={"a": {"b": "c"}}),
    "name_with_backslash": credit("H", payee_name="\\u0000\0"),
    "deeper_than_python": CreditMessage("H", "HVPS", _deep()),
    "everything_deep": CreditMessage("H", "HVPS", {"a": [[[[[[{}]]]]]]}),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_credit_is_kept_for_an_operator_and_holds_back_nobody(
    house: House, script: Script, case: str
) -> None:
    page = Inflow([], [credit("R1"), HOSTILE[case], credit("R2")], "e.3")
    script.pages += [page, page]
    assert house.take_inflow() == 3
    assert cursor(house) == "e.3"
    house.take_inflow()
    assert house.money() == (OPENING + 2 * CENTS, 0)
    assert len(house.rows("SELECT 1 FROM incoming_credit")) == 2
    [kept] = house.rows("SELECT * FROM clearing_answer WHERE verdict = 'exception'")
    assert kept["payload"]["fault"]
    assert len(str(kept["payload"])) < 8_000
    assert len(house.told("dispatch.exception")) == 1
    house.check_books()


HOSTILE_ANSWERS: dict[str, ClearingAnswer] = {
    "about_nothing": ClearingAnswer("x1", Outcome.SETTLED),
    "unreadable": ClearingAnswer("x2", Outcome.UNKNOWN, extra={"unreadable": "<html>"}),
    "id_with_nul": ClearingAnswer("x\0", Outcome.SETTLED),
    "extra_with_nul": ClearingAnswer("x3", Outcome.SETTLED, extra={"text": "a\0b"}),
    "extra_not_json": ClearingAnswer("x4", Outcome.SETTLED, extra={"amount": Decimal(1)}),
    "reference_with_nul": ClearingAnswer("x5", Outcome.SETTLED, None, "r\0"),
}


@pytest.mark.parametrize("case", HOSTILE_ANSWERS)
def test_a_hostile_answer_is_kept_and_holds_back_nobody(
    house: House, script: Script, case: str
) -> None:
    page = Inflow([HOSTILE_ANSWERS[case]], [credit("R1")], "e.2")
    script.pages += [page, page]
    house.take_inflow()
    house.take_inflow()
    assert cursor(house) == "e.2"
    assert house.money() == (OPENING + CENTS, 0)
    assert house.verdicts() == ["exception"]
    assert len(house.told("dispatch.exception")) == 1


def test_an_answer_about_nothing_of_ours_is_no_fault_of_ours(house: House, script: Script) -> None:
    script.pages.append(Inflow([HOSTILE_ANSWERS["about_nothing"]], [], "e.1"))
    house.take_inflow()
    [kept] = house.rows("SELECT payload FROM clearing_answer")
    assert kept["payload"] == {"reference": "", "reason": ""}


def test_the_same_id_with_another_word_is_another_message(house: House, script: Script) -> None:
    payment_id = house.pay()
    house.work()
    submission_id = house.submission(payment_id)["id"]
    said = [answer(Outcome.SETTLED, "same", submission_id), answer(Outcome.REFUSED, "same", submission_id),
            answer(Outcome.SETTLED, "same", None)]  # fmt: skip
    script.pages.append(Inflow(said, [], "e.3"))
    house.take_inflow()
    assert house.standing(payment_id) == ("succeeded", "settled")
    assert house.verdicts() == ["applied", "exception", "exception"]


def test_a_failure_of_the_moment_is_nobodys_content(
    house: House, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[Exception] = [DatabaseUnavailable(), psycopg.OperationalError("gone")]

    def gone(_ctx: Context, _message: CreditMessage) -> bool:
        raise faults.pop()

    page = Inflow([], [credit("R1")], "e.1")
    while faults:
        script.pages.append(page)
        with monkeypatch.context() as patch:
            patch.setattr(house.intake, "_take_credit", gone)
            with pytest.raises((DatabaseUnavailable, psycopg.OperationalError)):
                house.take_inflow()
    assert cursor(house) == ""
    assert house.verdicts() == []
    script.pages.append(page)
    house.take_inflow()
    assert house.money() == (OPENING + CENTS, 0)


def test_eight_workers_with_the_same_page_take_each_message_once(
    house: House, script: Script
) -> None:
    payment_id = house.pay()
    house.work()
    said = answer(Outcome.SETTLED, "a1", house.submission(payment_id)["id"])
    page = Inflow([said], [credit("R1"), credit("R2")], "e.3")
    script.pages += [page] * 8
    failed: list[Any] = []

    def take() -> None:
        try:
            house.take_inflow()
        except Exception as fault:  # noqa: BLE001
            failed.append(fault)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert house.money(ACCOUNT) == (OPENING - 1_200_000 - 500 + 2 * CENTS, 0)
    assert house.verdicts() == ["applied"]
    assert len(house.rows("SELECT 1 FROM incoming_credit")) == 2
    house.check_books()
