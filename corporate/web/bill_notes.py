"""What pages of bills say when something is done, by the word their address carries."""

from __future__ import annotations

from typing import Final

from corporate.web import parts as p
from kernel.text import Text

NOTES: Final = {
    "waits": p.Note(
        Text("已提交，等待审批", "Submitted; its approval follows"),
        Text("审批通过后自动提交票交所。", "Once approved it goes to the exchange by itself."),
        "ok", "circle-check",
    ),
    "sent": p.Note(Text("已提交票交所", "With the exchange"), "", "ok", "circle-check"),
    "kept": p.Note(Text("材料已保存", "The file is kept"), "", "ok", "circle-check"),
    "large": p.Note(Text("文件不能超过 10 MB", "A file has at most 10 MB"), "", "stop", "alert-triangle"),
    "many": p.Note(Text("一张票据最多 10 份材料", "A bill has at most 10 files"), "", "stop", "alert-triangle"),
    "unread": p.Note(Text("请选择完整的 PDF、PNG 或 JPG 文件", "Choose a whole PDF, PNG or JPG file"), "", "stop", "alert-triangle"),
    "back": p.Note(Text("已撤回", "Taken back"), "", "ok", "circle-check"),
}  # fmt: skip
