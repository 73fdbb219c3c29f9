"""Companies and banks act on bills at random, messages get lost, late and doubled: after each step all is well.

The oracle knows nothing of intervals: it keeps a holder for each single unit. A few seeds here; `make bills` runs
two thousand. A fault planted in the arithmetic of intervals must be found.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (  # fmt: skip
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kernel.bills import rules
from kernel.bills.acts import TABLE, Act
from kernel.bills.codes import BillKind, Mark, Stage
from kernel.bills.day_end import DayEnd
from kernel.bills.errors import ActRefused
from kernel.bills.intervals import Interval
from kernel.bills.records import Bill, Open, Party
from kernel.bills.rules import Request
from tests.kernel.bills.people import (  # fmt: skip
    ACCEPTOR,
    BANK_A,
    BANK_B,
    DRAWER,
    DUE,
    PAYEE,
    TODAY,
    face,
    party,
)

SEEDS = int(os.environ.get("YINQI_BILL_SEEDS", "40"))
PEOPLE = [DRAWER, ACCEPTOR, PAYEE, party("丁", BANK_B), party("戊", BANK_B), party("己"), BANK_A]
UNITS = 24
DAY_ENDS = [
    DayEnd(),
    DayEnd(answer_days={BillKind.COMMERCIAL: 3}),
    DayEnd(lapses=frozenset(), due_lapses=frozenset(TABLE)),
]
HOW = settings(
    max_examples=SEEDS, stateful_step_count=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
PLANTED = settings(HOW, max_examples=60, phases=[Phase.generate])
FAULTS = st.integers(0, 9)
people = st.sampled_from(PEOPLE)


def received(bill: Bill) -> Bill:
    """A registered bill once it is accepted and its payee holds it."""
    for act, to in ((Act.ASK_ACCEPTANCE, ACCEPTOR), (Act.ASK_DELIVERY, PAYEE)):
        whole = Interval.whole(bill.amount_minor)
        bill = rules.ask(bill, Request(act.value, act, DRAWER, whole, TODAY))
        bill = rules.answer(bill, act.value, to, agrees=True, note="", on=TODAY)
    return bill


class Mirror:
    """A bank that takes whatever reaches it, whenever."""

    def __init__(self) -> None:
        self.bill: Bill | None = None
        self.late: list[Bill] = []

    def hear(self, bill: Bill) -> None:
        if self.bill is None or bill.version > self.bill.version:
            self.bill = bill
        elif bill.version == self.bill.version:
            assert bill == self.bill


class BillMachine(RuleBasedStateMachine):
    """One package in the hands of everybody."""

    def __init__(self) -> None:
        super().__init__()
        self.day = TODAY
        self.count = 0
        self.paid: set[int] = set()

    @initialize(splits=st.booleans(), delivered=st.booleans(), how=st.sampled_from(DAY_ENDS))
    def begin(self, *, splits: bool, delivered: bool, how: DayEnd) -> None:
        self.how = how
        self.bill = rules.register(face(UNITS, splits=splits))
        self.holders = dict.fromkeys(range(1, UNITS + 1), DRAWER.code)
        if delivered:
            self.bill = received(self.bill)
            self.holders = dict.fromkeys(range(1, UNITS + 1), PAYEE.code)
        self.mirrors = {BANK_A.code: Mirror(), BANK_B.code: Mirror()}
        self.versions = {self.bill.version: self.bill}

    @rule(
        act=st.sampled_from(list(TABLE)),
        parties=st.tuples(people, people),
        ends=st.tuples(st.integers(1, UNITS), st.integers(1, UNITS)),
        fault=FAULTS,
    )
    def ask(
        self, act: Act, parties: tuple[Party, Party], ends: tuple[int, int], fault: int
    ) -> None:
        """Anybody asks for anything; mostly refused."""
        self.count += 1
        terms = {"mark": (Mark.FREE if fault else Mark.CLOSED).value}
        interval = Interval(min(ends), max(ends))
        request = Request(str(self.count), act, parties[0], interval, self.day, parties[1], terms)
        self.change(lambda: rules.ask(self.bill, request), fault)

    @rule(place=st.integers(0, 99), to=people, part=st.floats(0.1, 1.0), fault=FAULTS)
    def ask_rightly(self, place: int, to: Party, part: float, fault: int) -> None:
        """As the table has it, so that bills come a long way."""
        chosen = self.bill.pieces[place % len(self.bill.pieces)]
        acts = [act for act, row in TABLE.items() if chosen.stage in row.asks]
        if not acts:
            return
        act = acts[place // len(self.bill.pieces) % len(acts)]
        by = rules.party_of(self.bill, chosen, TABLE[act].asks[chosen.stage])
        assert by is not None
        self.count += 1
        whole = chosen.interval.amount_minor
        minor = max(1, int(whole * part)) if TABLE[act].parts and self.bill.splits else whole
        liable = rules.liable(self.bill, chosen)
        if act is Act.RECOURSE and liable:
            to = liable[place % len(liable)]
        span = chosen.interval.first(minor)
        request = Request(str(self.count), act, by, span, self.day, to)
        self.change(lambda: rules.ask(self.bill, request), fault)

    @rule(agrees=st.sampled_from([True, True, True, False]), piece=st.integers(0, UNITS), fault=st.integers(0, 9))  # fmt: skip
    def answer(self, *, agrees: bool, piece: int, fault: int) -> None:
        waiting = [p.open for p in self.bill.pieces if p.open]
        if not waiting:
            return
        found = waiting[piece % len(waiting)]
        span = next(p.interval for p in self.bill.pieces if p.open == found)
        done = self.change(
            lambda: rules.answer(self.bill, found.id, found.to, agrees=agrees, note="", on=self.day), fault
        )  # fmt: skip
        if done and agrees:
            self.expect(found, span)

    @rule(piece=st.integers(0, UNITS), by=people, fault=st.integers(0, 9))
    def withdraw(self, piece: int, by: Party, fault: int) -> None:
        waiting = [p.open for p in self.bill.pieces if p.open]
        if waiting:
            found = waiting[piece % len(waiting)]
            self.change(lambda: rules.withdraw(self.bill, found.id, by, self.day), fault)

    @rule(jump=st.sampled_from([0, 1, 30, 119, 140]))
    def night(self, jump: int) -> None:
        self.change(lambda: rules.close_day(self.bill, self.day, self.how), 0)
        self.day += timedelta(days=jump)
        self.change(
            lambda: rules.present_due(self.bill, self.day, lambda span: f"auto {span}", self.how), 0
        )

    @rule()
    def reconcile(self) -> None:
        for mirror in self.mirrors.values():
            mirror.hear(self.bill)
            assert mirror.bill == self.bill

    def change(self, work: Callable[[], Bill], fault: int) -> bool:
        try:
            bill = work()
        except ActRefused:
            return False
        if bill.version != self.bill.version:
            assert bill.version == self.bill.version + 1
            self.versions[bill.version] = bill
            self.bill = bill
            self.tell(fault)
        return True

    def tell(self, fault: int) -> None:
        for mirror in self.mirrors.values():
            if fault == 1:
                continue
            if fault == 2:
                mirror.late.append(self.bill)
                continue
            mirror.hear(self.bill)
            if fault == 3:
                mirror.hear(self.bill)
            for late in mirror.late:
                mirror.hear(late)
            mirror.late.clear()

    def expect(self, done: Open, span: Interval) -> None:
        units = range(span.start, span.end + 1)
        if done.act in {Act.ASK_DELIVERY, Act.ENDORSE, Act.DISCOUNT}:
            self.holders.update(dict.fromkeys(units, done.to.code))
        elif done.act is Act.DISCHARGE:
            self.holders.update(dict.fromkeys(units, done.by.code))

    @invariant()
    def all_is_well(self) -> None:
        if not hasattr(self, "bill"):
            return
        assert rules.faults(self.bill) == []
        said: dict[int, str] = {}
        for piece in self.bill.pieces:
            for unit in range(piece.interval.start, piece.interval.end + 1):
                assert unit not in said
                said[unit] = piece.holder.code
        assert said == self.holders
        assert Bill.of(self.bill.as_json()) == self.bill
        for mirror in self.mirrors.values():
            assert mirror.bill is None or mirror.bill == self.versions[mirror.bill.version]


def test_many_act_at_random_and_every_unit_has_one_holder() -> None:
    run_state_machine_as_test(BillMachine, settings=HOW)


def shifted_end(self: Interval, middle: Interval) -> tuple[Interval, ...]:
    before = (Interval(self.start, middle.start - 1),) if self.start < middle.start else ()
    after = (Interval(middle.end, self.end),) if middle.end < self.end else ()
    return (*before, middle, *after)


def dropped_rest(self: Interval, middle: Interval) -> tuple[Interval, ...]:
    before = (Interval(self.start, middle.start - 1),) if self.start < middle.start else ()
    return (*before, middle)


@pytest.mark.parametrize(
    ("name", "fault"), [("cut", shifted_end), ("cut", dropped_rest)], ids=["overlap", "gap"]
)
def test_a_fault_planted_in_the_arithmetic_is_found(
    name: str, fault: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Interval, name, fault)
    with pytest.raises(Exception, match=r".") as found:
        run_state_machine_as_test(BillMachine, settings=PLANTED)
    assert isinstance(found.value, AssertionError | ExceptionGroup)


def test_a_due_bill_is_presented_by_itself_and_refused_at_night_when_nobody_answers() -> None:
    on: date = DUE
    bill = received(rules.register(face(UNITS)))
    presented = rules.present_due(bill, on, lambda span: f"auto {span}")
    assert presented.pieces[0].open is not None
    night = rules.close_day(presented, on, DayEnd())
    assert night.pieces[0].stage.value == "refused"
    kept = rules.close_day(presented, on, DayEnd(lapses=frozenset()))
    assert kept.pieces[0].open is not None


def test_what_the_end_of_a_day_does_is_configured() -> None:
    how = DayEnd.of({"lapses": ["present", "endorse"], "answer_days": {"AC02": 3}, "classic_presents": False})  # fmt: skip
    bill = received(rules.register(face(UNITS)))
    presented = rules.present_due(bill, DUE, lambda span: f"auto {span}", how)
    for day in range(3):
        assert rules.close_day(presented, DUE + timedelta(days=day), how) == presented
    refused = rules.close_day(presented, DUE + timedelta(days=3), how)
    assert refused.pieces[0].stage is Stage.REFUSED
    friday = DUE - timedelta(days=3)
    over = rules.present_due(received(rules.register(face(UNITS, due=friday))), friday, str, how)
    wednesday = DUE + timedelta(days=2)
    assert rules.close_day(over, wednesday - timedelta(days=1), how) == over
    assert rules.close_day(over, wednesday, how).pieces[0].stage is Stage.REFUSED
    classic = replace(bill, number=f"2{bill.number[1:]}")
    assert rules.present_due(classic, DUE, str, how) == classic
    assert rules.present_due(classic, DUE, str) != classic
    assert DayEnd.of({}) == DayEnd()
    with pytest.raises(ValueError, match="no act"):
        DayEnd.of({"lapses": ["no act"]})
