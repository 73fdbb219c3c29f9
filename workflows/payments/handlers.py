"""Reactions of payments: an approval was granted or refused, clearing settled, refused, went silent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from connectors.ports import Booking, ClearingAnswer, CoreBanking, Internal, Side
from corporate.banks import Bank
from kernel import limits
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.failpoints import fp
from kernel.money import Money
from kernel.operation import Door
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.following import ending
from workflows.approval.subjects import Facts, Outcome, Subject
from workflows.payments import canonical, limiting, repository
from workflows.payments.drafts import attached_to
from workflows.payments.payees import PayeeBook, common_class
from workflows.payments.release import Releaser, booking_detail, money_of
from workflows.payments.service import SUBMIT

BankOf = Callable[[Context], Bank]

_CLOSED = "closed"
_PARKED = Text(
    "{why}；原付款账户已销户，款项已挂账，请联系银行",
    "{why}; the paying account is closed: the money is in suspense, ask the bank",
)


def present_text(ctx: Context, bank: Bank, payment: Row) -> str:
    """The canonical text as the stored fields say it now; not the text stored beside them."""
    attached = attached_to(ctx, Door(payment["door"]), payment["client_serial"])
    terms = canonical.Terms(
        payment["client_serial"], payment["payer_account"], payment["payer_name"], payment["payee_account"],
        payment["payee_name"], payment["payee_bank_code"], payment["payee_bank_name"], money_of(payment),
        payment["purpose"], payment["remark"], payment["end_to_end"], payment["requested_on"], attached,
    )  # fmt: skip
    return canonical.text_of(bank.name.zh, terms)


class PaymentSubject:
    """A single payment, as the approval engine sees it."""

    def __init__(self, releaser: Releaser, book: PayeeBook, bank_of: BankOf) -> None:
        self._releaser = releaser
        self._book = book
        self._bank_of = bank_of

    def lock(self, ctx: Context, subject_id: UUID) -> Subject:
        """Lock the payment and say what it is now."""
        payment, bank = repository.lock(ctx, subject_id), self._bank_of(ctx)
        title = Text(f"付款给 {payment['payee_name']}", f"Pay {payment['payee_name']}")
        facts = Facts(
            payment["amount_minor"],
            payment["currency"],
            payment["payer_account"],
            Door(payment["door"]),
            title,
            {},
            payee_class=common_class(self._book.classes_of(ctx, bank, [payment])),
        )
        text = present_text(ctx, bank, payment)
        return Subject("payment", subject_id, SUBMIT, text, facts, payment["maker_person_id"])

    def settled(self, ctx: Context, subject_id: UUID, outcome: Outcome, approval_id: UUID) -> None:
        """Follow the round's outcome; a granted payment is released at once or waits for its day."""
        payment = repository.lock(ctx, subject_id)
        if outcome is Outcome.REOPENED:
            repository.move(ctx, payment, "require_more", approval_id=approval_id)
        elif outcome is Outcome.GRANTED:
            approved = repository.move(ctx, payment, "approve")
            if self._releaser.still_agreed(ctx, ("payment", subject_id), approval_id):
                self._releaser.release(ctx, self._bank_of(ctx), approved)
        else:
            _refuse(ctx, payment, outcome)


class GroupSubject:
    """A PmtInf approved as a whole: the ordered digests of its rows, their count and sum."""

    def __init__(self, releaser: Releaser, book: PayeeBook, bank_of: BankOf) -> None:
        self._releaser = releaser
        self._book = book
        self._bank_of = bank_of

    def lock(self, ctx: Context, subject_id: UUID) -> Subject:
        """Lock the group with its rows and say what they are now."""
        group, rows = repository.lock_group(ctx, subject_id)
        bank = self._bank_of(ctx)
        live = [row for row in rows if not _refused_at_once(row)]
        digests = [ctx.world.crypto.sm3(present_text(ctx, bank, row).encode()) for row in live]
        total = Money(sum(row["amount_minor"] for row in live), group["currency"])
        text = canonical.group_text(
            bank.name.zh, group["pmt_inf_id"], group["payer_account"], total, digests
        )
        title = Text(f"批量付款 {len(live)} 笔", f"{len(live)} payments")
        facts = Facts(
            total.minor,
            total.currency,
            group["payer_account"],
            Door(live[0]["door"]),
            title,
            {"payments": len(live)},
            payee_class=common_class(self._book.classes_of(ctx, bank, live)),
        )
        return Subject("payment_group", subject_id, SUBMIT, text, facts, live[0]["maker_person_id"])

    def settled(self, ctx: Context, subject_id: UUID, outcome: Outcome, approval_id: UUID) -> None:
        """Every waiting row follows the group's outcome; each is released on its own."""
        _, rows = repository.lock_group(ctx, subject_id)
        if outcome is Outcome.REOPENED:
            repository.link_group(ctx, subject_id, approval_id)
            for row in rows:
                if row["status"] in {"approved", "scheduled"}:
                    repository.move(ctx, row, "require_more", approval_id=approval_id)
        elif outcome is Outcome.GRANTED:
            if self._releaser.still_agreed(ctx, ("payment_group", subject_id), approval_id):
                self._release(ctx, _pending(rows))
        else:
            pending = _pending(rows)
            limiting.lock(ctx, pending)
            for row in pending:
                _refuse(ctx, row, outcome)

    def _release(self, ctx: Context, rows: Sequence[Row]) -> None:
        """Send the first at once; of a large group the rest is approved, and the worker sends it."""
        bank = self._bank_of(ctx)
        limiting.lock(ctx, rows)
        for place, row in enumerate(rows):
            approved = repository.move(ctx, row, "approve")
            if place < limits.RELEASE_GROUP_MAX:
                self._releaser.release(ctx, bank, approved)


