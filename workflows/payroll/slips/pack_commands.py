"""What people ask about packs of payslips."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kernel.operation import Kind, spec
from kernel.text import Text
from workflows.payroll.slips.kinds import PackLayout, PackStatus

_BATCH: Final = Text("批次编号", "Batch number")
_LAYOUT: Final = Text("排版", "Layout")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPack:
    """Have all slips of a run put into one file."""

    batch: str = spec(_BATCH, max_bytes=40, example="B20261123000001")
    layout: PackLayout = spec(_LAYOUT, Kind.CHOICE, choices=PackLayout, default=PackLayout.PRINT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPacks:
    """The last packs of a run."""

    batch: str = spec(_BATCH, max_bytes=40, example="B20261123000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackView:
    """One pack and how far it is."""

    pack_id: str = spec(Text("打包", "Pack"), max_bytes=36)
    layout: PackLayout = spec(_LAYOUT, Kind.CHOICE, choices=PackLayout)
    status: PackStatus = spec(Text("状态", "State"), Kind.CHOICE, choices=PackStatus)
    made: int = spec(Text("已生成", "Made"), Kind.INTEGER, default=0)
    total: int = spec(Text("总数", "In all"), Kind.INTEGER, default=0)
    size: int = spec(Text("字节数", "Bytes"), Kind.INTEGER, default=0)
    created_at: datetime = spec(Text("提交时间", "Asked at"), Kind.INSTANT)
    kept_until: datetime | None = spec(Text("保留至", "Kept until"), Kind.INSTANT, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackList:
    """Packs of a run, the newest first."""

    batch: str = spec(_BATCH, max_bytes=40)
    packs: tuple[PackView, ...] = spec(
        Text("打包", "Packs"), Kind.GROUP, group=PackView, default=()
    )
