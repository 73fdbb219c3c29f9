"""The desk over HTTP: its own log-in, its own paths, its own cookie."""

from __future__ import annotations

import re
from typing import Any

import pytest

from corporate.staff import Role
from corporate.staff.roles import CHECKS, MAKES, SEES
from corporate.web.counter.views.trail import said
from kernel.assets import ROOT
from tests.workflows.desk.bank import STAFF, DeskBank
from tests.workflows.desk.pages import Clerk, behind_its_door

ACCOUNT = "1001234509012345678"
FREEZE = {
    "sort": "freeze", "authority": "某市公安局", "document": "冻字 1 号", "reason": "协助冻结", "amount": "", "until_on": "",
}  # fmt: skip
PAGES = (
    "/",
    "/changes",
    "/lists/unknown",
    "/customers",
    "/parameters",
    "/tariffs",
    "/people",
    "/queues",
    "/trail",
)
AREAS = {
    "/changes": "changes", "/lists/unknown": "work", "/customers": "customers", "/parameters": "parameters", "/tariffs": "parameters",
    "/people": "people", "/queues": "queues", "/trail": "trail",
}  # fmt: skip


@pytest.fixture
def app(desk: DeskBank) -> Any:
    return behind_its_door(desk)


def entered(app: Any, desk: DeskBank, name: str) -> Clerk:
    clerk = Clerk(app, desk, name)
    assert clerk.enter().status_code == 303
    return clerk


def test_password_and_code_are_both_needed_and_neither_is_told_apart(
    app: Any, desk: DeskBank
) -> None:
    clerk = Clerk(app, desk, "贺兰")
    wrong = [clerk.enter(password="Wrong-Harbour-27"), clerk.enter(code="000000")]
    assert [answer.status_code for answer in wrong] == [422, 422]
    assert wrong[0].get_data(as_text=True).count("工号、密码或动态口令不正确") == wrong[1].get_data(
        as_text=True
    ).count("工号、密码或动态口令不正确")
    assert clerk.get("/").headers["Location"].endswith("/login")
    assert clerk.enter().status_code == 303
    assert clerk.get("/").status_code == 200


def test_a_code_counts_once(app: Any, desk: DeskBank) -> None:
    first, second = entered(app, desk, "贺兰"), Clerk(app, desk, "贺兰")
    form = {"login": "helan", "password": "Sunny-Harbour-27", "code": desk.code()}
    assert second.post("/login", form).status_code == 422
    assert first.get("/").status_code == 200


def test_five_wrong_guesses_lock_the_name(app: Any, desk: DeskBank) -> None:
    clerk = Clerk(app, desk, "贺兰")
    codes = [clerk.enter(code="000000").status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]
    assert clerk.enter().status_code == 429


def test_a_role_sees_its_own_parts_of_the_desk(app: Any, desk: DeskBank) -> None:
    for name in (one.name for one in STAFF if one.name not in {"郭雨", "罗川"}):
        clerk, role = entered(app, desk, name), desk.sessions[name].role
        for page in PAGES:
            allowed = page not in AREAS or AREAS[page] in SEES[role]
            assert clerk.get(page).status_code == (200 if allowed else 403), (role, page)


def test_system_security_and_audit_exclude_each_other() -> None:
    three = (Role.SYSTEM, Role.SECURITY, Role.AUDIT)
    for one in three:
        for other in three:
            if one is not other:
                assert not (MAKES[one] | CHECKS[one]) & (MAKES[other] | CHECKS[other])
    assert not MAKES[Role.AUDIT] | CHECKS[Role.AUDIT]


def test_a_freeze_goes_from_form_to_books(app: Any, desk: DeskBank) -> None:
    maker, checker = entered(app, desk, "贺兰"), entered(app, desk, "秦峰")
    number = maker.propose("measure", ACCOUNT, FREEZE)
    page = checker.get(f"/changes/{number}").get_data(as_text=True)
    assert "冻结（不收不付）" in page
    assert "某市公安局" in page
    assert checker.decide(number).status_code == 303
    assert desk.change(number)["status"] == "in_force"
    assert "已生效" in maker.get(f"/changes/{number}").get_data(as_text=True)
    with desk.world.db.auditor.begin(desk.scope) as uow:
        (row,) = uow.rows("SELECT status FROM ledger_account WHERE number = %s", (ACCOUNT,))
    assert row["status"] == "frozen"


def test_a_wrong_code_confirms_nothing(app: Any, desk: DeskBank) -> None:
    maker, checker = entered(app, desk, "贺兰"), entered(app, desk, "秦峰")
    number = maker.propose("measure", ACCOUNT, FREEZE)
    assert checker.decide(number, code="123456").status_code == 422
    assert desk.change(number)["status"] == "waiting"


def test_looking_at_a_customer_is_in_the_audit_trail(app: Any, desk: DeskBank) -> None:
    measure = desk.done("measure", ACCOUNT, FREEZE)
    desk.done("lift", measure["target"], {"lifted_by": "解冻通知书 7 号"})
    clerk, auditor = entered(app, desk, "贺兰"), entered(app, desk, "尹舟")
    page = clerk.get("/customers/10001").get_data(as_text=True)
    assert "解除：解冻通知书 7 号" in page
    assert "上海辰海物流股份有限公司" in page
    assert "1001 2345 0901 2345 678" in page
    trail = auditor.get("/trail?q=desk.support").get_data(as_text=True)
    assert "贺兰" in trail
    assert "enterprise 10001" in trail


def test_the_calendar_raises_its_alarm_before_the_year_is_missing(app: Any, desk: DeskBank) -> None:
    clerk = entered(app, desk, "贺兰")
    assert "年银行日历尚未发布" not in clerk.get("/").get_data(as_text=True)
    desk.world.clock.set(desk.world.clock.now().replace(year=2028, month=11, day=20))
    assert clerk.enter().status_code == 303
    assert "2029 年银行日历尚未发布" in clerk.get("/").get_data(as_text=True)


def test_the_trail_has_words_for_everything_staff_do() -> None:
    """An auditor reads what was done, not only its code."""
    places = ("corporate/staff", "corporate/web/counter", "workflows/desk", "corporate/identity/passkey_desk.py", "corporate/identity/ceremonies.py")  # fmt: skip
    files = [path for place in places for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))]  # fmt: skip
    written = {
        code
        for path in files
        for code in re.findall(
            r'audit\.write\([^"]*?"([a-z_.]+)"', path.read_text(encoding="utf-8")
        )
    }
    assert len(written) >= 15
    assert [code for code in sorted(written) if said(code).zh == code] == []
