"""A payroll's draft: columns named by hand; faulty rows mended together, turned page by page, taken away by who may know them."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest

from corporate.web import batch_mending
from kernel.intake.opening import lines_of
from kernel.intake.sheet import Sheet
from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.conftest import Opens
from tests.corporate.web.test_batches import kept_files
from tests.kernel.intake.workbooks import workbook
from tests.workflows.payments.house import PAYER
from tests.workflows.payroll.house import STAFF, PayrollHouse
from tests.world import HouseWorld


@pytest.fixture
def house(world: HouseWorld) -> PayrollHouse:
    """Payrolls behind the pages, in the place of payments."""
    return PayrollHouse(world)


@pytest.fixture
def draft(house: PayrollHouse) -> str:
    """The address of a draft: two amounts alike that are none, and an account that is too short."""
    house.hire()
    rows = [one.row(place) for place, one in enumerate(STAFF, 2)]
    wrong = (
        replace(rows[0], amount="待定"),
        replace(rows[1], amount="待定"),
        replace(rows[2], account="12"),
        rows[3],
    )
    return f"/payroll/{house.open_run(*wrong).number}"


def bring(clerk: Browser, content: bytes, **fields: str) -> Page:
    form = clerk.get("/payroll/new").form("serial", "due_on")
    given: dict[str, Any] = {**form, "account": PAYER, **fields}
    given["file"] = (io.BytesIO(content), "十一月.xlsx")
    return clerk.post("/payroll/new", given, content_type="multipart/form-data")


def numbers(page: Page) -> list[str]:
    return [row.text_content() for row in page.find("//table[@data-grid]/tbody/tr/th")]


def test_who_may_pay_wages_alone_names_headings_nobody_knows_once(
    house: PayrollHouse, opens: Opens
) -> None:
    house.hire()
    with house.world.owner() as uow:
        uow.run("DELETE FROM user_right WHERE operation = 'payments.submit'")
    content = workbook([(one.account, one.amount, one.name) for one in STAFF], ("卡", "数", "人员"))
    clerk = opens("lina")
    kept = bring(clerk, content)
    assert kept.url.startswith("/payroll/columns/")
    assert kept.find("//a[@aria-current]/@href")[0].endswith("/payroll")
    form = kept.form("serial", "c0")
    wrong = clerk.post(kept.url, form | {"c0": "name"})
    assert (wrong.status, "请指定“账号”在哪一列" in wrong.text) == (422, True)
    read = clerk.post(kept.url, form | {"c0": "account", "c1": "amount", "c2": "name"})
    assert (read.status, STAFF[0].name in read.text) == (200, True)
    assert kept_files(house.world) == 0
    again = bring(clerk, content, month="2026-12")
    assert again.url.startswith("/payroll/B")


def test_what_was_typed_beside_all_alike_is_kept(draft: str, opens: Opens) -> None:
    clerk: Browser = opens("lina")
    page = clerk.get(draft)
    assert numbers(page) == ["2", "3", "4"]
    typed = {"r2.amount": "88.00", "r4.account": STAFF[2].account, "act": "alike 2.amount"}
    after = clerk.post(f"{draft}/mend", {**page.form("behind"), **typed})
    assert numbers(after) == []
    assert "88.00" in after.text
    assert f"{STAFF[3].minor / 100:,.2f}" in after.text


def test_faulty_rows_are_turned_page_by_page(
    draft: str, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_mending, "_ROWS", 2)
    clerk = opens("lina")
    first = clerk.get(draft)
    assert numbers(first) == ["2", "3"]
    (onward,) = first.links("behind=")
    second = clerk.get(onward)
    assert numbers(second) == ["4"]
    assert "账号应为" in second.text
    gone = clerk.post(f"{draft}/mend", {**second.form("behind"), "act": "remove", "pick": "4"})
    assert numbers(gone) == ["2", "3"]  # none are left behind them


def test_what_is_left_is_taken_away_by_who_may_know_it_alone(draft: str, opens: Opens) -> None:
    clerk, signer = opens("lina"), opens("zhaomin")
    left = clerk.client.get(clerk.absolute(f"{draft}/left.xlsx")).data
    sheet = Sheet(lines_of(left))
    found = list(sheet.rows(sheet.guess()))
    assert [row.values["reference"] for row in found] == [one.number for one in STAFF[:3]]  # type: ignore[index]
    assert ["金额" in row.others["问题"] for row in found] == [True, True, False]
    refused = signer.client.get(signer.absolute(f"{draft}/left.xlsx"))
    assert refused.status_code in {403, 404}
    assert STAFF[0].name.encode() not in refused.data
