"""What two people of the bank decide a bill by: the request, the drawer's line and margin, the price and its interest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from corporate.banks import Bank
from corporate.web import parts as p
from kernel.bills.acts import Act
from kernel.bills.codes import BillKind, Payer
from kernel.bills.records import Outcome
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.money import format_minor
from kernel.statements import Row
from kernel.text import Text
from workflows.bills import quotes
from workflows.bills import settings_repository as settings
from workflows.bills.errors import NoPrice
from workflows.bills.states import FileSort
from workflows.desk import bills

_WHAT: Final = {
    "act": Text("业务", "Act"),
    "by": Text("申请人", "Asked by"),
    "bill": Text("票据", "Bill"),
    "amount": Text("金额", "Amount"),
    "drawer": Text("出票人", "Drawer"),
    "acceptor": Text("承兑人", "Acceptor"),
    "due": Text("到期日", "Due date"),
    "line": Text("承兑额度", "Line"),
    "margin": Text("保证金", "Margin"),
    "rate": Text("年利率", "Rate a year"),
    "interest": Text("贴现利息", "Interest"),
    "proceeds": Text("实付金额", "Proceeds"),
    "files": Text("贸易背景材料", "Contracts and invoices"),
    "refused": Text("拒付", "Refused"),
}
_LEFT: Final = Text("已用 {used}，本笔后剩余 {left}", "{used} used; {left} left after this")
_SHORT: Final = Text("已用 {used}，额度不足 {left}", "{used} used; {left} short")
_MARGIN: Final = Text(
    "票面的 {percent}%，从出票人账户冻结", "{percent} % of the face, held on the drawer's account"
)
_DAYS: Final = Text("{days} 天，至 {until}", "{days} days, until {until}")
_QUOTED: Final = Text("今日报价 {rate}%", "Today's price is {rate} %")
_NO_PRICE: Final = Text("本行价格表没有该期限", "The price table has none for this tenor")
_NONE: Final = Text("无", "None")
_UNPAID: Final = frozenset({Outcome.REFUSED.value, Outcome.LAPSED.value})


def of_request(ctx: Context, bank: Bank, target: str) -> tuple[p.Fact, ...]:
    """A request to the bank; raises NotFound."""
    row = bills.request(ctx, target)
    asked, act = row["asked"], Act(row["act"])
    extra = {Act.ASK_ACCEPTANCE: _acceptance, Act.DISCOUNT: _discount}.get(act)
    names = "、".join(
        f"{FileSort(one['sort']).label.zh} {one['name']}" for one in bills.files(ctx, row)
    )
    return (
        _fact("act", act.label, BillKind(asked["kind"]).label),
        _fact("by", asked["to"]["name"], asked["to"]["account"]),
        *_place(row, row["bill_number"]),
        _fact("drawer", asked["drawer"]["name"]),
        _fact("due", asked["due_on"]),
        *(extra(ctx, bank, row) if extra else ()),
        _fact("files", names or _NONE),
    )  # fmt: skip


def of_holding(ctx: Context, bank: Bank, target: str) -> tuple[p.Fact, ...]:
    """A bill the bank holds, with why it was refused last; raises NotFound."""
    del bank
    number, _, start = target.partition("/")
    row = bills.piece(ctx, number, int(start) if start.isdecimal() else 0)
    ended = [step for step in row["said"]["trail"] if step["outcome"] in _UNPAID]
    return (
        *_place(row, row["number"]),
        _fact("drawer", row["face"]["drawer"]["name"]),
        _fact("acceptor", row["face"]["acceptor"]["name"]),
        _fact("due", row["face"]["due_on"]),
        *(_fact("refused", step["on"], step["note"]) for step in ended[-1:]),
    )


def _acceptance(ctx: Context, bank: Bank, row: Row) -> Iterator[p.Fact]:
    """How far the drawer's line reaches, and what is held as margin."""
    code, minor = row["asked"]["drawer"]["code"], _minor(row)
    line, used = settings.line(ctx, bank, code), settings.used(ctx, code)
    left = line.line_minor - used - minor
    reach = _LEFT if left >= 0 else _SHORT
    yield _fact("line", _cny(line.line_minor), reach.fill(used=_cny(used), left=_cny(abs(left))))
    yield _fact("margin", _cny(line.margin_of(minor)), _MARGIN.fill(percent=line.margin_percent))


def _discount(ctx: Context, bank: Bank, row: Row) -> Iterator[p.Fact]:
    """What is asked for, beside what the table says, and what it comes to."""
    asked, minor, today = row["asked"], _minor(row), bank_today(ctx.world.clock)
    until = quotes.ends_on(bank.calendar, date.fromisoformat(asked["due_on"]))
    days, rate = (until - today).days, quotes.decimal(asked["terms"]["rate"])
    yield _fact("rate", f"{rate}%", _quoted(ctx, bank, asked, days))
    interest = quotes.interest(minor, days, rate)
    yield _fact("interest", _cny(interest), _DAYS.fill(days=days, until=until.isoformat()))
    paid = minor - interest + quotes.share(interest, int(asked["terms"].get("buyer_percent", 0)))
    yield _fact("proceeds", _cny(paid), Payer(asked["terms"]["payer"]).label)


def _quoted(ctx: Context, bank: Bank, asked: Mapping[str, Any], days: int) -> Text:
    try:
        rate = quotes.rate_of(settings.prices(ctx, bank).bands, BillKind(asked["kind"]), days)
    except NoPrice:
        return _NO_PRICE
    return _QUOTED.fill(rate=rate)


def _place(row: Row, number: str) -> Iterator[p.Fact]:
    yield _fact("bill", number, f"{row['starts_at']}-{row['ends_at']}")
    yield _fact("amount", _cny(_minor(row)))


def _fact(name: str, value: p.Say, note: p.Say = "") -> p.Fact:
    return p.Fact(_WHAT[name], value, note)


def _minor(row: Row) -> int:
    return int(row["ends_at"] - row["starts_at"] + 1)


def _cny(minor: int) -> str:
    return f"CNY {format_minor(minor, 'CNY')}"
