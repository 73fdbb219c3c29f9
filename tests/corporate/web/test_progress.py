"""The way of a payment on its page, whatever became of it."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.ports import Outcome
from tests.cast import PASSWORD
from tests.corporate.web.browser import Browser
from tests.corporate.web.test_approvals import sign, waiting
from tests.workflows.payments import erp
from tests.workflows.payments.house import OTHER_PAYEE, PAYER, PaymentHouse
from tests.world import HouseWorld

WAYS: list[tuple[list[Outcome | None], tuple[str, ...]]] = [
    ([Outcome.SETTLED], ("成功", "提交网上支付跨行清算", "清算成功，已入账", "清算编号 M1-0")),
    ([Outcome.ACCEPTED], ("银行处理中", "网上支付跨行清算已受理", "等待清算结果")),
    ([None], ("结果未知", "银行未答复，结果未知", "查询中", "请勿重复付款")),
    ([Outcome.REFUSED], ("失败", "银行未能办理", "原因（RJ01）")),
]


def steps(page: Any) -> str:
    return " ".join(page.find("//ol[@class='steps']")[0].text_content().split())


@pytest.mark.parametrize(("script", "said"), WAYS)
def test_the_bank_leg_is_told(
    house: PaymentHouse, maker: Browser, script: list[Outcome | None], said: tuple[str, ...]
) -> None:
    number = house.submit("S", amount_minor=100_000, **OTHER_PAYEE).number
    house.decide("赵敏")
    house.clearing.script[:] = script
    house.dispatch()
    page = maker.get(f"/payments/{number}")
    for words in said:
        assert words in page.text, words
    assert steps(page).startswith("经办 · 李娜")


def test_who_is_next_and_why_is_told_while_it_waits(house: PaymentHouse, maker: Browser) -> None:
    number = house.submit("S", amount_minor=1_200_000).number
    told = steps(maker.get(f"/payments/{number}"))
    assert "第 1 级 · 赵敏" in told
    assert "待处理" in told
    assert "第 2 级 · 王磊" in told
    assert "银行处理" in told


@pytest.mark.parametrize(
    ("action", "said"), [("reject", "驳回 · 赵敏"), ("send_back", "退回修改 · 赵敏")]
)
def test_a_refusal_names_who_refused(
    house: PaymentHouse, maker: Browser, action: str, said: str
) -> None:
    number = house.submit("S").number
    house.decide("赵敏", action, comment="与昨日一笔重复")
    page = maker.get(f"/payments/{number}")
    assert said in steps(page)
    notes = [
        " ".join(one.text_content().split())
        for one in page.find("//section[@class='note stop' or @class='note warn']")
    ]
    assert [note for note in notes if "“与昨日一笔重复”" in note] == [notes[1]]
    assert notes[1].startswith(f"赵敏{said.partition(' ')[0]}")
    assert "原因（）" not in page.text


def test_a_payment_for_another_day_waits_for_it_and_can_be_cancelled(
    house: PaymentHouse, maker: Browser, world: HouseWorld
) -> None:
    from datetime import date  # noqa: PLC0415

    number = house.submit("S", requested_on=date(2026, 11, 25)).number
    house.decide("赵敏")
    page = maker.get(f"/payments/{number}")
    assert "已预约" in page.text
    assert "取消后到付款日也不会付款" in page.text
    gone = maker.post(f"/payments/{number}/withdraw", {"csrf": maker.token()})
    assert "经办人取消" in steps(gone)
    assert world.count("payment", "status = 'cancelled'") == 1


def test_a_row_of_a_batch_shows_who_signed_the_batch(
    house: PaymentHouse, maker: Browser, checker: Browser, world: HouseWorld
) -> None:
    own = ("3250612000181470", "苏州恒锐特钢有限公司", "")
    rows = erp.transfer(1, 100_000, own), erp.transfer(2, 250_050, own)
    erp.send(house, erp.message(erp.batch(*rows, name="PMT-7")))
    sign(checker, waiting(checker)[0])
    with world.context("李娜") as ctx:
        row = ctx.uow.row("SELECT number FROM payment ORDER BY row_no LIMIT 1")
    assert row is not None
    page = maker.get(f"/payments/{row['number']}")
    assert "PMT-7" in page.text
    assert "经办 · 辰海 ERP" in steps(page)
    assert "赵敏" in steps(page)
    assert "/withdraw" not in page.answer.text


def test_a_batch_says_how_many_rows_have_a_note(house: PaymentHouse, checker: Browser) -> None:
    rows = erp.transfer(1), erp.transfer(2, 20_000)
    erp.send(house, erp.message(erp.batch(*rows, name="PMT-8")))
    page = checker.get(waiting(checker)[0])
    assert "2 笔有提示，已标出" in page.text
    assert len(page.find("//ol[@class='lines']//span[contains(@class, 'tag')]")) == 2
    listed = checker.get("/approvals")
    assert "2 笔有提示" in listed.text
    assert listed.find("//input[@data-flagged]") != []


def test_flags_of_several_kinds_stand_together_the_gravest_first(
    house: PaymentHouse, checker: Browser
) -> None:
    house.submit("A", amount_minor=500_000)
    house.submit("B", amount_minor=500_000)
    page = checker.get(waiting(checker)[1])
    titles = [
        note.text_content() for note in page.find("//section[starts-with(@class, 'note')]//b")
    ]
    assert titles[0] == "可能重复付款"


def test_another_name_than_before_is_pointed_out(house: PaymentHouse, checker: Browser) -> None:
    house.submit("A", amount_minor=500_000, **OTHER_PAYEE)
    house.submit("B", amount_minor=600_000, **OTHER_PAYEE | {"payee_name": "另一家公司"})
    page = checker.get(waiting(checker)[1])
    assert "户名与以往不同" in page.text
    assert "无锡同盛包装材料有限公司" in page.text


def test_a_signature_another_made_meanwhile_is_told(
    house: PaymentHouse, checker: Browser, world: HouseWorld
) -> None:
    house.submit("S")
    address = waiting(checker)[0]
    page = checker.get(address)
    fields = page.form("digest", "password") | {"password": PASSWORD, "decision": "approve"}
    house.decide("赵敏")
    late = checker.post(page.form_tree("digest", "password").action, fields)
    assert late.status in {403, 409}
    assert world.count("approval_decision") == 1


def test_the_paying_account_is_shown_by_its_alias(house: PaymentHouse, maker: Browser) -> None:
    number = house.submit("S").number
    assert f"基本户 尾号 {PAYER[-4:]}" in maker.get(f"/payments/{number}").text
