"""What the test bank does with each documented value, seen through the real link over HTTP."""

from datetime import timedelta

import pytest
from urllib3 import request

from connectors.clearing.http_link import HttpClearing
from connectors.clearing.simulator.behaviours import MAGIC
from connectors.clearing.simulator.director import Director
from connectors.clearing.simulator.server import TestBank
from connectors.ports import Behaviour, ClearingTimeout, Outcome
from kernel.clock import FixedClock

from .conftest import BANK, submission

NO_ANSWER = "no answer"
# case number → said at once, on enquiry, on enquiry 10 s later, and told in the inflow by then
CASES = {
    1: ("settled", "settled", "settled", []),
    2: ("accepted", "accepted", "settled", ["settled"]),
    3: ("refused", "refused", "refused", []),
    4: ("refused", "refused", "refused", []),
    5: ("refused", "refused", "refused", []),
    6: (NO_ANSWER, "accepted", "settled", ["settled"]),
    7: (NO_ANSWER, "accepted", "refused", ["refused"]),
    8: (NO_ANSWER, NO_ANSWER, NO_ANSWER, []),
    9: (NO_ANSWER, "missing", "missing", []),
    10: ("settled", "settled", "settled", []),
    11: ("settled", "settled", "settled", ["settled", "settled", "settled"]),
    12: ("settled", "settled", "refused", ["refused"]),
    13: ("refused", "refused", "settled", ["settled"]),
    14: (NO_ANSWER, "settled", "settled", ["settled"]),
    15: (NO_ANSWER, "settled", "settled", ["settled"]),
    16: (NO_ANSWER, "settled", "settled", ["settled"]),
    17: (NO_ANSWER, "settled", "settled", ["settled"]),
    18: (NO_ANSWER, "settled", "settled", ["settled"]),
    19: ("unknown", "settled", "settled", ["settled"]),
    20: ("accepted", "accepted", "accepted", []),
    21: ("unknown", "unknown", "settled", ["settled"]),
    22: ("settled", "settled", "settled", ["settled", "settled"]),
    23: (NO_ANSWER, "missing", "settled", []),
}


def test_every_magic_number_has_a_case_here() -> None:
    assert set(CASES) == set(MAGIC)
    assert {order.behaviour for order in MAGIC.values()} == set(Behaviour)


def said(link: HttpClearing, number: int, amount: str, *, send: bool) -> str:
    try:
        if send:
            return link.submit(BANK, submission(number, amount=amount)).outcome.value
        return link.enquire(BANK, submission(number).id).outcome.value
    except ClearingTimeout:
        return NO_ANSWER


@pytest.mark.parametrize("case", CASES)
def test_magic_amounts(link: HttpClearing, clock: FixedClock, case: int) -> None:
    at_once, asked, later, told = CASES[case]
    amount = f"8888.{case:02}"
    assert said(link, 1, amount, send=True) == at_once
    assert said(link, 1, amount, send=False) == asked
    clock.advance(timedelta(seconds=10))
    assert said(link, 1, amount, send=False) == later
    assert [a.outcome.value for a in link.collect(BANK, "").answers] == told


def test_magic_accounts_go_by_their_last_six_digits(link: HttpClearing) -> None:
    answer = link.submit(BANK, submission(1, account="6217 0000 1000 8888 04"))
    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, "RJ02")
    assert answer.extra["text"]["zh"] == "收款账号与户名不符"


def test_a_submission_that_never_came_is_sent_again_and_settles(
    link: HttpClearing, director: Director
) -> None:
    assert said(link, 1, "8888.09", send=True) == NO_ANSWER
    assert director.submissions(BANK) == []
    assert said(link, 1, "8888.09", send=True) == "settled"
    assert [row["received"] for row in director.submissions(BANK)] == [1]


def test_money_comes_back_on_the_next_day(link: HttpClearing, clock: FixedClock) -> None:
    assert said(link, 1, "8888.10", send=True) == "settled"
    clock.advance(timedelta(hours=13, minutes=59))
    assert link.collect(BANK, "").answers == ()
    clock.advance(timedelta(hours=9, minutes=1))  # 2026-11-24 09:00 in Shanghai
    [answer] = link.collect(BANK, "").answers
    assert (answer.outcome, answer.reason) == (Outcome.RETURNED, "RJ03")
    assert answer.submission_id == submission(1).id


