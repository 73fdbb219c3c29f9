"""Thirty-two at once on one item: exactly one outcome, and a control that shows the race is real."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Barrier
from uuid import UUID

import pytest

from kernel.errors import Conflict, Denied, NotFound
from kernel.operation import Door
from kernel.statements import Row
from tests.workflows.approval import acts
from tests.workflows.approval.conftest import RACERS
from tests.workflows.approval.house import House, Product, User, subject_of
from workflows.approval import repository
from workflows.approval.commands import Action
from workflows.approval.subjects import Outcome, Subject

ROUNDS = 50 if os.environ.get("EVERY_PAIR") else 15
_ENDS = {Outcome.GRANTED, Outcome.REJECTED, Outcome.SENT_BACK, Outcome.WITHDRAWN}


def race(attempts: Sequence[Callable[[], Outcome]]) -> list[Outcome | str]:
    """Run all at once; a refusal is told by its family, anything else is a fault and raises."""
    start = Barrier(len(attempts))

    def run(attempt: Callable[[], Outcome]) -> Outcome | str:
        start.wait()
        try:
            return attempt()
        except (Conflict, Denied) as refusal:
            return type(refusal).__name__

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


def _mixed(
    house: House, maker: User, people: Sequence[User], item: UUID
) -> list[Callable[[], Outcome]]:
    """Two withdraw, three reject, three send back, all others approve."""
    digest = house.digest(item)
    actions = [Action.REJECT] * 3 + [Action.SEND_BACK] * 3 + [Action.APPROVE] * (RACERS - 8)
    decide = [
        lambda who=who, action=action: house.decide(who, item, action, shown=digest)
        for who, action in zip(people, actions, strict=True)
    ]
    return [*decide, *[lambda: house.withdraw(maker, item)] * 2]


def test_thirty_two_approve_reject_and_withdraw_at_once(house: House) -> None:
    maker = house.user("经办")
    people = [house.user(f"员{number}", "manager") for number in range(RACERS - 2)]
    house.rule((None, [[("manager", 3)], [("manager", 2)]]))
    ends: Counter[str] = Counter()
    for turn in range(20 * ROUNDS):
        if turn >= ROUNDS and set(ends) == _ENDS:
            break
        item = house.submit(maker)
        order = people[turn % len(people) :] + people[: turn % len(people)]
        results = race(_mixed(house, maker, order, item))
        ended = [result for result in results if result in _ENDS]
        signed = results.count(Outcome.SIGNED)
        assert len(ended) == 1, results
        assert house.outcomes(item) == [ended[0]]
        assert house.status(item) == ended[0]
        assert house.open_tasks(item) == set()
        _written_once(house, item, moves=1 + signed + 1)
        ends[ended[0]] += 1
    assert set(ends) == _ENDS, "every way to end must have won at least once"


def _everything(house: House, cast: Cast, item: UUID) -> list[Callable[[], Outcome]]:
    """Two levels, their deputies, and everybody who returns, adds, hands over or takes back: 32."""
    digest = house.digest(item)

    def said(act: Callable[..., None], *about: User) -> Callable[[], Outcome]:
        def run() -> Outcome:
            act(house, about[0], item, *about[1:], shown=digest)
            return Outcome.SIGNED

        return run

    def signs(who: User, action: Action = Action.APPROVE) -> Callable[[], Outcome]:
        return lambda: house.decide(who, item, action, shown=digest)

    managers, directors = cast.managers, cast.directors
    attempts = [signs(who) for who in (*managers[:8], *directors[:8], *cast.deputies)]
    attempts += [said(acts.return_back, who) for who in directors[5:8]]
    attempts += [said(acts.transfer, who, managers[9]) for who in managers[2:5]]
    attempts += [said(acts.add_sign, who, cast.deputies[0]) for who in managers[5:7]]
    attempts += [signs(managers[8], Action.REJECT), signs(directors[8], Action.SEND_BACK)]
    attempts += [lambda: house.withdraw(cast.maker, item)]
    return attempts + [signs(who) for who in directors[: RACERS - len(attempts)]]


@dataclass(frozen=True)
class Cast:
    """Ten managers, ten directors, and deputies of four of them."""

    maker: User
    managers: list[User]
    directors: list[User]
    deputies: list[User]


def test_thirty_two_at_two_levels_with_every_act_end_once_or_not_at_all(house: House) -> None:
    cast = Cast(
        house.user("经办"),
        [house.user(f"经理{number}", "manager") for number in range(10)],
        [house.user(f"总监{number}", "director") for number in range(10)],
        [house.user(f"代{number}", "clerk") for number in range(4)],
    )
    lenders = (*cast.managers[:2], *cast.directors[:2])
    for lender, deputy in zip(lenders, cast.deputies, strict=True):
        acts.delegate(house, lender, deputy)
    acts.rule(house, [acts.level("manager", 2)], [acts.level("director", 2)])
    ends: Counter[str] = Counter()
    for turn in range(ROUNDS):
        item = house.submit(cast.maker)
        attempts = _everything(house, cast, item)
        order = attempts[turn % RACERS :] + attempts[: turn % RACERS]
        ended = [result for result in race(order) if result in _ENDS]
        assert len(ended) <= 1
        assert house.outcomes(item) == list(map(str, ended))
        assert house.status(item) == (ended[0] if ended else "pending")
        _nobody_twice(house, item)
        ends["ended" if ended else "pending"] += 1
    assert ends["ended"]


def _nobody_twice(house: House, item: UUID) -> None:
    """Of what counts: each natural person once, in their own place or another's."""
    rows = house.look(
        "SELECT d.person_id, coalesce(d.on_behalf_of, d.person_id) FROM yinqi.approval a"
        " JOIN yinqi.approval_decision d ON d.approval_id = a.id"
        " WHERE a.id = %s AND NOT a.snapshot->'voided' @> to_jsonb(d.seq)",
        item,
    )
    hands = [set(row) for row in rows]
    assert sum(map(len, hands)) == len(set[UUID]().union(*hands))


