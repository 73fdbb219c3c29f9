"""Bills in the web bank: drawn, signed, passed on in part, answered, printed; what a page offers and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from corporate.bootstrap import CATALOGUE
from corporate.web.app import create_web
from kernel.bills.acts import Act
from kernel.operation import PEOPLE, Door
from tests.cast import PASSWORD
from tests.corporate.web.browser import Browser, Page
from tests.workflows.bills.house import BillWorld, bill_world
from tests.world import HouseWorld
from workflows.bills.rights import CODES

LOGINS = {
    "辰海": ("lina", "zhaomin"),
    "恒锐": ("liuyang", "heting"),
    "越洋": ("wuqiang", "wanglei"),
}


@pytest.fixture
def bills(world: HouseWorld, tmp_path: Path) -> Iterator[BillWorld]:
    with bill_world(world, tmp_path / "exchange") as made:
        yield made


@pytest.fixture
def app(bills: BillWorld, compiled: FileSystemBytecodeCache) -> Flask:
    made = create_web(bills.house, lambda: ())
    made.jinja_env.bytecode_cache = compiled
    return made


def opened(app: Flask, name: str, who: int = 0) -> Browser:
    root = "/b/jianghai" if name == "越洋" else "/b/yungang"
    browser = Browser(app, root)
    number = "10002" if name == "恒锐" else ""
    page = browser.log_in(LOGINS[name][who], enterprise=number)
    assert page.status == 200, page.text[:300]
    return browser


def press(browser: Browser, page: Page, path: str, **fields: str) -> Page:
    """Fill the form of the chosen act and send it."""
    given = page.form("act", "client_serial") | fields
    return browser.post(path, given)


def signed(browser: Browser) -> Page:
    """Sign what waits first."""
    page = browser.get("/approvals")
    given = page.form("digest", "password") | {"password": PASSWORD, "decision": "approve"}
    return browser.post(page.form_tree("digest", "password").action, given)


def test_drawn_on_a_page_and_signed_at_the_desk(app: Flask, bills: BillWorld) -> None:
    maker, checker = opened(app, "辰海"), opened(app, "辰海", 1)
    form = maker.get("/bills/new")
    chenhai, hengrui = bills.party("辰海"), bills.party("恒锐")
    typed = form.form("amount", "due_on") | {
        "amount": "1,000,000.00", "due_on": "2027-05-20", "account_number": chenhai["account"], "contract": "HT-7",
        **{f"acceptor_{k}": v for k, v in chenhai.items()}, **{f"payee_{k}": v for k, v in hengrui.items()},
    }  # fmt: skip
    late = maker.post("/bills/new", typed | {"due_on": "2027-06-20"})
    assert late.status == 422
    assert "六个月" in late.text
    assert late.value("amount") == "1,000,000.00"
    sent = maker.post("/bills/new", typed)
    assert "已提交，等待审批" in sent.text, (
        sent.status,
        sent.find("//*[contains(@class,'err')]//text()"),
    )
    inbox = checker.get("/approvals")
    for said in (
        "出票登记 ¥ 1,000,000.00",
        "HT-7",
        "苏州恒锐特钢有限公司",
        "可分包: 是".partition(":")[0],
    ):
        assert said in inbox.text, said
    assert "已提交票交所" in signed(checker).text
    bills.work()
    listed = maker.get("/bills")
    (href,) = listed.links("/bills/6")
    page = maker.get(href.removeprefix("/b/yungang"))
    for said in (
        "商业承兑汇票",
        "CS01 已出票",
        "壹佰万元整",
        "1-100000000",
        "TF0101 · 010004",
        "提示承兑",
        "撤票",
    ):
        assert said in page.text, said


def test_a_part_is_endorsed_and_the_other_side_signs(app: Flask, bills: BillWorld) -> None:
    number = bills.delivered(minor=100_000_000)
    path = f"/bills/{number}/1-100000000"
    holder, checker = opened(app, "恒锐"), opened(app, "恒锐", 1)
    page = holder.get(f"{path}?act=endorse")
    other = {f"to_{k}": v for k, v in bills.party("越洋").items()}
    wrong = press(holder, page, path, **other, amount="1,000,000.01")
    assert wrong.status == 422
    assert "子票区间" in wrong.text
    sent = press(holder, page, path, **other, amount="300,000.00")
    assert "已提交，等待审批" in sent.text
    signed(checker)
    bills.work()
    page = holder.get(f"/bills/{number}/1-30000000")
    assert "1-30000000" in page.text
    assert "背书转让" in page.text
    taker = opened(app, "越洋")
    board = taker.get("/bills?view=board")
    assert "300,000.00" in board.text
    assert "苏州恒锐特钢有限公司：背书转让" in board.text
    path = f"/bills/{number}/1-30000000"
    page = taker.get(path)
    assert "签收：背书转让" in page.text
    press(taker, page, path, agrees="yes")
    signed(opened(app, "越洋", 1))
    bills.work()
    assert [line.interval for line in bills.lines("越洋", lane="held")] == ["1-30000000"]
    assert [line.interval for line in bills.lines("恒锐", lane="held")] == ["30000001-100000000"]
    split = holder.get(f"/bills/{number}/1-100000000")
    assert all(said in split.text for said in ("1-30000000", "30000001-100000000", "已转出"))
    left = holder.get(f"/bills/{number}/30000001-100000000")
    assert "所属票据包" in left.text
    assert left.links(f"/bills/{number}/1-30000000")
    again = holder.get(f"/bills/{number}/30000001-100000000?act=endorse")
    assert again.value("to_code") == ""
    (named,) = again.links("party=")
    assert {f"to_{k}": v for k, v in bills.party("越洋").items()} == {
        name: value for name, value in holder.get(named).form("to_name").items() if name in other
    }
    (payee,) = opened(app, "辰海").get("/bills/new").links("party=")
    assert opened(app, "辰海").get(payee).value("payee_name") == bills.party("恒锐")["name"]
    assert not taker.get("/bills/new").links("party=")


def test_a_discount_is_quoted_exactly_and_taken_back_on_the_list(app: Flask, bills: BillWorld) -> None:  # fmt: skip
    number = bills.delivered(minor=100_000_000)
    path = f"/bills/{number}/1-100000000"
    holder = opened(app, "恒锐")
    page = holder.get(f"{path}?act=discount")
    for said in ("3.60%", "119", "11,900.00", "988,100.00"):
        assert said in page.text, said
    part = press(holder, page, path, amount="500,000.00", do="quote")
    assert "494,050.00" in part.text
    sent = press(holder, part, path, amount="500,000.00")
    assert "已提交，等待审批" in sent.text
    asked = holder.get("/bills/requests")
    back = holder.post(asked.form_tree("client_serial").action, asked.form("client_serial"))
    assert "已撤回" in back.text
    assert [line.interval for line in bills.lines("恒锐", lane="held")] == ["1-100000000"]


def test_face_and_back_as_a_pdf(app: Flask, bills: BillWorld) -> None:
    number = bills.delivered(minor=100_000_000)
    answer = opened(app, "恒锐").client.get(f"/b/yungang/bills/{number}/1-100000000/pdf")
    assert answer.content_type == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert f"{number}-1-100000000.pdf" in answer.headers["Content-Disposition"]


def test_others_bills_are_not_found(app: Flask, bills: BillWorld) -> None:
    number = bills.register(minor=1000)
    stranger = opened(app, "恒锐")
    assert stranger.get(f"/bills/{number}/1-1000").status == 404
    assert stranger.get(f"/bills/{number}/nonsense").status == 404
    assert "这里还没有票据" in stranger.get("/bills").text


def test_on_the_phone_the_same_bill_is_answered(app: Flask, bills: BillWorld) -> None:
    number = bills.register(minor=1000)
    bills.do("辰海", "ask_acceptance", bill_number=number)
    path = f"/m/bills/{number}/1-1000"
    maker = opened(app, "辰海")
    refused = press(maker, maker.get(path), path, agrees="no")
    assert refused.status == 422
    assert "拒绝时须选择理由" in refused.text
    press(maker, maker.get(path), path, agrees="no", reason="DC03")
    signed(opened(app, "辰海", 1))
    bills.work()
    assert "DC03" in maker.get(path).text
    assert bills.world.count("bill_request", "door = 'phone' AND act = 'answer'") == 1


def test_on_the_phone_a_classic_bill_is_drawn_and_taken_back(app: Flask, bills: BillWorld) -> None:
    maker = opened(app, "辰海")
    form = maker.get("/m/bills/new")
    typed = form.form("amount", "due_on") | {
        "amount": "10.00", "due_on": "2027-05-20", "account_number": bills.party("辰海")["account"], "system": "classic",
        **{f"payee_{k}": v for k, v in bills.party("恒锐").items()},
    }  # fmt: skip
    assert "已提交，等待审批" in maker.post("/m/bills/new", typed).text
    signed(opened(app, "辰海", 1))
    bills.work()
    (href,) = maker.get("/m/bills").links("/m/bills/2")
    page = maker.get(f"{href.removeprefix('/b/yungang')}?act=ask_acceptance")
    assert page.text.index("可办业务") < page.text.index("背面记载")
    press(maker, page, href.removeprefix("/b/yungang"))
    asked = maker.get("/m/bills/requests")
    back = maker.post(asked.form_tree("client_serial").action, asked.form("client_serial"))
    assert "已撤回" in back.text
    assert bills.world.count("bill_request", "door = 'phone'") == 2


def test_each_act_is_offered_at_every_door() -> None:
    doors = {act: CATALOGUE.find(code).doors for act, code in CODES.items()}
    assert set(doors) == set(Act)
    assert {door for found in doors.values() for door in found} == PEOPLE | {Door.DIRECT_LINK}
    assert len(set(doors.values())) == 1


def test_due_dates_as_a_month_what_waits_to_be_signed_and_the_slip_of_an_act(
    app: Flask, bills: BillWorld
) -> None:
    number = bills.delivered(minor=123_456, due_on="2026-12-28")
    bills.do("恒锐", "endorse", bill_number=number, interval="1-23456", **bills.named("越洋"))
    holder, taker = opened(app, "恒锐"), opened(app, "越洋")
    page = holder.get("/bills/calendar?month=2026-12")
    assert "应收 1,234.56" in page.text
    (day,) = page.links("due=2026-12-28")
    assert number in holder.get(day.removeprefix("/b/yungang")).text
    assert number not in holder.get("/bills?due=2026-12-27").text
    assert "本月没有到期票据" in holder.get("/m/bills/calendar?month=2027-01").text
    assert holder.get("/bills/calendar?month=2026-13").status == 200
    assert "1 张票据待签收" in taker.get("/m/bills").text
    asked = holder.get("/bills/requests").find("//a[contains(@href, '/requests/')]/@href")
    slip = holder.client.get(asked[0])
    assert slip.content_type == "application/pdf"
    assert slip.data.startswith(b"%PDF")


def test_a_contract_is_put_with_a_bill_and_fetched_again(app: Flask, bills: BillWorld) -> None:
    number = bills.register(minor=1000)
    maker, path = opened(app, "辰海"), f"/bills/{number}/1-1000"
    content = b"%PDF-1.7\n%%EOF"
    form = maker.get(path).form("sort")
    sent = maker.post(f"{path}/files", form | {"file": (BytesIO(content), "合同.pdf")})
    assert "材料已保存" in sent.text
    (href,) = sent.links(f"{path}/files/")
    assert maker.client.get(href).data == content
    wrong = maker.post(f"{path}/files", form | {"file": (BytesIO(b"MZ"), "合同.pdf")})
    assert "请选择完整的 PDF、PNG 或 JPG 文件" in wrong.text
    assert bills.world.count("bill_file") == 1
    photo = b"\x89PNG\r\n\x1a\n" + bytes(8) + b"IEND\xaeB`\x82"
    phone = maker.post(f"/m{path}/files", form | {"file": (BytesIO(photo), "发票.png")})
    assert phone.url == f"/m{path}"
    assert len(phone.links(f"/m{path}/files/")) == 2
