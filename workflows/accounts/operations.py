"""Accounts in the catalogue."""

from __future__ import annotations

from kernel.operation import Door, Idempotency, Operation, Verb, reading
from kernel.text import Text
from workflows.accounts import commands, file_commands

_ALL = frozenset({Door.WEB, Door.PHONE, Door.DIRECT_LINK})
_MACHINES = frozenset({Door.DIRECT_LINK})

LIST = Operation(
    code="accounts.list",
    title=Text("账户与余额", "Accounts and balances"),
    command=commands.ListAccounts,
    answer=commands.AccountList,
    verb=Verb.SEE,
    doors=_ALL,
    idempotency=Idempotency.READ,
    right_of="accounts.see",
)
LINES = Operation(
    code="accounts.lines",
    title=Text("账户流水", "Account lines"),
    command=commands.ListLines,
    answer=commands.LinePage,
    verb=Verb.SEE,
    doors=_ALL,
    idempotency=Idempotency.READ,
    account_field="account_number",
    right_of="accounts.see",
)
STATEMENT = Operation(
    code="accounts.statement",
    title=Text("日终对账单", "Statement of a day"),
    command=commands.GetStatement,
    answer=commands.StatementView,
    verb=Verb.SEE,
    doors=_ALL,
    idempotency=Idempotency.READ,
    account_field="account_number",
    right_of="accounts.see",
)

STATEMENT_FILE = Operation(
    code="accounts.statement_file",
    title=Text("日终对账单文件", "Statement file of a day"),
    command=commands.GetStatement,
    answer=file_commands.StatementFile,
    verb=Verb.SEE,
    doors=_MACHINES,
    idempotency=Idempotency.READ,
    account_field="account_number",
    right_of="accounts.see",
    about=Text(
        "以 camt.053 返回已结账日的对账单，版本由 Format 选择（默认 .08）。",
        "Returns the statement of a closed day as camt.053, in the version Format says (.08 by default).",
    ),
)
REPORT_FILE = Operation(
    code="accounts.report_file",
    title=Text("当日明细文件", "Report file of the day so far"),
    command=file_commands.GetReport,
    answer=file_commands.ReportFile,
    verb=Verb.SEE,
    doors=_MACHINES,
    idempotency=Idempotency.READ,
    account_field="account_number",
    right_of="accounts.see",
    about=Text(
        "以 camt.052 返回上一份对账单之后的全部流水与当前余额。",
        "Returns everything booked since the last statement, with the balance as it is now, as camt.052.",
    ),
)
NOTIFICATION_FILE = Operation(
    code="accounts.notification_file",
    title=Text("动账通知文件", "Notification file of movements"),
    command=file_commands.GetNotification,
    answer=file_commands.NotificationFile,
    verb=Verb.SEE,
    doors=_MACHINES,
    idempotency=Idempotency.READ,
    account_field="account_number",
    right_of="accounts.see",
    about=Text(
        "以 camt.054 返回某流水号之后的流水；InstrId 与 EndToEndId 原样带回，供 ERP 匹配付款。",
        "Returns the lines after a line as camt.054, with the payer's InstrId and EndToEndId for the ERP to match.",
    ),
)
EXPORT = Operation(
    code="accounts.export",
    title=Text("导出对账单", "Export statements"),
    command=file_commands.ExportStatement,
    answer=file_commands.ExportedFile,
    verb=Verb.SEE,
    doors=_ALL,
    idempotency=Idempotency.READ,
    account_field="account_number",
    right_of="accounts.see",
    about=Text(
        "将一段日期的对账单导出为 Excel、CSV、camt.053、MT940 或 OFX；内容为 Base64。",
        "Exports the statements of some days as Excel, CSV, camt.053, MT940 or OFX; the content is base64.",
    ),
)
POSITION = reading(
    "accounts.position",
    Text("资金头寸走势", "Position by day"),
    commands.AskPosition,
    commands.PositionDays,
    right_of="accounts.see",
)

OPERATIONS = (
    LIST,
    POSITION,
    LINES,
    STATEMENT,
    STATEMENT_FILE,
    REPORT_FILE,
    NOTIFICATION_FILE,
    EXPORT,
)
