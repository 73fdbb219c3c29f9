"""A run beside the last one, person by person, a page at a time."""

from __future__ import annotations

import pytest

from corporate.web.views import payroll
from tests.corporate.web.conftest import Opens
from tests.workflows.payroll.house import STAFF, PayrollHouse
from tests.world import HouseWorld


@pytest.fixture
def house(world: HouseWorld) -> PayrollHouse:
    """Payrolls behind the pages, in the place of payments."""
    return PayrollHouse(world)


def test_differences_from_last_month_are_turned_page_by_page(
    house: PayrollHouse, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.hire()
    house.pay()
    run = house.open_run(STAFF[0].row(2), STAFF[1].row(3), serial="PAY-2", month="2026-12")
    monkeypatch.setattr(payroll, "_PAGE_ROWS", 1)
    clerk = opens("lina")
    first = clerk.get(f"/payroll/{run.number}/compare")
    assert (STAFF[2].name in first.text, STAFF[3].name in first.text) == (True, False)
    assert "2 人无变化" in first.text
    (onward,) = first.find("//a[contains(., '下一页')]/@href")
    second = clerk.get(onward.removeprefix("/b/yungang"))
    assert (STAFF[2].name in second.text, STAFF[3].name in second.text) == (False, True)
    assert not second.find("//a[contains(., '下一页')]")
    assert second.find("//a[contains(., '回到第一页')]")
