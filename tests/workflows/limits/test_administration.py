"""Two administrators set limits; the bank's ceilings stay, and nobody sets a limit of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kernel.errors import Denied, Faulty, NotFound
from kernel.operation import Door
from kernel.public_status import PublicStatus
from risk.errors import LimitExceeded
from risk.rules import Effect, Issuer, LimitScope, LimitSpan
from tests.cast import PASSWORD
from tests.risk.bench import LimitBench
from tests.workflows.payments.house import PAYER, PaymentHouse
from tests.world import HouseWorld
from workflows.approval import errors as approval_errors
from workflows.limits.commands import (
    AskLeft,
    ChangeLimit,
    LimitDiff,
    LimitLine,
    LimitList,
    LimitsLeft,
    ListLimits,
)
from workflows.limits.errors import NoSuchLimit
from workflows.limits.kind import LimitKind
from workflows.limits.service import LimitService
from workflows.mandates.commands import MandateView
from workflows.mandates.errors import NothingChanges, OwnRights

THOUSAND = 100_000


class Desk:
    """What administrators of 上海辰海 do with limits."""

    def __init__(self, world: HouseWorld) -> None:
        self.world = world
        self.pay = PaymentHouse(world)
        self.bench = LimitBench(world)
        self.gate = self.pay.house.gate

    def command(self, **more: Any) -> ChangeLimit:
        given = {
            "scope": LimitScope.ENTERPRISE,
            "span": LimitSpan.DAY_SUM,
            "ceiling_minor": THOUSAND,
            **more,
        }
        return ChangeLimit(**given)

    def propose(self, name: str = "周涛", **more: Any) -> MandateView:
        seen = self.gate.perform(self.world.actor(name), "limits.change", self.command(**more))
        assert isinstance(seen, MandateView)
        return seen

    def confirm(self, seen: MandateView, name: str = "马倩") -> str:
        given = {
            "ApprovalId": seen.approval_id,
            "Action": "approve",
            "ShownDigest": seen.fingerprint,
        }
        actor = self.world.actor(name, door=Door.PHONE)
        answer = self.gate.perform(actor, "approvals.decide", given, proof={"password": PASSWORD})
        return str(answer.outcome.value)

    def set(self, **more: Any) -> None:
        assert self.confirm(self.propose(**more)) == "granted"

    def lines(self) -> tuple[LimitLine, ...]:
        found = self.gate.read(self.world.actor("马倩"), "limits.list", ListLimits())
        assert isinstance(found, LimitList)
        return found.limits

    def left(self, name: str = "李娜", **more: Any) -> LimitsLeft:
        found = self.gate.read(self.world.actor(name), "limits.left", AskLeft(**more))
        assert isinstance(found, LimitsLeft)
        return found


@pytest.fixture
def desk(world: HouseWorld) -> Desk:
    return Desk(world)


def test_a_limit_counts_when_the_second_administrator_has_confirmed_it(desk: Desk) -> None:
    seen = desk.propose()
    assert seen.status is PublicStatus.PENDING_APPROVAL
    assert [(one.label_zh, one.was_zh, one.becomes_zh) for one in seen.lines] == [
        ("全企业 日累计限额", "", "CNY 1,000.00")
    ]
    assert desk.pay.submit("S1", amount_minor=THOUSAND + 1).status == "pending_approval"
    assert desk.confirm(seen) == "granted"
    with pytest.raises(LimitExceeded):
        desk.pay.submit("S2", amount_minor=THOUSAND + 1)
    assert [(one.sentence_zh, one.ceiling) for one in desk.lines()] == [
        ("全企业：每日累计不超过 CNY 1,000.00", THOUSAND)
    ]


def test_the_proposer_does_not_confirm_and_a_clerk_has_no_say(desk: Desk) -> None:
    seen = desk.propose()
    with pytest.raises(approval_errors.MakerMayNotApprove):
        desk.confirm(seen, "周涛")
    for name in ("李娜", "王磊"):
        with pytest.raises(Denied):
            desk.propose(name)
        with pytest.raises(Denied):
            desk.gate.read(desk.world.actor(name), "limits.list", ListLimits())
    assert desk.lines() == ()


def test_whom_a_limit_names_neither_sets_nor_confirms_it(desk: Desk) -> None:
    mine = {"scope": LimitScope.USER, "holder": str(desk.world.user("周涛").user_id)}
    with pytest.raises(OwnRights):
        desk.propose(**mine)
    with pytest.raises(approval_errors.LevelUnfillable):  # of two administrators nobody is left
        desk.propose("马倩", **mine)
    with pytest.raises(OwnRights):
        desk.propose(scope=LimitScope.ROLE, holder="admin")
    assert desk.world.count("mandate") == 0


def test_what_is_taken_is_shown_with_who_took_most(desk: Desk) -> None:
    desk.set(scope=LimitScope.USER, holder="*")
    desk.set(span=LimitSpan.DAY_COUNT, ceiling_minor=None, ceiling_count=5)
    desk.pay.submit("S1", amount_minor=60_000)
    desk.pay.decide("赵敏")
    desk.pay.submit("S2", amount_minor=10_000)
    number, user = desk.lines()
    assert (number.sentence_zh, number.used, number.reserved, number.left) == (
        "全企业：每日不超过 5 笔", 1, 1, 3,
    )  # fmt: skip
    assert (user.sentence_zh, user.whose_zh) == (
        "每位经办人：每日累计不超过 CNY 1,000.00",
        "用户 李娜",
    )
    assert (user.used, user.reserved, user.left) == (60_000, 10_000, 30_000)


def test_the_banks_ceiling_binds(desk: Desk) -> None:
    desk.bench.limit(2 * THOUSAND, issuer=Issuer.BANK)
    with pytest.raises(Faulty) as refused:
        desk.propose(ceiling_minor=2 * THOUSAND + 1)
    assert [(one.code, one.text.zh) for one in refused.value.findings] == [
        ("limit.above_bank", "不得超过银行设定的上限 CNY 2,000.00")
    ]
    with pytest.raises(Faulty):
        desk.propose(scope=LimitScope.ACCOUNT, holder=PAYER, ceiling_minor=2 * THOUSAND + 1)
    until = date(2026, 12, 1)
    with pytest.raises(Faulty):
        desk.propose(temporary_minor=2 * THOUSAND + 1, temporary_until=until)
    desk.set(ceiling_minor=2 * THOUSAND)
    assert [one.issuer for one in desk.lines()] == [Issuer.BANK, Issuer.ENTERPRISE]


def test_a_ceiling_lowered_meanwhile_is_asked_again_when_it_is_applied(desk: Desk) -> None:
    seen = desk.propose(ceiling_minor=THOUSAND)
    desk.bench.limit(1, issuer=Issuer.BANK)
    assert desk.confirm(seen) == "granted"
    assert [one.issuer for one in desk.lines()] == [Issuer.BANK]
    (row,) = desk.bench.ask("SELECT status, why FROM mandate")
    assert row["status"] == "failed"
    assert "银行设定的上限" in row["why"]["zh"]


def test_another_figure_for_a_while(desk: Desk) -> None:
    desk.set(temporary_minor=3 * THOUSAND, temporary_until=date(2026, 11, 24))
    (line,) = desk.lines()
    assert line.sentence_zh == (
        "全企业：每日累计不超过 CNY 1,000.00；2026-11-24 前（含）临时为 CNY 3,000.00"
    )
    assert line.ceiling == 3 * THOUSAND
    desk.pay.submit("S1", amount_minor=3 * THOUSAND)
    desk.world.advance(days=2)
    with pytest.raises(LimitExceeded):
        desk.pay.submit("S2", amount_minor=THOUSAND + 1)
    (line,) = desk.lines()
    assert (line.sentence_zh, line.ceiling) == ("全企业：每日累计不超过 CNY 1,000.00", THOUSAND)


def test_a_limit_that_is_lifted_binds_no_more(desk: Desk) -> None:
    desk.set()
    seen = desk.propose(lifts=True)
    assert [(one.was_zh, one.becomes_zh) for one in seen.lines] == [("CNY 1,000.00", "")]
    desk.confirm(seen)
    assert desk.lines() == ()
    assert desk.pay.submit("S1", amount_minor=THOUSAND + 1).status == "pending_approval"
    with pytest.raises(NoSuchLimit):
        desk.propose(lifts=True)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"scope": LimitScope.ACCOUNT, "holder": "3250612000181470"}, "limit.holder_unknown"),
        ({"scope": LimitScope.USER, "holder": "李娜"}, "limit.holder_unknown"),
        ({"scope": LimitScope.DOOR, "holder": "system"}, "limit.holder_unknown"),
        ({"holder": "x"}, "limit.holder_unknown"),
        ({"currency": "XYZ"}, "limit.currency_unknown"),
        ({"ceiling_minor": None}, "limit.figure_wrong"),
        ({"span": LimitSpan.DAY_COUNT, "ceiling_count": 10**9}, "limit.figure_wrong"),
        ({"temporary_minor": 1}, "limit.until_wrong"),
        ({"temporary_until": date(2026, 12, 1)}, "limit.until_wrong"),
        ({"temporary_minor": 1, "temporary_until": date(2026, 11, 22)}, "limit.until_wrong"),
        ({"temporary_minor": 1, "temporary_until": date(2028, 1, 1)}, "limit.until_wrong"),
        ({"temporary_minor": -1, "temporary_until": date(2026, 12, 1)}, "limit.figure_wrong"),
    ],
)
def test_what_cannot_be_a_limit(desk: Desk, more: dict[str, Any], code: str) -> None:
    command = desk.command(**more)
    with pytest.raises(Faulty) as refused, desk.world.context("周涛") as ctx:
        LimitService(desk.pay.house.mandates).preview(ctx, command)
    assert [one.code for one in refused.value.findings] == [code]


@pytest.mark.parametrize("target", ["", "x", "galaxy/*/day_sum/CNY", "enterprise/*/week/CNY"])
def test_a_key_that_cannot_be_is_not_found(desk: Desk, target: str) -> None:
    with pytest.raises(NotFound), desk.world.context("周涛") as ctx:
        LimitKind().present(ctx, target)


def test_the_difference_is_seen_before_it_is_proposed(desk: Desk) -> None:
    desk.set()
    command = desk.command(ceiling_minor=2 * THOUSAND)
    found = desk.gate.read(desk.world.actor("周涛"), "limits.preview", command)
    assert isinstance(found, LimitDiff)
    assert [(one.was_en, one.becomes_en) for one in found.lines] == [
        ("CNY 1,000.00", "CNY 2,000.00")
    ]
    with pytest.raises(NothingChanges):
        desk.gate.read(desk.world.actor("周涛"), "limits.preview", desk.command())


def test_a_change_that_waits_is_shown_at_its_limit(desk: Desk) -> None:
    desk.set()
    seen = desk.propose(ceiling_minor=2 * THOUSAND)
    assert [one.running for one in desk.lines()] == [seen.number]


def test_what_is_left_for_me_now(desk: Desk) -> None:
    desk.bench.limit(5 * THOUSAND, issuer=Issuer.BANK)
    desk.bench.limit(2 * THOUSAND, scope=LimitScope.ACCOUNT)
    desk.bench.limit(9, scope=LimitScope.DOOR, holder="direct_link")
    desk.bench.limit(THOUSAND, scope=LimitScope.ACCOUNT, issuer=Issuer.BANK, effect=Effect.CONFIRM)
    desk.pay.submit("S1", amount_minor=THOUSAND // 2)
    found = desk.left(payer_account=PAYER)
    assert [(one.sentence_zh, one.left, one.resets_on) for one in found.limits] == [
        ("账户 基本户 5678：日累计超过 CNY 1,000.00 时提醒，经确认后受理（银行设定）", 50_000, date(2026, 11, 24)),
        ("账户 基本户 5678：每日累计不超过 CNY 2,000.00", 150_000, date(2026, 11, 24)),
        ("全企业：每日累计不超过 CNY 5,000.00（银行设定）", 450_000, date(2026, 11, 24)),
    ]  # fmt: skip
    assert len(desk.left("辰海 ERP", payer_account=PAYER).limits) == 4
    assert desk.left(payer_account="3250612000181470").limits[0].left == 450_000


def test_another_enterprise_sees_nothing(desk: Desk) -> None:
    desk.set()
    actor = desk.world.actor("刘洋")
    found = desk.gate.read(actor, "limits.left", AskLeft())
    assert isinstance(found, LimitsLeft)
    assert found.limits == ()
