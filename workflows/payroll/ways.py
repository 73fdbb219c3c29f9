"""What others need of the employee book: where payslips go, and which accounts other banks keep (他行账户)."""

from __future__ import annotations

from collections.abc import Iterable

from kernel.context import Context
from workflows.payroll import queries
from workflows.payroll.staff import cell
from workflows.payroll.vault import Vault


class StaffWays:
    """Opens the book for the slips that are made of it."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def __call__(self, ctx: Context, numbers: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Mail address and mobile number by employee number."""
        found = {}
        for row in queries.by_numbers(ctx, list(numbers)):
            private = self._vault.open(cell(ctx, row["number"]), row["sealed"])
            found[row["number"]] = private["mail"], private["mobile"]
        return found


class StaffBanks:
    """Opens the book for rows that name no bank: only people whose account is not this bank's are looked at."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def __call__(self, ctx: Context) -> dict[str, str]:
        """The bank of each account another bank keeps, by account number."""
        found = {}
        for row in queries.elsewhere(ctx):
            private = self._vault.open(cell(ctx, row["number"]), row["sealed"])
            found[private["account"]] = private["bank_code"]
        return found
