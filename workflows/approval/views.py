"""A round as a page shows it: who did what, how far it is, who can sign now and who comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.context import Context
from kernel.errors import Conflict, Denied
from kernel.operation import Door
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.commands import Action
from workflows.approval.panel import Panel, Turn, lent_levels
from workflows.approval.people import Approver, StandIn
from workflows.approval.progress import Slot
from workflows.approval.round import Decision, Round
from workflows.approval.states import ApprovalStatus


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline; a change nobody decided (start, expiry) has no decision."""

    at: datetime
    trigger: str
    actor: str
    action: Action | None = None
    level: int | None = None
    door: Door | None = None
    method: str = ""
    comment: str = ""
    to: str = ""  # whom it was about: added, handed to, asked too


@dataclass(frozen=True, slots=True)
class LevelView:
    """One level: `state` is done, now or later; `people` could sign it, as rights are today."""

    number: int
    step: int
    name: Text
    needed: int
    state: str
    why: Text
    signed_by: tuple[str, ...]
    people: tuple[Approver, ...]
    deputies: tuple[StandIn, ...] = ()

    @property
    def can_sign(self) -> tuple[str, ...]:
        """Who could sign it, by name: in their own place, then “周敏（代陈嘉怡）”."""
        return tuple(
            dict.fromkeys(
                [
                    *(person.name for person in self.people),
                    *(found.label for found in self.deputies),
                ]
            )
        )


@dataclass(frozen=True, slots=True)
class RoundView:
    """One round; `refusal` says why the one who looks may not decide, None means they may."""

    id: UUID
    subject_type: str
    subject_id: UUID
    status: ApprovalStatus
    why: Text
    canonical_text: str
    digest: bytes
    maker_person_id: UUID
    created_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    entries: tuple[Entry, ...]
    levels: tuple[LevelView, ...]
    refusal: Text | None
    concerned: frozenset[UUID]  # makers, everybody who acted, everybody who may approve it
    turn: Turn | None = None  # the place the one who looks would sign at

    @property
    def can_sign_now(self) -> tuple[Approver, ...]:
        """Whose turn it is."""
        return _people_at(self.levels, "now")

    @property
    def comes_next(self) -> tuple[Approver, ...]:
        """Who may be asked after that."""
        later = [level.step for level in self.levels if level.state == "later"]
        return _people_at([at for at in self.levels if at.step in later[:1]], "later")


def view(
    ctx: Context,
    current: Round,
    transitions: Sequence[Row],
    panel: Panel,
) -> RoundView:
    """Put a round, its history and today's rights together, as the actor sees it."""
    return RoundView(
        id=current.id,
        subject_type=current.subject_type,
        subject_id=current.subject_id,
        status=current.status,
        why=current.snapshot.why,
        canonical_text=current.canonical_text,
        digest=current.digest,
        maker_person_id=current.maker_person_id,
        created_at=current.created_at,
        expires_at=current.expires_at,
        closed_at=current.closed_at,
        entries=_entries(transitions, current.decisions),
        levels=_levels(current, panel),
        refusal=_refusal(ctx, panel),
        concerned=panel.concerned,
        turn=_turn(ctx, panel),
    )


def _entries(transitions: Sequence[Row], decisions: Sequence[Decision]) -> tuple[Entry, ...]:
    by_seq = {decision.seq: decision for decision in decisions}
    return tuple(_entry(row, by_seq.get(row["seq"])) for row in transitions)


def _entry(row: Row, decision: Decision | None) -> Entry:
    if row["act"] is not None:
        return Entry(
            row["at"],
            row["trigger"],
            row["name"],
            level=row["level"],
            door=Door(row["door"]),
            comment=row["comment"],
            to=row["to_name"],
        )
    if decision is None:
        return Entry(row["at"], row["trigger"], row["actor"])
    return Entry(
        at=row["at"],
        trigger=row["trigger"],
        actor=decision.name,
        action=decision.action,
        level=decision.level,
        door=decision.door,
        method=str(decision.evidence.get("method", "")),
        comment=decision.comment,
    )


def _levels(current: Round, panel: Panel) -> tuple[LevelView, ...]:
    progress = current.progress
    pending = current.status is ApprovalStatus.PENDING
    candidates = panel.candidates() if pending else ()
    turns, coming = progress.turns(candidates), progress.coming(candidates)
    names = {decision.seat: decision.name for decision in current.standing}
    lent = [
        (found, lent_levels(progress, candidates, found))
        for found in (panel.stand_ins() if pending else ())
    ]
    signed: dict[int, list[str]] = {}
    for signature, number in progress.counted():
        signed.setdefault(number, []).append(names[signature.person_id])

    def people(slot: Slot) -> tuple[Approver, ...]:
        asked = turns if progress.state_of(slot) == "now" else coming
        return tuple(
            person for person in candidates if slot.number in asked.get(person.person_id, ())
        )

    return tuple(
        LevelView(
            number=slot.number,
            step=slot.step,
            name=slot.level.name,
            needed=slot.level.needed,
            state=progress.state_of(slot),
            why=current.snapshot.why_step(slot.step),
            signed_by=tuple(signed.get(slot.number, ())),
            people=people(slot),
            deputies=tuple(found for found, levels in lent if slot.number in levels),
        )
        for slot in progress.slots
    )


def _refusal(ctx: Context, panel: Panel) -> Text | None:
    try:
        panel.take_turn(ctx.actor, ctx.now)
    except (Conflict, Denied) as refusal:
        return refusal.message
    return None


def _turn(ctx: Context, panel: Panel) -> Turn | None:
    try:
        return panel.take_turn(ctx.actor, ctx.now)
    except (Conflict, Denied):
        return None


def _people_at(levels: Sequence[LevelView], state: str) -> tuple[Approver, ...]:
    found = {
        person.person_id: person
        for level in levels
        if level.state == state
        for person in level.people
    }
    return tuple(found.values())
