"""What programs call and people hardly ever: inquiries, batches, documents by task, what happened.

Part of the composition root, apart from it for its length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import BinaryIO, Final

from connectors.ports import CoreInquiries
from corporate.banks import Bank
from corporate.catalogue import Slice
from corporate.gate import Foresight
from kernel.context import Context
from kernel.iso20022.statement_model import Part
from kernel.operation import Bindings, Door, Operation
from kernel.statements import Row
from receipts.statement_paper import StatementHead
from receipts.vouchers.statement_paper import render_statement_with_voucher
from workflows.accounts import inquiry_operations
from workflows.accounts.confirmations import Confirmations
from workflows.accounts.file_commands import ExportStatement
from workflows.accounts.files import PrintOut, StatementFiles
from workflows.accounts.inquiries import Inquiries
from workflows.approval.engine import ApprovalEngine
from workflows.documents import share_operations, task_operations
from workflows.documents.making import FORMATS, DocumentMaker, WriteStatements
from workflows.documents.press import Name, Press
from workflows.documents.schedules import ScheduleDesk
from workflows.documents.service import DocumentService
from workflows.documents.sharing import ShareDesk
from workflows.documents.states import SealedKind
from workflows.documents.tasks import DocumentFiles
from workflows.feed import operations as feed_operations
from workflows.feed import service as feed
from workflows.feed.webhooks import operations as webhook_operations
from workflows.feed.webhooks.service import WebhookService
from workflows.payments import batch_operations, part_operations
from workflows.payments.batches import BatchDesk
from workflows.payments.messages import MessageService
from workflows.payments.modes import ModeDesk
from workflows.payments.parts import PartDesk
from workflows.reference import operations as reference_operations
from workflows.reference.service import ReferenceService

BankOf = Callable[[Context], Bank]
_STATEMENT_SEAL: Final = "对账单专用章 Statement seal"

SLICES: Final[tuple[Slice, ...]] = (
    inquiry_operations,
    batch_operations,
    part_operations,
    task_operations,
    share_operations,
    reference_operations,
    feed_operations,
    webhook_operations,
)


def bindings(
    core: CoreInquiries,
    bank_of: BankOf,
    *,
    approvals: ApprovalEngine,
    messages: MessageService,
    documents: DocumentService,
    shares: ShareDesk,
    webhooks: WebhookService,
    offered: Callable[[Door], Sequence[Operation]],
) -> Bindings:
    """What those operations do."""
    return {
        **_inquiries(Inquiries(core, bank_of), Confirmations(core)),
        **_batches(BatchDesk(messages)),
        "payments.submit_part": PartDesk(BatchDesk(messages)).submit,
        "payments.modes": ModeDesk(approvals, bank_of).modes,
        **_documents(DocumentFiles(documents)),
        **_shared(shares),
        **_reference(ReferenceService(bank_of, offered)),
        "events.poll": feed.poll,
        "webhooks.list": webhooks.listed,
        "webhooks.change": webhooks.change,
        "webhooks.replay": webhooks.replay,
    }


def maker(documents: DocumentService, press: Press, files: StatementFiles) -> DocumentMaker:
    """Who makes the files of tasks."""
    return DocumentMaker(documents, press, _written_by(files))


def printer(press: Press, verify_page: Callable[[Context], str]) -> PrintOut:
    """Who draws and signs statements on paper."""

    def print_out(ctx: Context, head: StatementHead, parts: Iterator[Part]) -> bytes:
        said = replace(head, verify_url=verify_page(ctx))
        name = Name(SealedKind.STATEMENT, said.number, items=said.lines)
        made = press.document(
            ctx,
            name,
            lambda slot: render_statement_with_voucher(said, parts, slot),
            _STATEMENT_SEAL,
        )
        return made.content

    return print_out


def foresight(core: CoreInquiries, bank_of: BankOf) -> dict[str, Foresight]:
    """What those read that programs ask all day."""
    return {"accounts.balances": Inquiries(core, bank_of).foresee}


def _inquiries(ask: Inquiries, confirmed: Confirmations) -> Bindings:
    return {
        "accounts.balances": ask.balances,
        "accounts.balance_history": ask.history,
        "accounts.details": ask.details,
        "accounts.search": ask.search,
        "accounts.summary": ask.summary,
        "accounts.fees": ask.fees,
        "accounts.incoming": ask.incoming,
        "accounts.confirm_balance": confirmed.confirm,
        "accounts.confirmations": confirmed.page,
        "accounts.month_ends": confirmed.month_ends,
    }


def _batches(batches: BatchDesk) -> Bindings:
    return {
        "payments.submit_batch": batches.submit,
        "payments.batch": batches.find,
        "payments.batch_rows": batches.rows,
        "payments.returns": batches.returns,
    }


def _documents(files: DocumentFiles) -> Bindings:
    return {
        "documents.receipt_file": files.receipt,
        "documents.verify": files.verify,
        "documents.order": files.order,
        "documents.task": files.find,
        "documents.fetch": files.fetch,
        "documents.pack": files.order,
        "documents.packs": files.listed,
    }


def _shared(shares: ShareDesk) -> Bindings:
    return {
        "documents.print": shares.print_many,
        "documents.share": shares.share,
        "documents.shares": shares.listed,
        "documents.unshare": shares.end,
        "documents.schedules": ScheduleDesk().listed,
        "documents.schedule": ScheduleDesk().add,
        "documents.unschedule": ScheduleDesk().end,
    }


def _reference(reference: ReferenceService) -> Bindings:
    return {
        "bank.ping": reference.ping,
        "bank.time": reference.time,
        "bank.standing": reference.standing,
        "bank.days": reference.days,
        "bank.rails": reference.rails,
        "bank.currencies": reference.currencies,
        "bank.directory": reference.directory,
    }


def _written_by(files: StatementFiles) -> WriteStatements:
    """Statements for the tasks of documents, written by the slice that knows accounts."""

    def write(ctx: Context, account: str, asked: Row, out: BinaryIO) -> None:
        command = ExportStatement(
            account_number=account,
            from_on=date.fromisoformat(asked["from_on"]),
            to_on=date.fromisoformat(asked["to_on"]),
            format=FORMATS[asked["format"]],
        )
        files.write(ctx, command, out)

    return write
