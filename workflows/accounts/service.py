"""Reads accounts through the core's port. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.ports import Account, CoreBanking, StatementLine
from corporate import enterprises
from corporate.enterprises import SignedAccount
from corporate.identity import rights
from kernel.context import Context
from kernel.errors import NotFound
from kernel.identifiers import parse_account_number
from kernel.operation import Verb
from kernel.text import Text
from workflows.accounts.commands import (
    AccountList,
    AccountView,
    GetStatement,
    LinePage,
    LineView,
    ListAccounts,
    ListLines,
    StatementView,
)

_PAGE_MAX = 500


class AccountService:
    """Balances, lines, statements."""

    def __init__(self, core: CoreBanking) -> None:
        self._core = core

    def accounts(self, ctx: Context, command: ListAccounts) -> AccountList:
        """The signed-up accounts the user may see, with balances, in the enterprise's order."""
        del command
        if ctx.actor.user_id is None:
            return AccountList(accounts=())
        mine = rights.accounts_of(ctx.uow, ctx.actor.user_id, "accounts.see", Verb.SEE)
        signed = [one for one in enterprises.signed_accounts(ctx.uow) if one.number in mine]
        by_number = {
            found.number: found for found in self._core.accounts(ctx, [s.number for s in signed])
        }
        return AccountList(
            accounts=tuple(
                view_of(ctx, s, by_number[s.number]) for s in signed if s.number in by_number
            )
        )

    def lines(self, ctx: Context, command: ListLines) -> LinePage:
        """A page of lines, ascending after a line or descending before one."""
        account = _signed(ctx, command.account_number)
        limit = max(1, min(command.limit, _PAGE_MAX))
        found = self._core.lines(
            ctx, account, after=command.after, before=command.before, limit=limit + 1
        )
        return LinePage(
            lines=tuple(line_view(line) for line in found[:limit]), more=len(found) > limit
        )

    def statement(self, ctx: Context, command: GetStatement) -> StatementView:
        """The statement of a closed day. NotFound while the day is open or when nothing moved."""
        found = self._core.statement(ctx, _signed(ctx, command.account_number), command.on)
        if found is None:
            raise NotFound(Text("该日对账单", "The statement of that day"))
        return StatementView(
            account_number=found.account.number,
            name=found.account.name,
            currency=found.account.currency,
            on=found.on,
            statement_number=found.number,
            opening_minor=found.opening.minor,
            closing_minor=found.closing.minor,
            lines=tuple(line_view(line) for line in found.lines),
        )


def _signed(ctx: Context, written: str) -> str:
    """The number of one of the enterprise's accounts, however it is spelled. Raises NotFound."""
    return enterprises.signed_account(ctx.uow, parse_account_number(written)).number


def view_of(ctx: Context, signed: SignedAccount, account: Account) -> AccountView:
    """An account as its owner sees it."""
    return AccountView(
        account_number=account.number,
        name=account.name,
        alias=signed.alias,
        currency=account.currency,
        status=account.status,
        booked_minor=account.booked.minor,
        available_minor=account.available.minor,
        held_minor=account.held.minor,
        as_of=ctx.now,
    )


def line_view(line: StatementLine) -> LineView:
    """A line as its account's owner sees it."""
    detail, credit, is_return = line.detail, line.money.minor > 0, line.kind == "return"
    is_fee = bool(detail.get("fee"))
    other = (
        {} if is_fee else _counterparty(detail, "payer" if credit and not is_return else "payee")
    )
    return LineView(
        line=line.seq,
        transaction_id=str(line.transaction_id),
        booked_on=line.booked_on,
        booked_at=line.booked_at,
        amount_minor=abs(line.money.minor),
        currency=line.money.currency,
        credit=credit,
        balance_minor=line.balance.minor,
        kind="fee" if is_fee else line.kind,
        counterparty_account=other.get("account", ""),
        counterparty_name=other.get("name", ""),
        counterparty_bank=other.get("bank_name", ""),
        purpose=detail.get("purpose") or detail.get("remark", ""),
        number=detail.get("number", ""),
        client_serial="" if credit and not is_return else detail.get("client_serial", ""),
    )


def _counterparty(detail: Mapping[str, Any], side: str) -> dict[str, str]:
    """The other side of a line; a fee has none but the bank."""
    parts = ("account", "name", "bank_name")
    return {part: detail.get(f"{side}_{part}", "") for part in parts}
