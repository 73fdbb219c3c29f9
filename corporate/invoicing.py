"""Invoices of fees, put together: who asks, what writes them, where the tax platform is.

Part of the composition root, apart from it for its length.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from connectors.core_banking.embedded import EmbeddedCore
from connectors.tax_invoice.soap import SoapTaxPlatform
from connectors.tax_ports import TaxPlatform
from corporate.banks import Bank
from corporate.settings import Settings
from kernel.context import Context
from kernel.operation import Bindings
from receipts.invoice_ofd import write_invoice_ofd
from receipts.invoice_xml import write_invoice
from receipts.render.invoice import render_invoice
from workflows.invoices import operations
from workflows.invoices.asking import Requester
from workflows.invoices.commands import InvoiceFormat
from workflows.invoices.handlers import FeeInvoicer
from workflows.invoices.kind import BuyerKind
from workflows.invoices.reversing import ReversalKind
from workflows.invoices.service import InvoiceService
from workflows.mandates.service import MandateService

__all__ = ["BuyerKind", "Invoicing", "desk", "operations"]


@dataclass(frozen=True, slots=True)
class Invoicing:
    """Everything invoices have in one process; no platform where none is configured."""

    service: InvoiceService
    invoicer: FeeInvoicer
    platform: TaxPlatform | None

    def bindings(self) -> Bindings:
        """What the operations on fees and invoices do."""
        service = self.service
        return {
            "fees.tariff": service.tariff,
            "fees.open": service.fees,
            "invoices.list": service.page,
            "invoices.show": service.show,
            "invoices.file": service.file,
            "invoices.request": service.request,
            "invoices.reverse": service.reverse,
            "invoices.forward": service.forward,
            "invoices.buyer": service.buyer,
            "invoices.change_buyer": service.change_buyer,
        }


def desk(
    settings: Settings,
    core: EmbeddedCore,
    bank_of: Callable[[Context], Bank],
    mandates: MandateService,
) -> Invoicing:
    """Invoices over the books of this deployment."""
    requester = Requester(core, bank_of)
    mandates.teach(ReversalKind(requester))
    written = {
        InvoiceFormat.PDF: render_invoice,
        InvoiceFormat.XML: write_invoice,
        InvoiceFormat.OFD: write_invoice_ofd,
    }
    service = InvoiceService(
        requester, mandates, bank_of, written, sends_mail=bool(settings.mail_url)
    )
    platform = SoapTaxPlatform(settings.tax_url) if settings.tax_url else None
    return Invoicing(service, FeeInvoicer(core, requester), platform)
