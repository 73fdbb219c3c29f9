"""Standing orders on the pages: the days are shown before anything is submitted, and every act is there."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from jobs.bank_run import BankRun
from jobs.standing import StandingRuns
from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.conftest import Opens
from tests.workflows.payments.house import PaymentHouse

FIELDS = {
    "payee_name": "苏州恒锐特钢有限公司",
    "payee_account": "3250612000181470",
    "account": "1001234509012345678",
    "amount": "1,000.00",
    "purpose": "厂房租金",
    "frequency": "monthly",
    "first_on": "2026-11-30",
    "until_on": "",
    "times": "3",
    "roll": "next",
}


def check(browser: Browser, **more: str) -> Page:
    """The check page of a filled form."""
    filled = browser.get("/standing/new").form("serial") | FIELDS | more
    return browser.post("/standing/new", filled | {"step": "check"})


def submitted(browser: Browser, **more: str) -> Page:
    """The order's own page, after its check page was pressed."""
    return browser.post("/standing/submit", check(browser, **more).form("serial", "digest"))


def number_of(page: Page) -> str:
    found = re.search(r"Q\d{6}-[0-9A-Z]{8}", page.url)
    assert found, page.text[:400]
    return found[0]


def test_the_check_page_shows_every_day_and_the_sum_before_it_is_submitted(
    maker: Browser, house: PaymentHouse
) -> None:
    page = check(maker)
    assert page.status == 200, page.text[:500]
    for said in (
        "2026-11-30",
        "2026-12-30",
        "2027-02-01",
        "约定 2027-01-30",
        "3,000.00",
        "叁仟元整",
        "每月",
        "赵敏",
    ):
        assert said in page.text, said
    assert house.world.count("standing_order") == 0


def test_the_panel_beside_the_form_follows_what_is_typed(maker: Browser) -> None:
    form = maker.get("/standing/new").form("serial") | FIELDS
    page = maker.post("/standing/runs", form | {"frequency": "weekly"})
    assert "2026-12-07" in page.text
    assert "2026-12-14" in page.text


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"times": ""}, "until_on", "请填写截止日期或期数"),
        ({"first_on": "2026-11-01"}, "first_on", "首期日期不能早于今天"),
        ({"amount": "一千"}, "amount", "金额"),
        ({"payee_name": "无锡错名公司"}, "payee_name", "户名"),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_is_lost(
    maker: Browser, more: dict[str, str], field: str, said: str
) -> None:
    page = check(maker, **more)
    assert page.status == 422
    (fault,) = page.find(f"//*[@id='e-{field}']")
    assert said in fault.text_content()
    assert page.value("purpose") == FIELDS["purpose"]


def test_it_is_signed_on_the_phone_runs_and_is_suspended_resumed_and_ended(
    maker: Browser, opens: Opens, house: PaymentHouse
) -> None:
    number = number_of(submitted(maker))
    checker = opens("zhaomin")
    (waiting,) = [
        link for link in checker.get("/m/approvals").links("/approvals/") if "/m/" in link
    ][:1]
    shown = checker.get(waiting)
    for said in ("3,000.00", "叁仟元整", "每期金额", "¥ 1,000.00", "2026-12-30"):
        assert said.replace(" ", "") in shown.text.replace("\u00a0", "").replace(" ", ""), said
    assert house.decide("赵敏") == ["granted"]
    house.world.clock.set(datetime(2026, 11, 30, 1, tzinfo=UTC))
    run = BankRun(house.world.db.worker, house.world.kernel, house.world.tenant_id)
    assert StandingRuns(house.worker.standing)(run) == 1
    maker = opens("lina")
    page = maker.get(f"/standing/{number}")
    assert "已付款" in page.text
    assert "执行中" in page.text
    (paid,) = page.links("/payments/P")
    of_run = maker.get(paid)
    assert "赵敏" in of_run.text, "the run shows who agreed to its order"
    assert of_run.links(f"/standing/{number}") != []
    for act, then in (("suspend", "已暂停"), ("resume", "执行中"), ("cancel", "已终止")):
        done = maker.post(f"/standing/{number}/{act}", {"csrf": maker.token(), "reason": ""})
        assert then in done.text, act
    assert "已终止" in maker.get("/standing").text
    assert "已终止" in maker.get("/m/standing").text


def test_who_only_looks_finds_no_buttons_and_may_do_nothing(
    maker: Browser, opens: Opens, house: PaymentHouse
) -> None:
    number = number_of(submitted(maker))
    house.decide("赵敏")
    viewer = opens("sunyue")
    page = viewer.get(f"/standing/{number}")
    assert page.status == 200
    assert page.find("//dialog") == []
    viewer.post(f"/standing/{number}/cancel", {"csrf": viewer.token()})
    assert house.world.count("standing_order", "status = 'active'") == 1
    assert viewer.get("/standing/new").status == 403


def test_the_same_form_twice_is_one_order(maker: Browser, house: PaymentHouse) -> None:
    checked = check(maker).form("serial", "digest")
    first = maker.post("/standing/submit", checked)
    again = maker.post("/standing/submit", checked)
    assert number_of(first) == number_of(again)
    assert house.world.count("standing_order") == 1
