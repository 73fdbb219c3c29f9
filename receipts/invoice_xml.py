"""The e-invoice as XML (数电票), in the element names that published samples use."""

from typing import Final

from lxml import etree

from kernel.calendar import SHANGHAI
from kernel.capital import capitals
from kernel.money import format_minor
from receipts.invoice import (
    CURRENCY,
    GOODS_CODE,
    VAT_PERCENT,
    InvoiceFacts,
    InvoiceItem,
    InvoiceParty,
    InvoiceStamp,
)

VERSION: Final = "1.0"


def write_invoice(facts: InvoiceFacts, stamp: InvoiceStamp) -> bytes:
    """Return the invoice as a document; the same input gives the same bytes."""
    root = etree.Element("EInvoice")
    _header(etree.SubElement(root, "Header"), facts, stamp)
    data = etree.SubElement(root, "EInvoiceData")
    _party(etree.SubElement(data, "SellerInformation"), "Seller", facts.seller)
    _party(etree.SubElement(data, "BuyerInformation"), "Buyer", facts.buyer)
    _basic(etree.SubElement(data, "BasicInformation"), facts, stamp)
    for item in facts.items:
        _item(etree.SubElement(data, "IssuItemInformation"), item)
    more = etree.SubElement(data, "AdditionalInformation")
    _put(more, "Remark", facts.remark)
    if facts.is_red:
        red = etree.SubElement(data, "SpecificInformation")
        _put(red, "OriginalInvoiceNumber", facts.reversed_number)
        _put(red, "ConfirmationNumber", stamp.confirmation)
        _put(red, "Reason", facts.red_reason)
    told = etree.SubElement(root, "TaxSupervisionInfo")
    _put(told, "InvoiceNumber", stamp.number)
    _put(told, "IssueTime", _moment(stamp))
    _put(told, "TaxBureauName", stamp.bureau)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _header(header: etree._Element, facts: InvoiceFacts, stamp: InvoiceStamp) -> None:
    _put(header, "EIid", stamp.number)
    _put(header, "EInvoiceTag", "SWEI3200")
    _put(header, "Version", VERSION)
    label = etree.SubElement(etree.SubElement(header, "InherentLabel"), "GeneralOrSpecialVAT")
    _put(label, "LabelCode", "01" if facts.is_special else "02")
    _put(label, "LabelName", "增值税专用发票" if facts.is_special else "普通发票")


def _party(into: etree._Element, side: str, party: InvoiceParty) -> None:
    for name, value in (
        ("IdNum", party.tax_number),
        ("Name", party.name),
        ("Addr", party.address),
        ("TelNum", party.phone),
        ("BankName", party.bank_name),
        ("BankAccNum", party.bank_account),
    ):
        _put(into, side + name, value)


def _basic(into: etree._Element, facts: InvoiceFacts, stamp: InvoiceStamp) -> None:
    gross = facts.gross
    words = capitals(-gross, named=False) if facts.is_red else capitals(gross, named=False)
    _put(into, "TotalAmWithoutTax", facts.net.wire())
    _put(into, "TotalTaxAm", facts.tax.wire())
    _put(into, "TotalTax-includedAmount", gross.wire())
    _put(into, "TotalTax-includedAmountInChinese", f"（负数）{words}" if facts.is_red else words)
    _put(into, "Drawer", facts.drawer)
    _put(into, "RequestTime", _moment(stamp))


def _item(into: etree._Element, item: InvoiceItem) -> None:
    gross = item.net_minor + item.tax_minor
    _put(into, "ItemName", item.name)
    _put(into, "Amount", _written(item.net_minor))
    _put(into, "TaxRate", f"{VAT_PERCENT / 100:.2f}")
    _put(into, "ComTaxAm", _written(item.tax_minor))
    _put(into, "TotaltaxIncludedAmount", _written(gross))
    _put(into, "TaxClassificationCode", GOODS_CODE)


def _written(minor: int) -> str:
    return format_minor(minor, CURRENCY, grouping=False)


def _moment(stamp: InvoiceStamp) -> str:
    return f"{stamp.issued_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _put(into: etree._Element, name: str, value: str) -> None:
    etree.SubElement(into, name).text = value
