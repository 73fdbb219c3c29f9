"""A house: every part of one process, put together around a world, a database and links to the outside."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.bill_exchange.link import NoBillExchange
from connectors.core_banking.embedded import EmbeddedCore
from connectors.core_banking.night import EmbeddedNight
from connectors.direct_link.bank_keys import FileBankKeys
from connectors.ports import BillExchange, Clearing, ClearingStatements, CoreBanking, NameEnquiry
from corporate import batching, identity, invoicing, payroll, programs, sandbox, trust
from corporate.agreeing import Agreeing, agreeing
from corporate.banks import Banks, Directory
from corporate.banks.authority import FileAuthorities
from corporate.bills import BillHouse, bill_house
from corporate.bindings import (
    bind_accounts,
    bind_agreements,
    bind_batch_pages,
    bind_intake,
    bind_payees,
    bind_signed,
)
from corporate.evidence_writer import EvidenceDesk
from corporate.gate import Gate
from corporate.ground import Ground, RightsPeople
from corporate.offered import CATALOGUE
from corporate.papers import Papers, papers
from corporate.paying import Paying, paying
from corporate.provable import AgreementProof, ApprovalProof, DelegationProof, ListProof
from corporate.settings import Settings
from corporate.standing import Standing, standing
from corporate.ways_out import WaysOut
from kernel.crypto.key_folder import KeyFolder
from kernel.db import Database
from kernel.operation import Bindings
from kernel.records.received import PieceSafe
from kernel.replica import Replica
from kernel.world import World
from workflows.accounts.position import Positions
from workflows.accounts.service import AccountService
from workflows.agreements.service import AgreementService
from workflows.approval.engine import ApprovalEngine
from workflows.approval.signed_service import SignedService
from workflows.batches.pages import BatchPages
from workflows.batches.ports import PAYMENT
from workflows.certificates.service import CertificateService
from workflows.credits.service import CreditService
from workflows.day_end.service import DayEnds
from workflows.dispatch.engine import DispatchEngine
from workflows.documents.checks import FileDesk
from workflows.documents.making import DocumentMaker
from workflows.documents.schedules import StatementSender
from workflows.documents.service import DocumentService
from workflows.documents.sharing import ShareDesk
from workflows.documents.tasks import DocumentFiles
from workflows.feed.webhooks.service import WebhookService
from workflows.intake.service import IntakeService
from workflows.mandates.service import MandateService
from workflows.payees.names import NameDesk
from workflows.payees.service import PayeeService
from workflows.payments.messages import MessageService
from workflows.payments.service import PaymentService
from workflows.sandbox.orders import SandboxOrders


@dataclass(frozen=True, slots=True)
class House:
    """Everything one process has, put together once."""

    settings: Settings
    world: World
    database: Database
    banks: Banks
    directory: Directory
    core: CoreBanking
    day_ends: DayEnds
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
    standing: Standing


@dataclass(frozen=True, slots=True)
class _Products:
    """What an enterprise is offered beyond single payments."""

    bills: BillHouse
    wages: payroll.Payroll
    batches: batching.Batching
    invoices: invoicing.Invoicing

    def bindings(self, ground: Ground, agreed: Agreeing) -> Bindings:
        pages = BatchPages(self.batches.service, agreed.approvals, ground.core, ground.bank_of)
        return {
            **self.bills.bindings(),
            **self.batches.bindings(),
            **bind_batch_pages(pages),
            **bind_intake(IntakeService(ground.data_keys)),
            **self.wages.bindings(agreed.mandates, self.batches),
            **self.invoices.bindings(),
        }


def assemble(
    settings: Settings,
    world: World,
    database: Database,
    clearing: Clearing,
    names: NameEnquiry | None = None,
    *,
    exchange: BillExchange | None = None,
    replica: Replica | None = None,
    passwords: identity.Passwords | None = None,
) -> House:
    """Put a house together around a world, a database, a link to clearing and one that knows names.

    A `replica` of the database answers reports; `passwords` says what a log-in costs, where not what it does.
    """
    ground = Ground(settings, world, database, Banks(world.clock), EmbeddedCore())
    banks, core = ground.banks, ground.core
    authorities = trust.authorities(settings, world, banks)
    agreed = agreeing(ground, authorities)
    told = sandbox.parts(settings, world, database, banks, core, clearing)
    payments = paying(ground, agreed, told.clearing)
    orders = standing(ground, agreed, payments.ordered)
    documents = papers(ground, authorities)
    bills = bill_house(
        core, exchange or NoBillExchange(), agreed.approvals, ground.bank_of, documents.press
    )
    products = _products(ground, agreed, payments, bills, documents)
    accounts, name_desk = AccountService(core), NameDesk(core, names, ground.bank_of)
    certificates = CertificateService(agreed.mandates, authorities)
    strong = identity.strong(
        database, world, lambda ctx: ground.bank_of(ctx).settings, ground.data_keys, passwords
    )
    bindings = {
        **agreed.bindings(),
        **payments.bindings(products.batches.messages),
        **orders.bindings(),
        **products.bindings(ground, agreed),
        **documents.bindings(),
        **told.bindings(),
        **_for_programs(ground, agreed, payments, documents),
        **bind_accounts(accounts, documents.statements, Positions(core)),
        **bind_agreements(AgreementService()),
        **bind_signed(SignedService(EvidenceDesk(banks, lambda: bank_keys(settings, world)))),
        **trust.bindings(certificates, lambda code: CATALOGUE.find(code).title),
        **bind_payees(PayeeService(agreed.mandates, RightsPeople()), name_desk),
    }
    return House(
        settings=settings,
        world=world,
        database=database,
        banks=banks,
        directory=Directory(database, world.clock),
        core=core,
        day_ends=_day_ends(ground, clearing),
        clearing=told.clearing,
        sandbox_orders=told.orders,
        gate=_gate(ground, bindings, strong, agreed, payments, replica=replica),
        log_in=strong.log_in,
        activator=identity.Activator(database, world, strong.passwords),
        passkey_log_in=strong.passkey_log_in,
        methods=strong.methods,
        approvals=agreed.approvals,
        mandates=agreed.mandates,
        dispatch=payments.dispatch,
        payments=payments.service,
        messages=payments.messages,
        batches=products.batches,
        accounts=accounts,
        credits=CreditService(core, payments.dispatch),
        documents=documents.service,
        maker=documents.maker,
        invoices=products.invoices,
        file_desk=documents.files,
        share_desk=documents.shares,
        sender=StatementSender(core),
        packs=DocumentFiles(documents.service),
        authorities=authorities,
        certificates=certificates,
        names=name_desk,
        ways_out=WaysOut(settings, world),
        bills=products.bills,
        wages=products.wages,
        standing=orders,
    )


def _day_ends(ground: Ground, clearing: Clearing) -> DayEnds:
    """The ends of days; what clearing settled is compared where it gives a statement of it."""
    statements = clearing if isinstance(clearing, ClearingStatements) else None
    return DayEnds(ground.core, EmbeddedNight(ground.core), statements, ground.bank_of)


def bank_keys(settings: Settings, world: World) -> FileBankKeys:
    """The keys this deployment's banks sign with; made when the first one is asked for."""
    return FileBankKeys(
        KeyFolder(settings.data / "keys", world.randomness), world.crypto, world.clock
    )


