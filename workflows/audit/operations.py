"""The audit trail in the catalogue."""

from __future__ import annotations

from kernel.operation import PEOPLE, Idempotency, Operation, Verb
from kernel.text import Text
from workflows.audit import commands

LIST = Operation(
    code="audit.list",
    title=Text("操作审计", "Audit trail"),
    command=commands.ListAudit,
    answer=commands.AuditPage,
    verb=Verb.SEE,
    doors=PEOPLE,
    idempotency=Idempotency.READ,
    administers=True,
)
SHOW = Operation(
    code="audit.show",
    title=Text("查看审计行", "Show a line of the trail"),
    command=commands.NameAudit,
    answer=commands.AuditLine,
    verb=Verb.SEE,
    doors=PEOPLE,
    idempotency=Idempotency.READ,
    right_of="audit.list",
    administers=True,
)
EXPORT = Operation(
    code="audit.export",
    title=Text("导出操作审计", "Export the audit trail"),
    command=commands.ExportAudit,
    answer=commands.AuditFile,
    verb=Verb.SEE,
    doors=PEOPLE,
    idempotency=Idempotency.READ,
    right_of="audit.list",
    administers=True,
    about=Text("每次导出本身也记入审计。", "Each export is itself a line of the trail."),
)

OPERATIONS = (LIST, SHOW, EXPORT)
