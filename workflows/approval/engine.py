"""The engine's face: everything a product, a page or a job may ask of approvals.

Every call works inside the caller's transaction and never commits. Writing calls lock the
instruction first (through its port), then the round; rights are read anew; nothing is cached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound
from workflows.approval import (
    acting,
    closing,
    deciding,
    delegation,
    list_signing,
    planning,
    queries,
    release,
)
from workflows.approval.acting import Aside, Others
from workflows.approval.closing import EXPIRY_BATCH, Expiry
from workflows.approval.commands import INBOX_ITEMS_MAX, Action
from workflows.approval.delegation import Wanted
from workflows.approval.delegation_rows import Delegation
from workflows.approval.list_signing import ShownList, SignableList
from workflows.approval.panel import Panel
from workflows.approval.people import Approver
from workflows.approval.plan import Plan
from workflows.approval.policy import Policy
from workflows.approval.ports import Ports
from workflows.approval.queries import Cursor, InboxItem
from workflows.approval.release import Recheck
from workflows.approval.repository import WHAT
from workflows.approval.signable import Signable, as_it_is, on_file
from workflows.approval.subjects import Outcome, Subject
from workflows.approval.views import RoundView, view


class ApprovalEngine:
    """Plans, runs and rechecks rounds of agreement over subjects it does not understand."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def plan(self, ctx: Context, subject: Subject, under: Policy | None = None) -> Plan:
        """Which rule applies and why, who will have to sign, what stands in the way; writes nothing.

        With `under` a rule that is not in force is tried out.
        """
        return planning.make_plan(self._ports, ctx, subject, under)

    def foresee(self, ctx: Context, operation: str, account_number: str) -> None:
        """Read what `start` is going to read first of a subject with these facts, asked at this door."""
        queries.candidates(ctx, operation, account_number, ctx.actor.door)

    def rule(self, ctx: Context, subject: Subject) -> Policy:
        """The rule that would govern a subject; raises NoPolicy, PolicyMalformed."""
        return planning.todays_rule(self._ports, ctx, subject)

    def digest(self, ctx: Context, subject: Subject) -> bytes:
        """SM3 of the canonical text, 32 bytes: what an approver is shown and signs."""
        return deciding.digest_of(ctx, subject)

    def start(self, ctx: Context, subject: Subject) -> UUID | None:
        """Begin a round about a subject that is locked, or new in this transaction.

        None means that it goes with no signature: the rule asks for none and the bank allows that.
        Raises NoPolicy, PolicyMalformed, DirectNotAllowed, LevelUnfillable, AlreadyRunning.
        """
        return deciding.start(self._ports, ctx, subject)

    def decide(
        self,
        ctx: Context,
        approval_id: UUID,
        action: Action,
        *,
        shown_digest: bytes,
        comment: str = "",
        evidence: Mapping[str, Any],
    ) -> Outcome:
        """Approve, reject or send back, as the actor, over exactly the text that was shown.

        `evidence` is what step-up proved, stored as it is; its `method` is shown in the timeline.
        Raises NotFound, IllegalTransition (no longer pending), Lapsed, MakerMayNotApprove,
        ActedBefore, NotEntitled, NotYourTurn, NeededLater, ContentChanged, Overtaken; then nothing
        is written.
        """
        verdict = deciding.Verdict(action, shown_digest, comment, evidence)
        return deciding.decide(self._ports, ctx, approval_id, verdict)

    def decide_all(
        self, ctx: Context, shown: ShownList, evidence: Mapping[str, Any]
    ) -> list[Outcome]:
        """Approve several items under one signature, or none of them.

        Raises ListWrong, NotInLists, NotFound, and ListVoid with the names of what stood in the way.
        """
        return list_signing.decide_all(self._ports, ctx, shown, evidence)

    def withdraw(self, ctx: Context, approval_id: UUID) -> Outcome:
        """Take back what is pending; raises NotFound, OnlyMakerWithdraws, IllegalTransition."""
        return closing.withdraw(self._ports, ctx, approval_id)

    def return_back(self, ctx: Context, approval_id: UUID, said: Aside) -> None:
        """Back to the previous level, whose signatures are void; raises what `decide` raises."""
        acting.return_back(self._ports, ctx, approval_id, said)

    def add_sign(self, ctx: Context, approval_id: UUID, said: Aside) -> None:
        """Ask for one more person's signature before the round goes on; raises what `decide` raises."""
        acting.add_sign(self._ports, ctx, approval_id, said)

    def transfer(self, ctx: Context, approval_id: UUID, said: Aside) -> None:
        """Hand the actor's turn to another person of the level; raises what `decide` raises."""
        acting.transfer(self._ports, ctx, approval_id, said)

    def urge(self, ctx: Context, approval_id: UUID) -> None:
        """Tell whose turn it is that the maker waits; raises OnlyMakerUrges, UrgedRecently."""
        acting.urge(self._ports, ctx, approval_id)

    def others(self, ctx: Context, approval_id: UUID) -> Others:
        """Whom the actor may add or hand over to; nobody when it is not their turn.

        Raises NotFound, also for whom the item does not concern.
        """
        panel = self._seen(ctx, approval_id)
        if ctx.actor.person_id not in panel.concerned:
            raise NotFound(WHAT)
        return acting.others(ctx, panel)

    def escalate_due(
        self, ctx: Context, after: Cursor | None = None, limit: int = EXPIRY_BATCH
    ) -> Expiry:
        """Ask further people where a step has waited too long, over the whole bank (worker)."""
        return acting.escalate_due(self._ports, ctx, after, limit)

    def colleagues(self, ctx: Context) -> Sequence[Approver]:
        """Who could be the actor's deputy."""
        return delegation.colleagues(self._ports, ctx)

    def delegations(self, ctx: Context) -> list[Delegation]:
        """What the actor has lent or was lent, now or later."""
        return delegation.mine(ctx)

    def delegate(self, ctx: Context, wanted: Wanted) -> Delegation:
        """Lend the actor's place for a time (委托); raises Delegate-, DelegationPeriodWrong and others."""
        return delegation.delegate(self._ports, ctx, wanted)

    def end_delegation(self, ctx: Context, delegation_id: UUID) -> None:
        """Take it back at once; raises NotFound."""
        delegation.end(self._ports, ctx, delegation_id)

    def follow_delegations(self, ctx: Context, limit: int = EXPIRY_BATCH) -> int:
        """Let inboxes follow delegations that have begun or ended (worker); returns how many."""
        return delegation.follow_due(self._ports, ctx, limit)

    def expire_due(
        self, ctx: Context, after: Cursor | None = None, limit: int = EXPIRY_BATCH
    ) -> Expiry:
        """Expire a batch of what is overdue at `ctx.now`, over all enterprises of the bank (worker)."""
        return closing.expire_due(self._ports, ctx, after, limit)

    def recheck(self, ctx: Context, approval_id: UUID) -> Recheck:
        """At release: does what was signed satisfy today's rule too?

        If not, the round is pending again with the levels that are missing, and the subject has been
        told `reopened`. Raises NotFound, IllegalTransition (not granted), ContentChanged,
        NotSatisfied, NoPolicy, PolicyMalformed: then it must not be released.
        """
        return release.recheck(self._ports, ctx, approval_id)

    def recheck_direct(self, ctx: Context, subject_type: str, subject_id: UUID) -> Recheck:
        """The same for a subject that went with no signature; raises what `start` raises."""
        return release.recheck_direct(self._ports, ctx, subject_type, subject_id)

    def refresh(self, ctx: Context, approval_id: UUID) -> None:
        """Re-assign the tasks of a pending round; for whoever changes rights, roles or users."""
        deciding.refresh(self._ports, ctx, approval_id)

    def refresh_all(self, ctx: Context) -> int:
        """The same for every pending round of the enterprise; how many. A stuck one holds nobody up."""
        return sum(
            deciding.refresh_apart(self._ports, ctx, approval_id)
            for approval_id in queries.pending(ctx)
        )

    def inbox(
        self,
        ctx: Context,
        person_id: UUID,
        after: Cursor | None = None,
        limit: int = INBOX_ITEMS_MAX,
    ) -> list[InboxItem]:
        """A page of what waits for a person, the nearest deadline first; one query."""
        return queries.inbox(ctx, person_id, after, min(limit, INBOX_ITEMS_MAX))

    def waiting_count(self, ctx: Context, person_id: UUID) -> int:
        """How many items wait for a person; always what all pages of the inbox show."""
        return queries.waiting_count(ctx, person_id)

    def history(self, ctx: Context, approval_id: UUID) -> RoundView:
        """One round for its page and timeline, seen by the actor; raises NotFound."""
        panel = self._seen(ctx, approval_id)
        return view(ctx, panel.round, queries.transitions_of(ctx, approval_id), panel)

    def _seen(self, ctx: Context, approval_id: UUID) -> Panel:
        """A round with everybody at its table, unlocked."""
        current = queries.round_of(ctx, approval_id)
        approvers = self._ports.people.approvers(
            ctx, current.operation, current.facts.account_number, current.facts.money
        )
        makers = frozenset({current.maker_person_id})
        lent = queries.lent_seats(ctx, current.operation)
        return Panel(current, makers, approvers, current.facts.barred, lent)

    def signable(self, ctx: Context, approval_id: UUID) -> Signable:
        """What a decision would be signed over, as it is on file; NotFound for whom it does not concern."""
        panel = self._seen(ctx, approval_id)
        if ctx.actor.person_id not in panel.concerned:
            raise NotFound(WHAT)
        return on_file(panel.round)

    def to_sign(self, ctx: Context, approval_id: UUID, shown: bytes) -> Signable:
        """The same as it is now, under its lock; raises NotFound, and ContentChanged for another digest."""
        return as_it_is(self._ports, ctx, approval_id, shown)

    def signable_list(self, ctx: Context, ids: Sequence[UUID]) -> SignableList:
        """What one signature over several items would be about, as it is on file.

        Raises ListWrong, NotInLists, and NotFound for whom any of them does not concern.
        """
        list_signing.check_size(ids)
        seen = [self._seen(ctx, approval_id) for approval_id in ids]
        if not all(ctx.actor.person_id in panel.concerned for panel in seen):
            raise NotFound(WHAT)
        return list_signing.listed(ctx, [panel.round for panel in seen])

    def list_to_sign(self, ctx: Context, shown: ShownList) -> SignableList:
        """The same as it is now, under every item's lock; raises what `decide_all` raises."""
        return list_signing.as_it_is(self._ports, ctx, shown)

    def rounds(self, ctx: Context, subject_type: str, subject_id: UUID) -> list[UUID]:
        """Every round there was about a subject, the first first."""
        return queries.rounds_of(ctx, subject_type, subject_id)