def _products(
    ground: Ground, agreed: Agreeing, payments: Paying, bills: BillHouse, documents: Papers
) -> _Products:
    """Bills, batches, payroll and invoices; approvals and dispatch are told of them."""
    core, bank_of = ground.core, ground.bank_of
    agreed.subjects.update(bills.subjects)
    press = documents.press
    wages = payroll.desk(ground.settings, ground.world, ground.database, core, bank_of, press)
    batches = batching.assemble(
        (PAYMENT, wages.kind), core, payments.dispatch, agreed.approvals, payments.book, bank_of,
        PieceSafe(ground.data_keys),
    )  # fmt: skip
    agreed.subjects["batch"] = batches.subject
    payments.reactions["batch_row"] = batches.rows
    invoices = invoicing.desk(ground.settings, core, bank_of, agreed.mandates)
    return _Products(bills, wages, batches, invoices)


def _for_programs(
    ground: Ground, agreed: Agreeing, payments: Paying, documents: Papers
) -> Bindings:
    """What ERPs ask for beyond what people do."""
    return programs.bindings(
        ground.core,
        ground.bank_of,
        approvals=agreed.approvals,
        messages=payments.messages,
        documents=documents.service,
        shares=documents.shares,
        webhooks=WebhookService(agreed.mandates, ground.settings.leased_lines),
        offered=CATALOGUE.at,
    )


def _gate(
    ground: Ground,
    bindings: Bindings,
    strong: identity.Strong,
    agreed: Agreeing,
    payments: Paying,
    *,
    replica: Replica | None,
) -> Gate:
    return Gate(
        world=ground.world,
        database=ground.database,
        catalogue=CATALOGUE,
        bindings=bindings,
        step_up=strong.step_up,
        provable={
            "approvals.decide": ApprovalProof(agreed.approvals),
            "approvals.decide_list": ListProof(agreed.approvals),
            "approvals.delegate": DelegationProof(agreed.approvals),
            "agreements.sign": AgreementProof(),
        },
        foresight={"payments.submit": payments.service.foresee},
        replica=replica,
    )
