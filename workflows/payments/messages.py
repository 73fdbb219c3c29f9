"""A pain.001 from an ERP: each PmtInf one group, approved as a whole; each line a payment of its own.

The message is keyed by (certificate, MsgId) and the hash of its content: sent again, it is the same
message and nothing is done twice. Its lines are keyed by MsgId/PmtInfId/index, because EndToEndIds
are small counters that restart in every ERP. A line that cannot be paid is refused alone, with its
reason; a message from an account that is not the sender's is refused whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from corporate.banks import Bank
from kernel.context import Context
from kernel.db import Row
from kernel.errors import Faulty, Finding
from kernel.iso20022.pain001_model import Batch, CreditTransfer, Pain001
from kernel.money import Money
from kernel.text import Text
from workflows.approval.engine import ApprovalEngine
from workflows.approval.subjects import Facts, Subject
from workflows.payments import canonical, queries, repository
from workflows.payments.commands import RailWish, SubmitPayment
from workflows.payments.drafts import Draft, Drafter
from workflows.payments.errors import MessageChanged, NotServed, block
from workflows.payments.release import Releaser
from workflows.payments.rules import blocking
from workflows.payments.service import SUBMIT, new_payment, walk

_URGENT = {"URGP", "HIGH", "SDVA"}


@dataclass(frozen=True, slots=True)
class Received:
    """What was made of a message."""

    id: UUID
    message_id: str
    payments: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class _Line:
    transfer: CreditTransfer
    draft: Draft
    content: bytes


class MessageService:
    """Takes pain.001 messages in and tells what became of them."""

    def __init__(
        self,
        drafter: Drafter,
        approvals: ApprovalEngine,
        releaser: Releaser,
        bank_of: Callable[[Context], Bank],
    ) -> None:
        self._drafter = drafter
        self._approvals = approvals
        self._releaser = releaser
        self._bank_of = bank_of

    def receive(self, ctx: Context, message: Pain001, certificate: str) -> Received:
        """Accept a message whole, or refuse it whole: Faulty, NotServed, PayerUnknown, MessageChanged."""
        content = _content_hash(ctx, message)
        known = queries.message(ctx, certificate, message.header.message_id)
        if known is not None:
            if known["content_hash"] != content:
                raise MessageChanged(message=message.header.message_id)
            return Received(known["id"], known["message_id"], known["payments"], duplicate=True)
        bank = self._bank_of(ctx)
        row_id = ctx.world.ids.uuid7()
        count = sum(len(batch.transfers) for batch in message.batches)
        repository.insert_message(
            ctx, _message_row(ctx, row_id, message, certificate, content=content, count=count)
        )
        for batch in message.batches:
            self._receive_batch(
                ctx, bank, row_id, f"{certificate}/{message.header.message_id}", batch
            )
        return Received(row_id, message.header.message_id, count, duplicate=False)

    def rows(self, ctx: Context, certificate: str, message_id: str) -> tuple[Row, list[Row]] | None:
        """A message and its payments, for its status report."""
        message = queries.message(ctx, certificate, message_id)
        return None if message is None else (message, queries.message_rows(ctx, message["id"]))

    def _receive_batch(
        self, ctx: Context, bank: Bank, message_row_id: UUID, reference: str, batch: Batch
    ) -> None:
        agent = batch.block.debtor_agent
        if agent.bic and not bank.serves(agent.bic):
            raise NotServed(agent=agent.bic)
        lines = [self._line(ctx, bank, reference, batch, transfer) for transfer in batch.transfers]
        good = [line for line in lines if not blocking(line.draft.findings)]
        group = self._group(
            ctx, bank, message_row_id=message_row_id, batch=batch, lines=lines, good=good
        )
        approval_id = self._start(ctx, group, good) if good else None
        repository.insert_group(ctx, group)
        if approval_id is not None:
            repository.link_approval(ctx, "payment_group", group["id"], approval_id)
        for line in lines:
            self._store(ctx, bank, group, line, approval_id, refused=line not in good)

    def _line(
        self, ctx: Context, bank: Bank, reference: str, batch: Batch, transfer: CreditTransfer
    ) -> _Line:
        command = _command(reference, batch, transfer)
        draft = self._drafter.draft(ctx, bank, command, self._drafter.standing(ctx, command))
        draft = self._drafter.with_history(ctx, draft)
        return _Line(transfer, draft, draft.digest)

    def _group(
        self,
        ctx: Context,
        bank: Bank,
        *,
        message_row_id: UUID,
        batch: Batch,
        lines: list[_Line],
        good: list[_Line],
    ) -> Row:
        currencies = {line.draft.money.currency for line in lines}
        if len(currencies) != 1:
            raise Faulty([_mixed(batch)])
        currency = currencies.pop()
        payer = lines[0].draft.payer.number
        total = Money(sum(line.draft.money.minor for line in good), currency)
        text = canonical.group_text(
            bank.name.zh,
            batch.block.payment_info_id,
            payer,
            total,
            [line.draft.digest for line in good],
        )
        return {
            "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id, "id": ctx.world.ids.uuid7(),
            "message_row_id": message_row_id, "number": ctx.world.ids.number("B"),
            "pmt_inf_id": batch.block.payment_info_id, "payer_account": payer, "payments": len(lines),
            "total_minor": total.minor, "currency": currency, "canonical_text": text,
            "digest": ctx.world.crypto.sm3(text.encode()), "created_at": ctx.now,
        }  # fmt: skip

    def _start(self, ctx: Context, group: Row, good: list[_Line]) -> UUID | None:
        title = Text(f"批量付款 {len(good)} 笔", f"{len(good)} payments")
        facts = Facts(
            group["total_minor"], group["currency"], group["payer_account"], ctx.actor.door, title,
            {"payments": len(good)},
        )  # fmt: skip
        if ctx.actor.person_id is None:
            message = "a message is sent by an operator"
            raise LookupError(message)
        subject = Subject(
            "payment_group",
            group["id"],
            SUBMIT,
            group["canonical_text"],
            facts,
            ctx.actor.person_id,
        )
        return self._approvals.start(ctx, subject)

    def _store(
        self,
        ctx: Context,
        bank: Bank,
        group: Row,
        line: _Line,
        approval_id: UUID | None,
        *,
        refused: bool,
    ) -> None:
        payment_id = ctx.world.ids.uuid7()
        row = new_payment(ctx, line.draft, payment_id, None if refused else approval_id)
        row |= {"group_id": group["id"], "row_no": line.transfer.index}
        if refused:
            first = blocking(line.draft.findings)[0]
            row |= {"reason_code": first.code, "reason": {"zh": first.text.zh, "en": first.text.en}}
            walk(ctx, row, ["refuse"], line.content)
        elif approval_id is not None:
            walk(ctx, row, ["submit"], line.content)
        else:
            done = self._releaser.execute(ctx, bank, {**row, "status": "approved"})
            walk(ctx, row | done.changes, ["authorise", done.trigger], line.content)


def _command(reference: str, batch: Batch, transfer: CreditTransfer) -> SubmitPayment:
    block, agent = batch.block, transfer.creditor_agent
    urgent = {
        block.payment_type.service_level,
        block.payment_type.priority,
        transfer.payment_type.service_level,
    }
    return SubmitPayment(
        client_serial=f"{reference}/{block.payment_info_id}/{transfer.index}",
        payer_account=block.debtor_account.number,
        payee_account=transfer.creditor_account.number,
        payee_name=transfer.creditor.name,
        amount_minor=transfer.amount_minor,
        currency=transfer.currency,
        payee_bank=agent.member_id or agent.bic,
        payee_bank_name=agent.name,
        purpose=transfer.remittance,
        end_to_end=transfer.end_to_end_id,
        requested_on=block.requested_on,
        rail=RailWish.HVPS if urgent & _URGENT and transfer.currency == "CNY" else RailWish.SMART,
    )


def _message_row(
    ctx: Context,
    row_id: UUID,
    message: Pain001,
    certificate: str,
    *,
    content: bytes,
    count: int,
) -> Row:
    return {
        "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id, "id": row_id, "certificate": certificate,
        "message_id": message.header.message_id, "name": message.header.version, "content_hash": content,
        "payments": count, "total_text": str(message.header.control_sum or ""), "received_at": ctx.now,
    }  # fmt: skip


def _content_hash(ctx: Context, message: Pain001) -> bytes:
    """SM3 over what the message says, so that white space and prefixes do not make it another one."""
    return ctx.world.crypto.sm3("\n".join(_said(message)).encode())


def _said(message: Pain001) -> Iterable[str]:
    yield repr((message.header.message_id, message.header.version, message.header.count))
    for batch in message.batches:
        yield repr(batch.block)
        for transfer in batch.transfers:
            yield repr(transfer)


def _mixed(batch: Batch) -> Finding:
    text = Text(
        f"批次 {batch.block.payment_info_id} 含多种币种，请按币种分批",
        f"PmtInf {batch.block.payment_info_id} mixes currencies; use one PmtInf for each",
    )
    return block("mixed_currencies", text, "PmtInf")
