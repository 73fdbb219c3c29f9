"""Fifteen orders of acknowledgements meet a submission in each of six states: ninety cells.

The orders are all sequences of accepted, settled and refused without repetition. Whatever comes, the
first final word counts, what contradicts it moves nothing, and the id that was sent stays the only one.
"""

from collections.abc import Callable
from itertools import permutations
from uuid import UUID

import pytest

from connectors.ports import ClearingTimeout, Inflow, Outcome
from kernel.context import Context
from ledger import books
from tests.workflows.dispatch.house import ACCOUNT, FEE, OPENING, House, Script, answer
from workflows.dispatch.inbox import agrees

A, S, R = Outcome.ACCEPTED, Outcome.SETTLED, Outcome.REFUSED
ORDERS = [order for length in (1, 2, 3) for order in permutations((A, S, R), length)]
AMOUNT = 1_200_000
STATES = ("prepared", "sending", "sent", "unknown", "settled", "refused")
CONTRADICTS = {"settled": R, "refused": S}
PAID = {"sent": "processing", "unknown": "unknown", "settled": "succeeded", "refused": "failed"}
MONEY = {
    "settled": (OPENING - AMOUNT - FEE, 0),
    "refused": (OPENING, 0),
    "sent": (OPENING, AMOUNT + FEE),
    "prepared": (OPENING, AMOUNT + FEE),
}


def claimed(house: House, script: Script, payment_id: UUID) -> None:
    """Crashed between the claim and the first byte."""
    submission_id = house.submission(payment_id)["id"]
    assert house.run(lambda ctx: house.engine.claim(ctx, submission_id)) is not None
    assert script.sent == []


def answered(outcome: Outcome | None) -> Callable[[House, Script, UUID], None]:
    def send(house: House, script: Script, _payment_id: UUID) -> None:
        script.submits.append(answer(outcome, "first") if outcome else ClearingTimeout)
        assert house.work() == 1

    return send


REACH: dict[str, Callable[[House, Script, UUID], None]] = {
    "prepared": lambda *_: None,
    "sending": claimed,
    "sent": answered(A),
    "unknown": answered(None),
    "settled": answered(S),
    "refused": answered(R),
}


def expected(state: str, order: tuple[Outcome, ...]) -> tuple[str, int]:
    """The state all this ends in, and how often somebody must look: written without the engine."""
    if state == "prepared":
        return "prepared", len(order)
    exceptions = 0
    for outcome in order:
        if state in CONTRADICTS:
            exceptions += outcome is CONTRADICTS[state]
        else:
            state = {A: "sent", S: "settled", R: "refused"}[outcome]
    return state, exceptions


def test_there_are_ninety_cells() -> None:
    assert len(ORDERS) * len(STATES) == 90


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "-".join(o.value[:3] for o in order))
@pytest.mark.parametrize("state", STATES)
def test_cell(house: House, script: Script, state: str, order: tuple[Outcome, ...]) -> None:
    payment_id = house.pay(AMOUNT)
    REACH[state](house, script, payment_id)
    assert house.submission(payment_id)["status"] == state
    submission_id = house.submission(payment_id)["id"]
    sent = len(script.sent)

    for place, outcome in enumerate(order):
        said = answer(outcome, f"ack-{place}", submission_id)
        house.take(said)

    final, exceptions = expected(state, order)
    assert house.submission(payment_id)["status"] == final
    assert house.payment(payment_id)["status"] == PAID.get(final, "submitted")
    assert house.verdicts().count("exception") == exceptions
    assert len(house.told("dispatch.exception")) == exceptions
    assert len(script.sent) == sent
    assert house.money(ACCOUNT) == MONEY[final]
    house.check_books()

    # Later, clearing tells the truth to whoever asks; then everything has come to its end.
    truth = R if final == "refused" else S
    script.submits.append(answer(truth, "truth"))
    script.enquiries += [answer(truth, "truth")] * 3
    house.world.advance(hours=1)
    house.until_idle()
    house.world.advance(days=1)
    house.until_idle()
    ends = "refused" if truth is R else "settled"
    assert house.submission(payment_id)["status"] == ends
    assert house.payment(payment_id)["status"] == PAID[ends]
    assert house.money(ACCOUNT) == MONEY[ends]
    assert set(script.sent) <= {submission_id}
    assert len(script.sent) == sent + (state == "prepared")
    house.check_books()


@pytest.mark.parametrize("state", STATES)
def test_the_same_message_again_is_taken_once(house: House, script: Script, state: str) -> None:
    payment_id = house.pay(AMOUNT)
    REACH[state](house, script, payment_id)
    said = answer(S, "same", house.submission(payment_id)["id"])
    house.take(said)
    before = house.everything()
    assert house.take(said) == "repeated"
    assert house.everything() == before
    assert len(house.rows("SELECT 1 FROM clearing_answer WHERE message_id = 'same'")) == 1


