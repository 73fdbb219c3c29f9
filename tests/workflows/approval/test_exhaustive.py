"""Every small rule the reader accepts: up to three levels, three people, two bands that both ask.

No hypothesis: all shapes, tried over the engine's own table of approvers with everything turned to the
attacker's side. The maker holds every role, everybody has lent their place to everybody, the escalation
has already happened. Then whoever may sign does, in every order.

What a band asks is walked through once and remembered by what the engine chose, so that rules of two bands
can be paired: each of the 942 shapes stands in both bands beside another one, and of the 129 shapes of
three kinds of level every one beside every other. `make exhaustive` (EVERY_PAIR=1) pairs all 942 with all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import combinations_with_replacement, permutations, product
from typing import Any
from uuid import UUID

import pytest

from kernel.context import Actor
from kernel.errors import Conflict, Denied
from kernel.operation import Door
from kernel.text import Text
from workflows.approval.choice import Choice, choose
from workflows.approval.commands import Action
from workflows.approval.panel import Panel
from workflows.approval.people import Approver, Lent, distinct_people
from workflows.approval.plan import lacking_people
from workflows.approval.planning import everybody_named
from workflows.approval.policy import Policy, Rules, Steps
from workflows.approval.policy_parser import parse_rules, parse_steps
from workflows.approval.round import Decision, Round
from workflows.approval.snapshot import Snapshot
from workflows.approval.states import ApprovalStatus
from workflows.approval.subjects import Facts
from workflows.policies.rules import Case, Ground, refusals, spelled

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
EDGE = 100_00
ENOUGH = 1_000
MAKER, A, B = (UUID(int=number) for number in (1, 2, 3))
LEVELS: tuple[dict[str, Any], ...] = (
    {"group": "a", "needed": 1},
    {"group": "a", "needed": 2},
    {"group": "a", "mode": "all"},
    {"group": "b", "mode": "any"},
    {"group": "*", "needed": 1},
    {"group": "*", "needed": 2, "must_include": "b"},
)
ROLES = (frozenset[str](), frozenset({"a"}), frozenset({"b"}), frozenset({"a", "b"}))
LENT = tuple(Lent(lender, to) for lender, to in permutations((MAKER, A, B), 2))
ESCALATION = {"escalate_after_hours": 1, "escalate_group": "b"}
WORDS: tuple[dict[str, Any], ...] = (
    {},
    {"same_person_completes_level": True},
    ESCALATION,
    {"same_person_completes_level": True, **ESCALATION},
)
LOW = "CNY up to 100.00:"
PAYMENT = Text("付款", "Payment")
Shape = list[list[dict[str, Any]]]
SPLITS = {1: [[1]], 2: [[2], [1, 1]], 3: [[3], [1, 2], [2, 1], [1, 1, 1]]}


def shapes(levels: Sequence[dict[str, Any]] = LEVELS) -> Iterator[Shape]:
    """Every way to put up to three levels into steps."""
    yield []
    for count, splits in SPLITS.items():
        for asked, split in product(product(levels, repeat=count), splits):
            rest = iter(asked)
            yield [[next(rest) for _ in range(size)] for size in split]


def rule(low: Shape, high: Shape, words: Mapping[str, Any]) -> Rules:
    """Two bands, as the editor writes them."""
    bands = [{"upper_minor": EDGE, "steps": low}, {"upper_minor": None, "steps": high}]
    return parse_rules(spelled({"bands": {"CNY": bands}, **words}, {}))


def chosen(rules: Rules, amount_minor: int | None, currency: str) -> Choice:
    """The band the engine takes for an amount."""
    facts = Facts(amount_minor, currency, "6222", Door.WEB, PAYMENT)
    return choose(Policy(UUID(int=9), 1, "pay", "*", "*", rules), facts, lambda _code: PAYMENT)


def begun(choice: Choice, people: Sequence[Approver]) -> Round | None:
    """The round that starts; None when nobody needs to sign, or somebody is missing."""
    candidates = distinct_people(people, but={MAKER})
    steps = everybody_named(choice.band.steps, candidates)
    shares = choice.policy.rules.same_person_completes_level
    if not steps or lacking_people(steps, candidates, shares=shares):
        return None
    facts = Facts(EDGE, "CNY", "6222", Door.WEB, PAYMENT)
    return _round(facts, _escalated(choice.snapshot(steps)))


def _escalated(snapshot: Snapshot) -> Snapshot:
    if snapshot.escalation is None:
        return snapshot
    further = partial(replace, asked_too=snapshot.escalation.group)
    return replace(
        snapshot, steps=tuple(tuple(further(level) for level in step) for step in snapshot.steps)
    )


def _round(facts: Facts, snapshot: Snapshot) -> Round:
    return Round(
        id=UUID(int=7),
        enterprise_id=UUID(int=8),
        subject_type="probe",
        subject_id=UUID(int=6),
        operation="pay",
        canonical_text="付款",
        digest=b"",
        facts=facts,
        snapshot=snapshot,
        status=ApprovalStatus.PENDING,
        version=1,
        maker_person_id=MAKER,
        created_at=NOW,
        expires_at=NOW + timedelta(days=1),
        closed_at=None,
        escalate_at=None,
        decisions=(),
    )


def everybody_tries(current: Round, people: Sequence[Approver]) -> Iterator[Round]:
    """Every end that signing can come to, by whoever is let."""
    if current.progress.complete:
        yield current
        return
    panel = Panel(current, frozenset({MAKER}), people, frozenset(), LENT)
    for who in people:
        actor = Actor(
            UUID(int=5), Door.WEB, who.name, current.enterprise_id, who.person_id, who.user_id
        )
        try:
            turn = panel.take_turn(actor, NOW)
        except (Conflict, Denied):
            continue
        assert who.person_id != MAKER
        assert turn.seat != MAKER
        roles = turn.stand_in.principal.roles if turn.stand_in else turn.approver.roles
        decision = Decision(
            seq=len(current.decisions) + 2,
            level=turn.level,
            person_id=who.person_id,
            user_id=who.user_id,
            name=who.name,
            groups=roles,
            action=Action.APPROVE,
            comment="",
            digest=b"",
            evidence={},
            door=Door.WEB,
            decided_at=NOW,
            on_behalf_of=turn.stand_in.principal.person_id if turn.stand_in else None,
        )
        yield from everybody_tries(
            replace(current, decisions=(*current.decisions, decision)), people
        )


def people_of(roles: tuple[frozenset[str], frozenset[str]]) -> tuple[Approver, ...]:
    """The maker with every role, and two others."""
    held = (frozenset({"a", "b", "*"}), *roles)
    return tuple(
        Approver(UUID(int=100 + number), who, f"P{number}", mine)
        for number, (who, mine) in enumerate(zip((MAKER, A, B), held, strict=True))
    )


EVERYBODY = tuple(map(people_of, combinations_with_replacement(ROLES, 2)))


class Walks:
    """What every band comes to that a rule can ask: tried once, whatever rule it stands in."""

    def __init__(self) -> None:
        self.started = self.ended = 0
        self._done: dict[tuple[Steps, bool, bool], list[bool]] = {}

    def through(self, choice: Choice) -> list[bool]:
        """Whether a round starts, for each set of people; each that does is signed to every end."""
        rules = choice.policy.rules
        key = choice.band.steps, rules.same_person_completes_level, rules.escalation is not None
        if key not in self._done:
            self._done[key] = [self._try(choice, people) for people in EVERYBODY]
        return self._done[key]

    def _try(self, choice: Choice, people: Sequence[Approver]) -> bool:
        current = begun(choice, people)
        if current is None:
            return False
        self.started += 1
        for end in everybody_tries(current, people):
            self.ended += 1
            check(end, len(choice.band.steps))
            check_included(end)
        return True


def check(end: Round, steps: int) -> None:
    """Different people, none the maker, at least one for each step; deputy and principal are one."""
    hands = [{each.person_id, each.seat} for each in end.decisions]
    everybody = set[UUID]().union(*hands)
    assert MAKER not in everybody
    assert sum(map(len, hands)) == len(everybody)
    assert len(hands) >= max(1, steps)


def check_included(end: Round) -> None:
    """Each level that must include a group has a signer of it, of its own unless one counts for several."""
    first = 1
    for levels in end.snapshot.steps:
        numbers = range(first, first + len(levels))
        first += len(levels)
        groups = [level.must_include for level in levels if level.must_include]
        signed = [one.groups for one in end.decisions if one.level in numbers]
        for group in set(groups):
            wanted = 1 if end.snapshot.shares else groups.count(group)
            assert sum(group in held for held in signed) >= wanted


def holds(walks: Walks, low: Shape, high: Shape, words: Mapping[str, Any]) -> None:
    """An amount gets its own band's signers; what has no table or no amount those of one of the bands."""
    rules = rule(low, high, words)
    lower, upper = (parse_steps(shape, "steps") for shape in (low, high))
    for amount, asked in ((EDGE, lower), (EDGE + 1, upper)):
        choice = chosen(rules, amount, "CNY")
        assert _asked(choice.band.steps) == _asked(asked)
        walks.through(choice)
    for nothing, currency in ((1, "USD"), (None, "")):
        choice = chosen(rules, nothing, currency)
        assert choice.band == rules.strictest[1]
        assert choice.band.steps


