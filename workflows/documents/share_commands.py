"""What may be asked about receipts for others: many in one file, and links that share one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kernel.operation import Kind, spec
from kernel.text import Text
from receipts.render.payment import Paper

_NUMBER = Text("回单编号", "Receipt number")
_LINK = Text("分享编号", "Link")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintReceipts:
    """Some receipts in one file."""

    numbers: tuple[str, ...] = spec(_NUMBER, max_bytes=60)
    paper: Paper = spec(
        Text("排版", "Arrangement"), Kind.CHOICE, choices=Paper, default=Paper.SINGLE
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedFile:
    """A signed file."""

    name: str = spec(Text("文件名", "File name"), max_bytes=120)
    items: int = spec(Text("单据数", "Documents in it"), Kind.INTEGER)
    digest: str = spec(Text("SM3 摘要", "SM3 digest"), max_bytes=64)
    content: str = spec(Text("内容（Base64）", "Content (base64)"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareReceipt:
    """Let whoever has the link download one receipt, for some days and so many times."""

    number: str = spec(_NUMBER, max_bytes=60)
    days: int = spec(Text("有效天数", "Days"), Kind.INTEGER, default=7)
    uses: int = spec(Text("可下载次数", "Downloads"), Kind.INTEGER, default=3)


class ShareState(StrEnum):
    """Whether a link still opens."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def label(self) -> Text:
        """Its name."""
        return _STATES[self.value]


_STATES = {
    "open": Text("有效", "Open"),
    "used": Text("次数已用完", "Used up"),
    "expired": Text("已过期", "Expired"),
    "revoked": Text("已撤销", "Taken back"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareView:
    """A link; its secret part is told once, to who made it."""

    id: str = spec(_LINK, max_bytes=36)
    number: str = spec(_NUMBER, max_bytes=60)
    state: ShareState = spec(Text("状态", "State"), Kind.CHOICE, choices=ShareState)
    uses: int = spec(Text("已下载次数", "Downloads so far"), Kind.INTEGER)
    uses_max: int = spec(Text("可下载次数", "Downloads"), Kind.INTEGER)
    created_at: datetime = spec(Text("创建时间", "Made"), Kind.INSTANT)
    expires_at: datetime = spec(Text("有效期至", "Until"), Kind.INSTANT)
    token: str = spec(Text("链接令牌", "Token"), max_bytes=64, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListShares:
    """The links of one receipt."""

    number: str = spec(_NUMBER, max_bytes=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareList:
    """The links of one receipt, the newest first."""

    links: tuple[ShareView, ...] = spec(Text("分享", "Links"), Kind.GROUP, group=ShareView)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndShare:
    """Take a link back."""

    id: str = spec(_LINK, max_bytes=36)
