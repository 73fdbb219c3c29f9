"""Puts together what administrators of an enterprise change, for the composition root."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from corporate.banks import Bank
from corporate.catalogue import Catalogue
from corporate.identity import administration
from kernel.context import Context
from kernel.errors import NotFound
from kernel.operation import Bindings
from kernel.text import Text
from workflows.approval.engine import ApprovalEngine
from workflows.approval.people import People
from workflows.approval.subjects import Subject, SubjectPort
from workflows.bills.rights import RIGHTS as BILL_RIGHTS
from workflows.mandates.kinds import Kind
from workflows.mandates.service import MandateService
from workflows.payments import queries as payments
from workflows.payments.operations import SUBMIT
from workflows.policies.ground import Grounds
from workflows.policies.ground import Ports as PolicyPorts
from workflows.policies.scope import RIGHT
from workflows.policies.service import PolicyService
from workflows.policies.simulation import Simulator

_PAYMENT = Text("该付款", "The payment")


def policy_grounds(
    catalogue: Catalogue,
    others: Iterable[Kind],
    people: People,
    subjects: Mapping[str, SubjectPort],
    bank_of: Callable[[Context], Bank],
) -> Grounds:
    """What approval rules are about: payments, and every other kind of change of rule."""
    codes = dict.fromkeys((SUBMIT.code, *BILL_RIGHTS, RIGHT, *(kind.operation for kind in others)))

    def past(ctx: Context, number: str) -> Subject:
        row = payments.by_number(ctx, number)
        if row is None:
            raise NotFound(_PAYMENT)
        return subjects["payment"].lock(ctx, row["id"])

    return Grounds(
        PolicyPorts(
            people=people,
            operations={code: catalogue.find(code) for code in codes},
            roles=lambda ctx: {one.code: one.name for one in administration.roles(ctx.uow)},
            allows_direct=lambda ctx: bank_of(ctx).allows_zero_levels,
            signature_reaches=lambda ctx: bank_of(ctx).signature_reaches(ctx.enterprise_id),
            past=past,
        )
    )


def bind_policies(grounds: Grounds, engine: ApprovalEngine, mandates: MandateService) -> Bindings:
    """What the operations on approval rules do."""
    service = PolicyService(grounds, Simulator(engine, grounds), mandates)
    return {
        "policies.list": service.page,
        "policies.show": service.show,
        "policies.versions": service.versions,
        "policies.choices": service.choices,
        "policies.check": service.check,
        "policies.simulate": service.simulate,
        "policies.change": service.change,
        "policies.restore": service.restore,
    }
