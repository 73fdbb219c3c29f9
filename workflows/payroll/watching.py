"""Looks at a draft's rows as a whole: what stands out, how amounts are spread, how it compares with last month.

Rows are opened in memory and leave it as numbers of rows, kinds and counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from kernel.calendar import SHANGHAI
from kernel.context import Context
from kernel.statements import Row
from workflows.batches import queries as batch_queries
from workflows.batches.ports import Kind
from workflows.batches.rows import minor_of
from workflows.payroll import run_repository
from workflows.payroll.anomalies import Ground, Paid, Past, anomalies, histogram
from workflows.payroll.looked import LookedRows
from workflows.payroll.vault import Vault

_PAGE: Final = 1_000
KEPT_MAX: Final = 2_000
"""Things that stand out which are kept one by one; the rest is in the counts."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One row of a run, opened."""

    row: int
    number: str
    name: str
    account: str
    amount: str
    minor: int
    state: str
    stored: Row


class Watcher:
    """Opens rows, and keeps what stands out."""

    def __init__(self, kind: Kind, vault: Vault) -> None:
        self._kind = kind
        self._looked = LookedRows(kind, vault)

    def rows(self, ctx: Context, batch_id: UUID) -> Iterator[Opened]:
        """Every row of a run in its order, page by page."""
        after = 0
        while True:
            found = batch_queries.rows(ctx, self._kind, batch_id, after, _PAGE)
            for row in found:
                yield Opened(
                    row["row_no"], row["reference"], row["name"], row["account"], row["amount"],
                    minor_of(row["amount"], "CNY"), row["state"], row,
                )  # fmt: skip
            if len(found) < _PAGE:
                return
            after = found[-1]["row_no"]

    def look(self, ctx: Context, run: Row, project: str) -> int:
        """Keep what stands out in a run's rows; how many people a special account's list does not have."""
        staff, book_marks = _book(ctx)
        rows = [_known(one, book_marks) for one in self._looked.of(ctx, run["batch_id"])]
        before = run_repository.last(ctx, run)
        people = self._people(ctx, staff, before["batch_id"] if before else None)
        known = run_repository.paid_before(ctx, run["batch_id"], [one.account_mark for one in rows])
        found = anomalies(rows, Ground(people, known, project))
        counted = Counter(one.kind.value for one in found)
        look = run_repository.Look(
            histogram=histogram(one.minor for one in rows),
            anomalies=[one.as_json() for one in found[:KEPT_MAX]],
            counted=counted,
            last=before["batch_id"] if before else None,
        )
        run_repository.looked_at(ctx, run["batch_id"], look)
        return counted["not_listed"]

    def _people(self, ctx: Context, staff: dict[str, Row], last: UUID | None) -> dict[str, Past]:
        """What is known of everybody: the book, and what they were paid last."""
        before = self._looked.of(ctx, last) if last else []
        paid = {one.number: one for one in before if one.number}
        return {
            number: _past(staff.get(number), paid.get(number))
            for number in staff.keys() | paid.keys()
        }


def _known(one: Paid, by_mark: dict[bytes, str]) -> Paid:
    """A row without an employee number is known by its account, if the book knows that."""
    return one if one.number else replace(one, number=by_mark.get(one.account_mark, ""))


def _book(ctx: Context) -> tuple[dict[str, Row], dict[bytes, str]]:
    rows = run_repository.book(ctx)
    return (
        {row["number"]: row for row in rows},
        {bytes(row["account_mark"]): row["number"] for row in rows},
    )


def _past(known: Row | None, paid: Paid | None) -> Past:
    return Past(
        left_on=known["left_on"] if known else None,
        account_since=known["account_since"].astimezone(SHANGHAI).date() if known else None,
        project=known["project"] if known else "",
        last_account=paid.account_mark if paid else b"",
        last_minor=paid.minor if paid else 0,
        book_account=bytes(known["account_mark"]) if known else b"",
    )
