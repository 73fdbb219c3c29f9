"""What pages ask about batches, in the catalogue. People's doors only.

What waits for a signature is shown at the approval desk's counter to whom it concerns, whichever kind of batch it is.
"""

from __future__ import annotations

from typing import Final

from kernel.operation import reading
from kernel.text import Text
from workflows.batches import page_commands

_RIGHT: Final = "payments.submit"
_COUNTER: Final = "approvals.inbox"

OPERATIONS: Final = (
    reading(
        "batches.look",
        Text("批次与审批人", "A batch and its signers"),
        page_commands.LookAtBatch,
        page_commands.BatchLook,
        _RIGHT,
    ),
    reading(
        "batches.signing",
        Text("待签批次", "A batch to be signed"),
        page_commands.SeeBatchSigning,
        page_commands.BatchSigning,
        _COUNTER,
        about=Text("只有与本人有关的批次才能查到。", "Only to whom the round concerns."),
    ),
    reading(
        "batches.cards",
        Text("待签批次摘要", "What approvals of batches are about"),
        page_commands.DescribeBatches,
        page_commands.BatchCards,
        _COUNTER,
    ),
)
