"""The bank's word on a payment as a `Save` of AP_PAYBILL; states as its bank module spells them.

OP waits, BP with the bank, TS succeeded, TF failed, NC not confirmed. Nothing unknown becomes TF: a bill
that is TF may be paid again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from erp_adapters.adapter import BackFile, Outcome
from erp_adapters.client import FINAL_FAILURES
from erp_adapters.kingdee.bills import ROW

STATES: Final[Mapping[str, str]] = {
    "draft": "OP", "pending_approval": "OP", "sent_back": "OP", "approved": "OP", "scheduled": "OP",
    "submitted": "BP", "processing": "BP", "partly_succeeded": "NC", "succeeded": "TS", "unknown": "NC",
    "refused": "TF", **dict.fromkeys(sorted(FINAL_FAILURES), "TF"),
}  # fmt: skip
_NOT_CONFIRMED: Final = "NC"
_MESSAGE_CHARS_MAX: Final = 250


@dataclass(frozen=True, slots=True)
class StateFields:
    """The fields an enterprise has added to its payment bill."""

    status: str
    message: str
    number: str

    @classmethod
    def of(cls, profile: Mapping[str, Any]) -> Self:
        """Read them from a profile."""
        said = profile.get("state", {})
        return cls(
            str(said.get("status", "F_YQ_BankStatus")),
            str(said.get("message", "F_YQ_BankMessage")),
            str(said.get("number", "F_YQ_BankSerial")),
        )


def state_body(outcome: Outcome, *, fields: StateFields) -> BackFile:
    """The body of `Save`; it changes these fields and no others."""
    bill, _, row = outcome.serial.rpartition(ROW)
    said = {
        fields.status: state_of(outcome.status),
        fields.message: outcome.text.zh[:_MESSAGE_CHARS_MAX],
        fields.number: outcome.number,
    }
    model: dict[str, Any] = {"FBillNo": outcome.serial}
    if bill:
        model = {"FBillNo": bill, "FPAYBILLENTRY": [{"FSeq": int(row), **said}]}
    else:
        model |= said
    body = {
        "formid": "AP_PAYBILL",
        "data": {"NeedUpDateFields": list(said), "IsDeleteEntry": "false", "Model": model},
    }
    content = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
    return BackFile(f"{outcome.serial}.state.json", content.encode())


def state_of(status: str) -> str:
    """Its state for ours; one we do not know is not confirmed."""
    return STATES.get(status, _NOT_CONFIRMED)
