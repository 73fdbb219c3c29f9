"""Who tells of money set aside or set free, so that it gets a receipt: the desk of measures, payments of holds.

Of a measure the customer reads who ordered it and under which document, and never the grounds: those are between the
authority and the bank. Part of the composition root: documents know neither desk nor payments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from connectors.ports import CoreBanking
from corporate.banks import Bank
from kernel import limits
from kernel.context import Context
from kernel.money import Money
from kernel.statements import Row
from receipts.facts import Party
from receipts.kinds import ReceiptKind
from workflows.desk import measures
from workflows.desk.measures import Measure
from workflows.documents.holding import Held, Tell
from workflows.payments import queries

Payload = Mapping[str, Any]
_STANDS: Final = "付款结果待查，款项暂不可用；查明后出具付款回单或解除圈存回单"
_FREE: Final = "付款未成功，款项已恢复可用"


def tell(core: CoreBanking, bank_of: Callable[[Context], Bank]) -> Tell:
    """What an event was about."""

    def told(ctx: Context, payload: Payload) -> Held | None:
        if payload["topic"] == "account.measured":
            return _of_measure(ctx, core, bank_of(ctx), payload)
        return _of_payment(ctx, core, payload)

    return told


def _of_measure(ctx: Context, core: CoreBanking, bank: Bank, payload: Payload) -> Held | None:
    row = measures.by_number(ctx, payload["number"])
    accounts = core.accounts(ctx, [payload["account_number"]])
    if row is None or not accounts:
        return None
    begun = payload["begun"]
    return Held(
        id=row["id"],
        subject_id=row["id"],
        enterprise_id=row["enterprise_id"],
        kind=ReceiptKind.MEASURE if begun else ReceiptKind.MEASURE_END,
        account=row["account_number"],
        name=accounts[0].name,
        money=Money(row["amount_minor"] or 0, row["currency"].strip()),
        far=Party(row["authority"], row["document"], bank.name.zh, bank.bank_code),
        at=row["begun_at"] if begun else row["ended_at"],
        number=row["number"],
        original=row["number"],
        purpose=_term(row) if begun else row["lifted_by"],
        remark=Measure(row["sort"]).label.zh,
    )


def _term(row: Row) -> str:
    if row["until_on"] is not None:
        return f"至 {row['until_on']:%Y-%m-%d}"
    if row["sort"] == Measure.STOP:
        return f"{limits.STOP_HOURS} 小时后自动解除"
    return "至解除为止"


def _of_payment(ctx: Context, core: CoreBanking, payload: Payload) -> Held | None:
    payment = queries.by_id(ctx, UUID(payload["payment_id"]))
    held = core.held(ctx, payment["hold_id"]) if payment and payment["hold_id"] else None
    if payment is None or held is None:
        return None
    lost = payload["topic"] == "payment.unknown"
    if lost and held.ended_at is not None:  # found out before it was told
        return None
    return Held(
        id=payment["hold_id"],
        subject_id=payment["id"],
        enterprise_id=payment["enterprise_id"],
        kind=ReceiptKind.EARMARK if lost else ReceiptKind.EARMARK_END,
        account=held.account_number,
        name=held.account_name,
        money=held.money,
        far=Party(
            payment["payee_name"], payment["payee_account"], payment["payee_bank_name"], payment["payee_bank_code"]
        ),
        at=held.placed_at if lost else held.ended_at or ctx.now,
        number=payment["number"],
        original=payment["number"],
        client_serial=payment["client_serial"],
        purpose=payment["purpose"],
        remark=_STANDS if lost else _FREE,
        after=None if lost else ReceiptKind.EARMARK,
    )  # fmt: skip
