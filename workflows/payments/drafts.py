"""From what somebody typed to a payment that could be signed: resolved, dated, routed, checked.

The check page and the submission use the same draft, so nothing is signed that was not shown.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date

from connectors.ports import Account, CoreBanking, PayeeCheck
from corporate.banks import Bank, ResolvedBank, participants
from kernel.calendar import bank_today
from kernel.charset import clean_name
from kernel.context import Context
from kernel.errors import Faulty, Finding, Severity
from kernel.identifiers import IdentifierFault, parse_account_number
from kernel.money import Money
from kernel.operation import Door
from workflows.payments import canonical, queries, routes, rules
from workflows.payments.commands import SubmitPayment
from workflows.payments.errors import PayerUnknown
from workflows.payments.routes import Route


@dataclass(frozen=True, slots=True)
class Draft:
    """A payment as it would be, with everything to know before signing."""

    command: SubmitPayment
    payer: Account
    payee_account: str
    payee_name: str
    payee_bank: ResolvedBank
    money: Money
    requested_on: date
    route: Route
    findings: tuple[Finding, ...]
    canonical_text: str
    digest: bytes
    history: rules.PayeeHistory | None = None


def content_hash(ctx: Context, command: SubmitPayment) -> bytes:
    """SM3 over the command as it was sent: what "same content" means for a serial, on any day."""
    lines = (f"{name}={getattr(command, name)}" for name in _FIELDS)
    return ctx.world.crypto.sm3("\n".join(lines).encode())


_FIELDS = tuple(field.name for field in dataclasses.fields(SubmitPayment))


def account_number(text: str, field: str) -> str:
    """The one spelling of an account number. Raises Faulty that names the field."""
    try:
        return parse_account_number(text)
    except IdentifierFault as fault:
        raise Faulty([Finding(fault.code, Severity.BLOCK, fault.message, field)]) from fault


class Drafter:
    """Builds drafts from facts of the core, the directory and our own tables."""

    def __init__(self, core: CoreBanking) -> None:
        self._core = core

    def draft(
        self, ctx: Context, bank: Bank, command: SubmitPayment, standing: queries.Standing
    ) -> Draft:
        """Resolve and check. Raises PayerUnknown for an account that is not signed up for paying."""
        money = Money(command.amount_minor, command.currency)
        payee_bank = participants.resolve(
            ctx.uow, bank, command.payee_bank, command.payee_bank_name
        )
        payee_account = account_number(command.payee_account, "payee_account")
        name = clean_name(command.payee_name, "payee_name")
        payer, check = self._parties(
            ctx, command, standing, payee_account if payee_bank.own else "", name.value
        )
        asked_on, dated = rules.settle_date(
            command.requested_on, bank_today(ctx.world.clock), bank.calendar
        )
        route = routes.choose(
            routes.Way(
                money, payee_bank.own, payee_bank.in_ibps, command.rail.value, asked_on, ctx.now
            ),
            bank.rails,
        )
        case = rules.Case(payer, payee_account, name.value, payee_bank, check, money)
        text = canonical.text_of(
            bank.name.zh,
            canonical.Terms(
                command.client_serial, payer.number, payer.name, payee_account, name.value, payee_bank.code,
                payee_bank.name, money, command.purpose, command.remark, command.end_to_end, asked_on,
                _attached(ctx, command.client_serial),
            ),
        )  # fmt: skip
        return Draft(
            command, payer, payee_account, name.value, payee_bank, money, asked_on, route,
            (*name.findings, *dated, *route.findings, *rules.findings(case)), text, ctx.world.crypto.sm3(text.encode()),
        )  # fmt: skip

    def with_history(self, ctx: Context, draft: Draft) -> Draft:
        """The draft with what the payments of before say about it: for the eyes of those who sign."""
        history = queries.history(
            ctx, draft.command.client_serial, draft.payee_account, draft.money
        )
        found = rules.history_findings(draft.payee_name, history)
        return dataclasses.replace(draft, history=history, findings=(*draft.findings, *found))

    def standing(self, ctx: Context, command: SubmitPayment) -> queries.Standing:
        """What our own tables already know."""
        payer = account_number(command.payer_account, "payer_account")
        return queries.standing(ctx, command.client_serial, payer)

    def _parties(
        self,
        ctx: Context,
        command: SubmitPayment,
        standing: queries.Standing,
        own_payee: str,
        payee_name: str,
    ) -> tuple[Account, PayeeCheck | None]:
        """The payer's account, and for a payee of this bank whether account and name belong together."""
        number = account_number(command.payer_account, "payer_account")
        if not standing.may_pay:
            raise PayerUnknown(account=number)
        payer, check = self._core.admit(ctx, number, own_payee, payee_name, command.currency)
        if payer is None:
            raise PayerUnknown(account=number)
        return payer, check


def _attached(ctx: Context, client_serial: str) -> tuple[str, ...]:
    """Digests of the documents that go with it; only people attach any."""
    if ctx.actor.door not in {Door.WEB, Door.PHONE}:
        return ()
    return tuple(row["digest"].hex() for row in queries.attachments(ctx, client_serial))
