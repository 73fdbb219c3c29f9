"""One box finds places, accounts, payments and receipts, and nothing that could not be opened."""

from __future__ import annotations

from corporate.web.deeper import DEEPER
from tests.corporate.web.browser import Browser
from tests.corporate.web.conftest import Opens
from tests.corporate.web.documents import issue_receipts
from tests.workflows.payments.house import OTHER_PAYEE, PAYER, PaymentHouse
from tests.world import HouseWorld


def found(page: Browser, text: str) -> str:
    answer = page.get(f"/search?q={text}")
    assert answer.status == 200
    [part] = answer.find("//*[@id='found']")
    return str(part.text_content())


def test_initials_find_a_place(opens: Opens) -> None:
    maker = opens("lina")
    assert "账户与流水" in found(maker, "zhyls")
    assert "账户与流水" in found(maker, "Accounts")
    assert "没有找到" in found(maker, "xqzzz")


def test_pages_below_the_places_are_found_and_open(opens: Opens) -> None:
    maker = opens("lina")
    assert "新建付款" in found(maker, "xjfk")
    assert "对账单与回单打包" in found(maker, "dzd")
    opened = set()
    for place in DEEPER:
        answer = maker.get(f"/search?q={place.name.zh}")
        for href in answer.find(f"//*[@id='found']//a[contains(., '{place.name.zh}')]/@href"):
            assert maker.get(href).status == 200, place.key
            opened.add(place.key)
    assert {"pay.new", "batch_new.new", "bill_requests.new", "payees.new"} <= opened
    assert not {"users.invite", "webhooks.listed"} & opened


def test_an_account_by_its_digits_and_its_name(opens: Opens) -> None:
    maker = opens("lina")
    assert "一般户" in found(maker, "12345686")
    assert "一般户" in found(maker, "ybh")


def test_a_payment_by_payee_and_number(house: PaymentHouse, opens: Opens) -> None:
    number = house.submit("A", **OTHER_PAYEE).number
    maker = opens("lina")
    for text in ("无锡同盛", number):
        assert number in found(maker, text)


def test_a_receipt_by_its_number(world: HouseWorld, house: PaymentHouse, opens: Opens) -> None:
    number = issue_receipts(house, world, "李娜", PAYER)
    assert "没有找到" not in found(opens("lina"), number)
    assert "没有找到" in found(opens("liuyang"), number)


def test_who_may_not_see_payments_does_not_find_them(house: PaymentHouse, opens: Opens) -> None:
    number = house.submit("A", **OTHER_PAYEE).number
    assert "没有找到" in found(opens("zhoutao"), number)
    assert "没有找到" in found(opens("liuyang"), number)


def test_what_was_typed_is_text(opens: Opens) -> None:
    page = opens("lina").get("/search?q=<b id='evil'>x</b>")
    assert page.find("//b[@id='evil']") == []
    assert "<b id='evil'>" in page.text
