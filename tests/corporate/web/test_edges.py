"""What happens at the edges: no database, no company, one bank, a closed account."""

from __future__ import annotations

import dataclasses

import pytest
from flask import Flask

from corporate.readiness import Readiness
from corporate.settings import Profile
from corporate.watching.health import SCHEMA, Finding
from corporate.web import masking
from corporate.web.app import create_web
from corporate.web.visit import device_label
from kernel.db import Database
from migrations.newest import newest
from tests.corporate.web.browser import Browser
from tests.corporate.web.conftest import Opens
from tests.corporate.web.test_approvals import waiting
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld


def test_without_a_database_every_page_says_that_nothing_was_changed(
    house: PaymentHouse,
) -> None:
    nowhere = Database("host=/nonexistent user=nobody dbname=none connect_timeout=1")
    directory = type(house.house.directory)(nowhere, house.world.clock)
    away = dataclasses.replace(house.house, database=nowhere, directory=directory)
    answer = create_web(away, lambda: ()).test_client().get("/b/yungang/payments")
    assert answer.status_code == 503
    assert "服务暂时不可用" in answer.text


def test_readiness_names_what_is_missing(world: HouseWorld) -> None:
    assert Readiness(world.db.app, newest()).faults() == ()
    assert Readiness(world.db.app, "9999").faults() == ("corporate.schema_behind",)
    nowhere = Database("host=/nonexistent user=nobody dbname=none connect_timeout=1")
    assert Readiness(nowhere, newest()).faults() == ("kernel.database_unavailable",)


def test_a_process_that_is_not_ready_answers_503(house: PaymentHouse) -> None:
    app = create_web(house.house, lambda: (Finding(SCHEMA, good=False),))
    for path in ("/readyz", "/health"):
        answer = app.test_client().get(path)
        assert (answer.status_code, answer.json) == (503, {"ready": False})


def test_a_production_deployment_lists_no_banks(house: PaymentHouse) -> None:
    site = dataclasses.replace(house.house.settings, profile=Profile.PRODUCTION)
    app = create_web(dataclasses.replace(house.house, settings=site), lambda: ())
    answer = app.test_client().get("/")
    assert answer.status_code == 404
    assert "yungang" not in answer.text


def test_somebody_whose_every_membership_ended_is_told_whom_to_ask(
    opens: Opens, world: HouseWorld
) -> None:
    browser = opens("lina")
    with world.owner() as uow:
        uow.run(
            "UPDATE enterprise_user SET status = 'left' WHERE id = %s",
            (world.user("李娜").user_id,),
        )
    page = browser.get("/payments")
    assert (page.status, page.url) == (403, "/choose")
    assert "没有可用的企业" in page.text


def test_a_suspended_person_is_out_on_the_next_page(maker: Browser, world: HouseWorld) -> None:
    with world.owner() as uow:
        uow.run(
            "UPDATE person SET status = 'suspended' WHERE id = %s",
            (world.user("李娜").person_id,),
        )
    page = maker.get("/payments")
    assert page.url == "/login"
    assert "登录已结束" in page.text


def test_somebody_with_several_companies_changes_between_them(opens: Opens) -> None:
    browser = opens("chenjing", "辰海")
    assert browser.get("/").links("/choose")
    page = browser.get("/choose")
    other = page.find("//button[@name='user'][not(@aria-current)]/@value")[0]
    home = browser.post("/choose", {"user": other, "csrf": page.form("csrf", "next")["csrf"]})
    assert "苏州恒锐特钢有限公司" in home.text


def test_an_item_opened_at_the_desk_by_its_address_is_shown_beside_the_list(
    house: PaymentHouse, checker: Browser
) -> None:
    house.submit("S")
    identifier = waiting(checker)[0].rsplit("/", 1)[-1]
    page = checker.get(f"/approvals/{identifier}")
    assert page.url == "/approvals"
    assert page.form("digest", "password")["digest"]


@pytest.mark.parametrize(
    ("status", "said"),
    [("closed", "已销户"), ("frozen", "已冻结"), ("credit_only", "只收不付")],
)
def test_an_account_that_was_shut_says_how(
    maker: Browser, world: HouseWorld, status: str, said: str
) -> None:
    assert said not in maker.get("/accounts").text
    world.db.tamper(
        f"UPDATE yinqi.ledger_account SET status = '{status}' WHERE number = '1001234509012345686'"  # noqa: S608
    )
    assert said in maker.get("/accounts").text


@pytest.mark.parametrize(
    ("full", "masked"),
    [
        ("苏州恒锐特钢有限公司", "苏州＊＊＊＊＊＊公司"),
        ("王磊", "王＊"),
        ("欧阳娜娜", "欧＊＊＊"),
        ("", ""),
    ],
)
def test_a_name_is_masked_but_can_be_compared(full: str, masked: str) -> None:
    assert masking.name(full) == masked


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "Chrome · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        ("curl/8", ""),
        ("\x01\n<script>", ""),
    ],
)  # fmt: skip
def test_a_browser_is_named_in_words_its_owner_knows(app: Flask, agent: str, label: str) -> None:
    with app.test_request_context("/", environ_base={"HTTP_USER_AGENT": agent}):
        assert device_label() == label
