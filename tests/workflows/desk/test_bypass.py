"""Ways round the second person and round the walls between desk and customers: none of them leads anywhere.

Each attack stands beside its control: the same thing done rightly, which works.
"""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from corporate.bank_desk import kinds
from corporate.bootstrap import CATALOGUE
from corporate.identity.signing import Signing
from corporate.staff import Role, repository
from corporate.staff.errors import NotYours, StaffProofRefused
from corporate.staff.proof import DECIDE
from corporate.staff.roles import CHECKS, MAKES, Duty
from kernel.db_errors import Contended
from kernel.errors import YinqiError
from kernel.states import IllegalTransition
from kernel.tenancy import Scope
from tests.workflows.desk.bank import DeskBank
from tests.workflows.desk.pages import Clerk, behind_its_door
from workflows.desk.errors import (
    AboutYourself,
    ChangeWaiting,
    NotMaker,
    Outdated,
    OwnChange,
    ShownElse,
)

ACCOUNT = "1001234509012345678"
FREEZE = {
    "sort": "freeze",
    "authority": "某市公安局",
    "document": "冻字 1 号",
    "reason": "协助冻结",
}
ROLE = {"name": "贺兰", "role": "supervisor", "status": "active"}


def frozen(desk: DeskBank) -> int:
    return desk.world.count("ledger_account", f"number = '{ACCOUNT}' AND status = 'frozen'")


def own_change(desk: DeskBank) -> None:
    desk.decide("秦峰", desk.propose("秦峰", "measure", ACCOUNT, FREEZE))


def an_operator_confirms(desk: DeskBank) -> None:
    desk.decide("贺兰", desk.propose("秦峰", "measure", ACCOUNT, FREEZE))


def security_confirms_business(desk: DeskBank) -> None:
    desk.decide("沈岚", desk.propose("贺兰", "measure", ACCOUNT, FREEZE))


def audit_confirms(desk: DeskBank) -> None:
    desk.decide("尹舟", desk.propose("贺兰", "measure", ACCOUNT, FREEZE))


def security_asks_for_business(desk: DeskBank) -> None:
    desk.propose("沈岚", "measure", ACCOUNT, FREEZE)


def audit_asks(desk: DeskBank) -> None:
    desk.propose("尹舟", "measure", ACCOUNT, FREEZE)


def another_text_was_shown(desk: DeskBank) -> None:
    row = desk.propose("贺兰", "measure", ACCOUNT, FREEZE)
    desk.decide("秦峰", row, digest=bytes(32))


def twice(desk: DeskBank) -> None:
    row = desk.propose("贺兰", "measure", ACCOUNT, FREEZE)
    desk.decide("秦峰", row, approves=False)
    desk.decide("秦峰", row)


def after_withdrawal(desk: DeskBank) -> None:
    row = desk.propose("贺兰", "measure", ACCOUNT, FREEZE)
    with desk.as_("贺兰") as ctx:
        desk.house.changes.withdraw(ctx, row["number"])
    desk.decide("秦峰", row)


def somebody_else_withdraws(desk: DeskBank) -> None:
    row = desk.propose("贺兰", "measure", ACCOUNT, FREEZE)
    with desk.as_("秦峰") as ctx:
        desk.house.changes.withdraw(ctx, row["number"])


ATTACKS: tuple[tuple[Callable[[DeskBank], None], type[YinqiError]], ...] = (
    (own_change, OwnChange),
    (an_operator_confirms, NotYours),
    (security_confirms_business, NotYours),
    (audit_confirms, NotYours),
    (security_asks_for_business, NotYours),
    (audit_asks, NotYours),
    (another_text_was_shown, ShownElse),
    (twice, IllegalTransition),
    (after_withdrawal, IllegalTransition),
    (somebody_else_withdraws, NotMaker),
)


def test_no_way_round_the_second_person(desk: DeskBank) -> None:
    for attack, refusal in ATTACKS:
        with pytest.raises(refusal):
            attack(desk)
        assert frozen(desk) == 0, attack.__name__
    assert desk.world.count("desk_change", "status = 'in_force'") == 0


def test_the_control_two_people_do_freeze(desk: DeskBank) -> None:
    desk.done("measure", ACCOUNT, FREEZE)
    assert frozen(desk) == 1


