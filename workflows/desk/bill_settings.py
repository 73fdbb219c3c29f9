"""What the desk sets for bills: lines and margin of drawers, prices of discount, who else bears interest (票据参数)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final

from corporate.staff.roles import Duty
from kernel.bills.codes import BillKind
from kernel.bills.intervals import UNITS_MAX
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.errors import NotFound, YinqiError
from kernel.money import Money
from kernel.text import Text
from workflows.desk import bills, customers
from workflows.desk.errors import CannotTake
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.mandates.kinds import Change, Content

EVERYBODY: Final = "*"
_ANYBODY: Final = Text("未单独授信的企业", "Everybody without a line of their own")
_BAD_AMOUNT: Final = Text("请填写金额", "Give an amount")
_BAD_PERCENT: Final = Text("请填写 {low} 至 100 的整数", "Give a whole number from {low} to 100")
_BAD_BANDS: Final = Text(
    "每行写“天数 年利率”，天数递增，如 90 1.85；留空表示不贴现",
    "A line for each band, “days rate”, days rising, such as 90 1.85; empty: not bought",
)
_BAD_DATE: Final = Text("请填写今天或以后的日期", "Give a day from today on")
_AUTO: Final = Text("单张自动办理上限", "Up to how much a bill is answered by rule")
_AUTO_HINT: Final = Text("超过的由两人审批；0 为全部审批", "Above it two people decide; 0: always")
_BAND: Final = re.compile(r"([1-9][0-9]{0,2})\s+((?:0|[1-9][0-9]?)(?:\.[0-9]{1,4})?)")
_NOT_LIVE: Final = Text("协议已终止", "The agreement has ended")
_AGREEMENT: Final = Text("该付息协议", "The agreement")
_WHOLE: Final = 100


class BillLineKind(PlainKind):
    """How much the bank accepts for a drawer, against how much margin (承兑额度与保证金)."""

    code: ClassVar[str] = "bill_line"
    title: ClassVar[Text] = Text("承兑额度与保证金", "Line of acceptance and margin")
    duty: ClassVar[Duty] = Duty.BUSINESS
    labels: ClassVar[Mapping[str, Text]] = {
        "line": Text("承兑额度", "Line"),
        "margin": Text("保证金比例（%）", "Margin (%)"),
        "auto": _AUTO,
    }

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """As it is; the target is a customer number, `*` for everybody without a line."""
        _holder(ctx, target)
        now = self.present(ctx, target)
        return (
            Field("line", self.labels["line"], now.get("line", ""), "amount"),
            Field("margin", self.labels["margin"], now.get("margin", "")),
            Field("auto", _AUTO, now.get("auto", ""), "amount", hint=_AUTO_HINT),
        )

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """As it shall be."""
        _, name, owner = _holder(ctx, target)
        reader = Reader(typed)
        after = {
            "line": _amount(reader, typed, "line"), "margin": _percent(reader, typed, "margin", 0),
            "auto": _amount(reader, typed, "auto"),
        }  # fmt: skip
        reader.done()
        title = Text(f"承兑额度：{name.zh}", f"Line of acceptance: {name.en}")
        return Wish(target, after, title, owner)

    def present(self, ctx: Context, target: str) -> Content:
        """As it is set."""
        row = bills.line(ctx, _holder(ctx, target)[0])
        if row is None:
            return {}
        return {
            "line": Money(row["line_minor"], "CNY").wire(), "margin": str(row["margin_percent"]),
            "auto": Money(row["auto_minor"], "CNY").wire(),
        }  # fmt: skip

    def apply(self, ctx: Context, change: Change) -> None:
        """It counts for the next acceptance; what is accepted stays as it is."""
        after, holder = change.after, _holder(ctx, change.target)[0]
        bills.set_line(
            ctx, holder, _minor(after["line"]), int(after["margin"]), _minor(after["auto"])
        )


class BillPriceKind(PlainKind):
    """At what rates the bank discounts a kind of bill (贴现价格表)."""

    code: ClassVar[str] = "bill_price"
    title: ClassVar[Text] = Text("贴现价格", "Prices of discount")
    duty: ClassVar[Duty] = Duty.BUSINESS
    labels: ClassVar[Mapping[str, Text]] = {
        "bands": Text("天数与年利率（%）", "Days and rates (% a year)"),
        "auto": _AUTO,
    }

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """As it is; the target is the kind's code."""
        _kind(target)
        now = self.present(ctx, target)
        return (
            Field("bands", self.labels["bands"], now["bands"].replace("; ", "\n"), "area", hint=_BAD_BANDS, optional=True),
            Field("auto", _AUTO, now["auto"], "amount", hint=_AUTO_HINT),
        )  # fmt: skip

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:  # noqa: ARG002 - the form says it all
        """As it shall be."""
        kind, reader = _kind(target), Reader(typed)
        bands = _bands(reader, typed.get("bands", ""))
        after = {"bands": _written(bands), "auto": _amount(reader, typed, "auto")}
        reader.done()
        title = Text(f"贴现价格：{kind.label.zh}", f"Prices of discount: {kind.label.en}")
        return Wish(target, after, title)

    def present(self, ctx: Context, target: str) -> Content:
        """As the desk has set it."""
        row = bills.prices(ctx).get(target)
        if row is None:
            return {"bands": "", "auto": ""}
        return {"bands": _written(row["bands"]), "auto": Money(row["auto_minor"], "CNY").wire()}

    def apply(self, ctx: Context, change: Change) -> None:
        """It counts for the next quote."""
        after = change.after
        bands = [one.split(" ") for one in after["bands"].split("; ") if one]
        stored = [[int(days), rate] for days, rate in bands]
        bills.set_price(ctx, _kind(change.target).value, stored, _minor(after["auto"]))


