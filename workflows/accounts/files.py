"""The statement of a day as a file ERPs load (camt.053): the facts of it. Changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from connectors.ports import CoreBanking, Statement
from corporate import enterprises
from corporate.banks import Bank
from kernel.context import Context
from kernel.errors import NotFound
from kernel.identifiers import parse_account_number
from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.accounts.commands import GetStatement


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """A closed day of an account, and the bank that keeps it; what a camt.053 says."""

    message_id: str
    at: datetime
    statement: Statement
    bank_name: str
    bank_bic: str
    bank_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFile:
    """A statement as a file (camt.053)."""

    account_number: str = spec(
        Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT
    )
    on: date = spec(Text("记账日", "Bank day"), Kind.DATE)
    document: StatementFacts = spec(
        Text("对账单 camt.053", "Statement camt.053"), Kind.DOCUMENT, document=StatementFacts
    )


class StatementFiles:
    """Reads statements through the core's port."""

    def __init__(self, core: CoreBanking, bank_of: Callable[[Context], Bank]) -> None:
        self._core = core
        self._bank_of = bank_of

    def of_day(self, ctx: Context, command: GetStatement) -> StatementFile:
        """The statement of a closed day. NotFound while the day is open or when nothing moved."""
        signed = enterprises.signed_account(ctx.uow, parse_account_number(command.account_number))
        found = self._core.statement(ctx, signed.number, command.on)
        if found is None:
            raise NotFound(Text("该日对账单", "The statement of that day"))
        bank = self._bank_of(ctx)
        facts = StatementFacts(
            ctx.world.ids.number("S"), ctx.now, found, bank.name.zh, bank.bic, bank.bank_code
        )
        return StatementFile(account_number=signed.number, on=command.on, document=facts)
