"""The tax platform over SOAP, called with zeep after a WSDL of our own copy: no answer is ever a verdict.

A fault, a time-out, a status other than 200, an answer the schema does not know, a number that cannot be one:
each is silence, and what follows from silence is not decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from functools import cached_property
from importlib.resources import as_file, files
from typing import Any, Final
from uuid import UUID

from lxml import etree
from zeep import Client, Settings
from zeep.exceptions import Error
from zeep.transports import Transport

from connectors.tax_ports import TaxAnswer, TaxOutcome, TaxSilence
from kernel import limits
from kernel.calendar import SHANGHAI
from kernel.money import format_minor
from receipts.invoice import (
    CURRENCY,
    GOODS_CODE,
    VAT_PERCENT,
    InvoiceFacts,
    InvoiceItem,
    InvoiceParty,
    InvoiceStamp,
    number_fits,
)

WSDL: Final = "tax_invoice.wsdl"
_BINDING: Final = "{urn:yinqi:tax-invoice:1}TaxInvoiceSoap"
_STRICT: Final = Settings(
    strict=True,
    xml_huge_tree=False,
    forbid_dtd=True,
    forbid_entities=True,
    forbid_external=True,
)
_UNANSWERED: Final = (Error, etree.LxmlError, OSError, ValueError)
"""Whatever the line does is an OSError: the library underneath says so of all its own."""


class SoapTaxPlatform:
    """Speaks to one address; made once, used by one thread at a time."""

    def __init__(self, url: str, timeout_s: float = limits.TAX_TIMEOUT_S) -> None:
        self._url = url
        self._timeout_s = timeout_s

    def issue(self, serial: UUID, facts: InvoiceFacts) -> TaxAnswer:
        """Ask for an invoice once. Raises TaxSilence."""
        return self._asked("IssueInvoice", serial, _order(facts))

    def enquire(self, seller: str, serial: UUID) -> TaxAnswer:
        """Ask what became of a serial. Raises TaxSilence."""
        return self._asked("EnquireInvoice", serial, {"SellerTaxNumber": seller})

    @cached_property
    def _service(self) -> Any:
        transport = Transport(timeout=self._timeout_s, operation_timeout=self._timeout_s)
        transport.session.trust_env = False
        transport.session.max_redirects = 0
        with as_file(files("connectors.tax_invoice") / WSDL) as path:
            client = Client(str(path), transport=transport, settings=_STRICT)
        return client.create_service(_BINDING, self._url)

    def _asked(self, operation: str, serial: UUID, said: Mapping[str, Any]) -> TaxAnswer:
        try:
            answer = self._service[operation](Serial=serial.hex, **said)
            found = _read(answer)
        except _UNANSWERED as silence:
            message = f"{type(silence).__name__}: {silence}"
            raise TaxSilence(message) from silence
        if answer.Serial != serial.hex:
            message = f"asked about {serial.hex}, answered about {answer.Serial}"
            raise TaxSilence(message)
        return found


def _order(facts: InvoiceFacts) -> dict[str, Any]:
    more = {"ReversedNumber": facts.reversed_number, "RedReason": facts.red_reason}
    return {
        "Special": facts.is_special,
        "Seller": _party(facts.seller),
        "Buyer": _party(facts.buyer),
        "Item": [_item(item) for item in facts.items],
        "TotalAmount": facts.net.wire(),
        "TotalTax": facts.tax.wire(),
        "Total": facts.gross.wire(),
        "Remark": facts.remark,
        "Drawer": facts.drawer,
        **(more if facts.is_red else {}),
    }


def _party(party: InvoiceParty) -> dict[str, str]:
    return {
        "Name": party.name, "TaxNumber": party.tax_number, "Address": party.address,
        "Phone": party.phone, "BankName": party.bank_name, "BankAccount": party.bank_account,
    }  # fmt: skip


def _item(item: InvoiceItem) -> dict[str, Any]:
    return {
        "Name": item.name,
        "GoodsCode": GOODS_CODE,
        "Amount": format_minor(item.net_minor, CURRENCY, grouping=False),
        "TaxPercent": VAT_PERCENT,
        "Tax": format_minor(item.tax_minor, CURRENCY, grouping=False),
    }


def _read(answer: Any) -> TaxAnswer:
    outcome = TaxOutcome(answer.Outcome)
    if outcome is not TaxOutcome.ISSUED:
        return TaxAnswer(outcome, code=answer.Code or "", reason=answer.Reason or "")
    at = answer.IssuedAt
    if at is None:
        message = "issued, but not when"
        raise ValueError(message)
    at = (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).astimezone(UTC)
    stamp = InvoiceStamp(
        answer.Number or "", at, answer.Check or "", answer.Bureau or "", answer.Confirmation or ""
    )
    if not number_fits(stamp):
        message = f"no number of an invoice: {stamp.number!r}"
        raise ValueError(message)
    return TaxAnswer(outcome, stamp)
