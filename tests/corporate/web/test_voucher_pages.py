"""The voucher of a receipt, taken from its page."""

from __future__ import annotations

import json

import pytest

from erp_adapters.vouchers import vouchers_in
from tests.corporate.web.browser import Browser
from tests.corporate.web.conftest import Opens
from tests.corporate.web.documents import issue_receipts
from tests.workflows.payments.house import PAYER, PaymentHouse
from tests.world import HouseWorld


@pytest.fixture
def receipt(house: PaymentHouse, world: HouseWorld) -> str:
    """A receipt for 123.45 that came in."""
    return issue_receipts(house, world, "李娜", PAYER)


def test_every_form_says_the_same_and_none_is_a_printing(
    maker: Browser, receipt: str, world: HouseWorld
) -> None:
    page = maker.get(f"/receipts/{receipt}")
    assert "OFD" in page.text
    token = {"csrf": maker.token()}
    place = f"/receipts/{receipt}/voucher"
    ofd = maker.post(f"{place}/ofd", token).answer
    assert ofd.content_type == "application/ofd"
    assert ofd.headers["Content-Disposition"] == f'attachment; filename="{receipt}.ofd"'
    (voucher,) = vouchers_in(ofd.data)
    assert voucher.items["NumberOfBankElectronicReceipt"] == receipt
    assert voucher.items["TransactionAmountInFigures"] == "123.45"
    (again,) = vouchers_in(maker.post(f"{place}/xml", token).answer.data)
    told = json.loads(maker.post(f"{place}/json", token).answer.data)
    assert again == voucher
    assert told["items"] == voucher.items
    (inside,) = vouchers_in(maker.post(f"/receipts/{receipt}/pdf", token).answer.data)
    assert inside == voucher
    with world.context("李娜") as ctx:
        row = ctx.uow.row("SELECT prints FROM receipt")
    assert row == {"prints": 1}


def test_nobody_else_takes_it(opens: Opens, receipt: str) -> None:
    other = opens("zhoutao")
    answer = other.post(f"/receipts/{receipt}/voucher/xml", {"csrf": other.token()})
    assert answer.status in {403, 404}
