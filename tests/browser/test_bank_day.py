"""A whole bank day in Chromium: the story of `test_whole_day.py`, walked by the bank's staff and its customers.

A customer is taken on and sets itself up, money comes and goes, one outcome stays unknown, one payment comes back, one
account is frozen; the books are cut over, interest is paid, clearing is reconciled to zero, and everybody reads the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, expect

from kernel.calendar import SHANGHAI
from tests.browser.clerks import PHONE, WEB, Clerk, Opens, browsers, served
from tests.cast import PASSWORD
from tests.workflows.day_end.bank import NightBank
from tests.workflows.desk.bank import DeskBank
from tests.workflows.desk.test_onboarding import COMPANY
from tests.world import HouseWorld

pytestmark = pytest.mark.browser

NEW_ACCOUNT = "1001234509012349999"
FROZEN = "3250612000181470"
PAYEE = {
    "payee_account": "6222021001112223334", "payee_name": "无锡同盛包装材料有限公司", "payee_bank_code": "102100099996",
    "purpose": "货款",
}  # fmt: skip
ORDER = {"sort": "freeze", "authority": "某市公安局", "document": "协冻 7 号", "reason": "涉案"}
DAY = "2026-12-20"


class BankDay:
    """Everybody who has something to do that day, each with a browser of their own."""

    def __init__(self, opens: Opens, bank: NightBank, desk: DeskBank) -> None:
        self.opens, self.bank, self.desk = opens, bank, desk
        self.operator, self.supervisor = opens(), opens()
        self.maker = opens(WEB)
        self.approver = opens(WEB, PHONE, "theme:dark")
        self.admins: dict[str, Clerk] = {}
        self.monday = self.frozen = ""

    def at(self, hour: int, minute: int = 0, day: int = 20) -> None:
        """Move the clock; what is due is done, and everybody comes back to work."""
        self.bank.world.clock.set(datetime(2026, 12, day, hour, minute, tzinfo=SHANGHAI))
        self.bank.work()

    def staff_come_in(self) -> None:
        """A session lasts while it is used: the one types, the other touches."""
        self.operator.enter("贺兰")
        self.supervisor.enter_by_key()

    def agree(self, kind: str, target: str, typed: dict[str, str]) -> str:
        """One asks, the other signs; the number."""
        number = self.operator.ask(kind, target, typed)
        self.supervisor.confirm(number)
        return number

    def shows(self, person: Clerk, path: str, *said: str, looked_at: bool = False) -> None:
        """A page that says all of this."""
        person.open(path)
        for one in said:
            expect(person.page.locator("main")).to_contain_text(one)
        if looked_at:
            person.look()


@pytest.fixture
def day(
    chromium: Browser, world: HouseWorld, compiled: FileSystemBytecodeCache
) -> Iterator[BankDay]:
    world.clock.set(datetime(2026, 12, 19, 10, tzinfo=SHANGHAI))
    bank, desk = NightBank(world), DeskBank(world)
    with served(bank.house, desk, compiled) as address, browsers(chromium, address, desk) as opens:
        yield BankDay(opens, bank, desk)


def test_a_whole_bank_day_by_staff_and_customers(day: BankDay) -> None:
    the_day_before(day)
    the_morning(day)
    the_day(day)
    the_night(day)
    the_day_after(day)


def the_day_before(day: BankDay) -> None:
    """Two of system set rate and hour; the supervisor adds a passkey; a payment leaves that will come back."""
    one, other = day.opens(), day.opens()
    one.enter("戴明")
    other.enter("郭雨")
    rate = {"currency": "CNY", "rate": "0.05", "from_on": DAY}
    other.confirm(one.ask("rate", "CNY", rate))
    other.confirm(one.ask("cut_over", "day", {"hour": "23:00"}))
    day.supervisor.enter("秦峰")
    day.supervisor.add_passkey()
    day.supervisor.look()
    day.bank.pay_out("RETURNED", 10)
    day.at(23, 1, day=19)


def the_morning(day: BankDay) -> None:
    """What came back is seen by who had sent it; an enterprise is taken on, and sets itself up."""
    day.at(9, 1)
    day.staff_come_in()
    day.maker.log_in("lina")
    number = day.bank.find("RETURNED").number
    day.shows(day.maker, f"/payments/{number}", "已退汇", looked_at=True)
    day.shows(day.supervisor, "/lists/returns", number)
    typed = {name: value for name, value in COMPANY.items() if name != "admins"}
    day.supervisor.confirm(day.operator.ask("onboarding", "new", typed), looked_at=True)
    for clerk, name, login in (
        (day.operator, "沈青", "shenqing"),
        (day.supervisor, "方瑜", "fangyu"),
    ):
        clerk.open(f"/customers/{COMPANY['number']}")
        clerk.page.locator("tr", has_text=name).get_by_role("button").click()
        set_up(day, login, clerk.page.locator("[data-code]").inner_text())
    assert day.desk.world.count("agreement", "status = 'in_force'") == 1
    day.shows(day.admins["fangyu"], "/accounts", "0.00")


def set_up(day: BankDay, login: str, code: str) -> None:
    """An administrator activates, logs in, finds nothing but the agreement, and signs it."""
    admin = day.admins[login] = day.opens(WEB)
    admin.open("/activate")
    typed = {"login": login, "code": code, "password": PASSWORD, "again": PASSWORD}
    for field, value in typed.items():
        admin.page.fill(f"[name={field}]", value)
    admin.page.click("form:has([name=password]) button.primary")
    admin.page.wait_for_url("**/login**")
    admin.page.fill("#f-username", login)
    admin.page.fill("#f-password", PASSWORD)
    admin.page.click("form:has(#f-password) button.primary")
    admin.page.wait_for_url("**/agreement")
    expect(admin.page.locator(".said-text")).to_contain_text(COMPANY["name"])
    if len(day.admins) == 1:
        admin.look()
    admin.page.fill("#f-password", PASSWORD)
    admin.page.click("form:has(#f-password) button.primary")
    expect(admin.page.locator("#f-password")).to_have_count(0)


def pay(day: BankDay, amount: str) -> str:
    """A payment asked for at a desktop and signed on a phone; its number."""
    day.maker.open("/payments/new")
    for field, value in {**PAYEE, "amount": amount}.items():
        day.maker.page.fill(f"#f-{field}", value)
    day.maker.page.click("button[value=check]:not(.sr)")
    expect(day.maker.page.locator("h1")).to_have_text("核对付款")
    day.maker.page.click("button:has-text('提交审批')")
    expect(day.maker.page.locator(".note.ok")).to_contain_text("已提交")
    number = day.maker.page.url.split("?")[0].rsplit("/", 1)[1]
    approver = day.approver
    approver.open("/m/approvals")
    approver.page.click("[data-row] a >> nth=0")
    expect(approver.page.locator("h1")).to_contain_text("付款审批")
    approver.page.click(".act .primary")
    approver.page.fill("#f-password", PASSWORD)
    approver.page.click("dialog[open] button[value=approve]")
    expect(approver.page.locator(".finish")).to_contain_text("全部处理完毕")
    day.bank.work()
    return number


def the_day(day: BankDay) -> None:
    """Money in for both customers, out over clearing with two outcomes; an account is frozen and says so."""
    day.bank.bring("R1", "500000.00", payee_account=NEW_ACCOUNT, payee_name=COMPANY["name"])
    day.bank.bring("R2", "12480.00")
    admin = day.admins["fangyu"]
    day.shows(admin, f"/accounts/{NEW_ACCOUNT}", "跨行汇入", "500,000.00", looked_at=True)
    day.approver.log_in("zhaomin")
    day.monday = pay(day, "9820.01")
    day.shows(day.maker, f"/payments/{day.monday}", "已预约", "2026-12-21")
    day.bank.pay_out("SETTLED", 1)
    day.bank.pay_out("UNKNOWN", 8)
    day.shows(day.maker, "/payments?status=succeeded", "8,888.01")
    unknown = day.bank.find("UNKNOWN").number
    day.shows(day.maker, f"/payments/{unknown}", "结果未知", looked_at=True)
    day.frozen = day.agree("measure", FROZEN, ORDER)
    day.maker.open("/payments/new")
    refused = {
        "payee_account": FROZEN, "payee_name": "苏州恒锐特钢有限公司", "purpose": "货款", "amount": "300.00",
    }  # fmt: skip
    for field, value in refused.items():
        day.maker.page.fill(f"#f-{field}", value)
    day.maker.page.click("button[value=check]:not(.sr)")
    expect(day.maker.page.locator("main")).to_contain_text("冻结")


def the_night(day: BankDay) -> None:
    """At 23:00 the day is cut, money goes on coming; after midnight interest and reconciliation stand in the report."""
    day.at(23)
    day.bank.bring("R3", "100.00")
    day.at(0, 5, day=21)
    day.staff_come_in()
    report = ("日切时差", "利息", "挂应付利息", "已入账", "已完成")
    day.shows(day.supervisor, f"/day-ends/{DAY}", *report, looked_at=True)
    day.supervisor.page.get_by_role("button", name="已阅").click()
    expect(day.supervisor.page.locator("main")).to_contain_text("秦峰")
    phone = day.opens(size=PHONE, ui="theme:dark")
    phone.enter("尹舟")
    day.shows(phone, f"/day-ends/{DAY}", "日切时差", looked_at=True)
    admin = day.admins["fangyu"]
    admin.log_in("fangyu")
    day.shows(admin, f"/accounts/{NEW_ACCOUNT}", "结息", "0.69")
    admin.open(f"/accounts/{NEW_ACCOUNT}/statements")
    admin.page.fill("#f-from", DAY)
    admin.page.fill("#f-to", DAY)
    admin.page.select_option("#f-format", "CSV")
    with admin.page.expect_download() as saved:
        admin.page.click("main form button.primary")
    assert "500000.00" in saved.value.path().read_text(encoding="utf-8-sig").replace(",", "")


def the_day_after(day: BankDay) -> None:
    """Two settle the unknown one over what they found out; the frozen account opens; nothing is left unexplained."""
    day.operator.open("/lists/unknown")
    day.operator.page.get_by_role("link", name="核实").click()
    day.operator.page.wait_for_url("**/new/ruling**")
    key = day.operator.page.url.rsplit("target=", 1)[1]
    found = {"status": "refused", "reference": "Q7", "evidence": "查询：未清算"}
    day.agree("ruling", key, found)
    expect(day.supervisor.page.locator("main")).to_contain_text("执行中")
    target = day.desk.change(day.frozen)["target"]
    day.agree("lift", target, {"lifted_by": "解除冻结通知"})
    day.at(9, day=21)
    day.maker.log_in("lina")
    day.shows(day.maker, "/payments?status=failed", "8,888.08")
    day.shows(day.maker, f"/payments/{day.monday}", "成功")
    day.at(0, 5, day=22)
    day.staff_come_in()
    day.shows(day.supervisor, "/day-ends/2026-12-21", "已完成")
    day.shows(day.supervisor, f"/day-ends/{DAY}", "已消除")
    day.shows(day.operator, "/lists/unknown", "清单为空")
    assert day.bank.balance()[1] == 0
    assert day.bank.breaches() == []
    people = (day.operator, day.supervisor, day.maker, day.approver, *day.admins.values())
    complaints = [said for person in people for said in person.complaints if "422" not in said]
    assert complaints == [], "a form that was refused is the only thing a browser noted"
