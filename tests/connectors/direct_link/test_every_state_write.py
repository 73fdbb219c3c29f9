"""A write without a serial is guarded by the state it finds: many at once in every encoding have one effect.

Whoever comes after the first hears that it is done, or that there is nothing left to do; never that it was done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest

from corporate.bootstrap import CATALOGUE
from kernel.operation import Door, Idempotency
from tests.connectors.direct_link.erp import PAYMENT, Erp
from tests.connectors.direct_link.rules import allow_direct
from tests.connectors.direct_link.test_every_write import REQUESTS, sent
from tests.connectors.direct_link.writes import WAYS, WRITES, by_json
from tests.racing import at_once
from tests.workflows.batches.bank import BatchBank
from tests.workflows.batches.house import paid, people
from tests.workflows.invoices.house import MONTH, InvoiceHouse
from tests.world import HouseWorld

Said = Mapping[str, Any]
ELSEWHERE: Final = {
    "certificates.renew": "a new key for each asking: tests/workflows/certificates",
    "invoices.forward": "sends the same file again, as asked: tests/workflows/invoices",
    "payees.verify": "asks the payee's bank: tests/workflows/payees/test_names",
    "payments.cancel": "tests/connectors/direct_link/test_cancelling",
    **dict.fromkeys(
        (one.code for one in CATALOGUE if one.code.startswith("sandbox.")),
        "moves no real money: tests/workflows/sandbox",
    ),
}
"""Where the others are tried."""


@dataclass(frozen=True)
class Change:
    """One operation: how the object comes about, and the one line it must leave."""

    operation: str
    ready: Callable[[Erp, HouseWorld], Said]
    left: tuple[str, str]
    others: str = "C002"
    """What those hear who come later."""


def _waiting(erp: Erp, _: HouseWorld) -> Said:
    """A payment that waits for signatures."""
    erp.pay()
    return {"ClientSerial": PAYMENT["ClientSerial"]}


def _draft(_: Erp, world: HouseWorld) -> Said:
    people(world, 2)
    return {"Number": BatchBank(world).open(paid(2)).number}


def _sent(erp: Erp, _: HouseWorld) -> Said:
    """A batch of the program's own that waits for signatures."""
    write = next(one for one in WRITES if one.operation == "batches.send")
    code, facts = by_json(erp, write.operation, write.under("B-1"))
    assert (code, facts["Status"]) == ("0000", "pending_approval")
    return {"Number": facts["Number"]}


def _standing(erp: Erp, world: HouseWorld) -> Said:
    """A standing order in force."""
    allow_direct(world)
    write = next(one for one in WRITES if one.operation == "standing.submit")
    code, facts = by_json(erp, write.operation, write.under("ST-1"))
    assert (code, facts["Status"]) == ("0000", "active")
    return {"Number": facts["Number"]}


def _suspended(erp: Erp, world: HouseWorld) -> Said:
    named = _standing(erp, world)
    assert by_json(erp, "standing.suspend", named)[0] == "0000"
    return named


def _fees(_: Erp, world: HouseWorld) -> Said:
    bank = InvoiceHouse(world)
    bank.set_buyer()
    bank.pay_with_fee("S1")
    return {"Month": MONTH}


CHANGES: Final = (
    Change("payments.withdraw", _waiting, ("payment_transition", "target = 'withdrawn'")),
    Change("batches.submit", _draft, ("batch_transition", "trigger = 'submit'")),
    Change("batches.withdraw", _sent, ("batch_transition", "target = 'withdrawn'")),
    Change("standing.suspend", _standing, ("standing_transition", "trigger = 'suspend'")),
    Change("standing.resume", _suspended, ("standing_transition", "trigger = 'resume'")),
    Change("standing.cancel", _standing, ("standing_transition", "trigger = 'cancel'")),
    Change("invoices.request", _fees, ("invoice", "true"), others="C864"),
)  # fmt: skip


def test_every_write_without_a_serial_is_tried_here_or_named() -> None:
    offered = {
        one.code for one in CATALOGUE.at(Door.DIRECT_LINK) if one.idempotency is Idempotency.STATE
    }
    assert offered == {one.operation for one in CHANGES} | (ELSEWHERE.keys() & offered)


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.operation)
def test_many_at_once_change_it_once(erp: Erp, world: HouseWorld, change: Change) -> None:
    named = change.ready(erp, world)
    codes = at_once(
        lambda nth: sent(erp, change.operation, WAYS[nth % len(WAYS)], named)[0], range(REQUESTS)
    )
    assert codes.count("0000") == 1, codes
    assert set(codes) == {"0000", change.others}
    assert world.count(*change.left) == 1
