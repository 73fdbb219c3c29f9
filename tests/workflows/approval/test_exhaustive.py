"""Every small rule the reader accepts: up to three levels, three people, two bands.

No hypothesis and no sample: all shapes, tried over the engine's own table of approvers with everything
turned to the attacker's side. The maker holds every role, everybody has lent their place to everybody,
the escalation has already happened. Then whoever may sign does, in every order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import combinations_with_replacement, permutations, product
from typing import Any
from uuid import UUID

from kernel.context import Actor
from kernel.errors import Conflict, Denied
from kernel.operation import Door
from kernel.text import Text
from workflows.approval.choice import choose
from workflows.approval.commands import Action
from workflows.approval.panel import Panel
from workflows.approval.people import Approver, Lent, distinct_people
from workflows.approval.plan import lacking_people
from workflows.approval.planning import everybody_named
from workflows.approval.policy import Policy, Rules
from workflows.approval.policy_parser import parse_rules
from workflows.approval.round import Decision, Round
from workflows.approval.snapshot import Snapshot
from workflows.approval.states import ApprovalStatus
from workflows.approval.subjects import Facts

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
SPLITS = {1: [[1]], 2: [[2], [1, 1]], 3: [[3], [1, 2], [2, 1], [1, 1, 1]]}


def shapes() -> Iterator[list[list[dict[str, Any]]]]:
    """Every way to put up to three levels into steps."""
    yield []
    for count, splits in SPLITS.items():
        for levels, split in product(product(LEVELS, repeat=count), splits):
            rest = iter(levels)
            yield [[next(rest) for _ in range(size)] for size in split]


def rules_of(shape: list[Any], *, low: bool, words: dict[str, Any]) -> Rules:
    """Two bands: the shape in one of them, no levels at all in the other."""
    first, second = (shape, []) if low else ([], shape)
    bands = [{"upper_minor": EDGE, "steps": first}, {"upper_minor": None, "steps": second}]
    return parse_rules({"bands": {"CNY": bands}} | words)


def begun(rules: Rules, amount_minor: int, people: Sequence[Approver]) -> Round | None:
    """The round that starts; None when nobody needs to sign, or somebody is missing."""
    facts = Facts(amount_minor, "CNY", "6222", Door.WEB, Text("付款", "Payment"))
    policy = Policy(UUID(int=9), 1, "pay", "*", "*", rules)
    choice = choose(policy, facts, lambda _code: Text("付款", "Payment"))
    candidates = distinct_people(people, but={MAKER})
    steps = everybody_named(choice.band.steps, candidates)
    if not steps or lacking_people(steps, candidates, shares=rules.same_person_completes_level):
        return None
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


def test_no_rule_lets_a_maker_release_alone_or_one_person_stand_for_two_steps() -> None:
    started = ended = 0
    for shape, shares, escalates in product(shapes(), (False, True), (False, True)):
        words = {"same_person_completes_level": shares} | (ESCALATION if escalates else {})
        lower = rules_of(shape, low=True, words=words)
        upper = rules_of(shape, low=False, words=words)
        for people in map(people_of, combinations_with_replacement(ROLES, 2)):
            assert begun(lower, EDGE + 1, people) is None
            assert begun(upper, EDGE, people) is None
            current, above = begun(lower, EDGE, people), begun(upper, EDGE + 1, people)
            assert (current and current.snapshot.steps) == (above and above.snapshot.steps)
            if current is None:
                continue
            started += 1
            for end in everybody_tries(current, people):
                ended += 1
                check(end, len(shape))
    assert started > ENOUGH
    assert ended > ENOUGH


def check(end: Round, steps: int) -> None:
    """Different people, none the maker, at least one for each step; deputy and principal are one."""
    hands = [{each.person_id, each.seat} for each in end.decisions]
    everybody = set[UUID]().union(*hands)
    assert MAKER not in everybody
    assert sum(map(len, hands)) == len(everybody)
    assert len(hands) >= max(1, steps)


def test_no_signature_is_needed_only_where_the_band_has_no_steps_and_that_is_for_the_bank() -> None:
    people = people_of((ROLES[3], ROLES[3]))
    for shape in shapes():
        if not shape:
            continue
        rules = rules_of(shape, low=True, words={})
        low, high = rules.bands["CNY"]
        assert low.steps
        assert not high.steps
        assert rules.band_for(EDGE, "CNY") is low
        assert rules.band_for(EDGE + 1, "CNY") is high
        assert rules.strictest[1] is low
        assert begun(rules, EDGE + 1, people) is None
