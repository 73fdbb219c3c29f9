"""Who may do what, put together: kinds, operations and the one who lets invited people in.

Part of the composition root, apart from it for its length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from corporate.catalogue import Catalogue
from kernel.context import Context
from kernel.operation import Bindings, Verb
from workflows.access.guard import Guard
from workflows.access.kinds import Ground, RightKind, RoleKind, UserKind
from workflows.access.matrix import MatrixRow, Rights
from workflows.access.reset_kind import ResetKind
from workflows.access.reset_service import ResetService
from workflows.access.service import AccessService
from workflows.approval.engine import ApprovalEngine
from workflows.approval.people import People
from workflows.mandates.kinds import Kind
from workflows.mandates.service import MandateService

Alone = Callable[[Context], bool]


def rights_of(catalogue: Catalogue) -> Rights:
    """The rows of the matrix; whatever is made may be approved, so that a rule can ask for it."""
    amounts = {operation.right for operation in catalogue if operation.amount_field}
    return {
        row.right: MatrixRow(
            right=row.right,
            title=row.title,
            verbs=frozenset(row.verbs) | _agreed(row.verbs),
            by_account=row.by_account,
            by_amount=row.right in amounts,
            administers=row.administers,
            need_to_know=row.need_to_know,
        )
        for row in catalogue.rights_matrix()
    }


def kinds(
    catalogue: Catalogue, approvals: ApprovalEngine, people: People, alone: Alone
) -> tuple[Kind, ...]:
    """What administrators change of people."""
    guard = Guard(people, lambda code: catalogue.find(code).title, alone)
    ground = Ground(guard, approvals, rights_of(catalogue))
    return UserKind(ground), RoleKind(ground), RightKind(ground), ResetKind()


def bindings(catalogue: Catalogue, mandates: MandateService, alone: Alone) -> Bindings:
    """What the operations on people, roles and rights do."""
    access = AccessService(mandates, rights_of(catalogue), alone)
    resets = ResetService(mandates, alone)
    return {
        "users.list": access.users,
        "users.show": access.user,
        "users.check": access.check_user,
        "users.change": access.change_user,
        "users.code": access.issue_code,
        "users.reset_check": resets.check,
        "users.reset": resets.reset,
        "users.recovery_code": resets.code,
        "roles.list": access.roles,
        "roles.check": access.check_role,
        "roles.change": access.change_role,
        "rights.matrix": access.matrix,
        "rights.check": access.check_rights,
        "rights.change": access.change_rights,
    }


def _agreed(verbs: Iterable[Verb]) -> frozenset[Verb]:
    return frozenset({Verb.APPROVE} if Verb.MAKE in verbs else ())
