"""The engine over the house's own directory of users, roles and rights."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import psycopg
import pytest

from corporate.bootstrap import RightsPeople
from corporate.identity import PersonStatus, enrolment
from kernel.errors import Denied
from kernel.operation import Door
from kernel.text import Text
from tests.workflows.approval.house import EVIDENCE, Product
from tests.world import HouseWorld
from workflows.approval.commands import Action
from workflows.approval.engine import ApprovalEngine
from workflows.approval.errors import MakerMayNotApprove, NotEntitled, NotYourTurn
from workflows.approval.ports import Ports
from workflows.approval.subjects import Outcome

PAY = "payments.submit"


@pytest.fixture
def engine(superuser: psycopg.Connection[object]) -> ApprovalEngine:
    """The engine with the people the house really has."""
    assert superuser.closed is False
    return ApprovalEngine(
        Ports(
            people=RightsPeople(),
            subjects={"probe": Product()},
            allows_direct=lambda _ctx, _subject: False,
            title_of=lambda code: Text(code, code),
        )
    )


@dataclass(frozen=True)
class Item:
    """An item of 李娜's that one checker must sign."""

    world: HouseWorld
    engine: ApprovalEngine
    id: UUID
    digest: bytes

    def decide(self, name: str) -> Outcome:
        """Somebody approves on the phone."""
        with self.world.context(name, door=Door.PHONE) as ctx:
            return self.engine.decide(
                ctx, self.id, Action.APPROVE, shown_digest=self.digest, evidence=EVIDENCE
            )

    def refuse(self, name: str, reason: type[Denied]) -> None:
        """Somebody tries to, and nothing is written."""
        with pytest.raises(reason):
            self.decide(name)
        assert self.world.count("approval_decision") == 0
        assert self.world.count("approval", "status = 'pending'") == 1


@pytest.fixture
def item(world: HouseWorld, engine: ApprovalEngine) -> Item:
    """Made by 李娜: 10.00 CNY from the first account of 辰海."""
    account = world.enterprise("辰海").cast.accounts[0].number
    with world.context("李娜") as ctx:
        subject_id = ctx.world.ids.uuid7()
        ctx.uow.run(
            "INSERT INTO probe.subject (tenant_id, enterprise_id, id, body, amount_minor, currency,"
            " account_number, operation, door, maker_person_id)"
            " VALUES (%s, %s, %s, '付款', 1000, 'CNY', %s, %s, 'web', %s)",
            (ctx.tenant_id, ctx.enterprise_id, subject_id, account, PAY, ctx.actor.person_id),
        )
        subject = Product().lock(ctx, subject_id)
        approval_id = engine.start(ctx, subject)
        assert approval_id is not None
        return Item(world, engine, approval_id, engine.digest(ctx, subject))


def test_the_checker_of_the_matrix_approves(item: Item) -> None:
    assert item.decide("赵敏") is Outcome.GRANTED


def test_the_maker_is_known_as_the_maker(item: Item) -> None:
    item.refuse("李娜", MakerMayNotApprove)


@pytest.mark.parametrize("name", ["孙悦", "周涛"])
def test_who_may_only_look_or_administer_does_not_approve(item: Item, name: str) -> None:
    item.refuse(name, NotEntitled)


def test_another_role_is_not_asked_at_this_level(item: Item) -> None:
    item.refuse("王磊", NotYourTurn)


def test_a_row_of_the_matrix_taken_away_counts_at_once(item: Item) -> None:
    with item.world.owner() as uow:
        enrolment.revoke(uow, item.world.user("赵敏").user_id, PAY)
    item.refuse("赵敏", NotEntitled)


def test_a_suspended_user_counts_at_once(item: Item) -> None:
    with item.world.owner() as uow:
        enrolment.set_user_status(uow, item.world.user("赵敏").user_id, PersonStatus.SUSPENDED)
    item.refuse("赵敏", NotEntitled)


def test_the_inbox_of_the_checker_holds_it_and_nobody_elses(item: Item) -> None:
    for name, count in (("赵敏", 1), ("李娜", 0), ("王磊", 0)):
        with item.world.context(name) as ctx:
            assert item.engine.waiting_count(ctx, item.world.user(name).person_id) == count
