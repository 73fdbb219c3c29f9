"""Lists: few statements however long they are, stable pages, filters, print and languages."""

from __future__ import annotations

import pytest

from tests.corporate.web.browser import Browser
from tests.corporate.web.conftest import Opens
from tests.corporate.web.documents import issue_receipts
from tests.counting import counted_statements
from tests.workflows.payments.house import PAYER, PaymentHouse
from tests.world import HouseWorld

BUDGETS = {
    "/": 21,
    "/accounts": 15,
    f"/accounts/{PAYER}": 18,
    "/payments": 12,
    "/receipts": 11,
    "/approvals": 24,
    "/m/approvals": 24,
    "/notices": 12,
}
"""Statements a page may send, whatever it lists."""


@pytest.fixture
def many(house: PaymentHouse, world: HouseWorld) -> None:
    """Twelve payments that wait, and twelve receipts."""
    for place in range(12):
        house.submit(f"S{place:02}", amount_minor=1_100_000 + place)
        issue_receipts(house, world, "李娜", PAYER, 100 + place)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_asks_little_however_much_it_lists(path: str, checker: Browser) -> None:
    checker.get(path)
    with counted_statements() as sent:
        page = checker.get(path)
    assert page.status == 200
    assert len(sent) <= BUDGETS[path]


def test_the_budget_does_not_grow_with_the_list(house: PaymentHouse, checker: Browser) -> None:
    house.submit("one")
    checker.get("/approvals")
    with counted_statements() as few:
        checker.get("/approvals")
    for place in range(8):
        house.submit(f"S{place}", amount_minor=1_000_000 + place)
    with counted_statements() as more:
        checker.get("/approvals")
    assert len(more) == len(few)


def test_pages_of_payments_are_stable_under_new_ones(
    house: PaymentHouse, maker: Browser, world: HouseWorld
) -> None:
    for place in range(53):
        world.advance(seconds=1)
        house.submit(f"S{place:02}", amount_minor=100 + place)
    first = maker.get("/payments")
    assert len(first.find("//tbody/tr")) == 50
    assert "共 53 条" in first.text
    (older,) = [link for link in first.links("cursor=") if link]
    house.submit("later")
    second = maker.get(older)
    assert len(second.find("//tbody/tr")) == 3
    assert "1.02" in second.text
    assert "1.03" not in second.text


def test_a_mark_of_nobodys_is_refused_in_words(maker: Browser) -> None:
    page = maker.get("/payments?cursor=nonsense")
    assert page.status == 422
    assert "翻页标记无效" in page.text


def test_tabs_count_and_filter(house: PaymentHouse, maker: Browser, world: HouseWorld) -> None:
    house.submit("A", amount_minor=100)
    house.decide("赵敏")
    house.submit("B")
    house.decide("赵敏", "reject")
    house.submit("C")
    page = maker.get("/payments")
    assert [tab.text_content() for tab in page.find("//nav[@class='tabs']/a")] == [
        "全部3", "待审批1", "处理中0", "成功1", "需关注0", "已终止1",
    ]  # fmt: skip
    closed = maker.get("/payments?tab=closed")
    assert len(closed.find("//tbody/tr")) == 1
    assert "已驳回" in closed.find("//tbody")[0].text_content()
    assert world.count("payment") == 3


@pytest.mark.parametrize(
    ("text", "found"),
    [("恒锐", 1), ("hrtg", 1), ("运费", 1), ("1470", 1), ("12,864.00", 1), ("%", 0), ("_", 0)],
)
def test_payments_are_found_by_what_people_remember(
    house: PaymentHouse, maker: Browser, text: str, found: int
) -> None:
    house.submit("A", amount_minor=1_286_400, purpose="运费 10 月")
    page = maker.get(f"/payments?text={text.replace('%', '%25')}")
    assert len(page.find("//tbody/tr")) == found


def test_a_ledger_has_a_hundred_lines_a_page_by_their_numbers(
    house: PaymentHouse, maker: Browser, world: HouseWorld
) -> None:
    for place in range(120):
        issue_receipts(house, world, "李娜", PAYER, 100 + place)
    first = maker.get(f"/accounts/{PAYER}")
    assert len(first.find("//tbody/tr[not(@class)]")) == 100
    assert "共 121 条" in first.text
    assert "所列 100 笔净额" in first.text
    second_url = first.links("page=2")[0]
    issue_receipts(house, world, "李娜", PAYER, 999)
    second = maker.get(second_url)
    assert len(second.find("//tbody/tr[not(@class)]")) == 21
    assert "期初余额" in second.text
    days = [" ".join(row.text_content().split()) for row in second.find("//tr[@class='day']")]
    assert "所列" in days[0]
    assert "所列" not in days[-1]


def test_home_says_how_much_where_what_and_until_when(
    house: PaymentHouse, checker: Browser
) -> None:
    house.submit("A", amount_minor=1_286_400)
    page = checker.get("/")
    for said in (
        "早上好，赵敏", "工作日", "大额支付", "剩 7 时 10 分", "7×24", "待我审批", "1,060,000.00",
        "EUR", "苏州恒锐特钢有限公司", "12,864.00", "未来 7 天收支", "1 笔待付", "基本户",
    ):  # fmt: skip
        assert said in page.text, said


def test_home_of_somebody_who_signs_nothing_shows_the_last_payments(
    house: PaymentHouse, maker: Browser
) -> None:
    house.submit("A")
    page = maker.get("/")
    assert "最近付款" in page.text
    assert "待我审批" not in page.text
    assert page.links("/payments/new")


def test_somebody_without_rights_sees_only_the_frame(world: HouseWorld, opens: Opens) -> None:
    user_id = world.user("周涛").user_id
    world.db.tamper(f"DELETE FROM yinqi.user_right WHERE user_id = '{user_id}'")  # noqa: S608
    page = opens("zhoutao").get("/")
    assert page.status == 200
    for hidden in ("资金头寸", "待我审批", "最近付款", "1,060,000.00"):
        assert hidden not in page.text, hidden


def test_every_page_speaks_english(house: PaymentHouse, checker: Browser) -> None:
    house.submit("A")
    for path in BUDGETS:
        page = checker.get(path, headers={"Accept-Language": "en"})
        assert page.tree.get("lang") == "en", path
        assert "Approvals" in page.text


def test_the_language_is_switched_and_stays(maker: Browser) -> None:
    page = maker.post("/preferences", {"lang": "en", "next": "/b/yungang/payments"})
    assert page.tree.get("lang") == "en"
    assert "New payment" in maker.get("/payments").text


def test_notices_are_told_and_marked_as_read(maker: Browser, world: HouseWorld) -> None:
    from corporate import notices  # noqa: PLC0415
    from kernel.text import Text  # noqa: PLC0415

    user = world.user("李娜")
    with world.job() as ctx:
        told = notices.Notice(
            notices.NoticeKind.PAYMENT_UNKNOWN, Text("付款结果未知", "Unknown"), "payments/P1", "k"
        )
        notices.to_users(ctx, user.enterprise_id, [user.user_id], told)
    page = maker.get("/notices")
    assert "1 条未读" in page.text
    assert page.links("/payments/P1")
    assert "1 条未读通知" in maker.get("/").text
    assert "0 条未读" in maker.post("/notices/read", {"csrf": maker.token()}).text
