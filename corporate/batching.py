"""Batches, put together from their ports: who stages, submits, releases and pays them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corporate.banks import Bank
from kernel.context import Context
from kernel.operation import Bindings
from kernel.records.received import PieceSafe
from workflows.approval.engine import ApprovalEngine
from workflows.approval.following import RowSubject
from workflows.batches import operations
from workflows.batches.bringing import BringDesk
from workflows.batches.handlers import RowDispatch, batch_subject
from workflows.batches.link import LinkDesk
from workflows.batches.paying import Payer
from workflows.batches.ports import Kind, Outward, PayeeRules
from workflows.batches.releasing import Core, Releaser
from workflows.batches.service import BatchService
from workflows.batches.submitting import Submitter
from workflows.batches.work import BatchWork
from workflows.payments.long_messages import LongMessages

__all__ = ["Batching", "assemble", "operations"]


@dataclass(frozen=True, slots=True)
class Batching:
    """Everything there is about batches in one process."""

    service: BatchService
    submitter: Submitter
    subject: RowSubject
    rows: RowDispatch
    work: BatchWork
    link: LinkDesk
    messages: LongMessages
    brought: BringDesk

    def bindings(self) -> Bindings:
        """What the operations on batches do."""
        service, submitter = self.service, self.submitter
        return {
            "batches.open": self.brought.open,
            "batches.stage": self.brought.stage,
            "batches.find": service.find,
            "batches.list": service.list,
            "batches.rows": service.rows,
            "batches.findings": service.findings,
            "batches.mend": service.mend,
            "batches.mend_alike": service.mend_alike,
            "batches.remove": service.remove,
            "batches.submit": submitter.submit,
            "batches.withdraw": submitter.withdraw,
            "batches.reissue": submitter.reissue,
            "batches.send": self.link.send,
            "batches.send_part": self.link.send_part,
        }


def assemble(  # noqa: PLR0917 - one for each port
    kinds: Sequence[Kind],
    core: Core,
    dispatch: Outward,
    approvals: ApprovalEngine,
    book: PayeeRules,
    bank_of: Callable[[Context], Bank],
    safe: PieceSafe,
) -> Batching:
    """Put it together."""
    service = BatchService(kinds, core, book, bank_of)
    releaser = Releaser(core, approvals, bank_of, service.kind)
    submitter = Submitter(service, approvals, releaser, bank_of)
    payer = Payer(core, dispatch, book, bank_of, service.kind)
    return Batching(
        service=service,
        submitter=submitter,
        link=LinkDesk(service, submitter),
        messages=LongMessages(service, submitter, bank_of),
        brought=BringDesk(service, safe),
        subject=batch_subject(releaser, service.reader),
        rows=RowDispatch(core, service.kind),
        work=BatchWork(releaser, payer),
    )
