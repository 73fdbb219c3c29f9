"""Random rules × random people × random histories, against the model that tries everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import Conflict, Denied
from tests.workflows.approval.house import House, User
from tests.workflows.approval.model import Model, can_fill, most_filled
from workflows.approval.commands import Action
from workflows.approval.subjects import Outcome

GROUPS = ("x", "y", "z")
_ROLES = st.frozensets(st.sampled_from(GROUPS), min_size=1, max_size=2)
_LEVEL = st.tuples(st.sampled_from((*GROUPS, "*")), st.integers(1, 2))
_STEPS = st.lists(st.lists(_LEVEL, min_size=1, max_size=2), min_size=1, max_size=2).filter(
    lambda steps: sum(needed for step in steps for _, needed in step) <= 4
)
_KINDS = (
    ["next"] * 20
    + ["recheck", "toughen"] * 5
    + ["approve", "again"] * 3
    + ["revoke", "restore", "roles", "edit", "edit_back", "wait", "wait", "sweep", "sweep", "rule"]
    + ["reject", "send_back", "withdraw"]
)
_ACT = st.tuples(st.sampled_from(_KINDS), st.integers(0, 5), _ROLES, _STEPS)

ENDS = {"rejected", "sent_back", "withdrawn", "expired"}
ENOUGH = 50

seen: Counter[str] = Counter()
"""What the stories came to: proof that they went everywhere."""


class Story:
    """One item, lived through by the engine and by the model at once."""

    def __init__(self, house: House, steps: Any, roles: list[frozenset[str]]) -> None:
        self.house = house
        self.people = [house.user(f"员{number}", *held) for number, held in enumerate(roles)]
        self.again = [
            house.user(f"{u.name}二", *roles[n], person=u) for n, u in enumerate(self.people)
        ]
        self.roles = dict(zip((user.person_id for user in self.people), roles, strict=True))
        self.right = set(self.roles)
        self.edited = False
        self.told: list[str] = []
        self.maker = self.people[0]
        self.rule = steps
        house.rule((None, steps))
        subject = house.subject(self.maker)
        able = [held for who, held in self.roles.items() if who != self.maker.person_id]
        self.item: UUID | None = None
        try:
            self.item = house.start(self.maker, subject)
        except Conflict:
            assert not can_fill(flat(steps), able)
            seen["not started"] += 1
            return
        assert can_fill(flat(steps), able)
        self.until = house.clock.now() + timedelta(days=30)
        self.model = Model(self.maker.person_id, [flat([step]) for step in steps])

    def run(self, acts: list[tuple[Any, ...]]) -> None:
        """Live through it until it ends."""
        if self.item is None:
            return
        self.compare()
        for act in acts:
            self.act(*act)
            if self.model.status in ENDS:
                return

    def act(self, what: str, number: int, roles: frozenset[str], steps: Any) -> None:
        """Do one thing in both worlds and compare."""
        seen[what] += 1
        more = {"roles": [number, roles], "rule": [steps], "toughen": [steps]}.get(what, [number])
        getattr(self, f"do_{what}")(*more)
        self.compare()

    def do_next(self, number: int) -> None:
        """One of those whose turn it is approves."""
        able = [who for who in range(len(self.people)) if self.turn(self.people[who])]
        if able:
            self.do_approve(able[number % len(able)])

    def do_approve(self, who: int, user: User | None = None) -> None:
        """Somebody approves."""
        person = self.people[who]
        held, expected = self.roles[person.person_id], self.turn(person)
        before = self.house.everything()
        outcome = self.decide(user or person, Action.APPROVE)
        if not (expected and not self.edited):
            seen["refused"] += 1
            assert outcome is None
            assert self.house.everything() == before
            return
        self.model.approve(person.person_id, held)
        granted = self.model.status == "granted"
        assert outcome is (Outcome.GRANTED if granted else Outcome.SIGNED)
        seen[outcome.value] += 1
        self.told += ["granted"] if granted else []

    def do_again(self, who: int) -> None:
        """The same, with the person's second log-in."""
        self.do_approve(who, self.again[who])

    def do_reject(self, who: int) -> None:
        """Somebody rejects."""
        self.refuse(who, Action.REJECT, "rejected")

    def do_send_back(self, who: int) -> None:
        """Somebody sends back."""
        self.refuse(who, Action.SEND_BACK, "sent_back")

    def refuse(self, who: int, action: Action, status: str) -> None:
        """A no counts from whoever could have said yes; odd numbers are such people, if there are."""
        able = [user for user in self.people if self.turn(user)]
        person = able[who % len(able)] if able and who % 2 else self.people[who]
        expected = self.turn(person)
        outcome = self.decide(person, action)
        assert (outcome is not None) == (expected and not self.edited)
        if outcome is not None:
            self.end(status)
            self.model.acted.add(person.person_id)

    def do_withdraw(self, who: int) -> None:
        """Somebody withdraws."""
        expected = self.model.status == "pending" and who == 0
        try:
            self.house.withdraw(self.people[who], self.id)
        except (Conflict, Denied):
            assert not expected
        else:
            assert expected
            self.end("withdrawn")

    def do_revoke(self, who: int) -> None:
        """An administrator takes a right away, from both log-ins."""
        self.right.discard(self.people[who].person_id)
        self.rights_changed()

    def do_restore(self, who: int) -> None:
        """An administrator gives it back."""
        self.right.add(self.people[who].person_id)
        self.rights_changed()

    def do_roles(self, who: int, held: frozenset[str]) -> None:
        """An administrator changes roles."""
        self.roles[self.people[who].person_id] = held
        self.rights_changed()

    def do_edit(self, _: int) -> None:
        """Somebody changes the instruction behind the engine."""
        self.edited = True
        self.write("UPDATE probe.subject SET body = 'other'")

    def do_edit_back(self, _: int) -> None:
        """And back: the text is what it was, to the letter."""
        self.edited = False
        self.write(
            "UPDATE probe.subject SET body = (SELECT canonical_text FROM yinqi.approval WHERE subject_id = probe.subject.id)"
        )

    def do_wait(self, number: int) -> None:
        """Time passes."""
        self.house.clock.advance(timedelta(days=10 * number))

    def do_sweep(self, _: int) -> None:
        """The worker expires what is due."""
        due = self.model.status == "pending" and self.house.clock.now() >= self.until
        with self.house.as_worker() as ctx:
            assert self.house.engine.expire_due(ctx).expired == int(due)
        if due:
            self.end("expired")

    def do_rule(self, steps: Any) -> None:
        """An administrator changes the rule; what runs keeps its own."""
        self.rule = steps
        self.house.rule((None, steps))

    def do_toughen(self, steps: Any) -> None:
        """An administrator adds a step of one level, as long as the model can try everything."""
        if len(flat(self.rule)) < 5:
            self.do_rule([*self.rule, steps[0][:1]])

    def do_recheck(self, _: int) -> None:
        """Release looks again."""
        signers = [given.roles for given in self.model.given]
        needs = flat(self.rule)
        missing = len(needs) - most_filled(needs, signers)
        if self.model.status != "granted" or self.edited:
            with pytest.raises(Conflict):
                self.house.recheck(self.id)
            return
        assert self.house.recheck(self.id) == (missing == 0)
        seen["released"] += not missing
        if missing:
            self.reopen(needs, signers, missing)

    def reopen(self, needs: list[str], signers: list[frozenset[str]], missing: int) -> None:
        """Which of several equal choices is added is the engine's; that it suffices, and is no more, is ours."""
        (row,) = self.house.look(
            "SELECT snapshot->'steps' FROM yinqi.approval WHERE id = %s", self.id
        )
        added = [
            [level["group"] for level in step for _ in range(level["needed"])]
            for step in row[0][len(self.model.steps) :]
        ]
        assert sum(map(len, added)) == missing
        newcomers = [frozenset({group}) for step in added for group in step]
        assert can_fill(needs, [*signers, *newcomers])
        self.model.steps += added
        self.model.status = "pending"
        self.told.append("reopened")
        seen["reopened"] += 1
        self.until = max(self.until, self.house.clock.now() + timedelta(days=30))

    @property
    def id(self) -> UUID:
        """The round."""
        assert self.item is not None
        return self.item

    @property
    def live(self) -> bool:
        """Whether there is still time."""
        return self.house.clock.now() < self.until

    def turn(self, person: User) -> bool:
        """Whether this person could sign now, as the model sees it."""
        held = {who: roles for who, roles in self.roles.items() if who in self.right}
        mine = held.pop(person.person_id, None)
        return (
            self.live and mine is not None and self.model.may_approve(person.person_id, mine, held)
        )

    def decide(self, user: User, action: Action) -> Outcome | None:
        """Decide in the engine; None when refused."""
        try:
            return self.house.decide(user, self.id, action)
        except (Conflict, Denied):
            return None

    def end(self, status: str) -> None:
        """The round is over."""
        seen[status] += 1
        self.model.status = status
        self.told.append(status)

    def rights_changed(self) -> None:
        """The directory follows; whoever changes rights has the tasks re-assigned."""
        for user in (*self.people, *self.again):
            self.house.directory.entries.pop(user.user_id, None)
        for user in (*self.people, *self.again):
            if user.person_id in self.right:
                self.house.grant(user, *self.roles[user.person_id])
        with self.house.as_user(self.maker) as ctx:
            self.house.engine.refresh(ctx, self.id)

    def write(self, statement: str) -> None:
        """Write past the engine."""
        where = " WHERE id = (SELECT subject_id FROM yinqi.approval WHERE id = %s)"
        self.house.admin(statement + where, self.id)

    def compare(self) -> None:
        """Both worlds agree; and nothing was granted that the rule, read by hand, does not grant."""
        assert self.house.status(self.id) == self.model.status
        assert self.house.outcomes(self.id) == self.told
        self.check_counts()
        self.check_signatures()

    def check_counts(self) -> None:
        """Who could sign now sees one item; nobody else sees any."""
        with self.house.as_user(self.maker) as ctx:
            for user in self.people:
                counted = self.house.engine.waiting_count(ctx, user.person_id)
                assert counted == int(self.turn(user))

    def check_signatures(self) -> None:
        """On file: different people, none the maker, all over the same text; enough if granted."""
        rows = self.house.look(
            "SELECT d.person_id, d.groups, d.action, d.digest = a.digest, d.canonical_text = a.canonical_text"
            " FROM yinqi.approval_decision d JOIN yinqi.approval a ON a.id = d.approval_id WHERE a.id = %s",
            self.id,
        )
        assert {row[0] for row in rows} == self.model.acted
        assert len(rows) == len(self.model.acted)
        assert self.maker.person_id not in self.model.acted
        assert all(row[3] and row[4] for row in rows)
        if self.model.status == "granted":
            signed = [frozenset(row[1]) for row in rows if row[2] == "approve"]
            assert can_fill([need for step in self.model.steps for need in step], signed)


def flat(steps: Any) -> list[str]:
    """One group per signature."""
    return [group for step in steps for group, needed in step for _ in range(needed)]


def test_engine_and_model_agree_on_every_history(
    new_house: Callable[[Path], House], tmp_path: Path
) -> None:
    seen.clear()

    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(
        steps=_STEPS,
        roles=st.lists(_ROLES, min_size=6, max_size=6),
        acts=st.lists(_ACT, min_size=10, max_size=16),
    )
    def live_through(steps: Any, roles: list[frozenset[str]], acts: list[tuple[Any, ...]]) -> None:
        Story(new_house(tmp_path), steps, roles).run(acts)

    live_through()
    everywhere = {"granted", "signed", "refused", "released", "reopened", *ENDS}
    assert {what for what in everywhere if not seen[what]} == set()
    assert seen["granted"] >= ENOUGH