def _written_once(house: House, item: UUID, moves: int) -> None:
    (sequence,) = house.look(
        "SELECT array_agg(seq ORDER BY seq) FROM yinqi.approval_transition WHERE approval_id = %s",
        item,
    )
    assert sequence[0] == list(range(1, moves + 1))
    (people,) = house.look(
        "SELECT count(*), count(DISTINCT person_id) FROM yinqi.approval_decision WHERE approval_id = %s",
        item,
    )
    assert people[0] == people[1]


def test_thirty_two_who_all_approve_grant_once(house: House) -> None:
    maker = house.user("经办")
    people = [house.user(f"员{number}", "manager") for number in range(RACERS)]
    house.rule((None, [[("manager", 2)]]))
    for _ in range(10):
        item = house.submit(maker)
        digest = house.digest(item)
        results = race([lambda who=who: house.decide(who, item, shown=digest) for who in people])  # type: ignore[misc]  # noqa: B023
        assert results.count(Outcome.GRANTED) == 1
        assert results.count(Outcome.SIGNED) == 1
        assert house.outcomes(item) == ["granted"]


def test_one_person_pressing_on_eight_devices_signs_once(house: House) -> None:
    maker, one = house.user("经办"), house.user("甲", "manager")
    house.user("乙", "manager")
    house.rule((None, [[("manager", 2)]]))
    for _ in range(10):
        item = house.submit(maker)
        digest = house.digest(item)
        results = race([lambda: house.decide(one, item, shown=digest)] * 8)  # noqa: B023
        assert results == [
            Outcome.SIGNED if r is Outcome.SIGNED else "ActedBefore" for r in results
        ]
        assert results.count(Outcome.SIGNED) == 1


def test_eight_workers_rechecking_reopen_once(house: House) -> None:
    maker, one = house.user("经办"), house.user("甲", "manager")
    house.user("乙", "director")
    house.rule((None, [[("manager", 1)]]))
    item = house.submit(maker)
    house.decide(one, item)
    house.rule((None, [[("manager", 1)], [("director", 1)]]))

    def look_again() -> Outcome:
        with house.as_user(None, Door.SYSTEM) as ctx:
            assert not house.engine.recheck(ctx, item).satisfied
        return Outcome.REOPENED

    results = race([look_again] * 8)
    assert sorted(results) == ["IllegalTransition"] * 7 + ["reopened"]
    assert house.outcomes(item) == ["granted", "reopened"]


def test_sixteen_submissions_of_one_instruction_start_one_round(house: House) -> None:
    maker, _ = house.user("经办"), house.user("甲", "manager")
    house.rule((None, [[("manager", 1)]]))
    subject = house.subject(maker)

    def submit() -> Outcome:
        assert house.start(maker, subject) is not None
        return Outcome.SIGNED

    results = race([submit] * 16)
    assert sorted(results) == ["AlreadyRunning"] * 15 + ["signed"]


def test_sweeper_and_signer_at_the_last_moment_do_not_both_win(house: House) -> None:
    maker, one = house.user("经办"), house.user("甲", "manager")
    house.rule((None, [[("manager", 1)]]))

    def sweep() -> Outcome:
        with house.as_worker() as ctx:
            late = ctx.now.replace(year=2030)
            return (
                Outcome.EXPIRED
                if house.engine.expire_due(replace(ctx, now=late)).expired
                else Outcome.SIGNED
            )

    for _ in range(20):
        item = house.submit(maker)
        digest = house.digest(item)
        race([sweep, lambda: house.decide(one, item, shown=digest)])  # noqa: B023
        assert house.outcomes(item) in (["granted"], ["expired"])
        assert house.outcomes(item) == [house.status(item)]


class Careless(Product):
    """A product that forgot to lock its instruction."""

    def lock(self, ctx: object, subject_id: UUID) -> Subject:
        """Read, and lock nothing."""
        row: Row | None = ctx.uow.row("SELECT * FROM probe.subject WHERE id = %s", (subject_id,))  # type: ignore[attr-defined]
        if row is None:
            raise NotFound
        return subject_of(row)


def _without_locks(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "_LOCK", repository._LOCK.replace("FOR UPDATE", ""))
    monkeypatch.setattr(Careless, "settled", Product.settled)
    house.engine._ports.subjects["probe"] = Careless()  # type: ignore[index]


def _most_grants(house: House, rounds: int) -> int:
    maker = house.user("经办")
    people = [house.user(f"员{number}", "manager") for number in range(8)]
    house.rule((None, [[("manager", 1)]]))
    most = 0
    for _ in range(rounds):
        item = house.submit(maker)
        digest = house.digest(item)
        race([lambda who=who: house.decide(who, item, shown=digest) for who in people])  # type: ignore[misc]  # noqa: B023
        most = max(most, house.outcomes(item).count("granted"))
        if most > 1:
            break
    return most


def test_compare_and_set_alone_still_grants_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_locks(house, monkeypatch)
    assert _most_grants(house, rounds=10) == 1


def test_control_without_locks_and_without_compare_and_set_it_is_granted_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_locks(house, monkeypatch)
    blind = repository._MOVE.replace("AND version = %(version)s AND status = %(source)s", "")
    assert blind != repository._MOVE
    monkeypatch.setattr(repository, "_MOVE", blind)
    assert _most_grants(house, rounds=50) > 1
