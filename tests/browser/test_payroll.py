"""A payroll clerk's whole day and the signer's, in Chromium; then the employee's payslip on a phone."""

from __future__ import annotations

import io
import logging
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import expect

from connectors.ports import Outcome
from corporate.payroll import packer
from tests.browser.conftest import Meets, Person
from tests.cast import PASSWORD
from tests.workflows.payroll.house import OTHER_BANK, STAFF, PayrollHouse
from tests.workflows.payroll.test_elsewhere import AWAY
from tests.workflows.payroll.test_slips import letters
from tests.world import HouseWorld

pytestmark = pytest.mark.browser
WORDS = [
    word
    for one in (*STAFF, AWAY[1])
    for word in (one.name, one.account, one.amount, f"{one.minor / 100:,.2f}")
]
TOTAL = f"{sum(one.minor for one in (*STAFF, AWAY[1])) / 100:,.2f}"
HEADS = ("工号", "姓名", "账号", "开户行", "金额", "基本工资", "扣社保")
DESK, PHONE = (1440, 900), (390, 844)


@pytest.fixture
def house(world: HouseWorld) -> PayrollHouse:
    """What happens behind the pages."""
    return PayrollHouse(world)


def workbook(*rows: tuple[str, ...]) -> bytes:
    """A payroll file as an HR program writes it: text for accounts, numbers for amounts."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("工资")
    sheet.write_row(0, 0, HEADS)
    for place, row in enumerate(rows, 1):
        *texts, amount = row
        for column, text in enumerate(texts):
            sheet.write_string(place, column, text)
        sheet.write_number(place, 4, float(amount))
        sheet.write_number(place, 5, float(amount))
        sheet.write_number(place, 6, 417.39)
    book.close()
    return out.getvalue()


def staff_rows(*wrong: int) -> list[tuple[str, ...]]:
    """Everybody's row, the last one's at another bank; of some the account is too short."""
    here = [
        (one.number, one.name, "12" if place in wrong else one.account, "", one.amount)
        for place, one in enumerate(STAFF)
    ]
    other = AWAY[1]
    return [*here, (other.number, other.name, other.account, OTHER_BANK, other.amount)]


def without_words(person: Person) -> None:
    """Nothing of anybody's pay stands on the page, in its address or in what it fetched."""
    content = person.page.content() + person.page.url
    assert not [word for word in WORDS if word in content]


