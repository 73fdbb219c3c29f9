"""The bank's desk put together: its own database role, log-in, engine of changes, and what its worker does.

Part of the composition root, apart from it for its length.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from connectors.core_banking.closing import AccountClosing
from connectors.core_banking.embedded import EmbeddedCore
from connectors.core_banking.keeping import AccountKeeping
from connectors.ports import ClearingAnswer, Outcome
from corporate.access import rights_of
from corporate.authority_desk import DeskAuthorities
from corporate.banks import Banks, Directory
from corporate.catalogue import Catalogue
from corporate.desk_certificates import DeskCertificates
from corporate.identity import Passwords
from corporate.identity.sealing import Sealer
from corporate.recovery import LostMethods
from corporate.settings import Settings
from corporate.staff import StaffActivator, StaffCodes, StaffLogIn, StaffProof
from kernel.context import Context
from kernel.crypto import FileKeyPort
from kernel.db import Database
from kernel.operation import PEOPLE, Door
from kernel.text import Text
from kernel.world import World
from risk import limits
from workflows.access.matrix import MatrixRow
from workflows.certificates.ports import Authorities
from workflows.desk.authority_kind import AuthorityKind
from workflows.desk.batch_kind import BatchDebitKind
from workflows.desk.bill_kinds import BillAnswerKind, BillCollectKind
from workflows.desk.bill_settings import (
    BillAgreementEndKind,
    BillAgreementKind,
    BillLineKind,
    BillPriceKind,
)
from workflows.desk.certificate_kind import CertificateKind
from workflows.desk.closing_kind import ClosingKind
from workflows.desk.customer_kinds import BankLimitKind, BroadcastKind, RevokeKind
from workflows.desk.enterprise_kinds import House as Onboarding
from workflows.desk.enterprise_kinds import OnboardingKind, StandingKind
from workflows.desk.exception_kind import ExceptionKind
from workflows.desk.handlers import Hears, subscriptions
from workflows.desk.kinds import DeskKind
from workflows.desk.link_key_kind import LinkKeyKind
from workflows.desk.measure_kind import LiftKind, MeasureKind, lift_due
from workflows.desk.money_kinds import RulingKind, SuspenseKind
from workflows.desk.night_kinds import CutOverKind, DifferenceKind, RateKind
from workflows.desk.parameter_kinds import CalendarKind, RailKind, SwitchKind
from workflows.desk.ports import BankBills, Credits, LinkKeys, Methods
from workflows.desk.queue_kind import QueueKind
from workflows.desk.reset_kind import ResetKind
from workflows.desk.rule_kind import StaffRuleKind
from workflows.desk.service import ChangeDesk
from workflows.desk.signature_kind import SignatureKind
from workflows.desk.staff_kind import StaffKind
from workflows.desk.tariff_kinds import DiscountKind, TariffKind
from workflows.dispatch import repository as submissions
from workflows.dispatch.inbox import Inbox
from workflows.dispatch.states import Verdict

_OUTCOMES: Final = {"settled": Outcome.SETTLED, "refused": Outcome.REFUSED}
_REASON: Final = "DESK"
_SAID: Final = Text("银行核实：{evidence}", "Established by the bank: {evidence}")


@dataclass(frozen=True, slots=True)
class DeskHouse:
    """Everything the desk's pages need."""

    settings: Settings
    world: World
    database: Database
    directory: Directory
    banks: Banks
    changes: ChangeDesk
    log_in: StaffLogIn
    activator: StaffActivator
    proof: StaffProof
    titles: Mapping[str, Text]


def build_desk(
    settings: Settings,
    world: World,
    catalogue: Catalogue,
    database: Database | None = None,
    passwords: Passwords | None = None,
) -> DeskHouse:
    """Put the desk of a deployment together; it works as a database role of its own."""
    own = database or Database(settings.database_url("desk"))
    banks, hasher = Banks(world.clock), passwords or Passwords(world.randomness)
    sealer = sealer_of(settings, world)
    codes = StaffCodes(sealer)
    return DeskHouse(
        settings=settings,
        world=world,
        database=own,
        directory=Directory(own, world.clock),
        banks=banks,
        changes=ChangeDesk(kinds(catalogue, banks)),
        log_in=StaffLogIn(own, world, hasher, codes),
        activator=StaffActivator(own, world, hasher, sealer),
        proof=StaffProof(own, world, codes),
        titles={operation.code: operation.title for operation in catalogue},
    )


def sealer_of(settings: Settings, world: World) -> Sealer:
    """Keeps the secrets of staff's codes under the deployment's data keys."""
    return Sealer(lambda: FileKeyPort(settings.data / "data-keys", world.randomness))


