"""Lets an agreed request go: today's rule and the table again, money set aside, then to the exchange once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol
from uuid import UUID

from connectors.ports import CoreBanking
from kernel.bills import rules
from kernel.bills.acts import PAYS, Act
from kernel.bills.intervals import Interval
from kernel.bills.records import Party
from kernel.bills.rules import Request
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import Conflict, Invalid, YinqiError
from kernel.money import Money
from kernel.statements import Row
from kernel.text import Text
from workflows.bills import repository
from workflows.bills.errors import NothingToAnswer
from workflows.bills.views import bill_of

SUBJECT: Final = "bill_request"
"""The kind of a submission, and of a subject of agreement."""
RAIL: Final = "BILLS"
_HELD: Final = Text("票据付款 {number}", "Payment of bill {number}")


class Outward(Protocol):
    """The dispatch engine to the exchange, as far as bills see it."""

    def prepare(
        self, ctx: Context, subject_type: str, subject_id: UUID, rail: str, payload: Mapping[str, Any]
    ) -> UUID:  # fmt: skip
        """Store a submission in this transaction; it is sent after commit."""
        ...


class Releaser:
    """Sends requests, or fails them with a reason."""

    def __init__(self, core: CoreBanking, exchange: Outward) -> None:
        self._core = core
        self._exchange = exchange

    def release(self, ctx: Context, request: Row) -> Row:
        """Send an approved request; a refusal by the table or the books ends it as failed."""
        try:
            with savepoint(ctx.uow):
                _check(ctx, request)
                hold_id = self._set_aside(ctx, request)
        except (Conflict, Invalid) as refusal:
            return fail(ctx, request, refusal)
        submission_id = self._exchange.prepare(ctx, SUBJECT, request["id"], RAIL, payload(request))
        return repository.move(
            ctx, request, "release", submission_id=submission_id, hold_id=hold_id
        )

    def _set_aside(self, ctx: Context, request: Row) -> UUID | None:
        """Hold what the request will pay: the face when one agrees to pay, or to discharge."""
        if not pays(request):
            return None
        money = Money(request["amount_minor"], "CNY")
        why = _HELD.fill(number=request["bill_number"]).zh
        hold_id = self._core.place_hold(ctx, request["account_number"], money, why)
        ctx.uow.flush()
        return hold_id


def pays(request: Row) -> bool:
    """Whether money leaves the asker's account when the exchange settles it."""
    asked = request["asked"]
    if request["act"] == Act.ANSWER:
        presented = asked["answered"] in {Act.PRESENT, Act.PRESENT_LATE}
        return bool(asked["agrees"]) and presented
    return request["act"] in PAYS and request["act"] == Act.DISCHARGE


def payload(request: Row) -> dict[str, Any]:
    """What the exchange is told."""
    amount = Money(request["amount_minor"], "CNY").wire()
    return {**request["asked"], "amount": amount, "currency": "CNY"}


def fail(ctx: Context, request: Row, why: YinqiError) -> Row:
    """End an approved request that cannot go, and say why."""
    said = {"zh": why.message.zh, "en": why.message.en}
    return repository.move(ctx, request, "refuse", reason_code=why.code, reason=said)


def _check(ctx: Context, request: Row) -> None:
    """The table again, over the interval as it is now."""
    asked, act = request["asked"], Act(request["act"])
    if act in {Act.REGISTER, Act.WITHDRAW}:
        return
    interval = Interval(request["starts_at"], request["ends_at"])
    seats = repository.lock_seats(ctx, request["bill_number"], interval)
    bill = bill_of(seats[0]) if seats else None
    if act is Act.ANSWER:
        waiting = bill.pieces[0].open if bill else None
        if waiting is None or waiting.id != asked["answers"]:
            raise NothingToAnswer
        return
    if bill is None:
        raise NothingToAnswer
    to = Party.of(asked["to"]) if asked["to"] else None
    today = bank_today(ctx.world.clock)
    rules.check(bill, Request("", act, Party.of(asked["by"]), interval, today, to, asked["terms"]))
