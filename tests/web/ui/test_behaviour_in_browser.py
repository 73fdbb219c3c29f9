"""What the scripts do: switches, keys, sums, words of amounts, clocks, one press, dialogs, offline."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from kernel.capital import CURRENCY_NAMES, capitals
from kernel.money import Money, format_minor
from tests.web.ui.conftest import Visitor

pytestmark = pytest.mark.browser

AMOUNTS = (0, 1, 10, 14, 100, 104, 140, 1680_32, 107000_53, 10**10, 10**12 + 5, 10**17 - 1, 1005_00)


def test_amount_is_told_in_capitals_exactly_as_the_kernel_does(visit: Visitor) -> None:
    page = visit("/gallery/payment-new").page
    numbers = [*AMOUNTS, *(pow(7919, i) % 10 ** (i % 17 + 1) for i in range(200))]
    typed = [format_minor(minor, "CNY") for minor in numbers]
    told = page.evaluate(
        """(typed) => typed.map((text) => {
          const input = document.getElementById("f-amount");
          input.value = text;
          input.dispatchEvent(new Event("input", {bubbles: true}));
          return document.getElementById("w-amount").textContent;
        })""",
        typed,
    )
    wanted = [f"人民币 {capitals(Money(minor, 'CNY'), named=False)}" for minor in numbers]
    assert told == wanted


@pytest.mark.parametrize("typed", ["1e3", "1,23", "12.345", "NaN", "-5", "1 000", "0x10"])
def test_what_is_no_amount_is_not_told_in_words(typed: str, visit: Visitor) -> None:
    page = visit("/gallery/payment-new").page
    page.get_by_label("金额").fill(typed)
    expect(page.locator("#w-amount")).to_have_text("金额只能是数字，最多保留该币种允许的小数位")


def test_full_width_digits_are_read_and_currency_follows_its_field(visit: Visitor) -> None:
    page = visit("/gallery/payment-new").page
    page.get_by_label("金额").fill("１２．５")
    expect(page.locator("#w-amount")).to_have_text("人民币 壹拾贰元伍角整")
    page.get_by_label("币种").select_option("EUR")
    expect(page.locator("#w-amount")).to_have_text(f"{CURRENCY_NAMES['EUR']} 壹拾贰元伍角整")


def test_dark_theme_is_switched_at_once_and_kept(visit: Visitor) -> None:
    page = visit("/gallery/home", color_scheme="light").page
    page.get_by_role("button", name="深色模式").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="深色模式")).to_have_attribute("aria-pressed", "true")


def test_switches_work_without_scripts(visit: Visitor) -> None:
    page = visit("/gallery/home", java_script_enabled=False).page
    page.get_by_role("button", name="大字版").first.click()
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    page.get_by_role("button", name="English").first.click()
    expect(page.get_by_role("heading", name="For me to approve")).to_be_visible()
    assert page.url.endswith("/gallery/home")


def test_keys_move_select_and_open_the_dialogs(visit: Visitor) -> None:
    page = visit("/gallery/approvals").page
    rows = page.locator("[data-row] a")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator("[data-row] input").nth(0)).to_be_checked()
    page.keyboard.press("a")
    expect(page.locator("#sign")).to_be_visible()
    expect(page.locator("#sign input[type=password]")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("#refuse")).to_be_visible()


def test_keys_can_be_switched_off(visit: Visitor) -> None:
    page = visit("/gallery/approvals", ui="keys:off").page
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("[data-row] a").nth(0)).not_to_be_focused()
    expect(page.locator("#sign")).not_to_be_visible()


def test_selection_is_summed_by_currency_and_leaves_flagged_ones_out(visit: Visitor) -> None:
    page = visit("/gallery/approvals").page
    every = page.get_by_label("全选无提示的")
    expect(every).to_be_checked()
    every.uncheck()
    expect(page.locator("[data-count]")).to_have_text("0")
    expect(page.get_by_role("button", name="核对并签名")).to_be_disabled()
    every.check()
    expect(page.locator("[data-sum]")).to_have_text("¥ 10,784,067.86")
    page.get_by_label("选择 KUKA Deutschland GmbH").check()
    expect(page.locator("[data-sum]")).to_have_text("¥ 10,784,067.86 · € 318,500.00")
    expect(page.locator("[data-count]")).to_have_text("3")


def test_a_row_fills_the_pane_on_a_desktop(visit: Visitor) -> None:
    seen = visit("/gallery/approvals")
    seen.page.locator("[data-row] a").nth(1).click()
    expect(seen.page.locator("#pane .v")).to_contain_text("123,456,789,012.34")
    assert seen.page.url.endswith("/gallery/approvals?item=2")
    assert seen.violations() == []


def test_a_row_leads_to_its_own_page_on_a_phone(visit: Visitor) -> None:
    page = visit("/gallery/approvals", 390, 844).page
    page.locator("[data-row] a").nth(1).click()
    expect(page.get_by_role("link", name="通过并签名")).to_be_visible()
    assert page.url.endswith("/gallery/approval")


def test_everything_that_matters_is_above_the_fold_of_a_phone(visit: Visitor) -> None:
    page = visit("/gallery/approval", 390, 844).page
    bar = page.locator(".act").bounding_box()
    assert bar is not None
    for part in (".note.warn", ".amount .v", ".payee", ".kv", ".print"):
        box = page.locator(part).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= bar["y"]


def test_a_long_amount_stays_on_one_line(visit: Visitor) -> None:
    page = visit("/gallery/approval?long", 320, 640).page
    assert page.evaluate(
        "(e => e.scrollWidth <= e.clientWidth)(document.querySelector('.amount .v'))"
    )


def test_conditions_fold_on_a_phone_without_any_script(visit: Visitor) -> None:
    """By the keyboard alone; and where there is room they are never folded."""
    page = visit("/gallery/audit", 390, 844, java_script_enabled=False).page
    fields, fold = page.locator(".filters"), page.locator(".refine > summary")
    expect(fields).to_be_hidden()
    fold.focus()
    page.keyboard.press("Enter")
    expect(fields).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(fold).to_be_hidden()
    expect(fields).to_be_visible()


def test_chart_text_is_legible_on_a_phone(visit: Visitor) -> None:
    page = visit("/gallery/home", 390, 844).page
    expect(page.locator(".chart.wide")).to_be_hidden()
    height = page.evaluate(
        "document.querySelector('.chart.narrow text').getBoundingClientRect().height"
    )
    assert height >= 11


def test_queue_comes_before_the_chart_on_a_phone(visit: Visitor) -> None:
    page = visit("/gallery/home", 390, 844).page
    queue, chart = (
        page.locator(".queue").bounding_box(),
        page.locator(".chart.narrow").bounding_box(),
    )
    assert queue is not None
    assert chart is not None
    assert queue["y"] < chart["y"]


def test_signing_without_scripts_draws_the_dialog(visit: Visitor) -> None:
    page = visit("/gallery/approval", 390, 844, java_script_enabled=False).page
    page.get_by_role("link", name="通过并签名").click()
    expect(page.locator("#sign")).to_be_visible()
    expect(page.locator("#sign").get_by_label("登录密码")).to_be_visible()


def test_focus_starts_at_the_faults(visit: Visitor) -> None:
    page = visit("/gallery/payment-new?faults").page
    expect(page.locator(".errors")).to_be_focused()
    page.get_by_role("link", name=re.compile("行号校验位")).click()
    expect(page.locator("#f-payee_bank_code")).to_be_focused()


def test_a_second_press_sends_nothing(visit: Visitor) -> None:
    page = visit("/gallery/login").page
    page.get_by_label("用户名").fill("liwen")
    page.get_by_label("密码").fill("x")
    prevented, busy = page.evaluate(
        """() => {
          const prevented = [];
          addEventListener("submit", (event) => prevented.push(event.defaultPrevented));
          const button = document.querySelector(".gate-form form:not([hidden], [data-enter]) .primary");
          button.click();
          button.click();
          return [prevented, button.getAttribute("aria-busy")];
        }"""
    )
    assert prevented == [False, True]
    assert busy == "true"


def test_clocks_count_down_by_the_servers_time(visit: Visitor) -> None:
    page = visit("/gallery/home").page
    clock = page.locator(".clock").nth(2)
    expect(clock.locator(".left")).to_have_text("剩 56 分")
    page.clock.install()
    page.reload()
    page.clock.run_for(57 * 60 * 1000)
    expect(clock).to_have_attribute("data-state", "closed")
    expect(clock.locator(".left")).to_have_text("已截止")
    expect(page.locator(".clock").nth(0).locator(".left")).to_have_text("剩 1 时 44 分")


def test_slash_and_ctrl_k_lead_to_search(visit: Visitor) -> None:
    page = visit("/gallery/home").page
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.locator("#q").blur()
    page.keyboard.press("Control+k")
    expect(page.locator("#q")).to_be_focused()


def test_toast_goes_by_itself(visit: Visitor) -> None:
    page = visit("/gallery/home").page
    page.clock.install()
    page.goto(page.url.replace("home", "parts"))
    expect(page.locator(".toast")).to_be_visible()
    page.clock.run_for(7000)
    expect(page.locator(".toast")).to_have_count(0)


def test_worker_keeps_assets_and_the_offline_page_and_nothing_else(
    chromium: Browser, gallery: str
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{gallery}/gallery/home")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    kept = page.evaluate(
        """async () => {
          const names = await caches.keys();
          const requests = await (await caches.open(names[0])).keys();
          return [names.length, requests.map((r) => new URL(r.url).pathname)];
        }"""
    )
    assert kept[0] == 1
    assert all(path == "/offline" or path.startswith("/assets/") for path in kept[1])
    context.set_offline(True)
    page.goto(f"{gallery}/gallery/accounts")
    expect(page.get_by_role("heading", name=re.compile("没有网络|No connection"))).to_be_visible()
    context.close()
