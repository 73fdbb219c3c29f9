"""What may be asked about cancelling payments of a message, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.iso20022.camt055_model import Camt055, Resolution
from kernel.operation import Kind, spec
from kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelPayments:
    """Cancel what has not gone out of a pain.001: all of it, a PmtInf, or single payments."""

    document: Camt055 = spec(
        Text("撤销申请报文 camt.055", "camt.055 message"), Kind.DOCUMENT, document=Camt055,
        hint=Text("camt.055.001.01、.05、.08 或 .09", "camt.055.001.01, .05, .08 or .09"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationReport:
    """What became of each payment that was to be cancelled (camt.029)."""

    request_id: str = spec(Text("申请编号", "Request id"), max_bytes=140)
    document: Resolution = spec(
        Text("撤销结果 camt.029", "Resolution camt.029"), Kind.DOCUMENT, document=Resolution
    )