def kinds(
    catalogue: Catalogue,
    banks: Banks,
    rulings: DispatchRulings | None = None,
    suspense: Credits | None = None,
    bills: BankBills | None = None,
    *,
    authorities: Authorities | None = None,
    link_keys: LinkKeys | None = None,
    lost: Methods | None = None,
) -> tuple[DeskKind, ...]:
    """Everything that is changed at the desk; what moves money is the worker's to carry out."""
    keeping = AccountKeeping(EmbeddedCore())

    def services(link: bool) -> list[tuple[str, Door]]:  # noqa: FBT001 - as the port says
        doors = PEOPLE | ({Door.DIRECT_LINK} if link else frozenset())
        return [(one.code, door) for one in catalogue for door in one.doors if door in doors]

    onboarding = Onboarding(
        keeping=keeping,
        services=services,
        administers=lambda: {
            row.right: row.verbs for row in rights_of(catalogue).values() if _rules(row)
        },
        bank_name=lambda ctx: banks.of(ctx.uow).name.zh,
        agree_limits=lambda ctx: limits.agree(
            ctx, banks.of(ctx.uow).settings.get("agreed_limits", ())
        ),
    )
    return (
        OnboardingKind(onboarding),
        MeasureKind(keeping),
        LiftKind(keeping),
        ClosingKind(AccountClosing(EmbeddedCore())),
        RulingKind(rulings),
        ExceptionKind(rulings),
        SuspenseKind(suspense),
        BankLimitKind(),
        BatchDebitKind(),
        SignatureKind(banks.forget),
        ResetKind(lost),
        StandingKind(),
        RevokeKind(),
        CertificateKind(DeskCertificates(authorities)),
        BroadcastKind(),
        RailKind(banks.forget),
        CalendarKind(banks.forget),
        SwitchKind(lambda: {operation.code: operation.title for operation in catalogue}),
        StaffKind(),
        StaffRuleKind(),
        LinkKeyKind(link_keys),
        AuthorityKind(DeskAuthorities()),
        TariffKind(),
        DiscountKind(),
        RateKind(),
        CutOverKind(),
        DifferenceKind(),
        QueueKind(),
        BillAnswerKind(bills),
        BillCollectKind(bills),
        BillLineKind(),
        BillPriceKind(),
        BillAgreementKind(),
        BillAgreementEndKind(),
    )


def orders(
    catalogue: Catalogue,
    banks: Banks,
    inbox: Inbox,
    suspense: Credits,
    bills: BankBills,
    *,
    authorities: Authorities | None = None,
    link_keys: LinkKeys | None = None,
) -> Mapping[str, tuple[Hears, ...]]:
    """What the worker hears of the desk."""
    rulings = DispatchRulings(inbox)
    worked = kinds(
        catalogue,
        banks,
        rulings,
        suspense,
        bills,
        authorities=authorities,
        link_keys=link_keys,
        lost=LostMethods(),
    )
    desk = ChangeDesk(worked)
    return subscriptions(desk, enquire)


def lift_measures(run: Callable[[Callable[[Context], int]], int]) -> int:
    """End the measures that were to end by themselves."""
    keeping = AccountKeeping(EmbeddedCore())
    return run(lambda ctx: lift_due(ctx, keeping))


class DispatchRulings:
    """What the desk has found out, taken in like an answer of clearing; and messages judged anew."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def retake(self, ctx: Context, answer_id: UUID) -> bool:
        """Whether a message that was an exception counts now."""
        return self._inbox.retake(ctx, answer_id) is not Verdict.EXCEPTION

    def dismiss(self, ctx: Context, answer_id: UUID, reason: str) -> None:
        """Put one aside."""
        self._inbox.dismiss(ctx, answer_id, reason)

    def rule(self, ctx: Context, submission_id: UUID, said: Mapping[str, Any]) -> bool:
        """Whether it settled the matter; what clearing said meanwhile wins."""
        words = _SAID.fill(evidence=said["evidence"])
        answer = ClearingAnswer(
            f"desk:{submission_id}", _OUTCOMES[said["status"]], submission_id, said["reference"],
            _REASON, {"text": {"zh": words.zh, "en": words.en}, "evidence": said["evidence"]},
        )  # fmt: skip
        return self._inbox.hear(ctx, submission_id, answer) is Verdict.APPLIED


def enquire(ctx: Context, payload: Mapping[str, Any]) -> None:
    """Ask clearing about a submission in the next round, and not when its turn comes."""
    row = submissions.lock(ctx, UUID(payload["submission_id"]))
    if row is not None and row["next_at"] is not None:
        submissions.ask_later(ctx, row, ctx.now)


def _rules(row: MatrixRow) -> bool:
    """What a first administrator may do: govern, and sign what governing needs."""
    return row.administers or row.right.startswith("approvals.")
