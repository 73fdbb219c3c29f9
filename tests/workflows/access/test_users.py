"""A user's life: two administrators decide on it, and it counts on the next request at every door."""

from __future__ import annotations

import pytest

from corporate.admission import UserInactive
from corporate.identity import sessions
from corporate.identity.certificates import find
from corporate.identity.errors import SessionEnded
from corporate.identity.people import PersonStatus
from kernel.errors import Denied
from kernel.operation import Door
from kernel.public_status import PublicStatus
from kernel.tenancy import Scope
from tests.workflows.access.house import FIRST, PAY, SECOND, AccessHouse
from workflows.access import errors
from workflows.access.commands import ListUsers, NameUser, RightLine
from workflows.approval import errors as approval_errors
from workflows.mandates import errors as mandate_errors
from workflows.payments.commands import ListPayments


def test_a_suspension_counts_once_it_is_confirmed(access: AccessHouse) -> None:
    seen = access.change("lina", "suspended", reason="休假")
    assert [(one.label_zh, one.was_zh, one.becomes_zh) for one in seen.lines] == [
        ("状态", "正常", "已停用")
    ]
    access.house.gate.read(access.world.actor("李娜"), "payments.list", ListPayments())
    assert access.confirm(seen).status is PublicStatus.SUCCEEDED
    for door in (Door.WEB, Door.PHONE):
        with pytest.raises(UserInactive):
            access.house.gate.read(access.world.actor("李娜", door=door), "payments.list")
    again = access.confirm(access.change("lina", "active"))
    assert again.status is PublicStatus.SUCCEEDED
    access.house.gate.read(access.world.actor("李娜"), "payments.list", ListPayments())


def test_whoever_is_suspended_is_out_of_every_door(access: AccessHouse) -> None:
    """Web and phone sessions are over, the certificate is revoked and stays so after reopening."""
    world = access.world
    user = world.user("辰海 ERP")
    with world.db.app.begin(Scope(world.tenant_id)) as uow:
        token = sessions.start(uow, world.kernel, user.person_id, "ERP", "203.0.113.9")
        session = sessions.find(uow, token, world.clock.now())
        token = sessions.choose(uow, world.kernel, session, user.user_id)
    access.confirm(access.change("chenhai-erp", "suspended"))
    with world.db.app.begin(Scope(world.tenant_id)) as uow:
        with pytest.raises(SessionEnded):
            sessions.find(uow, token, world.clock.now())
        certificate = find(uow, "CERT-10001")
    assert certificate is not None
    assert not certificate.usable(world.clock.now())
    access.confirm(access.change("chenhai-erp", "active"))
    with world.db.app.begin(Scope(world.tenant_id)) as uow:
        certificate = find(uow, "CERT-10001")
    assert certificate is not None
    assert certificate.holder_active
    assert not certificate.usable(world.clock.now())


def test_nobody_decides_on_themselves(access: AccessHouse) -> None:
    with pytest.raises(mandate_errors.OwnRights):
        access.change("zhoutao", "active", title="总管理员")
    with pytest.raises(approval_errors.LevelUnfillable):  # of two administrators nobody is left
        access.change("maqian", "active", title="总管理员")
    seen = access.change("lina", "suspended")
    with pytest.raises(approval_errors.MakerMayNotApprove):
        access.confirm(seen, by=FIRST)
    assert access.user("lina").status is PersonStatus.ACTIVE


def test_whom_it_concerns_does_not_confirm_either(access: AccessHouse) -> None:
    """A third administrator may confirm what concerns the second; the second may not."""
    access.make_administrator("wanglei")
    seen = access.change("maqian", "active", title="资深管理员")
    with pytest.raises(approval_errors.ConcernsYourself):
        access.confirm(seen, by=SECOND)
    assert access.confirm(seen, by="王磊").status is PublicStatus.SUCCEEDED
    assert access.user("maqian").title == "资深管理员"


