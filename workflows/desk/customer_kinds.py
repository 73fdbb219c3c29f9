"""The bank's limits for one enterprise, the end of a certificate, and what everybody is told (额度、证书、公告)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from corporate.staff.roles import Duty
from kernel.context import Context
from kernel.errors import NotFound, YinqiError
from kernel.money import Money
from kernel.text import Text
from risk import limits
from risk.rules import EVERY, Effect, Issuer, Key, LimitScope, LimitSpan
from risk.rules import Content as Ceiling
from workflows.desk import about, customers, parameters
from workflows.desk.errors import CannotTake
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.mandates.kinds import Change, Content

_ANYBODY: Final = "*"
_SPANS: Final = {
    one.value: one.label for one in (LimitSpan.SINGLE, LimitSpan.DAY_SUM, LimitSpan.MONTH_SUM)
}
_SCOPES: Final = {
    "enterprise": Text("整个企业", "The enterprise as a whole"),
    "account": Text("每个账户", "Each account"),
}
_BAD_AMOUNT: Final = Text("请填写金额；取消该限额请留空", "Give an amount; empty lifts the limit")
_CERTIFICATE: Final = Text("该证书", "The certificate")
_SERIAL: Final = Text("证书序列号", "Serial")
_HOLDER: Final = Text("操作员", "Operator")
_UNTIL: Final = Text("有效期至", "Valid until")


class BankLimitKind(PlainKind):
    """A ceiling the bank sets for one enterprise (银行限额)."""

    code: ClassVar[str] = "bank_limit"
    title: ClassVar[Text] = Text("银行限额", "The bank's limits")
    duty: ClassVar[Duty] = Duty.BUSINESS
    labels: ClassVar[Mapping[str, Text]] = {"ceiling": Text("限额（人民币）", "Ceiling (CNY)")}

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Whose, over which time, how much; the target is the customer number."""
        customers.by_number(ctx, target.split("/", maxsplit=1)[0])
        return (
            Field("scope", Text("范围", "Of what"), sort="select", options=tuple(_SCOPES.items())),
            Field("span", Text("期间", "Over which time"), sort="select", options=tuple(_SPANS.items())),
            Field("ceiling", self.labels["ceiling"], sort="amount", optional=True, hint=_BAD_AMOUNT),
        )  # fmt: skip

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """The ceiling as it shall be."""
        number = target.split("/", maxsplit=1)[0]
        row, reader = customers.by_number(ctx, number), Reader(typed)
        scope, span = reader.choice("scope", _SCOPES), reader.choice("span", _SPANS)
        written, ceiling = typed.get("ceiling", "").replace(",", "").strip(), ""
        if written:
            try:
                ceiling = Money.parse(written, "CNY").wire()
            except YinqiError:
                reader.wrong("ceiling", _BAD_AMOUNT)
        reader.done()
        what = Text(
            f"{_SCOPES[scope].zh}{_SPANS[span].zh}", f"{_SCOPES[scope].en}, {_SPANS[span].en}"
        )
        title = Text(f"银行限额：{row['name']} {what.zh}", f"Limit of {row['name']}: {what.en}")
        return Wish(f"{number}/{scope}/{span}", {"ceiling": ceiling}, title, row["id"])

    def about(self, ctx: Context, target: str) -> about.Told:
        """Whose it is."""
        return about.enterprise(ctx, target.split("/", maxsplit=1)[0])

    def present(self, ctx: Context, target: str) -> Content:
        """The ceiling as it is."""
        number, scope, span = target.split("/")
        key = (scope, EVERY, span, "CNY")
        found = parameters.bank_limit(ctx, customers.by_number(ctx, number)["id"], key)
        return {"ceiling": Money(found, "CNY").wire() if found is not None else ""}

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        return super().said(ctx, name, value) if value else Text("不限", "None")

    def apply(self, ctx: Context, change: Change) -> None:
        """It counts from the next payment on; what was counted stays counted."""
        number, scope, span = change.target.split("/")
        key = Key(LimitScope(scope), EVERY, LimitSpan(span), "CNY")
        written = change.after["ceiling"] or change.before["ceiling"] or "0"
        content = Ceiling(Money.parse(written, "CNY").minor, live=bool(change.after["ceiling"]))
        inside = ctx.inside(customers.by_number(ctx, number)["id"])
        limits.put(inside, key, content, Issuer.BANK, Effect.REFUSE)


