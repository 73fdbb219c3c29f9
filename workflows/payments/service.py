"""One function per command about payments. Nothing here commits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from corporate.banks import Bank
from corporate.identity import rights
from kernel import limits
from kernel.calendar import SHANGHAI, bank_today
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import Conflict, Faulty, Invalid, NotFound
from kernel.failpoints import fp
from kernel.ids import cursor_of, read_cursor
from kernel.operation import PEOPLE, Verb
from kernel.records import audit
from kernel.records.serials import SerialConflict
from kernel.statements import Row
from kernel.text import Text
from risk.limits import Verdict
from workflows.approval.engine import ApprovalEngine
from workflows.approval.plan import Plan
from workflows.approval.subjects import Facts, Subject
from workflows.payments import limiting, queries, release, repository
from workflows.payments.commands import (
    FindPayment,
    ListPayments,
    PaymentPage,
    PaymentView,
    SubmitPayment,
    WithdrawPayment,
)
from workflows.payments.drafts import Draft, Drafter, content_hash
from workflows.payments.errors import InBatch, NotTheMaker
from workflows.payments.payees import PayeeBook
from workflows.payments.release import Releaser, may_go
from workflows.payments.repository import Step
from workflows.payments.rules import blocking
from workflows.payments.states import CHART
from workflows.payments.views import stored, view

SUBMIT = "payments.submit"
_PAGE_MAX = 200


class PaymentService:
    """Submits, finds, lists and withdraws payments."""

    def __init__(
        self,
        drafter: Drafter,
        approvals: ApprovalEngine,
        releaser: Releaser,
        book: PayeeBook,
        bank_of: Callable[[Context], Bank],
    ) -> None:
        self._drafter = drafter
        self._approvals = approvals
        self._releaser = releaser
        self._book = book
        self._bank_of = bank_of

    def check(self, ctx: Context, command: SubmitPayment) -> tuple[Draft, Plan]:
        """Everything to know before signing: findings, route, arrival, fee, who will have to sign."""
        standing = self._drafter.standing(ctx, command)
        draft = self._drafter.draft(ctx, self._bank_of(ctx), command, standing)
        draft = self._drafter.with_history(ctx, draft)
        draft = limiting.with_room(ctx, draft) if standing.limited else draft
        return draft, self._approvals.plan(ctx, _subject(ctx, draft, ctx.world.ids.uuid7()))

    def foresee(self, ctx: Context, command: SubmitPayment) -> None:
        """Ask beforehand what `submit` is going to read first."""
        payer = self._drafter.foresee(ctx, self._bank_of(ctx), command)
        if payer:
            ctx.uow.ahead(lambda: self._approvals.foresee(ctx, SUBMIT, payer))

    def submit(self, ctx: Context, command: SubmitPayment) -> PaymentView:
        """Pay, or ask those who must agree. The same serial and content again: the stored facts.

        Raises Faulty (every fault at once), PayerUnknown, SerialConflict, and for a payment that
        goes straight through the core's refusals; a refusal leaves nothing behind.
        """
        content = content_hash(ctx, command)
        standing = self._drafter.standing(ctx, command)
        if standing.existing_id is not None:
            return _again(ctx, standing, content, command.client_serial)
        bank = self._bank_of(ctx)
        draft = self._drafter.draft(ctx, bank, command, standing)
        if blocking(draft.findings):
            raise Faulty(blocking(draft.findings))
        payment_id = ctx.world.ids.uuid7()
        approval_id = self._approvals.start(ctx, _subject(ctx, draft, payment_id))
        counted = limiting.reserve_one(ctx, payment_id, draft) if standing.limited else None
        if approval_id is not None:
            draft = self._drafter.with_history(ctx, draft)
        payment = new_payment(ctx, draft, payment_id, approval_id, counted)
        triggers = ["submit"] if approval_id else ["authorise"]
        if approval_id is None:
            done = self._releaser.execute(ctx, bank, {**payment, "status": "approved"})
            payment |= done.changes
            triggers.append(done.trigger)
        payment = walk(ctx, payment, triggers, content)
        fp("pay.after_insert")
        if ctx.actor.door in PEOPLE:
            self._book.remember(ctx, payment)
        return view(payment)

    def foresee_find(self, ctx: Context, command: FindPayment) -> None:
        """Ask beforehand what `find` is going to read first."""
        ctx.uow.ahead(lambda: _stored(ctx, command))

    def find(self, ctx: Context, command: FindPayment) -> PaymentView:
        """One payment by serial or number."""
        return view(self.row(ctx, command))

    def row(self, ctx: Context, command: FindPayment) -> Row:
        """One payment's row by serial or number."""
        found = _stored(ctx, command)
        if found is None or not _may_see(ctx, found["payer_account"]):
            raise NotFound(Text("该付款", "The payment"))
        return found

    def page(self, ctx: Context, command: ListPayments) -> PaymentPage:
        """A page of payments, newest first; the cursor is stable under new rows."""
        limit = max(1, min(command.limit, _PAGE_MAX))
        wanted = queries.Filter(
            _in_sight(ctx),
            command.status.split(",") if command.status else (),
            command.text,
            command.payer_account,
            read_cursor(command.cursor) if command.cursor else None,
            midnight(command.from_on),
            midnight(command.to_on, days=1),
        )
        rows = queries.page(ctx, wanted, limit + 1)
        more = (
            cursor_of(rows[limit - 1]["created_at"], rows[limit - 1]["id"])
            if len(rows) > limit
            else ""
        )
        return PaymentPage(payments=tuple(view(row) for row in rows[:limit]), cursor=more)

    def withdraw(self, ctx: Context, command: WithdrawPayment) -> PaymentView:
        """Take it back while it waits, or cancel it before its day. Raises IllegalTransition after that."""
        payment = self._named(ctx, command)
        if payment["maker_person_id"] != ctx.actor.person_id:
            raise NotTheMaker
        if payment["group_id"] is not None:
            raise InBatch
        trigger = "cancel" if payment["status"] == "scheduled" else "withdraw"
        CHART.move(payment["status"], trigger)
        if trigger == "withdraw" and payment["status"] == "pending_approval":
            self._approvals.withdraw(ctx, payment["approval_id"])
            return view(repository.lock(ctx, payment["id"]))
        return view(repository.move(ctx, payment, trigger, note={"reason": command.reason}))

    def _named(self, ctx: Context, command: WithdrawPayment) -> Row:
        """The payment that is to be taken back, locked; raises NotFound."""
        if command.number:
            return repository.lock_by_number(ctx, command.number)
        found = queries.by_serial(ctx, command.client_serial)
        if found is None:
            raise NotFound(Text("该付款", "The payment"))
        return repository.lock(ctx, found["id"])

    def due(self, ctx: Context, limit: int) -> list[UUID]:
        """Payments whose day has come and whose rail is open; of each group one stands for all (worker)."""
        today = bank_today(ctx.world.clock)
        last_days = release.last_days(self._bank_of(ctx), ctx.now, today)
        return repository.due(ctx, today, last_days, limit)

    def release_due(self, ctx: Context, payment_id: UUID) -> None:
        """Release a payment whose day has come; one of a group with others of it that wait (worker).

        A group is locked before its payments and looked at again once, however many they are; of a
        large one the next call sends the next.
        """
        home = repository.home_of(ctx, payment_id)
        ctx.uow.narrow(home.enterprise_id)
        ctx = ctx.inside(home.enterprise_id)
        head, rows = _lock(ctx, payment_id, home)
        bank, today = self._bank_of(ctx), bank_today(ctx.world.clock)
        waiting = (row for row in rows if _waits(row) and may_go(bank, row, ctx.now, today))
        going = list(islice(waiting, limits.RELEASE_GROUP_MAX))
        subject = ("payment_group" if home.group_id else "payment", head["id"])
        if not going:
            return
        try:
            with savepoint(ctx.uow):
                agreed = self._releaser.still_agreed(ctx, subject, head["approval_id"])
        except (Conflict, Invalid) as fault:  # no policy any more, or no longer what was signed
            limiting.lock(ctx, going)
            released = [self._releaser.refuse(ctx, payment, fault) for payment in going]
        else:
            limiting.lock(ctx, going)
            released = [self._releaser.release(ctx, bank, row) for row in going] if agreed else []
        for payment in released:
            detail = {"status": payment["status"]}
            audit.write(ctx, "payments.release", "payment", payment["number"], detail)


