"""Why documents are not made or handed out."""

from __future__ import annotations

from kernel.errors import Conflict, Invalid, Unavailable
from kernel.text import Text


class SpanTooLong(Invalid):
    """Days in the wrong order, or more than one task makes documents of."""

    code = "document.span_wrong"
    text = Text(
        "日期范围有误：起始日不得晚于截止日，一次最多 {days} 天",
        "The days are wrong: the first not after the last, {days} days at once",
    )


class TooManyTasks(Conflict):
    """Enough tasks wait already."""

    code = "document.too_many_tasks"
    text = Text(
        "已有 {max} 个任务在处理，请待其完成后再提交",
        "{max} tasks are being made already; wait until they are ready",
    )


class NotReady(Conflict):
    """The file is not there yet, or not any more."""

    code = "document.not_ready"
    text = Text(
        "任务状态为“{status}”，没有可下载的文件",
        "The task is “{status}”: there is no file to fetch",
    )


class FileDamaged(Unavailable):
    """The file store has lost it, or holds other bytes than those that were hashed."""

    code = "document.file_damaged"
    text = Text(
        "文件已损坏，无法下载；请以新的任务流水号重新提交",
        "The file is damaged and cannot be fetched; order it again under a new serial",
    )


class KindUnknown(Invalid):
    """No receipts are of that kind."""

    code = "document.kind_unknown"
    text = Text("没有“{kind}”这种回单", "There are no receipts of the kind “{kind}”")
