"""Accounting vouchers in the catalogue."""

from __future__ import annotations

from typing import Final

from kernel.operation import PEOPLE, Door, Idempotency, Operation, Verb
from kernel.text import Text
from workflows.documents import voucher_commands as commands

OPERATIONS: Final = (
    Operation(
        code="documents.voucher",
        title=Text("电子凭证", "Accounting voucher"),
        command=commands.GetVoucher,
        answer=commands.VoucherFile,
        verb=Verb.SEE,
        doors=PEOPLE | {Door.DIRECT_LINK},
        idempotency=Idempotency.READ,
        right_of="accounts.see",
        about=Text(
            "回单的电子凭证会计数据：XBRL 实例、内嵌该实例的 OFD，或同样内容的 JSON。回单 PDF 也内嵌 XBRL 实例。",
            "A receipt's accounting data: the XBRL instance, an OFD document with it inside, or the same as JSON. The"
            " receipt's PDF holds the instance too.",
        ),
    ),
)
