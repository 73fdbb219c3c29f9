"""Rights by operation, account, verb and amount: set by two, held to at the next request."""

from __future__ import annotations

import pytest

from corporate.admission import AboveCeiling, NoRight
from kernel.errors import Denied, NotFound
from kernel.operation import Door
from kernel.public_status import PublicStatus
from tests.cast import PASSWORD
from tests.workflows.access.house import PAY, AccessHouse
from tests.workflows.payments import erp
from tests.workflows.payments.house import PAYER
from workflows.access import errors
from workflows.access.commands import ListRoles, RightLine, ShowMatrix
from workflows.approval import errors as approval_errors
from workflows.mandates import errors as mandate_errors
from workflows.payments.commands import ListPayments

SECOND_ACCOUNT = "1001234509012345686"
NOTHING = RightLine(right=PAY)


def upto(minor: int, *, make: bool = False, approve: bool = False) -> RightLine:
    return RightLine(
        right=PAY, see=True, make=make, approve=approve, upto_minor=minor, currency="CNY"
    )


def test_the_lines_say_what_was_and_what_becomes(access: AccessHouse) -> None:
    seen = access.set_rights("lina", upto(1_000_000, make=True))
    assert [(one.label_zh, one.was_zh, one.becomes_zh) for one in seen.lines] == [
        ("提交付款 · 全部账户", "查看、经办", "查看、经办，单笔至 10,000.00 CNY")
    ]
    assert seen.title_zh == "李娜的权限"
    assert access.confirm(seen).status is PublicStatus.SUCCEEDED
    assert (
        "提交付款（全部账户）：查看、经办，单笔至 10,000.00 CNY" in access.user("lina").sentences_zh
    )


def test_above_the_ceiling_nothing_is_made(access: AccessHouse) -> None:
    access.confirm(access.set_rights("lina", upto(1_000_000, make=True)))
    access.payments.submit("at", amount_minor=1_000_000)
    with pytest.raises(AboveCeiling, match=r"10,000\.01") as refused:
        access.payments.submit("over", amount_minor=1_000_001)
    assert refused.value.code == "gate.above_ceiling"
    with pytest.raises(AboveCeiling):  # nothing is converted
        access.payments.submit(
            "euro", payer_account="1001234509019780001", currency="EUR", amount_minor=100
        )
    assert access.world.count("payment") == 1


def test_a_message_is_held_to_the_ceiling_too(access: AccessHouse) -> None:
    access.confirm(access.set_rights("chenhai-erp", upto(50_000, make=True)))
    document = erp.message(erp.batch(erp.transfer(1, 50_000), erp.transfer(2, 50_001)))
    with pytest.raises(Denied) as refused:
        erp.send(access.payments, document)
    assert refused.value.code == "payment.above_right"
    assert access.world.count("payment") == 0


def test_nobody_approves_above_their_ceiling(access: AccessHouse) -> None:
    access.confirm(access.set_role("checker", ("zhaomin", "chenjing")))
    access.confirm(access.set_rights("zhaomin", upto(50_000, approve=True)))
    access.payments.submit("small", amount_minor=50_000)
    view = access.payments.submit("large", amount_minor=50_001)
    assert (access.waiting("赵敏"), access.waiting("陈静")) == (1, 2)
    approval_id = approval_of(access, view.number)
    refuse_blind(access, "赵敏", approval_id)
    assert access.payments.decide_one("陈静", approval_id) == "granted"


def test_a_ceiling_lowered_while_it_waits_counts_at_once(access: AccessHouse) -> None:
    access.confirm(access.set_role("checker", ("zhaomin", "chenjing")))
    view = access.payments.submit("S", amount_minor=60_000)
    approval_id = approval_of(access, view.number)
    assert access.waiting("赵敏") == 1
    access.confirm(access.set_rights("zhaomin", upto(50_000, approve=True)))
    assert access.waiting("赵敏") == 0
    refuse_blind(access, "赵敏", approval_id)


