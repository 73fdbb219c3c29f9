"""What a batch must be to be looked at, and how a whole stands by its parts. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from kernel.errors import Finding
from kernel.money import Money
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.payments.batch_commands import SubmitBatch
from workflows.payments.errors import block

_FINAL: Final = frozenset(
    {
        PublicStatus.SUCCEEDED, PublicStatus.FAILED, PublicStatus.RETURNED, PublicStatus.REJECTED,
        PublicStatus.WITHDRAWN, PublicStatus.EXPIRED, PublicStatus.CANCELLED,
    }
)  # fmt: skip
_WAITS: Final = (PublicStatus.PENDING_APPROVAL, PublicStatus.SENT_BACK)
_COUNT: Final = Text("笔数应为 {is}，实为 {was}", "The rows are {is}, not {was}")
_TOTAL: Final = Text("明细合计为 {is}，与总金额 {was} 不符", "The rows come to {is}, not {was}")
_TWICE: Final = Text("流水号 {serial} 在本批中重复", "Serial {serial} stands twice in this batch")
_CURRENCY: Final = Text(
    "明细币种须与批次币种 {currency} 一致", "Every row is in the batch's currency {currency}"
)
_TOO_MANY: Final = Text(
    "一批最多 {max} 笔；更多请使用 payments.submit_part 或 payments.import",
    "At most {max} rows; longer ones go by payments.submit_part or payments.import",
)
_ZERO: Final = Text("金额须大于零", "The amount must be above zero")


def faults(command: SubmitBatch, rows_max: int) -> list[Finding]:
    """Everything for which the batch is refused whole; none means that each row is looked at."""
    return [*_totals(command, rows_max), *_rows(command)]


def status_of(statuses: Collection[PublicStatus]) -> PublicStatus:
    """How a batch stands: as all its payments do, else by those that still move, else by how they ended."""
    kinds = set(statuses)
    if len(kinds) == 1:
        return next(iter(kinds))
    moving = kinds - _FINAL
    for waits in _WAITS:
        if waits in moving:
            return waits
    if len(moving) == 1:
        return next(iter(moving))
    if moving:
        return PublicStatus.PROCESSING
    if PublicStatus.SUCCEEDED in kinds:
        return PublicStatus.PARTLY_SUCCEEDED
    by_people = kinds - {PublicStatus.FAILED, PublicStatus.RETURNED}
    return min(by_people) if len(by_people) == 1 else PublicStatus.FAILED


def _totals(command: SubmitBatch, rows_max: int) -> Iterator[Finding]:
    count = len(command.rows)
    if count > rows_max:
        yield block("batch_too_long", _TOO_MANY.fill(max=rows_max), "rows")
    if command.payments != count:
        said = {"is": count, "was": command.payments}
        yield block("batch_count_differs", _COUNT.fill(**said), "payments")
    total = Money(sum(row.amount_minor for row in command.rows), command.currency)
    if command.total_minor != total.minor:
        was = Money(command.total_minor, command.currency)
        yield block("batch_total_differs", _TOTAL.fill(**{"is": total, "was": was}), "total_minor")


def _rows(command: SubmitBatch) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, row in enumerate(command.rows, start=1):
        where = f"rows[{place}]"
        if row.client_serial in seen:
            text = _TWICE.fill(serial=row.client_serial)
            yield block("batch_serial_twice", text, f"{where}.client_serial")
        seen.add(row.client_serial)
        if row.currency != command.currency:
            text = _CURRENCY.fill(currency=command.currency)
            yield block("batch_currency_differs", text, f"{where}.currency")
        if row.amount_minor <= 0:
            yield block("amount_zero", _ZERO, f"{where}.amount_minor")
