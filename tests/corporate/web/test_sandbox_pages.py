"""The sandbox's page and the log of messages, in the hands of people."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from corporate.settings import Settings
from corporate.web.app import create_web
from tests.corporate.web.browser import Browser
from tests.corporate.web.conftest import Opens
from tests.workflows.payments.house import PAYER, PaymentHouse
from tests.world import HouseWorld

PLACE = "/direct-link/sandbox"
_NONCES = """
INSERT INTO yinqi.direct_link_nonce (tenant_id, enterprise_id, certificate, nonce, seen_at, trace, operation, code,
                                     address, client_serial)
SELECT tenant_id, id, 'CERT-10001', 'nonce-' || n, timestamptz '2026-11-23 10:00+08' + n * interval '1 second',
       'trace' || lpad(n::text, 3, '0'), CASE WHEN n % 2 = 0 THEN 'payments.submit' ELSE 'payments.find' END,
       CASE WHEN n = 7 THEN 'C102' ELSE '0000' END, '203.0.113.7', 'ERP-' || n
  FROM yinqi.enterprise, generate_series(1, 60) n WHERE number = '10001'
"""


@pytest.fixture
def house(world: HouseWorld) -> PaymentHouse:
    """A test deployment with its sandbox on."""
    data = world.folder.parent / "data"
    return PaymentHouse(world, Settings(data=data, sandbox=True, clearing_url="http://127.0.0.1:9"))


@pytest.fixture
def app(house: PaymentHouse, compiled: FileSystemBytecodeCache) -> Flask:
    made = create_web(house.house, lambda: ())
    made.jinja_env.bytecode_cache = compiled
    return made


def test_outcomes_are_told_and_forgotten_on_the_page(maker: Browser, world: HouseWorld) -> None:
    assert "还没有编排" in maker.get(PLACE).text
    told = {"name": "late-06", "behaviour": "late_success", "amount": "*.06", "rail": "BEPS", "times": "2"}  # fmt: skip
    page = maker.post(f"{PLACE}/rules", {"csrf": maker.token(), **told})
    assert page.status == 200
    for said in ("超时后成功", "late-06", "*.06", "小额支付系统", "0 / 2"):
        assert said in page.text
    page = maker.post(f"{PLACE}/forgotten", {"csrf": maker.token(), "name": "late-06"})
    assert "还没有编排" in page.text
    assert world.count("sandbox_rule", "live") == 0


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    maker: Browser, world: HouseWorld
) -> None:
    wrong = {"name": "x", "behaviour": "settle", "amount": "six", "reason": "RJ01"}
    page = maker.post(f"{PLACE}/rules", {"csrf": maker.token(), **wrong})
    assert page.status == 422
    assert page.tree.get_element_by_id("f-amount").value == "six"
    assert page.tree.get_element_by_id("e-amount") is not None
    late = maker.post(f"{PLACE}/clock", {"csrf": maker.token(), "to": "2026-11-24T09:00"})
    assert (late.status, "本环境使用系统时间" in late.text) == (422, True)
    assert world.count("sandbox_rule") + world.count("sandbox_order") == 0


def test_money_is_asked_for_and_its_progress_is_shown(maker: Browser, world: HouseWorld) -> None:
    asked = {
        "reference": "IN-7", "account_number": PAYER, "credit_amount": "12480.00",
        "payer_name": "上海振华重工股份有限公司",
    }  # fmt: skip
    page = maker.post(f"{PLACE}/credits", {"csrf": maker.token(), **asked})
    assert page.status == 200
    assert "IN-7" in page.text
    assert "办理中" in page.text
    assert world.count("sandbox_order", "kind = 'credit'") == 1


def test_who_may_not_tell_sees_no_forms(opens: Opens) -> None:
    viewer = opens("zhaomin")
    page = viewer.get(PLACE)
    assert page.status == 200
    assert "编排付款结果" not in page.text
    assert viewer.post(f"{PLACE}/rules", {"csrf": viewer.token(), "name": "x", "behaviour": "settle"}).status == 403  # fmt: skip


def test_the_log_is_searched_and_turned(opens: Opens, world: HouseWorld) -> None:
    world.db.tamper(_NONCES)
    admin = opens("zhoutao")
    first = admin.get("/direct-link/messages")
    assert "trace060" in first.text
    assert "trace010" not in first.text
    older = next(a.get("href") for a in first.tree.iter("a") if "cursor=" in (a.get("href") or ""))
    second = admin.get(older.removeprefix("/b/yungang"))
    assert "trace010" in second.text
    assert "trace011" not in second.text
    for query, found in (
        ("trace=trace007", "trace007"), ("client_serial=ERP-9", "trace009"), ("code=C102", "trace007"),
    ):  # fmt: skip
        page = admin.get(f"/direct-link/messages?{query}")
        assert found in page.text
        assert page.text.count("trace0") == 1
    assert "trace058" in admin.get("/direct-link/messages?operation=payments").text
    assert "没有符合条件的记录" in admin.get("/direct-link/messages?trace=none").text
