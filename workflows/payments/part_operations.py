"""A batch in parts, in the catalogue."""

from __future__ import annotations

from typing import Final

from kernel.operation import Door, Idempotency, Operation, Verb
from kernel.text import Text
from workflows.payments import part_commands as commands

SUBMIT_PART: Final = Operation(
    code="payments.submit_part",
    title=Text("分包提交批量付款", "Submit a batch in parts"),
    command=commands.SubmitPart,
    answer=commands.PartView,
    verb=Verb.MAKE,
    doors=frozenset({Door.DIRECT_LINK}),
    idempotency=Idempotency.SERIAL,
    account_field="payer_account",
    right_of="payments.submit",
    about=Text(
        "首包、中间包、末包同一批次流水号；末包到齐后核对全批笔数与金额，作为一批提交，与 payments.submit_batch 相同；"
        "缺包时末包被拒并列出所缺，补发后重发末包。同一包重发无害；未提交的包保留 7 天。",
        "Begin, middle and end under one batch serial. With the end the count and total of the whole are checked and"
        " it becomes one batch, the same as by payments.submit_batch. Where parts are missing the end is refused and"
        " says which: send those, then the end again. A part sent again does no harm; parts are kept 7 days.",
    ),
)

OPERATIONS: Final = (SUBMIT_PART,)
