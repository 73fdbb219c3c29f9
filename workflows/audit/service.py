"""One function per command about the audit trail, and the walk along its chain. Nothing here commits."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from kernel import limits
from kernel.calendar import SHANGHAI
from kernel.context import Context
from kernel.errors import NotFound
from kernel.ids import cursor_of, read_cursor
from kernel.parsing import Names, plain
from kernel.records import anchor, audit
from kernel.statements import Row
from kernel.text import Text
from workflows.audit import files, queries, repository
from workflows.audit.commands import (
    AuditFile,
    AuditLine,
    AuditPage,
    ExportAudit,
    FileForm,
    ListAudit,
    NameAudit,
)
from workflows.audit.errors import TooMuch
from workflows.audit.words import ACTS

_PAGE_MAX: Final = 200
_CHECK_EVERY: Final = timedelta(hours=1)
_FORMS: Final = {
    FileForm.CSV: ("text/csv; charset=utf-8", files.as_csv),
    FileForm.JSON_LINES: ("application/x-ndjson", files.as_json_lines),
}


class AuditService:
    """Shows the trail and writes it into files."""

    def __init__(self, title_of: Callable[[str], Text]) -> None:
        """`title_of` names an operation of the catalogue; raises NotFound for what is none."""
        self._title_of = title_of

    def page(self, ctx: Context, command: ListAudit) -> AuditPage:
        """A page of the trail, newest first."""
        limit = max(1, min(command.limit, _PAGE_MAX))
        before = read_cursor(command.cursor) if command.cursor else None
        rows = queries.page(ctx, command, before, limit + 1)
        last = rows[limit - 1] if len(rows) > limit else None
        check = queries.last_check(ctx)
        return AuditPage(
            lines=tuple(self._line(row) for row in rows[:limit]),
            cursor=cursor_of(last["at"], last["id"]) if last else "",
            checked_at=check["at"] if check else None,
            chain_good=bool(check and check["good"]),
            chain_rows=check["sealed"] if check else 0,
        )

    def show(self, ctx: Context, command: NameAudit) -> AuditLine:
        """One line; raises NotFound."""
        return self._line(queries.one(ctx, UUID(command.line_id)))

    def export(self, ctx: Context, command: ExportAudit) -> AuditFile:
        """The lines that fit as a file, itself a line of the trail; raises TooMuch."""
        most = limits.AUDIT_EXPORT_ROWS_MAX
        rows = queries.page(ctx, command, None, most + 1)
        if len(rows) > most:
            raise TooMuch(limit=most)
        media_type, write = _FORMS[command.form]
        asked = {"rows": len(rows)} | _asked(command)
        audit.write(ctx, "audit.export", "audit", command.form, asked)
        stamp = f"{ctx.now.astimezone(SHANGHAI):%Y%m%d-%H%M%S}"
        return AuditFile(
            name=f"audit-{stamp}.{command.form.value}",
            rows=len(rows),
            media_type=media_type,
            content=write([self._line(row) for row in rows]),
        )

    def _line(self, row: Row) -> AuditLine:
        detail = row["detail"]
        title = self._title(row["action"])
        return AuditLine(
            line_id=str(row["id"]),
            at=row["at"],
            actor=row["actor"],
            door=row["door"],
            action=row["action"],
            title_zh=title.zh,
            title_en=title.en,
            object_type=row["object_type"],
            object_id=row["object_id"],
            address=str(detail.get("address", "")),
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
            seq=row["seq"] or 0,
            hash=bytes(row["hash"]).hex() if row["hash"] else "",
        )

    def _title(self, action: str) -> Text:
        try:
            return self._title_of(action)
        except NotFound:  # what the house itself did, such as an expiry
            return ACTS.get(action, Text(action, action))


def check_chain(ctx: Context) -> int:
    """Follow the bank's chain to its end, as `yinqi audit-verify` does, and keep what was found.

    Runs as worker, at most once an hour; returns whether it did.
    """
    last = queries.last_check(ctx)
    if last is not None and ctx.now - last["at"] < _CHECK_EVERY:
        return 0
    repository.checked(ctx, anchor.verify(ctx.uow, ctx.world))
    return 1


def _asked(command: ExportAudit) -> dict[str, object]:
    """The filter of an export; whose name was looked for is nobody's business but the auditor's."""
    said = plain(command, Names.PYTHON)
    return {name: value for name, value in said.items() if value and name not in {"who", "form"}}
