"""Payments, credits and dispatch on the world's database, with a clearing a test holds in its hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from connectors.clearing import wire
from connectors.clearing.simulator.behaviours import Reply
from connectors.clearing.simulator.faults import distorted
from connectors.clearing.simulator.peer import Peer, Told
from connectors.core_banking.embedded import EmbeddedCore
from connectors.ports import (
    Clearing,
    ClearingAnswer,
    ClearingTimeout,
    CreditMessage,
    Inflow,
    Outcome,
    Submission,
)
from corporate import identity
from corporate.banks import Bank, Banks
from kernel.context import Actor, Context
from kernel.money import Money
from kernel.operation import Door
from kernel.statements import Row
from kernel.tenancy import Scope
from kernel.text import Text
from ledger.check import breaches
from tests.cast import YUNGANG
from tests.world import HouseWorld, add_policy
from workflows.approval.engine import ApprovalEngine
from workflows.approval.ports import Ports
from workflows.approval.subjects import SubjectPort
from workflows.credits.handlers import ReturnDispatch
from workflows.credits.service import RETURN, CreditService
from workflows.dispatch.engine import DispatchEngine
from workflows.dispatch.intake import Intake
from workflows.dispatch.ports import DispatchHandler
from workflows.payees.guard import PayeeGuard
from workflows.payments.commands import SubmitPayment
from workflows.payments.drafts import Drafter
from workflows.payments.handlers import PaymentDispatch, PaymentSubject
from workflows.payments.release import Releaser
from workflows.payments.service import PaymentService

T = TypeVar("T")
BANK_CODE = YUNGANG.bank_code
ACCOUNT = "1001234509012345678"
OPENING = 100_000_000
FEE = 500
DIRECT = {"valid_days": 30, "bands": {"CNY": [{"upper_minor": None, "steps": []}]}}
TABLES = ("payment", "payment_transition", "submission", "submission_transition", "ledger_entry",
          "ledger_hold", "incoming_credit", "incoming_credit_transition")  # fmt: skip


@dataclass
class Script:
    """A clearing that says what the test wrote down, and counts what it was sent."""

    submits: list[ClearingAnswer | type[ClearingTimeout]] = field(default_factory=list)
    enquiries: list[ClearingAnswer | type[ClearingTimeout]] = field(default_factory=list)
    pages: list[Inflow | type[ClearingTimeout]] = field(default_factory=list)
    sent: list[UUID] = field(default_factory=list)
    asked: list[UUID] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)

    def submit(self, _bank_code: str, submission: Submission) -> ClearingAnswer:
        self.sent.append(submission.id)
        return _next(self.submits, submission.id)

    def enquire(self, _bank_code: str, submission_id: UUID) -> ClearingAnswer:
        self.asked.append(submission_id)
        return _next(self.enquiries, submission_id)

    def collect(self, _bank_code: str, cursor: str) -> Inflow:
        self.cursors.append(cursor)
        page = self.pages.pop(0) if self.pages else Inflow(cursor=cursor)
        if isinstance(page, Inflow):
            return page
        raise page


def _next(
    answers: list[ClearingAnswer | type[ClearingTimeout]], submission_id: UUID
) -> ClearingAnswer:
    answer = answers.pop(0) if answers else ClearingTimeout
    if isinstance(answer, ClearingAnswer):
        return ClearingAnswer(
            answer.message_id, answer.outcome, submission_id, answer.reference, answer.reason,
            answer.extra,
        )  # fmt: skip
    raise answer


class PeerClearing:
    """The test bank without its wire: what cannot be read is no answer."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer

    def submit(self, bank_code: str, submission: Submission) -> ClearingAnswer:
        said = wire.read_object(wire.write_submission(submission))
        return _read(self.peer.submit(bank_code, said), submission.id)

    def enquire(self, bank_code: str, submission_id: UUID) -> ClearingAnswer:
        return _read(self.peer.enquire(bank_code, str(submission_id)), submission_id)

    def collect(self, bank_code: str, cursor: str) -> Inflow:
        page = self.peer.collect(bank_code, cursor, 100)
        answers = [wire.read_answer(wire.read_object(body.encode())) for body in page.answers]
        money = [wire.read_credit(wire.read_object(body.encode())) for body in page.credits]
        return Inflow(answers, money, page.cursor)


