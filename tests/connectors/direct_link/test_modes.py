"""“Signed means authorised” or “maker only” (签名即授权、仅经办): by enterprise, band and the bank's permission."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from corporate.bootstrap import House
from jobs.bank_run import BankRun
from kernel import limits
from kernel.context import Actor, Context
from kernel.errors import Faulty
from kernel.money import Money
from kernel.operation import Door
from tests.connectors.direct_link.conftest import assembled
from tests.connectors.direct_link.erp import PAYMENT, Erp, Reply
from tests.connectors.direct_link.footprint import nothing_left
from tests.connectors.direct_link.test_batches import row, submit
from tests.connectors.direct_link.test_inquiries import rows
from tests.world import HouseWorld, add_policy
from workflows.desk import parameters

CHECKED = [[{"group": "checker", "needed": 1}]]
EDGE = 1_000_000  # 10,000.00
RULE = {
    "valid_days": 30,
    "bands": {"CNY": [{"upper_minor": EDGE, "steps": []}, {"upper_minor": None, "steps": CHECKED}]},
}
Permit = Callable[..., None]


@pytest.fixture
def permit(world: HouseWorld) -> Permit:
    """The bank's desk gives or takes the permission; it counts when the profile is read again."""

    def set_to(upto: str, whose: str = "辰海") -> None:
        top = None if upto in {"", "*"} else Money.parse(upto, "CNY").minor
        with world.owner() as uow:
            actor = Actor(tenant_id=world.tenant_id, door=Door.SYSTEM, name="test")
            ctx = Context(world.kernel, uow, actor, world.clock.now())
            parameters.permit(ctx, world.enterprise(whose).id, "CNY", top, live=bool(upto))
        world.advance(seconds=limits.BANK_PROFILE_KEPT_S)

    return set_to


def let(world: HouseWorld, enterprise: str = "辰海", rules: dict[str, Any] = RULE) -> None:
    """The enterprise's rule for the direct link: no signature of people up to the edge."""
    with world.owner() as uow:
        actor = Actor(tenant_id=world.tenant_id, door=Door.SYSTEM, name="test")
        ctx = Context(world.kernel, uow, actor, world.clock.now())
        add_policy(ctx, world.enterprise(enterprise).id, rules, door="direct_link")


def said(reply: Reply) -> tuple[str, str]:
    assert reply.code == "0000", reply.content
    return reply.value("Authority"), reply.value("Status")


@pytest.mark.parametrize(
    ("amount", "authority", "status"),
    [
        ("0.01", "signature", "succeeded"),
        ("9999.99", "signature", "succeeded"),
        ("10000.00", "signature", "succeeded"),
        ("10000.01", "approvers", "pending_approval"),
    ],
)
def test_a_band_ends_with_its_edge(  # noqa: PLR0917 - a table's row
    erp: Erp, world: HouseWorld, permit: Permit, amount: str, authority: str, status: str
) -> None:
    let(world)
    permit("*")
    assert said(erp.pay(Amount=amount)) == (authority, status)


def test_a_batch_is_judged_by_its_total(erp: Erp, world: HouseWorld, permit: Permit) -> None:
    let(world)
    permit("*")
    assert said(submit(erp, row("R-1", "5000.00"), row("R-2", "5000.00")))[0] == "signature"
    above = submit(erp, row("R-3", "5000.00"), row("R-4", "5000.01"), ClientSerial="BATCH-2")
    assert said(above) == ("approvers", "pending_approval")


def test_without_the_bank_s_permission_nothing_goes_and_nothing_is_left(
    erp: Erp, world: HouseWorld
) -> None:
    let(world)
    with nothing_left(world.db, nonces=1):
        reply = erp.pay()
    assert (reply.status, reply.code, reply.reason) == (409, "C403", "approval.direct_not_allowed")


def test_the_permission_is_for_one_enterprise_and_ends_with_its_own_amount(
    erp: Erp, hengrui: Erp, world: HouseWorld, permit: Permit
) -> None:
    let(world)
    let(world, "恒锐")
    permit("5000.00")
    assert said(erp.pay(ClientSerial="A-1", Amount="5000.00")) == ("signature", "succeeded")
    assert erp.pay(ClientSerial="A-2", Amount="5000.01").code == "C403"
    other = hengrui.pay(
        PayerAccount=PAYMENT["PayeeAccount"], PayeeAccount=PAYMENT["PayerAccount"],
        PayeeName="上海辰海物流股份有限公司", Amount="1.00",
    )  # fmt: skip
    assert other.code == "C403"


def test_the_permission_is_not_for_people_s_doors(
    world: HouseWorld, house: House, permit: Permit
) -> None:
    with world.owner() as uow:
        actor = Actor(tenant_id=world.tenant_id, door=Door.SYSTEM, name="test")
        ctx = Context(world.kernel, uow, actor, world.clock.now())
        add_policy(ctx, world.enterprise("辰海").id, RULE, version=2)
    permit("*")
    with pytest.raises(Exception, match=r"approval\.direct_not_allowed"):
        house.gate.perform(world.actor("李娜"), "payments.submit", PAYMENT)


