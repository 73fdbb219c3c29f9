"""One function per command about payslips, for those who may know. Nothing here commits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

from corporate import enterprises
from kernel import limits
from kernel.context import Context
from kernel.crypto import CellAddress
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text
from workflows.payroll.slips import commands as c
from workflows.payroll.slips import repository, tokens
from workflows.payroll.slips.content import PaidRow, private_of
from workflows.payroll.slips.errors import NotPaidYet, TemplateWrong
from workflows.payroll.slips.kinds import ITEMS_MAX, PasswordRule, SlipPart, SlipStatus
from workflows.payroll.slips.repository import NewSlip
from workflows.payroll.vault import Vault

_SLIP: Final = Text("该工资条", "The payslip")
_TAIL: Final = 4
_DAYS_MAX: Final = 90


@dataclass(frozen=True, slots=True)
class PaidRun:
    """A run whose slips are made: its batch, what it was for, its paid rows opened one after the other."""

    batch_id: UUID
    number: str
    month: str
    kind: str
    rows: Iterable[PaidRow]


Runs = Callable[[Context, str], PaidRun]
"""A run by its batch's number; raises NotFound."""
Ways = Callable[[Context, Iterable[str]], Mapping[str, tuple[str, str]]]
"""Mail address and mobile number of employees by number."""


def cell(tenant_id: UUID, slip_id: UUID) -> CellAddress:
    """Where what is private of a slip is kept."""
    return CellAddress(tenant_id, "payslip", "sealed", str(slip_id))


def mark_of(vault: Vault, tenant_id: UUID, slip_id: UUID, code: str) -> bytes:
    """A code as it is kept: keyed, for eight digits are soon tried."""
    return vault.mark(tenant_id, f"payslip-code:{slip_id}", code.encode())


