"""The whole house around the tests' world, with a clearing peer that does what it is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from connectors.ports import ClearingAnswer, ClearingTimeout, Inflow, Outcome, Submission
from corporate.bootstrap import House, assemble
from corporate.settings import Settings
from kernel.context import Context
from kernel.operation import Door
from tests.cast import PASSWORD
from tests.world import HouseWorld
from workflows.payments.commands import FindPayment, PaymentView, SubmitPayment

PAYER = "1001234509012345678"
OWN_PAYEE: dict[str, Any] = {
    "payee_account": "3250612000181470",
    "payee_name": "苏州恒锐特钢有限公司",
}
OTHER_PAYEE: dict[str, Any] = {
    "payee_account": "6222021001112223334",
    "payee_name": "无锡同盛包装材料有限公司",
    "payee_bank": "102100099996",
}


class ScriptedClearing:
    """Answers each call by the next word of its script; remembers what it was sent."""

    def __init__(self) -> None:
        self.script: list[Outcome | None] = []
        self.sent: list[Submission] = []
        self.asked: list[UUID] = []

    def submit(self, bank_code: str, submission: Submission) -> ClearingAnswer:
        assert len(bank_code) == 12
        self.sent.append(submission)
        return self._answer(submission.id)

    def enquire(self, bank_code: str, submission_id: UUID) -> ClearingAnswer:
        assert len(bank_code) == 12
        self.asked.append(submission_id)
        return self._answer(submission_id)

    def collect(self, bank_code: str, cursor: str) -> Inflow:
        assert len(bank_code) == 12
        return Inflow(cursor=cursor)

    def _answer(self, submission_id: UUID) -> ClearingAnswer:
        word = self.script.pop(0) if self.script else Outcome.SETTLED
        if word is None:
            raise ClearingTimeout
        number = f"M{len(self.sent)}-{len(self.asked)}"
        reason = "RJ01" if word is Outcome.REFUSED else ""
        return ClearingAnswer(number, word, submission_id, reference=number, reason=reason)


class PaymentHouse:
    """Short words for what people do with payments."""

    def __init__(self, world: HouseWorld, settings: Settings | None = None) -> None:
        self.world = world
        self.clearing = ScriptedClearing()
        settings = settings or Settings(data=world.folder.parent / "data")
        self.house: House = assemble(
            settings, world.kernel, world.db.app, self.clearing, passwords=world.passwords
        )
        self.worker: House = assemble(settings, world.kernel, world.db.worker, self.clearing)

    def command(self, serial: str, **more: Any) -> SubmitPayment:
        given = {
            "payer_account": PAYER,
            "amount_minor": 12_345,
            "purpose": "货款",
            **OWN_PAYEE,
            **more,
        }
        return SubmitPayment(client_serial=serial, **given)

    def submit(
        self, serial: str, *, by: str = "李娜", door: Door | None = None, **more: Any
    ) -> PaymentView:
        actor = self.world.actor(by, door=door)
        view = self.house.gate.perform(actor, "payments.submit", self.command(serial, **more))
        assert isinstance(view, PaymentView)
        return view

    def find(self, serial: str, *, by: str = "李娜") -> PaymentView:
        view = self.house.gate.read(
            self.world.actor(by), "payments.find", FindPayment(client_serial=serial)
        )
        assert isinstance(view, PaymentView)
        return view

    def decide(self, name: str, action: str = "approve", comment: str = "") -> list[str]:
        """Somebody decides on everything that waits for them; the outcomes."""
        actor = self.world.actor(name, door=Door.PHONE)
        inbox = self.house.gate.read(actor, "approvals.inbox")
        return [self.decide_one(name, item.approval_id, action, comment) for item in inbox.items]

    def decide_one(
        self, name: str, approval_id: str, action: str = "approve", comment: str = ""
    ) -> str:
        actor = self.world.actor(name, door=Door.PHONE)
        seen = self.house.gate.read(actor, "approvals.view", {"ApprovalId": approval_id})
        given = {
            "ApprovalId": approval_id,
            "Action": action,
            "ShownDigest": seen.digest,
            "Comment": comment,
        }
        answer = self.house.gate.perform(
            actor, "approvals.decide", given, proof={"password": PASSWORD}
        )
        return str(answer.outcome.value)

    def dispatch(self) -> int:
        """One round of the worker's dispatch for the bank."""
        with self.world.job() as ctx:
            bank_code = self.house.banks.of(ctx.uow).bank_code
        return self.worker.dispatch.work(self.run, bank_code)

    def release_due(self) -> int:
        """The worker's round over payments whose day has come; how many it looked at."""
        found = self.run(lambda ctx: self.worker.payments.due(ctx, 100))
        for payment_id in found:
            self.run(lambda ctx: self.worker.payments.release_due(ctx, payment_id))  # noqa: B023 - runs at once
        return len(found)

    def run(self, work: Callable[[Context], Any]) -> Any:
        with self.world.job() as ctx:
            return work(ctx)

    def balance(self, number: str = PAYER) -> tuple[int, int]:
        """Booked and held, as the auditor sees them."""
        from kernel.tenancy import Scope  # noqa: PLC0415 - beside its only use
        from ledger import queries  # noqa: PLC0415

        with self.world.db.auditor.begin(Scope(self.world.tenant_id)) as uow:
            found = queries.balances(uow, [number])[0]
        return found.booked_minor, found.held_minor

    def breaches(self) -> list[str]:
        from kernel.tenancy import Scope  # noqa: PLC0415
        from ledger import check  # noqa: PLC0415

        with self.world.db.auditor.begin(Scope(self.world.tenant_id)) as uow:
            return [breach.rule.code for breach in check.breaches(uow)]

    def allow_direct(self) -> None:
        """The bank allows payments with no signature, and the enterprises' policies ask for none."""
        self.world.db.tamper(
            "UPDATE yinqi.bank SET settings = '{\"allows_zero_levels\": true}';"
            " UPDATE yinqi.approval_policy SET rules ="
            ' \'{"bands": {"CNY": [{"upper_minor": null, "steps": []}],'
            ' "EUR": [{"upper_minor": null, "steps": []}]}}\''
        )
        self.house.banks.forget()
        self.worker.banks.forget()