def test_a_right_taken_counts_on_the_next_request_at_every_door(access: AccessHouse) -> None:
    access.confirm(access.set_rights("lina", NOTHING))
    access.confirm(access.set_rights("chenhai-erp", NOTHING))
    for name, door in (("李娜", Door.WEB), ("李娜", Door.PHONE), ("辰海 ERP", Door.DIRECT_LINK)):
        with pytest.raises((NoRight, NotFound)):
            access.house.gate.read(
                access.world.actor(name, door=door), "payments.list", ListPayments()
            )
    assert access.world.count("payment") == 0


def test_a_right_on_one_account_is_not_one_on_another(access: AccessHouse) -> None:
    one = RightLine(right=PAY, account=SECOND_ACCOUNT, see=True, make=True)
    access.confirm(access.set_rights("lina", NOTHING, one))
    with pytest.raises(Denied):
        access.payments.submit("basic", payer_account=PAYER)
    access.payments.submit("second", payer_account=SECOND_ACCOUNT, amount_minor=100)


def test_nobody_gives_themselves_anything(access: AccessHouse) -> None:
    with pytest.raises(mandate_errors.OwnRights):
        access.set_rights("zhoutao", upto(100, make=True))
    with pytest.raises(approval_errors.LevelUnfillable):
        access.set_rights("maqian", upto(100, make=True))


@pytest.mark.parametrize(
    "row",
    [
        RightLine(right="payments.nothing", see=True),
        RightLine(right=PAY, account="9999", see=True),
        RightLine(right="users.change", account=SECOND_ACCOUNT, see=True),
        RightLine(right="documents.receipts", approve=True),
        RightLine(right="users.change", see=True, upto_minor=100, currency="CNY"),
        RightLine(right=PAY, see=True, upto_minor=0, currency="CNY"),
    ],
)
def test_no_right_that_is_none(access: AccessHouse, row: RightLine) -> None:
    with pytest.raises(errors.RightUnknown):
        access.set_rights("lina", row)


def test_a_rule_nobody_could_satisfy_keeps_a_right(access: AccessHouse) -> None:
    with pytest.raises(errors.RuleUnfillable):
        access.set_rights("zhaomin", NOTHING)
    with pytest.raises(errors.RuleUnfillable):
        access.set_role("checker", ())


def test_the_matrix_is_the_catalogue(access: AccessHouse) -> None:
    shown = access.ask("rights.matrix", ShowMatrix())
    by_right = {one.right: one for one in shown.rights}
    assert by_right[PAY].by_account
    assert by_right[PAY].by_amount
    assert by_right[PAY].approve
    assert by_right["users.change"].administers
    assert not by_right["users.change"].by_amount
    assert [one.alias for one in shown.accounts][:2] == ["基本户", "一般户"]


def test_roles_are_named_and_filled(access: AccessHouse) -> None:
    seen = access.set_role("checker", ("zhaomin", "chenjing"), "复核岗")
    assert [(one.label_zh, one.was_zh, one.becomes_zh) for one in seen.lines] == [
        ("角色名称", "checker", "复核岗"),
        ("陈静（chenjing）", "", "成员"),
    ]
    access.confirm(seen)
    roles = {one.code: one for one in access.ask("roles.list", ListRoles()).roles}
    assert roles["checker"].name_zh == "复核岗"
    assert set(roles["checker"].members) == {"chenjing", "zhaomin"}
    with pytest.raises(errors.UserUnknown):
        access.set_role("checker", ("zhaomin", "liuyang"))  # of another enterprise


def approval_of(access: AccessHouse, number: str) -> str:
    with access.world.context("李娜") as ctx:
        row = ctx.uow.row("SELECT approval_id FROM payment WHERE number = %s", (number,))
    assert row is not None
    return str(row["approval_id"])


def refuse_blind(access: AccessHouse, name: str, approval_id: str) -> None:
    """Not shown, and not signed by somebody who learned the fingerprint elsewhere."""
    with pytest.raises(NotFound):
        access.payments.decide_one(name, approval_id)
    seen = access.house.gate.read(
        access.world.actor("陈静", enterprise="辰海"), "approvals.view", {"ApprovalId": approval_id}
    )
    given = {"ApprovalId": approval_id, "Action": "approve", "ShownDigest": seen.digest}
    actor = access.world.actor(name, door=Door.PHONE)
    with pytest.raises(approval_errors.NotEntitled):
        access.house.gate.perform(actor, "approvals.decide", given, proof={"password": PASSWORD})
