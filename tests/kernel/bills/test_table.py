"""Every act × stage × party: what the note of the trade allows is possible, all else is refused with a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from kernel.bills import rules, shown
from kernel.bills.acts import TABLE, Act
from kernel.bills.codes import FLOW_NAMES, STATUS_NAMES, BillKind, Mark, Stage
from kernel.bills.errors import (
    AcceptorWrong,
    ActRefused,
    DayForbids,
    NotThatParty,
    NotTransferable,
    PartyWrong,
    RequestOpen,
    TenorWrong,
    WholeOnly,
)
from kernel.bills.intervals import Interval
from kernel.bills.records import Bill, Party
from kernel.bills.rules import Request
from tests.kernel.bills.people import (
    ACCEPTOR,
    DEBTOR,
    DRAWER,
    DUE,
    HOLDER,
    PAYEE,
    PLEDGEE,
    STRANGER,
    TODAY,
    day_of,
    face,
    staged,
)

ACTORS = {
    "drawer": DRAWER, "acceptor": ACCEPTOR, "payee": PAYEE, "holder": HOLDER, "pledgee": PLEDGEE, "debtor": DEBTOR,
    "stranger": STRANGER,
}  # fmt: skip
# Written from the domain note, apart from the table of the code: act, stage, who.
ALLOWED = {
    ("ask_acceptance", "registered", "drawer"),
    ("ask_delivery", "accepted", "drawer"),
    ("recall", "registered", "drawer"), ("recall", "accepted", "drawer"),
    ("guarantee", "registered", "drawer"), ("guarantee", "accepted", "acceptor"), ("guarantee", "free", "holder"),
    ("endorse", "free", "holder"),
    ("discount", "free", "holder"),
    ("pledge", "free", "holder"),
    ("release", "pledged", "pledgee"),
    ("present", "free", "holder"), ("present", "closed", "holder"), ("present", "pledged", "pledgee"),
    ("present", "refused", "holder"),
    ("present_late", "free", "holder"), ("present_late", "closed", "holder"), ("present_late", "pledged", "pledgee"),
    ("present_late", "refused", "holder"),
    ("recourse", "refused", "holder"),
    ("discharge", "recoursed", "debtor"),
}  # fmt: skip


def asked(act: Act, by: Party, bill: Bill, *, on: date | None = None, interval: Interval | None = None) -> Request:  # fmt: skip
    to = DRAWER if act is Act.RECOURSE else STRANGER if by is not STRANGER else PAYEE
    return Request("1", act, by, interval or bill.pieces[0].interval, on or day_of(act), to)


@pytest.mark.parametrize("act", list(TABLE))
def test_every_stage_and_party_gets_what_the_note_says(act: Act) -> None:
    found, said = set(), []
    for stage, (who, by) in product(Stage, ACTORS.items()):
        bill = staged(stage)
        try:
            rules.ask(bill, asked(act, by, bill))
            found.add((act.value, stage.value, who))
        except ActRefused as refused:
            said += [refused.message.zh, refused.message.en]
    assert all(said)
    assert "{" not in "".join(said)
    assert found == {row for row in ALLOWED if row[0] == act.value}


def test_the_table_has_every_act_but_those_about_a_request() -> None:
    assert set(Act) - set(TABLE) == {Act.REGISTER, Act.ANSWER, Act.WITHDRAW}


@pytest.mark.parametrize("act", [act for act, rule in TABLE.items() if rule.answers is not None])
def test_while_something_waits_nothing_else_is_possible(act: Act) -> None:
    stage, role = next(iter(TABLE[act].asks.items()))
    bill = staged(stage)
    by = rules.party_of(bill, bill.pieces[0], role)
    assert by is not None
    waiting = rules.ask(bill, asked(act, by, bill))
    for other in TABLE:
        with pytest.raises(RequestOpen):
            rules.ask(waiting, asked(other, by, waiting))


def ended(bill: Bill, how: str, actor: Party, on: date) -> bool:
    """Whether somebody may end the request that waits in one of three ways."""
    try:
        if how == "back":
            bill = rules.withdraw(bill, "1", actor, on)
        else:
            bill = rules.answer(bill, "1", actor, agrees=how == "yes", note="", on=on)
    except NotThatParty:
        return False
    return bill.pieces[0].open is None


@pytest.mark.parametrize("act", [act for act, rule in TABLE.items() if rule.answers is not None])
def test_only_who_is_asked_answers_and_only_who_asked_takes_back(act: Act) -> None:
    for stage, role in TABLE[act].asks.items():
        bill = staged(stage)
        by = rules.party_of(bill, bill.pieces[0], role)
        assert by is not None
        bill = rules.ask(bill, asked(act, by, bill))
        waiting = bill.pieces[0].open
        assert waiting is not None
        for how, actor in product(("yes", "no", "back"), ACTORS.values()):
            may = actor.is_same(by if how == "back" else waiting.to)
            assert ended(bill, how, actor, day_of(act)) is may, (stage, how, actor.name)


@pytest.mark.parametrize("act", list(TABLE))
def test_a_part_is_possible_where_the_note_says_so(act: Act) -> None:
    stage, role = next(iter(TABLE[act].asks.items()))
    bill = staged(stage)
    by = rules.party_of(bill, bill.pieces[0], role)
    assert by is not None
    part = asked(act, by, bill, interval=Interval(101, 300))
    if act in {Act.ENDORSE, Act.DISCOUNT, Act.PLEDGE}:
        split = rules.ask(bill, part)
        assert [str(piece.interval) for piece in split.pieces] == ["1-100", "101-300", "301-1000"]
        with pytest.raises(WholeOnly):
            rules.ask(replace(bill, splits=False), part)
    else:
        with pytest.raises(WholeOnly):
            rules.ask(bill, part)


def test_not_transferable_is_presented_and_nothing_else() -> None:
    bill = staged(Stage.CLOSED)
    for act in (Act.ENDORSE, Act.DISCOUNT, Act.PLEDGE):
        with pytest.raises(NotTransferable):
            rules.ask(bill, asked(act, HOLDER, bill))
    assert rules.ask(bill, asked(Act.PRESENT, HOLDER, bill)).pieces[0].open is not None


def test_the_days_of_each_window() -> None:
    held = staged(Stage.FREE)
    last_in_time = DUE + timedelta(days=10)
    for act, good, bad in (
        (Act.ENDORSE, DUE - timedelta(days=1), DUE),
        (Act.PRESENT, last_in_time, last_in_time + timedelta(days=1)),
        (Act.PRESENT_LATE, last_in_time + timedelta(days=1), last_in_time),
        (Act.PRESENT_LATE, date(2029, 3, 22), date(2029, 3, 23)),
    ):
        assert rules.ask(held, asked(act, HOLDER, held, on=good)).version == 2
        with pytest.raises(DayForbids):
            rules.ask(held, asked(act, HOLDER, held, on=bad))


def test_recourse_is_to_those_before_and_after_a_late_refusal_to_fewer() -> None:
    bill = staged(Stage.REFUSED)
    piece = bill.pieces[0]
    assert rules.liable(bill, piece) == [DEBTOR, PAYEE, DRAWER, ACCEPTOR]
    with pytest.raises(PartyWrong):
        rules.ask(bill, Request("1", Act.RECOURSE, HOLDER, piece.interval, DUE, STRANGER))
    late = rules.ask(staged(Stage.FREE), asked(Act.PRESENT_LATE, HOLDER, bill))
    refused = rules.answer(late, "1", ACCEPTOR, agrees=False, note="DC05", on=day_of(Act.PRESENT_LATE))  # fmt: skip
    assert rules.liable(refused, refused.pieces[0]) == [DRAWER, ACCEPTOR]


def test_a_tenor_is_six_months_and_not_a_day_more() -> None:
    assert rules.tenor_end(date(2026, 8, 31)) == date(2027, 2, 28)
    assert rules.register(face(due=date(2027, 5, 23))).pieces[0].stage is Stage.REGISTERED
    for due in (date(2027, 5, 24), TODAY):
        with pytest.raises(TenorWrong):
            rules.register(face(due=due))


def test_who_accepts_is_of_the_kind() -> None:
    bank = replace(ACCEPTOR, code=ACCEPTOR.bank)
    for kind, good, bad in (
        (BillKind.BANK, bank, ACCEPTOR),
        (BillKind.FINANCE, bank, ACCEPTOR),
        (BillKind.COMMERCIAL, ACCEPTOR, bank),
    ):
        assert rules.register(replace(face(), kind=kind, acceptor=good)).version == 1
        with pytest.raises(AcceptorWrong):
            rules.register(replace(face(), kind=kind, acceptor=bad))


def test_the_back_says_of_which_units_each_act_was() -> None:
    bill = staged(Stage.FREE)
    for number, (span, by, to) in enumerate(((Interval(1, 500), HOLDER, PAYEE), (Interval(101, 300), PAYEE, STRANGER))):  # fmt: skip
        bill = rules.ask(bill, Request(str(number), Act.ENDORSE, by, span, TODAY, to))
        bill = rules.answer(bill, str(number), to, agrees=True, note="", on=TODAY)
    spans = [[str(step.interval) for step in p.trail if step.interval] for p in bill.pieces]
    assert spans == [["1-500"], ["1-500", "101-300"], ["1-500"], []]
    assert rules.faults(bill) == []
    pieces = (bill.pieces[0], replace(bill.pieces[1], trail=bill.pieces[1].trail[::-1]))
    assert "101-300: no branch of the tree" in rules.faults(replace(bill, pieces=pieces))


def test_each_stage_is_told_in_the_codes_of_the_trade() -> None:
    told = {}
    for stage in Stage:
        bill = staged(stage)
        piece = bill.pieces[0]
        told[stage.value] = (shown.status_of(bill, piece, TODAY), shown.flow_of(piece))
    assert told == {
        "registered": ("CS01", "TF0101"), "accepted": ("CS02", "TF0101"), "free": ("CS03", "TF0301"),
        "closed": ("CS03", "TF0303"), "pledged": ("CS03", "TF0304"), "refused": ("CS04", "TF0401"),
        "recoursed": ("CS04", "TF0402"), "void": ("CS05", "TF0501"), "paid": ("CS06", "TF0501"),
    }  # fmt: skip
    assert {s for s, _ in told.values()} == set(STATUS_NAMES)
    assert {f for _, f in told.values()} < set(FLOW_NAMES)
    assert shown.status_of(staged(Stage.FREE), staged(Stage.FREE).pieces[0], DUE) == "CS04"


def test_the_six_digits_follow_the_acts() -> None:
    bill = rules.register(face())
    said = [shown.classic_of(bill.pieces[0])]
    for number, (act, by, answers) in enumerate(
        [(Act.ASK_ACCEPTANCE, DRAWER, ACCEPTOR), (Act.ASK_DELIVERY, DRAWER, PAYEE), (Act.PRESENT, PAYEE, ACCEPTOR)]
    ):  # fmt: skip
        on = DUE if act is Act.PRESENT else TODAY
        bill = rules.ask(bill, Request(str(number), act, by, Interval.whole(1000), on))
        said.append(shown.classic_of(bill.pieces[0]))
        bill = rules.answer(bill, str(number), answers, agrees=True, note="", on=on)
        said.append(shown.classic_of(bill.pieces[0]))
    assert said == ["010004", "020001", "020006", "030001", "030006", "200001", "000000"]


def test_what_was_withdrawn_leaves_no_split_behind() -> None:
    bill = staged(Stage.FREE)
    split = rules.ask(bill, Request("1", Act.ENDORSE, HOLDER, Interval(1, 300), TODAY, STRANGER))
    assert len(split.pieces) == 2
    back = rules.withdraw(split, "1", HOLDER, TODAY)
    assert [str(piece.interval) for piece in back.pieces] == ["1-1000"]
    assert back.pieces == bill.pieces


def test_endorsed_as_not_transferable_the_next_holder_cannot_pass_it_on() -> None:
    bill = staged(Stage.FREE)
    terms = {"mark": Mark.CLOSED.value}
    whole = Interval.whole(1000)
    waiting = rules.ask(bill, Request("1", Act.ENDORSE, HOLDER, whole, TODAY, STRANGER, terms))
    taken = rules.answer(waiting, "1", STRANGER, agrees=True, note="", on=TODAY)
    with pytest.raises(NotTransferable):
        rules.ask(taken, Request("2", Act.ENDORSE, STRANGER, whole, TODAY, PAYEE))
