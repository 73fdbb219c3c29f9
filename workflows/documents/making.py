"""Makes the files of tasks (worker): taken by a lease, drawn and signed outside any transaction, kept, then told.

Whoever dies in the middle is overtaken when the lease ends, and the file is made anew under another
name: nothing is told before its bytes are there. A task that fails again and again ends as failed.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, BinaryIO, Final
from uuid import UUID

from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound, YinqiError
from kernel.failpoints import fp
from kernel.records import outbox
from kernel.statement_files import FileFormat
from kernel.statements import Row
from kernel.text import Text
from receipts.render.payment import Paper
from workflows.documents import task_repository
from workflows.documents.bundle import Bound, Bundle, Said, TooLarge, bound, bundle
from workflows.documents.press import Name, OpenPress, Press, Pressed, register
from workflows.documents.service import DocumentService, PrintedReceipt
from workflows.documents.states import SealedKind, TaskStatus
from workflows.documents.task_commands import Arrangement, Documents
from workflows.documents.tasks import place_of

_LOG: Final = logging.getLogger(__name__)
_LEASE: Final = timedelta(seconds=limits.TASK_LEASE_S)
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


class DocumentMaker:
    """The chore that makes files."""

    def __init__(
        self, documents: DocumentService, press: Press, statements: WriteStatements
    ) -> None:
        self._documents = documents
        self._press = press
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
            made = self._made(run, task)
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
        fp("documents.stored")
        run(lambda ctx: _finish(ctx, task, made))

    def _made(self, run: Run, task: Row) -> Bound:
        press: OpenPress = run(self._press.open)
        place = place_of(task)
        with bundle(press.world, press.tenant_id, place) as file:
            if task["kind"] == Documents.STATEMENTS:
                self._statements_into(file, run, task)
            else:
                _Receipts(self._documents, press, run, task).into(file)
        return bound(press.world, press.tenant_id, place, file.items)

    def _statements_into(self, file: Bundle, run: Run, task: Row) -> None:
        asked = task["asked"]
        kind = FORMATS[asked["format"]]
        total = len(asked["accounts"])
        for account in asked["accounts"]:
            content: bytes | None = run(partial(self._statement, account=account, asked=asked))
            if content is not None:
                name = f"{account}-{asked['from_on']}-{asked['to_on']}.{kind.extension}"
                told = ("", account, kind.value, asked["to_on"], *[""] * 6)
                file.add(name, content, [told])
            run(partial(_progress, task=task, items=file.items, total=total))

    def _statement(self, ctx: Context, account: str, asked: Row) -> bytes | None:
        """An account's statements; None where nothing moved."""
        out = io.BytesIO()
        try:
            self._statements(ctx, account, asked, out)
        except NotFound:
            return None
        return out.getvalue()


Place = tuple[datetime, UUID]


class _Receipts:
    """The receipts of one task, page by page: read and counted in a transaction, drawn and signed in none."""

    def __init__(self, documents: DocumentService, press: OpenPress, run: Run, task: Row) -> None:
        self._documents = documents
        self._press = press
        self._run = run
        self._task = task
        self._arranged = Arrangement(task["asked"].get("arrangement", Arrangement.SEPARATE))
        separate = self._arranged is Arrangement.SEPARATE
        self._rows = limits.TASK_PAGE_ROWS if separate else limits.TASK_MERGED_ROWS

    def into(self, file: Bundle) -> None:
        """Put all of them into a file. Raises TooLarge."""
        total = self._run(lambda ctx: task_repository.count(ctx, self._task["asked"]))
        after: Place | None = None
        pages = 0
        while True:
            found: list[tuple[Row, PrintedReceipt]] = self._run(partial(self._page, after=after))
            if not found:
                return
            pages += 1
            pressed = self._put(file, found, pages)
            self._run(partial(self._tell, pressed=pressed, items=file.items, total=total))
            last = found[-1][0]
            after = last["issued_at"], last["id"]

    def _page(self, ctx: Context, after: Place | None) -> list[tuple[Row, PrintedReceipt]]:
        found = task_repository.receipts(ctx, self._task["asked"], after, self._rows)
        counted = task_repository.count_prints(ctx, [row["number"] for row in found])
        return [(row, self._documents.printed(ctx, counted[row["number"]])) for row in found]

    def _put(
        self, file: Bundle, found: list[tuple[Row, PrintedReceipt]], page: int
    ) -> list[Pressed]:
        if self._arranged is Arrangement.SEPARATE:
            return [self._one(file, row, printed) for row, printed in found]
        name = Name(SealedKind.RECEIPTS, f"{self._task['number']}-{page:03}", items=len(found))
        pairs = [(printed.facts, printed.imprint) for _, printed in found]
        paper = Paper.THREE if self._arranged is Arrangement.THREE else Paper.SINGLE
        made = self._press.receipts(pairs, name, paper)
        told = [_said(row, printed) for row, printed in found]
        file.add_signed(f"{name.number}.pdf", made, told)
        return [made]

    def _one(self, file: Bundle, row: Row, printed: PrintedReceipt) -> Pressed:
        name = Name(SealedKind.RECEIPT, printed.number, printed.prints)
        made = self._press.receipts([(printed.facts, printed.imprint)], name)
        file.add_signed(f"{printed.number}.pdf", made, [_said(row, printed)])
        return made

    def _tell(self, ctx: Context, pressed: list[Pressed], items: int, total: int) -> None:
        register(ctx, pressed)
        _progress(ctx, self._task, items, total)


