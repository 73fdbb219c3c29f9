"""A bank that charges fees and invoices them, with a tax bureau in the same process that does what it is told."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from connectors.tax_invoice.simulator.bureau import Bureau
from connectors.tax_ports import TaxAnswer, TaxOutcome, TaxSilence
from corporate.settings import Settings
from jobs.bank_run import BankRun
from jobs.house import subscriptions
from jobs.invoicing import Issuing, Summing
from jobs.outbox_relay import Relay
from kernel.context import Actor, Context
from kernel.operation import Door
from receipts.invoice import InvoiceFacts, InvoiceStamp
from tests.workflows.payments.house import OTHER_PAYEE, PaymentHouse
from tests.world import HouseWorld
from workflows.invoices import repository
from workflows.invoices.commands import (
    InvoicePage,
    InvoiceView,
    ListInvoices,
    OpenFees,
    RequestInvoice,
    ReverseInvoice,
)
from workflows.invoices.words import RedReason
from workflows.mandates.commands import MandateView

MONTH: Final = "2026-11"
FEE: Final = 500
SELLER: Final = '{"tax_number": "91320594MA1MF7D37P", "address": "苏州", "drawer": "系统"}'
BUYER: Final[dict[str, Any]] = {
    "name": "苏州辰海精密制造有限公司",
    "tax_number": "91320594MA1MF7D37P",
    "address": "",
    "phone": "",
    "bank_name": "",
    "bank_account": "",
    "kind": "ordinary",
    "mode": "by_hand",
}


class Wire:
    """A link to the bureau that breaks where a test says: before the platform, or on the way back."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self.script: list[str] = []

    def issue(self, serial: UUID, facts: InvoiceFacts) -> TaxAnswer:
        """Ask, unless the script says otherwise."""
        word = self.script.pop(0) if self.script else ""
        if word == "lost":
            raise TaxSilence(word)
        said = self.bureau.issue(
            {"Serial": serial.hex, "ReversedNumber": facts.reversed_number},
            refuse=word == "refused",
            late=word == "late",
        )
        if word == "silent":
            raise TaxSilence(word)
        return _answer(said, self.bureau)

    def enquire(self, seller: str, serial: UUID) -> TaxAnswer:
        """Ask what became of it."""
        assert seller
        word = self.script.pop(0) if self.script else ""
        if word == "lost":
            raise TaxSilence(word)
        return _answer(self.bureau.enquire(serial.hex), self.bureau)


def _answer(said: dict[str, str], bureau: Bureau) -> TaxAnswer:
    outcome = TaxOutcome(said["Outcome"])
    if outcome is not TaxOutcome.ISSUED:
        return TaxAnswer(outcome, code=said.get("Code", ""), reason=said.get("Reason", ""))
    stamp = InvoiceStamp(
        said["Number"], bureau.clock.now(), said["Check"], confirmation=said.get("Confirmation", "")
    )
    return TaxAnswer(outcome, stamp)


class InvoiceHouse(PaymentHouse):
    """Short words for what people and the worker do with invoices."""

    def __init__(self, world: HouseWorld, settings: Settings | None = None) -> None:
        super().__init__(world, settings)
        self.allow_direct()
        world.db.tamper(
            f"UPDATE yinqi.bank SET settings = settings || '{{\"invoice_seller\": {SELLER}}}'"  # noqa: S608
        )
        self.house.banks.forget()
        self.worker.banks.forget()
        self.wire = Wire(Bureau(world.clock))
        self.issuing = Issuing(self.wire)
        self.job = BankRun(world.db.worker, world.kernel, world.tenant_id)

    def set_buyer(self, **more: Any) -> None:
        """As administrators would have set it."""
        with self.world.owner() as uow:
            actor = Actor(self.world.tenant_id, Door.SYSTEM, "开业")
            ctx = Context(self.world.kernel, uow, actor, self.world.clock.now())
            inside = ctx.inside(self.world.enterprise("辰海").id)
            repository.set_buyer(inside, BUYER | more, date(2026, 12, 1))

    def pay_with_fee(self, serial: str) -> None:
        """A payment to another bank that went through, and cost its fee."""
        self.submit(serial, **OTHER_PAYEE)
        self.dispatch()

    def relay(self) -> None:
        """Tell what happened to whoever hears it."""
        Relay(subscriptions(self.worker))(self.job)

    def sum_up(self) -> int:
        """The worker's round over months."""
        return Summing(self.worker.invoices.service)(self.job)

    def work(self, *, minutes: int = 0) -> int:
        """One round at the tax platform."""
        self.world.advance(minutes=minutes)
        return self.issuing(self.job)

    def ask(self, by: str = "李娜") -> InvoiceView:
        view = self.house.gate.perform(
            self.world.actor(by), "invoices.request", RequestInvoice(month=MONTH)
        )
        assert isinstance(view, InvoiceView)
        return view

    def propose_reversal(self, number: str) -> MandateView:
        """The first of the two asks."""
        command = ReverseInvoice(number=number, reason=RedReason.WRONG)
        view = self.house.gate.perform(self.world.actor("李娜"), "invoices.reverse", command)
        assert isinstance(view, MandateView)
        return view

    def reverse(self, number: str) -> InvoiceView:
        """One asks, another confirms; the red one."""
        self.propose_reversal(number)
        assert len(self.decide("赵敏")) == 1
        return self.invoices()[0]

    def invoices(self, by: str = "李娜") -> tuple[InvoiceView, ...]:
        """Every invoice, the newest first."""
        page = self.house.gate.read(self.world.actor(by), "invoices.list", ListInvoices())
        assert isinstance(page, InvoicePage)
        return page.invoices

    def issue_what_was_refused(self) -> None:
        """People ask again for what the platform refused."""
        if self.open().open_fees:
            self.ask()

    def open(self) -> OpenFees:
        found = self.house.gate.read(self.world.actor("李娜"), "fees.open", {"Month": MONTH})
        assert isinstance(found, OpenFees)
        return found
