"""The composition root: settings, world, ports and slices are put together here and nowhere else."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask

from connectors.bill_exchange.link import NoBillExchange, exchange_at
from connectors.clearing.exchange import Patience
from connectors.clearing.http_link import HttpClearing
from connectors.core_banking.embedded import EmbeddedCore
from connectors.direct_link.authority import AuthorityDesk, attach_authority
from connectors.direct_link.bank_keys import FileBankKeys
from connectors.direct_link.blueprint import attach
from connectors.direct_link.buckets import Buckets
from connectors.direct_link.link import DirectLink
from connectors.ports import BillExchange, Clearing, CoreBanking, NameEnquiry
from corporate import (
    access,
    batching,
    enterprises,
    identity,
    invoicing,
    payroll,
    programs,
    safety,
    sandbox,
    trust,
    vouchers,
)
from corporate import settings as configuration
from corporate.bank_desk import build_desk
from corporate.banks import Bank, Banks, Directory
from corporate.banks.authority import FileAuthorities
from corporate.banks.banks import receipt_key
from corporate.bills import ELSEWHERE, BillHouse, bill_house
from corporate.bindings import (
    bind_accounts,
    bind_agreements,
    bind_approvals,
    bind_batch_pages,
    bind_documents,
    bind_intake,
    bind_limits,
    bind_mandates,
    bind_payees,
    bind_payment_pages,
    bind_payments,
    bind_signed,
)
from corporate.catalogue import Catalogue
from corporate.evidence_writer import EvidenceDesk
from corporate.gate import Gate
from corporate.governance import bind_policies, policy_grounds
from corporate.provable import AgreementProof, ApprovalProof, DelegationProof, ListProof
from corporate.proxies import TrustedProxies
from corporate.readiness import Readiness
from corporate.settings import Settings
from corporate.ways_out import WaysOut
from corporate.web.app import create_web
from corporate.web.counter.app import create_counter
from corporate.web.counter.door import CounterDoor
from kernel import limits
from kernel.clock import Clock, FileClock, SystemClock
from kernel.context import Context
from kernel.crypto import FileKeyPort
from kernel.crypto.key_folder import KeyFolder
from kernel.db import Database
from kernel.money import Money
from kernel.world import World, real_world
from migrations.newest import newest
from receipts.vouchers.paper import render_with_vouchers
from workflows.access import operations as access_operations
from workflows.accounts import operations as account_operations
from workflows.accounts.files import StatementFiles
from workflows.accounts.position import Positions
from workflows.accounts.service import AccountService
from workflows.agreements import operations as agreement_operations
from workflows.agreements.service import AgreementService
from workflows.approval import act_operations as approval_act_operations
from workflows.approval import operations as approval_operations
from workflows.approval import signed_operations as approval_signed_operations
from workflows.approval.engine import ApprovalEngine
from workflows.approval.ports import Ports
from workflows.approval.signed_service import SignedService
from workflows.approval.subjects import SubjectPort
from workflows.audit import operations as audit_operations
from workflows.batches import page_operations as batch_page_operations
from workflows.batches.pages import BatchPages
from workflows.batches.ports import PAYMENT
from workflows.bills import operations as bill_operations
from workflows.certificates import operations as certificate_operations
from workflows.certificates.service import CertificateService
from workflows.credits.handlers import ReturnDispatch
from workflows.credits.service import RETURN, CreditService
from workflows.dispatch.engine import DispatchEngine
from workflows.dispatch.ports import DispatchHandler
from workflows.documents import operations as document_operations
from workflows.documents.checks import FileDesk
from workflows.documents.making import DocumentMaker
from workflows.documents.press import Press
from workflows.documents.schedules import StatementSender
from workflows.documents.service import DocumentService
from workflows.documents.sharing import ShareDesk
from workflows.documents.tasks import DocumentFiles
from workflows.feed.webhooks.kind import WebhookKind
from workflows.feed.webhooks.service import WebhookService
from workflows.intake import operations as intake_operations
from workflows.intake.service import IntakeService
from workflows.limits import operations as limit_operations
from workflows.limits.kind import LimitKind
from workflows.limits.service import LimitService
from workflows.mandates import operations as mandate_operations
from workflows.mandates.handlers import MandateSubject
from workflows.mandates.kinds import Kind
from workflows.mandates.pages import MandatePages
from workflows.mandates.rule import house_rule
from workflows.mandates.service import SUBJECT as MANDATE
from workflows.mandates.service import MandateService
from workflows.payees import operations as payee_operations
from workflows.payees.guard import PayeeGuard
from workflows.payees.kinds import PayeeKind
from workflows.payees.list_kind import PayeeListKind
from workflows.payees.names import NameDesk
from workflows.payees.service import PayeeService
from workflows.payees.settings_kind import SettingsKind
from workflows.payments import operations as payment_operations
from workflows.payments import page_operations as payment_page_operations
from workflows.payments.cancelling import CancelDesk
from workflows.payments.drafts import Drafter
from workflows.payments.handlers import GroupSubject, PaymentDispatch, PaymentSubject
from workflows.payments.imports import MessageDesk
from workflows.payments.messages import MessageService
from workflows.payments.pages import PaymentPages
from workflows.payments.release import Releaser
from workflows.payments.service import PaymentService
from workflows.policies import operations as policy_operations
from workflows.policies.kind import PolicyKind
from workflows.sandbox import operations as sandbox_operations
from workflows.sandbox.orders import SandboxOrders

_NAMES_PATIENCE: Final = Patience(
    limits.NAME_CHECK_CONNECT_TIMEOUT_S,
    limits.NAME_CHECK_READ_TIMEOUT_S,
    limits.NAME_CHECK_TOTAL_TIMEOUT_S,
)
GC_THRESHOLDS: Final = (20_000, 20, 20)

CATALOGUE = Catalogue.of(
    access_operations,
    agreement_operations,
    account_operations,
    payment_operations,
    payment_page_operations,
    approval_operations,
    approval_act_operations,
    approval_signed_operations,
    document_operations,
    mandate_operations,
    certificate_operations,
    audit_operations,
    payee_operations,
    policy_operations,
    limit_operations,
    batching.operations,
    batch_page_operations,
    intake_operations,
    payroll.operations,
    invoicing.operations,
    vouchers.operations,
    bill_operations,
    *programs.SLICES,
    sandbox_operations,
)


@dataclass(frozen=True, slots=True)
class House:
    """Everything one process has, put together once."""

    settings: Settings
    world: World
    database: Database
    banks: Banks
    directory: Directory
    core: CoreBanking
    clearing: Clearing
    gate: Gate
    log_in: identity.LogIn
    activator: identity.Activator
    passkey_log_in: identity.PasskeyLogIn
    methods: identity.MethodDesk
    approvals: ApprovalEngine
    mandates: MandateService
    dispatch: DispatchEngine
    payments: PaymentService
    messages: MessageService
    accounts: AccountService
    credits: CreditService
    documents: DocumentService
    maker: DocumentMaker
    invoices: invoicing.Invoicing
    file_desk: FileDesk
    share_desk: ShareDesk
    sender: StatementSender
    packs: DocumentFiles
    authorities: FileAuthorities
    certificates: CertificateService
    names: NameDesk
    ways_out: WaysOut
    sandbox_orders: SandboxOrders | None
    bills: BillHouse
    wages: payroll.Payroll
    batches: batching.Batching


class RightsPeople:
    """Who may approve, read from the rights matrix at every question."""

    def approvers(
        self, ctx: Context, operation: str, account_number: str, money: Money | None = None
    ) -> list[Any]:
        """Users with the right to approve the operation on the account, up to the amount."""
        return list(identity.approvers(ctx.uow, operation, account_number, money))

    def colleagues(self, ctx: Context) -> list[Any]:
        """Users with the right to approve anything at all."""
        return list(identity.colleagues(ctx.uow))


def build(settings: Settings, *, role: str = "app") -> House:
    """Put one process together; `role` is the database role it works as."""
    return assemble(
        settings,
        make_world(settings),
        Database(settings.database_url(role)),
        HttpClearing(settings.clearing_url),
        HttpClearing(settings.clearing_url, _NAMES_PATIENCE),
        exchange=exchange_at(settings.bill_exchange_url),
    )


def assemble(
    settings: Settings,
    world: World,
    database: Database,
    clearing: Clearing,
    names: NameEnquiry | None = None,
    *,
    exchange: BillExchange | None = None,
) -> House:
    """Put a house together around a world, a database, a link to clearing and one that knows names."""
    banks = Banks(world.clock)
    core = EmbeddedCore()

    def bank_of(ctx: Context) -> Bank:
        return banks.of(ctx.uow)

    def alone(ctx: Context) -> bool:
        return enterprises.current(ctx.uow).has_single_administrator

    subjects: dict[str, SubjectPort] = {}
    reactions: dict[str, DispatchHandler] = {
        "payment": PaymentDispatch(core),
        RETURN: ReturnDispatch(core),
    }
    approvals = ApprovalEngine(
        Ports(
            people=RightsPeople(),
            subjects=subjects,
            allows_direct=lambda ctx, subject: bank_of(ctx).lets_go(
                ctx.enterprise_id, subject.facts.door, subject.facts.money
            ),
            title_of=lambda code: CATALOGUE.find(code).title,
            house_rule=lambda subject: house_rule(
                subject, administers=CATALOGUE.find(subject.operation).administers
            ),
            colleagues=RightsPeople().colleagues,
        )
    )
    authorities = trust.authorities(settings, world, banks)
    kinds = (
        *change_kinds(core, bank_of),
        *access.kinds(CATALOGUE, approvals, RightsPeople(), alone),
        *trust.kinds(authorities),
        WebhookKind(settings.leased_lines),
        *payroll.kinds(),
        invoicing.BuyerKind(),
    )
    grounds = policy_grounds(CATALOGUE, kinds, RightsPeople(), subjects, bank_of)
    mandates = MandateService(
        (*kinds, PolicyKind(grounds)),
        approvals,
        alone,
    )
    told = sandbox.parts(settings, world, database, banks, core, clearing)
    dispatch = DispatchEngine(told.clearing, reactions, ELSEWHERE)
    bills = bill_house(core, exchange or NoBillExchange(), approvals, bank_of)
    book = PayeeGuard()
    releaser = Releaser(core, dispatch, approvals, book)
    subjects |= {
        "payment": PaymentSubject(releaser, book, bank_of),
        "payment_group": GroupSubject(releaser, book, bank_of),
        MANDATE: MandateSubject(mandates, approvals),
        **bills.subjects,
    }
    wages = payroll.desk(settings, world, database, core, bank_of)
    batches = batching.assemble((PAYMENT, wages.kind), core, dispatch, approvals, book, bank_of)
    subjects["batch"], reactions["batch_row"] = batches.subject, batches.rows
    drafter = Drafter(core, book)
    house_payments = PaymentService(drafter, approvals, releaser, book, bank_of)
    name_desk = NameDesk(core, names, bank_of)
    house_accounts = AccountService(core)
    document_keys = trust.document_keys(settings, world, banks, authorities)
    press = Press(document_keys, render_with_vouchers)
    statement_files = StatementFiles(
        core,
        bank_of,
        programs.printer(
            press, lambda ctx: f"{settings.public_url}/b/{bank_of(ctx).slug}/verify"
        ),
    )
    house_documents = DocumentService(
        core,
        bank_of,
        lambda ctx: receipt_key(ctx.uow),
        lambda bank, number, code: (
            f"{settings.public_url}/b/{bank.slug}/verify?number={number}&code={code}"
        ),
        press,
    )
    share_desk = ShareDesk(house_documents, press)
    messages = MessageService(drafter, approvals, releaser, bank_of)
    certificates = CertificateService(mandates, authorities)
    invoices = invoicing.desk(settings, core, bank_of, mandates)
    bindings = {
        **bind_accounts(house_accounts, statement_files, Positions(core)),
        **bind_payments(house_payments, MessageDesk(messages), CancelDesk(approvals, bank_of)),
        **bind_documents(house_documents),
        **told.bindings(),
        **programs.bindings(
            core,
            bank_of,
            approvals=approvals,
            messages=messages,
            documents=house_documents,
            shares=share_desk,
            webhooks=WebhookService(mandates, settings.leased_lines),
            offered=CATALOGUE.at,
        ),
        **bind_agreements(AgreementService()),
        **bind_approvals(approvals),
        **bind_signed(SignedService(EvidenceDesk(banks, lambda: bank_keys(settings, world)))),
        **bind_mandates(mandates, MandatePages(approvals)),
        **access.bindings(CATALOGUE, mandates, alone),
        **bind_limits(LimitService(mandates)),
        **invoices.bindings(),
        **vouchers.bindings(house_documents),
        **bills.bindings(),
        **batches.bindings(),
        **bind_batch_pages(BatchPages(batches.service, approvals, core, bank_of)),
        **bind_intake(IntakeService(lambda: FileKeyPort(settings.data / "data-keys", world.randomness))),
        **bind_policies(grounds, approvals, mandates),
        **trust.bindings(certificates, lambda code: CATALOGUE.find(code).title),
        **bind_payees(PayeeService(mandates, RightsPeople()), name_desk),
        **wages.bindings(mandates, batches),
        **bind_payment_pages(PaymentPages(house_payments, approvals, core, book, bank_of)),
    }
    strong = identity.strong(
        database,
        world,
        lambda ctx: bank_of(ctx).settings,
        lambda: FileKeyPort(settings.data / "data-keys", world.randomness),
    )
    gate = Gate(
        world=world,
        database=database,
        catalogue=CATALOGUE,
        bindings=bindings,
        step_up=strong.step_up,
        provable={
            "approvals.decide": ApprovalProof(approvals),
            "approvals.decide_list": ListProof(approvals),
            "approvals.delegate": DelegationProof(approvals),
            "agreements.sign": AgreementProof(),
        },
        foresight={"payments.submit": house_payments.foresee},
    )
    return House(
        settings=settings,
        world=world,
        database=database,
        banks=banks,
        directory=Directory(database, world.clock),
        core=core,
        clearing=told.clearing,
        sandbox_orders=told.orders,
        gate=gate,
        log_in=strong.log_in,
        activator=identity.Activator(database, world, strong.passwords),
        passkey_log_in=strong.passkey_log_in,
        methods=strong.methods,
        approvals=approvals,
        mandates=mandates,
        dispatch=dispatch,
        payments=house_payments,
        messages=messages,
        batches=batches,
        accounts=house_accounts,
        credits=CreditService(core, dispatch),
        documents=house_documents,
        maker=programs.maker(house_documents, press, statement_files),
        invoices=invoices,
        file_desk=FileDesk(document_keys),
        share_desk=share_desk,
        sender=StatementSender(core),
        packs=DocumentFiles(house_documents),
        authorities=authorities,
        certificates=certificates,
        names=name_desk,
        ways_out=WaysOut(settings, world),
        bills=bills,
        wages=wages,
    )


def change_kinds(core: CoreBanking, bank_of: Callable[[Context], Bank]) -> tuple[Kind, ...]:
    """Everything that is changed under agreement of two people."""
    entries = PayeeKind(core, bank_of)
    return (entries, PayeeListKind(entries), SettingsKind(), LimitKind())


def make_world(settings: Settings) -> World:
    """The world as configured; a test bank may have a clock of its own."""
    return real_world(
        settings.data / "files", clock=make_clock(settings), production=settings.production
    )


def make_clock(settings: Settings) -> Clock:
    """The machine's clock, or one that the processes of a test bank share."""
    if settings.clock == "system":
        return SystemClock()
    return FileClock(settings.data / "clock")