class BillAgreementKind(PlainKind):
    """That a buyer bears interest when its supplier sells a bill (买方付息、协议付息)."""

    code: ClassVar[str] = "bill_agreement"
    title: ClassVar[Text] = Text("登记付息协议", "Enter an agreement about interest")
    duty: ClassVar[Duty] = Duty.BUSINESS
    labels: ClassVar[Mapping[str, Text]] = {
        "seller": Text("卖方（贴现申请人）客户号", "Seller's customer number"),
        "account": Text("买方付息账户", "Buyer's account"),
        "buyer": Text("买方", "Buyer"),
        "percent": Text("买方承担比例（%）", "Buyer's part (%)"),
        "ceiling": Text("利息额度", "Ceiling of interest"),
        "until": Text("有效期至", "Until"),
        "contract": Text("三方协议编号", "Contract of the three"),
    }

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:  # noqa: ARG002 - always a new one
        """Whose bills, from which account, how much."""
        whole = Text("100 为买方付息，其他为协议付息", "100: the buyer bears all of it")
        return (
            Field("seller", self.labels["seller"]),
            Field("account", self.labels["account"]),
            Field("percent", self.labels["percent"], "100", hint=whole),
            Field("ceiling", self.labels["ceiling"], sort="amount"),
            Field("until", self.labels["until"], sort="date"),
            Field("contract", self.labels["contract"]),
        )

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:  # noqa: ARG002 - always a new one
        """The agreement as it shall be."""
        reader = Reader(typed)
        after = {
            "seller": reader.text("seller", most=20), "account": reader.text("account", most=34),
            "percent": _percent(reader, typed, "percent", 1), "ceiling": _amount(reader, typed, "ceiling"),
            "until": _until(ctx, reader, typed), "contract": reader.text("contract", most=60),
        }  # fmt: skip
        reader.done()
        seller = customers.by_number(ctx, after["seller"])
        buyer = customers.account(ctx, after["account"])
        after["buyer"] = buyer["name"]
        title = Text(
            f"付息协议：{buyer['name']} 为 {seller['name']}",
            f"Interest borne by {buyer['name']} for {seller['name']}",
        )
        return Wish(ctx.world.ids.number("FX"), after, title, seller["id"])

    def apply(self, ctx: Context, change: Change) -> None:
        """It holds from the next discount on."""
        after = change.after
        seller = customers.by_number(ctx, after["seller"])
        buyer = customers.account(ctx, after["account"])
        bills.add_agreement(
            ctx, seller["id"], change.target, after["contract"], buyer, int(after["percent"]),
            _minor(after["ceiling"]), date.fromisoformat(after["until"]),
        )  # fmt: skip


