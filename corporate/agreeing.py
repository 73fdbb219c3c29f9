"""How things are agreed upon, put together: approvals, changes of rule, and who may be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from connectors.ports import CoreBanking
from corporate import access, invoicing, payroll, trust
from corporate.banks import Bank
from corporate.banks.authority import FileAuthorities
from corporate.bindings import bind_approvals, bind_limits, bind_mandates
from corporate.governance import bind_policies, policy_grounds
from corporate.ground import Ground, RightsPeople
from corporate.offered import CATALOGUE
from kernel.context import Context
from kernel.operation import Bindings
from workflows.approval.engine import ApprovalEngine
from workflows.approval.ports import Ports
from workflows.approval.subjects import SubjectPort
from workflows.feed.webhooks.kind import WebhookKind
from workflows.limits.kind import LimitKind
from workflows.limits.service import LimitService
from workflows.mandates.handlers import mandate_subject
from workflows.mandates.kinds import Kind
from workflows.mandates.pages import MandatePages
from workflows.mandates.rule import house_rule
from workflows.mandates.service import SUBJECT as MANDATE
from workflows.mandates.service import MandateService
from workflows.payees.kinds import PayeeKind
from workflows.payees.list_kind import PayeeListKind
from workflows.payees.settings_kind import SettingsKind
from workflows.policies.ground import Grounds
from workflows.policies.kind import PolicyKind


@dataclass(frozen=True, slots=True)
class Agreeing:
    """`subjects` is what approvals are about; whoever brings a kind of instruction adds its own."""

    subjects: dict[str, SubjectPort]
    approvals: ApprovalEngine
    mandates: MandateService
    grounds: Grounds
    alone: Callable[[Context], bool]

    def bindings(self) -> Bindings:
        """What the operations on approvals and on rules do."""
        return {
            **bind_approvals(self.approvals),
            **bind_mandates(self.mandates, MandatePages(self.approvals)),
            **bind_limits(LimitService(self.mandates)),
            **bind_policies(self.grounds, self.approvals, self.mandates),
            **access.bindings(CATALOGUE, self.mandates, self.alone),
        }


def agreeing(ground: Ground, authorities: FileAuthorities) -> Agreeing:
    """Put it together; the subjects of instructions are still to be added."""
    subjects: dict[str, SubjectPort] = {}
    approvals = _approvals(ground, subjects)
    kinds = (
        *change_kinds(ground.core, ground.bank_of),
        *access.kinds(CATALOGUE, approvals, RightsPeople(), ground.alone),
        *trust.kinds(authorities),
        WebhookKind(ground.settings.leased_lines),
        *payroll.kinds(),
        invoicing.BuyerKind(),
    )
    grounds = policy_grounds(CATALOGUE, kinds, RightsPeople(), subjects, ground.bank_of)
    mandates = MandateService((*kinds, PolicyKind(grounds)), approvals, ground.alone)
    subjects[MANDATE] = mandate_subject(mandates, approvals)
    return Agreeing(subjects, approvals, mandates, grounds, ground.alone)


def change_kinds(core: CoreBanking, bank_of: Callable[[Context], Bank]) -> tuple[Kind, ...]:
    """What of payees and limits is changed under agreement of two people."""
    entries = PayeeKind(core, bank_of)
    return (entries, PayeeListKind(entries), SettingsKind(), LimitKind())


def _approvals(ground: Ground, subjects: dict[str, SubjectPort]) -> ApprovalEngine:
    people = RightsPeople()
    return ApprovalEngine(
        Ports(
            people=people,
            subjects=subjects,
            allows_direct=lambda ctx, subject: ground.bank_of(ctx).lets_go(
                ctx.enterprise_id, subject.facts.door, subject.facts.money
            ),
            title_of=lambda code: CATALOGUE.find(code).title,
            house_rule=lambda subject: house_rule(
                subject, administers=CATALOGUE.find(subject.operation).administers
            ),
            colleagues=people.colleagues,
        )
    )
