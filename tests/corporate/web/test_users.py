"""Administrators' pages: the matrix with its differences, a user's way, activation, the review sheet."""

from __future__ import annotations

import re

import pytest

from tests.cast import PASSWORD
from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.conftest import Opens
from tests.corporate.web.test_changes import sign
from tests.world import HouseWorld

NEW_PASSWORD = "Copper-Lantern-88-Meadow"


@pytest.fixture
def first(opens: Opens) -> Browser:
    return opens("zhoutao")


@pytest.fixture
def second(opens: Opens) -> Browser:
    return opens("maqian")


def step(browser: Browser, page: Page, *fields: str, press: str, **typed: object) -> Page:
    """Fill a form in and press one of its buttons."""
    form = page.form_tree(*fields)
    given: dict[str, object] = {}
    for key, value in form.form_values():
        given.setdefault(key, [])
        given[key].append(value)  # type: ignore[attr-defined]
    return browser.post(form.action or page.url, given | typed | {"step": press})


def confirm_newest(browser: Browser) -> Page:
    (link, *_) = [
        link
        for link in browser.get("/m/approvals").links("/m/approvals/")
        if re.search(r"[0-9a-f-]{36}", link)
    ]
    return sign(browser, browser.get(link))


def test_rights_are_set_with_a_look_at_every_difference(
    first: Browser, second: Browser, world: HouseWorld
) -> None:
    page = first.get("/users/lina/rights")
    key = "payments.submit|*"
    page = step(
        first, page, key, press="check", **{key: ["see", "make"], f"{key}|upto": "10,000.00"}
    )
    assert "查看、经办" in page.text
    assert "查看、经办，单笔至 10,000.00 CNY" in page.text
    assert world.count("mandate") == 0  # looked at, not proposed
    back = step(first, page, key, press="edit")
    assert back.find(f"//input[@name='{key}|upto']")[0].get("value") == "10,000.00"
    page = step(first, page, key, press="propose")
    assert "已提交" in page.text
    assert "另一位管理员 · 马倩" in page.text
    assert "已生效" in confirm_newest(second).text
    assert "单笔至 10,000.00 CNY" in first.get("/users/lina").text


def test_a_ceiling_that_is_no_amount_is_told(first: Browser, world: HouseWorld) -> None:
    key = "payments.submit|*"
    page = step(
        first, first.get("/users/lina/rights"), key, press="check", **{f"{key}|upto": "一万"}
    )
    assert page.status == 422
    assert "单笔上限不是金额" in page.text
    assert world.count("mandate") == 0


def test_ones_own_page_offers_nothing(first: Browser) -> None:
    page = first.get("/users/zhoutao")
    assert "这是您本人" in page.text
    assert page.links("/users/zhoutao/") == []
    given = {"csrf": first.token(), "to": "suspended", "step": "propose"}
    assert "不能变更本人" in first.post("/users/zhoutao/state", given).text or "少于 2 名" in (
        first.post("/users/zhoutao/state", given).text
    )


def test_a_leaver_is_out_with_the_confirmation(
    first: Browser, second: Browser, opens: Opens
) -> None:
    leaver = opens("lina")
    page = first.get("/users/lina/state?to=left")
    for said in ("会话立即结束", "证书立即吊销", "全部权限与角色收回"):
        assert said in page.text, said
    page = step(first, page, "to", press="check", reason="合同到期")
    assert "已离职" in page.text
    step(first, page, "to", press="propose")
    assert leaver.get("/payments").status == 200
    confirm_newest(second)
    assert leaver.get("/payments").url == "/login"
    assert "没有任何权限" in first.get("/users/lina").text


def test_what_would_break_a_rule_is_told_before_it_is_proposed(
    first: Browser, world: HouseWorld
) -> None:
    page = step(first, first.get("/users/zhaomin/state?to=left"), "to", press="check")
    assert page.status == 422
    assert "审批规则无人可签" in page.text
    assert world.count("mandate") == 0