class BillAgreementEndKind(PlainKind):
    """An agreement about interest ended before its day (终止付息协议)."""

    code: ClassVar[str] = "bill_agreement_end"
    title: ClassVar[Text] = Text("终止付息协议", "End an agreement about interest")
    duty: ClassVar[Duty] = Duty.BUSINESS
    labels: ClassVar[Mapping[str, Text]] = {"why": Text("终止原因", "Why it ends")}

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Why."""
        _agreement(ctx, target)
        return (Field("why", self.labels["why"]),)

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """Its end."""
        row, reader = _agreement(ctx, target), Reader(typed)
        after = {"why": reader.text("why", most=100)}
        reader.done()
        if not row["live"]:
            raise CannotTake(reason=_NOT_LIVE)
        return Wish(
            target, after, Text(f"终止付息协议 {target}", f"End of {target}"), row["enterprise_id"]
        )

    def apply(self, ctx: Context, change: Change) -> None:
        """It holds for no further discount; what is booked stays."""
        if not bills.end_agreement(ctx, change.target):
            raise CannotTake(reason=_NOT_LIVE)


def _holder(ctx: Context, target: str) -> tuple[str, Text, Any]:
    if target == EVERYBODY:
        return EVERYBODY, _ANYBODY, None
    row = customers.by_number(ctx, target)
    return row["uscc"], Text(row["name"], row["name"]), row["id"]


def _kind(target: str) -> BillKind:
    try:
        return BillKind(target)
    except ValueError:
        raise NotFound(Text("该票据种类", "The kind of bill")) from None


def _agreement(ctx: Context, number: str) -> Mapping[str, Any]:
    found = [row for row in bills.agreements(ctx, number) if row["number"] == number]
    if not found:
        raise NotFound(_AGREEMENT)
    return found[0]


def _amount(reader: Reader, typed: Typed, name: str) -> str:
    try:
        money = Money.parse(typed.get(name, "").replace(",", "").strip(), "CNY")
    except YinqiError:
        money = Money(-1, "CNY")
    if not 0 <= money.minor <= UNITS_MAX:
        reader.wrong(name, _BAD_AMOUNT)
    return money.wire()


def _minor(written: str) -> int:
    return Money.parse(written, "CNY").minor


def _percent(reader: Reader, typed: Typed, name: str, low: int) -> str:
    written = typed.get(name, "").strip()
    if not (written.isascii() and written.isdigit() and low <= int(written[:4]) <= _WHOLE):
        reader.wrong(name, _BAD_PERCENT.fill(low=low))
        return ""
    return str(int(written))


def _until(ctx: Context, reader: Reader, typed: Typed) -> str:
    try:
        day = date.fromisoformat(typed.get("until", "").strip())
    except ValueError:
        day = date.min
    if day < bank_today(ctx.world.clock):
        reader.wrong("until", _BAD_DATE)
    return day.isoformat()


def _bands(reader: Reader, written: str) -> list[list[Any]]:
    """Bands as they are typed, a line for each; all faults are one."""
    lines = [" ".join(line.split()) for line in written.splitlines() if line.strip()]
    found = [_BAND.fullmatch(line) for line in lines]
    bands: list[list[Any]] = [[int(one[1]), str(Decimal(one[2]))] for one in found if one]
    days: list[int] = [one[0] for one in bands]
    if None in found or days != sorted(set(days)):
        reader.wrong("bands", _BAD_BANDS)
        return []
    return bands


def _written(bands: list[list[Any]]) -> str:
    return "; ".join(f"{days} {rate}" for days, rate in bands)
