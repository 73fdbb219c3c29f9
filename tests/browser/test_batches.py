"""The clerk's day with a batch in Chromium: drop, mend, submit, sign on the phone, follow, pay what failed again."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Meets, Person
from tests.cast import PASSWORD
from tests.corporate.web.test_batches import HEADINGS, close, work
from tests.kernel.intake.workbooks import workbook
from tests.workflows.batches.house import people, person
from tests.workflows.payments.house import PAYER, PaymentHouse
from tests.world import HouseWorld

pytestmark = pytest.mark.browser

ROWS = 120
WRONG_FROM = 80
DROP = """(place, [content, name]) => {
  const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name));
  place.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""
PASTE = """(cell, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def rows_with_faults() -> list[tuple[Any, ...]]:
    """A list; from the 80th row on: four amounts alike, two more with other faults."""
    rows: list[tuple[Any, ...]] = [(*person(nth), "100.00", "十一月") for nth in range(1, ROWS + 1)]
    for nth in range(WRONG_FROM, WRONG_FROM + 4):
        rows[nth] = (*rows[nth][:2], "待定", "十一月")
    rows[90] = (rows[90][0], int(rows[90][1] + "55"), "100.00", "十一月")
    rows[91] = (rows[91][0] + "误", *rows[91][1:])
    return rows


def drop(place: Locator, content: bytes, name: str) -> None:
    place.evaluate(DROP, [base64.b64encode(content).decode(), name])


def test_the_clerks_day(meets: Meets, house: PaymentHouse, world: HouseWorld) -> None:
    people(world, ROWS)
    clerk = meets(1440, 900)
    clerk.log_in("lina")
    bring(clerk)
    mend(clerk)
    page = clerk.page
    page.click("button:has-text('提交审批')")
    page.wait_for_url("**submitted=1")
    expect(page.locator("#progress")).to_contain_text("待审批")
    clerk.look()
    close(world, person(7)[1])
    for login in ("zhaomin", "wanglei"):
        sign_on_the_phone(meets(390, 844), login)
    page.goto(page.url.partition("?")[0])
    expect(page.locator("#progress")).to_contain_text("银行处理中")
    work(house)
    expect(page.locator("#progress")).to_contain_text("部分成功")  # by itself: the page looks again
    expect(page.locator(".tallies")).to_contain_text(str(ROWS - 1))
    pay_again(clerk)


def bring(clerk: Person) -> None:
    """Drop the file; the page with what is wrong comes by itself."""
    clerk.open("/batches")
    page = clerk.page
    page.click("a:has-text('新建批次')")
    page.wait_for_url("**/batches/new")
    clerk.look()
    page.select_option("#f-account", PAYER)
    drop(page.locator("[data-drop]"), workbook(rows_with_faults(), HEADINGS), "十一月.xlsx")
    page.wait_for_url(re.compile(r"/batches/B[^/]+$"))
    expect(page.locator(".table.mend tbody tr")).to_have_count(6)
    clerk.look()


def mend(clerk: Person) -> None:
    """One amount for all that are alike, the other rows pasted over."""
    page = clerk.page
    page.fill(f"[name='r{WRONG_FROM + 2}.amount']", "88.00")
    page.locator("td:has([aria-invalid]) button:has-text('同类')").first.click()
    expect(page.locator(".table.mend tbody tr")).to_have_count(2)
    named = [person(WRONG_FROM + nth) for nth in (11, 12)]
    cell = page.locator(f"[name='r{WRONG_FROM + 12}.name']")
    cell.evaluate(PASTE, "".join(f"{name}\t{account}\n" for name, account in named))
    expect(page.locator(f"[name='r{WRONG_FROM + 13}.name']")).to_have_value(named[1][0])
    page.click("button.primary[value=save]")
    expect(page.locator(".note.ok")).to_contain_text(f"全部 {ROWS} 行无误")
    clerk.look()


def sign_on_the_phone(phone: Person, login: str) -> None:
    """See the total and the largest rows, and sign."""
    phone.log_in(login)
    phone.open("/m/approvals")
    phone.page.locator(".queue a").first.click()
    expect(phone.page.locator(".slip").first).to_contain_text(f"{(ROWS - 4) * 100 + 352:,}.00")
    phone.look()
    phone.page.click(".act .btn.primary")
    phone.page.fill("#sign [name=password]", PASSWORD)
    phone.page.click("#sign button.primary:not([data-passkey])")
    phone.page.wait_for_url("**/m/approvals/done**")


def pay_again(clerk: Person) -> None:
    """What failed says why, and becomes a batch of its own."""
    page = clerk.page
    page.goto(page.url)
    clerk.look()
    page.click(".tabs a:has-text('失败')")
    page.wait_for_url("**state=failed**")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    expect(page.locator("#rows")).to_contain_text("款项已退回付款账户")
    page.click("button:has-text('重发失败的 1 笔')")
    expect(page.locator(".table.mend tbody tr")).to_have_count(1)
    clerk.look()
    clerk.open("/batches")
    expect(page.locator("[data-row]")).to_have_count(2)
    clerk.look()


def test_a_phone_shows_a_draft_and_what_is_wrong_with_it(meets: Meets, world: HouseWorld) -> None:
    people(world, 3)
    rows = [(*person(nth), "1O.00", "") for nth in range(1, 4)]
    clerk = meets(390, 844, "theme:dark")
    clerk.log_in("lina")
    clerk.open("/batches/new")
    page = clerk.page
    page.select_option("#f-account", PAYER)
    page.set_input_files(
        "#f-file",
        {"name": "a.xlsx", "mimeType": "", "buffer": workbook(rows, ("甲", "乙", "丙", "丁"))},
    )
    clerk.look()
    page.click(".aside button.primary")
    page.wait_for_url("**/batches/columns/**")
    clerk.look()
    page.select_option("[name=c2]", "amount")
    page.click(".aside button.primary")
    page.wait_for_url(re.compile(r"/batches/B[^/]+$"))
    clerk.look()
