"""Notices on a device, in Chromium: switched on, proven, shown by the service worker, opened, signed.

The browser's own push service is beyond this machine's reach: its subscription is played, and what came
to the played service is handed to the real service worker as the browser would.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, Playwright, expect

from connectors.messaging.push_simulator import PushService, push_service
from corporate.settings import Settings
from jobs import house as jobs
from tests.browser.authenticator import enrol
from tests.browser.conftest import Person
from tests.browser.walker import Walker
from tests.chromium import new_context, running_chromium
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld

pytestmark = pytest.mark.browser
PHONE = (390, 844)
CAUSES_MAX = 5
LOOKS = 30
PLAYED = """
(subscription) => {
  const standing = { ...JSON.parse(subscription), options: {}, toJSON() { return JSON.parse(subscription); } };
  PushManager.prototype.getSubscription = async () => null;
  PushManager.prototype.subscribe = async (options) => {
    if (options.applicationServerKey.length !== 65 || !options.userVisibleOnly) throw new TypeError();
    return standing;
  };
}
"""
_TAPPED = """
async (path) => {
  const [notification] = (await registration.getNotifications()).filter((one) => one.data === path);
  const opened = new Promise((done) => {
    clients.openWindow = done;
    setTimeout(() => done("nowhere"), 1000);
  });
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  return opened;
}
"""


@pytest.fixture(scope="module")
def whole(playwright: Playwright) -> Iterator[Browser]:
    """A browser that shows notifications; the headless shell of the other tests refuses them."""
    with running_chromium(playwright, "whole") as browser:
        yield browser


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as found:
        yield found


@pytest.fixture
def house(world: HouseWorld, service: PushService) -> PaymentHouse:
    """A house that may also call the played push service."""
    data = world.folder.parent / "data"
    return PaymentHouse(world, Settings(data=data, push_hosts=(service.place,)))


@pytest.fixture
def site(site: str) -> str:
    """The same bank by name: a service worker needs a safe place, which `localhost` is."""
    return site.replace("127.0.0.1", "localhost")


class Phone:
    """赵敏's phone: a page, its service worker, and the browser's side of push."""

    def __init__(self, browser: Browser, site: str, service: PushService) -> None:
        self.origin = site.rpartition("/b/")[0]
        self.context = new_context(
            browser, self.origin, PHONE, "theme:light", service_workers="allow"
        )
        self.context.grant_permissions(["notifications"], origin=self.origin)
        self.person = Person(self.context.new_page(), site)
        self.page: Page = self.person.page
        self.service = service
        self.page.add_init_script(f"({PLAYED})({json.dumps(service.subscription())})")
        self._workers: CDPSession = self.context.new_cdp_session(self.page)
        self._registrations: list[dict[str, Any]] = []
        self._workers.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda told: self._registrations.extend(told["registrations"]),
        )
        self._workers.send("ServiceWorker.enable")

    def receive(self, message: dict[str, Any]) -> None:
        """What the browser does when its push service wakes it."""
        self._workers.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": self.origin,
                "registrationId": self._registrations[-1]["registrationId"],
                "data": json.dumps(message),
            },
        )

    def tapped(self, path: str) -> str:
        """Where a tap on the notification leads; only what opens a window is played, it takes a real finger."""
        [worker] = self.context.service_workers
        found: str = worker.evaluate(_TAPPED, path)
        return found

    def subscription_ends(self) -> None:
        """The push service lets go of this device."""
        [worker] = self.context.service_workers
        worker.evaluate("self.dispatchEvent(new ExtendableEvent('pushsubscriptionchange')) && null")

    def shown(self) -> list[list[str]]:
        """The notifications on the screen: title, words, where they lead."""
        found: list[list[str]] = self.page.evaluate(
            "navigator.serviceWorker.ready.then((worker) => worker.getNotifications())"
            ".then((all) => all.map((one) => [one.title, one.body, one.data]))"
        )
        return found

    def until_shown(self, words: str, cause: Callable[[], object]) -> None:
        """Cause a notification until it is there: a browser may let go of one while its worker sleeps."""
        for _ in range(CAUSES_MAX):
            cause()
            for _ in range(LOOKS):
                if any(words in (title, body) for title, body, _ in self.shown()):
                    return
                self.page.wait_for_timeout(100)
        raise AssertionError(words, self.shown())


@pytest.fixture
def phone(whole: Browser, site: str, service: PushService) -> Iterator[Phone]:
    found = Phone(whole, site, service)
    yield found
    found.context.close()


def switch_on(phone: Phone) -> None:
    phone.person.open("/notices/channels")
    phone.page.click("button[value=device]")
    expect(phone.page.locator(".note.ok")).to_contain_text("已向此设备发出一条通知")


def test_from_a_push_to_a_signature(phone: Phone, house: PaymentHouse, world: HouseWorld) -> None:
    worker = jobs.rounds(house.worker)
    phone.person.log_in("zhaomin")
    enrol(phone.person)
    switch_on(phone)
    worker.run_until_idle()
    phone.receive(phone.service.messages.pop())
    expect(phone.page.locator(".note.ok")).to_contain_text("该渠道已启用")
    assert world.count("notice_channel", "kind = 'push' AND status = 'active'") == 1
    phone.person.look()

    house.submit("A", amount_minor=512_345)
    worker.run_until_idle()
    [told] = phone.service.messages
    phone.receive(told)
    phone.until_shown(told["text"][0], lambda: phone.receive(told))  # sent twice, shown once
    expect(phone.page.locator("h1")).to_have_text("通知设置")
    path = told["path"]
    assert [one for one in phone.shown() if one[2] == path] == [["云港银行", told["text"][0], path]]
    assert "5,123.45" not in json.dumps(phone.shown(), ensure_ascii=False)

    link = phone.tapped(path)
    assert link == f"{phone.origin}{path}"
    assert path not in [one[2] for one in phone.shown()]
    walker = Walker(phone.page)
    walker.at(link)
    walker.seen(".act .primary").click()
    walker.seen("dialog[open] button[data-passkey][value=approve]").click()
    expect(phone.page.locator(".finish")).to_be_visible()
    assert walker.made() == 2
    assert world.count("payment", "status = 'succeeded'") == 1


def test_a_notification_leads_nowhere_else(phone: Phone) -> None:
    phone.person.log_in("zhaomin")
    phone.person.open("/notices/channels")
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    elsewhere = "https://evil.example/b/yungang"
    told = {"title": ["a", "a"], "text": ["b", "b"], "path": elsewhere, "tag": "t"}
    phone.until_shown("a", lambda: phone.receive(told))
    assert phone.tapped(elsewhere) == "nowhere"
    phone.until_shown("此设备的提醒已中断", phone.subscription_ends)
    assert phone.tapped("/") == f"{phone.origin}/"


@pytest.mark.parametrize(
    ("breaks", "said"),
    [
        ("delete window.PushManager", "不支持推送通知"),
        ("Object.defineProperty(Notification, 'permission', {value: 'denied'})", "已禁止本站"),
        ("Notification.requestPermission = async () => 'default'", "还没有允许通知"),
        (
            "PushManager.prototype.subscribe = async () => { throw new DOMException('', 'AbortError'); }",
            "推送服务",
        ),
    ],
)
def test_a_browser_that_refuses_is_explained(
    phone: Phone, world: HouseWorld, breaks: str, said: str
) -> None:
    phone.page.add_init_script(breaks)
    phone.person.log_in("zhaomin")
    phone.person.open("/notices/channels")
    phone.page.click("button[value=device]")
    expect(phone.page.locator("[data-push] [role=alert]")).to_contain_text(said)
    phone.person.look()
    assert world.count("notice_channel") == 0


def test_logging_out_leaves_the_device_able_to_hear(phone: Phone) -> None:
    phone.person.log_in("zhaomin")
    switch_on(phone)
    phone.page.evaluate("document.querySelector('form[action$=logout]').requestSubmit()")
    expect(phone.page.locator("#f-username")).to_be_visible()
    kept = phone.page.evaluate(
        "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
    )
    assert kept == 1
    assert phone.page.evaluate("localStorage.length + sessionStorage.length") == 0