@pytest.mark.parametrize("state", ["sending", "sent", "unknown"])
def test_a_return_whose_settlement_was_never_heard(
    house: House, script: Script, state: str
) -> None:
    payment_id = house.pay(AMOUNT)
    REACH[state](house, script, payment_id)
    said = answer(Outcome.RETURNED, "back", house.submission(payment_id)["id"])
    assert house.take(said) == "applied"
    assert house.standing(payment_id) == ("returned", "returned")
    assert house.money(ACCOUNT) == (OPENING - FEE, 0)
    house.check_books()


def test_a_return_comes_once(house: House, script: Script) -> None:
    payment_id = house.pay(AMOUNT)
    REACH["settled"](house, script, payment_id)
    submission_id = house.submission(payment_id)["id"]
    for place in range(3):
        said = answer(Outcome.RETURNED, f"back-{place}", submission_id)
        house.take(said)
    assert house.standing(payment_id) == ("returned", "returned")
    assert house.verdicts() == ["applied", "applied", "repeated", "repeated"]
    assert house.money(ACCOUNT) == (OPENING - FEE, 0)
    house.check_books()


def test_another_amount_is_told_and_moves_nothing(house: House, script: Script) -> None:
    payment_id = house.pay(AMOUNT)
    script.submits.append(answer(S, "m1", amount="12000.01", currency="CNY"))
    house.work()
    assert house.standing(payment_id) == ("unknown", "unknown")
    assert house.verdicts() == ["exception"]
    assert house.money(ACCOUNT) == (OPENING, AMOUNT + FEE)
    script.enquiries.append(answer(S, "m2", amount="12000.00", currency="CNY"))
    house.world.advance(seconds=5)
    house.work()
    assert house.standing(payment_id) == ("succeeded", "settled")


def test_another_currency_is_told_too(house: House, script: Script) -> None:
    payment_id = house.pay(AMOUNT)
    script.submits.append(answer(S, "m1", amount="12000.00", currency="EUR"))
    house.work()
    assert house.standing(payment_id) == ("unknown", "unknown")


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ({}, True),
        ({"amount": "", "currency": ""}, True),
        ({"amount": "12000.00", "currency": "CNY"}, True),
        ({"amount": "12000.0"}, True),
        ({"amount": "12000"}, True),
        ({"amount": "12000.01"}, False),
        ({"amount": "1e3"}, False),
        ({"amount": "12,000.00"}, False),
        ({"currency": "EUR"}, False),
    ],
)
def test_what_agrees_with_our_amount(said: dict[str, str], *, holds: bool) -> None:
    assert agrees({"amount": "12000.00", "currency": "CNY"}, said) is holds
    assert agrees({}, {"amount": "1.00"})


def test_an_operator_has_an_exception_judged_anew(house: House, script: Script) -> None:
    """The account was frozen when the money came back: nothing moves until it is not."""
    payment_id = house.pay(AMOUNT)
    REACH["settled"](house, script, payment_id)
    submission_id = house.submission(payment_id)["id"]
    house.run(lambda ctx: _set_status(ctx, "frozen"))
    script.pages.append(Inflow([answer(Outcome.RETURNED, "back", submission_id)], (), "1"))
    house.take_inflow()
    assert house.standing(payment_id) == ("succeeded", "settled")
    [kept] = house.rows("SELECT id, payload FROM clearing_answer WHERE verdict = 'exception'")
    assert "AccountNotOpen" in kept["payload"]["fault"]
    house.run(lambda ctx: _set_status(ctx, "open"))
    retake = house.engine.inbox.retake
    assert house.run(lambda ctx: retake(ctx, kept["id"])) == "applied"
    assert house.run(lambda ctx: retake(ctx, kept["id"])) == "repeated"
    assert house.standing(payment_id) == ("returned", "returned")
    assert house.money(ACCOUNT) == (OPENING - FEE, 0)
    house.check_books()


def test_an_operator_dismisses_an_exception_with_a_reason(house: House, script: Script) -> None:
    payment_id = house.pay(AMOUNT)
    REACH["settled"](house, script, payment_id)
    said = answer(R, "late", house.submission(payment_id)["id"])
    house.take(said)
    [kept] = house.rows("SELECT id FROM clearing_answer WHERE verdict = 'exception'")
    house.run(lambda ctx: house.engine.inbox.dismiss(ctx, kept["id"], "电话核实"))
    assert house.verdicts() == ["applied", "dismissed"]
    [line] = house.rows("SELECT detail FROM audit WHERE action = 'dispatch.dismiss'")
    assert line["detail"] == {"reason": "电话核实"}


def _set_status(ctx: Context, status: str) -> None:
    books.set_status(ctx.uow, ACCOUNT, status)
