"""Whole messages for the gate: takes a pain.001 in, and reports where one stands.

The gate asks about one account at most; a message names several, so the right to pay from each of
them is asked here, and refused in the words of an account that does not exist.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from corporate.identity import rights
from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.identifiers import IdentifierFault, parse_account_number
from kernel.iso20022.pain001_model import LongPain001, Pain001
from kernel.money import Money
from kernel.operation import Verb
from kernel.statements import Row
from kernel.text import Text
from workflows.payments import long_queries
from workflows.payments.errors import AboveRight, NoSuchPart, PayerUnknown
from workflows.payments.long_messages import LongMessages
from workflows.payments.message_commands import (
    ImportMessage,
    MessageReport,
    MessageStanding,
    ReportMessage,
)
from workflows.payments.messages import MessageService
from workflows.payments.service import SUBMIT

_REPORT_NUMBER: Final = "R"
_WHAT: Final = Text("该报文", "The message")


class MessageDesk:
    """Performs the operations about messages."""

    def __init__(self, messages: MessageService, long: LongMessages) -> None:
        self._messages = messages
        self._long = long

    def receive(self, ctx: Context, command: ImportMessage) -> MessageReport:
        """Accept a message whole, or refuse it whole; the report says where it stands then.

        Raises PayerUnknown for an account the user may not pay from, and what `MessageService`
        raises.
        """
        document, certificate = command.document, ctx.actor.credential
        if isinstance(document, LongPain001):
            received = self._long.receive(ctx, document, certificate)
        else:
            _refuse_foreign_accounts(ctx, document)
            received = self._messages.receive(ctx, document, certificate)
        return self._report(
            ctx,
            received.id,
            ReportMessage(message_id=received.message_id),
            duplicate=received.duplicate,
        )

    def report(self, ctx: Context, command: ReportMessage) -> MessageReport:
        """Where a message stands; raises NotFound, also for one from an account not to be seen, and NoSuchPart."""
        certificate = command.certificate or ctx.actor.credential
        message = self._messages.find(ctx, certificate, command.message_id)
        if message is None:
            raise NotFound(_WHAT)
        answer = self._report(ctx, message["id"], command, duplicate=False)
        _refuse_unseen_accounts(ctx, answer.document)
        return answer

    def _report(
        self, ctx: Context, row_id: UUID, asked: ReportMessage, *, duplicate: bool
    ) -> MessageReport:
        message, payments = self._messages.rows(ctx, row_id)
        parts = -(-message["payments"] // limits.ISO_REPORTED_MAX)
        if not 0 <= asked.part <= parts:
            raise NoSuchPart(parts=parts)
        blocks = () if payments else long_queries.blocks(ctx, row_id)
        if blocks:
            payments = _payments(ctx, row_id, asked.part)
        number, form = ctx.world.ids.number(_REPORT_NUMBER), asked.format.value
        standing = MessageStanding(
            number, ctx.now, message, tuple(payments), form, blocks, asked.part
        )
        return MessageReport(
            message_id=message["message_id"], duplicate=duplicate, document=standing
        )


def _payments(ctx: Context, row_id: UUID, part: int) -> list[Row]:
    """The payments of a long message that a report names: those of a part, or those not on their way."""
    most = limits.ISO_REPORTED_MAX
    if part:
        return long_queries.part(ctx, row_id, (part - 1) * most, part * most)
    return long_queries.apart(ctx, row_id, most)


def _refuse_foreign_accounts(ctx: Context, message: Pain001) -> None:
    user_id = ctx.actor.user_id
    for (account, currency), minor in _largest(message).items():
        number = _spelled(account)
        if user_id is None or not rights.allowed(ctx.uow, user_id, SUBMIT, number, Verb.MAKE):
            raise PayerUnknown(account=account)
        money = Money(minor, currency)
        if not rights.allowed(ctx.uow, user_id, SUBMIT, number, Verb.MAKE, money):
            raise AboveRight(account=account, amount=money)


def _largest(message: Pain001) -> dict[tuple[str, str], int]:
    """The largest payment from each account in each currency: what a right's ceiling must reach."""
    found: dict[tuple[str, str], int] = {}
    for batch in message.batches:
        for transfer in batch.transfers:
            key = (batch.block.debtor_account.number, transfer.currency)
            found[key] = max(found.get(key, 0), transfer.amount_minor)
    return found


def _refuse_unseen_accounts(ctx: Context, standing: MessageStanding) -> None:
    user_id = ctx.actor.user_id
    accounts = {payment["payer_account"] for payment in standing.payments}
    for account in accounts | {block.payer_account for block in standing.blocks}:
        if user_id is None or not rights.allowed(ctx.uow, user_id, SUBMIT, account, Verb.SEE):
            raise NotFound(_WHAT)


def _spelled(account: str) -> str:
    """The account number in its one spelling; what is none cannot be the user's."""
    try:
        return parse_account_number(account)
    except IdentifierFault as fault:
        raise PayerUnknown(account=account) from fault
