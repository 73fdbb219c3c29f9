"""One function per command about payees. Nothing here commits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from kernel import limits
from kernel.context import Context
from kernel.errors import Faulty, Finding, NotFound, Severity
from kernel.identifiers import IdentifierFault, parse_account_number
from kernel.ids import cursor_of, read_cursor
from kernel.statements import Row
from workflows.mandates import queries as mandate_queries
from workflows.mandates.commands import ChangeLine, MandateView, NameMandate
from workflows.mandates.kinds import Line
from workflows.mandates.service import MandateService, Wish, view
from workflows.payees import queries
from workflows.payees.classes import PayeeClass, PayeeStatus, Verdict
from workflows.payees.commands import (
    AskDemands,
    BrowsePayees,
    ChangePayee,
    Demand,
    NamePayee,
    NamePayeeChange,
    PayeeBookPage,
    PayeeCount,
    PayeeDemands,
    PayeeDiff,
    PayeeEntry,
    ShownPayee,
)
from workflows.payees.import_commands import ImportPayees
from workflows.payees.kinds import PAYEES, WHAT
from workflows.payees.list_kind import LIST, PAYEE_LIST
from workflows.payees.rules import Demands, Entry
from workflows.payees.settings_kind import ALL, SETTINGS

TABS: Final = ("own_group", "white_list", "ordinary", "cooling", "used")
_HISTORY_MAX: Final = 50
_LISTS_MAX: Final = 10
_CHANGE: Final = "payees.change"


class People(Protocol):
    """Who may confirm."""

    def approvers(self, ctx: Context, operation: str, account_number: str) -> list[Any]:
        """Users with the right to approve the operation."""
        ...


class PayeeService:
    """Shows the book and proposes its changes; the mandates engine agrees and applies them."""

    def __init__(self, mandates: MandateService, people: People) -> None:
        self._mandates = mandates
        self._people = people

    def browse(self, ctx: Context, command: BrowsePayees) -> PayeeBookPage:
        """A page of the book, whoever was paid last first."""
        demands = queries.demands(ctx)
        cooled = ctx.now - timedelta(hours=demands.cool_down_hours)
        limit = max(1, min(command.limit, limits.PAGE_ROWS_MAX))
        before = read_cursor(command.cursor) if command.cursor else None
        wanted = queries.Browse(command.tab, command.text.strip(), cooled, before)
        rows = queries.browse(ctx, wanted, limit + 1)
        last = rows[limit - 1] if len(rows) > limit else None
        held = queries.counts(ctx, cooled)
        return PayeeBookPage(
            payees=tuple(entry_view(row, demands, ctx.now) for row in rows[:limit]),
            counts=tuple(PayeeCount(tab=tab, payees=held.get(tab, 0)) for tab in TABS),
            demands=_demands_view(demands),
            cursor=cursor_of(last["touched_at"], last["id"]) if last else "",
        )

    def show(self, ctx: Context, command: NamePayee) -> ShownPayee:
        """Everything there is under one account and how it came about; raises NotFound."""
        account = command.account
        rows = queries.of_account(ctx, account)
        wanted = mandate_queries.Filter(PAYEES, account, "", None)
        lists = queries.lists_naming(ctx, account, _LISTS_MAX)
        changes = [
            *mandate_queries.page(ctx, wanted, _HISTORY_MAX),
            *(mandate_queries.by_number(ctx, number) for number in lists),
        ]
        if not rows and not changes:
            raise NotFound(WHAT)
        demands = queries.demands(ctx)
        return ShownPayee(
            entries=tuple(entry_view(row, demands, ctx.now) for row in rows),
            changes=tuple(
                view(row) for row in sorted(changes, key=_begun, reverse=True)[:_HISTORY_MAX]
            ),
        )

    def preview(self, ctx: Context, command: ChangePayee) -> PayeeDiff:
        """What a change would make different, and who could confirm it."""
        return self._preview(ctx, _wish(command))

    def preview_list(self, ctx: Context, command: ImportPayees) -> PayeeDiff:
        """The same for many entries at once; raises Faulty with every fault of every row."""
        return self._preview(ctx, _wish_of_list(command))

    def change_list(self, ctx: Context, command: ImportPayees) -> MandateView:
        """Ask for many entries at once, as one change; another person confirms it."""
        return self._mandates.propose(ctx, _wish_of_list(command))

    def change(self, ctx: Context, command: ChangePayee) -> MandateView:
        """Ask for a change of the book; another person confirms it before it counts."""
        return self._mandates.propose(ctx, _wish(command))

    def withdraw(self, ctx: Context, command: NamePayeeChange) -> MandateView:
        """Take a change of the book back; raises NotFound for a change of anything else."""
        if mandate_queries.by_number(ctx, command.number)["kind"] not in {PAYEES, PAYEE_LIST}:
            raise NotFound(WHAT)
        return self._mandates.withdraw(ctx, NameMandate(number=command.number))

    def demands(self, ctx: Context, command: AskDemands) -> PayeeDemands:
        """What is demanded now."""
        del command
        return _demands_view(queries.demands(ctx))

    def govern(self, ctx: Context, command: Demand) -> MandateView:
        """Ask for other demands; another administrator confirms them."""
        after = {
            "white_list": command.white_list.value,
            "cool_down_hours": command.cool_down_hours,
            "cool_down_free_minor": command.cool_down_free_minor,
            "cool_down_blocks": command.cool_down_blocks,
        }
        return self._mandates.propose(ctx, Wish(SETTINGS, ALL, after, command.reason))

    def _preview(self, ctx: Context, wish: Wish) -> PayeeDiff:
        lines = self._mandates.preview(ctx, wish)
        people = self._people.approvers(ctx, _CHANGE, "")
        names = (one.name for one in people if one.person_id != ctx.actor.person_id)
        return PayeeDiff(lines=tuple(map(_line, lines)), confirmers=tuple(dict.fromkeys(names)))


def entry_view(row: Row, demands: Demands, now: datetime) -> PayeeEntry:
    """A row of the book as people see it; a cool-down that is over is not told."""
    since, kind = row["since_at"], PayeeClass(row["class"])
    until = since and Entry(row["name"], row["bank_code"], kind, since).cools_until(demands)
    return PayeeEntry(
        account=row["account"], name=row["name"], bank_code=row["bank_code"],
        bank_name=row["bank_name"], payee_class=kind, status=PayeeStatus(row["status"]),
        note=row["note"], verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        verdict_at=row["verdict_at"], added_by=row["added_by"], added_at=row["created_at"],
        confirmed_by=row["confirmed_by"], since_at=since,
        cools_until=until if until and until > now else None, used_at=row["used_at"],
        has_twin=bool(row.get("has_twin")), running=row.get("running") or "",
    )  # fmt: skip


def _begun(mandate: Row) -> datetime:
    at: datetime = mandate["created_at"]
    return at


def _wish(command: ChangePayee) -> Wish:
    account = _account(command.account)
    if command.removes:
        return Wish(PAYEES, account, {}, command.reason)
    after = {
        "name": command.name, "bank_code": command.bank_code, "bank_name": command.bank_name,
        "class": command.payee_class.value, "note": command.note, "merged": list(command.merged),
    }  # fmt: skip
    return Wish(PAYEES, account, after, command.reason)


def _wish_of_list(command: ImportPayees) -> Wish:
    rows = [
        {
            "account": row.account, "name": row.name, "bank_code": row.bank_code,
            "class": row.payee_class.value, "note": row.note,
        }
        for row in command.rows
    ]  # fmt: skip
    return Wish(PAYEE_LIST, LIST, {"rows": rows}, command.reason)


def _account(text: str) -> str:
    try:
        return parse_account_number(text)
    except IdentifierFault as fault:
        raise Faulty([Finding(fault.code, Severity.BLOCK, fault.message, "account")]) from fault


def _demands_view(demands: Demands) -> PayeeDemands:
    return PayeeDemands(
        white_list=demands.white_list,
        cool_down_hours=demands.cool_down_hours,
        cool_down_free_minor=demands.cool_down_free_minor,
        cool_down_blocks=demands.cool_down_blocks,
    )


def _line(line: Line) -> ChangeLine:
    return ChangeLine(
        label_zh=line.label.zh, label_en=line.label.en, was_zh=line.was.zh, was_en=line.was.en,
        becomes_zh=line.becomes.zh, becomes_en=line.becomes.en,
    )  # fmt: skip
