"""Many entries of the payee book under one change and one confirmation (批量导入收款人).

Nothing of the rows stands in what the change is about, so `present` is always empty. What each row changes is
told from the book as it is when it is asked: if an entry changes while the list waits, its text is another, and
the signature is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from kernel.context import Context
from kernel.errors import Faulty, Finding, NotFound, YinqiError
from kernel.identifiers import parse_account_number
from kernel.statements import Row
from kernel.text import NO_TEXT, Text
from workflows.mandates.kinds import Change, Content, Line
from workflows.payees import queries
from workflows.payees.classes import Verdict
from workflows.payees.errors import block
from workflows.payees.kinds import (
    UNASKED,
    WHAT,
    PayeeKind,
    content_of,
    enter,
    grouped,
    proposer_of,
    words,
)

PAYEE_LIST: Final = "payee_list"
LIST: Final = "list"
"""The one target: an enterprise has one list waiting at a time."""
ROWS_MAX: Final = 200
Entries = Mapping[str, Content]

_ADD: Final = Text("新增 {account}", "Add {account}")
_CHANGE: Final = Text("变更 {account}", "Change {account}")
_TITLE: Final = Text("批量导入收款人 {count} 户", "Import {count} payees")
_NAME_CHECK: Final = Text("户名校验：{said}", "name check: {said}")


class PayeeListKind:
    """Rows of the book that are added or changed together; each is held to what a single one is held to."""

    code: str = PAYEE_LIST
    operation: str = "payees.change"

    def __init__(self, entries: PayeeKind) -> None:
        self._entries = entries

    def present(self, ctx: Context, target: str) -> Content:
        """Nothing: a list is about many accounts. Raises NotFound for any other target."""
        del ctx
        if target != LIST:
            raise NotFound(WHAT)
        return {}

    def checked(self, ctx: Context, change: Change) -> Content:
        """Every row in its one spelling, without those that change nothing; raises Faulty with all faults."""
        rows = change.after.get("rows", ())
        found = list(_too_many(rows))
        entries: dict[str, Content] = {}
        for place, row in enumerate(rows if not found else (), start=1):
            try:
                account = parse_account_number(str(row["account"]))
                if account in entries:
                    found.append(block("twice", _TWICE, _field(place, "account")))
                entries[account] = self._entries.checked(ctx, Change(account, {}, row))
            except YinqiError as fault:
                found += _placed(fault, place)
        if entries:
            found += _waiting(ctx, list(entries), rows)
        if found:
            raise Faulty(found)
        known = _known(ctx, entries)
        return {
            "rows": [
                {"account": account, **entry}
                for account, entry in entries.items()
                if known.get(account) != entry
            ]
        }

    def title(self, ctx: Context, change: Change) -> Text:
        """How many."""
        del ctx
        return _TITLE.fill(count=len(change.after["rows"]))

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """One line for each entry that becomes another, in the order of the list."""
        entries = _entries(change.after)
        known, said = _known(ctx, entries), self._verdicts(ctx, entries)
        return tuple(
            _line(account, known.get(account, {}), entry, said.get(account))
            for account, entry in entries.items()
            if known.get(account) != entry
        )

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:
        """Nobody's own standing: payees are outside the house."""
        del ctx, change
        return frozenset()

    def apply(self, ctx: Context, change: Change) -> None:
        """Write every row."""
        entries = _entries(change.after)
        rows = {row["account"]: row for row in queries.active_of(ctx, list(entries))}
        proposer, said = proposer_of(ctx, PAYEE_LIST, LIST), self._verdicts(ctx, entries)
        for account, entry in entries.items():
            one = Change(account, {}, entry)
            enter(ctx, one, rows.get(account), proposer=proposer, verdict=said.get(account))

    def _verdicts(self, ctx: Context, entries: Entries) -> dict[str, Verdict]:
        """What is known of the names now; names at this bank are known to match, or were refused."""
        asked = [(account, entry["name"], entry["bank_code"]) for account, entry in entries.items()]
        own = self._entries.own_bank(ctx)
        found = queries.verdicts(ctx, [one for one in asked if one[2] != own])
        return found | {account: Verdict.MATCH for account, _, bank in asked if bank == own}


def _entries(content: Content) -> dict[str, Content]:
    rows: Sequence[Mapping[str, Any]] = content.get("rows", ())
    return {
        row["account"]: {name: value for name, value in row.items() if name != "account"}
        for row in rows
    }


def _known(ctx: Context, entries: Entries) -> dict[str, Content]:
    return {row["account"]: content_of(row) for row in queries.active_of(ctx, list(entries))}


def _line(account: str, was: Content, becomes: Content, verdict: Verdict | None) -> Line:
    label = _CHANGE if was else _ADD
    told = _told(becomes)
    if any(was.get(key) != becomes[key] for key in ("name", "bank_code")):
        told = _joined([told, _NAME_CHECK.fill(said=verdict.label if verdict else UNASKED)])
    return Line(label.fill(account=grouped(account)), _told(was), told)


def _told(content: Content) -> Text:
    return _joined([said for said in words(content).values() if said.zh]) if content else NO_TEXT


def _joined(texts: Sequence[Text]) -> Text:
    return Text(" · ".join(text.zh for text in texts), " · ".join(text.en for text in texts))


def _too_many(rows: Sequence[Row]) -> Iterator[Finding]:
    if not rows:
        yield block("no_rows", _NO_ROWS, "rows")
    if len(rows) > ROWS_MAX:
        yield block("too_many_rows", _TOO_MANY.fill(max=ROWS_MAX, actual=len(rows)), "rows")


def _placed(fault: YinqiError, place: int) -> list[Finding]:
    """The findings of one row, each at its place in the list."""
    if not isinstance(fault, Faulty):
        return [block("row_refused", fault.message, _field(place, "account"))]
    return [replace(one, field=_field(place, one.field)) for one in fault.findings]


def _waiting(ctx: Context, accounts: list[str], rows: Sequence[Row]) -> Iterator[Finding]:
    """An account has one change waiting at a time, whichever way it was asked for."""
    numbers = queries.waiting_changes(ctx, accounts)
    for place, row in enumerate(rows, start=1):
        number = numbers.get("".join(str(row["account"]).split()))
        if number is not None:
            yield block("change_waits", _WAITS.fill(number=number), _field(place, "account"))


def _field(place: int, name: str) -> str:
    return f"rows[{place}].{name}"


_NO_ROWS: Final = Text("没有可导入的收款人", "There is nobody to import")
_TOO_MANY: Final = Text(
    "一次最多导入 {max} 户，现为 {actual} 户", "At most {max} payees at once, not {actual}"
)
_TWICE: Final = Text("账号与前面的行重复", "The account stands in an earlier row already")
_WAITS: Final = Text(
    "该账户已有变更待确认（{number}），请先处理",
    "A change of this account is waiting already ({number}); deal with that first",
)
