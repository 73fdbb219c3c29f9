"""Nothing is far: the most used journeys walked in Chromium, desktop and phone, their steps counted by the browser."""

from __future__ import annotations

from itertools import groupby

import pytest
from playwright.sync_api import expect

from tests.browser.authenticator import enrol
from tests.browser.conftest import Meets, Person
from tests.browser.journeys import JOURNEYS
from tests.browser.test_walk import issue_receipts
from tests.browser.walker import Walker, fill, go, tap, walk
from tests.cast import PASSWORD
from tests.workflows.access.house import AccessHouse
from tests.workflows.payments import erp
from tests.workflows.payments.house import OWN_PAYEE, PaymentHouse
from tests.workflows.payments.releasing import policy
from tests.world import HouseWorld

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1440, 900), (390, 844)
REACH_MAX, FINISH_MAX, LINK_MAX = 3, 5, 3
PASSKEY = "button[data-passkey][value=approve]"
BY_PERSON = {who: tuple(walks) for who, walks in groupby(JOURNEYS, lambda one: one.who)}


@pytest.fixture
def site(site: str) -> str:
    """The same bank by name: a passkey never belongs to a number."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def business(house: PaymentHouse, world: HouseWorld) -> PaymentHouse:
    """A day's work: one payment through with its receipt, several waiting."""
    house.submit("done", amount_minor=100)
    house.decide("赵敏")
    issue_receipts(house, world)
    for place, serial in enumerate("ABCD"):
        house.submit(serial, amount_minor=12_345 + place, purpose=f"货款{serial}")
    return house


def test_the_twenty_most_used_journeys_are_in_the_table() -> None:
    assert len({one.name.zh for one in JOURNEYS}) == len(JOURNEYS) == 20


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("who", BY_PERSON)
def test_three_steps_reach_it_and_five_finish_it(
    meets: Meets, business: PaymentHouse, who: str, size: tuple[int, int]
) -> None:
    person = meets(*size)
    walker = Walker(person.page)
    if BY_PERSON[who][0].start != "/login":
        person.log_in(who)
    if who == "maqian":
        AccessHouse(business.world).change("sunyue", "suspended")
    far = {}
    for journey in BY_PERSON[who]:
        walker.at(f"{person.site}{journey.start}")
        walked = walk(walker, journey.reach, journey.finish, journey.done)
        if walked.reach > REACH_MAX or walked.finish > FINISH_MAX:
            far[journey.name.zh] = walked
    assert far == {}
    assert person.violations() == []


@pytest.fixture
def signer(meets: Meets, house: PaymentHouse) -> tuple[Person, str]:
    """赵敏 with her phone, a passkey on it, and the link that a notice about a new payment carries."""
    person = meets(*PHONE)
    person.log_in("zhaomin")
    enrol(person)
    house.submit("A", amount_minor=512_345)
    person.open("/m/approvals")
    link = person.page.locator("[data-row] a").first.evaluate("link => link.href")
    return person, link


@pytest.mark.parametrize("logged_in", [True, False], ids=["logged-in", "logged-out"])
def test_from_a_link_to_signed_in_three_taps(
    signer: tuple[Person, str], world: HouseWorld, *, logged_in: bool
) -> None:
    person, link = signer
    if not logged_in:
        person.page.context.clear_cookies()
        # No list under the name offers the key by itself here: the button is pressed, the longer way.
        person.page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = null")
    walker = Walker(person.page)
    walker.at(link)
    if not logged_in:
        walker.seen("[data-begin]").click()
    walker.seen(".act .primary").click()
    walker.seen(f"dialog[open] {PASSKEY}").click()
    expect(person.page.locator(".finish")).to_contain_text("全部处理完毕")
    assert walker.made() <= LINK_MAX
    assert world.count("approval_decision", "evidence->>'method' = 'passkey'") == 1


@pytest.fixture
def mixed(house: PaymentHouse) -> PaymentHouse:
    """Twenty items for 赵敏: payments in two currencies and whole batches, none with a flag."""
    euros = {
        **OWN_PAYEE,
        "payee_account": "3250612000189788",
        "payer_account": erp.EUR_PAYER,
        "currency": "EUR",
    }
    house.submit("known", amount_minor=100)
    house.submit("known-eur", amount_minor=100, **euros)
    house.decide("赵敏")
    house.decide("陈静")
    one_checker = [{"upper_minor": None, "steps": [[{"group": "checker", "needed": 1}]]}]
    policy(house, {"valid_days": 30, "bands": {"CNY": one_checker, "EUR": one_checker}})
    for place in range(8):
        house.submit(f"C{place}", amount_minor=10_000 + place)
        house.submit(f"E{place}", amount_minor=20_000 + place, **euros)
    own = (OWN_PAYEE["payee_account"], OWN_PAYEE["payee_name"], "")
    for place in range(4):
        rows = [erp.transfer(at, 30_000 + 10 * place + at, own) for at in (1, 2, 3)]
        erp.send(house, erp.message(erp.batch(*rows, name=f"B{place}"), name=f"M{place}"))
    return house


@pytest.mark.usefixtures("mixed")
@pytest.mark.parametrize(
    ("size", "way"), [(DESKTOP, "password"), (PHONE, "passkey")], ids=["desktop", "phone"]
)
def test_twenty_mixed_items_are_signed_together(
    meets: Meets, world: HouseWorld, size: tuple[int, int], way: str
) -> None:
    person = meets(*size)
    person.log_in("zhaomin")
    if way == "passkey":
        enrol(person)
    walker = Walker(person.page)
    walker.at(f"{person.site}/")
    reach, finish = (go("审批"),), (tap("[data-all]"), tap("button:has-text('核对并签名')"))
    walk(walker, reach, finish, "h2:has-text('共 20 笔')")
    person.look()
    for said in ("¥ 4,402.32", "€ 1,600.28"):
        expect(person.page.locator("main .slip")).to_contain_text(said)
    sign = (
        (tap(PASSKEY),)
        if way == "passkey"
        else (fill(password=PASSWORD), tap("button[value=approve]"))
    )
    for act in sign:
        act(walker)
    expect(walker.seen(".toast")).to_contain_text("已签名 20 笔")
    assert walker.made() <= REACH_MAX + FINISH_MAX
    assert world.count("approval_decision", f"evidence->>'method' = '{way}'") >= 20
    assert world.count("payment", "status = 'succeeded'") == 2 + 16 + 4 * 3
