"""Makes the files of tasks (worker): taken by a lease, drawn outside any transaction, kept, then told.

Whoever dies in the middle is overtaken when the lease ends, and the file is made anew under the same
name: nothing is told before its bytes are there. A task that fails again and again ends as failed.
"""

from __future__ import annotations

import csv
import io
import logging
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, BinaryIO, Final
from uuid import UUID

from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound, YinqiError
from kernel.failpoints import fp
from kernel.statement_files import FileFormat
from kernel.statements import Row
from kernel.text import Text
from workflows.documents import repository, task_repository
from workflows.documents.service import DocumentService, PrintedReceipt
from workflows.documents.states import TaskStatus
from workflows.documents.task_commands import Documents
from workflows.documents.tasks import Draw, place_of

_LOG: Final = logging.getLogger(__name__)
_LEASE: Final = timedelta(seconds=limits.TASK_LEASE_S)
_HEAD: Final = (
    "回单编号 Number", "账号 Account", "种类 Kind", "记账日 Booked on", "币种 Currency", "金额 Amount",
    "对方户名 Counterparty", "银行业务编号 Bank number", "客户流水号 Client serial", "用途 Purpose",
    "文件 File", "SM3",
)  # fmt: skip
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")
_GAVE_UP: Final = Text(
    "多次尝试未能生成，请联系银行后以新的流水号重新提交",
    "It could not be made in several attempts; ask the bank, and order it under a new serial",
)
_TOO_LARGE: Final = Text("文件过大，请缩短日期范围", "The file is too large: ask for fewer days")

FORMATS: Final[Mapping[str, FileFormat]] = {one.value: one for one in FileFormat}
"""Formats of statements by what callers write."""

Run = Callable[[Callable[[Context], Any]], Any]
WriteStatements = Callable[[Context, str, Row, BinaryIO], None]
"""Writes the statements of one account over a task's days; raises NotFound where nothing moved."""


class TooLarge(Exception):
    """More bytes than one file may have."""


@dataclass(slots=True)
class _Archive:
    """A ZIP being written, with an index of what is in it."""

    sm3: Callable[[bytes], bytes]
    items: int = 0
    _out: io.BytesIO = field(default_factory=io.BytesIO)
    _index: io.StringIO = field(default_factory=io.StringIO)

    def begin(self) -> zipfile.ZipFile:
        csv.writer(self._index, lineterminator="\r\n").writerow(_HEAD)
        return zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED)

    def add(
        self, archive: zipfile.ZipFile, name: str, content: bytes, said: tuple[str, ...]
    ) -> None:
        """One document and its line in the index. Raises TooLarge."""
        _write(archive, name, content)
        cells = (*said, name, self.sm3(content).hex())
        writer = csv.writer(self._index, lineterminator="\r\n")
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
        self.items += 1
        if self._out.tell() > limits.TASK_FILE_BYTES_MAX:
            raise TooLarge

    def end(self, archive: zipfile.ZipFile) -> bytes:
        _write(archive, "index.csv", self._index.getvalue().encode("utf-8-sig"))
        archive.close()
        return self._out.getvalue()


