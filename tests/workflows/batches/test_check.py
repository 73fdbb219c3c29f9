"""The checker of batches finds what somebody who owns the machine could do behind our back."""

from __future__ import annotations

import pytest

from tests.workflows.batches.bank import BatchBank
from tests.workflows.batches.house import paid, people
from tests.world import HouseWorld

_TAMPERINGS = {
    "B1": "UPDATE yinqi.batch_row SET state = 'failed' WHERE row_no = 2",
    "B2": "UPDATE yinqi.batch_row SET amount_minor = amount_minor + 1 WHERE row_no = 2",
    "B3": "UPDATE yinqi.batch_row SET transaction_id = gen_random_uuid() WHERE row_no = 2",
    "B4": "UPDATE yinqi.batch SET status = 'running', open_minor = 1, paid_minor = paid_minor - 1",
}


@pytest.mark.parametrize("rule", _TAMPERINGS)
def test_a_batch_that_was_tampered_with_is_found(rule: str, world: HouseWorld) -> None:
    people(world, 2)
    bank = BatchBank(world)
    bank.agreed(paid(2))
    bank.work()
    assert bank.breaches() == []
    world.db.tamper(_TAMPERINGS[rule])
    assert rule in bank.breaches()
