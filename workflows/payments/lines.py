"""From a line of a pain.001 to the command a single payment would be, held to the same rules.

Pure. A line must not say anything that a payment typed into the web bank could not say.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from kernel.errors import Faulty, Finding
from kernel.iso20022.pain001_model import (
    AgentRef,
    Batch,
    CreditTransfer,
    Pain001,
    PaymentBlock,
)
from kernel.parsing import checked
from workflows.batches.rows import RowIn
from workflows.payments.canonical import unseen
from workflows.payments.commands import PURPOSE_BYTES_MAX, RailWish, SubmitPayment
from workflows.payments.errors import Unsignable, block
from workflows.payments.rules import ZERO

_SERIAL_PARTS: Final = 4
_URGENT: Final = {"URGP", "HIGH", "SDVA"}
_BLANKS: Final = re.compile(r"[ \t\r\n]+")
_UNTIDY: Final = re.compile(r"[\t\r\n]|  ")
_IN_ITS_PLACE: Final = "LINE"  # a serial any command may have, while the others are looked at
_TEXTS: Final = ("payee_account", "payee_name", "payee_bank", "payee_bank_name", "purpose", "remark",
                 "end_to_end")  # fmt: skip
_CNAPS: Final = re.compile(r"[0-9]{12}", re.ASCII)
_NO_BIC: Final = "NOTPROVIDED"
_CHECKS: Final = {"count", "control_sum", "amount_text"}
_UNSAID: Final[tuple[object, ...]] = (None, "", (), {})
_NOTHING: Final[dict[str, str]] = {}
BLOCK: Final = "PmtInfId"
"""Kept with a row whose block stands with others in one batch."""


def check_message(message: Pain001) -> None:
    """Refuse a message whose names cannot be signed (Unsignable) or with an amount of zero (Faulty)."""
    for name, value in _names(message):
        if unseen(value):
            raise Unsignable(field=name)
    zeros = [
        block("amount_zero", ZERO, f"PmtInf[{batch.block.index}]/CdtTrfTxInf[{transfer.index}]")
        for batch in message.batches
        for transfer in batch.transfers
        if transfer.amount_minor <= 0
    ]
    if zeros:
        raise Faulty(zeros)


def serial_of(certificate: str, message_id: str, batch: Batch, transfer: CreditTransfer) -> str:
    """The line's own serial: certificate/MsgId/PmtInfId/index, and no two lines share one.

    A slash inside a part is escaped: A/B + C and A + B/C are different messages.
    """
    parts = (certificate, message_id, batch.block.payment_info_id, str(transfer.index))
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)


def block_serial(certificate: str, message_id: str, payment_info_id: str) -> str:
    """The serial of a block that is a batch, in the same spelling."""
    parts = (certificate, message_id, payment_info_id)
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)


def row_of(
    number: int, block: PaymentBlock, transfer: CreditTransfer, *, is_alone: bool = False
) -> RowIn:
    """The line as a row of a batch; what it says of its purpose goes as the remark.

    `is_alone` when it is the only one of its block, which may then stand with others in one batch.
    """
    agent = transfer.creditor_agent
    extra = {BLOCK: block.payment_info_id} if is_alone else _NOTHING
    return RowIn(
        number, transfer.creditor.name, transfer.creditor_account.number, transfer.amount_text,
        bank_named(agent) or agent.name, remark_of(transfer), transfer.end_to_end_id, extra,
        transfer.instruction_id, is_urgent(block, transfer),
    )  # fmt: skip


def message_of(serial: str) -> tuple[str, str]:
    """MsgId and PmtInfId out of a line's serial; empty for a serial of another kind."""
    parts = [part.replace("%2F", "/").replace("%25", "%") for part in serial.split("/")]
    return (parts[1], parts[2]) if len(parts) == _SERIAL_PARTS else ("", "")


def command_of(serial: str, batch: Batch, transfer: CreditTransfer) -> SubmitPayment:
    """What a person would have typed. A remittance too long for the purpose goes as the remark."""
    head, agent = batch.block, transfer.creditor_agent
    said = remark_of(transfer)
    is_short = len(said.encode()) <= PURPOSE_BYTES_MAX
    return SubmitPayment(
        client_serial=serial,
        payer_account=head.debtor_account.number,
        payee_account=transfer.creditor_account.number,
        payee_name=transfer.creditor.name,
        amount_minor=transfer.amount_minor,
        currency=transfer.currency,
        payee_bank=bank_named(agent),
        payee_bank_name=agent.name,
        purpose=said if is_short else "",
        remark="" if is_short else said,
        end_to_end=transfer.end_to_end_id,
        requested_on=head.requested_on,
        rail=RailWish.HVPS if is_urgent(batch.block, transfer) else RailWish.SMART,
    )


def content_of(message: Pain001) -> str:
    """What a message says, as JSON: the same for ever, however it is written and read.

    White space, versions and totals are no content; what is not said is left out, so that reading
    one element more in years to come changes nothing about the messages of today.
    """
    found = [
        {
            "block": said(dataclasses.asdict(batch.block)),
            "payments": [said(dataclasses.asdict(transfer)) for transfer in batch.transfers],
        }
        for batch in message.batches
    ]
    content = {"message_id": message.header.message_id, "batches": found}
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )


def said(record: dict[str, Any]) -> dict[str, Any]:
    """A record without what it does not say, and without what only checks the rest."""
    kept = {name: said(it) if isinstance(it, dict) else it for name, it in record.items()}
    return {name: it for name, it in kept.items() if name not in _CHECKS and it not in _UNSAID}


def bank_named(agent: AgentRef) -> str:
    """How a message names a bank: by its CNAPS number, else its BIC, else as it can; empty if it does not.

    SEPA writes NOTPROVIDED where no BIC is known, and that reads like one.
    """
    if _CNAPS.fullmatch(agent.member_id):
        return agent.member_id
    return (agent.bic if agent.bic != _NO_BIC else "") or agent.member_id


def faults_of(command: SubmitPayment) -> tuple[Finding, ...]:
    """Everything a door would refuse in this command, were it typed."""
    try:
        checked(dataclasses.replace(command, client_serial=_IN_ITS_PLACE))
    except Faulty as faulty:
        return faulty.findings
    return ()


def presentable(command: SubmitPayment) -> SubmitPayment:
    """The same with what cannot be seen made visible: a refused line is shown, never signed."""
    seen = {name: _visible(getattr(command, name)) for name in _TEXTS}
    return dataclasses.replace(command, **seen)  # type: ignore[arg-type]


def _visible(text: str) -> str:
    hidden = unseen(text)
    return "".join("\N{REPLACEMENT CHARACTER}" if c in hidden else c for c in text)


def _names(message: Pain001) -> Iterator[tuple[str, str]]:
    yield "MsgId", message.header.message_id
    for batch in message.batches:
        yield "PmtInfId", batch.block.payment_info_id


def remark_of(transfer: CreditTransfer) -> str:
    """What a line says of its purpose, in one line."""
    said = f"{transfer.remittance} {transfer.creditor_reference}"
    return (_BLANKS.sub(" ", said) if _UNTIDY.search(said) else said).strip()


def is_urgent(block: PaymentBlock, transfer: CreditTransfer) -> bool:
    """Whether it asks for the large-value rail."""
    kind = block.payment_type
    return transfer.currency == "CNY" and (
        transfer.payment_type.service_level in _URGENT
        or kind.service_level in _URGENT
        or kind.priority in _URGENT
    )
