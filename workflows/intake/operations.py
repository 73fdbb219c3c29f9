"""Files of rows in the catalogue: whoever may make a batch may bring a file. People's doors only."""

from __future__ import annotations

from kernel.operation import changing, reading
from kernel.text import Text
from workflows.intake import commands

_RIGHT = "payments.submit"

OPERATIONS = (
    changing(
        "intake.keep",
        Text("暂存批量文件", "Keep a file of rows"),
        commands.KeepFile,
        commands.KeptFile,
        _RIGHT,
        about=Text(
            "表头无法识别时暂存文件，待指定各列后读取；加密存放，读取后即清空，最长保留一天。",
            "Kept while its columns are being named: sealed, emptied once it is read, a day at the longest.",
        ),
    ),
    reading(
        "intake.kept",
        Text("读取暂存的批量文件", "Read a kept file"),
        commands.NameFile,
        commands.KeptFile,
        _RIGHT,
    ),
    changing(
        "intake.drop",
        Text("删除暂存的批量文件", "Delete a kept file"),
        commands.NameFile,
        commands.KeptFile,
        _RIGHT,
    ),
    reading(
        "intake.columns",
        Text("查询表头含义", "Recall what headings mean"),
        commands.RecallColumns,
        commands.KnownColumns,
        _RIGHT,
    ),
    changing(
        "intake.remember",
        Text("记住表头含义", "Remember what headings mean"),
        commands.RememberColumns,
        commands.KnownColumns,
        _RIGHT,
    ),
)
