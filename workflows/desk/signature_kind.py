"""How far a signature of the direct link alone lets an enterprise's payments go (签名即授权许可): two of the desk say so.

The enterprise's own rule must ask for it too; the bank's word is the ceiling.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from corporate.staff.roles import Duty
from kernel.context import Context
from kernel.currencies import EXPONENTS
from kernel.errors import NotFound
from kernel.money import Money
from kernel.records import audit
from kernel.text import Text
from workflows.desk import about, customers, parameters
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.mandates.kinds import Change, Content, Line

_NEVER, _UPTO, _ANY = "never", "upto", "any"
_REACHES: Final[Mapping[str, Text]] = {
    _NEVER: Text("不许可，须由企业审批", "Never: the enterprise's people approve"),
    _UPTO: Text("许可，至多下列金额", "Up to the amount below"),
    _ANY: Text("许可，不限金额", "Whatever the amount"),
}
_ONLY_UPTO: Final = Text("仅“至多”时填写", "For “up to” only")
_CURRENCY: Final = Text("币种", "Currency")


class SignatureKind(PlainKind):
    """The permission of one enterprise in one currency; the target is the customer number, or with its currency."""

    code: ClassVar[str] = "signature"
    title: ClassVar[Text] = Text("签名即授权许可", "Payments by signature alone")
    duty: ClassVar[Duty] = Duty.BUSINESS
    labels: ClassVar[Mapping[str, Text]] = {
        "reach": Text("直联签名即放行", "A link signature authorises"),
        "document": Text("协议或申请书编号", "Number of the agreement or application"),
    }

    def __init__(self, forget: Callable[[], None]) -> None:
        self._forget = forget

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """In which currency, how far, on whose application."""
        customers.by_number(ctx, target.split("/", maxsplit=1)[0])
        currencies = tuple((one, Text(one, one)) for one in EXPONENTS)
        return (
            Field("currency", _CURRENCY, "CNY", "select", currencies),
            Field("reach", self.labels["reach"], sort="select", options=tuple(_REACHES.items())),
            Field("amount", Text("金额", "Amount"), sort="amount", optional=True, hint=_ONLY_UPTO),
            Field("document", self.labels["document"]),
        )

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """How far it shall reach."""
        number = target.split("/", maxsplit=1)[0]
        row, reader = customers.by_number(ctx, number), Reader(typed)
        currency, reach = reader.choice("currency", EXPONENTS), reader.choice("reach", _REACHES)
        document = reader.text("document", most=64)
        if reach == _UPTO and currency in EXPONENTS:
            reach = reader.amount("amount", currency)
        reader.done()
        title = Text(
            f"签名即授权许可：{row['name']} {currency}",
            f"Payments by signature alone: {row['name']}, {currency}",
        )
        return Wish(
            f"{number}/{currency}", {"reach": reach, "document": document}, title, row["id"]
        )

    def about(self, ctx: Context, target: str) -> about.Told:
        """Whose it is."""
        return about.enterprise(ctx, target.split("/", maxsplit=1)[0])

    def present(self, ctx: Context, target: str) -> Content:
        """How far it reaches now; raises NotFound."""
        number, _, currency = target.partition("/")
        if currency not in EXPONENTS:
            raise NotFound(_CURRENCY)
        now = parameters.permitted(ctx, customers.by_number(ctx, number)["id"], currency)
        if now is None:
            return {"reach": _NEVER}
        upto = now["upto_minor"]
        return {"reach": _ANY if upto is None else Money(upto, currency).wire()}

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """Nothing where only the paper differs."""
        same = change.before["reach"] == change.after["reach"]
        return () if same else super().lines(ctx, change)

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if name != "reach" or value in _REACHES:
            return _REACHES.get(value) or super().said(ctx, name, value)
        whole, _, part = value.partition(".")
        amount = f"{int(whole):,}.{part}" if part else f"{int(whole):,}"
        return Text("许可，至多 {amount}", "Up to {amount}").fill(amount=amount)

    def apply(self, ctx: Context, change: Change) -> None:
        """It counts for whoever reads the bank's profile next, within seconds, at submission and at release."""
        number, _, currency = change.target.partition("/")
        reach = change.after["reach"]
        upto = None if reach in _REACHES else Money.parse(reach, currency).minor
        enterprise_id = customers.by_number(ctx, number)["id"]
        parameters.permit(ctx, enterprise_id, currency, upto, live=reach != _NEVER)
        detail = {"currency": currency, "reach": reach}
        audit.write(ctx.inside(enterprise_id), "desk.signature", "enterprise", number, detail)
        self._forget()
