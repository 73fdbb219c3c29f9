"""What the exchange does with a request: refuse it with a sentence, or make the next version of the bill.

Pure functions; whoever calls them knows the day. A request that waits locks its interval; a part is split off
first, and joined again when nothing came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise, takewhile
from typing import Final

from kernel.bills.acts import LAPSE_YEARS, PRESENTATION_DAYS, TABLE, Act, Role, Rule, Window
from kernel.bills.codes import BillKind, Mark, Stage
from kernel.bills.day_end import DayEnd
from kernel.bills.errors import (
    AcceptorWrong,
    DayForbids,
    NoSuchRequest,
    NotLive,
    NotThatParty,
    NotTransferable,
    PartyWrong,
    RequestOpen,
    StageForbids,
    TenorWrong,
    WholeOnly,
)
from kernel.bills.intervals import UNITS_MAX, Interval
from kernel.bills.numbers import is_new_generation
from kernel.bills.records import Bill, Open, Outcome, Party, Piece, Step, Terms

TENOR_MONTHS: Final = 6
"""银行承兑与商业承兑汇票期限最长六个月（2023 年起）."""
_MONTHS: Final = 12
_DAY: Final = timedelta(days=1)
_ENDED: Final = frozenset({Stage.VOID, Stage.PAID})


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks for an act on an interval."""

    id: str
    act: Act
    by: Party
    interval: Interval
    on: date
    to: Party | None = None
    terms: Terms = field(default_factory=dict)


