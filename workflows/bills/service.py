"""One function per command about bills. Nothing here commits."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from corporate import enterprises
from kernel.bills.acts import Act
from kernel.bills.codes import Payer
from kernel.bills.intervals import Interval
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.errors import NotFound
from kernel.ids import cursor_of, read_cursor
from kernel.operation import Door
from kernel.parsing import plain
from kernel.records import serials
from kernel.statements import Row
from kernel.text import Text
from receipts.bill_facts import BillFacts
from receipts.bill_slip import BillSlip
from workflows.approval.engine import ApprovalEngine
from workflows.approval.subjects import Facts, Subject
from workflows.bills import canonical, listing, queries, quotes, repository, settings_repository
from workflows.bills.answers import (
    AgreementList,
    BillPage,
    BillQuote,
    BillRequestPage,
    BillRequestView,
    DueDay,
    DueDays,
    DueSum,
    InterestAgreement,
    LaneSum,
    LaneSums,
    PrintedBill,
    ShownBill,
)
from workflows.bills.commands import (
    CountBills,
    DescribeBillRequests,
    FindBillRequest,
    ListAgreements,
    ListBillRequests,
    ListBills,
    PrintSlip,
    QuoteDiscount,
    SeeBillRequest,
    SeeDueDays,
    ShowBill,
    WithdrawBill,
)
from workflows.bills.drafts import BankOf, Draft, Drafter
from workflows.bills.errors import NotMaker, NotToWithdraw, OtherRunning
from workflows.bills.lanes import Lane
from workflows.bills.page_answers import ShownBillSigning
from workflows.bills.printing import facts_of
from workflows.bills.release import SUBJECT, Releaser
from workflows.bills.rights import CODES, RIGHT_OF
from workflows.bills.slips import slip_of
from workflows.bills.states import CHART, RequestStatus
from workflows.bills.views import bill_of, interval_of, request_view, shown_view

_PAGE_MAX: Final = 200
_TITLE: Final = Text("{act} {bill}", "{act} {bill}")
_TAKEN_BACK: Final = frozenset({RequestStatus.SUBMITTED, RequestStatus.PROCESSING})


@dataclass(frozen=True, slots=True)
class Paper:
    """What draws bills: face and back as a picture; a slip signed for the bank and entered in the register of seals."""

    face: Callable[[BillFacts], bytes]
    slip: Callable[[Context, BillSlip], bytes]


class BillService:
    """Asks, answers, withdraws; lists and shows."""

    def __init__(
        self,
        drafter: Drafter,
        approvals: ApprovalEngine,
        releaser: Releaser,
        bank_of: BankOf,
        paper: Paper,
    ) -> None:
        self._paper = paper
        self._drafter = drafter
        self._approvals = approvals
        self._releaser = releaser
        self._bank_of = bank_of

    def ask(self, act: Act, ctx: Context, command: Any) -> BillRequestView:
        """Ask for an act, or those who must agree. The same serial and content again: what is stored.

        Raises the table's refusals, OtherRunning, SerialConflict, and what `ApprovalEngine.start` raises.
        """
        request_id = ctx.world.ids.uuid7()
        stored = self._claimed(ctx, act, command, request_id)
        if stored is not None:
            return request_view(stored, duplicate=True)
        draft = self._drafter.draft(ctx, act, command)
        about = (draft.bill_number, draft.interval, request_id)
        other = repository.running(ctx, *about, answers=act is Act.ANSWER)
        if draft.bill_number and other is not None:
            raise OtherRunning(number=other["number"], act=Act(other["act"]).label)
        return self._begin(ctx, act, draft, command.client_serial, request_id)

    def withdraw(self, ctx: Context, command: WithdrawBill) -> BillRequestView:
        """Take a request back: at once while it waits for approval, by the exchange after that."""
        target = repository.lock_by_number(ctx, command.number)
        status = RequestStatus(target["status"])
        waits = status is RequestStatus.PENDING_APPROVAL
        request_id = ctx.world.ids.uuid7()
        stored = self._claimed(ctx, Act.WITHDRAW, command, target["id"] if waits else request_id)
        if stored is not None:
            return request_view(stored, duplicate=True)
        if waits:
            if target["maker_person_id"] != ctx.actor.person_id:
                raise NotMaker
            self._approvals.withdraw(ctx, target["approval_id"])
            return request_view(queries.request(ctx, request_id=target["id"]))
        if status not in _TAKEN_BACK or target["act"] in {Act.ANSWER, Act.WITHDRAW}:
            raise NotToWithdraw(number=target["number"], status=status.label)
        draft = self._withdrawal(ctx, command.account_number, target)
        return self._begin(ctx, Act.WITHDRAW, draft, command.client_serial, request_id)

    def find(self, ctx: Context, command: FindBillRequest) -> BillRequestView:
        """One request by serial or number; raises NotFound."""
        if command.number:
            return request_view(queries.request(ctx, number=command.number))
        found = serials.find(ctx.uow, ctx.enterprise_id, command.client_serial)
        if found is None:
            raise NotFound(repository.WHAT)
        return request_view(queries.request(ctx, request_id=found))

    def requests(self, ctx: Context, command: ListBillRequests) -> BillRequestPage:
        """A page of requests, newest first."""
        limit = max(1, min(command.limit, _PAGE_MAX))
        before = read_cursor(command.cursor) if command.cursor else None
        rows = queries.requests(ctx, command.bill_number, command.status, before, limit + 1)
        last = rows[limit - 1] if len(rows) > limit else None
        more = cursor_of(last["created_at"], last["id"]) if last else ""
        return BillRequestPage(requests=tuple(map(request_view, rows[:limit])), cursor=more)

    def page(self, ctx: Context, command: ListBills) -> BillPage:
        """A page of intervals, the nearest due date first."""
        me = enterprises.current(ctx.uow).uscc
        return listing.page(ctx, command, me, bank_today(ctx.world.clock))

    def lanes(self, ctx: Context, _command: CountBills) -> LaneSums:
        """How much lies in each lane, also in the empty ones."""
        found = {row["lane"]: row for row in queries.lanes(ctx)}
        empty = {"bills": 0, "amount_minor": 0}
        rows = ((lane, found.get(lane.value, empty)) for lane in Lane)
        return LaneSums(
            dues=tuple(DueSum(**row) for row in queries.dues(ctx, bank_today(ctx.world.clock))),
            lanes=tuple(LaneSum(lane=lane, bills=row["bills"], amount_minor=row["amount_minor"]) for lane, row in rows)
        )  # fmt: skip

    def due_days(self, ctx: Context, command: SeeDueDays) -> DueDays:
        """What falls due on each day of a month."""
        since = date.fromisoformat(f"{command.month}-01")
        before = date(since.year + since.month // 12, since.month % 12 + 1, 1)
        return DueDays(days=tuple(DueDay(**row) for row in queries.due_days(ctx, since, before)))

    def show(self, ctx: Context, command: ShowBill) -> ShownBill:
        """One interval: face, back, what may be done. Raises NotFound, NotLive for one that was split since."""
        seat = queries.seat(ctx, command.bill_number, interval_of(command.interval))
        package, me = queries.package(ctx, command.bill_number), enterprises.current(ctx.uow).uscc
        return shown_view(seat, package, me, bank_today(ctx.world.clock))

    def quote(self, ctx: Context, command: QuoteDiscount) -> BillQuote:
        """What the bank would pay for an interval today; raises NotFound, NoPrice, AgreementWrong."""
        wanted = interval_of(command.interval)
        bill = bill_of(queries.seat(ctx, command.bill_number, wanted))
        found = self._drafter.quote(ctx, bill, wanted or bill.pieces[0].interval)
        buyer = 0
        if command.payer is not Payer.SELLER:
            agreed = self._drafter.agreed(ctx, command.payer, command.agreement)
            buyer = quotes.share(found.interest_minor, agreed["percent"])
        return BillQuote(
            rate=str(found.rate), days=found.days, ends_on=found.ends_on, currency="CNY", face_minor=found.face_minor,
            interest_minor=found.interest_minor, buyer_minor=buyer,
            proceeds_minor=found.face_minor - found.interest_minor + buyer,
        )  # fmt: skip

    def agreements(self, ctx: Context, _command: ListAgreements) -> AgreementList:
        """Who else bears interest, by agreements that hold today."""
        found = settings_repository.agreements(ctx, bank_today(ctx.world.clock))
        return AgreementList(agreements=tuple(InterestAgreement(**row) for row in found))

    def cards(self, ctx: Context, command: DescribeBillRequests) -> BillRequestPage:
        """What some approvals are about, as far as they are the actor's business."""
        rows = queries.cards(ctx, [UUID(one) for one in command.approval_ids])
        return BillRequestPage(requests=tuple(map(request_view, rows)))

    def signing(self, ctx: Context, command: SeeBillRequest) -> ShownBillSigning:
        """One request to be signed, with the text that is; NotFound for whom the round does not concern."""
        seen = self._approvals.history(ctx, UUID(command.approval_id))
        if seen.subject_type != SUBJECT or ctx.actor.person_id not in seen.concerned:
            raise NotFound(repository.WHAT)
        row = queries.request(ctx, request_id=seen.subject_id)
        base = request_view(row)
        declared = {name: getattr(base, name) for name in base.__dataclass_fields__}
        return ShownBillSigning(
            **declared, door=Door(row["door"]), terms=row["canonical_text"], round=seen
        )

    def print_out(self, ctx: Context, command: ShowBill) -> PrintedBill:
        """Face and back as a PDF; raises NotFound."""
        seat = queries.seat(ctx, command.bill_number, interval_of(command.interval))
        facts = facts_of(seat, self._bank_of(ctx), bank_today(ctx.world.clock), ctx.now)
        content = base64.b64encode(self._paper.face(facts)).decode("ascii")
        return PrintedBill(name=f"{facts.number}-{facts.interval}.pdf", content=content)

    def receipt(self, ctx: Context, command: PrintSlip) -> PrintedBill:
        """The slip of a request that is done, signed by the bank; raises NotFound, NotDone."""
        slip = slip_of(ctx, self._bank_of(ctx), queries.request(ctx, number=command.number))
        content = base64.b64encode(self._paper.slip(ctx, slip)).decode("ascii")
        return PrintedBill(name=f"{slip.number}.pdf", content=content)

    def subject(self, ctx: Context, request: Row, *, new: bool = False) -> Subject:
        """The request as the approval engine sees it now."""
        act = Act(request["act"])
        title = _TITLE.fill(act=act.label, bill=request["bill_number"] or "")
        door = Door(request["door"])
        facts = Facts(request["amount_minor"], "CNY", request["account_number"], door, title)
        text = canonical.text_of(self._bank_of(ctx).bank_code, request)
        maker = request["maker_person_id"]
        return Subject(SUBJECT, request["id"], RIGHT_OF[act], text, facts, maker, new=new)

    def _claimed(self, ctx: Context, act: Act, command: Any, request_id: UUID) -> Row | None:
        """What the serial stands for already, or None when it is claimed now; raises SerialConflict."""
        written = json.dumps(plain(command), ensure_ascii=False, sort_keys=True, default=str)
        content = ctx.world.crypto.sm3(written.encode())
        claim = serials.claim(
            ctx.uow, ctx.enterprise_id, command.client_serial, CODES[act], content, request_id
        )
        return queries.request(ctx, request_id=claim.subject_id) if claim.duplicate else None

    def _withdrawal(self, ctx: Context, account: str, target: Row) -> Draft:
        me = self._drafter.me(ctx, account)
        asked = {
            "act": Act.WITHDRAW.value, "number": target["bill_number"], "by": me.as_json(), "to": None, "terms": {},
            "withdraws": str(target["submission_id"]), "withdrawn": target["number"],
            "start": target["starts_at"], "end": target["ends_at"],
        }  # fmt: skip
        interval = Interval(target["starts_at"], target["ends_at"])
        return Draft(account, target["bill_number"], interval, target["due_on"], asked)

    def _begin(
        self, ctx: Context, act: Act, draft: Draft, serial: str, request_id: UUID
    ) -> BillRequestView:
        """Write a new request and begin its round, or let it go where no signature is asked for."""
        request = self._row(ctx, act, draft, serial, request_id)
        approval_id = self._approvals.start(ctx, self.subject(ctx, request, new=True))
        edge = CHART.move(CHART.initial, "submit" if approval_id else "authorise")
        request |= {"status": edge.target, "version": 1, "approval_id": approval_id}
        repository.insert(ctx, request)
        repository.write_step(ctx, request, edge)
        return request_view(request if approval_id else self._releaser.release(ctx, request))

    def _row(self, ctx: Context, act: Act, draft: Draft, serial: str, request_id: UUID) -> Row:
        if ctx.actor.person_id is None:
            message = "a request is made by a person"
            raise LookupError(message)
        row: Row = {
            "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id, "id": request_id,
            "number": ctx.world.ids.number("B"), "client_serial": serial, "door": ctx.actor.door.value,
            "act": act.value, "account_number": draft.account, "bill_number": draft.bill_number,
            "starts_at": draft.interval.start, "ends_at": draft.interval.end,
            "amount_minor": draft.interval.amount_minor, "due_on": draft.due_on, "asked": dict(draft.asked),
            "status": CHART.initial, "status_at": ctx.now, "version": 0, "reason_code": "", "reason": {},
            "maker_person_id": ctx.actor.person_id, "maker_name": ctx.actor.name, "approval_id": None,
            "submission_id": None, "hold_id": None, "transaction_id": None, "created_at": ctx.now,
        }  # fmt: skip
        text = canonical.text_of(self._bank_of(ctx).bank_code, row)
        return row | {"canonical_text": text, "digest": ctx.world.crypto.sm3(text.encode())}
