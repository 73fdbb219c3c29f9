"""Example entries and receipts for the gallery."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from corporate.web import parts as p
from corporate.web.gallery.house import at, cny
from kernel.text import Text

DAYS: Final = (
    p.LedgerDay(
        date(2026, 11, 20),
        (
            p.LedgerRow(
                at(13, 52),
                Text("收款", "Credit"),
                "货款 SO-26110451",
                "上海振华重工（集团）股份有限公司",
                cny("12480000.00"),
                cny("218406552.18"),
                "/gallery/receipt",
            ),
            p.LedgerRow(
                at(11, 20),
                Text("付款", "Payment"),
                "采购合同 HY-2610-0077",
                "常州精研科技有限公司",
                -cny("7315004.66"),
                cny("205926552.18"),
                "/gallery/receipt",
            ),
            p.LedgerRow(
                at(11, 20),
                Text("手续费", "Fee"),
                "大额支付",
                "云港银行",
                -cny("200.00"),
                cny("213241556.84"),
            ),
        ),
        cny("5164795.34"),
    ),
    p.LedgerDay(
        date(2026, 11, 19),
        (
            p.LedgerRow(
                at(16, 2, -1),
                Text("退汇", "Return"),
                "收款人账号户名不符",
                "无锡同盛包装材料有限公司",
                cny("48200.00"),
                cny("213241756.84"),
                "/gallery/receipt",
            ),
            p.LedgerRow(
                at(15, 40, -1),
                Text("付款", "Payment"),
                "增值税 10 月",
                "国家税务总局苏州工业园区税务局",
                -cny("2041877.50"),
                cny("213193556.84"),
                "/gallery/receipt",
            ),
        ),
        -cny("1993677.50"),
    ),
)

RECEIPTS: Final = (
    p.ReceiptRow(
        "HD-20261120-000412",
        date(2026, 11, 20),
        Text("收款", "Credit"),
        "上海振华重工（集团）股份有限公司",
        cny("12480000.00"),
        "/gallery/receipt",
        "#",
    ),
    p.ReceiptRow(
        "HD-20261120-000398",
        date(2026, 11, 20),
        Text("付款", "Payment"),
        "常州精研科技有限公司",
        -cny("7315004.66"),
        "/gallery/receipt",
        "#",
    ),
    p.ReceiptRow(
        "HD-20261119-000377",
        date(2026, 11, 19),
        Text("退汇", "Return"),
        "无锡同盛包装材料有限公司",
        cny("48200.00"),
        "/gallery/receipt",
        "#",
    ),
)
SHEET: Final = p.Sheet(
    title=Text("电子回单（付款）", "Payment receipt"),
    number="HD-20261120-000398",
    payer=p.Payee("华岳精工集团有限公司", "3250198800000317", "云港银行 苏州园区支行"),
    payee=p.Payee("常州精研科技有限公司", "32001628636052501234", "中国建设银行 常州新北支行"),
    amount=cny("7315004.66"),
    facts=(
        p.Fact(Text("用途", "Purpose"), "采购合同 HY-2610-0077"),
        p.Fact(Text("汇路", "Route"), Text("大额支付系统", "HVPS")),
        p.Fact(Text("记账时间", "Booked"), "2026-11-20 11:20:07"),
        p.Fact(Text("交易流水号", "Transaction"), "3250112000000398"),
        p.Fact(Text("渠道", "Channel"), Text("银企直联", "Direct link")),
    ),
    code="7KQM-4T2X-9WVA",
    sides=(Text("付款人", "Payer"), Text("收款人", "Payee")),
    is_specimen=True,
)

MASKED: Final = replace(
    SHEET,
    payer=p.Payee("华岳****有限公司", "3250********0317", "云港银行 苏州园区支行"),
    payee=p.Payee("常州****有限公司", "3200************1234", "中国建设银行"),
)
