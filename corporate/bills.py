"""Bills, put together: their slice, the exchange's own dispatch engine, and what the worker does for them.

Part of the composition root, apart from it for its length.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from connectors.ports import BillExchange, CoreBanking
from corporate.banks import Bank
from kernel.bills.acts import Act
from kernel.context import Context
from kernel.operation import Bindings
from receipts.bill_slip import BillSlip
from receipts.render.bill import render_bill
from receipts.render.bill_slip import render_slip
from workflows.approval.engine import ApprovalEngine
from workflows.approval.subjects import SubjectPort
from workflows.bills import parties
from workflows.bills.desk import DESK, BillDesk
from workflows.bills.drafts import Drafter
from workflows.bills.files import BillFileService
from workflows.bills.handlers import BillDispatch, bill_subject
from workflows.bills.inflow import BillInflow, is_snapshot
from workflows.bills.reconciling import Reconciler
from workflows.bills.release import RAIL, SUBJECT, Releaser
from workflows.bills.rights import CODES
from workflows.bills.service import BillService, Paper
from workflows.dispatch.engine import DispatchEngine
from workflows.dispatch.intake import Intake, Sets
from workflows.dispatch.ports import DispatchHandler, Rails
from workflows.documents.press import Name, Press
from workflows.documents.states import SealedKind

_SLIP_SEAL: Final = "票据业务专用章 Bill seal"
BankOf = Callable[[Context], Bank]
LINK = "bill_exchange"
ELSEWHERE = Rails((RAIL,))
"""What the engine to clearing leaves alone."""


@dataclass(frozen=True, slots=True)
class BillHouse:
    """Everything of bills that one process has."""

    service: BillService
    subjects: Mapping[str, SubjectPort]
    dispatch: DispatchEngine
    intake: Intake
    reconciler: Reconciler
    desk: BillDesk

    def bindings(self) -> Bindings:
        """What the operations on bills do."""
        bills, files = self.service, BillFileService()
        asking = {code: partial(bills.ask, act) for act, code in CODES.items()}
        return {
            **asking,
            CODES[Act.WITHDRAW]: bills.withdraw,
            "bills.find": bills.find,
            "bills.requests": bills.requests,
            "bills.list": bills.page,
            "bills.lanes": bills.lanes,
            "bills.calendar": bills.due_days,
            "bills.show": bills.show,
            "bills.quote": bills.quote,
            "bills.agreements": bills.agreements,
            "bills.parties": parties.known,
            "bills.receipt": bills.receipt,
            "bills.files": files.listed,
            "bills.file": files.content,
            "bills.attach": files.attach,
            "bills.print": bills.print_out,
            "bills.cards": bills.cards,
            "bills.signing": bills.signing,
        }


def signing(press: Press) -> Callable[[Context, BillSlip], bytes]:
    """Signs slips as all documents of the bank are signed."""

    def sign(ctx: Context, slip: BillSlip) -> bytes:
        name = Name(SealedKind.BILL, slip.number)
        made = press.document(ctx, name, lambda slot: render_slip(slip, slot), _SLIP_SEAL)
        return made.content

    return sign


def bill_house(
    core: CoreBanking,
    exchange: BillExchange,
    approvals: ApprovalEngine,
    bank_of: BankOf,
    press: Press,
) -> BillHouse:
    """Put bills together around a link to the exchange."""
    reactions: dict[str, DispatchHandler] = {SUBJECT: BillDispatch(core)}
    dispatch = DispatchEngine(exchange, reactions, Rails((RAIL,), only=True))
    desk = BillDesk(core, dispatch, bank_of)
    reactions[DESK] = desk
    releaser = Releaser(core, dispatch)
    service = BillService(
        Drafter(core, bank_of), approvals, releaser, bank_of, Paper(render_bill, signing(press))
    )
    inflow = BillInflow(core, desk, bank_of)
    return BillHouse(
        service=service,
        subjects={SUBJECT: bill_subject(service, approvals, releaser)},
        dispatch=dispatch,
        intake=Intake(
            exchange, dispatch.inbox, inflow.take, LINK, Sets(is_snapshot, inflow.take_set)
        ),
        reconciler=Reconciler(exchange, inflow),
        desk=desk,
    )