def test_what_was_edited_after_it_was_asked_for_is_not_put_in_force(desk: DeskBank) -> None:
    row = desk.propose("贺兰", "standing", "10001", {"status": "suspended"})
    desk.world.db.tamper(
        "UPDATE yinqi.desk_change SET after = '{\"status\": \"closed\"}' WHERE kind = 'standing'"
    )
    assert desk.decide("秦峰", row)["why"]["zh"] == Outdated.text.zh
    assert desk.world.count("enterprise", "number = '10001' AND status = 'active'") == 1


def test_security_alone_changes_no_right(desk: DeskBank) -> None:
    row = desk.propose("沈岚", "staff", "helan", ROLE)
    for one, refusal in (("沈岚", OwnChange), ("秦峰", NotYours), ("戴明", NotYours)):
        with pytest.raises(refusal):
            desk.decide(one, row)
    assert desk.staff("helan")["role"] == "operator"
    assert desk.decide("罗川", row)["status"] == "in_force"
    assert desk.staff("helan")["role"] == "supervisor"


def test_nobody_sets_their_own_role_nor_confirms_it(desk: DeskBank) -> None:
    wanted = {"name": "罗川", "role": "supervisor", "status": "active"}
    with pytest.raises(AboutYourself):
        desk.propose("罗川", "staff", "luochuan", wanted)
    row = desk.propose("沈岚", "staff", "luochuan", wanted)
    with pytest.raises(AboutYourself):
        desk.decide("罗川", row)
    assert desk.staff("luochuan")["role"] == "security"


def test_whoever_is_suspended_is_out_at_once(desk: DeskBank) -> None:
    app = behind_its_door(desk)
    clerk = Clerk(app, desk, "贺兰")
    assert clerk.enter().status_code == 303
    assert clerk.get("/customers").status_code == 200
    desk.done("staff", "helan", {**ROLE, "role": "operator", "status": "suspended"}, by="沈岚")
    assert clerk.get("/customers").status_code == 303
    assert clerk.enter().status_code == 422


def test_one_thing_has_one_change_under_way(desk: DeskBank) -> None:
    desk.propose("贺兰", "standing", "10001", {"status": "suspended"})
    with pytest.raises((ChangeWaiting, Contended)):
        desk.propose("秦峰", "standing", "10001", {"status": "closed"})


def test_a_code_of_somebody_elses_proves_nothing_twice(desk: DeskBank) -> None:
    session, code = desk.sessions["秦峰"], desk.code()
    assert desk.house.proof.prove(desk.scope, session, {"code": code}, Signing(DECIDE, b"x"))[
        "person_id"
    ] == str(session.staff_id)
    with pytest.raises(StaffProofRefused):
        desk.house.proof.prove(desk.scope, session, {"code": code}, Signing(DECIDE, b"x"))


def test_a_customers_session_opens_nothing_at_the_desk(desk: DeskBank) -> None:
    from corporate.identity import sessions  # noqa: PLC0415

    lina = desk.world.user("李娜")
    with desk.world.db.app.begin(desk.scope) as uow:
        token = sessions.start(uow, desk.world.kernel, lina.person_id, "Chromium", "203.0.113.7")
    client = behind_its_door(desk).test_client()
    for name in ("desk-yungang", "session-yungang"):
        client.set_cookie(name, token, path="/")
    for path in ("/desk/yungang/", "/desk/yungang/customers", "/desk/yungang/changes"):
        assert client.get(path).status_code == 303


def test_a_desk_session_opens_nothing_at_the_web_bank(desk: DeskBank) -> None:
    from corporate.identity import sessions  # noqa: PLC0415
    from corporate.identity.errors import SessionEnded  # noqa: PLC0415

    clerk = Clerk(behind_its_door(desk), desk, "贺兰")
    answer = clerk.enter()
    cookie = answer.headers["Set-Cookie"]
    assert "Path=/desk/yungang/" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    token = cookie.split("=", 1)[1].split(";", 1)[0]
    with pytest.raises(SessionEnded), desk.world.db.app.begin(desk.scope) as uow:
        sessions.find(uow, token, desk.world.clock.now())