class DocumentMaker:
    """The chore that makes files."""

    def __init__(self, documents: DocumentService, draw: Draw, statements: WriteStatements) -> None:
        self._documents = documents
        self._draw = draw
        self._statements = statements

    def __call__(self, run: Run) -> int:
        """Make one file, and end the time of old ones; returns how many were made or ended."""
        expired: list[Row] = run(_expire)
        for one in expired:
            run(partial(_remove, gone=one))
        task: Row | None = run(lambda ctx: task_repository.claim(ctx, ctx.now + _LEASE))
        if task is None:
            return len(expired)
        fp("documents.claimed")
        self._attempt(_inside(run, task["enterprise_id"]), task)
        return len(expired) + 1

    def _attempt(self, run: Run, task: Row) -> None:
        try:
            content, items = self._made(run, task)
        except TooLarge:
            run(lambda ctx: _fail(ctx, task, _TOO_LARGE))
            return
        except YinqiError as refused:
            said = refused.message
            run(lambda ctx: _fail(ctx, task, said))
            return
        except Exception:  # noqa: BLE001 - one task never holds back the others
            _LOG.exception("documents of task %s", task["number"])
            run(lambda ctx: _again(ctx, task))
            return
        run(lambda ctx: ctx.world.files.put(ctx.tenant_id, place_of(task), content))
        fp("documents.stored")
        run(lambda ctx: _finish(ctx, task, content, items))

    def _made(self, run: Run, task: Row) -> tuple[bytes, int]:
        made = _Archive(run(lambda ctx: ctx.world.crypto.sm3))
        with made.begin() as archive:
            pieces = self._pieces(run, task)
            for name, content, said in pieces:
                made.add(archive, name, content, said)
            return made.end(archive), made.items

    def _pieces(self, run: Run, task: Row) -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
        if task["kind"] == Documents.STATEMENTS:
            yield from self._of_statements(run, task)
        else:
            yield from self._of_receipts(run, task)

    def _of_receipts(self, run: Run, task: Row) -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
        """Page by page: rows are read and counted in a transaction, and drawn in none."""
        after: tuple[datetime, UUID] | None = None
        while True:
            rows: list[tuple[Row, PrintedReceipt]] = run(
                partial(self._printed, task=task, after=after)
            )
            for row, printed in rows:
                content = self._draw(printed.facts, printed.imprint)
                yield f"{printed.number}.pdf", content, _said(row, printed)
            if len(rows) < limits.TASK_PAGE_ROWS:
                return
            last = rows[-1][0]
            after = last["issued_at"], last["id"]

    def _printed(
        self, ctx: Context, task: Row, after: tuple[datetime, UUID] | None
    ) -> list[tuple[Row, PrintedReceipt]]:
        found = task_repository.receipts(ctx, task["asked"], after, limits.TASK_PAGE_ROWS)
        counted = [(row, repository.count_print(ctx, row["number"])) for row in found]
        return [(row, self._documents.printed(ctx, now)) for row, now in counted if now]

    def _of_statements(self, run: Run, task: Row) -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
        asked = task["asked"]
        kind = FORMATS[asked["format"]]
        for account in asked["accounts"]:
            content: bytes | None = run(partial(self._statement, account=account, asked=asked))
            if content is not None:
                name = f"{account}-{asked['from_on']}-{asked['to_on']}.{kind.extension}"
                yield name, content, ("", account, kind.value, asked["to_on"], *[""] * 6)

    def _statement(self, ctx: Context, account: str, asked: Row) -> bytes | None:
        """An account's statements; None where nothing moved."""
        out = io.BytesIO()
        try:
            self._statements(ctx, account, asked, out)
        except NotFound:
            return None
        return out.getvalue()


def _said(row: Row, printed: PrintedReceipt) -> tuple[str, ...]:
    facts = printed.facts
    return (
        printed.number, printed.account_number, facts.kind.value, facts.booked_on.isoformat(),
        facts.amount.currency, facts.amount.wire(), printed.counterparty_name, facts.business_serial,
        row["facts"].get("client_serial", ""), facts.purpose,
    )  # fmt: skip


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Under one date, so that the same documents make the same file."""
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)


_DATE: Final = (1980, 1, 1, 0, 0, 0)


def _inside(run: Run, enterprise_id: UUID) -> Run:
    """The same runner, its work narrowed to one enterprise."""

    def narrowed(work: Callable[[Context], Any]) -> Any:
        def inside(ctx: Context) -> Any:
            ctx.uow.narrow(enterprise_id)
            return work(ctx.inside(enterprise_id))

        return run(inside)

    return narrowed


def _finish(ctx: Context, task: Row, content: bytes, items: int) -> None:
    digest = ctx.world.crypto.sm3(content)
    task_repository.end(ctx, task, TaskStatus.READY, items=items, size=len(content), digest=digest)


def _fail(ctx: Context, task: Row, why: Text) -> None:
    task_repository.end(ctx, task, TaskStatus.FAILED, reason={"zh": why.zh, "en": why.en})


def _again(ctx: Context, task: Row) -> None:
    """Later, until it has failed too often."""
    if task["attempts"] >= limits.TASK_ATTEMPTS_MAX:
        _fail(ctx, task, _GAVE_UP)
    else:
        task_repository.try_later(ctx, task, ctx.now + timedelta(minutes=task["attempts"]))


def _remove(ctx: Context, gone: Row) -> None:
    ctx.world.files.remove(ctx.tenant_id, place_of(gone))


def _expire(ctx: Context) -> list[Row]:
    before = ctx.now - timedelta(days=limits.TASK_KEPT_DAYS)
    ids = task_repository.expire(ctx, before, limits.TASKS_EXPIRED_MAX)
    return [{"id": one} for one in ids]