class SlipService:
    """Makes, lists, opens and hands over slips."""

    def __init__(self, vault: Vault, runs: Runs, ways: Ways) -> None:
        self._vault = vault
        self._runs = runs
        self._ways = ways

    @staticmethod
    def template(ctx: Context, _command: c.ShowTemplate) -> c.SlipTemplate:
        """The enterprise's template; an empty one where it has none."""
        row = repository.template(ctx)
        if row is None:
            return c.SlipTemplate()
        return c.SlipTemplate(
            password_rule=PasswordRule(row["password_rule"]),
            days=row["days"],
            note=row["note"],
            items=tuple(
                c.SlipItem(column=one["column"], label=one["label"], part=SlipPart(one["part"]))
                for one in row["items"]
            ),
        )

    def set_template(self, ctx: Context, command: c.SlipTemplate) -> c.SlipTemplate:
        """From the next slip on; raises TemplateWrong."""
        columns = [item.column for item in command.items]
        if (
            len(columns) > ITEMS_MAX
            or len(set(columns)) != len(columns)
            or not 1 <= command.days <= _DAYS_MAX
        ):
            raise TemplateWrong(max=ITEMS_MAX)
        items = [
            {"column": one.column, "label": one.label, "part": one.part.value}
            for one in command.items
        ]
        rule = command.password_rule.value
        repository.set_template(ctx, items, command.note.strip(), rule, command.days)
        return command

    def send(self, ctx: Context, command: c.SendSlips) -> c.SlipsMade:
        """Make slips of paid rows that have none; they go out to whoever has an address. Raises NotPaidYet."""
        run = self._runs(ctx, command.batch)
        template = self.template(ctx, c.ShowTemplate())
        known = repository.made(ctx, run.batch_id)
        new = (paid for paid in run.rows if paid.row not in known)
        enterprise = enterprises.current(ctx.uow).name
        expires_at = ctx.now + timedelta(days=template.days)
        for some in _portions(new):
            ways = self._ways(ctx, (paid.number for paid in some))
            slips = [
                self._sealed(ctx, paid, template, (enterprise, *ways.get(paid.number, ("", ""))))
                for paid in some
            ]
            repository.add(
                ctx, repository.Made(run.batch_id, run.month, run.kind, expires_at), slips
            )
        counted = repository.counts(ctx, run.batch_id)
        if not counted["total"]:
            raise NotPaidYet
        return c.SlipsMade(batch=run.number, made=counted["total"], waiting=counted["waiting"])

    def page(self, ctx: Context, command: c.ListSlips) -> c.SlipPage:
        """The slips of a run by row."""
        run = self._runs(ctx, command.batch)
        limit = max(1, min(command.limit, limits.PAGE_ROWS_MAX))
        rows = repository.page(ctx, run.batch_id, command.after, limit + 1)
        counted = repository.counts(ctx, run.batch_id)
        return c.SlipPage(
            slips=tuple(self._line(ctx, row) for row in rows[:limit]),
            after=rows[limit - 1]["row"] if len(rows) > limit else 0,
            total=counted["total"],
            sent=counted["sent"],
            opened=counted["opened"],
            unreachable=counted["unreachable"],
        )

    def show(self, ctx: Context, command: c.NameSlip) -> c.SlipView:
        """One slip, opened; raises NotFound."""
        row = self._found(ctx, command)
        return view(row, self._vault.open(cell(ctx.tenant_id, row["id"]), row["sealed"]))

    def hand(self, ctx: Context, command: c.NameSlip) -> c.SlipLink:
        """A new link and a code, to be handed over; raises NotFound."""
        row = self._found(ctx, command)
        token, code = tokens.new_link(ctx.world, ctx.enterprise_id), tokens.new_code(ctx.world)
        until = ctx.now + timedelta(seconds=limits.PAYSLIP_HANDED_CODE_S)
        mark = mark_of(self._vault, ctx.tenant_id, row["id"], code)
        repository.hand(ctx, row["id"], tokens.hash_of(token), mark, until)
        return c.SlipLink(slip_id=str(row["id"]), token=token, code=code, until=until)

    def _sealed(
        self, ctx: Context, paid: PaidRow, template: c.SlipTemplate, known: tuple[str, str, str]
    ) -> NewSlip:
        slip_id, (enterprise, mail, mobile) = ctx.world.ids.uuid7(), known
        private = private_of(paid, template, mail, mobile) | {"enterprise": enterprise}
        status = SlipStatus.WAITING if mail else SlipStatus.BY_HAND
        sealed = self._vault.seal(cell(ctx.tenant_id, slip_id), private)
        return NewSlip(slip_id, paid.row, paid.number, sealed, status.value)

    def _line(self, ctx: Context, row: Row) -> c.SlipLine:
        private = self._vault.open(cell(ctx.tenant_id, row["id"]), row["sealed"])
        return c.SlipLine(
            slip_id=str(row["id"]), row=row["row"], number=row["number"], name=private["name"],
            status=SlipStatus(row["status"]), reachable=bool(private["mail"]), sent_at=row["sent_at"],
            opened_at=row["opened_at"],
        )  # fmt: skip

    @staticmethod
    def _found(ctx: Context, command: c.NameSlip) -> Row:
        row = repository.one(ctx, UUID(command.slip_id))
        if row is None:
            raise NotFound(_SLIP)
        return row


def view(row: Row, private: Mapping[str, Any]) -> c.SlipView:
    """A slip as it is read."""
    return c.SlipView(
        slip_id=str(row["id"]), enterprise=private["enterprise"], month=row["month"], kind=row["kind"],
        number=row["number"], name=private["name"], account_tail=private["account"][-_TAIL:],
        amount_minor=private["minor"], note=private["note"],
        items=tuple(
            c.SlipEntry(label=one["label"], part=SlipPart(one["part"]), text=one["text"])
            for one in private["items"]
        ),
    )  # fmt: skip


def _portions(rows: Iterator[PaidRow]) -> Iterator[list[PaidRow]]:
    while some := list(islice(rows, limits.PAYSLIPS_KEPT_ROWS)):
        yield some
