"""What a customer's person has lost is ended by two of the desk; every session with it, and the person is told."""

from __future__ import annotations

import pytest

from corporate.identity import methods
from corporate.identity.methods import Method
from kernel.errors import NotFound
from tests.workflows.desk.bank import DeskBank
from tests.workflows.payments.house import PaymentHouse

SEEN = {"document": "居民身份证 0317", "letter": "函 2026-11"}
WHO = "10001/zhaomin"
_CODE = (
    "INSERT INTO credential (tenant_id, id, person_id, method, secret, status, created_at, label, counter)"
    " VALUES (%s, %s, %s, 'totp', '', 'active', %s, '', 0)"
)


def held(desk: DeskBank) -> set[Method]:
    with desk.world.context("赵敏") as ctx:
        return set(methods.held(ctx.uow, desk.world.user("赵敏").person_id))


@pytest.fixture
def lost(desk: DeskBank) -> DeskBank:
    """A bank whose 赵敏 has a code she will lose."""
    person = desk.world.user("赵敏").person_id
    with desk.world.owner() as uow:
        uow.run(
            _CODE,
            (desk.world.tenant_id, desk.world.kernel.ids.uuid7(), person, desk.world.clock.now()),
        )
    return desk


def test_two_people_end_what_was_lost_and_the_person_is_told(
    lost: DeskBank, pay: PaymentHouse
) -> None:
    assert Method.TOTP in held(lost)
    assert lost.about("methods_reset", WHO)["用户"].startswith("赵敏（zhaomin）")
    row = lost.propose("贺兰", "methods_reset", WHO, SEEN)
    lost.work(pay)
    assert Method.TOTP in held(lost), "one person alone ends nothing"
    lost.decide("秦峰", row)
    lost.work(pay)
    assert lost.change(row["number"])["status"] == "in_force", lost.change(row["number"])["why"]
    assert held(lost) == {Method.PASSWORD}
    assert lost.world.count("audit", "action = 'methods.reset'") == 1
    assert lost.world.count("notice", "kind = 'methods_reset'") == 1
    again = lost.done("methods_reset", WHO, SEEN)
    lost.work(pay)
    assert lost.change(again["number"])["status"] == "failed"


@pytest.mark.parametrize("target", ["10001/nobody", "99999/zhaomin", "10002/zhaomin", "10001"])
def test_whoever_is_nobody_of_that_customer_is_not_found(desk: DeskBank, target: str) -> None:
    with pytest.raises(NotFound):
        desk.propose("贺兰", "methods_reset", target, SEEN)
