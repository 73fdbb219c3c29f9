"""Accounting vouchers (电子凭证) out of what banks send: PDF, OFD or the XBRL document itself."""

from erp_adapters.vouchers.containers import Attached, Unreadable, attachments
from erp_adapters.vouchers.instances import Voucher, read_voucher, vouchers_in

__all__ = ["Attached", "Unreadable", "Voucher", "attachments", "read_voucher", "vouchers_in"]