def _pending(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["status"] == "pending_approval"]


def _refuse(ctx: Context, payment: Row, outcome: Outcome) -> None:
    trigger, why = ending(outcome, payment["door"])
    repository.move(ctx, payment, trigger, reason=why)


def _refused_at_once(row: Row) -> bool:
    """A row that could not be paid was never part of what the group's approvers sign."""
    return bool(row["status"] == "failed" and row["version"] == 1)


class PaymentDispatch:
    """What becomes of a payment that left the house."""

    def __init__(self, core: CoreBanking) -> None:
        self._core = core

    def lock(self, ctx: Context, subject_id: UUID) -> Row:
        """Lock the payment: first in the lock order."""
        return repository.lock(ctx, subject_id)

    def accepted(self, ctx: Context, payment: Row, answer: ClearingAnswer) -> None:
        """Clearing has it; nothing is final."""
        repository.move(ctx, payment, "accept", note=_note(answer))

    def settled(self, ctx: Context, payment: Row, answer: ClearingAnswer) -> None:
        """The money is across: the hold becomes a posting."""
        fp("pay.before_post")
        limiting.consume(ctx, payment)
        fee = Money(payment["fee_minor"], payment["currency"])
        transaction = self._book(
            ctx,
            payment,
            "transfer_out",
            debit=Side(payment["payer_account"]),
            credit=_clearing(payment),
            hold_id=payment["hold_id"],
            fee=fee,
        )
        fp("pay.after_post")
        repository.move(ctx, payment, "settle", note=_note(answer), transaction_id=transaction)

    def refused(self, ctx: Context, payment: Row, answer: ClearingAnswer) -> None:
        """A definite no: the hold ends and the payment has failed."""
        repository.move(
            ctx,
            payment,
            "refuse",
            note=_note(answer),
            reason_code=answer.reason,
            reason=_words(answer),
        )
        self._core.void_hold(ctx, payment["hold_id"])

    def lost(self, ctx: Context, payment: Row, answer: ClearingAnswer) -> None:
        """No answer: unknown, which is a state and not a failure; the hold stays."""
        if payment["status"] == "unknown":
            return
        repository.move(ctx, payment, "lose", note=_note(answer))

    def returned(self, ctx: Context, payment: Row, answer: ClearingAnswer) -> None:
        """The payee's bank sent it back (退汇): booked anew, never by undoing.

        Money for an account that is closed for good goes into suspense (挂账). One that takes none
        for now, a frozen one, refuses: the message is kept and judged anew when it is open again.
        """
        note, words, back_to = _note(answer), _words(answer), Side(payment["payer_account"])
        if self._is_closed(ctx, payment["payer_account"]):
            back_to, parked = Side(internal=Internal.SUSPENSE), _PARKED.fill(why=Text(**words))
            note, words = note | {"suspended": True}, {"zh": parked.zh, "en": parked.en}
        transaction = self._book(ctx, payment, "return", debit=_clearing(payment), credit=back_to)
        repository.move(
            ctx, payment, "return", note=note, return_transaction_id=transaction,
            reason_code=answer.reason, reason=words,
        )  # fmt: skip

    def _is_closed(self, ctx: Context, number: str) -> bool:
        return any(one.status == _CLOSED for one in self._core.accounts(ctx, [number]))

    def _book(
        self,
        ctx: Context,
        payment: Row,
        kind: str,
        *,
        debit: Side,
        credit: Side,
        hold_id: UUID | None = None,
        fee: Money | None = None,
    ) -> UUID:
        return self._core.book(
            ctx,
            Booking(
                id=ctx.world.ids.uuid7(),
                key=f"payment:{payment['id']}:{kind}",
                kind=kind,
                money=money_of(payment),
                debit=debit,
                credit=credit,
                booked_on=bank_today(ctx.world.clock),
                at=ctx.now,
                detail=booking_detail(payment),
                hold_id=hold_id,
                fee=fee,
            ),
        )


def _clearing(payment: Row) -> Side:
    return Side(internal=Internal.CLEARING, rail=payment["rail"])


def _note(answer: ClearingAnswer) -> dict[str, Any]:
    return {"message": answer.message_id, "reference": answer.reference, "reason": answer.reason}


def _words(answer: ClearingAnswer) -> dict[str, str]:
    text = answer.extra.get("text") or {}
    return {"zh": text.get("zh", answer.reason), "en": text.get("en", answer.reason)}
