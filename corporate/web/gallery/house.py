"""Example facts for the component gallery: one afternoon at an invented company.

Only the gallery and its tests may read this; nothing here may ever reach a page of a bank.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from corporate.web import parts as p
from corporate.web.charts import Point, Trend
from kernel.money import Money
from kernel.text import Text

NOW: Final = datetime(2026, 11, 20, 6, 34, tzinfo=UTC)
"""14:34 on a Friday in Shanghai."""

BRAND: Final = p.Brand(Text("云港企业银行", "Yungang Business Bank"))


def cny(yuan: str) -> Money:
    """Read yuan."""
    return Money.parse(yuan, "CNY")


def at(hour: int, minute: int, days: int = 0) -> datetime:
    """Return a moment of that day in Shanghai, as UTC."""
    return datetime(2026, 11, 20, tzinfo=UTC) + timedelta(days=days, hours=hour - 8, minutes=minute)


def _place(
    key: str, zh: str, en: str, icon: str, *, short: Text | None = None, badge: int = 0
) -> p.NavItem:
    return p.NavItem(key, Text(zh, en), icon, f"/gallery/{key}", short, badge)


SHELL: Final = p.Shell(
    user=p.Person(
        "李雯",
        Text("资金经理 · 二级审批", "Treasurer · second approver"),
        Text("上次登录 今日 08:52 · 苏州", "Last log-in today 08:52 · Suzhou"),
    ),
    scope="华岳精工集团",
    home_url="/gallery/home",
    search_url="/gallery/payments",
    logout_url="/gallery/logout",
    nav=(
        p.NavGroup(
            (
                _place("home", "首页", "Home", "home", short=Text("首页", "Home")),
                _place(
                    "accounts", "账户与流水", "Accounts", "wallet", short=Text("账户", "Accounts")
                ),
                _place("payments", "付款", "Payments", "send", short=Text("付款", "Payments")),
                _place(
                    "approvals",
                    "审批",
                    "Approvals",
                    "checks",
                    short=Text("审批", "Approvals"),
                    badge=7,
                ),
                _place("receipts", "回单与对账", "Receipts", "receipt"),
            )
        ),
        p.NavGroup(
            (
                _place("parts", "组件", "Components", "adjustments-horizontal"),
                _place("login", "登录", "Log in", "lock"),
                _place("verify", "回单验证", "Verify a receipt", "qrcode"),
            ),
            Text("样板间", "Showroom"),
        ),
    ),
)

CHANNELS: Final = (
    p.CutOff(
        Text("大额支付", "HVPS"),
        Text("人民银行 HVPS · 今日", "Large value · today"),
        at(8, 30),
        at(17, 15),
    ),
    p.CutOff(Text("网银互联", "IBPS"), Text("单笔 100 万元以内", "Up to 1 million each")),
    p.CutOff(
        Text("跨境汇款", "Cross-border"), Text("当日起息", "Same-day value"), at(9, 0), at(15, 30)
    ),
    p.CutOff(
        Text("小额批量", "BEPS batch"),
        Text("今日", "Today"),
        at(8, 30),
        at(14, 0),
        at(9, 0, days=1),
    ),
)

_PAST: Final = (422, 431, 428, 415, 418, 444, 462, 457, 449, 471, 458, 462, 469, 486)
_AHEAD: Final = (483, 483, 480, 476, 452, 455, 386, 386, 386, 405, 422, 418, 435, 447)
TREND: Final = Trend(
    "CNY",
    tuple(Point(date(2026, 11, 7) + timedelta(days=i), v * 10**8) for i, v in enumerate(_PAST)),
    tuple(Point(date(2026, 11, 21) + timedelta(days=i), v * 10**8) for i, v in enumerate(_AHEAD)),
    threshold=400 * 10**8,
)
POSITION: Final = p.Position(
    total=cny("486327915.42"),
    available=cny("473509365.06"),
    held=cny("12818550.36"),
    change=cny("17204336.18"),
    warning=p.Tag(
        Text("11-27 预计低于警戒线", "Below threshold on 11-27"), "stop", "alert-triangle"
    ),
)
TOTALS: Final = (
    p.CurrencyTotal(cny("434937110.13"), Text("占 89.4%", "89.4%")),
    p.CurrencyTotal(Money.parse("4802118.37", "USD"), "≈ ¥34,185,320"),
    p.CurrencyTotal(Money.parse("1640077.00", "EUR"), "≈ ¥13,563,436"),
    p.CurrencyTotal(Money.parse("3975400.00", "HKD"), "≈ ¥3,642,049"),
)
LIVE: Final = p.Tag(Text("实时", "Live"), "ok")
ACCOUNTS: Final = (
    p.AccountRow(
        Text("基本户", "Basic account"),
        "3250198800000317",
        "苏州园区支行",
        "云",
        cny("218406552.18"),
        cny("205906552.18"),
        "/gallery/ledger",
        cny("12500000.00"),
        cny("12480000.00"),
        -cny("7315204.66"),
        LIVE,
    ),
    p.AccountRow(
        Text("一般户 · 资金池主账户", "General · pool header"),
        "3250198800000325",
        "苏州园区支行",
        "云",
        cny("146250000.00"),
        cny("146250000.00"),
        "/gallery/ledger",
        None,
        cny("3160450.00"),
        None,
        LIVE,
    ),
    p.AccountRow(
        Text("一般户", "General account"),
        "1102020800008846",
        "工商银行 苏州分行",
        "工",
        cny("61093217.05"),
        cny("61093217.05"),
        "/gallery/ledger",
        None,
        cny("840000.00"),
        -cny("1206000.00"),
        p.Tag(Text("14:20 同步", "Synced 14:20")),
        is_own=False,
    ),
    p.AccountRow(
        Text("代发户", "Payroll account"),
        "5129039900001006",
        "招商银行 苏州分行",
        "招",
        cny("9187340.90"),
        cny("445150.54"),
        "/gallery/ledger",
        cny("8742190.36"),
        None,
        None,
        p.Tag(Text("14:20 同步", "Synced 14:20")),
        is_own=False,
    ),
    p.AccountRow(
        Text("外币结算户", "Foreign currency account"),
        "3250198800007701",
        "苏州园区支行",
        "云",
        Money.parse("4802118.37", "USD"),
        Money.parse("4802118.37", "USD"),
        "/gallery/ledger",
        None,
        Money.parse("215600.00", "USD"),
        None,
        LIVE,
    ),
    p.AccountRow(
        Text("外币待核查户", "Pending verification"),
        "4545670100002290",
        "中国银行 苏州分行",
        "中",
        Money.parse("1640077.00", "EUR"),
        Money.parse("1321577.00", "EUR"),
        "/gallery/ledger",
        Money.parse("318500.00", "EUR"),
        None,
        None,
        p.Tag(Text("连接中断 13:05", "Cut off since 13:05"), "warn"),
        is_own=False,
    ),
)
FLOWS: Final = (
    p.Flow(
        date(2026, 11, 20),
        Text("KUKA 设备尾款", "KUKA, final instalment"),
        Text("EUR · 待审批", "EUR · to approve"),
        -Money.parse("318500.00", "EUR"),
    ),
    p.Flow(
        date(2026, 11, 23),
        Text("社保公积金代扣", "Social security"),
        Text("已签约 · 自动", "Standing · automatic"),
        -cny("3406118.20"),
    ),
    p.Flow(
        date(2026, 11, 25),
        Text("代发工资 11 月", "Payroll, November"),
        Text("2 批 · 1,286 人", "2 batches · 1,286 people"),
        -cny("26118402.77"),
    ),
    p.Flow(
        date(2026, 11, 27),
        Text("电子商票到期托收", "Bills due for collection"),
        Text("6 张 · 应收", "6 bills · receivable"),
        cny("12000000.00"),
    ),
    p.Flow(
        date(2026, 11, 27),
        Text("流动资金贷款还本", "Loan repayment"),
        Text("合同 LD2025-0417", "Contract LD2025-0417"),
        -cny("80000000.00"),
    ),
)
CUT: Final = p.Note(
    Text("中国银行连接中断", "Bank of China is cut off"),
    Text(
        "EUR 余额为 13:05 的数据。付款不受影响，恢复后自动补同步。",
        "The EUR balance is of 13:05. Payments are not affected; it will catch up by itself.",
    ),
    "warn",
    "plug-connected-x",
)


@dataclass(frozen=True, slots=True)
class Action:
    """A button in a page's head."""

    text: Text
    href: str
    icon: str
    kind: str = ""


ACTIONS: Final = (
    Action(Text("下载回单", "Receipts"), "/gallery/receipts", "download", "quiet"),
    Action(Text("批量付款", "Batch"), "/gallery/payments", "file-spreadsheet"),
    Action(Text("新建付款", "New payment"), "/gallery/payment-new", "plus", "primary"),
)
