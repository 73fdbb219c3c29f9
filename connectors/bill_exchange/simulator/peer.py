"""What the exchange does with what it is sent: its register changes by the rules, and every bank concerned is told.

A request keeps its sender's id for ever. Messages to banks can be lost, late, doubled or contradictory when it is
told so; its register is never wrong.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import NAMESPACE_OID, UUID, uuid5

from connectors.bill_exchange import codes
from connectors.bill_exchange.simulator.store import BillStore
from connectors.clearing.simulator import rules as orders
from connectors.clearing.simulator.behaviours import DELAY_S, Plan, plan_of
from connectors.clearing.simulator.peer import Peer, Told
from connectors.clearing.simulator.store import Row, stamp
from connectors.ports import Behaviour, Submission
from kernel.bills import rules
from kernel.bills.acts import PAYS, TABLE, Act
from kernel.bills.day_end import DayEnd
from kernel.bills.errors import ActRefused, NotLive
from kernel.bills.intervals import Interval, IntervalWrong
from kernel.bills.numbers import make_number
from kernel.bills.records import Bill, Open, Outcome, Party, Piece
from kernel.bills.rules import Request
from kernel.calendar import SHANGHAI
from kernel.clock import Clock

RAIL: Final = "BILLS"
_DAY: Final = timedelta(days=1)
_PAGE: Final = 100
_LATE: Final = frozenset({Behaviour.LATE_SUCCESS, Behaviour.LATER, Behaviour.LATE_REFUSAL})


class Fault(StrEnum):
    """What becomes of one message to a bank."""

    LOST = "lost"
    LATE = "late"
    TWICE = "twice"
    CONTRADICTORY = "contradictory"


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a request came to: its state, why, and what it is called."""

    state: str
    reason: str = ""
    reference: str = ""


