"""Several payments signed with one touch in Chromium: counted, compared row by row, and every trick refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.authenticator import Authenticator, enrol
from tests.browser.conftest import Meets, Person
from tests.cast import PASSWORD
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1440, 900), (390, 844)


@pytest.fixture
def site(site: str) -> str:
    """The same bank by name: a passkey never belongs to a number."""
    return site.replace("127.0.0.1", "localhost")


class Bulk:
    """赵敏 with a passkey in front of a list of two payments without a flag; a third one has one."""

    def __init__(self, meets: Meets, house: PaymentHouse, size: tuple[int, int] = DESKTOP) -> None:
        house.submit("before", amount_minor=100)
        house.decide("赵敏")
        for serial, amount in (("A", 512_050), ("B", 680_000)):
            house.submit(serial, amount_minor=amount)
        house.submit("C", amount_minor=700_000, payee_account="6222021001112223334",
                     payee_name="无锡同盛包装材料有限公司", payee_bank="102100099996")  # fmt: skip
        self.person: Person = meets(*size)
        self.page = self.person.page
        self.person.log_in("zhaomin")
        self.authenticator: Authenticator = enrol(self.person)
        self.choose()

    def choose(self) -> None:
        """By "select all", which leaves out what has a flag."""
        self.person.open("/approvals")
        self.page.check("[data-all]")
        expect(self.page.locator("[data-count]").first).to_have_text("2")
        self.page.click("button[data-needs]")
        expect(self.page.locator("[data-item]")).to_have_count(2)

    def sign(self) -> None:
        self.page.click("main button[data-passkey]")

    def fault(self) -> Any:
        return self.page.locator("main .err[role=alert]:not([hidden])")


@pytest.fixture
def bulk(meets: Meets, house: PaymentHouse) -> Bulk:
    return Bulk(meets, house)


def decided(world: HouseWorld) -> int:
    """How many decisions there are beside the one that made the payee known."""
    return world.count("approval_decision") - 1


def test_one_touch_signs_the_list(bulk: Bulk, world: HouseWorld) -> None:
    bulk.person.look()
    bulk.sign()
    expect(bulk.page.locator("body")).to_contain_text("已签名 2 笔")
    assert world.count("approval_decision", "evidence->>'statement' = 'approve_list'") == 2
    assert world.count("payment", "client_serial = 'C' AND status = 'pending_approval'") == 1


@pytest.mark.parametrize(("size", "ui"), [(DESKTOP, "theme:dark"), (PHONE, "theme:light")])
def test_the_page_is_as_good_at_every_size(
    meets: Meets, house: PaymentHouse, size: tuple[int, int], ui: str
) -> None:
    Bulk(lambda width, height: meets(width, height, ui), house, size).person.look()


def test_without_user_verification_nothing_is_signed(bulk: Bulk, world: HouseWorld) -> None:
    bulk.authenticator.lie(isBadUV=True)
    bulk.sign()
    expect(bulk.fault()).to_contain_text("未通过验证")
    assert decided(world) == 0


def test_a_forged_signature_is_refused(bulk: Bulk, world: HouseWorld) -> None:
    bulk.authenticator.lie(isBogusSignature=True)
    bulk.sign()
    expect(bulk.fault()).to_contain_text("未通过验证")
    assert decided(world) == 0


@pytest.mark.parametrize(
    ("place", "shown", "field"),
    [
        ("[data-item] >> nth=1 >> [data-signed=amount]", "¥6,800.01", "2 · 金额"),
        (
            "[data-item] >> nth=0 >> [data-signed=payee_name]",
            "苏州恒悦特钢有限公司",
            "1 · 收款户名",
        ),
        ("[data-item] >> nth=0 >> [data-signed=payee_account]", "3250 6120", "1 · 收款账号"),
        ("[data-signed=list_sum]", "¥11,920.51", "合计"),
        ("[data-signed=list_count]", "3", "笔数"),
    ],
)
def test_a_changed_screen_is_noticed_before_anything_is_signed(
    bulk: Bulk, world: HouseWorld, place: str, shown: str, field: str
) -> None:
    bulk.page.locator(place).evaluate("(node, text) => (node.textContent = text)", shown)
    bulk.sign()
    expect(bulk.fault()).to_contain_text(field)
    assert decided(world) == 0
    assert world.count("challenge", "purpose = 'sign:approve_list' AND used_at IS NOT NULL") == 0


def test_a_row_hidden_from_the_screen_is_noticed(bulk: Bulk, world: HouseWorld) -> None:
    bulk.page.evaluate("document.querySelector('[data-item]').removeAttribute('data-item')")
    bulk.sign()
    expect(bulk.fault()).to_contain_text("笔数")
    assert decided(world) == 0


def test_a_text_swapped_under_the_page_is_not_signed(bulk: Bulk, world: HouseWorld) -> None:
    def swapped(route: Route) -> None:
        answer = route.fetch()
        asked = answer.json()
        asked["parts"][0] = asked["parts"][0].replace("5120.50", "9120.50")
        route.fulfill(response=answer, body=json.dumps(asked))

    bulk.page.route("**/ask", swapped)
    bulk.sign()
    expect(bulk.fault()).to_contain_text("不一致")
    assert decided(world) == 0


def test_a_row_changed_after_the_question_voids_the_list_and_is_named(
    bulk: Bulk, world: HouseWorld
) -> None:
    def tampered(route: Route) -> None:
        answer = route.fetch()
        world.db.tamper("UPDATE yinqi.payment SET purpose = '其他' WHERE client_serial = 'B'")
        route.fulfill(response=answer)

    bulk.page.route("**/ask", tampered)
    bulk.sign()
    expect(bulk.page.locator(".note.stop")).to_contain_text("付款给 苏州恒锐特钢有限公司")
    assert bulk.person.axe() == []
    assert decided(world) == 0


def test_the_same_answer_counts_once(bulk: Bulk, house: PaymentHouse, world: HouseWorld) -> None:
    sent: list[str] = []
    bulk.page.on(
        "request",
        lambda request: sent.append(request.post_data or "") if request.method == "POST" else None,
    )
    bulk.sign()
    expect(bulk.page.locator("body")).to_contain_text("已签名 2 笔")
    used = next(body for body in sent if "clientDataJSON" in body)
    for serial, amount in (("D", 512_051), ("E", 680_001)):
        house.submit(serial, amount_minor=amount)
    bulk.choose()
    bulk.page.evaluate(
        """(used) => {
          const form = document.querySelector("form[data-sign]");
          form.elements.passkey.value = new URLSearchParams(used).get("passkey");
          form.submit();
        }""",
        used,
    )
    expect(bulk.fault()).to_contain_text("未通过验证")
    assert decided(world) == 2


def test_who_has_a_passkey_cannot_sign_a_list_with_the_password_alone(
    bulk: Bulk, world: HouseWorld
) -> None:
    expect(bulk.page.locator("main input[type=password]")).to_have_count(0)
    bulk.page.evaluate(
        """(password) => {
          const form = document.querySelector("form[data-sign]");
          form.append(Object.assign(document.createElement("input"), {name: "password", value: password}));
          form.submit();
        }""",
        PASSWORD,
    )
    expect(bulk.fault()).to_contain_text("通行密钥")
    assert decided(world) == 0
