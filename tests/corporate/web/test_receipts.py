"""Receipts: listed, looked at, printed, and checked by anybody who holds one."""

from __future__ import annotations

import re

import pytest

from kernel import limits
from kernel.money import Money
from receipts.facts import Party
from receipts.kinds import ReceiptKind
from tests.corporate.web.browser import Browser
from tests.corporate.web.conftest import Opens
from tests.corporate.web.documents import issue_receipts
from tests.workflows.payments.house import PAYER, PaymentHouse
from tests.world import HouseWorld
from workflows.documents.holding import Held


@pytest.fixture
def receipt(house: PaymentHouse, world: HouseWorld) -> str:
    """A receipt for 123.45 that came in."""
    return issue_receipts(house, world, "李娜", PAYER)


def code_of(browser: Browser, number: str) -> str:
    text = browser.get(f"/receipts/{number}").text
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text.split("验证码")[-1])
    assert found, text
    return found[0]


def prints(world: HouseWorld) -> int:
    with world.context("李娜") as ctx:
        row = ctx.uow.row("SELECT prints FROM receipt")
    return int(row["prints"]) if row else -1


def test_a_receipt_is_listed_and_looking_at_it_is_not_printing_it(
    maker: Browser, receipt: str, world: HouseWorld
) -> None:
    listed = maker.get("/receipts")
    assert receipt in listed.text
    assert "+123.45" in listed.text
    page = maker.get(f"/receipts/{receipt}")
    for said in ("收款回单", "付款人有限公司", "壹佰贰拾叁元肆角伍分", "货款", receipt):
        assert said in page.text, said
    assert prints(world) == 0


def test_the_pdf_is_the_document_and_each_printing_is_counted(
    maker: Browser, receipt: str, world: HouseWorld
) -> None:
    token = {"csrf": maker.token()}
    answer = maker.post(f"/receipts/{receipt}/pdf", token).answer
    assert answer.data.startswith(b"%PDF-")
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{receipt}.pdf"'
    assert maker.get(f"/receipts/{receipt}/pdf").status == 405
    assert prints(world) == 1, "to look is no printing"
    maker.post(f"/receipts/{receipt}/pdf", token)
    assert prints(world) == 2
    assert world.count("audit", "action = 'documents.receipt'") == 2


@pytest.mark.usefixtures("receipt")
def test_receipts_are_found_by_party_and_day(maker: Browser) -> None:
    assert "+123.45" in maker.get("/receipts?text=付款人").text
    assert not maker.get("/receipts").find("//details[@open]")
    missing = maker.get("/receipts?text=nobody&kind=payment_out")
    assert "没有符合条件的回单" in missing.text
    assert [fold.text_content() for fold in missing.find("//details[@open]")] == ["筛选 · 2 项"]
    assert "+123.45" in maker.get("/receipts?from=2026-11-23&to=2026-11-23").text
    assert "没有符合条件的回单" in maker.get("/receipts?to=2026-11-22").text
    wrong = maker.get("/receipts?from=yesterday")
    assert wrong.status == 200
    assert "请按 2026-11-23 填写" in wrong.text


def test_anybody_checks_a_receipt_and_sees_names_and_accounts_masked(
    maker: Browser, stranger: Browser, receipt: str
) -> None:
    code = code_of(maker, receipt)
    page = stranger.get(f"/verify?number={receipt}&code={code}")
    assert page.status == 200
    assert "该回单由本行出具" in page.text
    assert "123.45" in page.text
    assert "付款＊＊＊公司" in page.text
    for hidden in ("付款人有限公司", PAYER, "6222021001112223334", "货款"):
        assert hidden not in page.answer.text, hidden


def test_small_letters_and_blanks_do_not_matter(
    maker: Browser, stranger: Browser, receipt: str
) -> None:
    code = code_of(maker, receipt).lower()
    assert stranger.get(f"/verify?number=%20{receipt.lower()}%20&code={code}").status == 200


