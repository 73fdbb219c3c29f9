"""What an answer earns, over every combination of what can be known: 7 states × 6 outcomes × 32."""

from itertools import product

import pytest

from connectors.ports import Outcome
from workflows.dispatch.rules import Judgement, Known, judge
from workflows.dispatch.states import CHART, Verdict
from workflows.dispatch.states import SubmissionStatus as Status

FINAL = {Status.SETTLED, Status.REFUSED, Status.RETURNED}
ALL = [
    (Known(status, *flags), outcome, judge(Known(status, *flags), outcome))
    for status, outcome, flags in product(Status, Outcome, product([False, True], repeat=5))
]


def target(known: Known, judgement: Judgement) -> Status:
    state = known.status.value
    for trigger in judgement.triggers:
        state = CHART.move(state, trigger).target
    return Status(state)


def test_every_combination_is_judged_along_edges_of_the_chart() -> None:
    assert len(ALL) == 7 * 6 * 32
    assert {target(known, judgement) for known, _, judgement in ALL} == set(Status)


def test_a_final_outcome_never_changes_except_that_settled_money_comes_back() -> None:
    moved = {
        (known.status, outcome, target(known, judgement))
        for known, outcome, judgement in ALL
        if known.status in FINAL and judgement.triggers
    }
    assert moved == {(Status.SETTLED, Outcome.RETURNED, Status.RETURNED)}


def test_silence_is_never_a_verdict() -> None:
    for known, outcome, judgement in ALL:
        if outcome is Outcome.UNKNOWN and known.status not in FINAL:
            assert target(known, judgement) in {known.status, Status.UNKNOWN}


def test_only_the_outcome_that_was_said_is_reached() -> None:
    reached = {
        (outcome, target(known, judgement))
        for known, outcome, judgement in ALL
        if target(known, judgement) in FINAL and known.status not in FINAL
    }
    assert reached == {
        (Outcome.SETTLED, Status.SETTLED),
        (Outcome.REFUSED, Status.REFUSED),
        (Outcome.RETURNED, Status.RETURNED),
    }


def test_it_is_sent_again_only_when_surely_nobody_saw_it() -> None:
    for known, outcome, judgement in ALL:
        if "missing" in judgement.triggers:
            assert outcome is Outcome.MISSING
            assert known.agrees
            assert not known.heard
            assert not known.under_way
            assert known.status in {Status.SENDING, Status.UNKNOWN}


def test_another_amount_moves_no_money() -> None:
    for known, _, judgement in ALL:
        if not known.agrees:
            assert judgement.verdict is Verdict.EXCEPTION
            assert set(judgement.triggers) <= {"lose"}


def test_an_exception_never_reaches_a_final_state() -> None:
    for known, _, judgement in ALL:
        if judgement.verdict is Verdict.EXCEPTION:
            assert target(known, judgement) in {known.status, Status.UNKNOWN}


def test_what_was_never_sent_is_not_moved_by_what_others_say() -> None:
    for known, _, judgement in ALL:
        if known.status is Status.PREPARED and not known.sent_before:
            assert judgement.triggers == ()


@pytest.mark.parametrize(
    ("status", "outcome", "expected"),
    [
        (Status.SENDING, Outcome.ACCEPTED, Judgement(("accept",), Verdict.APPLIED)),
        (Status.SENDING, Outcome.SETTLED, Judgement(("settle",), Verdict.APPLIED)),
        (Status.SENDING, Outcome.REFUSED, Judgement(("refuse",), Verdict.APPLIED)),
        (Status.SENDING, Outcome.RETURNED, Judgement(("settle", "return"), Verdict.APPLIED)),
        (Status.SENDING, Outcome.UNKNOWN, Judgement(("lose",), Verdict.APPLIED)),
        (Status.SENDING, Outcome.MISSING, Judgement(("missing",), Verdict.APPLIED)),
        (Status.SENT, Outcome.ACCEPTED, Judgement((), Verdict.WAITING)),
        (Status.SENT, Outcome.UNKNOWN, Judgement((), Verdict.WAITING)),
        (Status.SENT, Outcome.MISSING, Judgement((), Verdict.WAITING)),
        (Status.UNKNOWN, Outcome.ACCEPTED, Judgement(("accept",), Verdict.APPLIED)),
        (Status.UNKNOWN, Outcome.UNKNOWN, Judgement((), Verdict.WAITING)),
        (Status.SETTLED, Outcome.SETTLED, Judgement((), Verdict.REPEATED)),
        (Status.SETTLED, Outcome.REFUSED, Judgement((), Verdict.EXCEPTION)),
        (Status.SETTLED, Outcome.MISSING, Judgement((), Verdict.EXCEPTION)),
        (Status.REFUSED, Outcome.SETTLED, Judgement((), Verdict.EXCEPTION)),
        (Status.REFUSED, Outcome.RETURNED, Judgement((), Verdict.EXCEPTION)),
        (Status.RETURNED, Outcome.SETTLED, Judgement((), Verdict.REPEATED)),
        (Status.RETURNED, Outcome.REFUSED, Judgement((), Verdict.EXCEPTION)),
        (Status.PREPARED, Outcome.SETTLED, Judgement(("doubt", "settle"), Verdict.APPLIED)),
        (Status.PREPARED, Outcome.UNKNOWN, Judgement(("doubt",), Verdict.APPLIED)),
        (Status.PREPARED, Outcome.MISSING, Judgement((), Verdict.WAITING)),
    ],
)
def test_the_usual_case(status: Status, outcome: Outcome, expected: Judgement) -> None:
    known = Known(status, sent_before=True, heard=False, under_way=False, quiet=False)
    assert judge(known, outcome) == expected


def test_an_accepted_message_that_clearing_denies_is_a_contradiction() -> None:
    heard = Known(Status.SENT, sent_before=True, heard=True, under_way=False, quiet=False)
    assert judge(heard, Outcome.MISSING) == Judgement((), Verdict.EXCEPTION)
    long_ago = Known(Status.SENT, sent_before=True, heard=True, under_way=False, quiet=True)
    assert judge(long_ago, Outcome.MISSING) == Judgement(("lose",), Verdict.EXCEPTION)


def test_an_accepted_message_nobody_speaks_of_becomes_unknown() -> None:
    quiet = Known(Status.SENT, sent_before=True, heard=True, under_way=False, quiet=True)
    assert judge(quiet, Outcome.UNKNOWN) == Judgement(("lose",), Verdict.APPLIED)


def test_every_verdict_has_a_name() -> None:
    assert len({verdict.label.zh for verdict in Verdict}) == len(Verdict)
    assert len({status.label.zh for status in Status}) == len(Status)