def test_a_permission_withdrawn_while_running_stops_what_comes_and_what_waits(
    erp: Erp, world: HouseWorld, permit: Permit
) -> None:
    let(world)
    permit("*")
    waits = erp.pay(ClientSerial="W-1", RequestedOn="2026-11-24")
    assert said(waits) == ("signature", "scheduled")
    permit("")
    assert erp.pay(ClientSerial="W-2").code == "C403"
    world.advance(days=1)
    worker = assembled(world, world.folder.parent)
    run = BankRun(world.db.worker, world.kernel, world.tenant_id)
    (due,) = run(lambda ctx: worker.payments.due(ctx, 10))
    run(lambda ctx: worker.payments.release_due(ctx, due))
    stopped = erp.call("payments.find", "FindPayment", ClientSerial="W-1")
    assert (stopped.value("Status"), stopped.value("ReasonCode")) == (
        "failed", "approval.direct_not_allowed",
    )  # fmt: skip
    (balance,) = rows(
        erp.call("accounts.balances", "AskBalances", AccountNumbers=[PAYMENT["PayerAccount"]]),
        "Balances",
    )
    assert balance["Booked"] == "1000000.00"


def test_a_rule_made_stricter_sends_what_waits_to_people(
    erp: Erp, world: HouseWorld, permit: Permit
) -> None:
    let(world)
    permit("*")
    erp.pay(ClientSerial="W-1", RequestedOn="2026-11-24")
    with world.owner() as uow:
        uow.run("UPDATE approval_policy SET live = false WHERE door = 'direct_link'")
    world.advance(days=1)
    worker = assembled(world, world.folder.parent)
    run = BankRun(world.db.worker, world.kernel, world.tenant_id)
    (due,) = run(lambda ctx: worker.payments.due(ctx, 10))
    run(lambda ctx: worker.payments.release_due(ctx, due))
    reopened = erp.call("payments.find", "FindPayment", ClientSerial="W-1")
    assert said(reopened) == ("approvers", "pending_approval")


def test_the_signature_of_a_revoked_certificate_authorises_nothing(
    erp: Erp, world: HouseWorld, permit: Permit
) -> None:
    let(world)
    permit("*")
    assert said(erp.pay(ClientSerial="C-1"))[0] == "signature"
    world.db.tamper("UPDATE yinqi.certificate SET status = 'revoked' WHERE serial = 'CERT-10001'")
    with nothing_left(world.db, nonces=2):
        for serial in ("C-1", "C-2"):
            refused = erp.pay(ClientSerial=serial)
            assert (refused.status, refused.code) == (403, "D103")


def test_modes_tell_each_band_and_where_the_bank_s_permission_ends(
    erp: Erp, world: HouseWorld, permit: Permit
) -> None:
    asked = {"PayerAccount": PAYMENT["PayerAccount"]}
    (only,) = [
        one for one in rows(erp.call("payments.modes", "AskModes", **asked), "Bands")
        if one["Above"] == "0.00"
    ]  # fmt: skip
    assert (only["UpTo"], only["Authority"]) == ("10000.00", "approvers")
    assert "赵敏" in only["SaysZh"]
    let(world)
    permit("5000.00")
    told = rows(erp.call("payments.modes", "AskModes", **asked), "Bands")
    assert [(one["Above"], one.get("UpTo", ""), one.get("Authority", "")) for one in told] == [
        ("0.00", "5000.00", "signature"),
        ("5000.00", "10000.00", ""),
        ("10000.00", "", "approvers"),
    ]
    assert told[0]["SaysZh"] == "签名即授权"
    for one, amount in zip(told, ("5000.00", "5000.01", "10000.01"), strict=True):
        reply = erp.pay(ClientSerial=f"M-{amount}", Amount=amount)
        assert reply.value("Authority") if reply.code == "0000" else reply.code == "C403"
        assert (reply.value("Authority") if reply.code == "0000" else "") == one.get(
            "Authority", ""
        )


def test_the_rule_says_it_in_words_and_is_held_against_the_permission(
    world: HouseWorld, house: House, permit: Permit
) -> None:
    admin = world.actor("周涛")
    wish = {"Operation": "payments.submit", "Door": "direct_link", "Rules": rules_text(EDGE)}
    with pytest.raises(Faulty) as refused:
        house.gate.perform(admin, "policies.check", wish)
    assert [f.code for f in refused.value.findings] == ["policies.direct"]
    permit("5000.00")
    with pytest.raises(Faulty) as above:
        house.gate.perform(admin, "policies.check", wish)
    assert [f.code for f in above.value.findings] == ["policies.signature"]
    assert "5,000.00" in above.value.findings[0].text.zh
    permit("10000.00")
    checked = house.gate.perform(admin, "policies.check", wish)
    assert "签名即授权" in f"{checked}"
    assert "直联仅经办，由复核 1 人审批" in f"{checked}"
    with pytest.raises(Faulty):
        house.gate.perform(admin, "policies.check", wish | {"Door": "web"})


def rules_text(edge: int) -> str:
    bands = f'[{{"upper_minor": {edge}, "steps": []}}, {{"upper_minor": null, "steps": [[{{"group": "checker", "needed": 1}}]]}}]'
    return f'{{"valid_days": 30, "bands": {{"CNY": {bands}}}}}'
