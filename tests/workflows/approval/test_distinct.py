"""Random rules, random people, every act in random order: who was granted what by whom.

The engine is believed in nothing: what counts is read from the decisions on file. Hands are counted, not
signatures: a deputy and the one whose place was lent are one hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kernel.errors import Conflict, Denied
from kernel.states import IllegalTransition
from tests.workflows.approval import acts
from tests.workflows.approval.house import House, User

GROUPS = ("x", "y")
_ROLES = st.frozensets(st.sampled_from(GROUPS), min_size=1)
_WORDS = st.sampled_from(
    [
        *[{"needed": 1}] * 5,
        {"needed": 2},
        {"mode": "any"},
        {"mode": "all"},
        {"needed": 2, "must_include": "y"},
    ]
)
_LEVEL = st.builds(
    lambda group, words: {"group": group} | words, st.sampled_from((*GROUPS, "*")), _WORDS
)
_STEPS = st.lists(st.lists(_LEVEL, min_size=1, max_size=2), min_size=2, max_size=3)
_RULE = st.fixed_dictionaries(
    {"same_person_completes_level": st.booleans()},
    optional={"escalation": st.just({"escalate_after_hours": 5, "escalate_group": "y"})},
)
_KINDS = ("sign",) * 12 + (
    "approve", "second", "back", "add", "hand_over", "lend", "lend", "take_back", "wait",
    "back", "back", "back", "add", "hand_over", "urge", "roles", "revoke", "restore", "recheck", "recheck", "withdraw", "withdraw",
)  # fmt: skip
_ACT = st.tuples(st.sampled_from(_KINDS), st.integers(0, 6), st.integers(0, 6), _ROLES)
_REFUSED = (Conflict, Denied, IllegalTransition)
PEOPLE = 7
ENOUGH = 10

seen: Counter[str] = Counter()


class Play:
    """One item, and seven people who do whatever comes to their minds; the first is the maker."""

    def __init__(
        self, house: House, roles: list[frozenset[str]], rule: dict[str, Any], steps: Any
    ) -> None:
        self.house, self.steps = house, steps
        self.people = [house.user(f"员{number}", *held) for number, held in enumerate(roles)]
        self.second = [house.user(f"{u.name}二", *GROUPS, person=u) for u in self.people]
        self.lent: list[tuple[User, UUID]] = []
        words = {k: v for k, v in rule.items() if k != "escalation"} | rule.get("escalation", {})
        acts.rule(house, *steps, **words)
        self.item = self.begin()

    def begin(self) -> UUID | None:
        """Submit, if the rule can be filled."""
        try:
            return self.house.submit(self.people[0])
        except Conflict:
            seen["not started"] += 1
            return None

    def run(self, script: list[tuple[str, int, int, frozenset[str]]]) -> None:
        """Do it all, looking after each."""
        if self.item is None:
            return
        for what, who, whom, roles in script:
            try:
                getattr(self, f"do_{what}")(self.people[who], self.people[whom], roles)
            except _REFUSED:
                seen["refused"] += 1
            else:
                seen[what] += 1
            self.look(self.people[who], self.people[whom])

    @property
    def id(self) -> UUID:
        """The round."""
        assert self.item is not None
        return self.item

    def able(self, who: User) -> User:
        """Somebody whose turn the inbox says it is, if there is one."""
        asked = {person for _, person in self.house.open_tasks(self.id)}
        able = [user for user in self.people if user.person_id in asked]
        return able[self.people.index(who) % len(able)] if able else who

    def do_sign(self, who: User, *_: Any) -> None:
        """Somebody whose turn it is."""
        self.house.decide(self.able(who), self.id)

    def do_approve(self, who: User, *_: Any) -> None:
        """Anybody."""
        self.house.decide(who, self.id)

    def do_second(self, who: User, *_: Any) -> None:
        """A second log-in, with every role."""
        self.house.decide(self.second[self.people.index(self.able(who))], self.id)

    def do_back(self, who: User, *_: Any) -> None:
        """Return to the previous level."""
        acts.return_back(self.house, self.able(who), self.id)

    def do_add(self, who: User, whom: User, _: Any) -> None:
        """Add a signer."""
        acts.add_sign(self.house, self.able(who), self.id, whom)

    def do_hand_over(self, who: User, whom: User, _: Any) -> None:
        """Hand over."""
        acts.transfer(self.house, self.able(who), self.id, whom)

    def do_lend(self, who: User, whom: User, _: Any) -> None:
        """Lend one's place."""
        self.lent.append((who, acts.delegate(self.house, who, whom)))

    def do_take_back(self, *_: Any) -> None:
        """End the last delegation."""
        if self.lent:
            acts.end(self.house, *self.lent.pop())

    def do_wait(self, *_: Any) -> None:
        """Time passes, and the worker comes by."""
        self.house.clock.advance(timedelta(hours=30))
        acts.escalate(self.house)
        with self.house.as_worker() as ctx:
            self.house.engine.follow_delegations(ctx)

    def do_urge(self, *_: Any) -> None:
        """The maker urges."""
        acts.urge(self.house, self.people[0], self.id)

    def do_roles(self, who: User, _: Any, roles: frozenset[str]) -> None:
        """An administrator gives other roles."""
        self.house.grant(who, *roles)
        self.refresh()

    def do_revoke(self, who: User, *_: Any) -> None:
        """An administrator takes a right away, of one log-in."""
        self.house.directory.entries.pop(who.user_id, None)
        self.refresh()

    def do_restore(self, who: User, _: Any, roles: frozenset[str]) -> None:
        """And gives it back."""
        self.do_roles(who, _, roles)

    def do_recheck(self, *_: Any) -> None:
        """Release looks again: what was granted by this rule satisfies it."""
        assert self.house.recheck(self.id)

    def do_withdraw(self, *_: Any) -> None:
        """The maker takes it back."""
        self.house.withdraw(self.people[0], self.id)

    def refresh(self) -> None:
        """Whoever changes rights has the tasks follow."""
        with self.house.as_user(self.people[0]) as ctx:
            self.house.engine.refresh(ctx, self.id)

    @property
    def lapsed(self) -> bool:
        """Whether the time is over."""
        (row,) = self.house.look("SELECT expires_at FROM yinqi.approval WHERE id = %s", self.id)
        return bool(row[0] <= self.house.clock.now())

    def look(self, *looking: User) -> None:
        """Nobody stands for two, and inboxes are true."""
        rows = self.house.look(
            "SELECT a.status, d.person_id, d.on_behalf_of, d.groups"
            " FROM yinqi.approval a JOIN yinqi.approval_decision d ON d.approval_id = a.id"
            " WHERE a.id = %s AND NOT a.snapshot->'voided' @> to_jsonb(d.seq)",
            self.id,
        )
        hands = [{row[1], row[2] or row[1]} for row in rows]
        everybody = set[UUID]().union(*hands)
        assert sum(map(len, hands)) == len(everybody), "one hand signed twice"
        assert self.people[0].person_id not in everybody, "the maker had a hand in it"
        if self.house.status(self.id) == "granted":
            seen["granted"] += 1
            self.check_granted(hands, [set(row[3]) for row in rows])
        if not self.lapsed:
            self.check_inboxes(*looking)

    def check_granted(self, hands: list[set[UUID]], groups: list[set[str]]) -> None:
        """At least one hand for each step; and where nobody may do more, one for each signature."""
        assert len(hands) >= len(self.steps)
        (row,) = self.house.look("SELECT snapshot FROM yinqi.approval WHERE id = %s", self.id)
        needed = sum(level.get("needed", 1) for step in self.steps for level in step)
        if not row[0]["shares"]:
            assert len(hands) >= needed
        further = [level for step in row[0]["steps"] for level in step if "must_include" in level]
        assert not further or any("y" in held for held in groups)

    def check_inboxes(self, *looking: User) -> None:
        """Who has it in their inbox may decide, and nobody else: with one of their log-ins."""
        asked = {person for _, person in self.house.open_tasks(self.id)}
        for user in looking:
            mine = [u for u in (*self.people, *self.second) if u.person_id == user.person_id]
            assert (user.person_id in asked) == any(map(self.may, mine))

    def may(self, user: User) -> bool:
        """Whether the page would let them."""
        with self.house.as_user(user) as ctx:
            return self.house.engine.history(ctx, self.id).refusal is None


def test_n_steps_are_never_granted_by_fewer_than_n_people_nor_by_the_maker(
    new_house: Callable[[Path], House], tmp_path: Path
) -> None:
    seen.clear()

    @settings(
        max_examples=40, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]
    )
    @given(
        roles=st.lists(_ROLES, min_size=PEOPLE, max_size=PEOPLE),
        rule=_RULE,
        steps=_STEPS,
        script=st.lists(_ACT, min_size=12, max_size=22),
    )
    def play(roles: Any, rule: Any, steps: Any, script: Any) -> None:
        Play(new_house(tmp_path), roles, rule, steps).run(script)

    play()
    everywhere = {"granted", "refused", "second", "back", "add", "hand_over", "lend", "recheck"}
    assert {what for what in everywhere if not seen[what]} == set()
    assert seen["granted"] >= ENOUGH
