"""更多, 催办 and 我的委托: what the pages offer, and what comes of it."""

from __future__ import annotations

import re

from jobs.house import run_until_idle
from tests.cast import PASSWORD
from tests.corporate.web.browser import Browser
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld


def item_of(browser: Browser) -> str:
    """The phone address of the one item that waits."""
    links = browser.get("/m/approvals").links("/m/approvals/")
    return next(link for link in links if re.search(r"[0-9a-f-]{36}", link))


def test_whom_one_may_choose_is_drawn_only_when_asked_for(
    checker: Browser, house: PaymentHouse
) -> None:
    house.submit("S1")
    address = item_of(checker)
    assert "add_person" not in checker.get(address).text
    page = checker.get(f"{address}?more")
    names = page.find("//select[@name='add_person']/option/text()")
    assert names
    assert "李娜" not in " ".join(map(str, names))
    assert "return_comment" not in page.text


def test_an_added_person_must_sign_too(
    checker: Browser, house: PaymentHouse, world: HouseWorld
) -> None:
    house.submit("S1")
    page = checker.get(f"{item_of(checker)}?more")
    form = page.form_tree("digest", "add_person")
    given = page.form("digest", "add_person")
    answer = checker.post(form.action, given | {"act": "add", "add_comment": "请一并审批"})
    assert answer.status == 200
    assert "已加签" in checker.get("/approvals?did=add").text
    assert world.count("approval_act", "act = 'add_sign' AND comment = '请一并审批'") == 1
    assert house.decide("赵敏") == ["signed"]
    assert world.count("payment", "status = 'pending_approval'") == 1


def test_an_act_over_another_text_is_refused(
    checker: Browser, house: PaymentHouse, world: HouseWorld
) -> None:
    house.submit("S1")
    page = checker.get(f"{item_of(checker)}?more")
    form = page.form_tree("digest", "add_person")
    given = page.form("digest", "add_person") | {"act": "add", "digest": "00" * 32}
    assert checker.post(form.action, given).status == 409
    assert world.count("approval_act") == 0


def test_the_maker_urges_once_and_the_way_shows_it(
    maker: Browser, checker: Browser, house: PaymentHouse, world: HouseWorld
) -> None:
    number = house.submit("S1").number
    page = maker.get(f"/payments/{number}")
    form = page.form_tree("number")
    assert form.action.endswith("/urge")
    assert maker.post(form.action, page.form("number")).status == 200
    run_until_idle(house.worker)
    assert world.count("notice", "kind = 'approval_turn'") == 2
    after = maker.get(f"/payments/{number}").text.replace(" ", "")
    assert "李娜催办" in after
    assert maker.post(form.action, page.form("number")).status == 409
    assert "/urge" not in checker.get(f"/payments/{number}").text


def test_a_place_is_lent_with_a_password_and_taken_back(
    checker: Browser, world: HouseWorld
) -> None:
    page = checker.get("/delegations")
    given = page.form("person", "password")
    wrong = checker.post("/delegations", given | {"password": "not-the-password"})
    assert wrong.status == 422
    assert world.count("approval_delegation") == 0
    assert checker.post("/delegations", given | {"password": PASSWORD}).status == 200
    assert world.count("approval_delegation", "ended_at IS NULL AND operation = '*'") == 1
    shown = checker.get("/delegations")
    assert "代我签名" in shown.text.replace(" ", "")
    [ending] = shown.find("//button[@name='delegation']/@value")
    assert checker.post("/delegations/end", given | {"delegation": str(ending)}).status == 200
    assert world.count("approval_delegation", "ended_at IS NULL") == 0


def test_a_period_that_ends_before_it_begins_is_said_at_the_form(checker: Browser) -> None:
    given = checker.get("/delegations").form("person", "password")
    late = given | {"from": "2026-12-02", "until": "2026-12-01", "password": PASSWORD}
    answer = checker.post("/delegations", late)
    assert answer.status == 422
    assert "委托期限有误" in answer.text
