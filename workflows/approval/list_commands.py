"""Several items decided under one signature (批量审批), as the doors see it."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.operation import Kind, spec
from kernel.text import Text
from workflows.approval.commands import DIGEST, EXAMPLE_ID, ID, ApprovalAnswer

_DIGEST_EXAMPLE = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One item of the list, and the fingerprint it had when it was shown."""

    approval_id: str = spec(
        Text("审批编号", "Approval"), pattern=ID, max_bytes=36, example=EXAMPLE_ID
    )
    shown_digest: str = spec(
        Text("交易指纹", "Fingerprint"), pattern=DIGEST, max_bytes=64, example=_DIGEST_EXAMPLE
    )


@dataclass(frozen=True, slots=True)
class ApproveList:
    """Agree to several items at once, over exactly the ordered list that was shown (批量审批)."""

    items: tuple[ShownItem, ...] = spec(Text("事项", "Items"), Kind.GROUP, group=ShownItem)
    shown_digest: str = spec(
        Text("清单指纹", "Fingerprint of the list"),
        pattern=DIGEST,
        max_bytes=64,
        example=_DIGEST_EXAMPLE,
        hint=Text(
            "所列各笔的顺序、笔数、合计与指纹的 SM3 摘要",
            "SM3 over count, sums and the items' fingerprints in their order",
        ),
    )


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """What became of each item; all of them were decided, or none."""

    digest: str = spec(Text("清单指纹", "Fingerprint of the list"), max_bytes=64)
    items: tuple[ApprovalAnswer, ...] = spec(
        Text("事项", "Items"), Kind.GROUP, group=ApprovalAnswer, default=()
    )