def midnight(on: date | None, *, days: int = 0) -> datetime | None:
    """The beginning of a day at the bank, so many days on."""
    if on is None:
        return None
    return datetime.combine(on, time(), SHANGHAI) + timedelta(days=days)


def _lock(ctx: Context, payment_id: UUID, home: repository.Home) -> tuple[Row, list[Row]]:
    """What was agreed upon, a group or the payment itself, and the payments of it."""
    if home.group_id is not None:
        return repository.lock_group(ctx, home.group_id)
    payment = repository.lock(ctx, payment_id)
    return payment, [payment]


def _waits(payment: Row) -> bool:
    return payment["status"] in {"approved", "scheduled"}


def _again(ctx: Context, standing: queries.Standing, content: bytes, serial: str) -> PaymentView:
    if standing.existing_hash != content:
        raise SerialConflict(serial=serial)
    row = queries.by_id(ctx, standing.existing_id) if standing.existing_id else None
    if row is None:
        raise SerialConflict(serial=serial)
    return view(row, duplicate=True)


def _subject(ctx: Context, draft: Draft, payment_id: UUID) -> Subject:
    title = Text(f"付款给 {draft.payee_name}", f"Pay {draft.payee_name}")
    facts = Facts(
        draft.money.minor, draft.money.currency, draft.payer.number, ctx.actor.door, title, {},
        payee_class=draft.payee_class,
    )  # fmt: skip
    if ctx.actor.person_id is None:
        message = "a payment is made by a person"
        raise LookupError(message)
    maker = ctx.actor.person_id
    return Subject("payment", payment_id, SUBMIT, draft.canonical_text, facts, maker, new=True)


