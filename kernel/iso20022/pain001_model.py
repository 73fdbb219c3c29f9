"""What a pain.001 (客户付款指令, customer credit transfer initiation) says, as plain facts.

Texts stand as the sender wrote them, without blanks around them; nothing is looked up or completed.
An empty text means that the element was not there. What there is a hundred thousand of in a message is not frozen, for
that would take three times as long to make; nobody changes it all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(slots=True)
class AccountRef:
    """An account as an ERP names it: an IBAN, or a number of the bank's own (Othr)."""

    iban: str = ""
    other: str = ""
    currency: str = ""
    name: str = ""

    @property
    def number(self) -> str:
        """The number itself, whichever kind it is."""
        return self.iban or self.other


@dataclass(frozen=True, slots=True)
class AgentRef:
    """A bank (金融机构): by BIC, or by its number in a clearing system (CNAPS: 12 位联行号)."""

    bic: str = ""
    clearing_system: str = ""
    member_id: str = ""
    name: str = ""
    branch_id: str = ""
    other_id: str = ""


@dataclass(slots=True)
class PartyRef:
    """A debtor or creditor: name and address."""

    name: str = ""
    country: str = ""
    town: str = ""
    address_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentType:
    """How urgent, and for what (PmtTpInf)."""

    priority: str = ""
    service_level: str = ""
    local_instrument: str = ""
    category_purpose: str = ""


@dataclass(frozen=True, slots=True)
class Pain001Header:
    """The group header: who sent the message, and what it claims to hold."""

    version: str
    message_id: str
    created: str
    """As written: ERPs leave the time zone out."""
    count: int
    control_sum: Decimal | None
    initiating_party: str
    initiating_party_id: str


@dataclass(frozen=True, slots=True)
class PaymentBlock:
    """One PmtInf: payments from one account on one day; the subject of one approval."""

    index: int
    """From 1, in the order of the file."""
    payment_info_id: str
    count: int | None
    control_sum: Decimal | None
    batch_booking: bool | None
    requested_on: date
    requested_time: str
    """What follows the day in ReqdExctnDt/DtTm, as written; empty where only a day is given."""
    payment_type: PaymentType
    debtor: PartyRef
    debtor_account: AccountRef
    debtor_agent: AgentRef
    ultimate_debtor: str
    charge_bearer: str


@dataclass(slots=True)
class CreditTransfer:
    """One payment (CdtTrfTxInf) of the block before it."""

    block_index: int
    index: int
    """From 1 within its block: EndToEndIds are counters that restart in every ERP."""
    instruction_id: str
    end_to_end_id: str
    uetr: str
    amount_text: str
    currency: str
    amount_minor: int
    payment_type: PaymentType
    creditor: PartyRef
    creditor_account: AccountRef
    creditor_agent: AgentRef
    ultimate_creditor: str
    charge_bearer: str
    purpose: str
    remittance: str
    """All Ustrd, joined by blanks (附言)."""
    creditor_reference: str
    instructions: str
    """For the creditor's bank (InstrForCdtrAgt)."""


Item = Pain001Header | PaymentBlock | CreditTransfer


@dataclass(frozen=True, slots=True)
class Batch:
    """A block with its payments."""

    block: PaymentBlock
    transfers: tuple[CreditTransfer, ...]


@dataclass(frozen=True, slots=True)
class Pain001:
    """A whole message in memory."""

    header: Pain001Header
    batches: tuple[Batch, ...]


@dataclass(frozen=True, slots=True)
class LongPain001:
    """A message too long to hold: blocks, each followed by its payments, read anew each time they are asked for.

    What comes may only be staged: a fault in the last line ends the stream with `Faulty`.
    """

    header: Pain001Header
    items: Callable[[], Iterator[PaymentBlock | CreditTransfer]]
