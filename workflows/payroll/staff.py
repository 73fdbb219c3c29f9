"""The employee book (员工名册): kept, shown and searched for those who may know. Nothing here commits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from connectors.ports import CoreBanking, PayeeCheck
from corporate.banks import Bank, participants
from kernel import limits
from kernel.charset import clean_name
from kernel.context import Context
from kernel.crypto import CellAddress
from kernel.errors import Faulty, Finding, NotFound, Severity
from kernel.identifiers import IdentifierFault, parse_account_number
from kernel.statements import Row
from kernel.text import Text
from workflows.payroll import commands as c
from workflows.payroll import queries, repository
from workflows.payroll.errors import EmployeeRepeated
from workflows.payroll.kinds import EmployeeStatus, NameCheck
from workflows.payroll.repository import SealedEmployee
from workflows.payroll.vault import Vault

BankOf = Callable[[Context], Bank]
WHAT: Final = Text("该员工", "The employee")
_AT: Final = Text("第 {line} 行：{said}", "Line {line}: {said}")


def cell(ctx: Context, number: str) -> CellAddress:
    """Where what is private of an employee is kept."""
    return CellAddress(ctx.tenant_id, "payroll_employee", "sealed", f"{ctx.enterprise_id}/{number}")


class StaffBook:
    """One function per command about employees."""

    def __init__(self, vault: Vault, core: CoreBanking, bank_of: BankOf) -> None:
        self._vault = vault
        self._core = core
        self._bank_of = bank_of

    def page(self, ctx: Context, command: c.BrowseStaff) -> c.StaffPage:
        """A page by number; a whole name or account is found by its mark."""
        limit = max(1, min(command.limit, limits.PAGE_ROWS_MAX))
        find = command.find.strip()
        rows = queries.staff(
            ctx, after=command.cursor, status=command.status.value if command.status else None,
            find=find, marks=self._marks(ctx, find), limit=limit + 1,
        )  # fmt: skip
        return c.StaffPage(
            employees=tuple(self.view(ctx, row) for row in rows[:limit]),
            cursor=rows[limit - 1]["number"] if len(rows) > limit else "",
            **queries.counts(ctx),
        )

    def show(self, ctx: Context, command: c.NameEmployee) -> c.EmployeeView:
        """One of them; raises NotFound."""
        return self.view(ctx, _found(ctx, command.number))

    def keep(self, ctx: Context, command: c.KeepStaff) -> c.StaffKept:
        """Put people into the book; raises Faulty with every fault, and EmployeeRepeated."""
        _once(command.rows)
        faults: list[Finding] = []
        sealed = [
            self._sealed(ctx, line, place, faults) for place, line in enumerate(command.rows, 1)
        ]
        if faults:
            raise Faulty(faults)
        added = repository.keep(ctx, sealed)
        unmatched = sum(one.name_check == NameCheck.NO_MATCH for one in sealed)
        return c.StaffKept(kept=len(sealed), added=added, unmatched=unmatched)

    def leave(self, ctx: Context, command: c.EndEmployee) -> c.EmployeeView:
        """Note that somebody left, or is back; raises NotFound."""
        if not repository.end(ctx, command.number, command.left_on):
            raise NotFound(WHAT)
        return self.view(ctx, _found(ctx, command.number))

    def view(self, ctx: Context, row: Row) -> c.EmployeeView:
        """Somebody of the book, opened."""
        private = self._vault.open(cell(ctx, row["number"]), row["sealed"])
        return c.EmployeeView(
            number=row["number"], project=row["project"], name_check=NameCheck(row["name_check"]),
            status=EmployeeStatus(row["status"]), left_on=row["left_on"], account_since=row["account_since"],
            **private,
        )  # fmt: skip

    def _sealed(
        self, ctx: Context, line: c.StaffLine, place: int, faults: list[Finding]
    ) -> SealedEmployee:
        account, name = line.account, clean_name(line.name, "name")
        found = [one for one in name.findings if one.severity is Severity.BLOCK]
        try:
            account = parse_account_number(line.account)
        except IdentifierFault as fault:
            found.append(Finding(fault.code, Severity.BLOCK, fault.message, "account"))
        faults += [
            Finding(one.code, one.severity, _AT.fill(line=place, said=one.text), f"rows[{place}]")
            for one in found
        ]
        private = {
            "name": name.value, "account": account, "bank_code": line.bank_code.strip(),
            "mobile": line.mobile, "mail": line.mail,
        }  # fmt: skip
        check = NameCheck.ELSEWHERE if found else self._checked(ctx, account, name.value, line)
        return SealedEmployee(
            number=line.number,
            sealed=self._vault.seal(cell(ctx, line.number), private),
            account_mark=self._vault.mark_account(ctx.tenant_id, account),
            name_mark=self._vault.mark_name(ctx.tenant_id, name.value),
            project=line.project.strip(),
            name_check=check.value,
        )

    def _checked(self, ctx: Context, account: str, name: str, line: c.StaffLine) -> NameCheck:
        """What this bank's own books say."""
        where = participants.resolve(ctx.uow, self._bank_of(ctx), line.bank_code.strip())
        if not where.own:
            return NameCheck.ELSEWHERE
        said = self._core.check_payee(ctx, account, name, "CNY")
        return NameCheck.MATCH if said is PayeeCheck.MATCH else NameCheck.NO_MATCH

    def _marks(self, ctx: Context, find: str) -> tuple[bytes, bytes]:
        if not find:
            return b"", b""
        try:
            account = parse_account_number(find)
        except IdentifierFault:
            account = find
        return (
            self._vault.mark_account(ctx.tenant_id, account),
            self._vault.mark_name(ctx.tenant_id, find),
        )


def _found(ctx: Context, number: str) -> Row:
    row = queries.employee(ctx, number)
    if row is None:
        raise NotFound(WHAT)
    return row


def _once(lines: Sequence[c.StaffLine]) -> None:
    seen: dict[str, int] = {}
    for place, line in enumerate(lines, 1):
        first = seen.setdefault(line.number, place)
        if first != place:
            raise EmployeeRepeated(number=line.number, first=first, second=place)