class RevokeKind(PlainKind):
    """A certificate of the direct link revoked by the bank (吊销直联证书)."""

    code: ClassVar[str] = "revoke"
    title: ClassVar[Text] = Text("吊销直联证书", "Revoke a certificate")
    duty: ClassVar[Duty] = Duty.BUSINESS
    labels: ClassVar[Mapping[str, Text]] = {
        "status": Text("状态", "Status"),
        "why": Text("原因", "Reason"),
    }

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Why; the target is the serial."""
        _certificate(ctx, target)
        return (Field("why", self.labels["why"], sort="area"),)

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """The certificate, revoked."""
        row, reader = _certificate(ctx, target), Reader(typed)
        why = reader.text("why", most=300)
        reader.done()
        title = Text(f"吊销证书：{row['name']} {target}", f"Revoke {row['name']}'s {target}")
        return Wish(target, {"status": "revoked", "why": why}, title, row["enterprise_id"])

    def about(self, ctx: Context, target: str) -> about.Told:
        """Whose it is."""
        row = _certificate(ctx, target)
        return about.told(
            (_SERIAL, target), (about.CUSTOMER, row["owner"]), (_HOLDER, row["name"]),
            (_UNTIL, about.at(row["not_after"])),
        )  # fmt: skip

    def present(self, ctx: Context, target: str) -> Content:
        """Whether it counts."""
        return {"status": _certificate(ctx, target)["status"]}

    def apply(self, ctx: Context, change: Change) -> None:
        """It counts no more from the next message on."""
        if not parameters.revoke(ctx, change.target):
            raise CannotTake(reason=Text("该证书已失效", "It counts no more already"))


class BroadcastKind(PlainKind):
    """What all customers, or those of one enterprise, are told (公告)."""

    code: ClassVar[str] = "broadcast"
    title: ClassVar[Text] = Text("公告", "Broadcast a notice")
    duty: ClassVar[Duty] = Duty.BUSINESS
    labels: ClassVar[Mapping[str, Text]] = {
        "zh": Text("中文内容", "In Chinese"),
        "en": Text("英文内容", "In English"),
        "holder": Text("企业客户号（* 为全部）", "Customer number (* is every one)"),
    }

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:  # noqa: ARG002 - something new
        """The words, and for whom."""
        return (
            Field("holder", self.labels["holder"], _ANYBODY),
            Field("zh", self.labels["zh"], sort="area"),
            Field("en", self.labels["en"], sort="area"),
        )

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:  # noqa: ARG002 - the same
        """The notice."""
        reader = Reader(typed)
        after = {name: reader.text(name, most=300) for name in ("holder", "zh", "en")}
        owner = None
        if after["holder"] not in {_ANYBODY, ""}:
            owner = customers.by_number(ctx, after["holder"])["id"]
        reader.done()
        return Wish(ctx.world.ids.number("B"), after, Text("公告", "Broadcast"), owner)

    def apply(self, ctx: Context, change: Change) -> None:
        """The worker writes it to everybody."""
        after = change.after
        owner = None
        if after["holder"] != _ANYBODY:
            owner = customers.by_number(ctx, after["holder"])["id"]
        parameters.broadcast(ctx, change.target, Text(after["zh"], after["en"]), owner)


def _certificate(ctx: Context, serial: str) -> Mapping[str, Any]:
    row = parameters.certificate(ctx, serial)
    if row is None:
        raise NotFound(_CERTIFICATE)
    return row
