"""Fees and their invoices, in the catalogue."""

from __future__ import annotations

from typing import Any, Final

from kernel.operation import PEOPLE, Door, Idempotency, Operation, Verb, changing, reading
from kernel.text import NO_TEXT, Text
from workflows.invoices import commands
from workflows.mandates.commands import MandateView

_ALL: Final = PEOPLE | {Door.DIRECT_LINK}
_RIGHT: Final = "invoices.request"
_GOVERN: Final = "invoices.change_buyer"


def _question(
    code: str, title: Text, command: type[Any], answer: type[Any], about: Text = NO_TEXT
) -> Operation:
    return Operation(
        code=code,
        title=title,
        command=command,
        answer=answer,
        verb=Verb.SEE,
        doors=_ALL,
        idempotency=Idempotency.READ,
        right_of=_RIGHT,
        about=about,
    )


def _wish(
    code: str,
    title: Text,
    command: type[Any],
    answer: type[Any],
    about: Text,
    *,
    right_of: str = _RIGHT,
) -> Operation:
    return Operation(
        code=code,
        title=title,
        command=command,
        answer=answer,
        verb=Verb.MAKE,
        doors=_ALL,
        idempotency=Idempotency.STATE,
        right_of=right_of,
        about=about,
    )


OPERATIONS: Final = (
    _question(
        "fees.tariff",
        Text("资费查询", "Tariff"),
        commands.AskTariff,
        commands.Tariff,
        Text(
            "付款手续费按汇路、币种和金额分档；未列出的按 bank.rails 的手续费。已提交的付款以提交时所示为准。",
            "Fees of payments by rail, currency and band of amounts; where no band is listed, the fee that bank.rails"
            " tells. A payment costs what was shown when it was submitted.",
        ),
    ),
    _question(
        "fees.open",
        Text("月度手续费", "Fees of a month"),
        commands.AskOpenFees,
        commands.OpenFees,
        Text(
            "列出当月手续费及所在发票；明细最多 200 笔，合计为全部。仅人民币手续费开票。",
            "Fees of a month and the invoices they stand on; the first 200, with the sums of all. Only fees in CNY are"
            " invoiced.",
        ),
    ),
    _question(
        "invoices.list",
        Text("发票列表", "List invoices"),
        commands.ListInvoices,
        commands.InvoicePage,
    ),
    _question(
        "invoices.show",
        Text("查看发票", "See an invoice"),
        commands.GetInvoice,
        commands.InvoiceView,
    ),
    _question(
        "invoices.file",
        Text("发票文件", "Invoice as a file"),
        commands.GetInvoiceFile,
        commands.InvoiceFile,
        Text("PDF 或 OFD 版式文件，或 XML；开具后可取。", "PDF, OFD or XML, once it is issued."),
    ),
    _wish(
        _RIGHT,
        Text("申请开票", "Ask for an invoice"),
        commands.RequestInvoice,
        commands.InvoiceView,
        Text(
            "将当月未开票的手续费汇总开具一张发票；同一笔手续费只开一次，重复申请不会重开。",
            "One invoice of what is not invoiced yet of the month. A fee is invoiced once, however often it is asked.",
        ),
        right_of="",
    ),
    changing(
        "invoices.reverse",
        Text("申请红冲", "Reverse an invoice"),
        commands.ReverseInvoice,
        MandateView,
        _RIGHT,
        about=Text(
            "以红字发票冲销；一人申请，另一位有审批权限的人员确认后才向税务平台申请。冲销后其手续费可重新开票。",
            "A red invoice takes it back; one person asks, another who may approve confirms, and only then is the tax"
            " platform asked. Afterwards its fees may be invoiced anew.",
        ),
    ),
    _wish(
        "invoices.forward",
        Text("邮件转发发票", "Send an invoice by mail"),
        commands.ForwardInvoice,
        commands.Forwarded,
        Text("PDF、XML 与 OFD 作为附件发送。", "PDF, XML and OFD go as attachments."),
    ),
    reading(
        "invoices.buyer",
        Text("查看开票信息", "See the buyer's data"),
        commands.AskBuyer,
        commands.BuyerView,
        _GOVERN,
        administers=True,
    ),
    changing(
        _GOVERN,
        Text("设置开票信息", "Set the buyer's data"),
        commands.ChangeBuyer,
        MandateView,
        administers=True,
        about=Text(
            "抬头、税号、票种与开票方式；一位管理员设置，另一位确认。",
            "Name, taxpayer number, kind and when; one administrator sets, another confirms.",
        ),
    ),
)
