"""A pain.001 from an ERP: each PmtInf one group, approved as a whole; each line a payment of its own.

The message is keyed by (certificate, MsgId) and the hash of its content: sent again, be it with the
next certificate, it is the same message and nothing is done twice. Its lines are keyed by
MsgId/PmtInfId/index, because EndToEndIds are small counters that restart in every ERP. A line that
cannot be paid is refused alone, with its reason; a message from an account that is not the sender's,
or that cannot be kept as it is, is refused whole.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from corporate.banks import Bank
from kernel import limits
from kernel.context import Context
from kernel.errors import Faulty, Finding, Severity
from kernel.iso20022.pain001_model import Batch, Pain001
from kernel.money import Money
from kernel.records.serials import SerialConflict
from kernel.statements import Row
from kernel.text import Text
from risk.limits import Verdict
from workflows.approval.engine import ApprovalEngine
from workflows.approval.subjects import Facts, Subject
from workflows.payments import canonical, limiting, lines, queries, repository
from workflows.payments.commands import SubmitPayment
from workflows.payments.drafts import Draft, Drafter, content_hash
from workflows.payments.errors import MessageChanged, NotServed, block
from workflows.payments.payees import common_class
from workflows.payments.release import Releaser
from workflows.payments.rules import blocking
from workflows.payments.service import SUBMIT, new_payment, walk


@dataclass(frozen=True, slots=True)
class Received:
    """What was made of a message."""

    id: UUID
    message_id: str
    payments: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message is known by for ever: who sent it with which id, and what it says."""

    certificate: str
    message_id: str
    name: str
    content: bytes
    total: str


@dataclass(frozen=True, slots=True)
class Block:
    """Payments approved as one: what their sender calls them, what each asks, and its place."""

    reference: str
    commands: tuple[SubmitPayment, ...]
    places: tuple[int, ...]
    instruction_ids: tuple[str, ...] = ()
    """What its sender calls each (InstrId), as far as it does."""


@dataclass(frozen=True, slots=True)
class _Line:
    id: UUID
    row_no: int
    draft: Draft
    content: bytes
    instruction_id: str = ""
    counted: Verdict | None = None

    @property
    def refusals(self) -> list[Finding]:
        """What stops this line; nothing for one that is paid."""
        return blocking(self.draft.findings)


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
        """Accept a message whole, or refuse it whole.

        Raises Faulty, Unsignable, NotServed, PayerUnknown, MessageChanged, SerialConflict.
        """
        content = ctx.world.crypto.sm3(lines.content_of(message).encode())
        head = message.header
        envelope = Envelope(
            certificate, head.message_id, head.version, content, str(head.control_sum or "")
        )
        known = self.known(ctx, envelope)
        if known is None:
            row = queries.same_message(ctx, head.message_id, content)
            known = received(row) if row else None
        if known is not None:
            return known
        lines.check_message(message)
        bank = self._bank_of(ctx)
        for batch in message.batches:
            agent = lines.bank_named(batch.block.debtor_agent)
            if agent and not bank.serves(agent):
                raise NotServed(agent=agent)
        return self.take(ctx, envelope, [_block(envelope, batch) for batch in message.batches])

    def known(self, ctx: Context, envelope: Envelope) -> Received | None:
        """The same message if it came before. Raises MessageChanged for other content under its id."""
        row = queries.message(ctx, envelope.certificate, envelope.message_id)
        if row is not None and row["content_hash"] != envelope.content:
            raise MessageChanged(message=envelope.message_id)
        return received(row) if row else None

    def take(self, ctx: Context, envelope: Envelope, blocks: Sequence[Block]) -> Received:
        """Accept a message that is new, each block as one. Raises what `receive` raises."""
        row_id, bank = ctx.world.ids.uuid7(), self._bank_of(ctx)
        count = sum(len(together.commands) for together in blocks)
        repository.insert_message(ctx, message_row(ctx, row_id, envelope, count))
        for together in blocks:
            self._receive_block(ctx, bank, row_id, together)
        return Received(row_id, envelope.message_id, count, duplicate=False)

    def find(self, ctx: Context, certificate: str, message_id: str) -> Row | None:
        """A message by the certificate it came with and its MsgId."""
        return queries.message(ctx, certificate, message_id)

    def rows(self, ctx: Context, row_id: UUID) -> tuple[Row, list[Row]]:
        """A message and its payments, for its status report."""
        return queries.message_by_id(ctx, row_id), queries.message_rows(ctx, row_id)

    def _receive_block(
        self, ctx: Context, bank: Bank, message_row_id: UUID, together: Block
    ) -> None:
        taken = queries.claimed(ctx, [command.client_serial for command in together.commands])
        if taken is not None:
            raise SerialConflict(serial=taken)
        drafted = self._drafted(ctx, bank, together)
        good = [line for line in drafted if not line.refusals]
        group = self._group(ctx, bank, message_row_id, together.reference, drafted)
        approval_id = self._start(ctx, group, good) if good else None
        repository.insert_group(ctx, {**group, "approval_id": approval_id})
        for place, line in enumerate(drafted):
            at_once = place < limits.RELEASE_GROUP_MAX
            self._store(ctx, bank, group, line, approval_id, at_once=at_once)

    def _drafted(self, ctx: Context, bank: Bank, together: Block) -> list[_Line]:
        standing = self._drafter.standing(ctx, together.commands[0])
        with ctx.uow.answers.kept():  # the payer and the banks are the same for many lines
            drafted = [
                self._line(ctx, bank, command, place, standing)
                for command, place in zip(together.commands, together.places, strict=True)
            ]
        names = dict(zip(together.places, together.instruction_ids, strict=False))
        named = [
            dataclasses.replace(line, instruction_id=names.get(line.row_no, "")) for line in drafted
        ]
        return _counted(ctx, named) if standing.limited else named

    def _line(
        self,
        ctx: Context,
        bank: Bank,
        command: SubmitPayment,
        place: int,
        standing: queries.Standing,
    ) -> _Line:
        """A line as it would be paid; what a door would refuse in it is shown with what is wrong."""
        faults = lines.faults_of(command)
        shown = lines.presentable(command) if faults else command
        draft = self._drafter.draft(ctx, bank, shown, standing)
        draft = dataclasses.replace(draft, findings=(*faults, *draft.findings))
        return _Line(ctx.world.ids.uuid7(), place, draft, content_hash(ctx, command))

    @staticmethod
    def _group(
        ctx: Context, bank: Bank, message_row_id: UUID, reference: str, drafted: list[_Line]
    ) -> Row:
        """The group as its approvers sign it: without the lines that are refused."""
        good = [line.draft for line in drafted if not line.refusals]
        currencies = {line.draft.money.currency for line in drafted}
        if len(currencies) != 1:
            raise Faulty([mixed(reference)])
        total = Money(sum(draft.money.minor for draft in good), currencies.pop())
        payer = drafted[0].draft.payer.number
        text = canonical.group_text(
            bank.name.zh, reference, payer, total, [draft.digest for draft in good]
        )
        return {
            "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id, "id": ctx.world.ids.uuid7(),
            "message_row_id": message_row_id, "number": ctx.world.ids.number("B"),
            "pmt_inf_id": reference, "payer_account": payer, "payments": len(drafted),
            "total_minor": total.minor, "currency": total.currency, "canonical_text": text,
            "digest": ctx.world.crypto.sm3(text.encode()), "created_at": ctx.now,
        }  # fmt: skip

    def _start(self, ctx: Context, group: Row, good: Sequence[_Line]) -> UUID | None:
        count = len(good)
        title = Text(f"批量付款 {count} 笔", f"{count} payments")
        facts = Facts(
            group["total_minor"], group["currency"], group["payer_account"], ctx.actor.door, title,
            {"payments": count},
            payee_class=common_class(line.draft.payee_class for line in good),
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
        at_once: bool,
    ) -> None:
        """Write one line: refused, waiting for the group's approvers or the worker, or on its way."""
        in_group = {
            "group_id": group["id"], "row_no": line.row_no, "instruction_id": line.instruction_id,
        }  # fmt: skip
        payment_id, counted = line.id, line.counted
        if line.refusals:
            first = line.refusals[0]
            why = {"reason_code": first.code, "reason": {"zh": first.text.zh, "en": first.text.en}}
            row = new_payment(ctx, line.draft, payment_id, None)
            walk(ctx, row | in_group | why, ["refuse"], line.content)
        elif approval_id is not None:
            draft = self._drafter.with_history(ctx, line.draft)
            row = new_payment(ctx, draft, payment_id, approval_id, counted)
            walk(ctx, row | in_group, ["submit"], line.content)
        elif not at_once:
            row = new_payment(ctx, line.draft, payment_id, None, counted)
            walk(ctx, row | in_group, ["authorise"], line.content)
        else:
            row = new_payment(ctx, line.draft, payment_id, None, counted) | in_group
            done = self._releaser.attempt(ctx, bank, {**row, "status": "approved"})
            walk(ctx, row | done.changes, ["authorise", done.trigger], line.content)


