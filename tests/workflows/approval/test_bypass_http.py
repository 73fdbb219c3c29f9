"""Maker-checker under attack over the wire: one served bank, real log-ins, forms and signed messages.

Each script is what somebody with a browser, or with an ERP's key, could really send: sessions and form tokens
are the server's, messages are signed with SM2, nothing is called in this process but to set the stage. After
each: nothing was sent or held, and no payment has left `pending_approval` but for being refused.
"""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from corporate.identity import enrolment
from corporate.identity.people import PersonStatus
from tests.cast import PASSWORD
from tests.connectors.direct_link.erp import PAYMENT, Erp, payment
from tests.corporate.web.browser import Browser
from tests.served import App, served
from tests.server import TestDatabase
from tests.workflows.approval.attack import (
    APPROVER,
    CHECKER,
    MAKER,
    REFUSED,
    RELEASED,
    SMALL,
    Attack,
    decide_by_link,
    sign,
    waiting,
)
from tests.workflows.policies.house import PolicyHouse, rule
from tests.world import HouseWorld


@pytest.fixture(scope="module")
def app(test_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The one server all of them are tried at."""
    with served(test_database, tmp_path_factory.mktemp("bank")) as running:
        yield running


@pytest.fixture
def attack(world: HouseWorld, app: App) -> Iterator[Attack]:
    """The item under attack; whatever was tried, nothing was released."""
    yield Attack(world, app)
    assert world.count("submission") == 0
    assert world.count("ledger_hold") == 0
    assert world.count("payment", RELEASED) == 0


def test_the_stage_is_set_for_a_release(world: HouseWorld, app: App) -> None:
    """The control: the same requests by the two people of the rule do release it."""
    attack = Attack(world, app)
    for browser in (attack.checker, attack.log_in(APPROVER)):
        assert sign(browser, browser.get(attack.address)).status == http.client.OK
    assert world.count("payment", RELEASED) == 1


# at the web bank: one's own item


def test_the_maker_of_an_item_signs_it_on_the_web(attack: Attack) -> None:
    """The ERP's operator is made checker and logs in as a person."""
    attack.entitle("辰海 ERP", "checker")
    page = attack.forged(attack.log_in("chenhai-erp"))
    assert page.status == http.client.FORBIDDEN
    assert attack.decisions() == 0


def test_a_clerk_signs_his_own_payment_after_becoming_checker(attack: Attack) -> None:
    assert attack.address
    clerk = attack.log_in(MAKER)
    view = PolicyHouse(attack.world).payments.submit("OWN", by="李娜")
    attack.entitle("李娜", "checker")
    [address] = [link for link in waiting(attack.checker) if link != attack.address]
    attack.address = address
    assert view.status.value == "pending_approval"
    assert attack.forged(clerk).status == http.client.FORBIDDEN
    assert attack.decisions() == 0


def test_the_maker_signs_as_deputy_of_the_checker(attack: Attack) -> None:
    attack.entitle("辰海 ERP", "viewer")
    page = attack.checker.get("/delegations")
    given = page.form("person", "password") | {"password": PASSWORD}
    given["person"] = str(attack.world.user("辰海 ERP").person_id)
    attack.checker.post("/delegations", given)
    assert attack.forged(attack.log_in("chenhai-erp")).status == http.client.FORBIDDEN
    assert attack.decisions() == 0


def test_two_lend_their_places_to_each_other_to_sign_twice(attack: Attack) -> None:
    approver = attack.log_in(APPROVER)
    for browser, to in ((attack.checker, "王磊"), (approver, "赵敏")):
        fields = browser.get("/delegations").form("person", "password")
        fields |= {"person": str(attack.world.user(to).person_id), "password": PASSWORD}
        browser.post("/delegations", fields)
    assert attack.world.count("approval_delegation") == 1
    page = attack.checker.get(attack.address)
    sign(attack.checker, page)
    assert sign(attack.checker, page).status in REFUSED
    assert attack.decisions() == 1


# at the web bank: one signature for two, by two doors


def test_one_signs_on_the_web_and_then_by_direct_link(attack: Attack) -> None:
    page = attack.checker.get(attack.address)
    digest = page.form("digest", "password")["digest"]
    assert sign(attack.checker, page).status == http.client.OK
    approval_id = attack.address.rpartition("/")[2]
    for operator in ("chenhai-erp", CHECKER, APPROVER):
        reply = decide_by_link(replace(attack.erp, operator=operator), approval_id, digest)
        assert reply.status in {http.client.UNAUTHORIZED, http.client.FORBIDDEN}
    assert attack.decisions() == 1


def test_one_sends_the_same_signature_twice(attack: Attack) -> None:
    page = attack.checker.get(attack.address)
    sign(attack.checker, page)
    fields = page.form("digest", "password") | {"password": PASSWORD, "decision": "approve"}
    again = attack.checker.post(attack.address, fields | {"csrf": attack.checker.token()})
    assert again.status in REFUSED
    assert attack.decisions() == 1


def test_the_phone_signs_what_the_desktop_has_signed(attack: Attack) -> None:
    desktop = attack.checker.get("/approvals")
    phone = attack.log_in(CHECKER)
    shown = phone.get(attack.address)
    sign(attack.checker, desktop)
    assert sign(phone, shown).status in REFUSED
    assert attack.decisions() == 1


def test_the_second_level_is_signed_before_the_first(attack: Attack) -> None:
    assert attack.forged(attack.log_in(APPROVER)).status in REFUSED
    assert attack.decisions() == 0


# at the web bank: something else than what was shown


@pytest.mark.parametrize(
    "change",
    ["amount_minor = 1", "payee_account = '6222021001112223334'", "payee_name = '另一家公司'"],
)
def test_it_is_changed_between_page_and_button(attack: Attack, change: str) -> None:
    page = attack.checker.get(attack.address)
    attack.world.db.tamper(f"UPDATE yinqi.payment SET {change}")  # noqa: S608 - one of the three above
    assert sign(attack.checker, page).status == http.client.CONFLICT
    assert attack.decisions() == 0


def test_the_digest_of_another_item_is_signed(attack: Attack) -> None:
    assert attack.address
    attack.erp.pay(ClientSerial="ERP-0002", Amount=SMALL)
    other = next(link for link in waiting(attack.checker) if link != attack.address)
    digest = attack.checker.get(other).form("digest", "password")["digest"]
    page = sign(attack.checker, attack.checker.get(attack.address), digest=digest)
    assert page.status == http.client.CONFLICT
    assert attack.decisions() == 0


def test_an_item_that_must_be_opened_is_signed_in_bulk(attack: Attack) -> None:
    """It goes to a payee for the first time, so it is never part of a bulk."""
    browser = attack.checker
    digest = browser.get(attack.address).form("digest", "password")["digest"]
    ids = browser.get("/approvals").find("//input[@name='id']/@value")
    given = {"id": ids, "csrf": browser.token(), "password": PASSWORD, "digest": digest}
    assert browser.post("/approvals/sign", given).status == http.client.CONFLICT
    assert attack.decisions() == 0


def test_it_is_withdrawn_while_it_is_being_signed(attack: Attack) -> None:
    assert attack.address
    payments = PolicyHouse(attack.world).payments
    payments.submit("OWN", by="李娜")
    [address] = [link for link in waiting(attack.checker) if link != attack.address]
    page = attack.checker.get(address)
    number = payments.find("OWN").number
    clerk = attack.log_in(MAKER)
    clerk.post(f"/payments/{number}/withdraw", {"csrf": clerk.token()})
    assert attack.world.count("payment", "status = 'withdrawn'") == 1
    assert sign(attack.checker, page).status in REFUSED
    assert attack.decisions() == 0


# at the web bank: rights and rules that change meanwhile


def test_the_rule_is_lowered_by_two_administrators_and_one_signature_does_not_suffice(
    attack: Attack,
) -> None:
    house = PolicyHouse(attack.world)
    house.set(rule((None, [[("checker", 1)]])))
    before = attack.decisions()
    assert sign(attack.checker, attack.checker.get(attack.address)).status == http.client.OK
    assert attack.decisions() == before + 1


def test_a_right_is_taken_between_page_and_button(attack: Attack) -> None:
    page = attack.checker.get(attack.address)
    with attack.world.owner() as uow:
        enrolment.revoke(uow, attack.user_id("赵敏"), "payments.submit")
    assert sign(attack.checker, page).status in REFUSED
    assert attack.decisions() == 0


def test_a_user_is_suspended_between_page_and_button(attack: Attack) -> None:
    page = attack.checker.get(attack.address)
    with attack.world.owner() as uow:
        enrolment.set_user_status(uow, attack.user_id("赵敏"), PersonStatus.SUSPENDED)
    assert "已签名" not in sign(attack.checker, page).text
    assert attack.decisions() == 0


def test_a_role_is_taken_between_page_and_button(attack: Attack) -> None:
    page = attack.checker.get(attack.address)
    with attack.world.owner() as uow:
        enrolment.take_role(uow, attack.user_id("赵敏"), "checker")
    assert sign(attack.checker, page).status in REFUSED
    assert attack.decisions() == 0


# at the web bank: somebody else's hand


def test_an_auditor_sends_a_forged_signature(attack: Attack) -> None:
    assert attack.forged(attack.log_in("sunyue")).status in REFUSED
    assert attack.decisions() == 0


@pytest.mark.parametrize(("login", "bank"), [("heting", "yungang"), ("zhengning", "jianghai")])
def test_an_approver_of_another_enterprise_or_bank_finds_nothing(
    attack: Attack, login: str, bank: str
) -> None:
    foreign = attack.log_in(login, f"/b/{bank}")
    attack.address = attack.address.replace("yungang", bank)
    digest = "00" * 32
    given = {"digest": digest, "decision": "approve", "password": PASSWORD}
    page = foreign.post(attack.address, given | {"csrf": foreign.token()})
    assert page.status == http.client.NOT_FOUND
    assert attack.decisions() == 0


def test_a_form_of_another_site_or_without_or_with_a_strange_token(attack: Attack) -> None:
    page = attack.checker.get(attack.address)
    strange = attack.log_in(APPROVER).token()
    for more in ({"csrf": ""}, {"csrf": strange}, {"csrf": "x"}):
        assert sign(attack.checker, page, **more).status == http.client.FORBIDDEN
    fields = page.form("digest", "password") | {"password": PASSWORD, "decision": "approve"}
    answer = attack.checker.post(attack.address, fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status == http.client.FORBIDDEN
    assert attack.decisions() == 0


def test_a_session_is_used_after_its_log_out_or_by_nobody(attack: Attack) -> None:
    page = attack.checker.get(attack.address)
    thief = Browser(attack.app)  # type: ignore[arg-type]
    assert "已签名" not in sign(thief, page).text
    thief.client.set_cookie("session-yungang", attack.checker.cookie("session-yungang"))
    attack.checker.post("/logout", {"csrf": attack.checker.token()})
    assert "已签名" not in sign(thief, page).text
    assert attack.decisions() == 0


@pytest.mark.parametrize("password", ["", "Sunny-Harbour-28", PASSWORD.upper()])
def test_a_session_that_was_left_open_is_used_without_the_password(
    attack: Attack, password: str
) -> None:
    page = sign(attack.checker, attack.checker.get(attack.address), password=password)
    assert page.status in REFUSED
    assert attack.decisions() == 0


def test_a_link_that_looks_like_a_signature_is_followed(attack: Attack) -> None:
    fields = attack.checker.get(attack.address).form("digest", "password")
    query = f"?decision=approve&password={PASSWORD}&digest={fields['digest']}"
    assert attack.checker.get(attack.address + query).status == http.client.OK
    assert attack.decisions() == 0


# by direct link


def test_a_serial_is_used_again_with_other_content(attack: Attack) -> None:
    assert attack.erp.pay(Amount="99999.00").code == "C102"
    assert attack.world.count("payment", "amount_minor = 1234500") == 1


def test_a_signed_message_is_sent_again(attack: Attack) -> None:
    message = attack.erp.request(
        "payments.submit", "SubmitPayment", payment(ClientSerial="ERP-0002", Amount=SMALL)
    )
    assert attack.erp.post(message).code == "0000"
    assert attack.erp.post(message).code == "C101"
    assert attack.world.count("payment") == 2


def test_a_signed_message_is_changed_on_the_way(attack: Attack) -> None:
    message = attack.erp.request(
        "payments.submit", "SubmitPayment", payment(ClientSerial="ERP-0002", Amount=SMALL)
    )
    signature = attack.erp.sign(message)
    changed = message.replace(SMALL.encode(), b"9998.00")
    assert attack.erp.post(changed, signature).status == http.client.UNAUTHORIZED
    assert attack.world.count("payment") == 1


def test_a_message_of_yesterday_is_sent_today(attack: Attack) -> None:
    yesterday = (attack.world.clock.now() - timedelta(days=1)).isoformat()
    erp = replace(attack.erp, changed={"Timestamp": yesterday})
    assert erp.pay(ClientSerial="ERP-0002").status in REFUSED
    assert attack.world.count("payment") == 1


def test_a_revoked_certificate_signs(attack: Attack) -> None:
    with attack.world.owner() as uow:
        enrolment.revoke_certificate(uow, "CERT-10001")
    assert attack.erp.pay(ClientSerial="ERP-0002").reason == "link.certificate_revoked"
    assert attack.world.count("payment") == 1


def test_a_key_signs_for_another_enterprise(attack: Attack) -> None:
    key = attack.world.key_of("恒锐")
    for erp in (
        replace(attack.erp, key=key),
        replace(attack.erp, key=key, certificate="CERT-10002"),
        replace(attack.erp, enterprise="10002"),
        replace(attack.erp, operator="zhoutao"),
    ):
        assert erp.pay(ClientSerial="ERP-0002").status in {
            http.client.UNAUTHORIZED,
            http.client.FORBIDDEN,
        }
    assert attack.world.count("payment") == 1


def test_another_enterprise_asks_for_or_pays_from_what_is_not_its_own(attack: Attack) -> None:
    hengrui = Erp(
        attack.world, attack.app, attack.world.key_of("恒锐"),  # type: ignore[arg-type]
        enterprise="10002", operator="hengrui-erp", certificate="CERT-10002",
    )  # fmt: skip
    found = hengrui.call("payments.find", "FindPayment", ClientSerial=PAYMENT["ClientSerial"])
    assert found.status == http.client.NOT_FOUND
    assert hengrui.pay(ClientSerial="H-1").status in REFUSED
    assert attack.world.count("payment") == 1


@pytest.mark.parametrize(
    ("operation", "element"),
    [
        ("payments.withdraw", "WithdrawPayment"),
        ("approvals.withdraw", "WithdrawApproval"),
        ("approvals.delegate", "DelegateApproval"),
        ("policies.change", "ChangePolicy"),
        ("rights.change", "ChangeRights"),
        ("limits.change", "ChangeLimit"),
        ("payees.change", "ChangePayee"),
    ],
)
def test_the_erp_does_what_is_for_people(attack: Attack, operation: str, element: str) -> None:
    reply = attack.erp.call(operation, element, Number="x")
    assert reply.status in {http.client.FORBIDDEN, http.client.NOT_FOUND}
    assert attack.world.count("mandate") == 0


def test_one_amount_is_split_under_a_band(attack: Attack) -> None:
    """Each part is agreed by the rule of its own amount, and one person's two hands sign none of them."""
    for part in range(3):
        assert attack.erp.pay(ClientSerial=f"PART-{part}", Amount=SMALL).code == "0000"
    assert attack.world.count("payment", "status = 'pending_approval'") == 4
    assert attack.decisions() == 0
