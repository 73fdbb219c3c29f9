"""What the test bank does with what it is sent. Knows no HTTP; the clock is handed to it.

A submission is kept before it is answered, and its id is its idempotency key: the same id again is
counted, changes nothing and is answered with the state it is in. Other content under a known id is
refused without an answer to the question.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from connectors.clearing.simulator import names, rules
from connectors.clearing.simulator.behaviours import (
    Order,
    Plan,
    Reply,
    Step,
    plan_of,
)
from connectors.clearing.simulator.store import Row, Store, stamp
from connectors.ports import Behaviour
from kernel.calendar import SHANGHAI
from kernel.clock import Clock

_RETURNS_AT = time(9, 0)
_SETTLED = {"PR03", "PR04", "PR05"}


class Refused(ValueError):
    """The request itself is wrong."""


@dataclass(frozen=True, slots=True)
class Told:
    """What to say, and how well to say it."""

    body: dict[str, Any]
    reply: Reply = Reply.TRUE


@dataclass(frozen=True, slots=True)
class Page:
    """A page of inflow: bodies as they are kept, and the place after them."""

    answers: list[str]
    credits: list[str]
    cursor: str


class Peer:
    """Every clearing system of the test bank's country at once."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def submit(self, bank: str, said: Mapping[str, Any]) -> Told:
        """Take a submission in. Raises Refused."""
        submission_id, rail, payload = _read(said)
        with self._store.transaction():
            known = self._store.submission(bank, submission_id)
            if known is not None:
                self._store.count_again(bank, submission_id)
                if json.loads(known["payload"]) != payload or known["rail"] != rail:
                    message = "another content under a known id"
                    raise Refused(message)
                return Told(self._said(known, self._clock.now()))
            return self._first(bank, submission_id, rail, payload)

    def enquire(self, bank: str, submission_id: str) -> Told:
        """Say what became of a submission."""
        with self._store.transaction():
            found = self._store.submission(bank, submission_id)
            if found is None:
                return Told(_not_found(submission_id))
            if found["lies"] > 0 and found["enquiry"] != Reply.TRUE:
                self._store.lie_once(bank, submission_id)
                if found["enquiry"] == Reply.NOT_FOUND:
                    return Told(_not_found(submission_id))
                return Told(self._said(found, self._clock.now()), Reply(found["enquiry"]))
            return Told(self._said(found, self._clock.now()))

    def verify_name(self, said: Mapping[str, Any]) -> Told:
        """Say whether an account bears a name. Raises Refused."""
        account, name = said.get("account"), said.get("name")
        if not isinstance(account, str) or not isinstance(name, str):
            message = "a question has an account and a name"
            raise Refused(message)
        verdict, masked, reply = names.verdict(self._store.name_of(account), account, name)
        return Told({"verdict": verdict, "masked": masked}, reply)

    def know_name(self, account: str, name: str) -> None:
        """From now on an account bears this name."""
        self._store.keep_name(account, name)

    def collect(self, bank: str, cursor: str, limit: int) -> Page:
        """The messages of a bank after `cursor`; a cursor of another life starts from the beginning."""
        epoch, _, place = cursor.partition(".")
        after = int(place) if epoch == self._store.epoch and place.isdigit() else 0
        with self._store.transaction():
            self._store.know_bank(bank)
            self._tell_due()
            rows = self._store.inflow(bank, after, limit)
        last = rows[-1]["position"] if rows else after
        return Page(
            [row["body"] for row in rows if row["kind"] == "answer"],
            [row["body"] for row in rows if row["kind"] == "credit"],
            f"{self._store.epoch}.{last}",
        )

    def statement(self, bank: str, on: date, after: int, limit: int) -> dict[str, Any]:
        """A page of what was settled for a bank on a day, and the place after it; none after the last."""
        begin = datetime.combine(on, time(), SHANGHAI).astimezone(self._clock.now().tzinfo)
        with self._store.transaction():
            self._tell_due()
            rows = self._store.settled_between(bank, begin, begin + timedelta(days=1))
        page = rows[after : after + limit]
        more = after + len(page) < len(rows)
        return {"items": [_item(row) for row in page], "after": str(after + limit) if more else ""}

    def bring(self, bank: str, kind: str, body: Any, copies: int = 1) -> None:
        """Put a message of the caller's own making into a bank's inflow; text goes as it is."""
        if kind not in {"answer", "credit"}:
            message = "a message is an answer or a credit"
            raise Refused(message)
        written = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        with self._store.transaction():
            for _ in range(copies):
                self._store.push(bank, kind, written)
            if kind == "credit" and isinstance(body, dict):
                self._hand_over(bank, body)

    def script(
        self, matches: Mapping[str, Any], behaviour: str, reason: str, times: int | None
    ) -> None:
        """Add a rule. Raises Refused."""
        if set(matches) - rules.CONDITIONS:
            message = f"conditions are {sorted(rules.CONDITIONS)}"
            raise Refused(message)
        _known(behaviour)
        with self._store.transaction():
            self._store.add_rule(matches, behaviour, reason, times)

    def hint(self, bank: str, submission_id: str, behaviour: str, reason: str) -> None:
        """Say what shall become of one submission, before rules and magic values. Raises Refused.

        The first word counts; of a submission that came already it changes nothing.
        """
        _known(behaviour)
        with self._store.transaction():
            self._store.keep_hint(bank, _id(submission_id), behaviour, reason or "RJ01")

    def forget_rules(self) -> None:
        """From now on only magic values count."""
        with self._store.transaction():
            self._store.clear_rules()

    def report(self, bank: str) -> list[dict[str, Any]]:
        """What came from a bank: each id, how often it was received, and its state."""
        now = self._clock.now()
        return [
            {**self._said(row, now), "received": row["received"], "rail": row["rail"],
             "payload": json.loads(row["payload"])}
            for row in self._store.submissions(bank)
        ]  # fmt: skip

    def _first(self, bank: str, submission_id: str, rail: str, payload: dict[str, Any]) -> Told:
        hint = self._store.hint(bank, submission_id)
        order = (
            Order(Behaviour(hint["behaviour"]), hint["reason"])
            if hint
            else rules.order_for(self._store, rules.Seen.of(bank, rail, payload))
        )
        plan = plan_of(order.behaviour, order.reason)
        if not plan.sees:
            if self._store.lose(bank, submission_id):
                return Told({}, plan.reply)
            plan = plan_of(Behaviour.SETTLE)
        row = self._keep(bank, submission_id, rail, payload, plan)
        self._tell_due()
        return Told(self._said(row, self._clock.now()), plan.reply)

    def _keep(
        self, bank: str, submission_id: str, rail: str, payload: dict[str, Any], plan: Plan
    ) -> Row:
        now = self._clock.now()
        place = self._store.count(bank) + 1
        row = {
            "bank": bank, "id": submission_id, "rail": rail,
            "payload": json.dumps(payload, ensure_ascii=False),
            "reference": f"{rail}{now:%Y%m%d}{bank[-6:]}{place:06}", "reply": plan.reply.value,
            "enquiry": plan.enquiry.value, "lies": plan.lies,
        }  # fmt: skip
        self._store.add_submission(row)
        for step in plan.steps:
            self._store.add_event({
                "bank": bank, "submission": submission_id, "due_at": stamp(_due(now, step)),
                "state": step.state, "reason": step.reason, "copies": step.copies,
                "amount": step.amount,
            })  # fmt: skip
        return row

    def _said(self, row: Row, now: datetime) -> dict[str, Any]:
        event = self._store.state(row["bank"], row["id"], now)
        if event is None:
            return _not_found(row["id"])
        return self._answer(row, event)

    def _answer(self, row: Row, event: Row) -> dict[str, Any]:
        payload = json.loads(row["payload"])
        return {
            "message_id": f"{self._store.epoch}-{event['seq']}",
            "submission_id": row["id"],
            "state": event["state"],
            "reason": event["reason"],
            "reference": row["reference"],
            "amount": event["amount"] or str(payload.get("amount", "")),
            "currency": str(payload.get("currency", "")),
        }

    def _tell_due(self) -> None:
        """Whatever time has brought goes into the inflow, and settled money to the payee's bank."""
        for event in self._store.due_events(self._clock.now()):
            row = self._store.submission(event["bank"], event["submission"])
            if row is not None:
                body = json.dumps(self._answer(row, event), ensure_ascii=False)
                for _ in range(event["copies"]):
                    self._store.push(event["bank"], "answer", body)
                if event["state"] in _SETTLED:
                    self._deliver(row)
            self._store.told(event["seq"])

    def _deliver(self, row: Row) -> None:
        payload = json.loads(row["payload"])
        payee_bank = str(payload.get("payee_bank_code", ""))
        if not self._store.knows_bank(payee_bank) or payee_bank == row["bank"]:
            return
        if self._store.deliver_once(row["bank"], row["id"]):
            payload["payer_bank_code"] = row["bank"]
            credit = {"rail": row["rail"], "reference": row["reference"], "payload": payload}
            self._store.push(payee_bank, "credit", json.dumps(credit, ensure_ascii=False))
            self._hand_over(payee_bank, credit)

    def _hand_over(self, bank: str, credit: Mapping[str, Any]) -> None:
        """Money in another bank's hands stands in that bank's statement of today."""
        payload = credit.get("payload")
        if isinstance(payload, dict):
            self._store.bring_money({
                "bank": bank, "rail": str(credit.get("rail", "")), "reference": str(credit.get("reference", "")),
                "at": stamp(self._clock.now()), "currency": str(payload.get("currency", "")),
                "amount": str(payload.get("amount", "")),
            })  # fmt: skip