def _counted(ctx: Context, drafted: Sequence[_Line]) -> list[_Line]:
    """The lines with what limits say to them, in their order; one that has no room is refused alone.

    A file cannot answer a reminder of a large amount: whoever signs its group sees it.
    """
    asked = {line.id: line.draft for line in drafted if not line.refusals}
    verdicts = limiting.reserve(ctx, asked, confirmed=True) if asked else {}
    return [_with_verdict(line, verdicts.get(line.id)) for line in drafted]


def _with_verdict(line: _Line, verdict: Verdict | None) -> _Line:
    why = verdict.refusal if verdict else None
    if why is None:
        return dataclasses.replace(line, counted=verdict)
    stop = Finding(why.code, Severity.BLOCK, why.message, "amount_minor")
    draft = dataclasses.replace(line.draft, findings=(*line.draft.findings, stop))
    return dataclasses.replace(line, draft=draft)


def received(row: Row) -> Received:
    """A message that came before."""
    return Received(row["id"], row["message_id"], row["payments"], duplicate=True)


def _block(envelope: Envelope, batch: Batch) -> Block:
    """A PmtInf as payments a person could have typed, each under a serial of its place."""
    commands = tuple(
        lines.command_of(
            lines.serial_of(envelope.certificate, envelope.message_id, batch, transfer),
            batch,
            transfer,
        )
        for transfer in batch.transfers
    )
    places = tuple(transfer.index for transfer in batch.transfers)
    named = tuple(transfer.instruction_id for transfer in batch.transfers)
    return Block(batch.block.payment_info_id, commands, places, named)


def message_row(ctx: Context, row_id: UUID, envelope: Envelope, count: int) -> Row:
    """The message as it is kept: never its content, which its payments and its received bytes are."""
    return {
        "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id, "id": row_id,
        "certificate": envelope.certificate, "message_id": envelope.message_id, "name": envelope.name,
        "content_hash": envelope.content, "payments": count, "total_text": envelope.total,
        "received_at": ctx.now, "trace": ctx.actor.trace,
    }  # fmt: skip


def mixed(reference: str) -> Finding:
    """A block in several currencies has no total."""
    text = Text(
        f"批次 {reference} 含多种币种，请按币种分批",
        f"PmtInf {reference} mixes currencies; use one PmtInf for each",
    )
    return block("mixed_currencies", text, "PmtInf")
