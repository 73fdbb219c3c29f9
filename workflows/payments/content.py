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
    return "".join(
        (
            f'{{"amount_minor":{one.amount_minor},"block_index":{one.block_index}',
            one.charge_bearer and ',"charge_bearer":' + quoted(one.charge_bearer),
            _party(one.creditor),
            _account(one.creditor_account),
            _agent(one.creditor_agent),
            one.creditor_reference and ',"creditor_reference":' + quoted(one.creditor_reference),
            one.currency and ',"currency":' + quoted(one.currency),
            one.end_to_end_id and ',"end_to_end_id":' + quoted(one.end_to_end_id),
            f',"index":{one.index}',
            one.instruction_id and ',"instruction_id":' + quoted(one.instruction_id),
            one.instructions and ',"instructions":' + quoted(one.instructions),
            _type(one.payment_type),
            one.purpose and ',"purpose":' + quoted(one.purpose),
            one.remittance and ',"remittance":' + quoted(one.remittance),
            one.uetr and ',"uetr":' + quoted(one.uetr),
            one.ultimate_creditor and ',"ultimate_creditor":' + quoted(one.ultimate_creditor),
            "}",
        )
    )


def _record(name: str, words: str) -> str:
    """Words, each with a comma before it, as a record; nothing where there are none."""
    return f',"{name}":{{{words[1:]}}}' if words else ""


def _party(one: PartyRef) -> str:
    lines = ",".join(map(quoted, one.address_lines)) if one.address_lines else ""
    return _record(
        "creditor",
        (lines and f',"address_lines":[{lines}]')
        + (one.country and ',"country":' + quoted(one.country))
        + (one.name and ',"name":' + quoted(one.name))
        + (one.town and ',"town":' + quoted(one.town)),
    )


def _account(one: AccountRef) -> str:
    return _record(
        "creditor_account",
        (one.currency and ',"currency":' + quoted(one.currency))
        + (one.iban and ',"iban":' + quoted(one.iban))
        + (one.name and ',"name":' + quoted(one.name))
        + (one.other and ',"other":' + quoted(one.other)),
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
    return _record(name, "".join(f',"{word}":{quoted(value)}' for word, value in texts if value))
