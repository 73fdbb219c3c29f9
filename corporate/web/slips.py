"""A payment as it is checked, signed and followed: amount, payee, facts, documents, fingerprint.

What stands above the fold is what decides; everything else that is signed follows below it, and
nothing that is signed is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from flask import url_for

from corporate.banks import Bank
from corporate.web import channels, flags, progress
from corporate.web import parts as p
from corporate.web.formats import account, filesize, money, symbol
from kernel.money import Money
from kernel.text import Text
from workflows.payments.attachment_commands import AttachmentLine
from workflows.payments.page_answers import FollowedPayment, ShownSigning
from workflows.payments.rules import PayeeHistory

FROM: Final = Text("付款账户", "From")
_TAIL: Final = Text("{alias} 尾号 {tail}", "{alias} {tail}")
_LEAVES: Final = Text("付后可用 {amount}", "Leaves {amount}")
_PAID: Final = Text(
    "向该账户付款 {count} 次，均值 {average}", "{count} payments, {average} on average"
)
_NEVER: Final = Text("没有付款记录", "Never paid before")
_ITEMS: Final = Text("{count} 笔", "{count} payments")
_BY: Final = Text("{rail} · {when} 前", "{rail} · before {when}")
_NONE: Final = "—"


def worth(amount: Money) -> str:
    """`¥ 1,286,400.00`, never parted at the end of a line."""
    return f"{symbol(amount.currency)}\u00a0{money(amount)}"


def payer(alias: str, number: str) -> Text:
    """`基本户 尾号 5678`."""
    return _TAIL.fill(alias=alias or _NONE, tail=number[-4:])


def leaves(available: Money | None, amount: Money) -> Text | str:
    """What the account has left afterwards; nothing when that is not known."""
    if available is None or available.currency != amount.currency:
        return ""
    return _LEAVES.fill(amount=money(available - amount))


def history(found: PayeeHistory | None, currency: str) -> Text:
    """How often this account was paid, and how much on average."""
    if found is None or not found.count:
        return _NEVER
    return _PAID.fill(count=found.count, average=worth(Money(found.average_minor, currency)))


def files(found: Sequence[AttachmentLine]) -> tuple[p.File, ...]:
    """Documents with the beginning of the hash that is signed with the payment."""
    return tuple(
        p.File(
            one.name,
            f"{filesize(one.size)} · SM3 {one.digest[:8].upper()}",
            url_for("attachments.download", attachment_id=one.attachment_id),
        )
        for one in found
    )


def to_sign(seen: ShownSigning, bank: Bank, now: datetime) -> p.Slip:
    """The slip of one approval: a payment, or a batch as a whole."""
    if seen.batch is not None:
        return _batch_slip(seen)
    if seen.payment is None:
        message = "an approval is about a payment or a batch"
        raise LookupError(message)
    paid = seen.payment
    return p.Slip(
        amount=paid.money,
        payee=payee_of(paid, is_new=seen.history is not None and not seen.history.count),
        facts=(
            p.Fact(FROM, payer(paid.payer_alias, paid.payer_account), leaves(seen.available, paid.money)),
            p.Fact(Text("用途", "Purpose"), paid.purpose or _NONE),
            p.Fact(Text("往来记录", "History"), history(seen.history, paid.currency)),
        ),
        digest=seen.digest,
        tag=_tag(bank, paid.rail, paid, now),
        files=files(paid.files),
        steps=progress.of_payment(paid),
        more=tuple(_rest(paid)),
    )  # fmt: skip


def followed(paid: FollowedPayment) -> p.Slip:
    """The slip on a payment's own page."""
    return p.Slip(
        amount=paid.money,
        payee=payee_of(paid, is_new=False),
        facts=(
            p.Fact(FROM, payer(paid.payer_alias, paid.payer_account), paid.payer_name),
            p.Fact(Text("用途", "Purpose"), paid.purpose or _NONE),
            *_rest(paid),
        ),
        digest=paid.fingerprint,
        files=files(paid.files),
    )


