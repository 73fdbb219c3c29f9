"""Hands out the voucher of a receipt; whoever writes the forms is handed in."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Final

from kernel.context import Context
from kernel.errors import NotFound
from kernel.text import Text
from receipts.facts import Imprint, ReceiptFacts
from workflows.documents.commands import GetReceipt
from workflows.documents.service import DocumentService
from workflows.documents.voucher_commands import GetVoucher, VoucherFile, VoucherFormat

Write = Callable[[ReceiptFacts, Imprint], bytes]
_VOUCHER: Final = Text("该回单的电子凭证（未发生记账）", "A voucher of what was not booked")
MEDIA: Final = {
    VoucherFormat.XML: "application/xml",
    VoucherFormat.OFD: "application/ofd",
    VoucherFormat.JSON: "application/json",
}


class VoucherDesk:
    """Vouchers of receipts one may see."""

    def __init__(self, documents: DocumentService, written: Mapping[VoucherFormat, Write]) -> None:
        self._documents = documents
        self._written = written

    def voucher(self, ctx: Context, command: GetVoucher) -> VoucherFile:
        """The voucher as a file. Raises NotFound for a receipt one may not see, or of no booking."""
        shown = self._documents.show(ctx, GetReceipt(number=command.number))
        if not shown.facts.kind.row.moves:
            raise NotFound(_VOUCHER)
        content = self._written[command.format](shown.facts, shown.imprint)
        return VoucherFile(
            number=shown.number,
            name=f"{shown.number}.{command.format.value}",
            media_type=MEDIA[command.format],
            size=len(content),
            digest=ctx.world.crypto.sm3(content).hex(),
            content=base64.b64encode(content).decode("ascii"),
        )