def _said(row: Row, printed: PrintedReceipt) -> Said:
    facts = printed.facts
    return (
        printed.number, printed.account_number, facts.kind.value, facts.booked_on.isoformat(),
        facts.amount.currency, facts.amount.wire(), printed.counterparty_name, facts.business_serial,
        row["facts"].get("client_serial", ""), facts.purpose,
    )  # fmt: skip


def _progress(ctx: Context, task: Row, items: int, total: int) -> None:
    """How far it is; whoever gets on keeps the lease."""
    task_repository.progress(ctx, task, items, total, ctx.now + _LEASE)


def _inside(run: Run, enterprise_id: UUID) -> Run:
    """The same runner, its work narrowed to one enterprise."""

    def narrowed(work: Callable[[Context], Any]) -> Any:
        def inside(ctx: Context) -> Any:
            ctx.uow.narrow(enterprise_id)
            return work(ctx.inside(enterprise_id))

        return run(inside)

    return narrowed


def _finish(ctx: Context, task: Row, made: Bound) -> None:
    """Tell it is ready; the file of whoever was overtaken goes again."""
    told = task_repository.end(
        ctx, task, TaskStatus.READY, items=made.items, size=made.size, digest=made.digest,
        part_digests=made.part_digests,
    )  # fmt: skip
    if not told:
        ctx.world.files.remove(ctx.tenant_id, place_of(task))
    elif task["asked"].get("tell") and made.items:
        said = {
            "enterprise_id": str(ctx.enterprise_id), "user_id": str(task["user_id"]),
            "number": task["number"], "title": _title(task),
        }  # fmt: skip
        outbox.emit(ctx.uow, ctx.world, "documents.ready", str(task["id"]), said)


def _title(task: Row) -> dict[str, str]:
    kind, asked = Documents(task["kind"]).label, task["asked"]
    days = f"{asked['from_on']} — {asked['to_on']}"
    return {"zh": f"{kind.zh} {days}", "en": f"{kind.en} {days}"}


def _fail(ctx: Context, task: Row, why: Text) -> None:
    task_repository.end(ctx, task, TaskStatus.FAILED, reason={"zh": why.zh, "en": why.en})


def _again(ctx: Context, task: Row) -> None:
    """Later, until it has failed too often."""
    if task["attempts"] >= limits.TASK_ATTEMPTS_MAX:
        _fail(ctx, task, _GAVE_UP)
    else:
        task_repository.try_later(ctx, task, ctx.now + timedelta(minutes=task["attempts"]))


def _remove(ctx: Context, gone: Row) -> None:
    """The file, and what attempts before it left."""
    for attempt in range(1, gone["attempts"] + 1):
        ctx.world.files.remove(ctx.tenant_id, place_of(gone | {"attempts": attempt}))


def _expire(ctx: Context) -> list[Row]:
    before = ctx.now - timedelta(days=limits.TASK_KEPT_DAYS)
    return task_repository.expire(ctx, before, limits.TASKS_EXPIRED_MAX)
