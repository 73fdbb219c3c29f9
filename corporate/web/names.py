"""Asking about a payee's name for a page: kept at the gate, sent outside any transaction, answered inline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from corporate.web.desk import Desk
from kernel.context import Context
from kernel.errors import YinqiError
from workflows.payees.commands import NameVerified, VerifyName

VERIFY: Final = "payees.verify"


def verified(desk: Desk, command: VerifyName) -> NameVerified:
    """What is said of a name. Raises what `payees.verify` refuses."""
    said: NameVerified = desk.perform(VERIFY, command)
    if not said.check_id:
        return said

    def run(work: Callable[[Context], Any]) -> Any:
        with desk.changing() as ctx:
            return work(ctx)

    return desk.portal.names.settle(run, UUID(said.check_id))


def ask_quietly(desk: Desk, account: str, name: str, bank_code: str) -> None:
    """Have a name at another bank checked before a payment is drafted, as far as this user may ask.

    The draft finds what was said. A question that cannot be asked must not keep anybody from paying.
    """
    if not (account and name and bank_code) or desk.bank.serves(bank_code):
        return
    if not desk.offers(VERIFY):
        return
    try:
        verified(desk, VerifyName(account=account, name=name, bank_code=bank_code))
    except YinqiError:
        return
