"""Documents as files for programs: one at once, many ordered, made by the worker and fetched in parts."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Final

from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.operation import PEOPLE
from kernel.parsing import plain
from kernel.records import serials
from kernel.statements import Row
from kernel.text import Text
from receipts.kinds import ReceiptKind
from workflows.documents import queries, task_repository
from workflows.documents.commands import GetReceipt
from workflows.documents.service import DocumentService, in_sight
from workflows.documents.states import TaskStatus
from workflows.documents.task_commands import (
    Documents,
    FetchPart,
    FilePart,
    FindTask,
    GetReceiptFile,
    ListTasks,
    OrderDocuments,
    ReceiptFile,
    ReceiptVerdict,
    TaskList,
    TaskView,
    VerifyReceipt,
)
from workflows.documents.task_errors import (
    FileDamaged,
    KindUnknown,
    NotReady,
    SpanTooLong,
    TooManyTasks,
)

ORDER: Final = "documents.order"
ZIP: Final = "application/zip"
PART_DIGEST_BYTES: Final = 16
PDF: Final = "application/pdf"
_WHAT: Final = Text("该任务", "The task")
_RECEIPT: Final = Text("该回单", "The receipt")


class DocumentFiles:
    """Hands out documents; what takes long is ordered here and made by the worker."""

    def __init__(self, documents: DocumentService) -> None:
        self._documents = documents

    def receipt(self, ctx: Context, command: GetReceiptFile) -> ReceiptFile:
        """One receipt, printed and counted. NotFound while there is none, or it may not be seen."""
        number = command.number or _receipt_of(ctx, command)
        signed = self._documents.print_out(ctx, GetReceipt(number=number))
        return ReceiptFile(
            number=signed.number,
            name=f"{signed.number}.pdf",
            media_type=PDF,
            size=len(signed.content),
            digest=signed.digest.hex(),
            seal=signed.seal.hex(),
            content=base64.b64encode(signed.content).decode("ascii"),
        )

    def verify(self, ctx: Context, command: VerifyReceipt) -> ReceiptVerdict:
        """Whether number and code belong together; nothing else is told of a pair that does not."""
        try:
            facts = self._documents.verify(ctx, command.number, command.code)
        except NotFound:
            return ReceiptVerdict(number=command.number, genuine=False)
        return ReceiptVerdict(
            number=command.number,
            genuine=True,
            amount_minor=facts.amount.minor,
            currency=facts.amount.currency,
            booked_on=facts.booked_on,
        )

    def order(self, ctx: Context, command: OrderDocuments) -> TaskView:
        """Keep the wish; the same again is the same task.

        Raises KindUnknown, SpanTooLong, TooManyTasks, SerialConflict, and NotFound for an account not to be seen.
        """
        if command.receipt_kind and command.receipt_kind not in set(ReceiptKind):
            raise KindUnknown(kind=command.receipt_kind)
        days = (command.to_on - command.from_on).days + 1
        if not 1 <= days <= limits.TASK_DAYS_MAX:
            raise SpanTooLong(days=limits.TASK_DAYS_MAX)
        written = json.dumps(plain(command), ensure_ascii=False, sort_keys=True, default=str)
        task_id = ctx.world.ids.uuid7()
        claim = serials.claim(
            ctx.uow, ctx.uow.scope.enterprise(), command.client_serial, ORDER,
            ctx.world.crypto.sm3(written.encode()), task_id,
        )  # fmt: skip
        if claim.duplicate:
            return _view(_known(ctx, task_repository.by_id(ctx, claim.subject_id)), duplicate=True)
        if task_repository.waiting(ctx) >= limits.TASKS_WAITING_MAX:
            raise TooManyTasks(max=limits.TASKS_WAITING_MAX)
        task_repository.insert(
            ctx,
            {
                "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id, "id": task_id,
                "number": ctx.world.ids.number("T"), "client_serial": command.client_serial,
                "user_id": ctx.actor.user_id, "kind": command.kind.value,
                "asked": _asked(ctx, command), "created_at": ctx.now,
            },
        )  # fmt: skip
        return _view(_known(ctx, task_repository.by_id(ctx, task_id)))

    def find(self, ctx: Context, command: FindTask) -> TaskView:
        """How far a task has come. Raises NotFound."""
        found = (
            task_repository.by_number(ctx, command.number)
            if command.number
            else task_repository.by_serial(ctx, command.client_serial)
        )
        return _view(_known(ctx, found))

    def listed(self, ctx: Context, command: ListTasks) -> TaskList:
        """The last tasks about accounts one may see, every account of each."""
        seen = set(in_sight(ctx))
        rows = task_repository.newest(ctx, max(1, min(command.limit, limits.TASKS_LISTED_MAX)))
        own = [row for row in rows if set(row["asked"]["accounts"]) <= seen]
        return TaskList(tasks=tuple(_view(row) for row in own))

    def stream(self, ctx: Context, number: str) -> tuple[TaskView, Row]:
        """A file that is ready, for a door that sends it part by part. Raises NotFound, NotReady."""
        task = _known(ctx, task_repository.by_number(ctx, number))
        status = TaskStatus(task["status"])
        if status is not TaskStatus.READY:
            raise NotReady(status=status.label)
        return _view(task), task

    def fetch(self, ctx: Context, command: FetchPart) -> FilePart:
        """One part of a file. Raises NotFound, NotReady, FileDamaged."""
        task = _known(ctx, task_repository.by_number(ctx, command.number))
        status = TaskStatus(task["status"])
        if status is not TaskStatus.READY:
            raise NotReady(status=status.label)
        parts = parts_of(task["size"])
        if not 1 <= command.part <= parts:
            raise NotFound(Text(f"第 {command.part} 片", f"Part {command.part}"))
        content = part_of(ctx, task, command.part)
        return FilePart(
            number=task["number"],
            name=f"{task['number']}.zip",
            media_type=ZIP,
            part=command.part,
            parts=parts,
            size=task["size"],
            digest=task["digest"].hex(),
            content=base64.b64encode(content).decode("ascii"),
        )


def place_of(task: Row) -> str:
    """Where a task's file is kept; each attempt has a place of its own."""
    return f"documents/{task['id']}-{task['attempts']}.zip"


