"""Passkeys in Chromium with a virtual authenticator: added, logged in and signed with, and every trick refused."""

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
SIGN = "button[data-passkey][value=approve]"


@pytest.fixture
def site(site: str) -> str:
    """The same bank by name: a passkey never belongs to a number."""
    return site.replace("127.0.0.1", "localhost")


class Signer:
    """赵敏 with a passkey, in front of one payment on her phone."""

    def __init__(self, meets: Meets, house: PaymentHouse) -> None:
        self.person: Person = meets(*PHONE)
        self.page = self.person.page
        self.person.log_in("zhaomin")
        self.authenticator: Authenticator = enrol(self.person)
        self.number = house.submit("A", amount_minor=512_345, purpose="货款").number
        self.person.open("/m/approvals")
        self.page.click("[data-row] a >> nth=0")
        expect(self.page.locator("h1")).to_contain_text("付款审批")

    def sign(self) -> None:
        if not self.page.locator("dialog[open]").count():
            self.page.click(".act .primary")
        self.page.click(f"dialog[open] {SIGN}")

    def fault(self) -> Any:
        return self.page.locator("dialog[open] .err[role=alert]:not([hidden])")


@pytest.fixture
def signer(meets: Meets, house: PaymentHouse) -> Signer:
    return Signer(meets, house)


def decisions(world: HouseWorld) -> int:
    return world.count("approval_decision")


def test_somebody_adds_a_passkey_and_signs_with_it(signer: Signer, world: HouseWorld) -> None:
    expect(signer.page.locator("dialog#sign input[type=password]")).to_have_count(0)
    signer.page.click(".act .primary")
    signer.person.look()
    signer.page.click(f"dialog[open] {SIGN}")
    expect(signer.page.locator(".finish")).to_contain_text("全部处理完毕")
    assert world.count("approval_decision", "evidence->>'method' = 'passkey'") == 1
    assert world.count("payment", "status = 'succeeded'") == 1
    signer.person.open(f"/payments/{signer.number}")
    expect(signer.page.locator(".steps")).to_contain_text("通行密钥")


def test_a_refusal_is_signed_as_a_refusal(signer: Signer, world: HouseWorld) -> None:
    signer.page.click(".act .stop")
    signer.page.fill("dialog[open] textarea", "合同号不符")
    signer.page.click("dialog[open] button[data-passkey]")
    expect(signer.page.locator(".finish")).to_be_visible()
    assert world.count("approval_decision", "evidence->>'statement' = 'send_back'") == 1


def test_without_user_verification_nothing_is_signed(signer: Signer, world: HouseWorld) -> None:
    signer.authenticator.lie(isBadUV=True)
    signer.sign()
    expect(signer.fault()).to_contain_text("未通过验证")
    assert decisions(world) == 0


def test_a_forged_signature_is_refused(signer: Signer, world: HouseWorld) -> None:
    signer.authenticator.lie(isBogusSignature=True)
    signer.sign()
    expect(signer.fault()).to_contain_text("未通过验证")
    assert decisions(world) == 0
    signer.authenticator.lie()
    signer.sign()
    expect(signer.page.locator(".finish")).to_be_visible()
    assert decisions(world) == 1


@pytest.mark.parametrize(
    ("code", "field", "shown"),
    [
        ("amount", "金额", "¥5,123.40"),
        ("payee_name", "收款户名", "苏州恒悦特钢有限公司"),
        ("payee_account", "收款账号", "3250 6120 0018 1471"),
    ],
)
def test_a_changed_screen_is_noticed_before_anything_is_signed(
    signer: Signer, world: HouseWorld, code: str, field: str, shown: str
) -> None:
    place = signer.page.locator(f"main .slip [data-signed='{code}']")
    place.first.evaluate("(node, text) => (node.textContent = text)", shown)
    signer.sign()
    expect(signer.fault()).to_contain_text(field)
    assert decisions(world) == 0
    assert world.count("challenge", "purpose = 'sign:approve' AND used_at IS NOT NULL") == 0


def test_a_hidden_amount_is_noticed_too(signer: Signer, world: HouseWorld) -> None:
    signer.page.evaluate(
        "document.querySelectorAll('[data-signed=amount]').forEach((n) => n.remove())"
    )
    signer.sign()
    expect(signer.fault()).to_contain_text("金额")
    assert decisions(world) == 0


def test_a_row_changed_after_the_question_voids_the_answer(
    signer: Signer, world: HouseWorld
) -> None:
    def tampered(route: Route) -> None:
        answer = route.fetch()
        world.db.tamper("UPDATE yinqi.payment SET payee_name = '苏州恒悦特钢有限公司'")
        route.fulfill(response=answer)

    signer.page.route("**/ask", tampered)
    signer.sign()
    expect(signer.page.locator("h1")).to_contain_text("状态")
    assert decisions(world) == 0


def test_another_text_put_under_the_page_is_not_signed(signer: Signer, world: HouseWorld) -> None:
    def swapped(route: Route) -> None:
        answer = route.fetch()
        asked = answer.json()
        asked["text"] = asked["text"].replace("5123.45", "9123.45")
        route.fulfill(response=answer, body=json.dumps(asked))

    signer.page.route("**/ask", swapped)
    signer.sign()
    expect(signer.fault()).to_contain_text("不一致")
    assert decisions(world) == 0


