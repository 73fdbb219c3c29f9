"""Standing orders (定期付款), put together: their slice over payments, their subject of agreement, their worker."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from corporate.agreeing import Agreeing
from corporate.ground import Ground
from kernel.context import Context
from kernel.operation import Bindings
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.policy import PayeeClass
from workflows.payments.commands import SubmitPayment
from workflows.payments.ordered import OrderedPayments, Waits
from workflows.standing.drafts import Drafter
from workflows.standing.handlers import standing_subject
from workflows.standing.pages import StandingPages
from workflows.standing.ports import Checked, Made, NotYet, Wanted
from workflows.standing.running import Runner
from workflows.standing.service import SUBJECT, StandingService


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything of standing orders that one process has."""

    service: StandingService
    pages: StandingPages
    runner: Runner

    def bindings(self) -> Bindings:
        """What the operations on standing orders do."""
        orders, pages = self.service, self.pages
        return {
            "standing.submit": orders.submit,
            "standing.preview": orders.preview,
            "standing.find": orders.find,
            "standing.list": orders.page,
            "standing.suspend": orders.suspend,
            "standing.resume": orders.resume,
            "standing.cancel": orders.cancel,
            "standing.check": pages.check,
            "standing.show": pages.show,
            "standing.cards": pages.cards,
            "standing.signing": pages.signing,
        }


def standing(ground: Ground, agreed: Agreeing, ordered: OrderedPayments) -> Standing:
    """Put it together, and tell approvals of it."""
    payments = PaymentsOfOrders(ordered)
    drafter = Drafter(payments, ground.bank_of)
    service = StandingService(drafter, agreed.approvals)
    agreed.subjects[SUBJECT] = standing_subject(service)
    return Standing(
        service=service,
        pages=StandingPages(service, drafter, agreed.approvals),
        runner=Runner(payments, agreed.approvals, ground.bank_of),
    )


class PaymentsOfOrders:
    """Payments in the words of standing orders."""

    def __init__(self, ordered: OrderedPayments) -> None:
        self._ordered = ordered

    def look(self, ctx: Context, wanted: Wanted) -> Checked:
        """What such a payment would be."""
        draft = self._ordered.look(ctx, _command(wanted))
        return Checked(
            payer_account=draft.payer.number, payer_name=draft.payer.name, payee_account=draft.payee_account,
            payee_name=draft.payee_name, payee_bank_code=draft.payee_bank.code,
            payee_bank_name=draft.payee_bank.name, rail=draft.route.rail, fee=draft.route.fee,
            findings=draft.findings,
        )  # fmt: skip

    def class_of(self, ctx: Context, order: Row) -> PayeeClass:
        """The class of a stored order's payee at this moment."""
        return self._ordered.class_of(ctx, order)

    def pay(
        self, ctx: Context, wanted: Wanted, approval_id: UUID | None, *, last: bool
    ) -> Made | NotYet:
        """Pay now, or say why not yet."""
        found = self._ordered.pay(ctx, _command(wanted), approval_id, last=last)
        if isinstance(found, Waits):
            return NotYet(found.why)
        row = found.row
        refused = Text(**row["reason"]) if row["status"] == "failed" else None
        return Made(row["id"], row["number"], refused)


def _command(wanted: Wanted) -> SubmitPayment:
    """The approvers of the order have seen the sum of all its runs: that is the confirmation of a large day."""
    return SubmitPayment(
        client_serial=wanted.client_serial, payer_account=wanted.payer_account, payee_account=wanted.payee_account,
        payee_name=wanted.payee_name, payee_bank=wanted.payee_bank, amount_minor=wanted.money.minor,
        currency=wanted.money.currency, purpose=wanted.purpose, remark=wanted.remark, requested_on=wanted.on,
        confirmed=True,
    )  # fmt: skip
