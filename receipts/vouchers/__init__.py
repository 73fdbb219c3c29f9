"""Accounting vouchers (电子凭证): what a receipt or statement states, as data that goes with the paper.

XBRL after 电子凭证会计数据标准, attached to the PDF before it is signed, or in an OFD container. Which element
names are confirmed and which are not is told in docs/vouchers.md.
"""

from receipts.vouchers.embedding import Embedded, embed
from receipts.vouchers.receipt import receipt_voucher
from receipts.vouchers.statement import StatementLine, StatementVoucher, statement_voucher
from receipts.vouchers.xbrl import Instance, write_instance

__all__ = [
    "Embedded",
    "Instance",
    "StatementLine",
    "StatementVoucher",
    "embed",
    "receipt_voucher",
    "statement_voucher",
    "write_instance",
]