def tenor_end(issued_on: date) -> date:
    """The last due date a bill of that day may have."""
    months = issued_on.month - 1 + TENOR_MONTHS
    year, month = issued_on.year + months // _MONTHS, months % _MONTHS + 1
    first_after = date(year + month // _MONTHS, month % _MONTHS + 1, 1)
    return min(date(year, month, 1) + (issued_on.day - 1) * _DAY, first_after - _DAY)


def register(bill: Bill) -> Bill:
    """Check a new bill and give it its one interval; raises TenorWrong, PartyWrong, AcceptorWrong."""
    until = tenor_end(bill.issued_on)
    if not bill.issued_on < bill.due_on <= until or not 0 < bill.amount_minor <= UNITS_MAX:
        raise TenorWrong(until=until.isoformat())
    if bill.drawer.is_same(bill.payee):
        raise PartyWrong(who=bill.payee.name, act=Act.REGISTER.label)
    if bill.acceptor.is_bank is (bill.kind is BillKind.COMMERCIAL):
        raise AcceptorWrong(kind=bill.kind.label)
    whole = Interval.whole(bill.amount_minor)
    drawer, day = bill.drawer, bill.issued_on
    step = Step(Act.REGISTER, drawer, None, day, Outcome.DONE, bill.mark, interval=whole)
    return replace(bill, pieces=(Piece(whole, Stage.REGISTERED, bill.drawer, trail=(step,)),), version=1)  # fmt: skip


def find(bill: Bill, interval: Interval) -> Piece:
    """The live piece an interval lies in; raises NotLive."""
    for piece in bill.pieces:
        if piece.interval.contains(interval):
            return piece
    raise NotLive(interval=str(interval))


def check(bill: Bill, asked: Request) -> Piece:
    """The piece a request is about, if the table allows it; raises an ActRefused with its sentence."""
    piece, rule = find(bill, asked.interval), TABLE[asked.act]
    if piece.open is not None:
        raise RequestOpen(act=piece.open.act.label)
    if piece.stage is Stage.CLOSED and rule.transfers:
        raise NotTransferable(act=asked.act.label)
    role = rule.asks.get(piece.stage)
    if role is None:
        raise StageForbids(stage=piece.stage.label, act=asked.act.label)
    if not asked.by.is_same(party_of(bill, piece, role)):
        raise NotThatParty(act=asked.act.label, role=role.label, who=asked.by.name)
    if asked.interval != piece.interval and not (rule.parts and bill.splits):
        raise WholeOnly(act=asked.act.label, whole=str(piece.interval))
    _check_day(bill, asked, rule)
    _check_other(bill, piece, asked)
    return piece


def party_of(bill: Bill, piece: Piece, role: Role) -> Party | None:
    """Who has a role in a piece."""
    parties: dict[Role, Party | None] = {
        Role.DRAWER: bill.drawer, Role.ACCEPTOR: bill.acceptor, Role.PAYEE: bill.payee,
        Role.HOLDER: piece.holder, Role.PLEDGEE: piece.pledgee, Role.DEBTOR: piece.debtor,
    }  # fmt: skip
    return parties.get(role)


def ask(bill: Bill, asked: Request) -> Bill:
    """The bill with the request on it, or done where nobody answers; raises an ActRefused."""
    piece = check(bill, asked)
    rule = TABLE[asked.act]
    mine = replace(piece, interval=asked.interval)
    if rule.answers is None:
        return _changed(bill, piece, _done(mine, asked))
    other = party_of(bill, piece, rule.answers) or asked.to
    if other is None:
        raise PartyWrong(who="—", act=asked.act.label)
    waiting = Open(asked.id, asked.act, asked.by, other, asked.on, asked.terms)
    return _changed(bill, piece, replace(mine, open=waiting))


def answer(bill: Bill, request_id: str, by: Party, *, agrees: bool, note: str, on: date) -> Bill:
    """The bill once the other side has said yes or no; raises NoSuchRequest, NotThatParty."""
    piece, waiting = _waiting(bill, request_id)
    if not by.is_same(waiting.to):
        raise NotThatParty(act=Act.ANSWER.label, role=Role.NAMED.label, who=by.name)
    outcome = Outcome.AGREED if agrees else Outcome.REFUSED
    return _changed(bill, piece, _ended(bill, piece, outcome, note, on))


def withdraw(bill: Bill, request_id: str, by: Party, on: date) -> Bill:
    """The bill without a request that its maker takes back; raises NoSuchRequest, NotThatParty."""
    piece, waiting = _waiting(bill, request_id)
    if not by.is_same(waiting.by):
        raise NotThatParty(act=Act.WITHDRAW.label, role=Role.NAMED.label, who=by.name)
    return _changed(bill, piece, _ended(bill, piece, Outcome.WITHDRAWN, "", on))


def close_day(bill: Bill, on: date, how: DayEnd) -> Bill:
    """The bill at the end of a day: what nobody answered is returned, a presentation refused."""
    ended = []
    for piece in bill.pieces:
        lapses = piece.open is not None and how.ends(bill, piece.open, on)
        ended.append(_ended(bill, piece, Outcome.LAPSED, "", on) if lapses else piece)
    return _with(bill, ended) if tuple(ended) != bill.pieces else bill


def present_due(
    bill: Bill, on: date, new_id: Callable[[Interval], str], how: DayEnd | None = None
) -> Bill:
    """The bill on its due date: what is held and free of requests is presented by itself (自动提示付款)."""
    by_itself = is_new_generation(bill.number) or (how or DayEnd()).classic_presents
    if on != bill.due_on or not by_itself:
        return bill
    pieces = []
    for piece in bill.pieces:
        role = TABLE[Act.PRESENT].asks.get(piece.stage)
        by = party_of(bill, piece, role) if role else None
        if by is None or piece.open is not None or piece.stage is Stage.REFUSED:
            pieces.append(piece)
            continue
        waiting = Open(new_id(piece.interval), Act.PRESENT, by, bill.acceptor, on, {"auto": True})
        pieces.append(replace(piece, open=waiting))
    return _with(bill, pieces) if tuple(pieces) != bill.pieces else bill


def faults(bill: Bill) -> list[str]:
    """What is wrong with a bill that must never be: gaps, overlaps, a broken chain, a history of other units."""
    found = []
    spans = [piece.interval for piece in bill.pieces]
    if not spans or spans[0].start != 1 or spans[-1].end != bill.amount_minor:
        found.append("the intervals do not cover the package")
    if any(left.end + 1 != right.start for left, right in pairwise(spans)):
        found.append("the intervals have a gap or an overlap")
    if sum(span.amount_minor for span in spans) != bill.amount_minor:
        found.append("the intervals are not worth the package")
    found += [f"{p.interval}: the chain is broken" for p in bill.pieces if not _is_chained(bill, p)]
    found += [f"{p.interval}: no branch of the tree" for p in bill.pieces if not _is_branch(p)]
    return found


def _is_branch(piece: Piece) -> bool:
    """Whether each split lies inside the one before it, the piece inside all (子票区间树)."""
    spans = [step.interval for step in piece.trail if step.interval] + [piece.interval]
    return all(outer.contains(inner) for outer, inner in pairwise(spans))


def _is_chained(bill: Bill, piece: Piece) -> bool:
    holder = bill.drawer
    for step in piece.chain:
        giver, taker = (step.to, step.by) if step.act is Act.DISCHARGE else (step.by, step.to)
        if not holder.is_same(giver) or taker is None:
            return False
        holder = taker
    return holder.is_same(piece.holder)


def _check_day(bill: Bill, asked: Request, rule: Rule) -> None:
    since, until = window(bill, rule.window)
    if not since <= asked.on <= until:
        raise DayForbids(act=asked.act.label, since=since, until=until, today=asked.on)


def window(bill: Bill, kind: Window) -> tuple[date, date]:
    """The first and the last day of a window."""
    in_time = bill.due_on + PRESENTATION_DAYS * _DAY
    lapse = bill.due_on.replace(year=bill.due_on.year + LAPSE_YEARS, day=min(bill.due_on.day, 28))
    return {
        Window.ANY: (bill.issued_on, lapse),
        Window.BEFORE_DUE: (bill.issued_on, bill.due_on - _DAY),
        Window.PRESENTATION: (bill.issued_on, in_time),
        Window.LATE: (in_time + _DAY, lapse),
    }[kind]


def _check_other(bill: Bill, piece: Piece, asked: Request) -> None:
    """Who is named must be somebody else, and for a recourse somebody who stands before the holder."""
    named = TABLE[asked.act].answers is Role.NAMED
    if (named or asked.act is Act.RECOURSE) and (asked.to is None or asked.by.is_same(asked.to)):
        raise PartyWrong(who=asked.to.name if asked.to else "—", act=asked.act.label)
    if asked.act is Act.RECOURSE and not any(asked.to == p for p in liable(bill, piece)):
        raise PartyWrong(who=asked.to.name if asked.to else "—", act=asked.act.label)


def liable(bill: Bill, piece: Piece) -> list[Party]:
    """Whom the holder may take recourse to: who passed it on, drawer, acceptor and guarantors.

    After a refusal that came late only drawer, acceptor and guarantors are left.
    """
    late = piece.last is not None and piece.last.act is Act.PRESENT_LATE
    passed = [step.by for step in piece.chain if step.act is not Act.DISCHARGE]
    before = takewhile(lambda party: not party.is_same(piece.holder), passed)
    prior = [] if late else list(before)
    backed = [
        step.to
        for step in piece.trail
        if step.act is Act.GUARANTEE and step.outcome is Outcome.AGREED and step.to
    ]
    found = dict.fromkeys([*reversed(prior), bill.drawer, bill.acceptor, *backed])
    return [party for party in found if not party.is_same(piece.holder)]


def _waiting(bill: Bill, request_id: str) -> tuple[Piece, Open]:
    for piece in bill.pieces:
        if piece.open is not None and piece.open.id == request_id:
            return piece, piece.open
    raise NoSuchRequest


def _done(piece: Piece, asked: Request) -> Piece:
    """An act that nobody answers: recalling a bill, or telling somebody of the recourse."""
    span = piece.interval
    step = Step(asked.act, asked.by, asked.to, asked.on, Outcome.DONE, interval=span)
    if asked.act is Act.RECALL:
        return replace(piece, stage=Stage.VOID, trail=(*piece.trail, step))
    return replace(piece, stage=Stage.RECOURSED, debtor=asked.to, trail=(*piece.trail, step))


def _ended(bill: Bill, piece: Piece, outcome: Outcome, note: str, on: date) -> Piece:
    """A piece once its request has ended, well or not."""
    waiting = piece.open
    if waiting is None:
        raise NoSuchRequest
    mark = Mark(waiting.terms.get("mark", Mark.FREE.value))
    step = Step(waiting.act, waiting.by, waiting.to, on, outcome, mark, note, piece.interval)
    kept = replace(piece, open=None, trail=(*piece.trail, step))
    if outcome is Outcome.AGREED:
        return _agreed(bill, kept, waiting, mark)
    presented = waiting.act in {Act.PRESENT, Act.PRESENT_LATE}
    if outcome is Outcome.WITHDRAWN:
        return replace(piece, open=None)
    return replace(kept, stage=Stage.REFUSED) if presented and on >= bill.due_on else kept


def _agreed(bill: Bill, piece: Piece, waiting: Open, mark: Mark) -> Piece:
    effects: dict[Act, Callable[[], Piece]] = {
        Act.ASK_ACCEPTANCE: lambda: replace(piece, stage=Stage.ACCEPTED),
        Act.ASK_DELIVERY: lambda: _passed(piece, waiting.to, bill.mark),
        Act.ENDORSE: lambda: _passed(piece, waiting.to, mark),
        Act.DISCOUNT: lambda: _passed(piece, waiting.to, mark),
        Act.GUARANTEE: lambda: piece,
        Act.PLEDGE: lambda: replace(piece, stage=Stage.PLEDGED, pledgee=waiting.to),
        Act.RELEASE: lambda: replace(piece, stage=Stage.FREE, pledgee=None),
        Act.PRESENT: lambda: replace(piece, stage=Stage.PAID, pledgee=None),
        Act.PRESENT_LATE: lambda: replace(piece, stage=Stage.PAID, pledgee=None),
        Act.DISCHARGE: lambda: _discharged(bill, piece, waiting.by),
    }
    return effects[waiting.act]()


def _passed(piece: Piece, to: Party, mark: Mark) -> Piece:
    stage = Stage.CLOSED if mark is Mark.CLOSED else Stage.FREE
    return replace(piece, holder=to, stage=stage)


def _discharged(bill: Bill, piece: Piece, payer: Party) -> Piece:
    """Who has paid holds it and may look to those before; the drawer's or acceptor's payment ends it."""
    ends = payer.is_same(bill.drawer) or payer.is_same(bill.acceptor)
    return replace(piece, holder=payer, debtor=None, stage=Stage.PAID if ends else Stage.REFUSED)


def _changed(bill: Bill, piece: Piece, becomes: Piece) -> Bill:
    """The bill with one interval as it has become, the rest of its piece as it was."""
    parts = [replace(piece, interval=part) for part in piece.interval.cut(becomes.interval)]
    parts = [becomes if part.interval == becomes.interval else part for part in parts]
    at = bill.pieces.index(piece)
    return _with(bill, [*bill.pieces[:at], *parts, *bill.pieces[at + 1 :]])


def _with(bill: Bill, pieces: Iterable[Piece]) -> Bill:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].fits(piece):
            joined[-1] = replace(piece, interval=joined[-1].interval.joined(piece.interval))
        else:
            joined.append(piece)
    return replace(bill, pieces=tuple(joined), version=bill.version + 1)
