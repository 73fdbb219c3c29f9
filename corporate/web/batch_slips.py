"""A batch as it is agreed upon: its total, where it is paid from, what deserves a look, and its largest rows.

Of a kind whose rows are private nothing of a row is shown: total, counts, and what its own slice says of them.
"""

from __future__ import annotations

from typing import Final

from corporate.web import parts as p
from corporate.web import progress, slips
from corporate.web.formats import account
from kernel.money import Money
from kernel.text import Text
from workflows.batches.commands import BatchHeader
from workflows.batches.page_answers import ShownBatch, ShownBatchSigning

_COUNT: Final = Text("{count} 笔", "{count} payments")
_NAMED: Final = Text("{name} · {count} 笔", "{name}, {count} payments")
_SPLIT: Final = Text("本行 {own} 笔 · 他行 {other} 笔", "{own} within the bank, {other} to others")
_DEBITS: Final = {
    "total": Text("一笔扣总额", "One debit of the total"),
    "each": Text("逐笔扣款", "A debit for each row"),
}
_LARGEST: Final = Text("金额最大的 {count} 笔", "The {count} largest")
_WARNED: Final = Text("{count} 笔有提示", "{count} rows to be looked at")
_DUPLICATES: Final = Text(
    "可能与同一批次或以前的明细重复，请与经办人确认。",
    "They may repeat other rows or an earlier batch; ask the one who made it.",
)
_PRIVATE: Final = Text(
    "明细保密：签名只涉及总额与笔数", "Rows are private: you sign the total and the count"
)
_PRIVATE_TEXT: Final = Text(
    "每一行的姓名与金额已列入签名摘要，任何改动都会使签名作废。",
    "Every name and amount is part of the signed digest; any change voids the signature.",
)
_RESIGN: Final = Text("重发自 {number}", "Paid again from {number}")


def to_sign(seen: ShownBatchSigning) -> p.Slip:
    """The slip of a batch that waits for a signature."""
    batch, total = seen.batch, Money(seen.batch.total_minor, seen.batch.currency)
    named = _NAMED.fill(name=batch.name, count=f"{batch.rows:,}")
    return p.Slip(
        amount=total,
        payee=p.Payee(named, "", Text("批次 {number}", "Batch {number}").fill(number=batch.number)),
        facts=(
            p.Fact(slips.FROM, slips.payer(seen.payer_alias, batch.payer_account), slips.leaves(seen.available, total)),
            p.Fact(Text("笔数", "Payments"), _COUNT.fill(count=f"{batch.rows:,}"),
                   _SPLIT.fill(own=f"{seen.own_rows:,}", other=f"{seen.other_rows:,}")),
            p.Fact(Text("付款日", "Day of payment"), batch.due_on.isoformat()),
        ),
        digest=seen.digest,
        steps=progress.of_rounds(seen.made_by, seen.door, seen.round.created_at, (seen.round,)),
        more=_more(seen),
        rows=tuple(
            p.SlipRow(one.name, one.account, one.remark, one.money, one.flagged) for one in seen.largest
        ),
        rows_title=_LARGEST.fill(count=len(seen.largest)) if batch.rows > len(seen.largest) else "",
    )  # fmt: skip


def notes(seen: ShownBatchSigning) -> tuple[p.Note, ...]:
    """What deserves a look before signing."""
    found = []
    if seen.warnings:
        title = _WARNED.fill(count=seen.warnings)
        found.append(p.Note(title, _DUPLICATES, "warn", "alert-triangle"))
    if seen.private:
        found.append(p.Note(_PRIVATE, _PRIVATE_TEXT, "", "shield-lock"))
    return tuple(found)


def steps(seen: ShownBatch) -> tuple[p.Step, ...]:
    """How the rounds of a batch went, and who would have to sign a draft as it stands."""
    been = (
        progress.of_rounds(seen.made_by, seen.door, seen.made_at, seen.rounds)
        if seen.rounds
        else ()
    )
    return (*been, *(progress.planned(seen.plan) if seen.plan else ()))


def facts(looked: ShownBatch, seen: BatchHeader, total: Money) -> tuple[p.Fact, ...]:
    """Where it is paid from, when, and out of which file."""
    left = slips.leaves(looked.available, total) if looked.plan else account(seen.payer_account)
    found = [
        p.Fact(slips.FROM, slips.payer(looked.payer_alias, seen.payer_account), left),
        p.Fact(Text("付款日", "Day of payment"), seen.due_on.isoformat()),
        p.Fact(Text("手续费", "Fees"), slips.worth(Money(seen.fee_minor, seen.currency))),
        p.Fact(Text("文件", "File"), seen.file_name or "—"),
    ]
    if seen.reissue_of:
        found.append(p.Fact(Text("原批次", "Reissue"), _RESIGN.fill(number=seen.reissue_of)))
    return tuple(found)


def _more(seen: ShownBatchSigning) -> tuple[p.Fact, ...]:
    batch = seen.batch
    rows = [
        p.Fact(Text("扣款方式", "Debit"), _DEBITS[seen.debit]),
        p.Fact(Text("手续费", "Fees"), slips.worth(Money(batch.fee_minor, batch.currency))),
        p.Fact(Text("客户流水号", "Client serial"), batch.client_serial),
        p.Fact(Text("付款账号", "Paying account"), account(batch.payer_account)),
    ]
    if batch.reissue_of:
        rows.append(p.Fact(Text("原批次", "Reissue"), _RESIGN.fill(number=batch.reissue_of)))
    return tuple(rows)
