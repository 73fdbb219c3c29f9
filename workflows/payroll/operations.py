"""Payroll in the catalogue. What shows a name or an amount is under a right of its own (代发明细，须知权限)."""

from __future__ import annotations

from functools import partial
from typing import Final

from kernel.operation import changing, reading
from kernel.text import Text
from workflows.mandates.commands import MandateView
from workflows.payroll import commands as c

DETAILS: Final = "payroll.details"
"""The right to names, accounts and amounts: to see them, and with `make` to keep the employee book."""
AGREE: Final = "payroll.agree"

_known: Final = partial(reading, right_of=DETAILS, need_to_know=True)
_kept: Final = partial(changing, right_of=DETAILS, need_to_know=True)

STAFF: Final = (
    reading(
        DETAILS, Text("代发明细与员工名册", "Payroll details and employees"), c.BrowseStaff, c.StaffPage,
        need_to_know=True,
        about=Text(
            "姓名、账号、金额仅在此权限下可见；由两位管理员逐人授予，收回后下一次请求即失效。",
            "Names, accounts and amounts are seen under this right alone; two administrators give it by name, and"
            " taken back it ends with the next request.",
        ),
    ),
    _known("payroll.employee", Text("查看员工", "Show an employee"), c.NameEmployee, c.EmployeeView),
    _kept("payroll.keep", Text("维护员工名册", "Keep the employee book"), c.KeepStaff, c.StaffKept),
    _kept("payroll.leave", Text("登记离职", "Note who left"), c.EndEmployee, c.EmployeeView),
)  # fmt: skip
AGREEMENTS: Final = (
    reading(
        "payroll.agreements", Text("代发协议一览", "Payroll agreements"), c.ListAgreements, c.AgreementList,
        "payroll.submit",
    ),
    reading(
        "payroll.signed", Text("代发协议（管理员）", "Payroll agreements (administrators)"), c.ListAgreements,
        c.AgreementList, AGREE, administers=True,
    ),
    changing(
        AGREE, Text("签订代发协议", "Sign a payroll agreement"), c.ChangeAgreement, MandateView, administers=True,
        about=Text(
            "指定代发账户与种类，由另一位管理员确认后生效。",
            "Which account pays what; in force when another administrator has confirmed it.",
        ),
    ),
)  # fmt: skip

OPERATIONS: Final = (*STAFF, *AGREEMENTS)
