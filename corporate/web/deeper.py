"""Pages below the rail's places that people look for by name: what one begins with, and lists of a second order."""

from __future__ import annotations

from typing import Final

from corporate.web.frame import Place
from kernel.text import Text


def _page(name: str, english: str, icon: str, endpoint: str, operation: str) -> Place:
    return Place(endpoint, Text(name, english), icon, endpoint, operation)


DEEPER: Final = (
    _page("新建付款", "New payment", "send", "pay.new", "payments.submit"),
    _page("付款模板", "Payment templates", "copy", "templates.listed", "payments.templates"),
    _page("定期付款", "Standing orders", "calendar-event", "standing.listed", "standing.list"),
    _page("新建批次", "New batch", "file-spreadsheet", "batch_new.new", "batches.open"),
    _page("新建代发", "New payroll", "wallet", "payroll_new.new", "payroll.open"),
    _page("员工名册", "Employees", "users", "payroll_staff.listed", "payroll.details"),
    _page("工资条模板", "Payslip template", "file-text", "payslips.template", "payslips.template"),
    _page("出票", "Draw a bill", "certificate", "bill_requests.new", "bills.register"),
    _page("票据业务申请", "Requests about bills", "history", "bill_requests.listed", "bills.requests"),
    _page("票据到期日历", "Due dates of bills", "calendar-event", "bill_calendar.month", "bills.calendar"),
    _page("对账单与回单打包", "Statements and receipts, packed", "inbox", "packs.listed", "documents.packs"),
    _page("新增收款人", "New payee", "plus", "payees.new", "payees.change"),
    _page("批量导入收款人", "Import payees", "file-spreadsheet", "payee_import.form", "payees.import"),
    _page("角色", "Roles", "users", "roles.listed", "roles.list"),
    _page("邀请用户", "Invite a user", "plus", "users.invite", "users.change"),
    _page("权限复核表", "Review of rights", "printer", "users.review", "users.list"),
    _page("直联报文记录", "Messages of the direct link", "history", "messages.listed", "certificates.messages"),
    _page("通知推送", "Webhooks", "bell", "webhooks.listed", "webhooks.list"),
)  # fmt: skip