def test_the_same_answer_counts_once(
    signer: Signer, house: PaymentHouse, world: HouseWorld
) -> None:
    sent: list[str] = []
    signer.page.on(
        "request",
        lambda request: sent.append(request.post_data or "") if request.method == "POST" else None,
    )
    signer.sign()
    expect(signer.page.locator(".finish")).to_be_visible()
    used = next(body for body in sent if "clientDataJSON" in body)
    house.submit("B", amount_minor=512_345, purpose="货款")
    signer.person.open("/m/approvals")
    signer.page.click("[data-row] a >> nth=0")
    expect(signer.page.locator("dialog#sign form")).to_be_attached()
    signer.page.evaluate(
        """(used) => {
          const form = document.querySelector("dialog#sign form");
          form.elements.passkey.value = new URLSearchParams(used).get("passkey");
          const decision = Object.assign(document.createElement("input"), {name: "decision", value: "approve"});
          form.append(decision);
          form.submit();
        }""",
        used,
    )
    expect(signer.fault()).to_contain_text("未通过验证")
    assert decisions(world) == 1


def test_a_copied_authenticator_is_blocked(signer: Signer, world: HouseWorld) -> None:
    signer.authenticator.rewind()
    signer.sign()
    expect(signer.page.locator("dialog[open] .field .err")).to_contain_text("未通过验证")
    assert decisions(world) == 0
    assert world.count("credential", "method = 'passkey' AND status = 'blocked'") == 1


def test_who_has_a_passkey_cannot_sign_with_the_password_alone(
    signer: Signer, world: HouseWorld
) -> None:
    signer.page.evaluate(
        """(password) => {
          const form = document.querySelector("dialog#sign form");
          for (const [name, value] of [["password", password], ["decision", "approve"]])
            form.append(Object.assign(document.createElement("input"), {name, value}));
          form.submit();
        }""",
        PASSWORD,
    )
    expect(signer.fault()).to_contain_text("通行密钥")
    assert decisions(world) == 0


@pytest.mark.parametrize("way", ["button", "autofill"])
def test_a_passkey_logs_in_without_a_name(meets: Meets, world: HouseWorld, way: str) -> None:
    person = meets(*DESKTOP)
    if way == "button":
        person.page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = null")
    person.log_in("zhaomin")
    enrol(person)
    person.page.evaluate("document.querySelector('form[action$=logout]').requestSubmit()")
    if way == "button":
        expect(person.page.locator("[data-begin]")).to_be_visible()
        person.look()
        person.page.click("[data-begin]")
    person.page.wait_for_url(f"{person.site}/")
    assert world.count("audit", "action = 'session.start' AND detail->>'method' = 'passkey'") == 1
    assert world.count("web_session", "method = 'passkey' AND ended_at IS NULL") == 1


def test_another_passkey_is_added_with_the_first_one(meets: Meets, world: HouseWorld) -> None:
    person = meets(*DESKTOP)
    person.log_in("zhaomin")
    enrol(person)
    person.open("/methods/passkey")
    expect(person.page.locator("#f-password")).to_have_count(0)
    person.look()
    person.page.fill("#f-label", "备用")
    person.page.click("main form button[data-passkey]")
    expect(person.page.locator("[data-fault]")).to_contain_text("已登记")
    assert world.count("credential", "method = 'passkey'") == 1


def test_a_place_is_lent_with_a_passkey_and_nothing_weaker(meets: Meets, world: HouseWorld) -> None:
    person = meets(*DESKTOP)
    person.log_in("zhaomin")
    authenticator = enrol(person)
    person.open("/delegations")
    expect(person.page.locator("#f-password")).to_have_count(0)
    person.look()
    authenticator.lie(isBadUV=True)
    person.page.click("main button[data-passkey]")
    expect(person.page.locator("main .err:not([hidden])").first).to_contain_text("未通过验证")
    assert world.count("approval_delegation") == 0
    authenticator.lie()
    person.page.click("main button[data-passkey]")
    expect(person.page.locator("[role=status].note")).to_contain_text("委托已生效")
    assert world.count("approval_delegation") == 1
    assert world.count("challenge", "purpose = 'sign:confirm' AND used_at IS NOT NULL") >= 1


def test_a_revoked_passkey_signs_nothing_more(signer: Signer, world: HouseWorld) -> None:
    world.db.tamper("UPDATE yinqi.credential SET status = 'revoked' WHERE method = 'passkey'")
    signer.sign()
    expect(signer.page.locator("dialog[open] .err")).to_contain_text("登录密码")
    assert decisions(world) == 0


@pytest.mark.parametrize(("size", "ui"), [(DESKTOP, "theme:dark"), (PHONE, "theme:light")])
def test_the_pages_of_methods_are_as_good(meets: Meets, size: tuple[int, int], ui: str) -> None:
    person = meets(*size, ui)
    person.open("/login")
    person.look()
    person.log_in("zhaomin")
    for path in ("/sessions", "/methods/code", "/methods/passkey"):
        person.open(path)
        person.look()
    enrol(person)
    person.look()
    person.page.click(".ways a.btn")
    person.look()
