"""The audit trail in the catalogue."""

from __future__ import annotations

from kernel.operation import reading
from kernel.text import Text
from workflows.audit import commands

LIST = reading(
    "audit.list",
    Text("操作审计", "Audit trail"),
    commands.ListAudit,
    commands.AuditPage,
    administers=True,
)
SHOW = reading(
    "audit.show",
    Text("查看审计行", "Show a line of the trail"),
    commands.NameAudit,
    commands.AuditLine,
    right_of="audit.list",
    administers=True,
)
EXPORT = reading(
    "audit.export",
    Text("导出操作审计", "Export the audit trail"),
    commands.ExportAudit,
    commands.AuditFile,
    right_of="audit.list",
    administers=True,
    about=Text("每次导出本身也记入审计。", "Each export is itself a line of the trail."),
)

OPERATIONS = (LIST, SHOW, EXPORT)
