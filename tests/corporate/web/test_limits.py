"""Limits on pages: told in sentences, changed by two, and shown before one pays."""

from __future__ import annotations

import pytest

from risk.rules import Effect, Issuer, LimitScope
from tests.cast import PASSWORD
from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.conftest import Opens
from tests.risk.bench import LimitBench
from tests.workflows.payments.house import PAYER, PaymentHouse

WHAT = {"whose": f"account/{PAYER}", "span": "day_sum", "currency": "CNY", "ceiling": "1000"}


@pytest.fixture
def admin(opens: Opens) -> Browser:
    """周涛, one of two administrators."""
    return opens("zhoutao")


@pytest.fixture
def bench(house: PaymentHouse) -> LimitBench:
    return LimitBench(house.world)


def press(browser: Browser, page: Page, step: str, **more: str) -> Page:
    """Press one button of the form with what is in it and what is typed."""
    return browser.post("/limits/change", page.form("limit", "whose") | more | {"step": step})


def test_a_limit_is_set_by_one_and_confirmed_by_the_other(
    admin: Browser, opens: Opens, house: PaymentHouse
) -> None:
    assert "还没有限额" in admin.get("/limits").text
    check = press(admin, admin.get("/limits/change"), "check", **WHAT)
    assert "核对限额变更" in check.text
    assert "账户 基本户 5678 日累计限额" in check.text
    assert "CNY 1,000.00" in check.text
    sent = press(admin, check, "send")
    assert sent.url.startswith("/changes/M")
    assert "已提交" in sent.text
    assert "还没有限额" in admin.get("/limits").text
    second = opens("maqian")
    inbox = second.get("/approvals")
    given = inbox.form("digest", "password") | {"password": PASSWORD, "decision": "approve"}
    second.post(inbox.form_tree("digest", "password").action, given)
    listed = second.get("/limits")
    assert "账户 基本户 5678：每日累计不超过 CNY 1,000.00" in listed.text
    assert "剩余 CNY 1,000.00" in listed.text
    house.submit("S1", amount_minor=90_001)
    assert "待付 CNY 900.01" in second.get("/limits").text


def test_what_is_wrong_is_told_at_its_field(admin: Browser, bench: LimitBench) -> None:
    bench.limit(50_000, issuer=Issuer.BANK)
    page = press(admin, admin.get("/limits/change"), "check", **WHAT)
    assert page.status == 422
    assert "不得超过银行设定的上限 CNY 500.00" in page.text
    page = press(admin, page, "check", ceiling="12x")
    assert page.status == 422
    assert "银行设定" in admin.get("/limits").text


def test_going_back_keeps_what_was_typed(admin: Browser) -> None:
    check = press(admin, admin.get("/limits/change"), "check", **WHAT)
    form = press(admin, check, "edit")
    assert form.form("limit", "whose")["ceiling"] == "1000"


def test_a_known_limit_is_changed_or_lifted(admin: Browser, bench: LimitBench) -> None:
    bench.limit(100_000)
    page = admin.get("/limits/change?limit=enterprise/*/day_sum/CNY")
    assert page.form("limit", "whose")["ceiling"] == "1000.00"
    check = press(admin, page, "lift")
    assert "CNY 1,000.00" in check.text
    sent = press(admin, check, "send_lift")
    assert "已提交" in sent.text
    listed = admin.get("/limits")
    assert "有变更待确认" in listed.text


def test_a_clerk_sees_no_administration_of_limits(maker: Browser) -> None:
    assert maker.get("/limits").status == 403
    assert "/limits" not in maker.get("/").text


FORM = {
    "payee_name": "苏州恒锐特钢有限公司", "payee_account": "3250612000181470", "payee_bank_code": "",
    "account": PAYER, "amount": "100.00", "currency": "CNY", "purpose": "货款", "remark": "",
    "method": "SMART", "pay_on": "2026-11-23", "step": "check",
}  # fmt: skip


def check_payment(maker: Browser, **more: str) -> Page:
    page = maker.get("/payments/new")
    return maker.post("/payments/new", page.form("serial", "payee_name") | FORM | more)


def test_what_is_left_is_shown_before_submitting(maker: Browser, bench: LimitBench) -> None:
    bench.limit(50_000)
    page = check_payment(maker)
    assert "今日剩余额度" in page.text
    assert "今日剩余额度¥ 500.00" in page.text
    over = check_payment(maker, amount="500.01")
    assert over.status == 422
    assert "超过企业日累计限额" in over.text
    assert bench.world.count("payment") == 0


def test_a_large_day_is_confirmed_with_a_tick(
    maker: Browser, bench: LimitBench, house: PaymentHouse
) -> None:
    bench.limit(5_000, scope=LimitScope.ACCOUNT, issuer=Issuer.BANK, effect=Effect.CONFIRM)
    page = check_payment(maker)
    assert "确认办理大额付款" in page.text
    given = page.form("serial", "digest")
    given.pop("confirmed", None)
    refused = maker.post("/payments/submit", given)
    assert refused.status == 422
    assert "大额提醒" in refused.text
    paid = maker.post("/payments/submit", given | {"confirmed": "yes"})
    assert paid.status == 200
    assert paid.url.startswith("/payments/P")
    assert house.world.count("payment") == 1
