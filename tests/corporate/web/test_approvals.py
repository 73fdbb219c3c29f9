"""Signing: what is shown, what is signed, and that nothing else can be."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kernel import limits
from kernel.operation import Door
from tests.cast import PASSWORD
from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.conftest import Opens
from tests.workflows.payments import erp
from tests.workflows.payments.house import OTHER_PAYEE, PaymentHouse
from tests.world import HouseWorld

WRONG = "not-the-password"


def waiting(browser: Browser) -> list[str]:
    """The phone addresses of what waits, in the order of the list."""
    links = browser.get("/m/approvals").links("/m/approvals/")
    return [link for link in links if re.search(r"[0-9a-f-]{36}", link)]


def sign(browser: Browser, address: str, password: str = PASSWORD, **more: str) -> Page:
    """Open an item and sign it."""
    return sign_here(browser, browser.get(address), password, **more)


def sign_here(browser: Browser, page: Page, password: str = PASSWORD, **more: str) -> Page:
    """Sign what a page shows, by its own form."""
    given = page.form("digest", "password") | {"password": password, "decision": "approve"} | more
    return browser.post(page.form_tree("digest", "password").action, given)


def refuse(browser: Browser, address: str, **more: str) -> Page:
    fields = browser.get(address).form("digest", "refuse_password")
    given = {"decision": "reject", "reason": "金额不符", "refuse_password": PASSWORD}
    return browser.post(address, fields | given | more)


def decisions(world: HouseWorld) -> int:
    return world.count("approval_decision")


@pytest.fixture
def pending(house: PaymentHouse) -> list[str]:
    """Three payments that wait for a checker: numbers."""
    amounts = (1_286_400, 230_000, 96_320)
    return [
        house.submit(f"S{place}", amount_minor=amount, **more).number
        for place, (amount, more) in enumerate(
            zip(amounts, ({}, OTHER_PAYEE, {"purpose": "运费"}), strict=True)
        )
    ]


@pytest.mark.usefixtures("pending")
def test_a_phone_shows_everything_that_is_signed(checker: Browser, world: HouseWorld) -> None:
    page = checker.get(waiting(checker)[0])
    with world.context("赵敏") as ctx:
        row = ctx.uow.row("SELECT digest, canonical_text FROM payment WHERE amount_minor = 1286400")
    assert row is not None
    digest = row["digest"].hex().upper()
    groups = [digest[at : at + 4] for at in range(0, 16, 4)]
    assert " ".join(groups) in page.text
    for said in ("12,864.00", "苏州恒锐特钢有限公司", "货款", "付后可用", "经办 · 李娜", "1 / 3"):
        assert said in page.text, said
    for line in row["canonical_text"].split("\n"):
        name, _, value = line.partition(": ")
        if value and name not in {"版本", "银行", "收款行", "金额"}:
            assert value.replace(" ", "") in page.text.replace(" ", ""), line


@pytest.mark.usefixtures("pending")
def test_flags_are_sentences_with_facts(checker: Browser) -> None:
    page = checker.get(waiting(checker)[0])
    assert "首次向该账户付款" in page.text
    assert "尾号 1470 于今日 10:05 由李娜新增，户名已通过本行核验" in page.text


@pytest.mark.usefixtures("pending")
def test_whoever_begins_with_the_last_is_at_the_second_after_it(checker: Browser) -> None:
    page = sign(checker, waiting(checker)[-1])
    assert "2 / 3" in page.text
    page = sign_here(checker, page)
    assert "3 / 3" in page.text


@pytest.mark.usefixtures("pending")
def test_after_signing_comes_the_next_one(checker: Browser, world: HouseWorld) -> None:
    page = sign(checker, waiting(checker)[0], comment="合同已核对")
    assert page.url.startswith("/m/approvals/")
    assert "已签名" in page.text
    assert "2 / 3" in page.text
    with world.context("赵敏") as ctx:
        (row,) = ctx.uow.rows("SELECT door, comment, evidence FROM approval_decision")
    assert (row["door"], row["comment"]) == ("phone", "合同已核对")
    assert row["evidence"]["method"] == "password"
    page = sign_here(checker, page)
    assert "3 / 3" in page.text
    page = sign_here(checker, page)
    assert page.url == "/m/approvals/done"
    assert "全部处理完毕" in page.text
    assert decisions(world) == 3


def test_two_people_sign_and_the_payment_is_booked(
    checker: Browser, approver: Browser, maker: Browser, house: PaymentHouse
) -> None:
    number = house.submit("S", amount_minor=128_640_000 // 10).number
    assert "等待下一级审批" in sign(checker, waiting(checker)[0]).text
    assert "已入账" in sign(approver, waiting(approver)[0]).text
    page = maker.get(f"/payments/{number}")
    for said in ("成功", "赵敏", "王磊", "手机银行 · 密码", "已入账"):
        assert said in page.text, said


@pytest.mark.usefixtures("pending")
def test_the_session_is_new_after_a_signature(checker: Browser, app: Any) -> None:
    before = checker.cookie("session-yungang")
    sign(checker, waiting(checker)[0])
    assert checker.cookie("session-yungang") != before
    thief = Browser(app)
    thief.client.set_cookie("session-yungang", before)
    assert thief.get("/").url == "/login"


@pytest.mark.usefixtures("pending")
def test_a_wrong_password_signs_nothing_and_keeps_the_comment(
    checker: Browser, world: HouseWorld
) -> None:
    page = sign(checker, waiting(checker)[0], WRONG, comment="合同已核对")
    assert page.status == 422
    assert "密码不正确，未签名" in page.text
    assert page.value("comment") == "合同已核对"
    assert page.value("password") == ""
    assert page.find("//dialog[@id='sign']/@open") != []
    assert decisions(world) == 0


@pytest.mark.usefixtures("pending")
def test_five_wrong_passwords_block_signing(checker: Browser, world: HouseWorld) -> None:
    address = waiting(checker)[0]
    for _ in range(limits.LOGIN_FAILURES_MAX):
        sign(checker, address, WRONG)
    page = sign(checker, address)
    assert page.status == 429
    assert "尝试次数过多" in page.text
    assert decisions(world) == 0


@pytest.mark.usefixtures("pending")
def test_no_password_at_all_signs_nothing(checker: Browser, world: HouseWorld) -> None:
    page = sign(checker, waiting(checker)[0], "")
    assert page.status == 422
    assert "需要签名确认" in page.text
    assert decisions(world) == 0


@pytest.mark.usefixtures("pending")
def test_what_was_not_shown_cannot_be_signed(checker: Browser, world: HouseWorld) -> None:
    first, second = waiting(checker)[:2]
    other = checker.get(second).form("digest", "password")["digest"]
    page = sign(checker, first, digest=other)
    assert page.status == 409
    assert "内容与您看到的不一致" in page.text
    assert decisions(world) == 0


def test_a_payment_changed_behind_the_page_is_not_signed(
    checker: Browser, house: PaymentHouse, world: HouseWorld
) -> None:
    house.submit("S")
    address = waiting(checker)[0]
    fields = checker.get(address).form("digest", "password")
    world.db.tamper("UPDATE yinqi.payment SET payee_account = '9999999999'")
    page = checker.post(address, fields | {"password": PASSWORD, "decision": "approve"})
    assert page.status == 409
    assert decisions(world) == 0


@pytest.mark.usefixtures("pending")
def test_refusing_asks_for_a_reason_and_keeps_what_was_typed(
    checker: Browser, world: HouseWorld
) -> None:
    page = refuse(checker, waiting(checker)[0], reason=" ")
    assert page.status == 422
    assert "请填写原因" in page.text
    assert page.find("//dialog[@id='refuse']/@open") != []
    assert decisions(world) == 0


@pytest.mark.parametrize(
    ("decision", "status", "said"),
    [("reject", "rejected", "已驳回"), ("send_back", "sent_back", "已退回")],
)
@pytest.mark.usefixtures("pending")
def test_a_refusal_is_told_to_the_maker_with_its_reason(  # noqa: PLR0917 - what the table gives
    checker: Browser, maker: Browser, world: HouseWorld, pending: list[str], decision: str,
    status: str, said: str,
) -> None:  # fmt: skip
    page = refuse(checker, waiting(checker)[0], decision=decision)
    assert said in page.text
    assert world.count("payment", f"status = '{status}'") == 1
    assert "“金额不符”" in maker.get(f"/payments/{pending[0]}").text


@pytest.mark.usefixtures("pending")
def test_the_maker_has_no_buttons_and_a_forged_request_is_refused(
    maker: Browser, checker: Browser, world: HouseWorld
) -> None:
    address = waiting(checker)[0]
    digest = checker.get(address).form("digest", "password")["digest"]
    page = maker.get(address)
    assert page.status in {200, 403}
    assert page.find("//input[@name='digest']") == []
    forged = {
        "digest": digest, "password": PASSWORD, "decision": "approve", "csrf": maker.token(),
    }  # fmt: skip
    assert maker.post(address, forged).status == 403
    assert decisions(world) == 0


@pytest.mark.usefixtures("pending")
def test_whose_turn_it_is_not_sees_it_without_buttons(approver: Browser, checker: Browser) -> None:
    page = approver.get(waiting(checker)[0])
    assert page.status == 200
    assert "当前不需要您签名" in page.text
    assert page.find("//input[@name='digest']") == []


@pytest.mark.usefixtures("pending")
def test_the_desktop_shows_the_list_and_one_item_beside_it(checker: Browser) -> None:
    page = checker.get("/approvals")
    assert "3 笔待您签名" in page.text
    assert len(page.find("//ul[@data-list]/li")) == 3
    forms = [form.get("action") for form in page.find("//section[@id='pane']//form")]
    assert [path.rpartition("/")[2] == "phone" for path in forms] == [False, True, False]
    ids = page.find("//ul[@data-list]//input[@name='id']/@value")
    second = checker.get(f"/approvals?item={ids[1]}")
    assert second.form("digest", "password")["digest"] != page.form("digest", "password")["digest"]


@pytest.mark.usefixtures("pending")
def test_a_signature_at_the_desktop_goes_on_to_the_next(
    checker: Browser, world: HouseWorld
) -> None:
    page = checker.get("/approvals")
    action = page.form_tree("digest", "password").action
    fields = page.form("digest", "password") | {"password": PASSWORD, "decision": "approve"}
    after = checker.post(action, fields)
    assert after.url == "/approvals"
    assert "2 笔待您签名" in after.text
    with world.context("赵敏") as ctx:
        (row,) = ctx.uow.rows("SELECT door FROM approval_decision")
    assert row["door"] == "web"


@pytest.fixture
def plain(house: PaymentHouse) -> list[str]:
    """Two payments without a flag, one with, all to a payee of before."""
    house.submit("before", amount_minor=100)
    house.decide("赵敏")
    for serial, amount in (("A", 512_050), ("B", 680_000)):
        house.submit(serial, amount_minor=amount)
    house.submit("C", amount_minor=700_000, **OTHER_PAYEE)
    return ["A", "B", "C"]


def listed(checker: Browser, checked: Page) -> dict[str, Any]:
    """What the page of a list sends: each item with its digest, and the digest over all."""
    shown = {name: checked.find(f"//input[@name='{name}']/@value") for name in ("id", "shown")}
    return {**shown, "digest": checked.form("digest")["digest"], "csrf": checker.token()}


def chosen(checker: Browser) -> dict[str, Any]:
    page = checker.get("/approvals")
    ids = page.find("//ul[@data-list]//input[@name='id']/@value")
    return {"id": ids, "csrf": checker.token()}


@pytest.mark.usefixtures("plain")
def test_bulk_counts_sums_and_leaves_out_what_has_a_flag(checker: Browser) -> None:
    page = checker.post("/approvals/check", chosen(checker))
    assert "共 2 笔" in page.text
    assert "11,920.50" in page.text
    assert "部分付款没有列入" in page.text
    assert "无锡同盛" not in page.text


@pytest.mark.usefixtures("plain")
def test_bulk_signs_each_by_its_own_digest_with_one_password(
    checker: Browser, world: HouseWorld
) -> None:
    before = decisions(world)
    checked = checker.post("/approvals/check", chosen(checker))
    fields = listed(checker, checked)
    page = checker.post("/approvals/sign", fields | {"password": PASSWORD})
    assert "已签名 2 笔" in page.text
    assert decisions(world) == before + 2
    assert world.count("approval_decision d JOIN approval a ON a.id = d.approval_id", "d.digest <> a.digest") == 0  # fmt: skip


@pytest.mark.usefixtures("plain")
def test_bulk_with_a_wrong_password_signs_nothing(checker: Browser, world: HouseWorld) -> None:
    before = decisions(world)
    checked = checker.post("/approvals/check", chosen(checker))
    fields = listed(checker, checked)
    page = checker.post("/approvals/sign", fields | {"password": WRONG})
    assert page.status == 422
    assert "密码不正确，未签名" in page.text
    assert decisions(world) == before


@pytest.mark.usefixtures("plain")
def test_bulk_refuses_when_what_waits_is_no_longer_what_was_shown(
    checker: Browser, world: HouseWorld
) -> None:
    before = decisions(world)
    fields = listed(checker, checker.post("/approvals/check", chosen(checker)))
    less = {"id": fields["id"][:1], "shown": fields["shown"][:1], "password": PASSWORD}
    page = checker.post("/approvals/sign", fields | less)
    assert page.status == 409
    assert "待签内容已有变化" in page.text
    assert decisions(world) == before


@pytest.mark.usefixtures("plain")
def test_one_changed_item_voids_the_list_and_is_named(checker: Browser, world: HouseWorld) -> None:
    before = decisions(world)
    fields = listed(checker, checker.post("/approvals/check", chosen(checker)))
    world.db.tamper("UPDATE yinqi.payment SET purpose = '其他' WHERE client_serial = 'B'")
    page = checker.post("/approvals/sign", fields | {"password": PASSWORD})
    assert page.status == 409
    assert (
        "整批均未签名。付款给 苏州恒锐特钢有限公司 CNY 6800.00：内容与您看到的不一致" in page.text
    )
    assert decisions(world) == before


@pytest.mark.usefixtures("plain")
def test_an_item_somebody_dealt_with_voids_the_list_and_is_named(
    checker: Browser, house: PaymentHouse, world: HouseWorld
) -> None:
    before = decisions(world)
    fields = listed(checker, checker.post("/approvals/check", chosen(checker)))
    house.decide_one("赵敏", fields["id"][0], "reject")
    page = checker.post("/approvals/sign", fields | {"password": PASSWORD})
    assert page.status == 409
    assert "待签内容已有变化" in page.text
    assert "共 1 笔" in page.text
    assert decisions(world) == before + 1


@pytest.mark.usefixtures("plain")
def test_a_flagged_item_slipped_into_a_bulk_is_not_signed(
    checker: Browser, world: HouseWorld
) -> None:
    fields = chosen(checker)
    checked = listed(checker, checker.post("/approvals/check", fields))
    flagged = next(one for one in fields["id"] if one not in checked["id"])
    slipped = {"id": [*checked["id"], flagged], "shown": [*checked["shown"], "00" * 32]}
    page = checker.post("/approvals/sign", checked | slipped | {"password": PASSWORD})
    assert page.status == 409
    assert world.count("payment", "client_serial = 'C' AND status = 'pending_approval'") == 1


def test_a_batch_shows_count_sum_and_every_row(
    checker: Browser, approver: Browser, house: PaymentHouse, world: HouseWorld
) -> None:
    own = ("3250612000181470", "苏州恒锐特钢有限公司", "")
    rows = erp.transfer(1, 1_000_000, own), erp.transfer(2, 250_050, own)
    erp.send(house, erp.message(erp.batch(*rows, name="PMT-7")))
    page = checker.get(waiting(checker)[0])
    for said in ("批量付款 2 笔", "批次 PMT-7", "12,500.50", "10,000.00", "2,500.50", "批次明细"):
        assert said in page.text, said
    assert "等待下一级审批" in sign_here(checker, page).text
    sign(approver, waiting(approver)[0])
    assert world.count("payment", "status = 'succeeded'") == 2


@pytest.mark.usefixtures("pending")
def test_another_enterprises_approver_finds_nothing(opens: Opens, checker: Browser) -> None:
    address = waiting(checker)[0]
    foreign = opens("heting")
    assert foreign.get(address).status == 404
    assert waiting(foreign) == []


def test_the_door_is_the_path(house: PaymentHouse, checker: Browser, world: HouseWorld) -> None:
    house.submit("S", door=Door.WEB)
    sign(checker, waiting(checker)[0])
    assert world.count("audit", "action = 'approvals.decide' AND door = 'phone'") == 1
