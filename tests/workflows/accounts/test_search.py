"""Lines are found by what people remember of them, the newest first, page by page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kernel.cursors import CursorOfAnother
from kernel.errors import NotFound
from tests.workflows.accounts.test_accounts import MONDAY, ask, close, paid
from tests.workflows.payments.house import OTHER_PAYEE, PAYER, PaymentHouse
from workflows.accounts.inquiry_commands import DetailPage, Direction, SearchLines

pytestmark = pytest.mark.database


def search(pay: PaymentHouse, **asked: Any) -> DetailPage:
    wanted = SearchLines(account_number=PAYER, **asked)
    found: DetailPage = pay.house.gate.read(pay.world.actor("李娜"), "accounts.search", wanted)
    return found


@pytest.fixture
def month(pay: PaymentHouse) -> PaymentHouse:
    """What was there before; Monday's payment with its fee, closed; Tuesday's payment within the bank."""
    paid(pay, "S1", **OTHER_PAYEE)
    close(pay)
    pay.world.clock.advance(timedelta(days=1))
    paid(pay, "S2", amount_minor=88_806, purpose="100%_运费")
    return pay


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ({}, [4, 3, 2, 1]),
        ({"text": "运费"}, [4]),
        ({"text": "%_"}, [4]),
        ({"text": "%"}, [4]),
        ({"text": "期初"}, [1]),
        ({"text": OTHER_PAYEE["payee_account"][-6:]}, [3, 2]),
        ({"text": OTHER_PAYEE["payee_name"][:4]}, [3, 2]),
        ({"text": "S2"}, [4]),
        ({"direction": Direction.CREDIT}, [1]),
        ({"direction": Direction.DEBIT, "from_on": MONDAY, "to_on": MONDAY}, [3, 2]),
        ({"from_on": MONDAY + timedelta(days=1)}, [4]),
        ({"to_on": MONDAY}, [3, 2, 1]),
        ({"to_on": MONDAY - timedelta(days=1)}, []),
        ({"least_minor": 88_806, "most_minor": 88_806}, [4]),
        ({"least_minor": 88_807}, [1]),
        ({"text": "没有这样的事"}, []),
    ],
)
def test_lines_are_found_by_words_days_sides_and_amounts(
    month: PaymentHouse, asked: dict[str, Any], lines: list[int]
) -> None:
    assert [line.line for line in search(month, **asked).lines] == lines


def test_pages_go_on_below_the_last_line_and_new_lines_change_nothing(month: PaymentHouse) -> None:
    first = search(month, direction=Direction.DEBIT, limit=2)
    paid(month, "S3", amount_minor=5)
    second = search(month, direction=Direction.DEBIT, limit=2, cursor=first.cursor)
    assert [line.line for line in first.lines + second.lines] == [4, 3, 2]
    assert (first.more, second.more) == (True, False)
    with pytest.raises(CursorOfAnother):
        search(month, direction=Direction.CREDIT, cursor=first.cursor)


def test_the_oldest_first_is_asked_by_the_same_days(month: PaymentHouse) -> None:
    day = {"FromOn": MONDAY.isoformat(), "ToOn": MONDAY.isoformat()}
    found = ask(month, "accounts.details", AccountNumber=PAYER, **day)
    assert [line.line for line in found.lines] == [2, 3]


def test_only_who_may_see_the_account_may_search_it(month: PaymentHouse) -> None:
    with month.world.owner() as uow:
        uow.run(
            "UPDATE user_right SET account_number = '1001234509012345686' WHERE user_id = %s",
            (month.world.user("李娜").user_id,),
        )
    with pytest.raises(NotFound):
        search(month, text="运费")
