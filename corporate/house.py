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
from corporate.bills import BillHouse
from corporate.bindings import (
    bind_accounts,
    bind_agreements,
    bind_payees,
    bind_signed,
)
from corporate.evidence_writer import EvidenceDesk
from corporate.gate import Gate
from corporate.ground import Ground, RightsPeople
from corporate.offered import CATALOGUE
from corporate.papers import Papers, papers
from corporate.paying import Paying, paying
from corporate.products import Products, products
from corporate.provable import AgreementProof, ApprovalProof, DelegationProof, ListProof
from corporate.settings import Settings
from corporate.standing import Standing, standing
from corporate.ways_out import WaysOut
from kernel.crypto.key_folder import KeyFolder
from kernel.db import Database
from kernel.operation import Bindings
from kernel.replica import Replica
from kernel.world import World
from workflows.accounts.position import Positions
from workflows.accounts.service import AccountService
from workflows.agreements.service import AgreementService
from workflows.approval.engine import ApprovalEngine
from workflows.approval.signed_service import SignedService
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
class _Parts:
    """What a house is put together from; each part names the operations it answers."""

    ground: Ground
    authorities: FileAuthorities
    agreed: Agreeing
    told: sandbox.Parts
    payments: Paying
    orders: Standing
    documents: Papers
    products: Products
    strong: identity.Strong
    certificates: CertificateService
    accounts: AccountService
    names: NameDesk

    def bindings(self) -> Bindings:
        """Every operation of the house, with what it does."""
        ground, agreed = self.ground, self.agreed
        evidence = EvidenceDesk(ground.banks, lambda: bank_keys(ground.settings, ground.world))
        return {
            **agreed.bindings(),
            **self.payments.bindings(self.products.batches.messages),
            **self.orders.bindings(),
            **self.products.bindings(ground, agreed),
            **self.documents.bindings(),
            **self.told.bindings(),
            **_for_programs(ground, agreed, self.payments, self.documents),
            **bind_accounts(self.accounts, self.documents.statements, Positions(ground.core)),
            **bind_agreements(AgreementService()),
            **bind_signed(SignedService(evidence)),
            **trust.bindings(self.certificates, lambda code: CATALOGUE.find(code).title),
            **bind_payees(PayeeService(agreed.mandates, RightsPeople()), self.names),
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
    name_desk = NameDesk(ground.core, names, ground.bank_of)
    parts = _parts(ground, clearing, exchange or NoBillExchange(), name_desk, passwords)
    return _house(parts, _gate(parts, replica), _day_ends(ground, clearing))


def _parts(
    ground: Ground,
    clearing: Clearing,
    exchange: BillExchange,
    names: NameDesk,
    passwords: identity.Passwords | None,
) -> _Parts:
    """Each part in the order in which they need each other."""
    settings, world, database = ground.settings, ground.world, ground.database
    authorities = trust.authorities(settings, world, ground.banks)
    agreed = agreeing(ground, authorities)
    told = sandbox.parts(settings, world, database, ground.banks, ground.core, clearing)
    payments = paying(ground, agreed, told.clearing)
    documents = papers(ground, authorities)
    return _Parts(
        ground=ground,
        authorities=authorities,
        agreed=agreed,
        told=told,
        payments=payments,
        orders=standing(ground, agreed, payments.ordered),
        documents=documents,
        products=products(ground, agreed, payments, documents, exchange),
        strong=_strong(ground, passwords),
        certificates=CertificateService(agreed.mandates, authorities),
        accounts=AccountService(ground.core),
        names=names,
    )


def _strong(ground: Ground, passwords: identity.Passwords | None) -> identity.Strong:
    """Log-ins and signatures, as strict as each bank has set them."""
    return identity.strong(
        ground.database,
        ground.world,
        lambda ctx: ground.bank_of(ctx).settings,
        ground.data_keys,
        passwords,
    )


def _house(parts: _Parts, gate: Gate, day_ends: DayEnds) -> House:
    """The parts as the doors and the worker take them."""
    ground, strong = parts.ground, parts.strong
    payments, documents, products = parts.payments, parts.documents, parts.products
    return House(
        settings=ground.settings,
        world=ground.world,
        database=ground.database,
        banks=ground.banks,
        directory=Directory(ground.database, ground.world.clock),
        core=ground.core,
        day_ends=day_ends,
        clearing=parts.told.clearing,
        sandbox_orders=parts.told.orders,
        gate=gate,
        log_in=strong.log_in,
        activator=identity.Activator(ground.database, ground.world, strong.passwords),
        passkey_log_in=strong.passkey_log_in,
        methods=strong.methods,
        approvals=parts.agreed.approvals,
        mandates=parts.agreed.mandates,
        dispatch=payments.dispatch,
        payments=payments.service,
        messages=payments.messages,
        batches=products.batches,
        accounts=parts.accounts,
        credits=CreditService(ground.core, payments.dispatch),
        documents=documents.service,
        maker=documents.maker,
        invoices=products.invoices,
        file_desk=documents.files,
        share_desk=documents.shares,
        sender=StatementSender(ground.core),
        packs=DocumentFiles(documents.service),
        authorities=parts.authorities,
        certificates=parts.certificates,
        names=parts.names,
        ways_out=WaysOut(ground.settings, ground.world),
        bills=products.bills,
        wages=products.wages,
        standing=parts.orders,
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


def _gate(parts: _Parts, replica: Replica | None) -> Gate:
    """The one gate of the house, in front of every operation."""
    ground, approvals = parts.ground, parts.agreed.approvals
    return Gate(
        world=ground.world,
        database=ground.database,
        catalogue=CATALOGUE,
        bindings=parts.bindings(),
        step_up=parts.strong.step_up,
        provable={
            "approvals.decide": ApprovalProof(approvals),
            "approvals.decide_list": ListProof(approvals),
            "approvals.delegate": DelegationProof(approvals),
            "agreements.sign": AgreementProof(),
        },
        foresight={
            "payments.submit": parts.payments.service.foresee,
            "payments.find": parts.payments.service.foresee_find,
            **programs.foresight(ground.core, ground.bank_of),
        },
        replica=replica,
    )