def test_the_clerks_day_the_signers_phone_and_the_employees_payslip(
    meets: Meets, house: PayrollHouse, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    house.hire()
    file = tmp_path / "2026-11.xlsx"
    file.write_bytes(workbook(*staff_rows(3)))
    clerk = meets(*DESK)
    clerk.log_in("lina")
    number = _bring(clerk, file)
    _mend_and_submit(clerk, number)
    viewer = meets(*DESK, "theme:dark")
    viewer.log_in("sunyue")
    viewer.open(f"/payroll/{number}")
    expect(viewer.page.locator("#rows")).to_have_count(0)
    expect(viewer.page.locator("main")).to_contain_text("姓名与金额已隐去")
    without_words(viewer)
    viewer.look()
    house.freeze(STAFF[2])
    _sign(meets)
    house.work()
    house.clearing.script = [Outcome.REFUSED]
    assert house.dispatch() == 1
    _follow(clerk, house, number)
    _payslips(clerk, meets, house, number)
    for path in ("/payments", "/audit", "/receipts", f"/search?text={number}"):
        viewer.open(path)
        without_words(viewer)
    assert "/payroll/staff/find" in caplog.text
    assert not [word for word in WORDS if word in caplog.text]


def _bring(clerk: Person, file: Path) -> str:
    """From the rail to a draft: the file is dropped on the form."""
    page = clerk.page
    clerk.open("/payroll")
    clerk.look()
    page.click("main a[href$='/payroll/new']")
    clerk.look()
    page.set_input_files("#f-file", file)
    page.click("#intake .primary")
    page.wait_for_url("**/payroll/B*")
    clerk.look()
    return page.url.rpartition("/")[2]


def _mend_and_submit(clerk: Person, number: str) -> None:
    """One fault is mended where it stands, and the run is put before its signer."""
    page = clerk.page
    expect(page.locator("table.mend tbody tr")).to_have_count(1)
    page.fill("td.bad input", STAFF[3].account)
    page.click(".mend-foot .primary")
    expect(page.locator("table.mend")).to_have_count(0)
    expect(page.locator("#rows tbody tr")).to_have_count(5)
    expect(page.locator("#rows")).to_contain_text(STAFF[0].name)
    expect(page.locator("#rows tbody tr").last).to_contain_text("银行")  # the other bank's name
    clerk.look()
    page.click("aside button.primary")
    page.wait_for_url(f"**/payroll/{number}?submitted=1")
    expect(page.locator(".note.ok")).to_be_visible()
    clerk.look()


def _sign(meets: Meets) -> None:
    """The signer opens the item on a phone: total, count, spread and rows by number; no name, no amount."""
    signer = meets(*PHONE)
    signer.log_in("zhaomin")
    signer.open("/m/approvals")
    without_words(signer)
    signer.page.click("main a:has-text('2026-11')")
    page = signer.page
    expect(page.locator("main")).to_contain_text(TOTAL)
    expect(page.locator("main")).to_contain_text("金额分布")
    expect(page.locator("main")).to_contain_text("第 5 行")
    without_words(signer)
    signer.look()
    page.click(".act .btn.primary")
    page.fill("#sign [name=password]", PASSWORD)
    page.click("#sign button.primary:not([data-passkey])")
    page.wait_for_url("**/m/approvals/done**")
    without_words(signer)


def _follow(clerk: Person, house: PayrollHouse, number: str) -> None:
    """Who was paid and who was not, by name; the failed rows alone become a new run, which is paid at both banks."""
    page = clerk.page
    clerk.open(f"/payroll/{number}?state=booked")
    with page.expect_download() as receipt:
        page.locator("#rows a[download]").first.click()
    assert receipt.value.path().read_bytes().startswith(b"%PDF-")
    page.click(".tabs a:has-text('失败')")
    page.wait_for_url("**state=failed**")
    expect(page.locator("#rows tbody tr")).to_have_count(2)
    expect(page.locator("#rows")).to_contain_text(STAFF[2].name)
    expect(page.locator("#rows")).to_contain_text(AWAY[1].name)
    clerk.look()
    house.freeze(STAFF[2], "open")
    page.click("aside form[action$='/reissue'] button")
    page.wait_for_url(lambda url: "/payroll/B" in url and number not in url)
    expect(page.locator("#rows tbody tr")).to_have_count(2)
    clerk.look()
    page.click("aside button.primary")
    page.wait_for_url("**?submitted=1")
    assert house.decide("赵敏") == ["granted"]
    house.work()
    house.clearing.script = [Outcome.SETTLED]
    assert house.dispatch() == 1
    page.goto(page.url.partition("?")[0] + "?state=settled")
    expect(page.locator("#progress")).to_contain_text("2")
    expect(page.locator("#rows")).to_contain_text(AWAY[1].name)
    assert [house.breaches(), len({one.id for one in house.clearing.sent})] == [[], 2]
    clerk.look()


def _payslips(clerk: Person, meets: Meets, house: PayrollHouse, number: str) -> None:
    """Slips go out; an employee without a log-in opens one with a code on a phone."""
    page = clerk.page
    clerk.open("/payroll/staff")
    expect(page.locator("[data-row]")).to_have_count(4)
    clerk.look()
    page.fill("#f-find", STAFF[1].name)
    page.click(".filters button")
    expect(page.locator("[data-row]")).to_have_count(1)
    assert STAFF[1].name not in page.url
    page.click("[data-row] a")
    expect(page.locator("#f-account")).to_have_value(STAFF[1].account)
    clerk.look()
    clerk.open("/payroll/slip-template")
    clerk.look()
    clerk.open(f"/payroll/{number}/slips")
    page.click(".head form button")
    expect(page.locator("tbody tr")).to_have_count(3)
    clerk.look()
    page.click("#packs form button >> nth=1")
    expect(page.locator("#packs tbody tr")).to_have_count(1)
    assert packer(house.worker.wages)(house.as_worker()) == 1
    expect(page.locator("#packs a[download]")).to_be_visible()
    clerk.look()
    with page.expect_download() as pack:
        page.click("#packs a[download]")
    with zipfile.ZipFile(pack.value.path()) as archive:
        assert len(archive.namelist()) == 3
    mail = next(one for one in letters(house) if one.address.startswith("E7001"))
    employee = meets(*PHONE, "theme:dark")
    employee.open(mail.link.partition("/b/yungang")[2])
    employee.look()
    employee.page.click("form[action$='/code'] button")
    expect(employee.page.locator(".note.ok")).to_be_visible()
    without_words(employee)
    (letter,) = letters(house)
    employee.page.fill("#f-code", letter.text.zh.partition("，")[0][-8:])
    employee.page.click("form[action$='/open'] button")
    expect(employee.page.locator("main")).to_contain_text(STAFF[0].name)
    expect(employee.page.locator("main")).to_contain_text("8,317.29")
    employee.look()
    with employee.page.expect_download() as saved:
        employee.page.click("a[download]")
    assert b"/AESV3" in saved.value.path().read_bytes()
