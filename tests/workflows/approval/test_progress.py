"""Counting signatures: whose turn it is, what is open, what can still be filled."""

from __future__ import annotations

from uuid import UUID

from kernel.text import Text
from workflows.approval.counting import steps_lacking
from workflows.approval.people import Approver
from workflows.approval.policy import Level, Steps
from workflows.approval.progress import Progress, Signature

A, B, C, D = (UUID(int=number) for number in range(1, 5))


def level(group: str, needed: int = 1) -> Level:
    return Level(group, needed, Text(group, group))


def person(who: UUID, *roles: str) -> Approver:
    return Approver(UUID(int=who.int + 100), who, f"P{who.int}", frozenset(roles))


def signed(who: UUID, at: int, *roles: str) -> Signature:
    return Signature(who, at, frozenset(roles))


IN_ORDER: Steps = ((level("x"),), (level("y"),))
TOGETHER: Steps = ((level("x"), level("y")),)
MIXED: Steps = ((level("x"), level("y")), (level("z"),))


def test_in_order_only_the_first_level_is_open() -> None:
    progress = Progress(IN_ORDER)
    people = [person(A, "x"), person(B, "y")]
    assert progress.turns(people) == {A: (1,)}
    assert progress.coming(people) == {B: (2,)}
    assert [progress.state_of(slot) for slot in progress.slots] == ["now", "later"]


def test_together_every_level_is_open() -> None:
    progress = Progress(TOGETHER)
    people = [person(A, "x"), person(B, "y"), person(C, "x", "y")]
    assert progress.turns(people) == {A: (1,), B: (2,), C: (1, 2)}
    assert progress.coming(people) == {}


def test_mixed_the_last_step_waits_for_both_before() -> None:
    assert Progress(MIXED, [signed(A, 1, "x")]).step == 0
    assert Progress(MIXED, [signed(A, 1, "x"), signed(B, 2, "y")]).step == 1
    done = Progress(MIXED, [signed(A, 1, "x"), signed(B, 2, "y"), signed(C, 3, "z")])
    assert done.complete
    assert done.step == 2


def test_one_signature_counts_for_one_level_only() -> None:
    progress = Progress(TOGETHER, [signed(A, 1, "x", "y")])
    assert not progress.complete
    assert progress.short() == [0, 1]


def test_one_who_may_do_both_moves_to_make_room_for_one_who_may_do_one() -> None:
    progress = Progress(TOGETHER, [signed(A, 1, "x", "y")])
    people = [person(B, "x"), person(C, "y")]
    assert progress.turns(people) == {B: (1,), C: (2,)}
    both = Progress(TOGETHER, [signed(A, 1, "x", "y"), signed(B, 1, "x")])
    assert both.complete
    assert [(s.person_id, number) for s, number in both.counted()] == [(A, 2), (B, 1)]


def test_a_level_that_can_take_no_more_is_nobodys_turn() -> None:
    progress = Progress(TOGETHER, [signed(A, 1, "x")])
    assert progress.turns([person(B, "x")]) == {}
    assert progress.level_for(person(B, "x")) is None
    assert progress.level_for(person(C, "y")) == 2


def test_a_signature_given_without_the_group_counts_for_nothing() -> None:
    assert Progress(IN_ORDER, [signed(A, 1, "other")]).short() == [1, 1]


def test_a_signature_of_an_earlier_step_does_not_fill_a_later_one() -> None:
    twice: Steps = ((level("x"),), (level("x"),))
    assert Progress(twice, [signed(A, 1, "x")]).step == 1
    assert not Progress(twice, [signed(A, 1, "x"), signed(B, 1, "x")]).complete


def test_the_only_one_for_a_later_level_is_spared_for_it() -> None:
    progress = Progress(IN_ORDER)
    people = [person(A, "x", "y"), person(B, "x")]
    assert progress.turns(people) == {B: (1,)}
    assert progress.coming(people) == {A: (2,)}


def test_with_two_for_the_later_level_the_second_is_spared_once_the_first_has_signed() -> None:
    steps: Steps = ((level("x", 2),), (level("y"),))
    people = [person(A, "x", "y"), person(B, "x", "y"), person(C, "x")]
    assert set(Progress(steps).turns(people)) == {A, B, C}
    after = Progress(steps, [signed(A, 1, "x", "y")])
    assert set(after.turns(people[1:])) == {C}


def test_nobody_is_spared_when_the_later_level_cannot_be_filled_anyway() -> None:
    steps: Steps = ((level("x"),), (level("y", 2),))
    assert set(Progress(steps).turns([person(A, "x", "y")])) == {A}


def test_what_cannot_be_filled_is_named_by_level() -> None:
    assert Progress(IN_ORDER).unfillable([person(A, "x", "y")]) == {2: 1}
    assert Progress(IN_ORDER).unfillable([]) == {1: 1, 2: 1}
    assert Progress(IN_ORDER).unfillable([person(A, "x", "y"), person(B, "x")]) == {}


def test_everybody_entitled_may_sign_a_level_for_all() -> None:
    progress = Progress(((level("*", 2),),))
    assert progress.turns([person(A), person(B, "x")]) == {A: (1,), B: (1,)}


def test_three_decisions_are_held_against_another_rule_each_once() -> None:
    on_file = [signed(A, 1, "x"), signed(B, 2, "x", "y")]
    assert steps_lacking(IN_ORDER, on_file) == ()
    assert steps_lacking(((level("y"),), (level("x"),)), on_file) == ()
    assert steps_lacking(((level("x", 3),),), on_file) == ((level("x", 1),),)
    assert steps_lacking(((level("y"),), (level("z", 2),)), on_file) == ((level("z", 2),),)
    assert steps_lacking(((level("y", 2),),), on_file) == ((level("y", 1),),)


def test_a_rule_that_asks_nothing_lacks_nothing() -> None:
    assert steps_lacking((), [signed(A, 1, "x")]) == ()
    assert Progress(()).complete