def test_a_clerk_neither_sees_nor_changes_anybody(access: AccessHouse) -> None:
    for code, command in (
        ("users.list", ListUsers()),
        ("users.show", NameUser(login="lina")),
        ("users.code", NameUser(login="lina")),
    ):
        with pytest.raises(Denied):
            access.ask(code, command, by="赵敏")
    with pytest.raises(Denied):
        access.change("lina", "suspended", by="赵敏")
    assert access.world.count("mandate") == 0


def test_one_administrator_alone_where_the_bank_lets_them(access: AccessHouse) -> None:
    access.bank_lets_one_administer()
    assert access.change("lina", "suspended").status is PublicStatus.SUCCEEDED
    with pytest.raises(UserInactive):
        access.house.gate.read(access.world.actor("李娜"), "payments.list")
    with pytest.raises(mandate_errors.OwnRights):
        access.change("zhoutao", "left")


def test_two_administrators_remain(access: AccessHouse) -> None:
    """A third may go, one of the last two may not; with the bank's switch one is enough."""
    access.make_administrator("sunyue")
    access.confirm(access.change("maqian", "suspended"), by="孙悦")
    with pytest.raises(errors.TooFewAdministrators):
        access.change("sunyue", "left")
    access.bank_lets_one_administer()
    assert access.change("sunyue", "left").status is PublicStatus.SUCCEEDED


def test_nobody_leaves_who_leaves_a_rule_unfillable(access: AccessHouse) -> None:
    with pytest.raises(errors.RuleUnfillable, match="Submit a payment"):
        access.change("zhaomin", "left")  # the only checker
    assert access.world.count("mandate") == 0
    access.confirm(access.set_role("checker", ("zhaomin", "chenjing")))
    assert access.confirm(access.change("zhaomin", "left")).status is PublicStatus.SUCCEEDED
    assert access.user("zhaomin").rights == ()
    assert access.user("zhaomin").roles == ()


def test_what_became_wrong_meanwhile_is_refused_at_the_end(access: AccessHouse) -> None:
    """Two may each leave alone, not both: the second change is confirmed and not put in force."""
    access.confirm(access.set_rights("sunyue", RightLine(right=PAY, see=True, approve=True)))
    access.confirm(access.set_role("checker", ("zhaomin", "sunyue")))
    one, other = access.change("zhaomin", "suspended"), access.change("sunyue", "suspended")
    assert access.confirm(one).status is PublicStatus.SUCCEEDED
    refused = access.confirm(other)
    assert (refused.status, "无人可签" in refused.why_zh) == (PublicStatus.FAILED, True)
    assert access.user("sunyue").status is PersonStatus.ACTIVE


def test_running_tasks_go_to_somebody_else(access: AccessHouse) -> None:
    access.confirm(access.set_role("checker", ("zhaomin", "chenjing")))
    access.payments.submit("S", amount_minor=100)
    assert (access.waiting("赵敏"), access.waiting("陈静")) == (1, 1)
    access.confirm(access.set_role("checker", ("zhaomin",)))
    assert (access.waiting("赵敏"), access.waiting("陈静")) == (1, 0)
    access.confirm(access.set_role("checker", ("chenjing",)))
    assert (access.waiting("赵敏"), access.waiting("陈静")) == (0, 1)


def test_a_change_of_somebody_who_left_can_still_be_taken_back(access: AccessHouse) -> None:
    row = RightLine(right=PAY, see=True)
    pending = access.set_rights("lina", row)
    access.confirm(access.change("lina", "left"))
    with pytest.raises(approval_errors.ContentChanged):
        access.confirm(pending)
    taken = access.ask("mandates.withdraw", {"Number": pending.number})
    assert taken.status is PublicStatus.WITHDRAWN


def test_no_step_that_is_none(access: AccessHouse) -> None:
    for login, status in (("lina", "invited"), ("nobody", "active"), ("nobody", "left")):
        with pytest.raises(errors.StepUnknown):
            access.change(login, status, name="某人")
    with pytest.raises(mandate_errors.NothingChanges):
        access.change("lina", "active")