def parts_of(size: int) -> int:
    """In how many parts a file is fetched."""
    return -(-size // limits.TASK_PART_BYTES)


def _receipt_of(ctx: Context, command: GetReceiptFile) -> str:
    """The number of the receipt of a payment or credit, on an account one may see."""
    text = command.client_serial or command.business_serial
    wanted = queries.Filter(in_sight(ctx), text=text)
    fitting = {"client_serial": command.client_serial, "business_serial": command.business_serial}
    said = {name: value for name, value in fitting.items() if value}
    rows = queries.page(ctx, wanted, limits.PAGE_ROWS_MAX) if said else []
    rows = [row for row in rows if _proves_payment(ReceiptKind(row["kind"]))]
    for row in reversed(rows):
        if all(row["facts"].get(name) == value for name, value in said.items()):
            return str(row["number"])
    raise NotFound(_RECEIPT)


def _proves_payment(kind: ReceiptKind) -> bool:
    """Not what it cost, nor that its money stood still."""
    return kind is not ReceiptKind.FEE and kind.row.moves


def _asked(ctx: Context, command: OrderDocuments) -> dict[str, object]:
    """What the worker needs to know; the accounts are those one may see now."""
    accounts = in_sight(ctx)
    if command.account_number:
        accounts = [one for one in accounts if one == command.account_number]
    if not accounts:
        raise NotFound(Text("该账户", "The account"))
    return {
        "accounts": accounts,
        "from_on": command.from_on.isoformat(),
        "to_on": command.to_on.isoformat(),
        "format": command.format.value,
        "arrangement": command.arrangement.value,
        "receipt_kind": command.receipt_kind,
        "tell": ctx.actor.door in PEOPLE,
    }


def _known(ctx: Context, task: Row | None) -> Row:
    """A task about accounts one may see, every one of them; raises NotFound."""
    if task is None or not set(task["asked"]["accounts"]) <= set(in_sight(ctx)):
        raise NotFound(_WHAT)
    return task


def part_of(ctx: Context, task: Row, number: int) -> bytes:
    """A part of a task's file, counted from 1, as it was made. Raises FileDamaged."""
    start = (number - 1) * limits.TASK_PART_BYTES
    try:
        content = ctx.world.files.part(ctx.tenant_id, place_of(task), start, limits.TASK_PART_BYTES)
    except KeyError:
        raise FileDamaged from None
    at = (number - 1) * PART_DIGEST_BYTES
    kept = bytes(task["part_digests"])[at : at + PART_DIGEST_BYTES]
    if ctx.world.crypto.sm3(content)[:PART_DIGEST_BYTES] != kept:
        raise FileDamaged
    return content


def _view(task: Row, *, duplicate: bool = False) -> TaskView:
    status, reason = TaskStatus(task["status"]), task["reason"]
    ready = status is TaskStatus.READY
    kept = timedelta(days=limits.TASK_KEPT_DAYS)
    return TaskView(
        number=task["number"],
        client_serial=task["client_serial"],
        kind=Documents(task["kind"]),
        status=status,
        created_at=task["created_at"],
        ended_at=task["ended_at"],
        kept_until=task["ended_at"] + kept if ready else None,
        items=task["items"],
        total=task["total"],
        parts=parts_of(task["size"]) if ready else 0,
        size=task["size"],
        digest=task["digest"].hex() if task["digest"] else "",
        reason_zh=reason.get("zh", ""),
        reason_en=reason.get("en", ""),
        duplicate=duplicate,
    )
