"""The pages of fees and their invoices."""

from __future__ import annotations

import pytest

from tests.corporate.web.browser import Browser
from tests.corporate.web.conftest import Opens
from tests.workflows.invoices.house import BUYER, InvoiceHouse
from tests.world import HouseWorld


@pytest.fixture
def house(world: HouseWorld) -> InvoiceHouse:
    """A bank that invoices its fees, with one fee booked."""
    house = InvoiceHouse(world)
    house.set_buyer()
    house.pay_with_fee("S1")
    return house


def test_a_fee_is_seen_invoiced_and_downloaded(maker: Browser, house: InvoiceHouse) -> None:
    page = maker.get("/invoices")
    for said in ("手续费明细", "未开票", "5.00", "申请开票", "网银互联"):
        assert said in page.text, said
    asked = maker.post("/invoices", {"csrf": maker.token(), "month": "2026-11"})
    assert "已提交税务平台开具" in asked.text
    assert "申请红冲" not in asked.text
    house.work()
    number = house.invoices()[0].number
    page = maker.get(f"/invoices/{number}")
    for said in (house.invoices()[0].invoice_number, "4.72", "0.28", "申请红冲", "邮件转发"):
        assert said in page.text, said
    token = {"csrf": maker.token()}
    pdf = maker.post(f"/invoices/{number}/pdf", token).answer
    assert pdf.data.startswith(b"%PDF-")
    name = f'attachment; filename="{house.invoices()[0].invoice_number}.pdf"'
    assert pdf.headers["Content-Disposition"] == name
    assert maker.post(f"/invoices/{number}/xml", token).answer.data.startswith(b"<?xml")
    assert "申请开票" not in maker.get("/invoices").text


def test_taking_it_back_and_a_refusal_are_said_on_the_page(
    maker: Browser, house: InvoiceHouse
) -> None:
    house.ask()
    house.work()
    number = house.invoices()[0].number
    place = f"/invoices/{number}"
    mail = maker.post(f"{place}/forward", {"csrf": maker.token(), "mail": "a@b.example"})
    assert (mail.status, "本行暂不支持邮件转发" in mail.text) == (409, True)
    asked = maker.post(f"{place}/reverse", {"csrf": maker.token(), "reason": "wrong"})
    assert "红冲已提交，等待另一位有权人员确认" in asked.text
    again = maker.post(f"{place}/reverse", {"csrf": maker.token(), "reason": "wrong"})
    assert again.status == 409
    house.decide("赵敏")
    red = maker.get(f"/invoices/{house.invoices()[0].number}")
    for said in ("红字发票", "-5.00"):
        assert said in red.text, said
    house.wire.script = ["silent"]
    house.work()
    assert "税务平台暂无答复" in maker.get(f"/invoices/{house.invoices()[0].number}").text


def test_an_administrator_asks_for_a_buyers_data(opens: Opens, world: HouseWorld) -> None:
    admin = opens("zhoutao")
    shown = admin.get("/invoices/buyer")
    assert shown.tree.get_element_by_id("f-tax_number").value == BUYER["tax_number"]
    typed = {"csrf": admin.token(), **BUYER, "kind": "special", "tax_number": "123"}
    wrong = admin.post("/invoices/buyer", typed)
    assert (wrong.status, "统一社会信用代码应为 18 位" in wrong.text) == (422, True)
    done = admin.post("/invoices/buyer", typed | {"tax_number": BUYER["tax_number"]})
    assert "变更开票信息" in done.text
    assert world.count("mandate", "kind = 'invoice_buyer'") == 1


def test_who_only_administers_sees_no_fees(opens: Opens) -> None:
    assert opens("zhoutao").get("/invoices").status == 403