def _read(said: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]]:
    rail, payload = said.get("rail"), said.get("payload")
    if not isinstance(rail, str) or not isinstance(payload, dict):
        message = "a submission has a rail and a payload"
        raise Refused(message)
    return _id(said.get("id")), rail, payload


def _id(said: object) -> str:
    try:
        return str(UUID(str(said)))
    except ValueError as broken:
        raise Refused(str(broken)) from broken


def _known(behaviour: str) -> None:
    try:
        Behaviour(behaviour)
    except ValueError as unknown:
        raise Refused(str(unknown)) from unknown


def _due(now: datetime, step: Step) -> datetime:
    if not step.after_days:
        return now + timedelta(seconds=step.after_s)
    day = now.astimezone(SHANGHAI).date() + timedelta(days=step.after_days)
    return datetime.combine(day, _RETURNS_AT, SHANGHAI).astimezone(now.tzinfo)


def _item(row: Row) -> dict[str, str]:
    """A line of a statement: what went out, came back or came in."""
    payload = json.loads(row["payload"]) if row["payload"] else row
    return {
        "key": row["key"], "rail": row["rail"], "currency": str(payload["currency"]),
        "amount": str(payload["amount"]),
    }  # fmt: skip


def _not_found(submission_id: str) -> dict[str, Any]:
    return {"submission_id": submission_id, "state": "NF00"}
