"""From what somebody typed to a payment that could be signed: resolved, dated, routed, checked.

The check page and the submission use the same draft, so nothing is signed that was not shown.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date

from connectors.ports import Account, CoreBanking
from corporate.banks import Bank, ResolvedBank, participants
from kernel.calendar import bank_today
from kernel.charset import clean_name
from kernel.context import Context
from kernel.errors import Faulty, Finding, Severity
from kernel.identifiers import IdentifierFault, parse_account_number
from kernel.money import Money
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
    history: rules.PayeeHistory
    findings: tuple[Finding, ...]
    canonical_text: str
    digest: bytes


def content_hash(ctx: Context, command: SubmitPayment) -> bytes:
    """SM3 over the command as it was sent: what "same content" means for a serial, on any day."""
    lines = (
        f"{field.name}={getattr(command, field.name)}" for field in dataclasses.fields(command)
    )
    return ctx.world.crypto.sm3("\n".join(lines).encode())


def _number(text: str, field: str) -> str:
    try:
        return parse_account_number(text)
    except IdentifierFault as fault:
        raise Faulty([Finding(fault.code, Severity.BLOCK, fault.message, field)]) from fault


class Drafter:
    """Builds drafts from facts of the core, the directory and our own tables."""

    def __init__(self, core: CoreBanking) -> None:
        self._core = core

    def draft(
        self,
        ctx: Context,
        bank: Bank,
        command: SubmitPayment,
        standing: queries.Standing | None = None,
    ) -> Draft:
        """Resolve and check. Raises PayerUnknown for an account that is not signed up for paying."""
        standing = standing or self.standing(ctx, command)
        payer = self._payer(ctx, command, standing)
        money = Money(command.amount_minor, command.currency)
        payee_bank = participants.resolve(
            ctx.uow, bank, command.payee_bank, command.payee_bank_name
        )
        payee_account = _number(command.payee_account, "payee_account")
        name = clean_name(command.payee_name, "payee_name")
        payee_name, found = name.value, name.findings
        today = bank_today(ctx.world.clock)
        asked_on, dated = rules.settle_date(command.requested_on, today, bank.calendar)
        route = routes.choose(
            routes.Way(
                money, payee_bank.own, payee_bank.in_ibps, command.rail.value, asked_on, ctx.now
            ),
            bank.rails,
        )
        check = (
            self._core.check_payee(ctx, payee_account, payee_name, money.currency)
            if payee_bank.own
            else None
        )
        case = rules.Case(
            payer, payee_account, payee_name, payee_bank, check, money, standing.history
        )
        text = canonical.text_of(
            bank.name.zh,
            canonical.Terms(
                command.client_serial, payer.number, payer.name, payee_account, payee_name, payee_bank.code,
                payee_bank.name, money, command.purpose, command.remark, command.end_to_end, asked_on,
                tuple(row["digest"].hex() for row in queries.attachments(ctx, command.client_serial))
                if _may_have_attachments(ctx) else (),
            ),
        )  # fmt: skip
        return Draft(
            command, payer, payee_account, payee_name, payee_bank, money, asked_on, route, standing.history,
            (*found, *dated, *route.findings, *rules.findings(case)), text, ctx.world.crypto.sm3(text.encode()),
        )  # fmt: skip

    def standing(self, ctx: Context, command: SubmitPayment) -> queries.Standing:
        """What our own tables already know."""
        money = Money(command.amount_minor, command.currency)
        payee = _number(command.payee_account, "payee_account")
        return queries.standing(
            ctx,
            command.client_serial,
            _number(command.payer_account, "payer_account"),
            payee,
            money,
        )

    def _payer(self, ctx: Context, command: SubmitPayment, standing: queries.Standing) -> Account:
        number = _number(command.payer_account, "payer_account")
        found = self._core.accounts(ctx, [number]) if standing.may_pay else []
        if not found:
            raise PayerUnknown(account=number)
        return found[0]


def _may_have_attachments(ctx: Context) -> bool:
    return ctx.actor.door in {"web", "phone"}