def test_a_desk_session_of_one_bank_opens_nothing_at_another(desk: DeskBank) -> None:
    app = behind_its_door(desk)
    clerk = Clerk(app, desk, "贺兰")
    assert clerk.enter().status_code == 303
    token = next(one.value for one in clerk.client._cookies.values() if one.key == "desk-yungang")
    clerk.client.set_cookie("desk-jianghai", token, path="/")
    assert clerk.client.get("/desk/jianghai/").status_code == 303
    assert clerk.client.get("/desk/yungang/").status_code == 200


def test_a_form_from_elsewhere_changes_nothing(desk: DeskBank) -> None:
    clerk = Clerk(behind_its_door(desk), desk, "贺兰")
    clerk.enter()
    path, form = f"/new/measure?target={ACCOUNT}", {**FREEZE, "change_reason": "x"}
    assert clerk.post(path, form).status_code == 403
    assert desk.world.count("desk_change") == 0


ACTING = (
    "INSERT INTO payment_transition DEFAULT VALUES",
    "UPDATE payment SET status = 'succeeded'",
    "INSERT INTO approval_decision DEFAULT VALUES",
    "UPDATE approval SET status = 'granted'",
    "SELECT secret FROM credential",
    "UPDATE credential SET secret = ''",
    "INSERT INTO web_session DEFAULT VALUES",
    "UPDATE ledger_account SET balance_minor = 0",
    "SELECT receipt_key FROM bank",
    "UPDATE audit SET actor = 'x'",
    "DELETE FROM desk_change",
    "UPDATE desk_change SET after = '{}'",
    "DELETE FROM staff",
    "SELECT ledger_post(null, null, null, null, null, null, null, null, null, null, null)",
)


def test_the_desks_database_role_cannot_act_for_a_customer(desk: DeskBank) -> None:
    for statement in ACTING:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), desk.as_("秦峰") as ctx:
            ctx.uow.run(statement)


def test_the_customers_database_role_sees_nothing_of_the_desk(desk: DeskBank) -> None:
    for table in (
        "staff",
        "staff_session",
        "staff_passkey",
        "staff_challenge",
        "desk_change",
        "enterprise_licence",
        "desk_code",
        "link_key",
    ):
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            desk.world.db.app.begin(desk.scope) as uow,
        ):
            uow.run(f"SELECT * FROM {table}")  # noqa: S608


def test_the_desk_of_one_bank_sees_nothing_of_another(desk: DeskBank) -> None:
    with desk.world.db.desk.begin(Scope(desk.world.other_tenant_id)) as uow:
        assert repository.all_of(uow) == []
        names = {row["name"] for row in uow.rows("SELECT name FROM enterprise")}
    assert names == {"宁波越洋贸易有限公司"}


def test_every_kind_there_is_asked_for_only_by_whose_duty_it_is(desk: DeskBank) -> None:
    """Also those that come later: the roles are tried against whatever is registered."""
    names = {
        "operator": "贺兰",
        "supervisor": "秦峰",
        "system": "戴明",
        "security": "沈岚",
        "audit": "尹舟",
    }
    tried = 0
    for kind in kinds(CATALOGUE, desk.house.banks):
        for role, name in names.items():
            if kind.duty not in MAKES[Role(role)]:
                with pytest.raises(NotYours):
                    desk.propose(name, kind.code, "new", {})
                tried += 1
        confirms = {role for role in Role if kind.duty in CHECKS[role]}
        assert confirms, kind.code
        assert Role.AUDIT not in confirms, kind.code
        assert Role.OPERATOR not in confirms, kind.code
    assert tried >= 3 * len(kinds(CATALOGUE, desk.house.banks))
    assert desk.world.count("desk_change") == 0


def test_nobody_confirms_their_own_change_of_any_kind(desk: DeskBank) -> None:
    """A change of every kind, as if its maker had the role to confirm it too."""
    row = desk.propose("秦峰", "measure", ACCOUNT, FREEZE)
    for kind in kinds(CATALOGUE, desk.house.banks):
        checker = {Duty.BUSINESS: "秦峰", Duty.PARAMETERS: "郭雨", Duty.PEOPLE: "罗川"}[kind.duty]
        own = desk.sessions[checker].staff_id
        desk.world.db.tamper(
            f"UPDATE yinqi.desk_change SET kind = '{kind.code}', maker_id = '{own}' WHERE number = '{row['number']}'"  # noqa: S608 - words of ours
        )
        with pytest.raises(OwnChange):
            desk.decide(checker, row)
    assert desk.change(row["number"])["status"] == "waiting"
