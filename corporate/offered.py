"""Everything there is to ask for, at whatever door: the operations of all slices as one catalogue."""

from __future__ import annotations

from typing import Final

from corporate import batching, invoicing, payroll, programs, vouchers
from corporate.catalogue import Catalogue
from workflows.access import operations as access
from workflows.accounts import operations as accounts
from workflows.agreements import operations as agreements
from workflows.approval import act_operations, signed_operations
from workflows.approval import operations as approvals
from workflows.audit import operations as audit
from workflows.batches import page_operations as batch_pages
from workflows.bills import operations as bills
from workflows.certificates import operations as certificates
from workflows.documents import operations as documents
from workflows.intake import operations as intake
from workflows.limits import operations as limits
from workflows.mandates import operations as mandates
from workflows.payees import operations as payees
from workflows.payments import operations as payments
from workflows.payments import page_operations as payment_pages
from workflows.payments import template_operations as payment_templates
from workflows.policies import operations as policies
from workflows.sandbox import operations as sandbox
from workflows.standing import operations as standing

CATALOGUE: Final = Catalogue.of(
    access,
    agreements,
    accounts,
    payments,
    payment_pages,
    payment_templates,
    standing,
    approvals,
    act_operations,
    signed_operations,
    documents,
    mandates,
    certificates,
    audit,
    payees,
    policies,
    limits,
    batching.operations,
    batch_pages,
    intake,
    payroll.operations,
    invoicing.operations,
    vouchers.operations,
    bills,
    *programs.SLICES,
    sandbox,
)
