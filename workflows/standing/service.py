"""One function per command about standing orders. Nothing here commits."""

from __future__ import annotations

import json
from typing import Final
from uuid import UUID

from corporate.identity import rights
from kernel.context import Context
from kernel.errors import Faulty, NotFound, Severity
from kernel.ids import cursor_of, read_cursor
from kernel.operation import Door, Verb
from kernel.parsing import plain
from kernel.records import serials
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.engine import ApprovalEngine
from workflows.approval.plan import Plan
from workflows.approval.subjects import Facts, Subject
from workflows.standing import planning, queries, repository
from workflows.standing.answers import (
    FoundStanding,
    PreviewedStanding,
    StandingNotice,
    StandingPage,
    StandingView,
)
from workflows.standing.commands import (
    ChangeStanding,
    FindStanding,
    ListStanding,
    SubmitStanding,
)
from workflows.standing.drafts import Draft, Drafter, new_order
from workflows.standing.errors import NotAllowed, OnlyMaker
from workflows.standing.rules import Ahead, ahead
from workflows.standing.states import CHART
from workflows.standing.views import coming, fields, listed, run_view, terms_of, view

SUBJECT: Final = "standing_order"
PAY: Final = "payments.submit"
"""The row of the rights matrix and of the approval rules: who may pay may have it paid again and again."""
SUBMIT: Final = "standing.submit"
PAST_SHOWN: Final = 60
_PAGE_MAX: Final = 200
_TITLE: Final = Text("{often}付款给 {payee}，共 {runs} 期", "Pay {payee} {often}, {runs} times")


