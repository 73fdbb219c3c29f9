"""The bank's desk in Chromium: a look at every page; the story of its staff and customers is `test_bank_day.py`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser

from corporate.guarding import Guard
from tests.browser.clerks import PHONE, Opens, browsers, served
from tests.workflows.desk.bank import DeskBank
from tests.workflows.desk.test_queues import stuck
from tests.workflows.payments.house import OTHER_PAYEE, PaymentHouse
from tests.world import HouseWorld

pytestmark = pytest.mark.browser

ACCOUNT = "1001234509012345678"
FREEZE = {"authority": "某市公安局", "document": "冻字（2026）1 号", "reason": "协助冻结"}


@pytest.fixture
def pay(world: HouseWorld) -> PaymentHouse:
    return PaymentHouse(world)


@pytest.fixture
def desk(world: HouseWorld) -> DeskBank:
    return DeskBank(world)


@pytest.fixture
def opens(
    chromium: Browser, pay: PaymentHouse, desk: DeskBank, compiled: FileSystemBytecodeCache
) -> Iterator[Opens]:
    with served(pay.house, desk, compiled) as address, browsers(chromium, address, desk) as opened:
        yield opened


# Each page once: every second one on a phone in the dark with large letters.
PATHS = {
    "秦峰": (
        "/", "/changes", "/lists/unknown", "/lists/suspense", "/bills", "/bills?tab=settings", "/customers", "/customers/10001", "/parameters", "/tariffs", "/tariffs",
        "/new/onboarding", "/day-ends", "/day-ends", "/day-ends/2026-11-23", "/day-ends/2026-11-23",
    ),
    "戴明": ("/new/switch", "/new/rail?target=IBPS", "/new/rate?target=CNY", "/new/tariff?target=IBPS/CNY", *("/queues",) * 2, *("/queues/outbox",) * 2),
    "沈岚": (*("/people",) * 2, *("/methods",) * 2, *("/methods/passkey",) * 2, "/new/staff", "/keys", "/keys", "/new/staff_rule?target=passkeys"),
    "贺兰": ("/new/closing?target=1001234509012345686", "/new/measure?target=1001234509012345686"),
    "尹舟": ("/trail", "/changes?status="),
}  # fmt: skip


def a_night_with_something_wrong(desk: DeskBank, pay: PaymentHouse) -> None:
    """A day has ended with a difference, and the coherence checker has raised an alarm."""
    desk.work(pay)
    edit = "UPDATE yinqi.ledger_account SET held_minor = held_minor + 1 WHERE number = '1001234509012345678'"
    desk.world.db.tamper(edit)
    desk.world.advance(days=1)
    desk.work(pay)
    assert Guard(desk.world.db.auditor, desk.world.kernel).round()


def test_every_page_of_the_desk_is_sound(opens: Opens, desk: DeskBank, pay: PaymentHouse) -> None:
    pay.clearing.script = [None] * 20
    pay.submit("S1", **OTHER_PAYEE)
    pay.decide("赵敏")
    pay.dispatch()
    hold = {**FREEZE, "sort": "hold", "amount": "5000"}
    waiting = desk.propose("贺兰", "measure", ACCOUNT, hold)
    desk.done("measure", "1001234509012345686", {**FREEZE, "sort": "stop"})
    a_night_with_something_wrong(desk, pay)
    stuck(desk.world)
    screens = (opens(), opens(size=PHONE, ui="theme:dark.size:large"))
    for screen, path in zip(screens, ("/login", "/activate"), strict=True):
        screen.open(path)
        screen.look()
    for name, paths in PATHS.items():
        more = (f"/changes/{waiting['number']}",) * 2 if name == "秦峰" else ()
        for screen in screens:
            screen.page.context.clear_cookies(name="desk-yungang")
            screen.enter(name)
            for path in (*paths, *more)[screens.index(screen) :: 2]:
                screen.open(path)
                screen.look()
