"""我的签署: everything one person signed, in every enterprise, to the letter, with its evidence."""

from __future__ import annotations

import pytest

from kernel.operation import Door
from tests.cast import PASSWORD
from tests.corporate.web.browser import Browser
from tests.corporate.web.conftest import Opens
from tests.workflows.payments.house import OTHER_PAYEE, PaymentHouse
from tests.world import HouseWorld
from tools.verify_evidence import verify


@pytest.fixture
def signed(house: PaymentHouse, world: HouseWorld) -> list[str]:
    """赵敏 agreed to one, refused another and agreed to a third a day later; 王磊 agreed to the third."""
    numbers = [house.submit("A", amount_minor=512_345).number]
    house.decide("赵敏")
    numbers.append(house.submit("B", amount_minor=230_000, **OTHER_PAYEE).number)
    house.decide("赵敏", "reject")
    world.advance(days=1)
    numbers.append(house.submit("C", amount_minor=1_286_400).number)
    house.decide("赵敏")
    house.decide("王磊")
    return numbers


def rows(browser: Browser, query: str = "") -> list[str]:
    """The titles of the list."""
    page = browser.get(f"/signed{query}")
    return [" ".join(cell.text_content().split()) for cell in page.find("//tbody//td[1]/a")]


@pytest.mark.usefixtures("signed")
def test_everything_is_there_newest_first(checker: Browser) -> None:
    page = checker.get("/signed")
    steel, packing = "付款给 苏州恒锐特钢有限公司", "付款给 无锡同盛包装材料有限公司"
    assert rows(checker) == [steel, packing, steel]
    for said in ("12,864.00", "驳回", "登录密码", "手机银行", "已通过", "已驳回"):
        assert said in page.text, said


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?text=无锡", 1),
        ("?text=5123.45", 1),
        ("?text=nobody", 0),
        ("?action=approve", 2),
        ("?action=reject", 1),
        ("?method=password", 3),
        ("?method=passkey", 0),
        ("?from=2026-11-24", 1),
        ("?to=2026-11-23", 2),
        ("?from=nonsense&action=nonsense", 3),
    ],
)
def test_a_filter_finds(checker: Browser, query: str, count: int) -> None:
    assert len(rows(checker, query)) == count


@pytest.mark.usefixtures("signed")
def test_one_shows_the_exact_text_and_its_evidence_stands_alone(
    checker: Browser, world: HouseWorld, signed: list[str]
) -> None:
    first = checker.get("/signed?text=5123.45").find("//tbody//a/@href")[0]
    page = checker.get(first)
    with world.job() as ctx:
        row = ctx.uow.row("SELECT canonical_text FROM payment WHERE number = %s", (signed[0],))
    assert row is not None
    assert page.find("//pre")[0].text_content() == row["canonical_text"]
    answer = checker.client.get(checker.absolute(page.find("//a[@download]/@href")[0]))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="evidence-')
    lines = verify(answer.data)
    assert lines[0].startswith(signed[0])
    assert len(lines) == 2
    assert "赵敏 approve · password · by the bank's record" in lines[1]


@pytest.mark.usefixtures("signed")
def test_a_file_holds_ones_own_decision_and_nobody_elses(approver: Browser) -> None:
    page = approver.get(approver.get("/signed").find("//tbody//a/@href")[0])
    lines = verify(
        approver.client.get(approver.absolute(page.find("//a[@download]/@href")[0])).data
    )
    assert ["赵敏" in line for line in lines] == [False, False]
    assert "王磊 approve" in lines[1]


@pytest.mark.usefixtures("signed")
def test_nobody_sees_what_others_signed(
    checker: Browser, approver: Browser, maker: Browser, opens: Opens
) -> None:
    assert len(rows(approver)) == 1
    assert rows(maker) == []
    assert "您还没有签过" in maker.get("/signed").text
    link = checker.get("/signed").find("//tbody//a/@href")[0]
    file = checker.get(link).find("//a[@download]/@href")[0]
    for other in (approver, opens("heting")):
        assert other.get(link).status == 404
        assert other.get(file).status == 404


def test_one_list_over_all_enterprises(
    house: PaymentHouse, opens: Opens, world: HouseWorld
) -> None:
    """陈静 is a manager in one enterprise and an approver in another."""
    house.submit("EU", payer_account="1001234509019780001", currency="EUR", amount_minor=5_000,
                 payee_account="3250612000189788")  # fmt: skip
    house.decide("陈静")
    house.submit("HR", by="刘洋", payer_account="3250612000181470", amount_minor=1_500_000,
                 payee_account="1001234509012345678", payee_name="上海辰海物流股份有限公司")  # fmt: skip
    house.decide("何婷")
    there = world.actor("陈静", enterprise="恒锐", door=Door.PHONE)
    gate = house.house.gate
    (item,) = gate.read(there, "approvals.inbox").items
    seen = gate.read(there, "approvals.view", {"ApprovalId": item.approval_id})
    given = {"ApprovalId": item.approval_id, "Action": "approve", "ShownDigest": seen.digest}
    gate.perform(there, "approvals.decide", given, proof={"password": PASSWORD})
    browser = opens("chenjing", enterprise="辰海")
    assert len(rows(browser)) == 2
    page = browser.get("/signed")
    for name in ("上海辰海物流股份有限公司", "苏州恒锐特钢有限公司"):
        assert name in page.text
    companies = [one for one in page.find("//select[@name='company']/option/@value") if one]
    assert len(companies) == 2
    assert [len(rows(browser, f"?company={one}")) for one in companies] == [1, 1]
    assert browser.get(page.find("//tbody//a/@href")[0]).status == 200


@pytest.mark.usefixtures("signed")
def test_search_finds_it(checker: Browser) -> None:
    page = checker.get("/search?q=无锡同盛")
    assert "我的签署" in page.text
    link = next(one for one in page.links("/signed") if "item=" in one)
    assert "您签署的原文" in checker.get(link).text
    assert checker.get("/search?q=wdqs").links("/signed") == ["/b/yungang/signed"]
