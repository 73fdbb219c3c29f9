"""Who gets in, with which token, and what is left behind."""

from __future__ import annotations

import dataclasses

import pytest
from flask import Flask

from corporate.web.app import create_web
from kernel import limits
from tests.cast import PASSWORD
from tests.corporate.web.browser import Browser
from tests.corporate.web.conftest import Opens
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld

SESSION = "session-yungang"


def test_somebody_with_one_enterprise_is_at_home_at_once(stranger: Browser) -> None:
    page = stranger.log_in("lina")
    assert (page.status, page.url) == (200, "/")
    assert "上海辰海物流股份有限公司" in page.text


def test_somebody_with_several_chooses(stranger: Browser) -> None:
    page = stranger.log_in("chenjing")
    assert page.url == "/choose"
    assert "上海辰海物流股份有限公司" in page.text
    assert "苏州恒锐特钢有限公司" in page.text
    home = stranger.log_in("chenjing", enterprise="恒锐")
    assert (home.url, home.status) == ("/", 200)
    assert "苏州恒锐特钢有限公司" in home.text


def test_an_enterprise_of_others_cannot_be_chosen(opens: Opens, world: HouseWorld) -> None:
    browser = opens("chenjing", "辰海")
    foreign = world.user("刘洋").user_id
    page = browser.post("/choose", {"user": str(foreign), "csrf": browser.token()})
    assert page.status == 404
    assert "上海辰海物流股份有限公司" in browser.get("/").text


@pytest.mark.parametrize(
    ("login", "password"),
    [("lina", "wrong-password"), ("nobody", PASSWORD), ("", ""), ("zhengning", PASSWORD)],
)
def test_whatever_is_wrong_is_refused_in_the_same_words(
    stranger: Browser, login: str, password: str
) -> None:
    page = stranger.post("/login", {"username": login, "password": password})
    assert page.status == 422
    assert "用户名或密码不正确" in page.text
    assert stranger.cookie(SESSION) == ""
    assert f'value="{password or "?"}"' not in page.answer.text


def test_what_was_typed_as_a_name_stays_and_the_password_does_not(stranger: Browser) -> None:
    page = stranger.post("/login", {"username": "lina", "password": "wrong-password"})
    assert (page.value("username"), page.value("password")) == ("lina", "")


def test_guessing_is_stopped_and_says_so(stranger: Browser) -> None:
    for _ in range(limits.LOGIN_FAILURES_MAX):
        stranger.post("/login", {"username": "lina", "password": "wrong-password"})
    page = stranger.post("/login", {"username": "lina", "password": PASSWORD})
    assert page.status == 429
    assert "尝试次数过多" in page.text
    assert stranger.cookie(SESSION) == ""


def test_a_token_from_before_the_log_in_is_worth_nothing(stranger: Browser) -> None:
    stranger.client.set_cookie(SESSION, "planted-by-somebody-else")
    stranger.log_in("lina")
    assert stranger.cookie(SESSION) not in {"", "planted-by-somebody-else"}


def test_the_token_is_new_after_the_choice_of_an_enterprise(stranger: Browser, app: Flask) -> None:
    page = stranger.log_in("chenjing")
    before = stranger.cookie(SESSION)
    first = page.find("//button[@name='user']/@value")[0]
    assert stranger.post("/choose", page.form("next") | {"user": first}).url == "/"
    assert stranger.cookie(SESSION) != before
    thief = Browser(app)
    thief.client.set_cookie(SESSION, before)
    assert thief.get("/").url == "/login"


def test_logging_in_again_ends_the_session_this_browser_had(maker: Browser, app: Flask) -> None:
    before = maker.cookie(SESSION)
    maker.log_in("zhaomin")
    thief = Browser(app)
    thief.client.set_cookie(SESSION, before)
    assert thief.get("/").url == "/login"