class StandingService:
    """Submits, finds, lists, suspends, resumes and cancels standing orders."""

    def __init__(self, drafter: Drafter, approvals: ApprovalEngine) -> None:
        self._drafter = drafter
        self._approvals = approvals

    def check(self, ctx: Context, command: SubmitStanding) -> tuple[Draft, Plan, PreviewedStanding]:
        """What would become of it: days, sum, fee, findings, who would sign. Nothing is written."""
        draft = self._drafter.draft(ctx, command)
        plan = self._approvals.plan(ctx, self.subject(ctx, new_order(ctx, draft), new=True))
        runs = ahead(draft.terms, 1, self._drafter.bank(ctx).calendar)
        checked = draft.checked
        return draft, plan, PreviewedStanding(
            fingerprint=draft.row["digest"].hex(), runs=draft.row["runs"], last_on=draft.row["last_on"],
            amount_minor=command.amount_minor, total_minor=draft.row["total_minor"], fee_minor=checked.fee.minor,
            currency=command.currency, rail=checked.rail, signers=plan.sentence.zh, coming=listed(runs),
            findings=tuple(
                StandingNotice(code=f.code, severity=f.severity, zh=f.text.zh, en=f.text.en)
                for f in (*checked.findings, *plan.findings)
            ),
        )  # fmt: skip

    def preview(self, ctx: Context, command: SubmitStanding) -> PreviewedStanding:
        """The same, for programs."""
        return self.check(ctx, command)[-1]

    def submit(self, ctx: Context, command: SubmitStanding) -> StandingView:
        """Ask for an order. The same serial and content again: what is stored.

        Raises Faulty (every fault at once), SerialConflict, and what `ApprovalEngine.start` raises.
        """
        stored = self._stored(ctx, command)
        if stored is not None:
            return view(stored, duplicate=True)
        draft = self._drafter.draft(ctx, command)
        stops = [found for found in draft.checked.findings if found.severity is Severity.BLOCK]
        if stops:
            raise Faulty(stops)
        order = new_order(ctx, draft)
        claim = serials.claim(
            ctx.uow, ctx.enterprise_id, command.client_serial, SUBMIT, _content(ctx, command), order["id"]
        )  # fmt: skip
        if claim.duplicate:  # the same request, at the same moment
            return view(queries.one(ctx, order_id=claim.subject_id), duplicate=True)
        approval_id = self._approvals.start(ctx, self.subject(ctx, order, new=True))
        edge = CHART.move(CHART.initial, "submit" if approval_id else "authorise")
        order |= {"status": edge.target, "version": 1, "approval_id": approval_id}
        repository.insert(ctx, order)
        repository.write_step(ctx, order, edge)
        return view(order if approval_id else self.begin(ctx, order))

    def begin(self, ctx: Context, order: Row) -> Row:
        """An order that is in force now: plan its first run. One that waited for more signatures keeps its plan."""
        if order["next_at"] is not None:
            return order
        bank = self._drafter.bank(ctx)
        return planning.plan_from(ctx, bank, order, order["next_seq"], passed=planning.APPROVED_LATE)  # fmt: skip

    def find(self, ctx: Context, command: FindStanding) -> FoundStanding:
        """One order with its runs; raises NotFound."""
        order = self.row(ctx, command)
        past = queries.runs(ctx, order["id"], PAST_SHOWN)
        return FoundStanding(
            **fields(view(order)), past=tuple(map(run_view, past)),
            coming=coming(order, self._drafter.bank(ctx).calendar),
        )  # fmt: skip

    def row(self, ctx: Context, command: FindStanding) -> Row:
        """One order's row; raises NotFound, also for one from an account that is not the reader's to see."""
        order = self._named(ctx, command)
        if not allowed(ctx, order["payer_account"], Verb.SEE):
            raise NotFound(repository.WHAT)
        return order

    def page(self, ctx: Context, command: ListStanding) -> StandingPage:
        """A page of orders, newest first; only from accounts the reader may see."""
        limit = max(1, min(command.limit, _PAGE_MAX))
        before = read_cursor(command.cursor) if command.cursor else None
        wanted = (command.status.split(",") if command.status else (), command.payer_account)
        rows = queries.page(ctx, _in_sight(ctx), wanted, before, limit + 1)
        last = rows[limit - 1] if len(rows) > limit else None
        more = cursor_of(last["created_at"], last["id"]) if last else ""
        return StandingPage(orders=tuple(map(view, rows[:limit])), cursor=more)

    def suspend(self, ctx: Context, command: ChangeStanding) -> StandingView:
        """Stop its runs until it is resumed. Raises NotAllowed, IllegalTransition."""
        order = self._mine(ctx, command.number)
        return view(repository.move(ctx, order, "suspend", reason=_said(command.reason)))

    def resume(self, ctx: Context, command: ChangeStanding) -> StandingView:
        """Go on; the days that have passed meanwhile fall away. Raises NotAllowed, IllegalTransition."""
        order = repository.move(ctx, self._mine(ctx, command.number), "resume", reason={})
        bank = self._drafter.bank(ctx)
        return view(planning.plan_from(ctx, bank, order, order["next_seq"], passed=planning.SUSPENDED))  # fmt: skip

    def cancel(self, ctx: Context, command: ChangeStanding) -> StandingView:
        """Take it back while it waits for signatures, or end it. What has been paid stays paid.

        Raises NotAllowed, OnlyMaker, IllegalTransition.
        """
        order = self._mine(ctx, command.number)
        if order["status"] == "pending_approval":
            if order["maker_person_id"] != ctx.actor.person_id:
                raise OnlyMaker
            self._approvals.withdraw(ctx, order["approval_id"])
            return view(repository.lock(ctx, order["id"]))
        ended = repository.move(ctx, order, "cancel", reason=_said(command.reason), next_at=None)
        tried = repository.run_of(ctx, order["id"], order["next_seq"])
        if tried is not None:
            run = Ahead(tried["seq"], tried["nominal_on"], tried["run_on"])
            planning.skip(ctx, order, run, planning.CANCELLED)
        return view(ended)

    def subject(self, ctx: Context, order: Row, *, new: bool = False) -> Subject:
        """The order as the approval engine sees it now: about everything it will pay."""
        names = {"payee": order["payee_name"], "runs": order["runs"]}
        often = terms_of(order).frequency.label
        title = Text(
            _TITLE.zh.format(often=often.zh, **names), _TITLE.en.format(often=often.en.lower(), **names)
        )  # fmt: skip
        facts = Facts(
            order["total_minor"], order["currency"], order["payer_account"], Door(order["door"]), title,
            {"runs": order["runs"]},
            payee_class=self._drafter.class_of(ctx, order),
        )  # fmt: skip
        text = self._drafter.text(ctx, order)
        maker = order["maker_person_id"]
        return Subject(SUBJECT, order["id"], PAY, text, facts, maker, new=new)

    def _stored(self, ctx: Context, command: SubmitStanding) -> Row | None:
        found = serials.find(ctx.uow, ctx.enterprise_id, command.client_serial)
        if found is None:
            return None
        content = _content(ctx, command)
        claim = serials.claim(
            ctx.uow, ctx.enterprise_id, command.client_serial, SUBMIT, content, ctx.world.ids.uuid7()
        )  # fmt: skip
        return queries.one(ctx, order_id=claim.subject_id)

    def _named(self, ctx: Context, command: FindStanding) -> Row:
        if command.number:
            return queries.one(ctx, number=command.number)
        found = serials.find(ctx.uow, ctx.enterprise_id, command.client_serial)
        if found is None:
            raise NotFound(repository.WHAT)
        return queries.one(ctx, order_id=found)

    def _mine(self, ctx: Context, number: str) -> Row:
        order = repository.lock_by_number(ctx, number)
        if not allowed(ctx, order["payer_account"], Verb.SEE):
            raise NotFound(repository.WHAT)
        if not allowed(ctx, order["payer_account"], Verb.MAKE):
            raise NotAllowed
        return order


def allowed(ctx: Context, account: str, verb: Verb) -> bool:
    """Whether the actor may see, or pay from, an account."""
    user: UUID | None = ctx.actor.user_id
    return user is not None and rights.allowed(ctx.uow, user, PAY, account, verb)


def _in_sight(ctx: Context) -> list[str]:
    if ctx.actor.user_id is None:
        return []
    return rights.accounts_of(ctx.uow, ctx.actor.user_id, PAY, Verb.SEE)


def _content(ctx: Context, command: SubmitStanding) -> bytes:
    written = json.dumps(plain(command), ensure_ascii=False, sort_keys=True, default=str)
    return ctx.world.crypto.sm3(written.encode())


def _said(reason: str) -> dict[str, str]:
    return {"zh": reason, "en": reason} if reason else {}
