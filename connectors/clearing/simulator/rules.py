"""Which behaviour a submission meets: the first scripted rule that fits, else a magic value, else success."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from connectors.clearing.simulator.behaviours import MAGIC, Order
from connectors.clearing.simulator.store import Store
from connectors.ports import Behaviour

_MAGIC_ACCOUNT: Final = re.compile(r".*8888([0-9]{2})")
_MAGIC_AMOUNT: Final = re.compile(r"8888\.([0-9]{2})")
_CENTS: Final = re.compile(r"[0-9]+\.([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Seen:
    """What rules look at."""

    bank_code: str
    rail: str
    account: str
    amount: str

    @classmethod
    def of(cls, bank_code: str, rail: str, payload: Mapping[str, Any]) -> Seen:
        """The part of a submission that rules look at."""
        account = re.sub(r"[ -]", "", str(payload.get("payee_account", "")))
        return cls(bank_code, rail, account, str(payload.get("amount", "")))


def order_for(store: Store, seen: Seen) -> Order:
    """The order for a submission; a rule that counts is used up by one."""
    for rule in store.rules():
        if fits(json.loads(rule["matches"]), seen):
            if rule["remaining"] is not None:
                store.use_rule(rule["seq"])
            return Order(Behaviour(rule["behaviour"]), rule["reason"])
    return magic(seen) or Order(Behaviour.SETTLE)


def fits(matches: Mapping[str, Any], seen: Seen) -> bool:
    """Whether every condition holds: `account_tail`, `cents`, `rail`, `bank_code`; none means all."""
    cents = _CENTS.fullmatch(seen.amount)
    said: Mapping[str, Any] = {
        "account_tail": seen.account.endswith(str(matches.get("account_tail", ""))),
        "cents": cents is not None and int(cents[1]) == matches.get("cents"),
        "rail": seen.rail == matches.get("rail"),
        "bank_code": seen.bank_code == matches.get("bank_code"),
    }
    return all(said[name] for name in matches)


CONDITIONS: Final = frozenset({"account_tail", "cents", "rail", "bank_code"})


def magic(seen: Seen) -> Order | None:
    """The order a magic account or amount stands for."""
    for pattern, value in ((_MAGIC_ACCOUNT, seen.account), (_MAGIC_AMOUNT, seen.amount)):
        found = pattern.fullmatch(value)
        if found and int(found[1]) in MAGIC:
            return MAGIC[int(found[1])]
    return None
