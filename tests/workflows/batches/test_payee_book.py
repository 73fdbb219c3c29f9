"""What an enterprise demands of those it pays holds for a batch, when it is staged and when it is paid."""

from __future__ import annotations

import pytest

from kernel.errors import Conflict
from tests.workflows.batches.bank import BatchBank, tallies
from tests.workflows.batches.house import paid, people
from tests.world import HouseWorld
from workflows.batches import commands

_ENFORCE = (
    "INSERT INTO yinqi.payee_settings (tenant_id, enterprise_id, white_list, cool_down_hours, cool_down_free_minor,"
    " cool_down_blocks, changed_at) SELECT tenant_id, id, 'enforce', 0, 0, false, created_at"
    " FROM yinqi.enterprise"
)


@pytest.fixture
def bank(world: HouseWorld) -> BatchBank:
    people(world, 2)
    return BatchBank(world)


def test_a_payee_that_is_not_listed_is_a_fault_of_its_row(bank: BatchBank) -> None:
    bank.world.db.tamper(_ENFORCE)
    batch = bank.open(paid(2))
    asked = commands.ListFindings(number=batch.number)
    page = bank.house.gate.read(bank.world.actor("李娜"), "batches.findings", asked)
    assert [(one.row, one.field, one.code) for one in page.findings] == [
        (2, "account", "payee.not_listed"), (3, "account", "payee.not_listed"),
    ]  # fmt: skip
    with pytest.raises(Conflict, match=r"batch\.faulty"):
        bank.submit_batch(batch.number)


@pytest.mark.parametrize("debit", ["total", "each"])
def test_a_payee_that_is_no_longer_listed_is_not_paid(bank: BatchBank, debit: str) -> None:
    if debit == "each":
        bank.debit_each()
    before, _ = bank.balance()
    batch = bank.agreed(paid(2))
    bank.world.db.tamper(_ENFORCE)
    bank.work()
    after = bank.look(batch.number)
    assert (after.status, tallies(after)) == ("failed", {"failed": (2, 20_000)})
    assert bank.balance() == (before, 0)
    assert bank.breaches() == []
