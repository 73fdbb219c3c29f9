"""Accounts in the catalogue."""

from __future__ import annotations

from kernel.operation import Door, Idempotency, Operation, Verb
from kernel.text import Text
from workflows.accounts import commands, files

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
    answer=files.StatementFile,
    verb=Verb.SEE,
    doors=_MACHINES,
    idempotency=Idempotency.READ,
    account_field="account_number",
    right_of="accounts.see",
    about=Text(
        "以 camt.053.001.08 返回已结账日的对账单。",
        "Returns the statement of a closed day as camt.053.001.08.",
    ),
)

OPERATIONS = (LIST, LINES, STATEMENT, STATEMENT_FILE)
