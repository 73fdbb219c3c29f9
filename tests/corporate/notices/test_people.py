"""What becomes of users is told to administrators; what concerns oneself, to oneself. From the deed to the notice."""

from __future__ import annotations

import pytest

from corporate.identity.login import Attempt
from corporate.notices import NoticeKind
from jobs import house as jobs
from tests.cast import PASSWORD
from tests.corporate.notices.test_notices import told
from tests.workflows.access.house import PAY, AccessHouse
from tests.world import HouseWorld
from workflows.access.commands import RightLine

INVITE = {"name": "林晓", "title": "出纳"}


class Office:
    """Administrators at work, and the worker that tells."""

    def __init__(self, world: HouseWorld) -> None:
        self.world = world
        self.access = AccessHouse(world)
        self.rounds = jobs.rounds(self.access.payments.worker)

    def kinds(self, name: str) -> list[str]:
        self.rounds.run_until_idle()
        heard = [kind for kind, _ in told(self.world, name)]
        return [kind for kind in reversed(heard) if kind != NoticeKind.APPROVAL_TURN]

    def become(self, login: str, status: str, **more: str) -> None:
        self.access.confirm(self.access.change(login, status, **more))

    def log_in(self, device: str, token: str = "") -> str:
        attempt = Attempt(
            "lina", PASSWORD, address="203.0.113.7", device=device, device_token=token
        )
        entered = self.access.house.log_in.log_in(self.world.tenant_id, attempt)
        return str(entered.device_token)


@pytest.fixture
def office(world: HouseWorld) -> Office:
    return Office(world)


def test_administrators_hear_what_becomes_of_a_user(office: Office) -> None:
    office.become("linxiao", "invited", **INVITE)
    office.become("sunyue", "suspended")
    office.become("sunyue", "active")
    office.become("sunyue", "left")
    expected = ["user_invited", "user_suspended", "user_restored", "user_left"]
    assert office.kinds("周涛") == office.kinds("马倩") == expected
    assert office.kinds("李娜") == []


def test_another_title_is_no_news(office: Office) -> None:
    office.become("lina", "active", title="高级出纳")
    assert office.kinds("周涛") == []


def test_whose_rights_are_changed_hears_it(office: Office) -> None:
    row = RightLine(right=PAY, see=True, make=True, upto_minor=1_000_000, currency="CNY")
    office.access.confirm(office.access.set_rights("lina", row))
    assert office.kinds("李娜") == ["rights_changed"]
    assert office.kinds("王磊") == []


def test_whoever_gets_a_role_hears_it(office: Office) -> None:
    office.access.confirm(office.access.set_role("checker", ("zhaomin", "chenjing")))
    assert office.kinds("陈静") == ["rights_changed"]
    assert office.kinds("赵敏") == []


def test_a_new_device_is_told_and_neither_the_first_nor_a_known_one(office: Office) -> None:
    known = office.log_in("Windows · Edge")
    assert office.kinds("李娜") == []
    office.log_in("Windows · Edge", known)
    assert office.kinds("李娜") == []
    office.log_in("Android · Chrome")
    assert office.kinds("李娜") == ["new_device"]
    [(_, words)] = told(office.world, "李娜")
    assert "Android · Chrome" in words
