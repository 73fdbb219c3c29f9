"""Puts together what an enterprise is offered beyond single payments: bills, payroll, batches, invoices."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.ports import BillExchange
from corporate import batching, invoicing, payroll
from corporate.agreeing import Agreeing
from corporate.bills import BillHouse, bill_house
from corporate.bindings import bind_batch_pages, bind_intake
from corporate.ground import Ground
from corporate.papers import Papers
from corporate.paying import Paying
from kernel.operation import Bindings
from kernel.records.received import PieceSafe
from workflows.batches.pages import BatchPages
from workflows.batches.ports import PAYMENT
from workflows.intake.service import IntakeService


@dataclass(frozen=True, slots=True)
class Products:
    """What an enterprise is offered beyond single payments."""

    bills: BillHouse
    wages: payroll.Payroll
    batches: batching.Batching
    invoices: invoicing.Invoicing

    def bindings(self, ground: Ground, agreed: Agreeing) -> Bindings:
        """What their operations do."""
        pages = BatchPages(self.batches.service, agreed.approvals, ground.core, ground.bank_of)
        return {
            **self.bills.bindings(),
            **self.batches.bindings(),
            **bind_batch_pages(pages),
            **bind_intake(IntakeService(ground.data_keys)),
            **self.wages.bindings(agreed.mandates, self.batches),
            **self.invoices.bindings(),
        }


def products(
    ground: Ground, agreed: Agreeing, payments: Paying, documents: Papers, exchange: BillExchange
) -> Products:
    """Put them together; approvals and dispatch are told of them."""
    core, bank_of, press = ground.core, ground.bank_of, documents.press
    bills = bill_house(core, exchange, agreed.approvals, bank_of, press)
    agreed.subjects.update(bills.subjects)
    wages = payroll.desk(ground.settings, ground.world, ground.database, core, bank_of, press)
    batches = batching.assemble(
        (PAYMENT, wages.kind), core, payments.dispatch, agreed.approvals, payments.book, bank_of,
        PieceSafe(ground.data_keys),
    )  # fmt: skip
    agreed.subjects["batch"] = batches.subject
    payments.reactions["batch_row"] = batches.rows
    invoices = invoicing.desk(ground.settings, core, bank_of, agreed.mandates)
    return Products(bills, wages, batches, invoices)
