"""One's own signatures in the catalogue; whoever may see the inbox may look back at what they signed."""

from __future__ import annotations

from typing import Final

from kernel.operation import reading
from kernel.text import Text
from workflows.approval.signed_commands import (
    EvidenceFile,
    ListSigned,
    NameSigned,
    SignedDetail,
    SignedPage,
)

_RIGHT: Final = "approvals.inbox"

LIST: Final = reading(
    "approvals.signed", Text("我的签署", "What I signed"), ListSigned, SignedPage, _RIGHT
)
SHOW: Final = reading(
    "approvals.signed_one",
    Text("我的签署详情", "One I signed"),
    NameSigned,
    SignedDetail,
    _RIGHT,
)
EVIDENCE: Final = reading(
    "approvals.evidence",
    Text("下载签名证据", "The evidence of one I signed"),
    NameSigned,
    EvidenceFile,
    _RIGHT,
)

OPERATIONS: Final = (LIST, SHOW, EVIDENCE)
