"""Files of rows in the catalogue: whoever may make a batch may bring a file, of payments or of wages. People's doors only."""

from __future__ import annotations

from typing import Final

from kernel.operation import Operation, changing, reading
from kernel.text import Text
from workflows.intake import commands

PAYMENTS: Final = "intake"
PAYROLL: Final = "payroll_intake"
"""What the codes begin with: the same operations under the right to pay and under that to pay wages."""


def _under(family: str, right: str, what: Text) -> tuple[Operation, ...]:
    """All of them under one right; `what` is the file they are about."""
    return (
        changing(
            f"{family}.keep",
            Text("暂存{what}", "Keep {what}").fill(what=what),
            commands.KeepFile,
            commands.KeptFile,
            right,
            about=Text(
                "表头无法识别时暂存文件，待指定各列后读取；加密存放，读取后即清空，最长保留一天。",
                "Kept while its columns are being named: sealed, emptied once it is read, a day at the longest.",
            ),
        ),
        reading(
            f"{family}.kept",
            Text("读取暂存的{what}", "Read {what} that was kept").fill(what=what),
            commands.NameFile,
            commands.KeptFile,
            right,
        ),
        changing(
            f"{family}.drop",
            Text("删除暂存的{what}", "Delete {what} that was kept").fill(what=what),
            commands.NameFile,
            commands.KeptFile,
            right,
        ),
        reading(
            f"{family}.columns",
            Text("查询{what}表头含义", "Recall what headings of {what} mean").fill(what=what),
            commands.RecallColumns,
            commands.KnownColumns,
            right,
        ),
        changing(
            f"{family}.remember",
            Text("记住{what}表头含义", "Remember what headings of {what} mean").fill(what=what),
            commands.RememberColumns,
            commands.KnownColumns,
            right,
        ),
    )


OPERATIONS: Final = (
    *_under(PAYMENTS, "payments.submit", Text("批量文件", "a file of rows")),
    *_under(PAYROLL, "payroll.submit", Text("工资文件", "a file of wages")),
)
