"""Approval rules on pages: told in sentences, edited in cards without scripts, checked, proposed, restored."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corporate.web.policy_draft import Draft, draft_of, read_draft
from corporate.web.policy_form import written
from corporate.web.policy_steps import act
from tests.cast import POLICY
from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.conftest import Opens
from tests.workflows.policies.house import TWO_OF_ANY, PolicyHouse
from tests.world import HouseWorld
from workflows.approval.policy_parser import parse_rules

EDIT = "/policies/edit?operation=payments.submit"
RULE = "/policies/rule?operation=payments.submit"


@pytest.fixture
def rules(world: HouseWorld) -> PolicyHouse:
    return PolicyHouse(world)


@pytest.fixture
def admin(opens: Opens) -> Browser:
    """周涛, who sets rules."""
    return opens("zhoutao")


def press(browser: Browser, page: Page, wish: str, **typed: str) -> Page:
    """Press a button of the editor, with what was typed meanwhile."""
    return browser.post("/policies/edit", page.form("draft") | typed | {"do": wish})


def test_every_rule_is_told_in_sentences(admin: Browser) -> None:
    page = admin.get("/policies")
    assert "人民币 10,000.00 及以下" in page.text
    assert "先由复核 1 人审批，再由审批 1 人审批" in page.text


def test_without_a_scope_one_is_led_to_the_list(admin: Browser) -> None:
    assert admin.get("/policies/rule").url == "/policies"
    assert admin.get("/policies/rule?operation=x").status == 404


def test_a_rule_is_changed_with_buttons_alone(admin: Browser, world: HouseWorld) -> None:
    page = admin.get(EDIT)
    page = press(admin, page, "add:t0.b1")
    assert "请填写这一档的金额上限" in page.text
    page = press(admin, page, "open:t0.b2", upper="100,000.00")
    page = press(admin, page, "add:t0.b2.s2")
    page = press(admin, page, "tell", group="manager", mode="some", needed="1")
    third = "先由复核 1 人审批，再由审批 1 人审批，再由资金经理 1 人审批"
    assert f"人民币 100,000.00 以上，{third}" in page.text
    page = press(admin, page, "check")
    assert "人民币 100,000.00 以上" in page.find("//ol[contains(@class, 'diff')]")[0].text_content()
    assert world.count("mandate") == 0
    page = admin.post("/policies/submit", page.form("rules") | {"reason": "加强大额付款"})
    assert "已提交" in page.text
    assert world.count("mandate", "kind = 'policies' AND reason = '加强大额付款'") == 1
    assert world.count("approval_policy", "version = 2") == 0
    assert "有变更待确认" in admin.get("/policies").text


def test_an_unfinished_rule_goes_no_further(admin: Browser, world: HouseWorld) -> None:
    page = press(admin, press(admin, admin.get(EDIT), "add:t0.b0"), "check", upper="12,34")
    assert page.status == 422
    assert page.find("//a[@href='#f-t0.b0']")
    assert page.find("//*[@id='f-t0.b0']")
    page = press(admin, page, "check", upper="10000.00")
    assert (page.status, "各档上限必须递增" in page.text) == (422, True)
    assert world.count("mandate") == 0


def test_a_rule_nobody_could_fill_is_told_while_it_is_edited(admin: Browser) -> None:
    page = press(admin, admin.get(EDIT), "open:t0.b1.s1.l0")
    page = press(admin, page, "tell", group="manager", mode="some", needed="5")
    assert "没有人能完成审批" in page.text
    assert press(admin, page, "check").status == 422


def test_the_draft_is_tried_on_a_past_payment(
    admin: Browser, rules: PolicyHouse, world: HouseWorld
) -> None:
    paid = rules.payments.submit("A", amount_minor=25_000_000)
    page = press(admin, admin.get(EDIT), "open:t0.b1.s1.l0")
    page = press(admin, page, "try", group="manager", number=paid.number)
    assert "需由赵敏，再由陈静审批" in page.text
    assert world.count("mandate") == 0
    tried = admin.get(f"/policies/try?try=1&number={paid.number}")
    assert "需由赵敏，再由王磊审批" in tried.text


def test_a_new_rule_names_its_scope(admin: Browser, world: HouseWorld) -> None:
    page = press(admin, admin.get("/policies/edit?new=1"), "open:t0.b0.s0.l0")
    page = press(admin, page, "check", group="manager", door="phone", mode="any")
    assert "由资金经理任一人审批" in page.text
    admin.post("/policies/submit", page.form("rules"))
    assert world.count("mandate", "target = 'payments.submit/*/*/phone'") == 1


def test_an_old_version_is_restored_through_the_check_page(
    admin: Browser, rules: PolicyHouse, world: HouseWorld
) -> None:
    rules.set(TWO_OF_ANY)
    page = admin.get(f"{RULE}&version=1")
    assert "历史版本" in page.text
    fields = page.form("operation", "door") | {"version": "1"}
    checked = admin.post("/policies/check", fields)
    assert "先由复核 1 人审批，再由审批 1 人审批" in checked.text
    assert "已提交" in admin.post("/policies/submit", checked.form("rules", "version")).text
    assert world.count("mandate", "status = 'pending_approval'") == 1


def test_while_one_change_waits_no_other_can_be_proposed(
    admin: Browser, rules: PolicyHouse, world: HouseWorld
) -> None:
    rules.propose(TWO_OF_ANY)
    fields = admin.get(RULE).form("operation", "door") | {"rules": json.dumps(POLICY)}
    page = admin.post("/policies/check", fields)
    assert "有变更待确认" in page.text
    assert not page.find("//button[contains(., '提交确认')]")
    refused = admin.post("/policies/submit", fields | {"rules": json.dumps(TWO_OF_ANY)})
    assert refused.status == 422
    assert world.count("mandate") == 1


def test_an_auditor_reads_and_edits_nothing(opens: Opens) -> None:
    auditor = opens("sunyue")
    assert "人民币 10,000.00 及以下" in auditor.get("/policies").text
    page = auditor.get(RULE)
    assert not page.links("/policies/edit")
    assert auditor.get(EDIT).status == 403
    assert auditor.post("/policies/edit", page.form("csrf") | {"draft": "{}"}).status == 403


@pytest.mark.parametrize("path", ["/policies", RULE, EDIT, "/policies/try"])
def test_a_clerk_sees_no_rules(maker: Browser, path: str) -> None:
    assert maker.get(path).status == 403


@pytest.mark.parametrize("draft", ["", "{", "[]", '{"days": 1}', "[" * 20_000, '{"tables": [[]]}'])
def test_what_is_no_draft_is_refused(admin: Browser, draft: str) -> None:
    page = admin.post("/policies/edit", admin.get(EDIT).form("draft") | {"draft": draft})
    assert (page.status, "草稿无法识别" in page.text) == (422, True)


def test_a_draft_says_what_its_rule_says() -> None:
    draft = draft_of(POLICY)
    assert parse_rules(json.loads(written(draft).rules)) == parse_rules(POLICY)
    assert read_draft(draft.written()) == draft


@pytest.mark.parametrize(
    ("wish", "opened", "shape"),
    [
        ("add:t0.b0", "t0.b0", [[1], [1], [1, 1]]),
        ("add:t0.b1.s0", "t0.b1.s0.l0", [[1], [1, 1, 1]]),
        ("add:t0.b1.s2", "t0.b1.s2.l0", [[1], [1, 1, 1]]),
        ("add:t0.b1.s0.l1", "t0.b1.s0.l1", [[1], [2, 1]]),
        ("drop:t0.b1.s1", "t0.b1", [[1], [1]]),
        ("drop:t0.b0.s0.l0", "t0.b0", [[], [1, 1]]),
        ("drop:t0.b0", "", [[1, 1]]),
        ("raise:t0.b1.s1", "t0.b1.s0", [[1], [1, 1]]),
        ("drop:t0.b9", "", [[1], [1, 1]]),
        ("add:t0.b1.s9", "", [[1], [1, 1]]),
        ("add:t7", "", [[1], [1, 1]]),
        ("currency:XXX", "", [[1], [1, 1]]),
        ("burn:t0", "t0.b0", [[1], [1, 1]]),
        ("nonsense", "t0.b0", [[1], [1, 1]]),
    ],
)
def test_every_button_does_one_thing(wish: str, opened: str, shape: list[Any]) -> None:
    draft = draft_of(POLICY)
    assert act(draft, wish, "t0.b0") == opened
    assert [[len(step) for step in band.steps] for band in draft.tables[0].bands] == shape


def test_a_currency_is_set_apart_once() -> None:
    draft = Draft()
    assert act(draft, "currency:EUR", "") == "t1.b0"
    assert act(draft, "currency:EUR", "") == ""
    assert [table.currency for table in draft.tables] == ["CNY", "EUR"]
