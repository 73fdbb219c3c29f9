"""What is signed of a batch, read from its rows as they are stored: a stream, however many they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from corporate.banks import Bank
from kernel.context import Context
from kernel.operation import Door
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.policy import PayeeClass
from workflows.approval.subjects import Facts, Subject
from workflows.batches import canonical, content_queries, queries
from workflows.batches.canonical import Summary
from workflows.batches.ports import Kind, PayeeRules
from workflows.batches.rows import minor_of

SUBJECT: Final = "batch"
_PAGE: Final = 1_000
_TITLE: Final = Text("{kind}「{name}」{rows} 笔", "{kind} “{name}”, {rows} rows")


def summary(ctx: Context, kind: Kind, batch: Row) -> Summary:
    """What the good rows come to now, with the digest over them."""
    if kind.private:
        return _private_summary(ctx, kind, batch)
    sums = content_queries.sums(ctx, batch["id"])
    with content_queries.lines(ctx, batch["id"]) as lines:
        digest = canonical.digest_of(lines)
    return Summary(sums["rows"], sums["total"], sums["fees"], sums["largest"], digest)


def text(ctx: Context, bank: Bank, batch: Row, found: Summary) -> str:
    """The canonical text as the stored rows say it now."""
    origin = queries.by_id(ctx, batch["reissue_of"]) if batch["reissue_of"] else None
    return canonical.text_of(bank.name.zh, batch, found, origin["number"] if origin else "")


class SubjectReader:
    """Says what a batch is at this moment, as the approval engine wants to know it."""

    def __init__(
        self,
        book: PayeeRules,
        bank_of: Callable[[Context], Bank],
        kind_of: Callable[[str], Kind],
    ) -> None:
        self._book = book
        self._bank_of = bank_of
        self._kind_of = kind_of

    def read(self, ctx: Context, batch: Row) -> tuple[Subject, Summary]:
        """The subject and what its rows come to; they are read, not what was kept beside them."""
        kind = self._kind_of(batch["kind"])
        found = summary(ctx, kind, batch)
        written = text(ctx, self._bank_of(ctx), batch, found)
        facts = Facts(
            found.total_minor,
            batch["currency"].strip(),
            batch["account"],
            Door(batch["door"]),
            _TITLE.fill(kind=kind.label, name=batch["name"], rows=found.rows),
            {
                "batch": batch["number"], "rows": found.rows, "kind": kind.code,
                "warnings": queries.warnings(ctx, batch["id"]),
            },
            payee_class=self._payee_class(ctx, kind, batch),
        )  # fmt: skip
        maker = batch["maker_person_id"]
        return Subject(SUBJECT, batch["id"], kind.operation, written, facts, maker), found

    def _payee_class(self, ctx: Context, kind: Kind, batch: Row) -> PayeeClass:
        """One new payee makes the whole new; who is paid wages is not of the payee book."""
        if kind.private:
            return PayeeClass.NONE
        classes: set[str] = set()
        after, bank = 0, self._bank_of(ctx)
        while page := content_queries.payees(ctx, batch, after, _PAGE):
            after = page[-1]["row_no"]
            classes |= self._book.classes_of(ctx, bank, page)
            if PayeeClass.NEW in classes:
                return PayeeClass.NEW
        return PayeeClass(classes.pop()) if len(classes) == 1 else PayeeClass.NONE


def _private_summary(ctx: Context, kind: Kind, batch: Row) -> Summary:
    tally = _Tally(batch["currency"].strip())
    lines = tally.lines(_good(ctx, kind, batch))
    digest = canonical.digest_of(chain([_secret(ctx, kind, batch)], lines))
    return Summary(tally.rows, tally.total, tally.fees, tally.largest, digest)


def _secret(ctx: Context, kind: Kind, batch: Row) -> bytes:
    """What a digest over private rows begins with: whoever knows a few names cannot try amounts against it."""
    return kind.sealer.mark(ctx, "batch", str(batch["id"])) if kind.sealer else b""


class _Tally:
    """Sums of rows while their lines go by."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self.rows = self.total = self.fees = self.largest = 0

    def lines(self, rows: Iterator[Row]) -> Iterator[bytes]:
        for row in rows:
            minor = minor_of(row["amount"], self._currency)
            self.rows += 1
            self.total += minor
            self.fees += row["fee_minor"]
            self.largest = max(self.largest, minor)
            yield canonical.line_of(
                row["row_no"], row["account"], row["name"], row["bank_code"], minor, row["remark"], row["reference"]
            )  # fmt: skip


def _good(ctx: Context, kind: Kind, batch: Row) -> Iterator[Row]:
    after = 0
    while found := queries.rows(ctx, kind, batch["id"], after, _PAGE, "good"):
        yield from found
        after = found[-1]["row_no"]
