"""What an ERP sends: pain.001 messages, made here or exported by a real one."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from kernel.iso20022.pain001 import load_pain001
from kernel.iso20022.pain001_model import (
    AccountRef,
    AgentRef,
    Batch,
    CreditTransfer,
    Pain001,
    Pain001Header,
    PartyRef,
    PaymentBlock,
    PaymentType,
)
from kernel.operation import Door
from tests.workflows.payments.house import PAYER, PaymentHouse
from workflows.payments.message_commands import ImportMessage, MessageReport, ReportMessage

SAMPLES: Final = Path(__file__).parents[2] / "samples"
EUR_PAYER: Final = "1001234509019780001"
GOOD: Final = ("6222021001112223334", "无锡同盛包装材料有限公司", "102100099996")
MONDAY: Final = date(2026, 11, 23)


def transfer(
    index: int,
    minor: int = 10_000,
    payee: tuple[str, str, str] = GOOD,
    *,
    currency: str = "CNY",
    agent: AgentRef | None = None,
    **more: Any,
) -> CreditTransfer:
    """One payment; `payee` is account, name and bank code."""
    account, name, bank = payee
    given: dict[str, Any] = {
        "instruction_id": str(index), "end_to_end_id": f"E{index}", "uetr": "", "amount_text": str(minor),
        "payment_type": PaymentType(), "creditor": PartyRef(name), "ultimate_creditor": "", "charge_bearer": "",
        "purpose": "", "remittance": f"发票 {index}", "creditor_reference": "", "instructions": "", **more,
    }  # fmt: skip
    return CreditTransfer(
        block_index=1, index=index, currency=currency, amount_minor=minor,
        creditor_account=AccountRef(other=account), creditor_agent=agent or AgentRef(member_id=bank),
        **given,
    )  # fmt: skip


def batch(
    *transfers: CreditTransfer,
    name: str = "P1",
    payer: str = PAYER,
    agent: AgentRef | None = None,
    on: date = MONDAY,
    **more: Any,
) -> Batch:
    """One PmtInf."""
    given: dict[str, Any] = {
        "index": 1, "count": None, "control_sum": None, "batch_booking": None, "requested_time": "",
        "payment_type": PaymentType(), "debtor": PartyRef("上海辰海物流股份有限公司"), "ultimate_debtor": "",
        "charge_bearer": "", **more,
    }  # fmt: skip
    block = PaymentBlock(
        payment_info_id=name, requested_on=on, debtor_account=AccountRef(other=payer),
        debtor_agent=agent or AgentRef(bic="YUGACN2S"), **given,
    )  # fmt: skip
    return Batch(block, transfers)


def message(*batches: Batch, name: str = "MSG1") -> Pain001:
    """A whole message."""
    count = sum(len(one.transfers) for one in batches)
    header = Pain001Header(
        "pain.001.001.09", name, "2026-11-23T10:00:00", count, Decimal(0), "ERP", ""
    )
    return Pain001(header, batches)


def sample(file: str, **replaced: str) -> Pain001:
    """A real ERP's file, its account or anything else replaced on a copy in memory."""
    content = (SAMPLES / file).read_bytes()
    for found, put in replaced.items():
        content = content.replace(found.encode(), put.encode())
    return load_pain001(BytesIO(content))


def send(
    pay: PaymentHouse, document: Pain001, *, by: str = "辰海 ERP", certificate: str = ""
) -> MessageReport:
    """Send it over the direct link's gate."""
    actor = pay.world.actor(by, door=Door.DIRECT_LINK)
    if certificate:
        actor = dataclasses.replace(actor, credential=certificate)
    answer = pay.house.gate.perform(actor, "payments.import", ImportMessage(document=document))
    assert isinstance(answer, MessageReport)
    return answer


def report(pay: PaymentHouse, name: str = "MSG1", *, certificate: str = "") -> MessageReport:
    """Ask where a message stands."""
    actor = pay.world.actor("辰海 ERP", door=Door.DIRECT_LINK)
    command = ReportMessage(message_id=name, certificate=certificate)
    answer = pay.house.gate.read(actor, "payments.report", command)
    assert isinstance(answer, MessageReport)
    return answer


def statuses(answer: MessageReport) -> list[str]:
    """Where its payments stand, in the order of the file."""
    return [str(row["status"]) for row in answer.document.payments]


def reasons(answer: MessageReport) -> list[str]:
    """Why, in the order of the file."""
    return [str(row["reason_code"]) for row in answer.document.payments]
