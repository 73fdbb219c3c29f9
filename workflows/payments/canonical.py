"""The one text of a payment that is shown, signed and hashed, the same for every door.

Any change of any field changes the text, and with it every approval is void. A group (PmtInf) signs
the ordered digests of its rows with their count and sum. One field is one line: a value that could
be read as a second line is refused here, whatever door it came through.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kernel.money import Money
from workflows.payments.errors import Unsignable

VERSION = "payment/1"
GROUP_VERSION = "payment-group/1"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed about one payment, and nothing that may still change by itself."""

    client_serial: str
    payer_account: str
    payer_name: str
    payee_account: str
    payee_name: str
    payee_bank: str
    payee_bank_name: str
    money: Money
    purpose: str
    remark: str
    end_to_end: str
    requested_on: date
    attachments: tuple[str, ...] = ()


def text_of(bank: str, terms: Terms) -> str:
    """The canonical text: a line for each field in fixed order. Raises Unsignable."""
    return _written(
        ("版本", VERSION),
        ("银行", bank),
        ("客户流水号", terms.client_serial),
        ("付款账号", terms.payer_account),
        ("付款户名", terms.payer_name),
        ("收款账号", terms.payee_account),
        ("收款户名", terms.payee_name),
        ("收款行", f"{terms.payee_bank} {terms.payee_bank_name}".strip()),
        ("金额", f"{terms.money.currency} {terms.money.wire()}"),
        ("用途", terms.purpose),
        ("附言", terms.remark),
        ("端到端标识", terms.end_to_end),
        ("要求日期", terms.requested_on.isoformat()),
        *(("附件", digest) for digest in terms.attachments),
    )


def group_text(
    bank: str, reference: str, payer_account: str, total: Money, digests: Sequence[bytes]
) -> str:
    """A group's text: its reference, count, sum, and its rows' digests in order. Raises Unsignable."""
    return _written(
        ("版本", GROUP_VERSION),
        ("银行", bank),
        ("批次", reference),
        ("付款账号", payer_account),
        ("笔数", str(len(digests))),
        ("合计", f"{total.currency} {total.wire()}"),
        *((str(place), digest.hex()) for place, digest in enumerate(digests, 1)),
    )


def unseen(text: str) -> frozenset[str]:
    """Characters that would break the line or that nobody sees: controls, direction and width marks."""
    if text.isprintable():
        return frozenset()
    return frozenset(c for c in text if unicodedata.category(c) in _UNSEEN)


def _written(*fields: tuple[str, str]) -> str:
    for name, value in fields:
        if unseen(value):
            raise Unsignable(field=name)
    return "\n".join(f"{name}: {value}" for name, value in fields)
