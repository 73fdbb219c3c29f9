"""Log-in and security, and the code as second factor, by a browser without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from corporate.identity import totp
from tests.cast import PASSWORD
from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.conftest import Opens
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld


def add_code(browser: Browser, world: HouseWorld, label: str = "手机") -> bytes:
    """Add a one-time code by the pages; its secret as it was spelled."""
    page = browser.get("/methods/code")
    page = browser.post("/methods/code", page.form("password") | {"password": PASSWORD})
    assert page.url == "/methods/code/scan", page.text[:300]
    secret = secret_on(page)
    fields = page.form("code") | {"code": code(world, secret), "label": label}
    assert "已保存" in browser.post("/methods/code/scan", fields).text
    world.advance(seconds=60)
    return secret


def secret_on(page: Page) -> bytes:
    from base64 import b32decode  # noqa: PLC0415 - beside its only use

    (spelled,) = page.find("//p[contains(@class, 'code')]")
    text = str(spelled.text_content()).strip()
    assert re.fullmatch("[A-Z2-7]{32}", text)
    return b32decode(text)


def code(world: HouseWorld, secret: bytes) -> str:
    return totp.code_at(secret, totp.step_at(world.clock.now()))


def enter(app: Flask, typed: str) -> tuple[Browser, Page]:
    """Log in with the password, then with what was typed as the code."""
    browser = Browser(app)
    page = browser.log_in("zhaomin")
    assert "输入动态口令" in page.text
    return browser, browser.post("/login/code", page.form("ticket") | {"code": typed})


def test_a_code_is_added_named_and_asked_for_at_the_next_log_in(
    app: Flask, checker: Browser, world: HouseWorld
) -> None:
    secret = add_code(checker, world, "  王磊\n的手机 ")
    assert "王磊 的手机" in checker.get("/sessions").text
    _, page = enter(app, "000000")
    assert page.status == 422
    browser, page = enter(app, code(world, secret))
    assert page.url == "/"
    assert browser.cookie("session-yungang")
    assert world.count("audit", "detail->>'method' = 'password+totp'") == 1
    assert world.count("web_session", "method = 'password+totp' AND ended_at IS NULL") == 1


def test_a_ticket_is_worth_one_log_in_and_five_minutes(
    app: Flask, checker: Browser, world: HouseWorld
) -> None:
    secret = add_code(checker, world)
    browser = Browser(app)
    page = browser.log_in("zhaomin")
    fields = page.form("ticket") | {"code": code(world, secret)}
    assert browser.post("/login/code", fields).url == "/"
    world.advance(seconds=30)
    again = fields | {"code": code(world, secret)}
    assert Browser(app).post("/login/code", again).status == 422
    late = Browser(app)
    fields = late.log_in("zhaomin").form("ticket")
    world.advance(seconds=301)
    assert late.post("/login/code", fields | {"code": code(world, secret)}).status == 422


def test_guessing_the_code_is_stopped(app: Flask, checker: Browser, world: HouseWorld) -> None:
    secret = add_code(checker, world)
    browser = Browser(app)
    fields = browser.log_in("zhaomin").form("ticket")
    statuses = [browser.post("/login/code", fields | {"code": "000000"}).status for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    right = fields | {"code": code(world, secret)}
    assert browser.post("/login/code", right).status == 429


def test_a_wrong_password_adds_nothing(checker: Browser, world: HouseWorld) -> None:
    page = checker.get("/methods/code")
    page = checker.post("/methods/code", page.form("password") | {"password": "wrong-one-22"})
    assert page.status == 422
    assert world.count("credential", "method = 'totp'") == 0
    assert world.count("throttle", "key LIKE 'sign:%' AND failures = 1") == 1


def test_a_revoked_method_counts_no_more_and_other_log_ins_end(
    app: Flask, checker: Browser, opens: Opens, world: HouseWorld
) -> None:
    secret = add_code(checker, world)
    elsewhere, _ = enter(app, code(world, secret))
    world.advance(seconds=60)
    (path,) = checker.get("/sessions").links("/methods/0")
    page = checker.get(path)
    fields = page.form("what", "password") | {"password": PASSWORD, "code": code(world, secret)}
    assert "已保存" in checker.post(f"{path}/revoke", fields).text
    assert elsewhere.get("/accounts").url == "/login"
    assert opens("zhaomin").get("/accounts").status == 200, "the password is enough again"


def test_nobody_sees_or_revokes_anothers_method(
    checker: Browser, maker: Browser, world: HouseWorld
) -> None:
    add_code(checker, world)
    (path,) = checker.get("/sessions").links("/methods/0")
    assert maker.get(path).status == 404
    fields = {"csrf": maker.token(), "password": PASSWORD}
    assert maker.post(f"{path}/revoke", fields).status == 404
    assert maker.post(f"{path}/name", fields | {"label": "x"}).status == 404
    assert world.count("credential", "method = 'totp' AND status = 'active'") == 1


def test_a_known_device_is_forgotten(checker: Browser, opens: Opens, world: HouseWorld) -> None:
    opens("zhaomin")
    (button,) = checker.get("/sessions").find("//button[@name='device']")
    checker.post("/sessions", {"csrf": checker.token(), "device": button.get("value")})
    assert world.count("known_device", "ended_at IS NOT NULL") == 1


def handoff_path(browser: Browser) -> str:
    """The address in the code on the page; the drawing is read from what was asked for."""
    import corporate.web.views.handoff as view  # noqa: PLC0415 - watched for one call

    drawn: list[str] = []
    original = view.qr

    def seen(text: str) -> Any:
        drawn.append(text)
        return original(text)

    view.qr = seen
    try:
        page = browser.get("/approvals")
        (form,) = [f for f in page.tree.forms if (f.get("action") or "").endswith("/phone")]
        shown = browser.post(str(form.get("action")), dict(form.form_values()))
    finally:
        view.qr = original
    assert shown.status == 200
    assert shown.find("//*[local-name()='svg' and @class='qr']")
    return drawn[0].partition("/b/yungang")[2]


@pytest.fixture
def waiting(house: PaymentHouse) -> None:
    house.submit("A", amount_minor=512_345)


@pytest.mark.usefixtures("waiting")
def test_the_code_opens_the_very_item_on_the_phone_once(app: Flask, checker: Browser) -> None:
    path = handoff_path(checker)
    phone = Browser(app)
    page = phone.get(path)
    assert page.url == "/login"
    fields = page.form("username") | {"username": "zhaomin", "password": PASSWORD}
    page = phone.post("/login", fields)
    assert page.url.startswith("/m/approvals/0")
    assert "5,123.45" in page.text
    assert phone.get(path).status == 404


@pytest.mark.usefixtures("waiting")
def test_the_code_opens_nothing_for_others_or_too_late(
    approver: Browser, checker: Browser, world: HouseWorld
) -> None:
    path = handoff_path(checker)
    assert approver.get(path).status == 404
    assert world.count("challenge", "purpose = 'handoff' AND used_at IS NULL") == 1
    world.advance(seconds=121)
    assert checker.get(path).status == 404
