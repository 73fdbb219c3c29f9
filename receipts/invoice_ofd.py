"""An issued invoice as an OFD document: the page in rows, and its XML attached as the data of it.

The tax platform's own OFD bears its seal (GB/T 38540); this is the seller's rendition of the same facts.
"""

from __future__ import annotations

from collections.abc import Iterator

from kernel.calendar import SHANGHAI
from kernel.capital import capitals
from receipts.invoice import InvoiceFacts, InvoiceParty, InvoiceStamp
from receipts.invoice_xml import write_invoice
from receipts.vouchers.embedding import Embedded
from receipts.vouchers.ofd import OfdPage, contain

_SPECIMEN = "测试环境，非真实发票"


def write_invoice_ofd(facts: InvoiceFacts, stamp: InvoiceStamp) -> bytes:
    """Return the container; the same input gives the same bytes."""
    title = facts.title.zh
    page = OfdPage(
        stamp.number.rjust(32, "0"), f"{title} {stamp.number}", title, facts.seller.name,
        tuple(_rows(facts, stamp)), stamp.issued_at,
    )  # fmt: skip
    xml = Embedded(f"{stamp.number}.xml", "application/xml", write_invoice(facts, stamp))
    return contain(page, [xml])


def _rows(facts: InvoiceFacts, stamp: InvoiceStamp) -> Iterator[tuple[str, str]]:
    yield "发票号码", stamp.number
    yield "开票日期", f"{stamp.issued_at.astimezone(SHANGHAI):%Y年%m月%d日}"
    yield from _party("购买方", facts.buyer)
    yield from _party("销售方", facts.seller)
    for item in facts.items[:_ITEMS_MAX]:
        net, tax = _yuan(item.net_minor), _yuan(item.tax_minor)
        yield item.name, f"{item.fees} 笔　金额 {net}　税率 6%　税额 {tax}"
    if len(facts.items) > _ITEMS_MAX:
        yield "其余项目", f"{len(facts.items) - _ITEMS_MAX} 项见所附 XML"
    yield "合计金额、税额", f"{_yuan(facts.net.minor)}　{_yuan(facts.tax.minor)}"
    yield "价税合计（小写）", _yuan(facts.gross.minor)
    yield "价税合计（大写）", capitals(facts.gross, named=False)
    if facts.is_red:
        yield "被红冲蓝字发票", f"{facts.reversed_number}　{facts.red_reason}"
    if facts.remark:
        yield "备注", facts.remark
    if facts.is_test:
        yield "说明", _SPECIMEN


_ITEMS_MAX = 4


def _party(side: str, party: InvoiceParty) -> Iterator[tuple[str, str]]:
    yield f"{side}名称", party.name
    yield f"{side}税号", party.tax_number


def _yuan(minor: int) -> str:
    sign, minor = "-" if minor < 0 else "", abs(minor)
    return f"{sign}{minor // 100}.{minor % 100:02}"
