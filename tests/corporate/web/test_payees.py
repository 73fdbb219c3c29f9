"""The payee book on pages, without scripts: check the name, see the change, submit; another confirms."""

from __future__ import annotations

import pytest

from connectors.ports import NameAnswer, NameVerdict
from tests.cast import PASSWORD
from tests.corporate.web.browser import Browser
from tests.corporate.web.conftest import Opens
from tests.workflows.payees.house import ACCOUNT, BANK, NAME, PayeeHouse
from tests.workflows.payments.house import OTHER_PAYEE
from tests.world import HouseWorld
from workflows.payees.classes import PayeeClass, WhiteList

FIELDS = {"account": ACCOUNT, "bank_code": BANK, "name": NAME, "payee_class": "white_list"}
SAME_BUT = "无锡同盛包装材料公司"


@pytest.fixture
def house(world: HouseWorld) -> PayeeHouse:
    return PayeeHouse(world)


def test_a_payee_is_added_step_by_step(maker: Browser, house: PayeeHouse) -> None:
    form = maker.get("/payees/new").form("account") | FIELDS
    checked = maker.post("/payees/check", form | {"step": "check"})
    assert "户名一致" in checked.text
    assert "其中任意一人确认即生效" in checked.text
    assert "赵敏" in checked.text
    assert "李娜" not in checked.find("//main")[0].text_content()
    shown = maker.post("/payees/submit", checked.form("account"))
    assert "等待第二人确认" in shown.text
    assert house.world.count("mandate", "kind = 'payees' AND status = 'pending_approval'") == 1
    assert house.world.count("payee") == 0


def test_each_answer_about_a_name_says_what_to_do(maker: Browser, house: PayeeHouse) -> None:
    form = maker.get("/payees/new").form("account") | FIELDS | {"step": "name"}
    for said, words in (
        (NameAnswer(NameVerdict.CLOSE, "无锡＊＊公司"), "收款行提示：无锡＊＊公司"),
        (NameAnswer(NameVerdict.NO_MATCH), "请勿付款"),
        (None, "不代表户名有误"),
        (NameAnswer(NameVerdict.MATCH), "户名一致"),
    ):
        house.names.says = said
        assert words in maker.post("/payees/check", form).text


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(maker: Browser) -> None:
    form = maker.get("/payees/new").form("account") | FIELDS | {"bank_code": "999999999999"}
    page = maker.post("/payees/check", form | {"step": "check"})
    assert page.status == 422
    assert page.find("//*[@id='e-bank_code']")
    assert page.value("name") == NAME


def test_duplicates_are_merged_with_a_tick(maker: Browser, house: PayeeHouse) -> None:
    house.submit("S1", **{**OTHER_PAYEE, "payee_name": SAME_BUT})
    house.enter()
    page = maker.get(f"/payees/{ACCOUNT}/edit")
    form = page.form("account") | {"merged": SAME_BUT, "step": "check"}
    checked = maker.post("/payees/check", form)
    assert "合并重复条目" in checked.text
    maker.post("/payees/submit", checked.form("account"))
    assert house.world.count("mandate", f"after->'merged' ? '{SAME_BUT}'") == 1


def test_taking_out_is_checked_like_any_change(maker: Browser, house: PayeeHouse) -> None:
    house.enter()
    page = maker.get(f"/payees/{ACCOUNT}")
    checked = maker.post("/payees/check", page.form("removes") | {"step": "check"})
    (diff,) = checked.find("//ol[contains(@class, 'diff')]")
    assert [part in diff.text_content() for part in (NAME, "变更后", "无")] == [True] * 3
    maker.post("/payees/submit", checked.form("removes"))
    assert "变更待确认" in maker.get("/payees").text
    assert house.book().payees[0].name == NAME


def test_its_proposer_takes_a_change_back(maker: Browser, house: PayeeHouse) -> None:
    number = house.propose().number
    page = maker.get(f"/payees/{ACCOUNT}")
    (form,) = page.find(f"//form[contains(@action, '{number}')]")
    shown = maker.post(f"/payees/changes/{number}", dict(form.form_values()))
    assert "已撤回" in shown.text


def test_who_only_looks_sees_no_button(opens: Opens, house: PayeeHouse) -> None:
    house.enter()
    viewer = opens("sunyue")
    assert NAME in viewer.get("/payees").text
    assert viewer.get("/payees").links("/payees/new") == []
    assert viewer.get(f"/payees/{ACCOUNT}").links("/edit") == []


def test_the_check_page_of_a_payment_asks_about_the_name(maker: Browser, house: PayeeHouse) -> None:
    house.names.says = NameAnswer(NameVerdict.NO_MATCH)
    form = maker.get("/payments/new").form("serial") | {
        "payee_name": NAME, "payee_account": ACCOUNT, "payee_bank_code": BANK,
        "amount": "123.45", "purpose": "货款", "step": "check",
    }  # fmt: skip
    page = maker.post("/payments/new", form)
    assert "户名不符" in page.text
    assert len(house.names.asked) == 1


def test_a_refused_payee_is_told_on_the_form(maker: Browser, house: PayeeHouse) -> None:
    house.demand(white_list=WhiteList.ENFORCE)
    form = maker.get("/payments/new").form("serial") | {
        "payee_name": NAME, "payee_account": ACCOUNT, "payee_bank_code": BANK,
        "amount": "123.45", "purpose": "货款", "step": "check",
    }  # fmt: skip
    page = maker.post("/payments/new", form)
    assert (page.status, "收款人不在白名单" in page.text) == (422, True)
    house.list_payee()
    assert maker.post("/payments/new", form).status == 200


def test_an_administrator_sets_what_is_demanded(opens: Opens, house: PayeeHouse) -> None:
    admin = opens("zhoutao")
    form = admin.get("/payees/rules").form("white_list")
    page = admin.post("/payees/rules", form | {"white_list": "enforce", "hours": "999"})
    assert (page.status, "0 至 720" in page.text) == (422, True)
    page = admin.post("/payees/rules", form | {"white_list": "enforce", "hours": "24"})
    assert "等待另一位管理员确认" in page.text
    assert house.book().demands.white_list is WhiteList.OFF


def test_tabs_and_search_find_payees(maker: Browser, house: PayeeHouse) -> None:
    house.enter(payee_class=PayeeClass.WHITE_LIST)
    assert NAME in maker.get("/payees?tab=white_list&text=wxts").text
    assert "没有符合条件的收款人" in maker.get("/payees?tab=own_group").text


def test_a_clerk_confirms_it_in_the_inbox(checker: Browser, house: PayeeHouse) -> None:
    """Somebody who administers nothing finds the change where payments wait, and signs it there."""
    seen = house.propose(payee_class=PayeeClass.WHITE_LIST)
    inbox = checker.get("/approvals")
    assert f"新增收款人 {NAME}" in inbox.text
    page = checker.get(f"/approvals/{seen.approval_id}")
    assert "白名单" in page.text
    assert "双人控制，一人提交，另一人确认" in page.text
    given = page.form("digest", "password") | {"password": PASSWORD, "decision": "approve"}
    checker.post(page.form_tree("digest", "password").action, given)
    assert house.book().payees[0].confirmed_by == "赵敏"
