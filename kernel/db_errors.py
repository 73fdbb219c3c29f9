"""What a transaction may end in when it is nobody's fault who asked for it."""

from __future__ import annotations

from kernel.errors import Conflict, OutcomeUnknown, Unavailable
from kernel.text import Text


class DatabaseUnavailable(Unavailable):
    """The database cannot be reached; nothing happened."""

    code = "kernel.database_unavailable"
    text = Text(
        "系统暂时不可用，请稍后用同一流水号重试",
        "Not available now; try again with the same serial",
    )


class CommitUnknown(OutcomeUnknown):
    """The connection broke while committing."""

    code = "kernel.commit_unknown"
    text = Text(
        "处理结果未知，请用同一流水号查询", "The outcome is unknown; ask with the same serial"
    )


class Contended(Conflict):
    """Too many tries lost against others."""

    code = "kernel.contended"
    text = Text("该记录正被他人处理，请重试", "Somebody else is working on this record; try again")
