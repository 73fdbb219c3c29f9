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
    words = [f'{{"amount_minor":{transfer.amount_minor},"block_index":{transfer.block_index}']
    _word(words, "charge_bearer", transfer.charge_bearer)
    words.append(_party(transfer.creditor))
    words.append(_account(transfer.creditor_account))
    words.append(_agent(transfer.creditor_agent))
    _word(words, "creditor_reference", transfer.creditor_reference)
    _word(words, "currency", transfer.currency)
    _word(words, "end_to_end_id", transfer.end_to_end_id)
    words.append(f',"index":{transfer.index}')
    _word(words, "instruction_id", transfer.instruction_id)
    _word(words, "instructions", transfer.instructions)
    words.append(_type(transfer.payment_type))
    _word(words, "purpose", transfer.purpose)
    _word(words, "remittance", transfer.remittance)
    _word(words, "uetr", transfer.uetr)
    _word(words, "ultimate_creditor", transfer.ultimate_creditor)
    words.append("}")
    return "".join(words)


def _word(words: list[str], name: str, value: str) -> None:
    if value:
        words.append(f',"{name}":{quoted(value)}')


def _party(one: PartyRef) -> str:
    lines = (
        f'"address_lines":[{",".join(map(quoted, one.address_lines))}]' if one.address_lines else ""
    )
    return _record(
        "creditor", lines, (("country", one.country), ("name", one.name), ("town", one.town))
    )


def _account(one: AccountRef) -> str:
    words = (
        ("currency", one.currency),
        ("iban", one.iban),
        ("name", one.name),
        ("other", one.other),
    )
    return _record("creditor_account", "", words)


@lru_cache(maxsize=1_000)
def _agent(one: AgentRef) -> str:
    words = (
        ("bic", one.bic), ("branch_id", one.branch_id), ("clearing_system", one.clearing_system),
        ("member_id", one.member_id), ("name", one.name), ("other_id", one.other_id),
    )  # fmt: skip
    return _record("creditor_agent", "", words)


@lru_cache(maxsize=1_000)
def _type(one: PaymentType) -> str:
    words = (
        ("category_purpose", one.category_purpose), ("local_instrument", one.local_instrument),
        ("priority", one.priority), ("service_level", one.service_level),
    )  # fmt: skip
    return _record("payment_type", "", words)


def _record(name: str, first: str, words: tuple[tuple[str, str], ...]) -> str:
    parts = [first] if first else []
    parts += [f'"{word}":{quoted(value)}' for word, value in words if value]
    return f',"{name}":{{{",".join(parts)}}}' if parts else ""
