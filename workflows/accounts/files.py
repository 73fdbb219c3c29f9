"""Statements, reports and notifications as files: facts for the messages, or a whole file. Changes nothing.

Lines are read page by page and written as they come; a statement of any length passes through.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final, cast

from connectors.ports import Account, CoreStatements, StatementDay, StatementLine
from corporate import enterprises
from corporate.banks import Bank
from kernel import limits
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.errors import NotFound
from kernel.identifiers import parse_account_number
from kernel.iso20022.statement_model import EntrySums, Part, Statement, StatementEntry
from kernel.statement_files import FileFormat, write_statement
from kernel.text import Text
from receipts.facts import IssuingBank
from receipts.statement_paper import StatementHead
from workflows.accounts.commands import GetStatement
from workflows.accounts.facts import (
    Balances,
    NotificationFacts,
    ReportFacts,
    Span,
    StatementFacts,
    entry_of,
    head_of,
    sums_of,
)
from workflows.accounts.file_commands import (
    ExportedFile,
    ExportStatement,
    GetNotification,
    GetReport,
    NotificationFile,
    ReportFile,
    StatementFile,
)
from workflows.accounts.file_errors import PeriodWrong, TooManyLines

_NUMBER: Final = "S"
PrintOut = Callable[[Context, StatementHead, Iterator[Part]], bytes]
"""Draws and signs a statement on paper."""
_WHAT: Final = Text("该日对账单", "The statement of that day")
_NONE: Final = Text("该期间的对账单", "A statement of these days")


_QUIET: Final = "{number} 号后无发生额"


class StatementFiles:
    """Reads statements through the core's port."""

    def __init__(
        self, core: CoreStatements, bank_of: Callable[[Context], Bank], print_out: PrintOut
    ) -> None:
        self._core = core
        self._bank_of = bank_of
        self._print_out = print_out

    def of_day(self, ctx: Context, command: GetStatement) -> StatementFile:
        """The statement of a closed day. NotFound while the day is open or when nothing moved."""
        account = self._account(ctx, command.account_number)
        days = self._core.statement_days(ctx, account, command.on, command.on)
        if not days:
            raise NotFound(_WHAT)
        statement = self._head(ctx, account, days[0])
        facts = StatementFacts(
            command.format.value, ctx.world.ids.number(_NUMBER), ctx.now, statement,
            self._entries(ctx, account, days[0]),
        )  # fmt: skip
        return StatementFile(account_number=account.number, on=command.on, document=facts)

    def of_today(self, ctx: Context, command: GetReport) -> ReportFile:
        """Everything booked since the last statement; a report without lines where nothing was."""
        account = self._account(ctx, command.account_number)
        day = self._core.open_day(ctx, account)
        facts = ReportFacts(
            command.format.value, ctx.world.ids.number(_NUMBER), ctx.now, self._head(ctx, account, day),
            self._entries(ctx, account, day),
        )  # fmt: skip
        return ReportFile(account_number=account.number, document=facts)

    def _entries(
        self, ctx: Context, account: Account, day: StatementDay
    ) -> tuple[StatementEntry, ...]:
        """All of a day, which a message holds at once. Raises TooManyLines."""
        _refuse_above(day.last_seq - day.first_seq + 1)
        return tuple(map(entry_of, self._lines(ctx, account, day)))

    def of_movements(self, ctx: Context, command: GetNotification) -> NotificationFile:
        """Lines after a line. NotFound while there are none."""
        account = self._account(ctx, command.account_number)
        after, limit = max(command.after, 0), command.limit
        limit = max(1, min(limit, limits.STATEMENT_PAGE_LINES))
        lines = self._core.lines(ctx, account.number, after=after, limit=limit)
        if not lines:
            raise NotFound(Text("新的动账", "A movement after that line"))
        span = Span(lines[0].booked_on, lines[-1].booked_on, lines[-1].seq)
        facts = NotificationFacts(
            command.format.value, ctx.world.ids.number(_NUMBER), ctx.now,
            head_of(account, self._bank_of(ctx), ctx.now, span, sums=sums_of(lines)),
            tuple(map(entry_of, lines)),
        )  # fmt: skip
        return NotificationFile(account_number=account.number, document=facts)

    def export(self, ctx: Context, command: ExportStatement) -> ExportedFile:
        """The statements of a span of days as one file. Raises PeriodWrong, TooManyLines and NotFound."""
        with cast("BinaryIO", SpooledTemporaryFile(max_size=limits.STATEMENT_SPOOL_BYTES)) as out:
            lines = self.write(ctx, command, out)
            content = out.read()
        name = f"{command.account_number[-4:]}-{command.from_on:%Y%m%d}-{command.to_on:%Y%m%d}"
        return ExportedFile(
            account_number=command.account_number, from_on=command.from_on, to_on=command.to_on,
            format=command.format, name=f"{name}.{command.format.extension}",
            media_type=command.format.media_type, lines=lines, size=len(content),
            digest=ctx.world.crypto.sm3(content).hex(), content=base64.b64encode(content).decode(),
        )  # fmt: skip

    def write(self, ctx: Context, command: ExportStatement, out: BinaryIO) -> int:
        """Write the file to `out` and return the number of its lines."""
        span = (command.to_on - command.from_on).days
        if not 0 <= span < limits.STATEMENT_DAYS_MAX:
            raise PeriodWrong(days=limits.STATEMENT_DAYS_MAX)
        account = self._account(ctx, command.account_number)
        days = self._days(ctx, account, command.from_on, command.to_on)
        lines = sum(day.last_seq - day.first_seq + 1 for day in days)
        if not days:
            raise NotFound(_NONE)
        _refuse_above(lines)
        number = ctx.world.ids.number(_NUMBER)
        if command.format is FileFormat.PDF:
            head = self._paper_head(ctx, command, account, days, lines)
            out.write(
                self._print_out(ctx, replace(head, number=number), self._parts(ctx, account, days))
            )
            out.seek(0)
            return lines
        write_statement(out, command.format, number, ctx.now, self._parts(ctx, account, days))
        return lines

    def _paper_head(
        self,
        ctx: Context,
        command: ExportStatement,
        account: Account,
        days: list[StatementDay],
        lines: int,
    ) -> StatementHead:
        bank = self._bank_of(ctx)
        closed = [day for day in days if day.on is not None]
        first, last = (closed[0].number, closed[-1].number) if closed else (0, 0)
        return StatementHead(
            number="",
            bank=IssuingBank(bank.name, bank.short_code, is_test=bank.is_test),
            colour=str(bank.settings.get("document_colour", "")),
            account=account.number,
            owner=account.name,
            currency=account.currency,
            from_on=command.from_on,
            to_on=command.to_on,
            made_at=ctx.now,
            lines=lines,
            days=_numbers(first, last) if lines else _QUIET.format(number=first),
            opening_minor=days[0].opening.minor,
            closing_minor=days[-1].closing.minor,
            is_final=len(closed) == len(days),
        )

    def _days(
        self, ctx: Context, account: Account, from_on: date, to_on: date
    ) -> list[StatementDay]:
        """The statements of these days; of a day that is not over what was booked so far.

        A period in which nothing moved has one that says so (无发生额); a single such day has none.
        """
        days = self._core.statement_days(ctx, account, from_on, to_on)
        if to_on >= bank_today(ctx.world.clock):
            day = self._core.open_day(ctx, account)
            if day.last_seq >= day.first_seq:
                days.append(day)
        if not days and to_on > from_on:
            quiet = self._core.quiet(ctx, account, from_on, to_on)
            return [quiet] if quiet else []
        return days

    def _parts(self, ctx: Context, account: Account, days: list[StatementDay]) -> Iterator[Part]:
        for day in days:
            entries = (entry_of(line) for line in self._lines(ctx, account, day))
            yield self._head(ctx, account, day), entries

    def _head(self, ctx: Context, account: Account, day: StatementDay) -> Statement:
        on = day.on or bank_today(ctx.world.clock)
        is_quiet = day.last_seq < day.first_seq and day.since is not None
        begin = (day.since if is_quiet else day.on) or day.since or on
        sums = EntrySums(day.credit_count, day.credit_minor, day.debit_count, day.debit_minor)
        balances = Balances(day.opening, day.closing, closed=day.on is not None)
        span = Span(begin, max(begin, on), day.number)
        return head_of(account, self._bank_of(ctx), ctx.now, span, balances=balances, sums=sums)

    def _lines(self, ctx: Context, account: Account, day: StatementDay) -> Iterator[StatementLine]:
        """The lines of a day, a page at a time."""
        after = day.first_seq - 1
        while after < day.last_seq:
            limit = min(day.last_seq - after, limits.STATEMENT_PAGE_LINES)
            page = self._core.lines(ctx, account.number, after=after, limit=limit)
            if not page:
                return
            yield from page
            after = page[-1].seq

    def _account(self, ctx: Context, written: str) -> Account:
        """One of the enterprise's accounts, however its number is spelled. Raises NotFound."""
        signed = enterprises.signed_account(ctx.uow, parse_account_number(written))
        return self._core.accounts(ctx, [signed.number])[0]


def _numbers(first: int, last: int) -> str:
    """The numbers of the days in it, which are unbroken in an account."""
    return f"{first} — {last}" if last > first else str(first or "")


def _refuse_above(lines: int) -> None:
    if lines > limits.STATEMENT_LINES_MAX:
        raise TooManyLines(lines=lines, limit=limits.STATEMENT_LINES_MAX)