def test_the_cookie_is_for_this_host_alone_where_the_site_is_https(
    house: PaymentHouse,
) -> None:
    site = dataclasses.replace(house.house.settings, origin="https://ebank.example")
    app = create_web(dataclasses.replace(house.house, settings=site), lambda: ())
    answer = app.test_client().post(
        "/b/yungang/login",
        data={"username": "lina", "password": PASSWORD},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    cookies = answer.headers.getlist("Set-Cookie")
    session = next(c for c in cookies if c.startswith("__Host-session-yungang="))
    for part in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert part in session
    assert "Domain" not in session
    assert any(c.startswith("__Host-device-yungang=") for c in cookies)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")


def test_somebody_who_did_nothing_is_told_why_and_nothing_is_kept(
    maker: Browser, world: HouseWorld
) -> None:
    world.advance(seconds=limits.SESSION_IDLE_S + 1)
    page = maker.get("/payments")
    assert page.url == "/login"
    sent = page.answer.history[0]
    assert sent.headers["Clear-Site-Data"] == '"cache"'
    assert "15 分钟没有操作" in page.text
    assert maker.cookie(SESSION) == ""


def test_a_form_sent_after_the_end_changes_nothing(maker: Browser, world: HouseWorld) -> None:
    fields = maker.get("/payments/new").form("serial")
    world.advance(seconds=limits.SESSION_IDLE_S + 1)
    page = maker.post("/payments/new", fields | {"step": "check"})
    assert page.url == "/login"
    assert world.count("payment") == 0


def test_a_fragment_asked_for_after_the_end_leads_the_whole_page_to_the_log_in(
    maker: Browser, world: HouseWorld
) -> None:
    world.advance(seconds=limits.SESSION_IDLE_S + 1)
    answer = maker.ask("/approvals", headers={"HX-Request": "true"}).answer
    assert answer.headers["HX-Redirect"].startswith("/b/yungang/login")


def test_logging_out_ends_the_session_on_the_server(maker: Browser, app: Flask) -> None:
    token = maker.cookie(SESSION)
    page = maker.post("/logout", {"csrf": maker.token()})
    assert "已安全退出" in page.text
    thief = Browser(app)
    thief.client.set_cookie(SESSION, token)
    assert thief.get("/").url == "/login"


def test_a_log_in_elsewhere_is_listed_and_can_be_ended(opens: Opens) -> None:
    here, there = opens("lina"), opens("lina")
    page = here.get("/sessions")
    (other,) = page.find("//button[@name='session'][not(@value='others')]/@value")
    here.post("/sessions", {"session": other, "csrf": here.token()})
    assert there.get("/").url == "/login"
    assert here.get("/").url == "/"


def test_somebody_elses_session_cannot_be_ended(opens: Opens, world: HouseWorld) -> None:
    here, victim = opens("lina"), opens("zhaomin")
    with world.owner() as uow:
        rows = uow.rows(
            "SELECT token_hash FROM web_session WHERE person_id = %s AND ended_at IS NULL",
            (world.user("赵敏").person_id,),
        )
    for row in rows:
        fields = {"session": bytes(row["token_hash"]).hex(), "csrf": here.token()}
        assert here.post("/sessions", fields).status == 404
    assert victim.get("/").url == "/"


def test_after_the_log_in_one_is_where_one_wanted_to_go(stranger: Browser) -> None:
    asked = stranger.get("/receipts")
    assert asked.url == "/login"
    fields = asked.form("username", "next") | {"username": "lina", "password": PASSWORD}
    assert stranger.post("/login", fields).url == "/receipts"


@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_no_log_in_leads_to_another_site(stranger: Browser, wanted: str) -> None:
    fields = {"username": "lina", "password": PASSWORD, "next": wanted}
    answer = stranger.post("/login", fields, follow=False).answer
    assert answer.headers["Location"] == "/b/yungang/"


def test_one_bank_knows_nothing_of_anothers_sessions(opens: Opens, app: Flask) -> None:
    token = opens("lina").cookie(SESSION)
    neighbour = Browser(app, "/b/jianghai")
    neighbour.client.set_cookie("session-jianghai", token)
    assert neighbour.get("/").url == "/login"


def test_the_bank_is_found_by_its_host_too(app: Flask) -> None:
    answer = app.test_client().get("/login", base_url="http://jianghai.example/")
    assert answer.status_code == 200
    assert "江海银行" in answer.text


def test_a_bank_nobody_knows_is_not_found(app: Flask) -> None:
    assert app.test_client().get("/b/nowhere/login").status_code == 404


def test_a_right_taken_away_counts_on_the_next_page(maker: Browser, world: HouseWorld) -> None:
    assert maker.get("/payments/new").status == 200
    with world.owner() as uow:
        uow.run("DELETE FROM user_right WHERE user_id = %s", (world.user("李娜").user_id,))
    assert maker.get("/payments/new").status == 403
    assert maker.get("/accounts").status == 403
