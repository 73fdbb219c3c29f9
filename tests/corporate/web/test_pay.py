"""Paying: the form, the check page, one payment for one form however often it is sent."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.conftest import Opens
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld

FIELDS = {
    "payee_name": "苏州恒锐特钢有限公司",
    "payee_account": "3250612000181470",
    "account": "1001234509012345678",
    "amount": "12,864.00",
    "purpose": "采购合同 HY-2611-0093",
}


def filled(browser: Browser, **more: str) -> dict[str, str]:
    """The form as it comes, filled in."""
    return browser.get("/payments/new").form("serial") | FIELDS | more


def check(browser: Browser, **more: str) -> Page:
    """The check page of a filled form."""
    return browser.post("/payments/new", filled(browser, **more) | {"step": "check"})


def submit(browser: Browser, checked: Page) -> Page:
    """Press the button of the check page."""
    return browser.post("/payments/submit", checked.form("serial", "digest"))


def number_of(page: Page) -> str:
    found = re.search(r"P\d{6}-[0-9A-Z]{8}", page.url)
    assert found, page.text[:400]
    return found[0]


@pytest.mark.parametrize(("days", "proposed"), [(0, "2026-11-23"), (5, "2026-11-30")])
def test_the_form_proposes_the_next_bank_day(
    world: HouseWorld, opens: Opens, days: int, proposed: str
) -> None:
    world.advance(days=days)
    assert opens("lina").get("/payments/new").value("pay_on") == proposed


def test_the_check_page_tells_everything_before_it_is_submitted(
    maker: Browser, world: HouseWorld
) -> None:
    page = check(maker)
    assert page.status == 200
    for said in (
        "12,864.00",
        "壹万贰仟捌佰陆拾肆元整",
        "3250 6120 0018 1470",
        "行内转账",
        "实时到账",
        "户名与账号一致",
        "免费",
        "首次向该账户付款",
        "赵敏",
        "王磊",
        "付后可用 987,136.00",
    ):
        assert said in page.text, said
    assert world.count("payment") == 0


def test_a_payment_is_made_and_says_its_number_and_who_is_next(
    maker: Browser, world: HouseWorld
) -> None:
    page = submit(maker, check(maker))
    assert "已提交" in page.text
    assert number_of(page) in page.text
    assert "等待赵敏签名" in page.text
    assert world.count("payment", "status = 'pending_approval' AND door = 'web'") == 1


def test_pressing_twice_pays_once(maker: Browser, world: HouseWorld) -> None:
    checked = check(maker)
    first, second = submit(maker, checked), submit(maker, checked)
    assert number_of(first) == number_of(second)
    assert world.count("payment") == 1
    assert world.count("approval") == 1


def test_going_back_and_changing_the_form_shows_what_it_became(
    maker: Browser, world: HouseWorld
) -> None:
    checked = check(maker)
    first = submit(maker, checked)
    fields = checked.form("serial", "digest") | {"amount": "99.00"}
    page = maker.post("/payments/submit", fields)
    assert number_of(page) == number_of(first)
    assert "这张表单已提交过" in page.text
    assert world.count("payment", "amount_minor = 1286400") == 1
    assert world.count("payment") == 1


def test_what_was_not_checked_is_not_submitted(maker: Browser, world: HouseWorld) -> None:
    fields = check(maker).form("serial", "digest") | {"amount": "99.00"}
    page = maker.post("/payments/submit", fields)
    assert page.status == 409
    assert "核对内容已有变化" in page.text
    assert "99.00" in page.text
    assert world.count("payment") == 0


def test_fields_that_the_form_does_not_have_are_passed_over(
    maker: Browser, world: HouseWorld
) -> None:
    extra = {
        "status": "succeeded", "approval_id": "", "maker_name": "somebody", "door": "direct_link",
        "enterprise_id": str(world.enterprise("恒锐").id), "tenant_id": str(world.other_tenant_id),
        "fee_minor": "0", "end_to_end": "X", "client_serial": "OTHER", "amount_minor": "1",
        "payer_account": "3250612000181470",
    }  # fmt: skip
    checked = maker.post("/payments/new", filled(maker) | extra | {"step": "check"})
    submit_fields = checked.form("serial", "digest")
    maker.post("/payments/submit", submit_fields | extra)
    with world.context("李娜") as ctx:
        (row,) = ctx.uow.rows("SELECT * FROM payment")
    assert row["status"] == "pending_approval"
    assert (row["maker_name"], row["door"]) == ("李娜", "web")
    assert row["client_serial"] == submit_fields["serial"]
    assert (row["amount_minor"], row["end_to_end"]) == (1286400, "")
    assert row["payer_account"] == FIELDS["account"]
    assert row["enterprise_id"] == world.enterprise("辰海").id


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("amount", "1e3", "科学计数法"),
        ("amount", "NaN", "金额"),
        ("amount", "-1", "金额"),
        ("amount", "0", "金额"),
        ("amount", "12,34.5", "金额"),
        ("payee_account", "6.22202E+18", "格式不正确"),
        ("payee_account", "", "收款账号"),
        ("payee_name", "苏州\u200b恒锐", "看不见"),
        ("payee_name", "别人", "收款户名与账号不符"),
        ("payee_account", "9999999999999", "若开在他行，请填写收款行行号"),
        ("payee_bank_code", "105305060006", "收款行"),
        ("pay_on", "2026-02-30", "日期"),
        ("method", "PIGEON", "汇路"),
        ("currency", "EUR", "付款账户为 CNY 户"),
        ("account", "3250612000181470", "该账户"),
        ("account", "1001234509012345694", "未签约"),
        ("purpose", "用途" * 40, "字节"),
    ],
)
def test_a_fault_is_named_at_its_field_and_what_was_typed_stays(
    maker: Browser, world: HouseWorld, field: str, text: str, said: str
) -> None:
    page = check(maker, **{field: text})
    assert page.status == 422, page.text[:400]
    (summary,) = page.find("//section[@class='errors']")
    assert said in summary.text_content()
    assert summary.get("autofocus") is not None
    for name, typed in (FIELDS | {field: text}).items():
        if name not in {"account", "method", "currency"}:
            assert page.value(name) == typed
    assert world.count("payment") == 0
    assert world.count("client_serial") == 0


def test_an_amount_a_chinese_keyboard_makes_is_read(maker: Browser) -> None:
    assert "12.00" in check(maker, amount="１２．００").text


def test_a_second_payment_of_the_same_amount_is_pointed_out(maker: Browser) -> None:
    submit(maker, check(maker))
    page = check(maker)
    assert "可能重复付款" in page.text
    assert "向该账户付款 1 次" in page.text


def test_back_from_the_check_page_everything_is_as_it_was_typed(maker: Browser) -> None:
    checked = check(maker)
    page = maker.post("/payments/new", checked.form("serial", "digest") | {"step": "edit"})
    assert page.status == 200
    assert {name: page.value(name) for name in ("payee_name", "amount", "purpose")} == {
        "payee_name": FIELDS["payee_name"],
        "amount": FIELDS["amount"],
        "purpose": FIELDS["purpose"],
    }
    assert page.form("serial")["serial"] == checked.form("serial", "digest")["serial"]


@pytest.mark.parametrize("typed", ["恒锐", "hrtg", "hengruitegang", "1470"])
def test_a_payee_is_found_by_name_pinyin_or_tail_without_scripts(
    maker: Browser, typed: str
) -> None:
    submit(maker, check(maker))
    fields = filled(maker, payee_name=typed, payee_account="", amount="5.00")
    page = maker.post("/payments/new", fields | {"step": "payee"})
    (hit,) = page.find("//div[@id='hits']/button")
    assert "苏州恒锐特钢有限公司" in hit.text_content()
    chosen = maker.post("/payments/new", fields | {"pick": hit.get("value")})
    assert chosen.value("payee_account") == "3250612000181470"
    assert chosen.value("payee_name") == "苏州恒锐特钢有限公司"
    assert chosen.value("amount") == "5.00"


def test_the_finder_of_the_script_answers_the_same(maker: Browser) -> None:
    submit(maker, check(maker))
    page = maker.post(
        "/payments/payees", filled(maker, payee_name="hrtg"), headers={"HX-Request": "true"}
    )
    assert len(page.find("//div[@id='hits']/button")) == 1


@pytest.mark.parametrize("typed", ["建设", "zgjs", "105100000017"])
def test_a_bank_is_found_by_name_pinyin_or_code(maker: Browser, typed: str) -> None:
    page = maker.post("/payments/banks", filled(maker, payee_bank_code=typed))
    codes = [hit.get("value") for hit in page.find("//div[@id='bank-hits']/button")]
    assert codes == ["105100000017"]


def test_the_panel_tells_route_and_signers_while_one_types(
    maker: Browser, world: HouseWorld
) -> None:
    page = maker.post("/payments/quote", filled(maker))
    (panel,) = page.find("//section[@id='quote']")
    for said in ("行内转账", "实时到账", "赵敏", "王磊"):
        assert said in panel.text_content()
    empty = maker.post("/payments/quote", filled(maker, amount=""))
    assert "填写收款人和金额后" in empty.find("//section[@id='quote']")[0].text_content()
    assert world.count("payment") == 0


def test_a_payment_is_copied_into_a_new_form(maker: Browser) -> None:
    number = number_of(submit(maker, check(maker)))
    page = maker.get(f"/payments/new?copy={number}")
    assert page.value("payee_account") == FIELDS["payee_account"]
    assert page.value("amount") == "12,864.00"
    other = maker.get("/payments/new").form("serial")["serial"]
    assert page.form("serial")["serial"] != other


def test_somebody_who_may_not_pay_gets_no_form(opens: Any) -> None:
    viewer = opens("sunyue")
    assert viewer.get("/payments/new").status == 403
    assert viewer.get("/payments").links("/payments/new") == []


def test_only_accounts_one_may_pay_from_are_offered(maker: Browser) -> None:
    page = maker.get("/payments/new")
    offered = page.find("//select[@name='account']/option/@value")
    assert offered == ["1001234509012345678", "1001234509012345686", "1001234509019780001"]


def test_a_maker_takes_back_what_waits(maker: Browser, world: HouseWorld) -> None:
    page = submit(maker, check(maker))
    number = number_of(page)
    taken = maker.post(f"/payments/{number}/withdraw", {"csrf": maker.token()})
    assert "已撤回" in taken.text
    assert world.count("payment", "status = 'withdrawn'") == 1
    again = maker.post(f"/payments/{number}/withdraw", {"csrf": maker.token()})
    assert again.status == 409


def test_a_checker_cannot_take_back_what_another_made(
    maker: Browser, checker: Browser, world: HouseWorld
) -> None:
    number = number_of(submit(maker, check(maker)))
    assert "/withdraw" not in checker.get(f"/payments/{number}").answer.text
    refused = checker.post(f"/payments/{number}/withdraw", {"csrf": checker.token()})
    assert refused.status == 403
    assert world.count("payment", "status = 'pending_approval'") == 1


def test_a_payment_that_goes_straight_through_says_so(
    maker: Browser, house: PaymentHouse, world: HouseWorld
) -> None:
    house.allow_direct()
    checked = check(maker)
    assert "确认付款" in checked.text
    page = submit(maker, checked)
    assert "成功" in page.text
    assert world.count("payment", "status = 'succeeded'") == 1


def test_short_of_funds_is_a_fault_at_the_form_and_nothing_is_kept(
    maker: Browser, house: PaymentHouse, world: HouseWorld
) -> None:
    house.allow_direct()
    checked = check(maker, amount="99,000,000.00")
    assert "可用余额不足" in checked.text
    page = submit(maker, checked)
    assert page.status == 422
    assert "余额不足" in page.find("//section[@class='errors']")[0].text_content()
    assert world.count("payment") == 0


def test_a_payment_is_kept_as_a_template_and_fills_the_form_the_next_time(
    maker: Browser, opens: Opens, world: HouseWorld
) -> None:
    number = number_of(submit(maker, check(maker)))
    kept = {"csrf": maker.token(), "name": "采购货款"}
    page = maker.post(f"/payments/{number}/template", kept)
    assert "采购货款" in page.text
    assert maker.post(f"/payments/{number}/template", kept).status == 422
    (link,) = page.links("/payments/new?template=")
    form = maker.get(link)
    assert form.value("payee_account") == FIELDS["payee_account"]
    assert form.value("amount") == "12,864.00"
    assert form.value("purpose") == FIELDS["purpose"]
    template = link.rpartition("=")[2]
    for other in (opens("sunyue"), opens("liuyang")):
        refused = other.post(f"/payments/templates/{template}/drop", {"csrf": other.token()})
        assert refused.status in {403, 404}
    assert "采购货款" not in opens("liuyang").get("/payments/templates").text
    maker.post(f"/payments/templates/{template}/drop", {"csrf": maker.token()})
    assert maker.get(link).status == 404
    assert world.count("payment_template", "live") == 0
    assert world.count("payment") == 1


def test_what_was_sent_back_is_corrected_and_taken_back_by_the_new_one(
    maker: Browser, house: PaymentHouse, world: HouseWorld
) -> None:
    number = house.submit("OLD").number
    house.decide("赵敏", "send_back", comment="用途不对")
    (again,) = maker.get(f"/payments/{number}").links("instead=")
    typed = maker.get(again).form("serial", "instead")
    checked = maker.post("/payments/new", typed | {"purpose": "更正的用途", "step": "check"})
    assert "更正的用途" in checked.text
    assert "可能重复" not in checked.text
    done = maker.post("/payments/submit", checked.form("serial", "digest"))
    assert number_of(done) != number
    old = maker.get(f"/payments/{number}")
    assert f"已更正并重新提交：{number_of(done)}" in old.text
    assert world.count("payment", "status = 'withdrawn'") == 1
    assert world.count("payment", "status = 'pending_approval'") == 1
    assert not old.links("instead=")


def test_nothing_else_is_taken_back_for_a_new_payment(
    maker: Browser, house: PaymentHouse, world: HouseWorld
) -> None:
    waits = house.submit("WAITS").number
    for named in (waits, "P261123-NOSUCHNO", "x" * 200):
        checked = check(maker, instead=named, purpose=f"为{named[:9]}")
        submit(maker, checked)
    assert world.count("payment", "status = 'pending_approval'") == 4
    assert world.count("payment", "status = 'withdrawn'") == 0