def payee_of(paid: FollowedPayment, *, is_new: bool) -> p.Payee:
    """Whom it goes to."""
    bank = f"{paid.payee_bank_name} {paid.payee_bank_code}".strip()
    return p.Payee(paid.payee_name, paid.payee_account, bank, is_new)


def sign_notes(seen: ShownSigning, now: datetime) -> tuple[p.Note, ...]:
    """The flags of what is to be signed, gravest first."""
    if seen.payment is None:
        return _batch_notes(seen)
    paid = seen.payment
    found = []
    for one in paid.findings:
        if one.severity == "info":
            continue
        if one.code == flags.FIRST:
            note = flags.first_note(paid.payee_account, seen.origin, now, own_bank=paid.own_bank)
        else:
            note = flags.note_of(one)
        found.append(note)
    return tuple(sorted(found, key=lambda note: note.tone != "stop"))


def _batch_notes(seen: ShownSigning) -> tuple[p.Note, ...]:
    batch = seen.batch
    if batch is None or not batch.flagged:
        return ()
    title = Text("{count} 笔有提示，已标出", "{count} payments have notes and are marked")
    text = Text(
        "可能是首次付款、户名有变或疑似重复，请逐笔核对。",
        "A first payment, a changed name or a possible duplicate; check each of them.",
    )
    return (p.Note(title.fill(count=len(batch.flagged)), text, "warn", "alert-triangle"),)


def _batch_slip(seen: ShownSigning) -> p.Slip:
    batch = seen.batch
    if batch is None:
        message = "not a batch"
        raise LookupError(message)
    rows = tuple(
        p.SlipRow(
            line.payee_name, line.payee_account, line.purpose, Money(line.amount_minor, line.currency),
            line.number in batch.flagged,
        )
        for line in batch.lines
    )  # fmt: skip
    count = _ITEMS.fill(count=batch.payments)
    return p.Slip(
        amount=batch.total,
        payee=p.Payee(
            Text("批量付款 {count} 笔", "{count} payments").fill(count=batch.payments), "",
            Text("批次 {reference}", "Batch {reference}").fill(reference=batch.reference),
        ),
        facts=(
            p.Fact(FROM, payer(batch.payer_alias, batch.payer_account), leaves(seen.available, batch.total)),
            p.Fact(Text("笔数", "Payments"), count),
            p.Fact(Text("合计", "Sum"), worth(batch.total)),
        ),
        digest=seen.digest,
        steps=progress.of_batch(batch, seen.round),
        rows=rows,
    )  # fmt: skip


def _tag(bank: Bank, rail: str, paid: FollowedPayment, now: datetime) -> p.Tag:
    until = channels.deadline(bank, rail, paid.value_on, now)
    name = channels.short_name(rail)
    if until.at is None:
        return p.Tag(name)
    if isinstance(until.text, str) and paid.value_on <= until.at.date():
        return p.Tag(_BY.fill(rail=name, when=until.text), "stop" if until.soon else "")
    return p.Tag(Text("{rail} · {when}", "{rail} · {when}").fill(rail=name, when=until.text))


def _rest(paid: FollowedPayment) -> Iterator[p.Fact]:
    """What is signed too, but decides less."""
    if paid.remark:
        yield p.Fact(Text("附言", "Remark"), paid.remark)
    fee = Money(paid.fee_minor, paid.currency)
    yield p.Fact(
        Text("汇路", "Rail"), channels.rail_name(paid.rail),
        Text("手续费 {fee}", "Fee {fee}").fill(fee=worth(fee)) if fee.minor else "",
    )  # fmt: skip
    yield p.Fact(Text("要求日期", "Requested for"), paid.requested_on.isoformat())
    if paid.in_batch:
        yield p.Fact(Text("批次", "Batch"), paid.in_batch)
    yield p.Fact(Text("付款户名", "Payer"), paid.payer_name, account(paid.payer_account))
    yield p.Fact(Text("客户流水号", "Client serial"), paid.client_serial)