class BillPeer(Peer):
    """The exchange. Like the clearing peer it knows no HTTP."""

    def __init__(self, store: BillStore, clock: Clock, day_end: DayEnd | None = None) -> None:
        super().__init__(store, clock)
        self._bills = store
        self._day_end = day_end or DayEnd()
        self._faults: deque[Fault] = deque()
        self._late: list[tuple[str, str]] = []

    def spoil(self, *faults: Fault) -> None:
        """What becomes of the next messages to banks, one each."""
        self._faults.extend(faults)

    def positions(self, bank: str, after: str) -> dict[str, Any]:
        """A page of a bank's bills as they are."""
        with self._bills.transaction():
            self._tell_due()
            rows = self._bills.bills_of(bank, after, _PAGE)
        last = rows[-1]["number"] if len(rows) == _PAGE else ""
        return {"bills": [json.loads(row["body"]) for row in rows], "after": last}

    def bill(self, number: str) -> Bill | None:
        """One bill, for whoever directs the exchange."""
        return self._bills.bill(number)

    def _first(self, bank: str, submission_id: str, rail: str, payload: dict[str, Any]) -> Told:
        order = orders.order_for(self._bills, orders.Seen(bank, rail, "", ""))
        plan = plan_of(order.behaviour, order.reason)
        if not plan.sees and self._bills.lose(bank, submission_id):
            return Told({}, plan.reply)
        self._tell_due()
        ruled = self._rule(bank, submission_id, payload)
        row = self._kept(Submission(UUID(submission_id), rail, payload), bank, ruled, plan)
        self._plan_states(row, ruled, order.behaviour, plan)
        self._tell_due()
        return Told(self._said(row, self._clock.now()), plan.reply)

    def _kept(self, sent: Submission, bank: str, ruled: Ruled, plan: Plan) -> Row:
        place = self._bills.count(bank) + 1
        row = {
            "bank": bank, "id": str(sent.id), "rail": sent.rail, "payload": json.dumps(sent.payload, ensure_ascii=False),
            "reference": ruled.reference or f"{RAIL}{self._clock.now():%Y%m%d}{bank[-6:]}{place:06}",
            "reply": plan.reply.value, "enquiry": plan.enquiry.value, "lies": plan.lies,
        }  # fmt: skip
        self._bills.add_submission(row)
        return row

    def _plan_states(self, row: Row, ruled: Ruled, behaviour: Behaviour, plan: Plan) -> None:
        """The state it is in now, said as well or badly as the order wants it."""
        now, later = self._clock.now(), self._clock.now() + timedelta(seconds=DELAY_S)
        copies = max((step.copies for step in plan.steps), default=0)
        if behaviour in _LATE and ruled.state != "PR00":
            self._add_state(row, "PR00", "", now, 0)
            self._add_state(row, ruled.state, ruled.reason, later, 1)
            return
        self._add_state(row, ruled.state, ruled.reason, now, copies)
        if behaviour is Behaviour.SETTLED_THEN_REFUSED and ruled.state == "PR05":
            self._bills.push(row["bank"], "answer", json.dumps(_contradiction(row)))

    def _add_state(self, row: Row, state: str, reason: str, at: datetime, copies: int) -> None:
        self._bills.add_event({
            "bank": row["bank"], "submission": row["id"], "due_at": stamp(at), "state": state, "reason": reason,
            "copies": copies, "amount": "",
        })  # fmt: skip

    def _rule(self, bank: str, submission_id: str, said: Mapping[str, Any]) -> Ruled:
        """Change the register as asked, or refuse with the rule's code."""
        by = Party.of(said["by"])
        if by.bank != bank:
            return Ruled("PR09", codes.FOREIGN)
        try:
            return self._act(by, submission_id, said)
        except (ActRefused, IntervalWrong) as refused:
            return Ruled("PR09", codes.RULES.get(refused.code, codes.FOREIGN))

    def _act(self, by: Party, submission_id: str, said: Mapping[str, Any]) -> Ruled:
        act, on = Act(said["act"]), self._today()
        if act is Act.REGISTER:
            return self._register(by, said["bill"], on)
        bill = self._bills.bill(str(said["number"]))
        if bill is None:
            raise NotLive(interval=said["number"])
        if act is Act.ANSWER:
            return self._answered(bill, by, said, on)
        if act is Act.WITHDRAW:
            self._change(bill, rules.withdraw(bill, said["withdraws"], by, on))
            self._tell_maker(by.bank, str(said["withdraws"]), "PR09", codes.WITHDRAWN)
            return Ruled("PR05")
        interval = Interval(int(said["start"]), int(said["end"]))
        to = Party.of(said["to"]) if said.get("to") else None
        asked = Request(submission_id, act, by, interval, on, to, dict(said.get("terms", {})))
        self._change(bill, rules.ask(bill, asked))
        return Ruled("PR05" if TABLE[act].answers is None else "PR00")

    def _register(self, by: Party, said: Mapping[str, Any], on: date) -> Ruled:
        face = Bill.of({**said, "drawer": by.as_json(), "pieces": [], "version": 0})
        serial, classic = self._bills.number_of_bills() + 1, bool(said.get("classic"))
        number = make_number(face.kind, face.acceptor.bank, on, serial, classic=classic)
        self._change(None, rules.register(replace(face, number=number, issued_on=on)))
        return Ruled("PR05", reference=number)

    def _answered(self, bill: Bill, by: Party, said: Mapping[str, Any], on: date) -> Ruled:
        request_id, agrees = str(said["answers"]), said["agrees"] is True
        waiting = _waiting(bill, request_id)
        note = str(said.get("note", ""))
        becomes = rules.answer(bill, request_id, by, agrees=agrees, note=note, on=on)
        self._change(bill, becomes)
        if waiting is not None:
            code = note.partition(" ")[0]
            reason = "" if agrees else code if code in codes.REASONS else codes.SAID_NO
            self._tell_maker(waiting.by.bank, request_id, "PR05" if agrees else "PR09", reason)
        return Ruled("PR05")

    def _tell_maker(self, bank: str, request_id: str, state: str, reason: str) -> None:
        """Whoever asked hears what became of it; what the exchange asked by itself has no maker."""
        row = self._bills.submission(bank, request_id)
        if row is not None:
            self._add_state(row, state, reason, self._clock.now(), 1)

    def _change(self, former: Bill | None, bill: Bill) -> None:
        """Keep a bill, tell every bank with a party in it, and let the money pass."""
        banks = sorted({party.bank for party in bill.parties()})
        self._bills.keep_bill(bill, banks)
        body = {"kind": "bill", "bill": bill.as_json()}
        for bank in banks:
            self._tell(bank, f"{bill.number}.{bill.version}", body)
        for piece, paid in _paid(former, bill):
            self._settle(bill, piece, paid)

    def _settle(self, bill: Bill, piece: Piece, paid: Open) -> None:
        """Money passes with the bill (票款对付): the holder's bank is told to credit it."""
        presents = paid.act is not Act.DISCHARGE
        payer, payee = (paid.to, paid.by) if presents else (paid.by, paid.to)
        body = {
            "kind": "settlement", "number": bill.number, "start": piece.interval.start, "end": piece.interval.end,
            "payer": payer.as_json(), "payee": payee.as_json(),
        }  # fmt: skip
        message = {"rail": RAIL, "reference": f"{bill.number}.{piece.interval}.{bill.version}", "payload": body}  # fmt: skip
        self._bills.push(payee.bank, "credit", json.dumps(message, ensure_ascii=False))

    def _tell(self, bank: str, reference: str, body: Mapping[str, Any]) -> None:
        message = json.dumps({"rail": RAIL, "reference": reference, "payload": body}, ensure_ascii=False)  # fmt: skip
        fault = self._faults.popleft() if self._faults else None
        if fault is Fault.LOST:
            return
        if fault is Fault.LATE:
            self._late.append((bank, message))
            return
        self._bills.push(bank, "credit", message)
        if fault is Fault.TWICE:
            self._bills.push(bank, "credit", message)
        if fault is Fault.CONTRADICTORY:
            other = json.loads(message)
            other["payload"]["bill"]["contract"] += "?"
            self._bills.push(bank, "credit", json.dumps(other, ensure_ascii=False))
        for held_bank, held in self._late:
            self._bills.push(held_bank, "credit", held)
        self._late.clear()

    def _tell_due(self) -> None:
        """Days that have passed are closed, and what time has brought goes into the inflow."""
        self._close_days()
        for event in self._bills.due_events(self._clock.now()):
            row = self._bills.submission(event["bank"], event["submission"])
            if row is not None:
                body = json.dumps(self._answer(row, event), ensure_ascii=False)
                for _ in range(event["copies"]):
                    self._bills.push(event["bank"], "answer", body)
            self._bills.told(event["seq"])

    def _close_days(self) -> None:
        """Close every day up to yesterday, then present what falls due today."""
        today = self._today()
        said = self._bills.closed_day()
        if not said:
            self._bills.close_day((today - _DAY).isoformat())
            return
        day = date.fromisoformat(said) + _DAY
        while day < today:
            self._each(day, self._closed(day))
            self._each(day + _DAY, self._presented(day + _DAY))
            self._bills.close_day(day.isoformat())
            day += _DAY

    def _closed(self, on: date) -> Callable[[Bill], Bill]:
        return lambda bill: rules.close_day(bill, on, self._day_end)

    def _presented(self, on: date) -> Callable[[Bill], Bill]:
        def present(bill: Bill) -> Bill:
            return rules.present_due(bill, on, lambda span: _auto_id(bill, span, on), self._day_end)

        return present

    def _each(self, on: date, work: Callable[[Bill], Bill]) -> None:
        for bill in self._bills.waking(on.isoformat()):
            becomes = work(bill)
            if becomes.version == bill.version:
                continue
            for piece in bill.pieces:
                if piece.open is not None and _waiting(becomes, piece.open.id) is None:
                    self._tell_maker(piece.open.by.bank, piece.open.id, "PR09", codes.LAPSED)
            self._change(bill, becomes)

    def _today(self) -> date:
        return self._clock.now().astimezone(SHANGHAI).date()


def _auto_id(bill: Bill, interval: Interval, on: date) -> str:
    """What the exchange calls a presentation it makes by itself: the same however often it begins anew."""
    return str(uuid5(NAMESPACE_OID, f"{bill.number} {interval} {on}"))


def _waiting(bill: Bill, request_id: str) -> Open | None:
    found = (piece.open for piece in bill.pieces if piece.open and piece.open.id == request_id)
    return next(found, None)


def _paid(former: Bill | None, bill: Bill) -> list[tuple[Piece, Open]]:
    """The intervals that were paid for between two versions."""
    found = []
    for piece in former.pieces if former else ():
        if piece.open is None or piece.open.act not in PAYS or _waiting(bill, piece.open.id):
            continue
        ended = rules.find(bill, piece.interval).last
        if ended is not None and ended.act is piece.open.act and ended.outcome is Outcome.AGREED:
            found.append((piece, piece.open))
    return found


def _contradiction(row: Row) -> dict[str, Any]:
    return {
        "message_id": f"again-{row['id'][:8]}", "submission_id": row["id"], "state": "PR09", "reason": "BX01",
        "reference": row["reference"],
    }  # fmt: skip
