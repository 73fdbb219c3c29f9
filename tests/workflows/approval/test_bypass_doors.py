"""Maker-checker under attack at the doors: real payments, the gate, the web bank and the direct link.

Sixteen scripts, each at every door it can be tried at. After each: nothing was sent, nothing held, and no
payment has left `pending_approval` but for being refused. Splitting one amount into several under a band is
no bypass of the rule: each part is agreed by the rule of its own amount, and sums per day are limits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from corporate.admission import DoorClosed
from kernel.errors import YinqiError
from kernel.operation import Door
from tests.cast import PASSWORD
from tests.workflows.payments.house import PAYER, PaymentHouse
from tests.world import HouseWorld

MAKER, CHECKER, APPROVER, ERP = "李娜", "赵敏", "王磊", "辰海 ERP"
DOORS = (Door.WEB, Door.PHONE, Door.DIRECT_LINK)


class Attack:
    """One payment that waits for its checker, and words for trying to get round that."""

    def __init__(self, world: HouseWorld) -> None:
        self.pay = PaymentHouse(world)
        self.world = world
        self.pay.submit("S1")
        [item] = self.read(CHECKER, "approvals.inbox").items
        self.id = str(item.approval_id)
        self.digest = self.read(CHECKER, "approvals.view", {"ApprovalId": self.id}).digest

    def read(self, who: str, code: str, given: Any = None) -> Any:
        """Look, on the phone."""
        return self.pay.house.gate.read(self.world.actor(who, door=Door.PHONE), code, given)

    def perform(self, who: str, code: str, given: dict[str, Any], door: Door, **proof: str) -> Any:
        """Try, at a door."""
        actor = self.world.actor(who, door=door)
        return self.pay.house.gate.perform(actor, code, given, proof=proof or None)

    def decide(self, who: str, door: Door = Door.PHONE, **more: str) -> Any:
        """Sign, at a door, with the right password."""
        given = {"ApprovalId": self.id, "Action": "approve", "ShownDigest": self.digest} | more
        return self.perform(who, "approvals.decide", given, door, password=PASSWORD)

    def person(self, who: str) -> str:
        """The id of a natural person."""
        return str(self.world.user(who).person_id)


@pytest.fixture
def attack(world: HouseWorld) -> Iterator[Attack]:
    """An item under attack; whatever was tried, nothing was released."""
    found = Attack(world)
    yield found
    assert world.count("submission") == 0
    assert world.count("ledger_hold") == 0
    assert found.pay.clearing.sent == []
    released = "status NOT IN ('pending_approval', 'withdrawn', 'rejected', 'sent_back')"
    assert world.count("payment", released) == 0


def refused(attempt: Callable[[], Any]) -> YinqiError:
    """The attempt fails with a reason of ours."""
    with pytest.raises(YinqiError) as caught:
        attempt()
    return caught.value


@pytest.mark.parametrize("door", DOORS)
def test_the_maker_signs(attack: Attack, door: Door) -> None:
    refused(lambda: attack.decide(MAKER, door))


@pytest.mark.parametrize("who", [CHECKER, ERP])
def test_somebody_signs_by_direct_link(attack: Attack, who: str) -> None:
    error = refused(lambda: attack.decide(who, Door.DIRECT_LINK))
    assert isinstance(error, DoorClosed)


@pytest.mark.parametrize(
    "code",
    ["approvals.return", "approvals.add_sign", "approvals.transfer", "approvals.urge",
     "approvals.delegate", "approvals.end_delegation", "approvals.withdraw", "approvals.others"],
)  # fmt: skip
def test_the_erp_uses_an_act_of_people(attack: Attack, code: str) -> None:
    given = {"ApprovalId": attack.id, "PersonId": attack.person(CHECKER)}
    assert isinstance(
        refused(lambda: attack.perform(ERP, code, given, Door.DIRECT_LINK)), DoorClosed
    )


@pytest.mark.parametrize("door", [Door.WEB, Door.PHONE])
def test_a_signature_without_proof_or_with_a_wrong_one(attack: Attack, door: Door) -> None:
    given = {"ApprovalId": attack.id, "Action": "approve", "ShownDigest": attack.digest}
    refused(lambda: attack.perform(CHECKER, "approvals.decide", given, door))
    refused(lambda: attack.perform(CHECKER, "approvals.decide", given, door, password="x"))


def test_a_signature_for_another_item_is_replayed_here(attack: Attack) -> None:
    attack.pay.submit("S2", amount_minor=1)
    items = attack.read(CHECKER, "approvals.inbox").items
    other = next(str(item.approval_id) for item in items if str(item.approval_id) != attack.id)
    digest = attack.read(CHECKER, "approvals.view", {"ApprovalId": other}).digest
    refused(lambda: attack.decide(CHECKER, ShownDigest=digest))


@pytest.mark.parametrize("door", [Door.WEB, Door.DIRECT_LINK])
def test_the_payment_is_sent_again_with_another_amount(attack: Attack, door: Door) -> None:
    refused(lambda: attack.pay.submit("S1", amount_minor=99_999_00, door=door))


@pytest.mark.parametrize(
    "change",
    [
        "amount_minor = amount_minor * 100",
        "payee_name = '另一家公司'",
        "payee_account = '6222021001112223334'",
        "currency = 'EUR'",
    ],
)
def test_a_field_is_changed_behind_the_house_and_then_signed(attack: Attack, change: str) -> None:
    attack.world.db.tamper(f"UPDATE yinqi.payment SET {change}")  # noqa: S608 - the four above
    refused(lambda: attack.decide(CHECKER))


def test_it_is_withdrawn_while_it_is_being_signed(attack: Attack) -> None:
    given = {"ApprovalId": attack.id}
    attack.perform(MAKER, "approvals.withdraw", given, Door.WEB)
    refused(lambda: attack.decide(CHECKER))


def test_it_is_rejected_and_then_signed_by_another(attack: Attack) -> None:
    attack.decide(CHECKER, Action="reject")
    for who in (CHECKER, APPROVER, MAKER):
        refused(lambda who=who: attack.decide(who))  # type: ignore[misc]


def test_the_maker_is_made_deputy_added_or_handed_the_turn(attack: Attack) -> None:
    about = {
        "ApprovalId": attack.id,
        "PersonId": attack.person(MAKER),
        "ShownDigest": attack.digest,
    }
    for code in ("approvals.add_sign", "approvals.transfer"):
        refused(lambda code=code: attack.perform(CHECKER, code, about, Door.WEB))  # type: ignore[misc]
    period = {"FromAt": "2026-01-01T00:00:00Z", "UntilAt": "2026-12-31T00:00:00Z"}
    given = {"PersonId": attack.person(MAKER)} | period
    refused(
        lambda: attack.perform(CHECKER, "approvals.delegate", given, Door.WEB, password=PASSWORD)
    )


def test_the_maker_returns_or_adds(attack: Attack) -> None:
    about = {
        "ApprovalId": attack.id,
        "PersonId": attack.person(CHECKER),
        "ShownDigest": attack.digest,
        "Comment": "x",
    }
    for code in ("approvals.return", "approvals.add_sign", "approvals.transfer"):
        given = {k: v for k, v in about.items() if code != "approvals.return" or k != "PersonId"}
        refused(lambda code=code, given=given: attack.perform(MAKER, code, given, Door.WEB))  # type: ignore[misc]


def test_the_right_is_taken_between_page_and_button(attack: Attack) -> None:
    attack.world.db.tamper("DELETE FROM yinqi.user_right WHERE operation = 'payments.submit'")
    refused(lambda: attack.decide(CHECKER))


def test_the_rule_is_lowered_and_the_waiting_item_released_by_the_worker(attack: Attack) -> None:
    attack.pay.allow_direct()
    attack.pay.release_due()
    attack.pay.dispatch()
    assert attack.world.count("payment", "status = 'pending_approval'") == 1


def test_the_worker_is_told_that_it_is_approved(attack: Attack) -> None:
    attack.world.db.tamper("UPDATE yinqi.approval SET status = 'granted'")
    attack.pay.release_due()
    attack.pay.dispatch()


def test_an_edited_draft_inherits_no_signature(world: HouseWorld, attack: Attack) -> None:
    attack.decide(CHECKER, Action="send_back")
    attack.pay.submit("S3", amount_minor=12_346)
    assert world.count("approval_decision", "action = 'approve'") == 0


def test_a_new_line_for_every_band_still_needs_a_signature_each(attack: Attack) -> None:
    for part in range(3):
        view = attack.pay.submit(f"P{part}", amount_minor=9_999)
        assert view.status.value == "pending_approval"
    assert attack.pay.balance(PAYER)[1] == 0
