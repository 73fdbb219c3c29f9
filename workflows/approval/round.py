"""A round of agreement as it was read under its lock: immutable, with every decision on file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel.operation import Door
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.commands import Action
from workflows.approval.errors import ContentChanged
from workflows.approval.policy import Level, PayeeClass
from workflows.approval.progress import Progress, Signature, slots_of
from workflows.approval.snapshot import Snapshot
from workflows.approval.states import ApprovalStatus
from workflows.approval.subjects import Facts, Subject


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided; `seq` is the number of the transition it caused."""

    seq: int
    level: int
    person_id: UUID
    user_id: UUID
    name: str
    groups: frozenset[str]
    action: Action
    comment: str
    digest: bytes
    evidence: Mapping[str, Any]
    door: Door
    decided_at: datetime
    on_behalf_of: UUID | None = None
    lap: int = 1

    @property
    def seat(self) -> UUID:
        """The person whose signature it is: a deputy signs in somebody's place."""
        return self.on_behalf_of or self.person_id

    @classmethod
    def from_row(cls, row: Row) -> Decision:
        """As the database keeps it."""
        typed = {
            "groups": frozenset(row["groups"]),
            "action": Action(row["action"]),
            "door": Door(row["door"]),
        }
        return cls(**(row | typed))


@dataclass(frozen=True, slots=True)
class Round:
    """One approval row and its decisions."""

    id: UUID
    enterprise_id: UUID
    subject_type: str
    subject_id: UUID
    operation: str
    canonical_text: str
    digest: bytes
    facts: Facts
    snapshot: Snapshot
    status: ApprovalStatus
    version: int
    maker_person_id: UUID
    created_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    escalate_at: datetime | None
    decisions: tuple[Decision, ...]

    @classmethod
    def from_rows(cls, row: Row, decisions: list[Row]) -> Round:
        """As the database keeps it."""
        typed = {
            "facts": facts_from_json(row["facts"]),
            "snapshot": Snapshot.from_json(row["snapshot"]),
            "status": ApprovalStatus(row["status"]),
            "decisions": tuple(map(Decision.from_row, decisions)),
        }
        return cls(**(row | typed))

    @property
    def standing(self) -> tuple[Decision, ...]:
        """The decisions that count: no return to an earlier level has made them void."""
        return tuple(each for each in self.decisions if each.seq not in self.snapshot.voided)

    @property
    def acted(self) -> frozenset[UUID]:
        """Everybody who has decided in this round, with those in whose place it was done."""
        return frozenset(who for each in self.standing for who in (each.person_id, each.seat))

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """The approvals that count."""
        slots = slots_of(self.snapshot.steps)
        return tuple(
            Signature(
                person_id=decision.seat,
                level=decision.level,
                groups=decision.groups,
                step=slots[decision.level - 1].step,
                stands_for=_stands_for(slots[decision.level - 1].level),
            )
            for decision in self.standing
            if decision.action is Action.APPROVE
        )

    @property
    def progress(self) -> Progress:
        """How far the round has come, by its snapshot."""
        return Progress(self.snapshot.steps, self.signatures, shares=self.snapshot.shares)

    def voided_by_return(self) -> tuple[int, ...]:
        """The approvals of the present step and the one before it, by number."""
        first = self.progress.step - 1
        slots = slots_of(self.snapshot.steps)
        return tuple(each.seq for each in self.standing if slots[each.level - 1].step >= first)

    def check_content(self, subject: Subject, present_digest: bytes) -> None:
        """Raise ContentChanged unless the subject is, to the letter, what the round is about."""
        same_text = present_digest == self.digest
        same_facts = _decisive(subject.facts) == _decisive(self.facts)
        same_decided = all(decision.digest == self.digest for decision in self.decisions)
        if not (same_text and same_facts and same_decided and subject.operation == self.operation):
            raise ContentChanged


def facts_json(facts: Facts) -> dict[str, Any]:
    """Facts as they are stored with the round."""
    return {
        "amount_minor": facts.amount_minor,
        "currency": facts.currency,
        "account_number": facts.account_number,
        "door": facts.door.value,
        "title": {"zh": facts.title.zh, "en": facts.title.en},
        "extra": dict(facts.extra),
        "barred": sorted(map(str, facts.barred)),
        "payee_class": facts.payee_class.value,
    }


def facts_from_json(stored: dict[str, Any]) -> Facts:
    """Facts as they were stored."""
    typed = {
        "door": Door(stored["door"]),
        "title": Text(**stored["title"]),
        "barred": frozenset(map(UUID, stored.get("barred", ()))),
        "payee_class": PayeeClass(stored.get("payee_class", "")),
    }
    return Facts(**(stored | typed))


def _stands_for(level: Level) -> str:
    return level.group if level.asked_too else ""


def _decisive(facts: Facts) -> tuple[int | None, str, str, Door]:
    return facts.amount_minor, facts.currency, facts.account_number, facts.door
