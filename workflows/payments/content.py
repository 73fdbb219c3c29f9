"""What a message says, hashed as it is read: the same for ever, however it is written and read.

White space, versions and totals are no content; what is not said is left out, so that reading one element more in
years to come changes nothing about the messages of today. It is a JSON text of sorted names that nobody holds:
`{"batches":[{"block":{…},"payments":[{…},…]},…],"message_id":"…"}`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import Final

from kernel.iso20022.pain001_model import (
    AccountRef,
    AgentRef,
    CreditTransfer,
    PartyRef,
    PaymentBlock,
    PaymentType,
)
from workflows.payments.lines import said

_KEPT_CHARS: Final = 64 << 10


class Content:
    """Takes blocks and payments in their order; one for a message."""

    def __init__(self) -> None:
        self._hash = hashlib.new("sm3")
        self._held: list[str] = ['{"batches":[']
        self._chars = 0
        self._before_block = self._before_payment = ""

    def block(self, block: PaymentBlock) -> None:
        """A new block begins."""
        text = json.dumps(
            said(dataclasses.asdict(block)), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
        )  # fmt: skip
        self._add(f'{self._before_block}{{"block":{text},"payments":[')
        self._before_block, self._before_payment = "]},", ""

    def payment(self, transfer: CreditTransfer) -> None:
        """The next payment of that block."""
        self._add(f"{self._before_payment}{payment_text(transfer)}")
        self._before_payment = ","

    def digest(self, message_id: str) -> bytes:
        """SM3 over all of it."""
        end = "]}" if self._before_block else ""
        self._add(f'{end}],"message_id":{quoted(message_id)}}}')
        self._flush()
        return self._hash.digest()

    def _add(self, text: str) -> None:
        self._held.append(text)
        self._chars += len(text)
        if self._chars > _KEPT_CHARS:
            self._flush()

    def _flush(self) -> None:
        self._hash.update("".join(self._held).encode())
        self._held, self._chars = [], 0


def payment_text(transfer: CreditTransfer) -> str:
    """A payment's JSON, names sorted, nothing that is not said; written out because there are so many."""
    one = transfer
    return (
        f'{{"amount_minor":{one.amount_minor},"block_index":{one.block_index}'
        f"{one.charge_bearer and _word('charge_bearer', one.charge_bearer)}"
        f"{_party(one.creditor)}{_account(one.creditor_account)}{_agent(one.creditor_agent)}"
        f"{one.creditor_reference and _word('creditor_reference', one.creditor_reference)}"
        f"{one.currency and _word('currency', one.currency)}"
        f"{one.end_to_end_id and _word('end_to_end_id', one.end_to_end_id)}"
        f',"index":{one.index}'
        f"{one.instruction_id and _word('instruction_id', one.instruction_id)}"
        f"{one.instructions and _word('instructions', one.instructions)}"
        f"{_type(one.payment_type)}"
        f"{one.purpose and _word('purpose', one.purpose)}"
        f"{one.remittance and _word('remittance', one.remittance)}"
        f"{one.uetr and _word('uetr', one.uetr)}"
        f"{one.ultimate_creditor and _word('ultimate_creditor', one.ultimate_creditor)}}}"
    )


def _word(name: str, value: str) -> str:
    return f',"{name}":{quoted(value)}'


def _record(name: str, words: str) -> str:
    """Words, each with a comma before it, as a record; nothing where there are none."""
    return f',"{name}":{{{words[1:]}}}' if words else ""


def _party(one: PartyRef) -> str:
    lines = ",".join(map(quoted, one.address_lines)) if one.address_lines else ""
    return _record(
        "creditor",
        (f',"address_lines":[{lines}]' if lines else "")
        + (one.country and _word("country", one.country))
        + (one.name and _word("name", one.name))
        + (one.town and _word("town", one.town)),
    )


def _account(one: AccountRef) -> str:
    return _record(
        "creditor_account",
        (one.currency and _word("currency", one.currency))
        + (one.iban and _word("iban", one.iban))
        + (one.name and _word("name", one.name))
        + (one.other and _word("other", one.other)),
    )


@lru_cache(maxsize=1_000)
def _agent(one: AgentRef) -> str:
    return _said("creditor_agent", one)


@lru_cache(maxsize=1_000)
def _type(one: PaymentType) -> str:
    return _said("payment_type", one)


def _said(name: str, one: AgentRef | PaymentType) -> str:
    """A record of texts, of which there are few different ones."""
    texts = sorted(dataclasses.asdict(one).items())
    return _record(name, "".join(_word(word, value) for word, value in texts if value))