def _asked(steps: Steps) -> list[list[tuple[str, int, str, str]]]:
    return [[(at.group, at.needed, at.mode, at.must_include) for at in step] for step in steps]


@pytest.fixture(scope="module")
def walks() -> Walks:
    """What has been walked through, for the tests of this file together."""
    return Walks()


def test_no_rule_lets_a_maker_release_alone_or_one_person_stand_for_two_steps(walks: Walks) -> None:
    every = [shape for shape in shapes() if shape]
    beside = [*every[len(every) // 2 :], *every[: len(every) // 2]]
    for (low, high), words in product(zip(every, beside, strict=True), WORDS):
        holds(walks, low, high, words)
    assert walks.started > ENOUGH
    assert walks.ended > ENOUGH


def test_no_pair_of_bands_does(walks: Walks) -> None:
    levels = LEVELS if os.environ.get("EVERY_PAIR") else (LEVELS[0], LEVELS[3], LEVELS[5])
    pairs = list(permutations([shape for shape in shapes(levels) if shape], 2))
    for low, high in pairs:
        holds(walks, low, high, WORDS[-1])
    assert len(pairs) > ENOUGH


def test_the_editor_refuses_a_band_when_nobody_could_sign_it_or_it_asks_nobody(
    walks: Walks,
) -> None:
    names = {code: Text(code, code) for code in ("a", "b")}
    for shape, words in product(shapes(), WORDS[:2]):
        rules = rule(shape, [[{"group": "*", "needed": 9}]], words)
        starts = walks.through(chosen(rules, EDGE, "CNY"))
        for people, could in zip(EVERYBODY, starts, strict=True):
            case = Case("", distinct_people(people, but={MAKER}))
            ground = Ground(names, [case], by_amount=True, allows_direct=False)
            said = " ".join(found.text.en for found in refusals(rules, ground))
            assert could is (LOW not in said)


def test_a_band_without_levels_is_no_way_round_the_other() -> None:
    for shape in shapes():
        if not shape:
            continue
        rules = rule(shape, [], {})
        low, high = rules.bands["CNY"]
        assert low.steps
        assert not high.steps
        assert rules.band_for(EDGE, "CNY") is low
        assert rules.band_for(EDGE + 1, "CNY") is high
        assert rules.strictest[1] is low
        assert begun(chosen(rules, EDGE + 1, "CNY"), EVERYBODY[-1]) is None
        assert chosen(rules, 1, "USD").band is low


def test_the_walk_notices_an_engine_that_lets_the_maker_sign(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def seat(panel: Panel, actor: Actor) -> Approver:
        return next(each for each in panel.approvers if each.user_id == actor.user_id)

    monkeypatch.setattr(Panel, "_seat", seat)
    rules = rule([[dict(LEVELS[0])]], [[dict(LEVELS[4])]], {})
    with pytest.raises(AssertionError):
        Walks().through(chosen(rules, EDGE + 1, "CNY"))