def bank_keys(settings: Settings, world: World) -> FileBankKeys:
    """The keys this deployment's banks sign with; made when the first one is asked for."""
    return FileBankKeys(KeyFolder(settings.data / "keys", world.randomness), world.crypto)


def direct_link(house: House) -> DirectLink:
    """The direct link over a house."""
    return DirectLink(
        world=house.world,
        database=house.database,
        gate=house.gate,
        catalogue=CATALOGUE,
        directory=house.directory,
        keys=bank_keys(house.settings, house.world),
        counter=Buckets(house.settings.data / "direct-link-pace"),
    )


def authority_desk(house: House) -> AuthorityDesk:
    """What is public of the banks' authorities."""
    return AuthorityDesk(house.world, house.database, house.directory, house.authorities)


def attach_counter(app: Flask, house: House) -> None:
    """The bank's own desk beside the web bank, where its database role is configured. Raises UnsafeSettings."""
    settings = house.settings
    if "desk" not in settings.database_urls:
        return
    database = Database(settings.database_url("desk"))
    try:
        safety.check(settings, database)
    except safety.UnsafeSettings:
        database.dispose()
        raise

    def make() -> Flask:
        return create_counter(build_desk(settings, house.world, CATALOGUE, database))

    secure = settings.public_url.startswith("https://")
    app.wsgi_app = CounterDoor(app.wsgi_app, make, is_secure=secure)  # type: ignore[method-assign]


def create_app(settings: Settings | None = None) -> Flask:
    """One web process: the pages and the direct link over one house. Raises UnsafeSettings."""
    house = build(settings or configuration.read())
    safety.check(house.settings, house.database)
    app = create_web(house, Readiness(house.database, newest()).faults)
    attach(app, direct_link(house))
    attach_authority(app, authority_desk(house))
    attach_counter(app, house)
    proxies = house.settings.trusted_proxies
    app.wsgi_app = TrustedProxies(app.wsgi_app, proxies)  # type: ignore[method-assign]  # as Flask documents it
    gc.freeze()  # what was built at the start stays; only what requests make is looked through
    gc.set_threshold(*GC_THRESHOLDS)
    return app
