"""Tables of the approval engine. It knows a subject by type and id, its canonical text and its facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from kernel.models import EnterpriseRow, identity, index, one_of, refers, unique
from workflows.approval.states import ApprovalStatus, TaskStatus


class PolicyRow(EnterpriseRow):
    """A version of who must sign (审批规则): the most specific live row wins."""

    __tablename__ = "approval_policy"
    __table_args__ = (
        unique("enterprise_id", "operation", "account_number", "payee_class", "door", "version"),
    )

    id: Mapped[UUID] = identity()
    operation: Mapped[str]
    account_number: Mapped[str]
    payee_class: Mapped[str] = mapped_column(server_default="*")
    door: Mapped[str]
    version: Mapped[int]
    rules: Mapped[dict[str, Any]]
    live: Mapped[bool]
    created_at: Mapped[datetime]


class ApprovalRow(EnterpriseRow):
    """One round of agreement about one subject, with the policy as it was at submission."""

    __tablename__ = "approval"
    __table_args__ = (
        index("subject_type", "subject_id"),
        index("expires_at", where="status = 'pending'"),
        index("escalate_at", where="status = 'pending' AND escalate_at IS NOT NULL"),
        one_of("status", ApprovalStatus),
    )

    id: Mapped[UUID] = identity()
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    operation: Mapped[str]
    canonical_text: Mapped[str]
    digest: Mapped[bytes]
    facts: Mapped[dict[str, Any]]
    snapshot: Mapped[dict[str, Any]]
    status: Mapped[str]
    version: Mapped[int]
    maker_person_id: Mapped[UUID]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    escalate_at: Mapped[datetime | None]


class TaskRow(EnterpriseRow):
    """One approver's turn at one level."""

    __tablename__ = "approval_task"
    __table_args__ = (
        refers("approval", "approval_id"),
        unique("approval_id", "level", "person_id"),
        index("person_id", where="status = 'open'"),
        one_of("status", TaskStatus),
    )

    id: Mapped[UUID] = identity()
    approval_id: Mapped[UUID]
    level: Mapped[int]
    user_id: Mapped[UUID]
    person_id: Mapped[UUID]
    status: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class DecisionRow(EnterpriseRow):
    """What somebody decided, over exactly which text, proven how. Never changed.

    `on_behalf_of` is the person whose delegate decided; a round that was returned to an earlier level
    goes on in its next `lap`, in which whoever must look again may decide again.
    """

    __tablename__ = "approval_decision"
    __table_args__ = (
        refers("approval", "approval_id"),
        unique("approval_id", "person_id", "lap"),
        unique("approval_id", "on_behalf_of", "lap"),
        index("person_id", "decided_at"),
    )

    approval_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[int]
    person_id: Mapped[UUID]
    user_id: Mapped[UUID]
    name: Mapped[str]
    groups: Mapped[list[Any]]
    action: Mapped[str]
    comment: Mapped[str]
    canonical_text: Mapped[str]
    digest: Mapped[bytes]
    evidence: Mapped[dict[str, Any]]
    door: Mapped[str]
    decided_at: Mapped[datetime]
    on_behalf_of: Mapped[UUID | None]
    lap: Mapped[int] = mapped_column(server_default="1")


class ActRow(EnterpriseRow):
    """What somebody did to a round beside deciding: returned, added, handed over, urged. Never changed."""

    __tablename__ = "approval_act"
    __table_args__ = (refers("approval", "approval_id"),)

    approval_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str]
    level: Mapped[int]
    person_id: Mapped[UUID | None]
    name: Mapped[str]
    to_person_id: Mapped[UUID | None]
    to_name: Mapped[str]
    comment: Mapped[str]
    digest: Mapped[bytes]
    door: Mapped[str]
    at: Mapped[datetime]


class DelegationRow(EnterpriseRow):
    """For a time somebody else may sign in a person's place (委托); it can be ended, never changed."""

    __tablename__ = "approval_delegation"
    __table_args__ = (
        index("enterprise_id", "person_id", "until_at"),
        index("enterprise_id", "deputy_person_id", "until_at"),
    )

    id: Mapped[UUID] = identity()
    operation: Mapped[str]
    person_id: Mapped[UUID]
    person_name: Mapped[str]
    deputy_person_id: Mapped[UUID]
    deputy_name: Mapped[str]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    in_force: Mapped[bool]
    created_at: Mapped[datetime]


class ApprovalTransitionRow(EnterpriseRow):
    """Every change of an approval's state, in order."""

    __tablename__ = "approval_transition"
    __table_args__ = (refers("approval", "approval_id"),)

    approval_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    target: Mapped[str]
    trigger: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
