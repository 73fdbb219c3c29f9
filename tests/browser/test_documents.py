"""Receipts in Chromium: chosen, shared, opened by a stranger, checked as a file, packed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meets, Person
from tests.corporate.web.documents import issue_receipts
from tests.workflows.payments.house import PAYER, PaymentHouse

pytestmark = pytest.mark.browser
LOOKS = [
    pytest.param((1440, 900), "theme:light", id="desktop-light"),
    pytest.param((390, 844), "theme:dark", id="phone-dark"),
]


def saved(person: Person, press: str, place: Path) -> Path:
    """What the browser saves when something is pressed."""
    with person.page.expect_download() as told:
        person.page.click(press)
    target = place / told.value.suggested_filename
    told.value.save_as(target)
    return target


@pytest.mark.parametrize(("size", "ui"), LOOKS)
def test_a_receipt_is_shared_and_what_a_stranger_gets_is_checked_byte_for_byte(
    meets: Meets,
    house: PaymentHouse,
    tmp_path: Path,
    size: tuple[int, int],
    ui: str,
) -> None:
    numbers = [
        issue_receipts(house, house.world, "李娜", PAYER, minor) for minor in (101, 12_345_678)
    ]
    person = meets(*size, ui)
    person.page.add_init_script("navigator.share = async (told) => { window.told = told; }")
    person.log_in("lina")
    person.open("/receipts")
    person.look()
    person.page.click(f"a:has-text('{numbers[1]}')")
    expect(person.page.locator(".sheet")).to_contain_text("123,456.78")
    person.look()
    person.page.click("button:has-text('生成链接')")
    link = person.page.locator("[data-link]")
    expect(link).to_contain_text("/s/")
    person.look()
    person.page.click("button:has-text('发送给')")
    told = person.page.evaluate("window.told")
    assert (told["url"], told["title"]) == (link.text_content(), f"电子回单 {numbers[1]}")
    address = (link.text_content() or "").rpartition("/b/yungang")[2]
    stranger = meets(*size, ui)
    stranger.open(address)
    expect(stranger.page.locator("h1")).to_have_text("分享给您的电子回单")
    stranger.look()
    receipt = saved(stranger, "button:has-text('下载 PDF')", tmp_path)
    stranger.open("/verify")
    stranger.look()
    stranger.page.set_input_files("#f-file", receipt)
    stranger.page.click("form:has(#f-file) button")
    expect(stranger.page.locator(".note.ok")).to_contain_text("没有任何改动")
    stranger.look()
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(receipt.read_bytes().replace(b"2026", b"2025", 1))
    stranger.page.set_input_files("#f-file", changed)
    stranger.page.click("form:has(#f-file) button")
    expect(stranger.page.locator(".note.stop")).to_contain_text("已被改动")


def test_many_are_chosen_into_one_file_and_a_month_is_packed(
    meets: Meets, house: PaymentHouse, tmp_path: Path
) -> None:
    for minor in (101, 102, 103):
        issue_receipts(house, house.world, "李娜", PAYER, minor)
    person = meets(1440, 900, "theme:dark")
    person.log_in("lina")
    person.open("/receipts")
    expect(person.page.locator("button:has-text('合并下载')")).to_be_disabled()
    for place in range(2):
        person.page.locator("input[name=number]").nth(place).check()
    expect(person.page.locator("[data-count]")).to_have_text("2")
    person.page.select_option("#f-paper", "three")
    assert saved(person, "button:has-text('合并下载')", tmp_path).read_bytes().startswith(b"%PDF-")
    person.page.click("a:has-text('批量打包')")
    expect(person.page.locator("h1")).to_have_text("批量打包")
    person.look()
    person.page.click("button:has-text('开始打包')")
    expect(person.page.locator("#packs")).to_contain_text("排队中")
    person.look()
