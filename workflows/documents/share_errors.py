"""Why a link is not made, or does not open."""

from __future__ import annotations

from kernel.errors import Invalid, NotFound
from kernel.text import Text


class ShareWrong(Invalid):
    """So many days or downloads are not allowed."""

    code = "document.share_wrong"
    text = Text(
        "有效期为 1 至 {days} 天，可下载 1 至 {uses} 次",
        "A link lasts 1 to {days} days and 1 to {uses} downloads",
    )


class TooManyReceipts(Invalid):
    """More receipts than one file is made of while somebody waits."""

    code = "document.too_many_receipts"
    text = Text(
        "一次请选择 1 至 {max} 张回单；更多请用“批量打包”",
        "Choose 1 to {max} receipts; for more, have them packed",
    )


class ShareGone(NotFound):
    """The link is unknown, over, used up or taken back: which, a stranger is not told."""

    code = "document.share_gone"
    text = Text("该分享链接无效或已失效", "This link is not valid, or not any more")

    def __init__(self) -> None:
        """Say nothing of what it was."""
        super().__init__(Text("该分享链接", "The link"))