def test_a_wrong_code_and_an_unknown_number_look_the_same(
    maker: Browser, stranger: Browser, receipt: str
) -> None:
    code = code_of(maker, receipt)
    wrong = stranger.get(f"/verify?number={receipt}&code=AAAA-AAAA-AAAA")
    number = receipt[:-1] + ("0" if receipt[-1] != "0" else "1")
    unknown = stranger.get(f"/verify?number={number}&code={code}")
    assert (wrong.status, unknown.status) == (404, 404)
    bodies = [
        page.without_secrets().replace(receipt, "").replace(number, "").replace(code, "")
        for page in (wrong, unknown)
    ]
    assert bodies[0].replace("AAAA-AAAA-AAAA", "") == bodies[1]


def test_another_bank_does_not_know_the_receipt(
    maker: Browser, stranger: Browser, receipt: str
) -> None:
    code = code_of(maker, receipt)
    assert stranger.get(f"/b/jianghai/verify?number={receipt}&code={code}").status == 404


def test_guessing_codes_is_stopped(stranger: Browser, receipt: str) -> None:
    address = f"/verify?number={receipt}&code=AAAA-AAAA-AAAA"
    statuses = [stranger.get(address).status for _ in range(limits.ADDRESS_ATTEMPTS_MAX + 1)]
    assert statuses[-2:] == [404, 429]


def test_receipts_of_accounts_out_of_ones_rights_are_not_found(
    opens: Opens, receipt: str, world: HouseWorld
) -> None:
    from corporate.identity import enrolment  # noqa: PLC0415
    from kernel.operation import Verb  # noqa: PLC0415

    user = world.user("孙悦")
    with world.owner() as uow:
        enrolment.revoke(uow, user.user_id, "accounts.see")
        enrolment.grant(
            uow,
            user.enterprise_id,
            user.user_id,
            "accounts.see",
            (Verb.SEE,),
            "1001234509012345686",
        )
    viewer = opens("sunyue")
    assert receipt not in viewer.get("/receipts").text
    assert viewer.get(f"/receipts/{receipt}").status == 404
    token = {"csrf": viewer.token()}
    assert viewer.post(f"/receipts/{receipt}/pdf", token).status == 404
    accounts = viewer.get("/accounts")
    assert "一般户" in accounts.text
    assert "基本户" not in accounts.text
    assert viewer.get(f"/accounts/{PAYER}").status == 404
    assert prints(world) == 0


def test_what_stands_still_is_shown_as_what_it_is_and_is_no_voucher(
    maker: Browser, stranger: Browser, house: PaymentHouse, world: HouseWorld
) -> None:
    freeze = Held(
        id=world.kernel.ids.uuid7(), subject_id=world.kernel.ids.uuid7(), enterprise_id=world.enterprise("辰海").id,
        kind=ReceiptKind.MEASURE, account=PAYER, name="上海辰海物流股份有限公司", money=Money(0, "CNY"),
        far=Party("上海市第一中级人民法院", "（2026）沪01执123号", "云港银行"), at=world.clock.now(), number="J1", original="J1",
        remark="冻结（不收不付）",
    )  # fmt: skip
    with world.job() as ctx:
        assert house.worker.documents.issue_held(ctx, freeze)
        assert not house.worker.documents.issue_held(ctx, freeze)
    listed = maker.get("/receipts?kind=measure").text
    assert "全户" in listed
    found = re.search(r"YGB-[0-9A-Z-]{20,}", listed)
    assert found
    number = found[0]
    page = maker.get(f"/receipts/{number}").text
    for said in ("账户管制回单", "依据", "（2026）沪01执123号", "账户全部款项", "不作记账凭证"):
        assert said in page, said
    assert "OFD" not in page
    code = code_of(maker, number)
    checked = stranger.get(f"/verify?number={number}&code={code}").text
    assert "账户管制回单" in checked
    assert "沪01执123号" not in checked
