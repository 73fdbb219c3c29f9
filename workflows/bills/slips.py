"""What the slip of an act says (票据业务回单): from what was signed, what the exchange made of it and what was booked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from corporate.banks import Bank
from kernel.bills.acts import Act
from kernel.bills.codes import BillKind, Mark, Payer
from kernel.calendar import SHANGHAI
from kernel.context import Context
from kernel.errors import Conflict
from kernel.money import Money, format_minor
from kernel.statements import Row
from kernel.text import Text
from receipts.bill_slip import BillSlip, SlipLine
from workflows.bills import queries
from workflows.bills.states import RequestStatus

_TITLE: Final = Text("票据业务回单", "Slip of a bill's act")
_VOUCHER: Final = Text("贴现凭证", "Voucher of a discount")
_WHAT: Final = {
    "act": Text("业务", "Act"),
    "reference": Text("票交所受理号", "Exchange's reference"),
    "serial": Text("企业流水号", "Client serial"),
    "me": Text("申请人", "Asked by"),
    "other": Text("对方", "Other side"),
    "account": Text("票据账户", "Bill account"),
    "due": Text("到期日", "Due date"),
    "answer": Text("应答", "Answer"),
    "mark": Text("转让标记", "May be passed on"),
    "kind": Text("票据种类", "Kind"),
    "rate": Text("年利率", "Rate a year"),
    "days": Text("计息天数", "Days"),
    "interest": Text("贴现利息", "Interest"),
    "payer": Text("付息方式", "Interest borne by"),
    "buyer": Text("买方付息", "Of it the buyer's"),
    "proceeds": Text("实付金额", "Proceeds"),
    "maker": Text("经办人", "Maker"),
}


class NotDone(Conflict):
    """Only what is done has a slip."""

    code = "bill.not_done"
    text = Text(
        "申请 {number} 尚未完成，办结后可下载回单",
        "Request {number} is not done; its slip comes when it is",
    )


def slip_of(ctx: Context, bank: Bank, request: Row) -> BillSlip:
    """One act that is done; raises NotDone."""
    if request["status"] != RequestStatus.SUCCEEDED:
        raise NotDone(number=request["number"])
    discount = None
    if request["act"] == Act.DISCOUNT:
        discount = queries.discount(ctx, str(request["submission_id"]))
    reference = queries.reference(ctx, request["submission_id"])
    return BillSlip(
        bank=bank.name.zh, title=_VOUCHER if discount else _TITLE, number=request["number"],
        bill_number=request["bill_number"], interval=f"{request['starts_at']}-{request['ends_at']}",
        money=Money(request["amount_minor"], "CNY"),
        lines=tuple(_line(name, value) for name, value in _said(request, reference, discount) if value),
        fingerprint=bytes(request["digest"]).hex(), done_at=request["status_at"].astimezone(SHANGHAI),
        printed_at=ctx.now.astimezone(SHANGHAI), is_test=bank.is_test,
        colour=str(bank.settings.get("document_colour", "")),
    )  # fmt: skip


def _said(request: Row, reference: str, discount: Row | None) -> Iterator[tuple[str, str]]:
    asked: dict[str, Any] = request["asked"]
    yield "act", Act(request["act"]).label.zh
    yield "reference", reference
    yield "serial", request["client_serial"]
    yield "due", request["due_on"].isoformat()
    yield "me", asked["by"]["name"]
    yield "account", request["account_number"]
    yield "other", (asked.get("to") or {}).get("name", "")
    yield "maker", request["maker_name"]
    if asked.get("bill"):
        yield "kind", BillKind(asked["bill"]["kind"]).label.zh
    if "agrees" in asked:
        said = "SU00 同意" if asked["agrees"] else f"SU01 拒绝 {asked['note']}"
        yield "answer", f"{Act(asked['answered']).label.zh}：{said}"
    if "mark" in asked["terms"]:
        yield "mark", Mark(asked["terms"]["mark"]).label.zh
    if discount is not None:
        yield from _sums(asked, discount)


def _sums(asked: dict[str, Any], row: Row) -> Iterator[tuple[str, str]]:
    yield "rate", f"{row['rate']}%"
    yield "days", f"{row['days']} 天（{row['from_on']} 至 {row['until_on']}）"
    yield "interest", _money(row["interest_minor"])
    yield "payer", Payer(asked["terms"]["payer"]).label.zh
    if row["buyer_minor"]:
        yield "buyer", f"{_money(row['buyer_minor'])} {row['buyer_name']}"
    yield "proceeds", _money(row["proceeds_minor"])


def _money(minor: int) -> str:
    return format_minor(minor, "CNY")


def _line(name: str, value: str) -> SlipLine:
    return SlipLine(_WHAT[name], value)
