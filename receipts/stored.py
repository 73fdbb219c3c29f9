"""Facts as plain JSON values and back, exactly: a receipt is drawn and checked from what was stored.

The stored form may grow, never change its meaning: a key that is absent is a fact that was absent.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kernel.money import Money
from kernel.text import Text
from receipts.facts import IssuingBank, Party, ReceiptFacts, ReceiptKind


def to_stored(facts: ReceiptFacts) -> dict[str, Any]:
    """Return nested dicts of text, whole numbers and booleans."""
    return {
        **asdict(facts),
        "kind": facts.kind.value,
        "booked_at": facts.booked_at.isoformat(),
        "booked_on": facts.booked_on.isoformat(),
        "transaction_id": str(facts.transaction_id),
    }


def from_stored(stored: Mapping[str, Any]) -> ReceiptFacts:
    """Return the facts `to_stored` was given. Raises `KeyError` or `ValueError` for anything else."""
    bank = stored["bank"]
    return ReceiptFacts(
        number=stored["number"],
        kind=ReceiptKind(stored["kind"]),
        bank=IssuingBank(Text(**bank["name"]), bank["short_code"], is_test=bank["is_test"]),
        payer=Party(**stored["payer"]),
        payee=Party(**stored["payee"]),
        amount=Money(**stored["amount"]),
        booked_at=datetime.fromisoformat(stored["booked_at"]),
        booked_on=date.fromisoformat(stored["booked_on"]),
        transaction_id=UUID(stored["transaction_id"]),
        business_serial=stored["business_serial"],
        client_serial=stored.get("client_serial", ""),
        purpose=stored.get("purpose", ""),
        remark=stored.get("remark", ""),
        channel=_text(stored.get("channel")),
        rail=_text(stored.get("rail")),
        refunded_of=stored.get("refunded_of", ""),
    )


def _text(stored: Mapping[str, str] | None) -> Text | None:
    return Text(**stored) if stored else None