def test_somebody_new_comes_in_with_a_code(
    first: Browser, second: Browser, stranger: Browser, world: HouseWorld
) -> None:
    typed = {"name": "林溪", "login": "linxi", "title": "出纳"}
    page = step(first, first.get("/users/invite"), "login", press="check", **typed)
    step(first, page, "login", press="propose")
    confirm_newest(second)
    refused = first.post("/users/linxi/code", {"csrf": first.token()})
    assert "激活码须由另一位管理员发放" in refused.text
    page = second.post("/users/linxi/code", {"csrf": second.token()})
    code = page.find("//code")[0].text_content()
    assert world.count("invitation", f"code_hash::text LIKE '%{code}%'") == 0
    given = {
        "login": "linxi",
        "code": code.lower(),
        "password": NEW_PASSWORD,
        "again": NEW_PASSWORD,
    }
    assert stranger.post("/activate", given | {"again": "x"}).status == 422
    assert (
        stranger.post("/activate", given | {"password": "12345678", "again": "12345678"}).status
        == 422
    )
    page = stranger.post("/activate", given)
    assert "已激活" in page.text
    assert stranger.post("/activate", given).status == 422  # once only
    assert stranger.log_in("linxi", NEW_PASSWORD).url == "/"


def test_a_code_bears_five_guesses_and_some_days(
    first: Browser, second: Browser, stranger: Browser, world: HouseWorld
) -> None:
    typed = {"name": "林溪", "login": "linxi", "title": "出纳"}
    page = step(first, first.get("/users/invite"), "login", press="check", **typed)
    step(first, page, "login", press="propose")
    confirm_newest(second)

    def drawn() -> str:
        page = second.post("/users/linxi/code", {"csrf": second.token()})
        return str(page.find("//code")[0].text_content())

    def tries(code: str, login: str = "linxi") -> Page:
        given = {"login": login, "code": code, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
        return stranger.post("/activate", given)

    code = drawn()
    words = {tries("AAAAA-AAAAA").text for _ in range(5)}
    assert tries(code).status == 422  # the right one, too late
    assert {tries("AAAAA-AAAAA", "nobody").text.replace("nobody", "")} == {
        one.replace("linxi", "") for one in words
    }
    older, newer = drawn(), drawn()
    assert tries(older).status == 422
    world.advance(hours=73)
    assert tries(newer).status == 422
    assert stranger.log_in("linxi", NEW_PASSWORD).status == 422


def test_somebody_with_a_log_in_simply_gets_the_membership(
    first: Browser, second: Browser, opens: Opens
) -> None:
    typed = {"name": "刘洋", "login": "liuyang", "title": "外派会计"}
    page = step(first, first.get("/users/invite"), "login", press="check", **typed)
    step(first, page, "login", press="propose")
    confirm_newest(second)
    assert "正常" in first.get("/users/liuyang").text
    choice = opens("liuyang", "辰海")
    assert "上海辰海物流" in choice.get("/").text
    wrong = {"name": "别人", "login": "heting", "title": "x"}
    page = step(first, first.get("/users/invite"), "login", press="check", **wrong)
    assert "已被他人使用" in page.text


def test_a_role_is_named_and_filled(first: Browser, second: Browser) -> None:
    page = first.get("/roles/new")
    page = step(
        first, page, "name_zh", press="check", name_zh="资金岗", member=["lina", "chenjing"]
    )
    assert "资金岗" in page.text
    step(first, page, "name_zh", press="propose")
    confirm_newest(second)
    assert "资金岗" in first.get("/roles").text
    assert "资金岗" in first.get("/users/lina").text


def test_the_review_sheet_says_who_may_do_what(first: Browser) -> None:
    page = first.get("/users/review")
    for said in (
        "用户权限季度复核表",
        "上海辰海物流股份有限公司",
        "李娜",
        "提交付款（全部账户）：查看、经办",
        "复核人签字",
    ):
        assert said in page.text, said


def test_a_clerk_is_refused_every_page(opens: Opens) -> None:
    clerk = opens("lina")
    for path in (
        "/users",
        "/users/review",
        "/users/invite",
        "/users/zhaomin",
        "/users/zhaomin/rights",
        "/roles",
    ):
        assert clerk.get(path).status == 403, path
    assert "用户与权限" not in clerk.get("/").text


def test_words_in_english(first: Browser) -> None:
    page = first.get("/users/lina", headers={"Accept-Language": "en"})
    assert "Submit a payment (all accounts): see, make" in page.text
    assert PASSWORD not in page.text