def new_payment(
    ctx: Context,
    draft: Draft,
    payment_id: UUID,
    approval_id: UUID | None,
    counted: Verdict | None = None,
) -> Row:
    """The row of a new payment, in its initial state."""
    command, route = draft.command, draft.route
    return {
        "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id, "id": payment_id,
        "number": ctx.world.ids.number("P"), "client_serial": command.client_serial, "door": ctx.actor.door.value,
        "group_id": None, "row_no": 0, "payer_account": draft.payer.number, "payer_name": draft.payer.name,
        "payee_account": draft.payee_account, "payee_name": draft.payee_name,
        "payee_bank_code": draft.payee_bank.code, "payee_bank_name": draft.payee_bank.name,
        "amount_minor": draft.money.minor, "currency": draft.money.currency, "purpose": command.purpose,
        "remark": command.remark, "end_to_end": command.end_to_end, "rail_wish": command.rail.value,
        "rail": route.rail, "fee_minor": route.fee.minor, "requested_on": draft.requested_on,
        "value_on": route.value_on, "status": CHART.initial, "status_at": ctx.now, "version": 0, "reason_code": "",
        "reason": {}, "findings": stored((*draft.findings, *(counted.notes if counted else ()))), "maker_person_id": ctx.actor.person_id,
        "maker_name": ctx.actor.name, "canonical_text": draft.canonical_text, "digest": draft.digest,
        "approval_id": approval_id, "hold_id": None, "transaction_id": None, "created_at": ctx.now,
        "limited": counted is not None, "instruction_id": "",
    }  # fmt: skip


def walk(ctx: Context, payment: Row, triggers: Sequence[str], content: bytes) -> Row:
    """Take the first edges of a new payment and write it once."""
    steps, state = [], payment["status"]
    for trigger in triggers:
        edge = CHART.move(state, trigger)
        steps.append(Step(edge, _note(ctx)))
        state = edge.target
    row = {**payment, "status": state, "version": len(steps), "content_hash": content}
    repository.insert(ctx, row, steps)
    return row


def _stored(ctx: Context, command: FindPayment) -> Row | None:
    """The payment that is named, whosever account it is from."""
    if command.number:
        return queries.by_number(ctx, command.number)
    return queries.by_serial(ctx, command.client_serial)


def _may_see(ctx: Context, account: str) -> bool:
    """Whether the user has a right on the account, be it signed up today or not."""
    user_id = ctx.actor.user_id
    return user_id is not None and rights.allowed(ctx.uow, user_id, SUBMIT, account, Verb.SEE)


def _in_sight(ctx: Context) -> list[str]:
    """The accounts whose payments the user may see."""
    if ctx.actor.user_id is None:
        return []
    return rights.accounts_of(ctx.uow, ctx.actor.user_id, SUBMIT, Verb.SEE)


def _note(ctx: Context) -> dict[str, Any]:
    return {"device": ctx.actor.device} if ctx.actor.device else {}