def test_the_same_id_again_is_counted_and_changes_nothing(
    link: HttpClearing, director: Director
) -> None:
    first, second = (link.submit(BANK, submission(1)) for _ in range(2))
    assert first == second
    [row] = director.submissions(BANK)
    assert (row["received"], row["state"]) == (2, "PR05")


def test_another_content_under_a_known_id_is_no_answer(
    link: HttpClearing, director: Director
) -> None:
    link.submit(BANK, submission(1))
    with pytest.raises(ClearingTimeout):
        link.submit(BANK, submission(1, amount="13.00"))
    [row] = director.submissions(BANK)
    assert row["payload"]["amount"] == "12.00"


def test_scripted_rules_come_before_magic_and_are_used_up(
    link: HttpClearing, director: Director
) -> None:
    director.script(Behaviour.REFUSE, reason="RJ20", times=1, rail="BEPS", cents=1)
    assert said(link, 1, "8888.01", send=True) == "refused"
    assert said(link, 2, "8888.01", send=True) == "settled"
    director.script(Behaviour.STUCK, account_tail="1234")
    assert said(link, 3, "12.00", send=True) == "accepted"
    director.forget_rules()
    assert said(link, 4, "12.00", send=True) == "settled"


def test_a_rule_nobody_knows_is_refused(director: Director) -> None:
    with pytest.raises(ValueError, match="conditions are"):
        director.script(Behaviour.SETTLE, weather="rain")


def test_settled_money_reaches_the_other_bank_once(link: HttpClearing, clock: FixedClock) -> None:
    other = "102100099996"
    assert link.collect(other, "").credits == []
    link.submit(BANK, submission(1, payee_bank_code=other))
    link.submit(BANK, submission(1, payee_bank_code=other))
    clock.advance(timedelta(seconds=1))
    inflow = link.collect(other, "")
    [credit] = inflow.credits
    assert credit.payload["amount"] == "12.00"
    assert credit.payload["payer_bank_code"] == BANK
    assert link.collect(other, inflow.cursor).credits == []
    assert link.collect(BANK, "").credits == []


def test_the_same_cursor_gives_the_same_again(link: HttpClearing, director: Director) -> None:
    for number in range(3):
        director.credit(BANK, "HVPS", f"R{number}", {"amount": "1.00"})
    first = link.collect(BANK, "")
    assert [c.reference for c in first.credits] == ["R0", "R1", "R2"]
    assert link.collect(BANK, "") == first
    assert link.collect(BANK, first.cursor).credits == []


def test_a_cursor_of_another_life_starts_from_the_beginning(
    link: HttpClearing, director: Director
) -> None:
    director.credit(BANK, "HVPS", "R0", {"amount": "1.00"})
    assert len(link.collect(BANK, "deadbeef.999").credits) == 1


def test_two_banks_do_not_see_each_other(link: HttpClearing, bank: TestBank) -> None:
    link.submit(BANK, submission(1))
    assert link.enquire("102100099996", submission(1).id).outcome is Outcome.MISSING
    assert bank.peer.report("102100099996") == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/health", None, 200),
        ("GET", "/nowhere", None, 404),
        ("DELETE", f"/banks/{BANK}/submissions", None, 404),
        ("POST", f"/banks/{BANK}/submissions", b"[]", 400),
        ("POST", f"/banks/{BANK}/submissions", b"{", 400),
        ("POST", f"/banks/{BANK}/submissions", b'{"rail": "HVPS"}', 400),
        ("POST", f"/banks/{BANK}/submissions", b'{"id": "x", "rail": "HVPS", "payload": {}}', 400),
        ("GET", f"/banks/{BANK}/inflow?after=&max=many", None, 400),
        ("POST", "/control/rules", b'{"behaviour": "sing"}', 400),
        ("POST", "/control/messages", b'{"bank_code": "1", "kind": "song", "body": ""}', 400),
    ],
)
def test_what_is_not_agreed_is_refused(
    bank: TestBank, method: str, path: str, body: bytes | None, status: int
) -> None:
    assert request(method, bank.address + path, body=body, retries=False).status == status
    assert bank.peer.report(BANK) == []
