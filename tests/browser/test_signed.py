"""我的签署 in Chromium: as good at every size, in light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meets
from tests.workflows.payments.house import OTHER_PAYEE, PaymentHouse

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("size", "ui"), [((1440, 900), "theme:light"), ((390, 844), "theme:dark")])
def test_what_i_signed(meets: Meets, house: PaymentHouse, size: tuple[int, int], ui: str) -> None:
    house.submit("A", amount_minor=512_345)
    house.decide("赵敏")
    house.submit("B", amount_minor=230_000, **OTHER_PAYEE)
    house.decide("赵敏", "reject")
    person = meets(*size, ui)
    person.log_in("zhaomin")
    person.open("/signed")
    person.look()
    person.page.click("tbody a >> nth=0")
    expect(person.page.locator("pre.exact")).to_contain_text("收款户名: 无锡同盛包装材料有限公司")
    person.look()
