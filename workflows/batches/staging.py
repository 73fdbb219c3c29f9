"""From rows as a file has them to rows that are good or faulty: one look at each cell, then one at all together.

The stream is read once and never held; only rows that change are looked at again. Plain words of private rows
are in the stream and in TEMP tables alone.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final

from psycopg.types.json import Jsonb

from corporate.banks import Bank, participants
from corporate.banks.tariff import ANY, Band, Price
from kernel import limits
from kernel.beside import made_beside
from kernel.context import Context
from kernel.courtesy import give_way
from kernel.money import Money
from kernel.statements import Row
from workflows.batches import queries, repository
from workflows.batches import staging_repository as staged
from workflows.batches.errors import RowUnknown, TooManyBanks, TooManyRows
from workflows.batches.ports import Kind, PayeeRules
from workflows.batches.rows import EDITABLE, Cells, RowIn, fingerprint, plain_mark, read

INTERNAL: Final = "INTERNAL"
_PAGE: Final = 1_000
_FIELDS: Final = {"payee_account": "account", "payee_name": "name"}
PRIVATE: Final = ("name", "account", "amount", "remark", "extra")
_RAILS: Final = (("IBPS", True), ("BEPS", False), ("HVPS", False))
"""The ways out in the order they are preferred, and whether only members take part."""


class Stager:
    """Looks at the rows of one draft, which its caller has locked."""

    def __init__(self, ctx: Context, bank: Bank, kind: Kind, batch: Row, book: PayeeRules) -> None:
        self._ctx = ctx
        self._bank = bank
        self._kind = kind
        self._batch = batch
        self._book = book
        self._content = hashlib.sha256()
        self._rows = 0
        self._banks: dict[str, dict[str, Any]] = {}
        """What names of banks stand for, as far as rows had them."""

    def stage(self, rows: Iterable[RowIn]) -> Row:
        """Keep these rows in the place of all there were; the header as it is then.

        Raises TooManyRows, TooManyBanks.
        """
        ctx, batch = self._ctx, self._batch
        total = self._replaced(rows) if staged.has_kept(ctx, batch["id"]) else self._kept(rows)
        staged.find_twins(ctx, batch)
        sums = staged.sums(ctx, batch["id"])
        if self._kind.private:
            sums |= {"total": total}
        return self._weigh(sums, self._content.digest())

    def _kept(self, rows: Iterable[RowIn]) -> int:
        """Keep rows some at a time, while the next ones are read and looked at; what private ones come to."""
        total = 0
        with made_beside(self._looked_at(rows), limits.BATCH_BESIDE_ROWS) as lists:
            for first in lists:
                others = islice(lists, limits.BATCH_STAGED_LISTS - 1)
                staged.take_in(self._ctx, chain(first, chain.from_iterable(others)))
                self._judge_and_keep(fresh=True)
                total += staged.staged_minor(self._ctx) if self._kind.private else 0
                staged.let_go(self._ctx)
        return total

    def _replaced(self, rows: Iterable[RowIn]) -> int:
        """Keep rows in the place of others, which needs all of them at once; what they come to."""
        staged.take_in(self._ctx, self._looked_at(rows))
        staged.clear(self._ctx, self._batch)
        self._judge_and_keep()
        staged.drop_absent(self._ctx, self._batch)
        return staged.staged_minor(self._ctx)

    def add(self, rows: Iterable[RowIn], *, last: bool) -> Row:
        """Keep further rows beside those there are; twins and totals are looked at with the last."""
        ctx, batch = self._ctx, self._batch
        staged.take_in(ctx, self._looked_at(rows))
        self._judge_and_keep()
        content = hashlib.sha256(bytes(batch["content"]) + self._content.digest()).digest()
        sums = staged.more(ctx, batch)
        if self._kind.private:
            sums |= {"total": batch["total_minor"] + staged.staged_minor(ctx)}
        if not last:
            return repository.drafted(ctx, batch["id"], sums, content)
        staged.find_twins(ctx, batch)
        return self._weigh(sums, content)

    def mend(self, edits: Mapping[int, Mapping[str, str]]) -> Row:
        """Change cells, and look at these rows again. Raises RowUnknown."""
        ctx, batch = self._ctx, self._batch
        if any(name not in EDITABLE for cells in edits.values() for name in cells):
            raise RowUnknown(row="")
        known = {
            row.row: row for row in queries.rows_in(ctx, self._kind, batch["id"], sorted(edits))
        }
        missing = sorted(edits.keys() - known.keys())
        if missing:
            raise RowUnknown(row=missing[0])
        before = sum(read(row, batch["currency"]).minor or 0 for row in known.values())
        mended = [_edited(known[number], edits[number]) for number in sorted(edits)]
        staged.take_in(ctx, self._looked_at(mended))
        self._judge_and_keep()
        staged.find_twins(ctx, batch)
        sums = staged.sums(ctx, batch["id"])
        if self._kind.private:
            total = batch["total_minor"] - before + staged.staged_minor(ctx)
            sums |= {"total": total}
        return self._weigh(sums, batch["content"])

    def remove(self, rows: Sequence[int], *, faulty: bool = False) -> Row:
        """Take rows out; `faulty` takes out every faulty one."""
        ctx, batch = self._ctx, self._batch
        gone = staged.remove(ctx, batch, rows, faulty=faulty)
        staged.find_twins(ctx, batch)
        sums = staged.sums(ctx, batch["id"])
        if self._kind.private:
            opened = queries.opened(ctx, self._kind, batch["id"], gone)
            less = sum(read(row, batch["currency"]).minor or 0 for row in opened)
            sums |= {"total": batch["total_minor"] - less}
        return self._weigh(sums, batch["content"])

    def _judge_and_keep(self, *, fresh: bool = False) -> None:
        ctx, bank = self._ctx, self._bank
        self._name_banks()
        rail, fee = self._ways()
        staged.judge(ctx, self._batch, rail)
        if not self._kind.private and self._book.demands_anything(ctx):
            self._ask_the_book()
        own = (bank.bank_code, bank.name.zh)
        staged.keep(ctx, self._batch, rail, fee, own, fresh=fresh)

    def _ask_the_book(self) -> None:
        """Rows whose payees the enterprise has said may not be paid (白名单, 冷静期)."""
        ctx, bank, after = self._ctx, self._bank, 0
        currency = self._batch["currency"].strip()
        while page := staged.payees(ctx, after, bank.bank_code, currency, _PAGE):
            after = page[-1]["row_no"]
            found = self._book.objections(ctx, bank, page)
            told = [
                {
                    "row_no": page[place]["row_no"], "field": _FIELDS.get(one.field, "account"), "code": one.code,
                    "facts": {"zh": one.text.zh, "en": one.text.en},
                }
                for place, one in found.items()
            ]  # fmt: skip
            if told:
                staged.say_rows(ctx, self._batch, told)

    def _name_banks(self) -> None:
        names = staged.named_banks(self._ctx, limits.BATCH_BANKS_MAX + 1)
        new = [name for name in names if name not in self._banks]
        if len(self._banks) + len(new) > limits.BATCH_BANKS_MAX:
            raise TooManyBanks(max=limits.BATCH_BANKS_MAX)
        self._banks |= {name: _bank(name, self._resolve(name)) for name in new}
        staged.keep_banks(self._ctx, [self._banks[name] for name in names])

    def _resolve(self, name: str) -> participants.ResolvedBank:
        """By code, BIC, or the whole name as the directory writes it."""
        found = participants.resolve(self._ctx.uow, self._bank, name.strip())
        if found.known:
            return found
        if name.strip() == self._bank.name.zh:
            return participants.resolve(self._ctx.uow, self._bank, "")
        for one in participants.search(self._ctx.uow, name):
            if one.name.zh == name.strip():
                return participants.resolve(self._ctx.uow, self._bank, one.bank_code)
        return found

    def _ways(self) -> tuple[str, str]:
        """Which rail each row takes and what it costs, as SQL, from the bank's configuration."""
        offered = [
            (code, self._bank.rails[code], members)
            for code, members in _RAILS
            if code in self._bank.rails
            and self._bank.rails[code].enabled
            and self._bank.rails[code].currency == self._batch["currency"]
        ]
        rail = staged.rail_of(
            [(code, rail.cap_minor, members) for code, rail, members in offered], INTERNAL
        )
        currency = self._batch["currency"].strip()
        spared = queries.standing(self._ctx, self._batch["account"])["percent_off"] or {}
        usual = {INTERNAL: 0} | {code: rail_.fee_minor for code, rail_, _ in offered}
        prices = [
            (code, *self._price(code, currency, fee), spared.get(code, spared.get(ANY, 0)))
            for code, fee in usual.items()
        ]
        return rail, staged.fee_of(rail, prices)

    def _price(self, code: str, currency: str, usual: int) -> tuple[int, Sequence[Band]]:
        """A rail's usual fee and its bands. A private row costs what the smallest costs: its fee stands in clear."""
        if not self._kind.private:
            return usual, self._bank.bands.get((code, currency), ())
        return Price(self._bank.bands).fee(code, Money(1, currency), usual).minor, ()

    def _looked_at(self, rows: Iterable[RowIn]) -> Iterator[tuple[Any, ...]]:
        currency = self._batch["currency"]
        for row in rows:
            give_way()
            self._rows += 1
            if self._rows > limits.BATCH_FILE_ROWS_MAX:
                raise TooManyRows(max=limits.BATCH_FILE_ROWS_MAX)
            cells = read(row, currency)
            yield self._staged(row, cells)

    def _staged(self, row: RowIn, cells: Cells) -> tuple[Any, ...]:
        said = fingerprint(row, cells)
        twin, blind, sealed = plain_mark(said), None, None
        if self._kind.sealer is not None:
            twin, blind, sealed = self._private(self._kind.sealer, row, cells, said)
        self._content.update(twin)
        faults = staged.faults_json(one.as_json() for one in cells.faults) if cells.faults else None
        extra = Jsonb(dict(row.extra)) if row.extra else "{}"
        return (
            row.row, cells.name, row.account, row.amount, row.bank, row.remark, row.reference, extra, cells.account,
            cells.name_key, cells.minor, twin, blind, sealed, faults, row.instruction, row.urgent,
        )  # fmt: skip

    def _private(
        self, sealer: Any, row: RowIn, cells: Cells, said: str
    ) -> tuple[bytes, bytes, bytes]:
        ctx, batch_id = self._ctx, self._batch["id"]
        private = {
            "name": cells.name, "account": cells.account or row.account, "amount": row.amount,
            "remark": row.remark, "extra": dict(row.extra),
        }  # fmt: skip
        return (
            sealer.mark(ctx, "row", said)[:16],
            sealer.mark(ctx, "account", cells.account),
            sealer.seal(ctx, batch_id, row.row, private),
        )

    def _weigh(self, sums: Row, content: bytes) -> Row:
        """What the whole comes to, and what is wrong with it as a whole."""
        ctx, batch = self._ctx, self._batch
        staged.forget_whole(ctx, batch)
        currency = batch["currency"].strip()
        if sums["rows"] == 0:
            staged.say_whole(ctx, batch, "batch.empty", "block", {})
        if batch["stated_rows"] not in {None, sums["rows"]}:
            facts = {"said": batch["stated_rows"], "found": sums["rows"]}
            staged.say_whole(ctx, batch, "batch.count_differs", "block", facts)
        if batch["stated_minor"] not in {None, sums["total"]}:
            facts = {
                "said": Money(batch["stated_minor"], currency).wire(),
                "found": Money(sums["total"], currency).wire(),
            }
            staged.say_whole(ctx, batch, "batch.total_differs", "block", facts)
        same = staged.same_content(ctx, batch, content) if batch["reissue_of"] is None else None
        if same is not None and sums["rows"]:
            facts = {"number": same["number"], "name": same["name"]}
            staged.say_whole(ctx, batch, "batch.same_content", "warn", facts)
        return repository.drafted(ctx, batch["id"], sums, content)


def _bank(name: str, found: participants.ResolvedBank) -> dict[str, Any]:
    return {
        "bank": name, "code": found.code, "name": found.name, "own": found.own, "in_ibps": found.in_ibps,
        "known": found.known,
    }  # fmt: skip


def _edited(row: RowIn, cells: Mapping[str, str]) -> RowIn:
    words: dict[str, Any] = dict(cells)
    return dataclasses.replace(row, **words)
