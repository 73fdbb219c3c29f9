"""Receipts in the catalogue."""

from __future__ import annotations

from kernel.operation import Door, Idempotency, Operation, Verb
from kernel.text import Text
from workflows.documents import commands

LIST = Operation(
    code="documents.receipts",
    title=Text("回单列表", "List receipts"),
    command=commands.ListReceipts,
    answer=commands.ReceiptPage,
    verb=Verb.SEE,
    doors=frozenset({Door.WEB, Door.PHONE, Door.DIRECT_LINK}),
    idempotency=Idempotency.READ,
    right_of="accounts.see",
)
SHOW = Operation(
    code="documents.show",
    title=Text("查看回单", "See a receipt"),
    command=commands.GetReceipt,
    answer=commands.ReceiptView,
    verb=Verb.SEE,
    doors=frozenset({Door.WEB, Door.PHONE}),
    idempotency=Idempotency.READ,
    right_of="accounts.see",
)
PRINT = Operation(
    code="documents.receipt",
    title=Text("打印回单", "Print a receipt"),
    command=commands.GetReceipt,
    answer=commands.ReceiptView,
    verb=Verb.SEE,
    doors=frozenset({Door.WEB, Door.PHONE}),
    idempotency=Idempotency.READ,
    right_of="accounts.see",
    about=Text(
        "每次打印计数并记入审计。", "Each printing is counted, and a line of the audit trail."
    ),
)

OPERATIONS = (LIST, SHOW, PRINT)
