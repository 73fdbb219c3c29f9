"""What each operation of the catalogue does: codes bound to the services behind them."""

from __future__ import annotations

from functools import partial

from kernel.operation import Bindings
from workflows.accounts.files import StatementFiles
from workflows.accounts.position import Positions
from workflows.accounts.service import AccountService
from workflows.agreements.service import AgreementService
from workflows.approval import act_service as approval_acts
from workflows.approval import service as approval_service
from workflows.approval.engine import ApprovalEngine
from workflows.approval.signed_service import SignedService
from workflows.batches.pages import BatchPages
from workflows.documents.service import DocumentService
from workflows.intake.operations import PAYMENTS, PAYROLL
from workflows.intake.service import IntakeService
from workflows.limits.service import LimitService
from workflows.mandates.pages import MandatePages
from workflows.mandates.service import MandateService
from workflows.payees.names import NameDesk
from workflows.payees.service import PayeeService
from workflows.payments.attachments import AttachmentService
from workflows.payments.cancelling import CancelDesk
from workflows.payments.imports import MessageDesk
from workflows.payments.pages import PaymentPages
from workflows.payments.received import ReceivedDesk
from workflows.payments.service import PaymentService
from workflows.payments.templates import TemplateService


def bind_accounts(account: AccountService, files: StatementFiles, positions: Positions) -> Bindings:
    """What the operations on accounts do."""
    return {
        "accounts.list": account.accounts,
        "accounts.position": positions.days,
        "accounts.lines": account.lines,
        "accounts.statement": account.statement,
        "accounts.statement_file": files.of_day,
        "accounts.report_file": files.of_today,
        "accounts.notification_file": files.of_movements,
        "accounts.export": files.export,
    }


def bind_payments(pay: PaymentService, desk: MessageDesk, cancelling: CancelDesk) -> Bindings:
    """What the operations on payments do."""
    return {
        "payments.submit": pay.submit,
        "payments.find": pay.find,
        "payments.list": pay.page,
        "payments.withdraw": pay.withdraw,
        "payments.import": desk.receive,
        "payments.report": desk.report,
        "payments.cancel": cancelling.cancel,
    }


def bind_payment_pages(pages: PaymentPages, received: ReceivedDesk) -> Bindings:
    """What pages ask about payments, and the documents that go with one."""
    files, templates = AttachmentService(), TemplateService()
    return {
        "payments.templates": templates.listed,
        "payments.template": templates.show,
        "payments.keep_template": templates.keep,
        "payments.drop_template": templates.drop,
        "payments.check": pages.check,
        "payments.browse": pages.browse,
        "payments.follow": pages.follow,
        "payments.upcoming": pages.upcoming,
        "payments.signing": pages.signing,
        "payments.cards": pages.cards,
        "payments.payers": pages.payers,
        "payments.payees": pages.payees,
        "payments.banks": pages.banks,
        "payments.attach": files.attach,
        "payments.detach": files.detach,
        "payments.attached": files.listed,
        "payments.attachment": files.content,
        "payments.received": received.fetch,
    }


def bind_payees(payees: PayeeService, names: NameDesk) -> Bindings:
    """What the operations on the payee book do."""
    return {
        "payees.browse": payees.browse,
        "payees.show": payees.show,
        "payees.change": payees.change,
        "payees.preview": payees.preview,
        "payees.import": payees.change_list,
        "payees.import_check": payees.preview_list,
        "payees.withdraw": payees.withdraw,
        "payees.verify": names.ask,
        "payees.demands": payees.demands,
        "payees.govern": payees.govern,
    }


def bind_documents(document: DocumentService) -> Bindings:
    """What the operations on receipts do."""
    return {
        "documents.receipts": document.page,
        "documents.show": document.show,
        "documents.receipt": document.print_out,
    }


def bind_approvals(engine: ApprovalEngine) -> Bindings:
    """What the operations of the approval engine do."""
    return {
        "approvals.inbox": partial(approval_service.inbox, engine),
        "approvals.view": partial(approval_service.view, engine),
        "approvals.withdraw": partial(approval_service.withdraw, engine),
        "approvals.return": partial(approval_acts.return_back, engine),
        "approvals.add_sign": partial(approval_acts.add_sign, engine),
        "approvals.transfer": partial(approval_acts.transfer, engine),
        "approvals.others": partial(approval_acts.others, engine),
        "approvals.urge": partial(approval_acts.urge, engine),
        "approvals.delegations": partial(approval_acts.delegations, engine),
        "approvals.delegate": partial(approval_acts.delegate, engine),
        "approvals.end_delegation": partial(approval_acts.end_delegation, engine),
        "approvals.decide_list": lambda ctx, command, evidence: approval_service.decide_list(
            engine, ctx, command, evidence.as_json()
        ),
        "approvals.decide": lambda ctx, command, evidence: approval_service.decide(
            engine, ctx, command, evidence.as_json()
        ),
    }


def bind_signed(signed: SignedService) -> Bindings:
    """What people ask about their own signatures."""
    return {
        "approvals.signed": signed.page,
        "approvals.signed_one": signed.show,
        "approvals.evidence": signed.evidence,
    }


def bind_mandates(mandates: MandateService, pages: MandatePages) -> Bindings:
    """What the operations on changes of rule do."""
    return {
        "mandates.list": mandates.page,
        "mandates.show": pages.follow,
        "mandates.withdraw": mandates.withdraw,
        "mandates.cards": pages.cards,
        "mandates.signing": pages.signing,
    }


def bind_agreements(agreement: AgreementService) -> Bindings:
    """What the operations on the agreement with the bank do."""
    return {"agreements.show": agreement.show, "agreements.sign": agreement.sign}


def bind_limits(limit: LimitService) -> Bindings:
    """What the operations on limits do."""
    return {
        "limits.list": limit.page,
        "limits.preview": limit.preview,
        "limits.change": limit.change,
        "limits.left": limit.left,
    }


def bind_batch_pages(pages: BatchPages) -> Bindings:
    """What pages ask about batches."""
    return {
        "batches.look": pages.look,
        "batches.signing": pages.signing,
        "batches.cards": pages.cards,
    }


def bind_intake(intake: IntakeService) -> Bindings:
    """What the operations on files of rows do."""
    acts: Bindings = {
        "keep": intake.keep,
        "kept": intake.kept,
        "drop": intake.drop,
        "columns": intake.recall,
        "remember": intake.remember,
    }
    return {f"{family}.{name}": act for family in (PAYMENTS, PAYROLL) for name, act in acts.items()}
