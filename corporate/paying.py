"""Payments, put together: drafts, release, dispatch, files of payments, their pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from connectors.ports import Clearing
from corporate.agreeing import Agreeing
from corporate.bills import ELSEWHERE
from corporate.bindings import bind_payment_pages, bind_payments
from corporate.ground import Ground
from kernel.operation import Bindings
from kernel.records.received import PieceSafe
from workflows.credits.handlers import ReturnDispatch
from workflows.credits.service import RETURN
from workflows.dispatch.engine import DispatchEngine
from workflows.dispatch.ports import DispatchHandler
from workflows.dispatch.sealing import Envelope
from workflows.payees.guard import PayeeGuard
from workflows.payments.cancelling import CancelDesk
from workflows.payments.drafts import Drafter
from workflows.payments.handlers import GroupSubject, PaymentDispatch, PaymentSubject
from workflows.payments.imports import MessageDesk
from workflows.payments.long_cancelling import LongCancels
from workflows.payments.long_messages import LongMessages
from workflows.payments.messages import MessageService
from workflows.payments.ordered import OrderedPayments
from workflows.payments.pages import PaymentPages
from workflows.payments.received import ReceivedDesk
from workflows.payments.release import Releaser
from workflows.payments.service import PaymentService


@dataclass(frozen=True, slots=True)
class Paying:
    """`reactions` is who hears what became of a dispatch; whoever brings a kind adds its own."""

    reactions: dict[str, DispatchHandler]
    dispatch: DispatchEngine
    book: PayeeGuard
    service: PaymentService
    messages: MessageService
    cancel: Callable[[LongCancels], CancelDesk]
    pages: PaymentPages
    received: ReceivedDesk
    ordered: OrderedPayments

    def bindings(self, long: LongMessages) -> Bindings:
        """What the operations on payments do; long messages are paid as batches."""
        return {
            **bind_payments(
                self.service, MessageDesk(self.messages, long), self.cancel(long.cancels)
            ),
            **bind_payment_pages(self.pages, self.received),
        }


def paying(ground: Ground, agreed: Agreeing, clearing: Clearing) -> Paying:
    """Put it together, and tell approvals of it."""
    core, approvals, bank_of = ground.core, agreed.approvals, ground.bank_of
    reactions: dict[str, DispatchHandler] = {
        "payment": PaymentDispatch(core),
        RETURN: ReturnDispatch(core),
    }
    dispatch = DispatchEngine(clearing, reactions, ELSEWHERE, Envelope(ground.data_keys))
    book = PayeeGuard()
    releaser, drafter = Releaser(core, dispatch, approvals, book), Drafter(core, book)
    service = PaymentService(drafter, approvals, releaser, book, bank_of)
    agreed.subjects["payment"] = PaymentSubject(releaser, book, bank_of)
    agreed.subjects["payment_group"] = GroupSubject(releaser, book, bank_of)
    return Paying(
        reactions=reactions,
        dispatch=dispatch,
        book=book,
        service=service,
        messages=MessageService(drafter, approvals, releaser, bank_of),
        cancel=partial(CancelDesk, approvals, bank_of),
        ordered=OrderedPayments(drafter, releaser, book, bank_of),
        pages=PaymentPages(service, approvals, core, book, bank_of),
        received=ReceivedDesk(PieceSafe(ground.data_keys)),
    )
