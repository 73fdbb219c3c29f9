"""Accounting vouchers, put together: part of the composition root."""

from __future__ import annotations

from kernel.operation import Bindings
from receipts.vouchers import forms
from workflows.documents import voucher_operations as operations
from workflows.documents.service import DocumentService
from workflows.documents.voucher_commands import VoucherFormat
from workflows.documents.vouchers import VoucherDesk

__all__ = ["bindings", "operations"]


def bindings(documents: DocumentService) -> Bindings:
    """What the operation on vouchers does."""
    written = {
        VoucherFormat.XML: forms.as_xml,
        VoucherFormat.OFD: forms.as_ofd,
        VoucherFormat.JSON: forms.as_json,
    }
    return {"documents.voucher": VoucherDesk(documents, written).voucher}
