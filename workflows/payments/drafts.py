"""From what somebody typed to a payment that could be signed: resolved, dated, routed, checked.

The check page and the submission use the same draft, so nothing is signed that was not shown.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from datetime import date

from connectors.ports import Account, CoreBanking, PayeeCheck
from corporate.banks import Bank, Price, ResolvedBank, participants
from kernel.calendar import bank_today
from kernel.charset import clean_name
from kernel.context import Context
from kernel.errors import Faulty, Finding, Severity
from kernel.identifiers import IdentifierFault, parse_account_number, parse_iban
from kernel.money import Money
from kernel.operation import PEOPLE, Door
from kernel.text import Text
from risk.limits import Room
from workflows.approval.policy import PayeeClass
from workflows.payments import canonical, queries, routes, rules
from workflows.payments.commands import SubmitPayment
from workflows.payments.errors import PayerUnknown
from workflows.payments.payees import PayeeBook, common_class
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
    payee_class: PayeeClass = PayeeClass.NONE
    name_said: Text | None = None
    room: Room | None = None


def content_hash(ctx: Context, command: SubmitPayment) -> bytes:
    """SM3 over the command as it was sent: what "same content" means for a serial, for ever.

    What was not said is left out, so that a field added in years to come changes no hash of today.
    """
    said = {
        field.name: str(getattr(command, field.name))
        for field in _FIELDS
        if getattr(command, field.name) != field.default
    }
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return ctx.world.crypto.sm3(written.encode())


_FIELDS = dataclasses.fields(SubmitPayment)


def account_number(text: str, field: str) -> str:
    """The one spelling of an account number. Raises Faulty that names the field."""
    number, faults = _spelled(text, field)
    if faults:
        raise Faulty(faults)
    return number


def _spelled(text: str, field: str) -> tuple[str, list[Finding]]:
    """The one spelling of an account number; as it was written, with the fault, if there is none."""
    try:
        return parse_account_number(text), []
    except IdentifierFault as fault:
        return text, [Finding(fault.code, Severity.BLOCK, fault.message, field)]


class Drafter:
    """Builds drafts from facts of the core, the directory and our own tables."""

    def __init__(self, core: CoreBanking, book: PayeeBook) -> None:
        self._core = core
        self._book = book

    def foresee(self, ctx: Context, bank: Bank, command: SubmitPayment) -> str:
        """Ask beforehand what `standing` and `draft` are going to read of a payment within the bank.

        Returns the payer's account number; empty for a payment to another bank, whose draft asks more.
        """
        ctx.uow.ahead(lambda: self.standing(ctx, command))
        if command.payee_bank and not bank.serves(command.payee_bank):
            return ""
        payee_bank = participants.resolve(ctx.uow, bank, command.payee_bank)
        payer = account_number(command.payer_account, "payer_account")
        payee = account_number(command.payee_account, "payee_account")
        name, money = (
            clean_name(command.payee_name).value,
            Money(command.amount_minor, command.currency),
        )
        ctx.uow.ahead(lambda: self._core.admit(ctx, payer, payee, name, command.currency))
        ctx.uow.ahead(
            lambda: self._book.look(
                ctx, payee, name, payee_bank, money=money, on=bank_today(ctx.world.clock)
            )
        )
        return payer

    def draft(
        self, ctx: Context, bank: Bank, command: SubmitPayment, standing: queries.Standing
    ) -> Draft:
        """Resolve and check. Raises PayerUnknown for an account that is not signed up for paying."""
        money = Money(command.amount_minor, command.currency)
        payee_bank = participants.resolve(
            ctx.uow, bank, command.payee_bank, command.payee_bank_name
        )
        payee_account, misspelled = _spelled(command.payee_account, "payee_account")
        name = clean_name(command.payee_name, "payee_name")
        own_payee = payee_account if payee_bank.own and not misspelled else ""
        payer, check = self._parties(ctx, command, standing, own_payee, name.value)
        if check is PayeeCheck.NONE and _is_by_iban_alone(command, payee_account):
            payee_bank, check = _named_by_iban(command), None
        asked_on, dated = rules.settle_date(
            command.requested_on, bank_today(ctx.world.clock), bank.calendar
        )
        route = routes.choose(
            routes.Way(
                money,
                payee_bank.own,
                payee_bank.in_ibps,
                command.rail.value,
                asked_on,
                ctx.now,
                Price(bank.bands, standing.percent_off),
            ),
            bank.rails,
        )
        regard = self._book.look(
            ctx, payee_account, name.value, payee_bank, money=money, on=asked_on
        )
        case = rules.Case(payer, payee_account, name.value, payee_bank, check, money)
        text = canonical.text_of(
            bank.name.zh,
            canonical.Terms(
                command.client_serial, payer.number, payer.name, payee_account, name.value, payee_bank.code,
                payee_bank.name, money, command.purpose, command.remark, command.end_to_end, asked_on,
                attached_to(ctx, ctx.actor.door, command.client_serial),
            ),
        )  # fmt: skip
        return Draft(
            command, payer, payee_account, name.value, payee_bank, money, asked_on, route,
            (*misspelled, *name.findings, *dated, *route.findings, *rules.findings(case), *regard.findings), text,
            ctx.world.crypto.sm3(text.encode()), payee_class=common_class([regard.payee_class]),
            name_said=regard.name_said,
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


def _is_by_iban_alone(command: SubmitPayment, payee_account: str) -> bool:
    """Whether an IBAN stands for its bank too, as in SEPA: no bank is named, and it is not ours."""
    if command.payee_bank or command.currency == "CNY":
        return False
    try:
        parse_iban(payee_account)
    except IdentifierFault:
        return False
    return True


def _named_by_iban(command: SubmitPayment) -> ResolvedBank:
    return ResolvedBank("", command.payee_bank_name, own=False, in_ibps=False, known=False)


def attached_to(ctx: Context, door: Door, client_serial: str) -> tuple[str, ...]:
    """Digests of the documents that go with it; only people attach any."""
    if door not in PEOPLE:
        return ()
    return tuple(row["digest"].hex() for row in queries.attachments(ctx, client_serial))