def _read(told: Told, asked: UUID) -> ClearingAnswer:
    if told.reply is Reply.OTHER:
        return wire.read_reply(wire.read_object(distorted(told.reply, told.body) or b""), asked)
    if told.reply is not Reply.TRUE:
        raise ClearingTimeout
    return wire.read_reply(told.body, asked)


def answer(
    outcome: Outcome, message: str = "", submission_id: UUID | None = None, **extra: Any
) -> ClearingAnswer:
    reason = "RJ01" if outcome in {Outcome.REFUSED, Outcome.RETURNED} else ""
    return ClearingAnswer(message, outcome, submission_id, "REF1", reason, extra)


class House:
    """The slices a submission passes through, put together as the composition root does it."""

    def __init__(self, world: HouseWorld, clearing: Clearing) -> None:
        self.world = world
        self.core = EmbeddedCore()
        banks = Banks(world.clock)

        def bank_of(ctx: Context) -> Bank:
            return banks.of(ctx.uow)

        subjects: dict[str, SubjectPort] = {}
        self.approvals = ApprovalEngine(
            Ports(
                people=_People(),
                subjects=subjects,
                allows_direct=lambda _ctx, _subject: True,
                title_of=lambda code: Text(code, code),
            )
        )
        reactions: dict[str, DispatchHandler] = {
            "payment": PaymentDispatch(self.core),
            RETURN: ReturnDispatch(self.core),
        }
        self.engine = DispatchEngine(clearing, reactions)
        book = PayeeGuard()
        releaser = Releaser(self.core, self.engine, self.approvals, book)
        subjects["payment"] = PaymentSubject(releaser, book, bank_of)
        self.payments = PaymentService(
            Drafter(self.core, book), self.approvals, releaser, book, bank_of
        )
        self.credits = CreditService(self.core, self.engine)
        self.intake = Intake(clearing, self.engine.inbox, self.credits.take)
        self._serial = 0
        with world.owner() as uow:
            actor = Actor(world.tenant_id, Door.SYSTEM, "系统")
            ctx = Context(world.kernel, uow, actor, world.clock.now())
            add_policy(ctx, world.enterprise("辰海").id, DIRECT, version=2)
            uow.run(
                "UPDATE bank SET settings = settings || '{\"allows_zero_levels\": true}'"
                " WHERE tenant_id = %s", (world.tenant_id,),
            )  # fmt: skip

    def run(self, work: Callable[[Context], T], /) -> T:
        """A transaction of the worker."""
        return run_in(self.world, self.world.tenant_id, work)

    def pay(self, amount_minor: int = 1_200_000) -> UUID:
        """A payment to another bank that is on its way: held, and its submission prepared."""
        found = self.ask(amount_minor)
        assert self.standing(found) == ("submitted", "prepared")
        return found

    def ask(self, amount_minor: int, on: date | None = None) -> UUID:
        """A payment as its maker asks for it, whatever then becomes of it."""
        self._serial += 1
        command = SubmitPayment(
            client_serial=f"S{self._serial}",
            payer_account=ACCOUNT,
            payee_account="6222403674277200025",
            payee_name="苏州远方有限公司",
            amount_minor=amount_minor,
            payee_bank="102100099996",
            purpose="货款",
            requested_on=on,
        )
        with self.world.context("李娜") as ctx:
            number = self.payments.submit(ctx, command).number
        [row] = self.rows("SELECT id FROM payment WHERE number = %s", number)
        found: UUID = row["id"]
        return found

    def take(self, said: ClearingAnswer) -> str:
        """Hand an answer over that came by itself; what was made of it."""
        return self.run(lambda ctx: self.engine.inbox.take(ctx, said)).value

    def work(self) -> int:
        return self.engine.work(self.run, BANK_CODE)

    def take_inflow(self) -> int:
        return self.intake.take_inflow(self.run, BANK_CODE)

    def until_idle(self) -> None:
        """Rounds until nothing is due at this instant."""
        for _ in range(50):
            if not self.work() + self.take_inflow():
                return
        message = "it never comes to rest"
        raise AssertionError(message)

    def submission(self, payment_id: UUID) -> Row:
        [row] = self.rows("SELECT * FROM submission WHERE subject_id = %s", payment_id)
        return row

    def payment(self, payment_id: UUID) -> Row:
        [row] = self.rows("SELECT * FROM payment WHERE id = %s", payment_id)
        return row

    def standing(self, payment_id: UUID) -> tuple[str, str]:
        """The states of a payment and its submission."""
        return self.payment(payment_id)["status"], self.submission(payment_id)["status"]

    def verdicts(self) -> list[str]:
        """What was made of every answer that was kept, in order."""
        rows = self.rows("SELECT verdict FROM clearing_answer ORDER BY received_at, id")
        return [row["verdict"] for row in rows]

    def told(self, topic: str) -> list[dict[str, Any]]:
        rows = self.rows("SELECT payload FROM outbox WHERE topic = %s ORDER BY position", topic)
        return [row["payload"] for row in rows]

    def money(self, number: str = ACCOUNT) -> tuple[int, int]:
        """Booked and held on an account."""
        [row] = self.rows(
            "SELECT balance_minor, held_minor FROM ledger_account WHERE number = %s", number
        )
        return row["balance_minor"], row["held_minor"]

    def internal(self, number: str) -> int:
        """The balance of an internal account."""
        [row] = self.rows(
            "SELECT coalesce(sum(amount_minor), 0)::bigint AS booked FROM ledger_entry e"
            " JOIN ledger_account a ON a.tenant_id = e.tenant_id AND a.id = e.account_id"
            " WHERE a.number = %s", number,
        )  # fmt: skip
        found: int = row["booked"]
        return found

    def rows(self, sql: str, *params: Any) -> list[Row]:
        with self.world.db.auditor.begin(Scope(self.world.tenant_id)) as uow:
            return uow.rows(sql, params)

    def everything(self) -> dict[str, list[Row]]:
        """Every row that says where money and messages are."""
        return {table: self.rows(f"SELECT * FROM {table} t ORDER BY t::text") for table in TABLES}  # noqa: S608

    def check_books(self) -> None:
        """The independent checker finds nothing."""
        with self.world.db.auditor.begin(Scope(self.world.tenant_id)) as uow:
            assert breaches(uow) == []


def run_in(world: HouseWorld, tenant_id: UUID, work: Callable[[Context], T]) -> T:
    """A transaction of the worker in one bank."""
    actor = Actor(tenant_id, Door.SYSTEM, "系统")

    def inside(uow: Any) -> T:
        return work(Context(world.kernel, uow, actor, world.clock.now()))

    return world.db.worker.transact(Scope(tenant_id), inside)


class _People:
    def approvers(
        self, ctx: Context, operation: str, account_number: str, money: Money | None = None
    ) -> list[Any]:
        return list(identity.approvers(ctx.uow, operation, account_number, money))


def credit(reference: str = "R1", rail: str = "HVPS", **said: Any) -> CreditMessage:
    """Money from outside to 辰海, all right unless the test says otherwise."""
    payload = {
        "payer_account": "6217000010001234567", "payer_name": "北京远方有限公司",
        "payer_bank_code": "102100099996", "payer_bank_name": "中国工商银行",
        "payee_account": ACCOUNT, "payee_name": "上海辰海物流股份有限公司",
        "amount": "345.67", "currency": "CNY", "purpose": "货款",
    }  # fmt: skip
    return CreditMessage(reference, rail, payload | said)
