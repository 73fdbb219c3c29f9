"""Sessions live on the server, end when they should, and change their token when they gain."""

from __future__ import annotations

import pytest

from corporate.enterprises import EnterpriseStatus
from corporate.enterprises.opening import set_status
from corporate.identity import PersonStatus, Session, enrolment, memberships, sessions
from corporate.identity.errors import SessionEnded
from kernel.errors import NotFound
from kernel.operation import Door
from kernel.tenancy import Scope
from tests.world import HouseWorld


class Browser:
    """A session in the hands of one test: every call is a request with its own transaction."""

    def __init__(self, world: HouseWorld, name: str) -> None:
        self.world = world
        self.person_id = world.user(name).person_id
        self.scope = Scope(world.tenant_id)
        with world.db.app.begin(self.scope) as uow:
            self.token = sessions.start(
                uow, world.kernel, self.person_id, "Chromium", "203.0.113.7", method="passkey"
            )

    def session(self, token: str | None = None) -> Session:
        with self.world.db.app.begin(self.scope) as uow:
            return sessions.find(uow, token or self.token, self.world.clock.now())

    def choose(self, name: str, enterprise: str = "") -> str:
        user = self.world.user(name, enterprise)
        with self.world.db.app.begin(self.scope) as uow:
            session = sessions.find(uow, self.token, self.world.clock.now())
            self.token = sessions.choose(uow, self.world.kernel, session, user.user_id)
        return self.token

    def rotate(self) -> str:
        with self.world.db.app.begin(self.scope) as uow:
            session = sessions.find(uow, self.token, self.world.clock.now())
            self.token = sessions.rotate(uow, self.world.kernel, session)
        return self.token

    def ended(self, token: str | None = None) -> bool:
        try:
            self.session(token)
        except SessionEnded:
            return True
        return False


@pytest.fixture
def browser(world: HouseWorld) -> Browser:
    return Browser(world, "陈静")


def test_a_session_is_found_by_its_token_and_by_nothing_else(
    world: HouseWorld, browser: Browser
) -> None:
    assert browser.session().person_name == "陈静"
    for token in (
        "",
        "x",
        browser.token[:-1],
        browser.token + "A",
        browser.session().token_hash.hex(),
    ):
        with pytest.raises(SessionEnded):
            browser.session(token or "?")
    assert world.count("web_session") == 1


def test_a_session_ends_after_fifteen_idle_minutes(world: HouseWorld, browser: Browser) -> None:
    for _ in range(4):
        world.advance(minutes=14)
        assert not browser.ended()
    world.advance(minutes=15)
    assert browser.ended()


def test_a_session_ends_after_twelve_hours_however_busy(
    world: HouseWorld, browser: Browser
) -> None:
    for _ in range(71):
        world.advance(minutes=10)
        assert not browser.ended()
    world.advance(minutes=10)
    assert browser.ended()


def test_the_last_use_is_written_twice_a_minute_at_most(
    world: HouseWorld, browser: Browser
) -> None:
    begun = browser.session().seen_at
    world.advance(seconds=29)
    browser.session()
    assert browser.session().seen_at == begun
    world.advance(seconds=1)
    browser.session()
    assert browser.session().seen_at == world.clock.now()


def test_log_out_kills_the_token_on_the_server(world: HouseWorld, browser: Browser) -> None:
    with world.db.app.begin(browser.scope) as uow:
        sessions.end(uow, browser.token, world.clock.now())
    assert browser.ended()
    with pytest.raises(SessionEnded):
        browser.rotate()


def test_a_person_chooses_among_own_enterprises_and_the_token_changes(
    world: HouseWorld, browser: Browser
) -> None:
    with world.db.app.begin(browser.scope) as uow:
        found = memberships(uow, browser.person_id)
    assert [(m.enterprise_name, m.roles) for m in found] == [
        ("上海辰海物流股份有限公司", frozenset({"manager"})),
        ("苏州恒锐特钢有限公司", frozenset({"approver"})),
    ]
    fixed = browser.token
    browser.choose("陈静", "恒锐")
    session = browser.session()
    assert (session.user_id, session.enterprise_id) == (
        world.user("陈静", "恒锐").user_id, world.enterprise("恒锐").id,
    )  # fmt: skip
    assert browser.ended(fixed), "whoever planted the old token has nothing"
    browser.choose("陈静", "辰海")
    assert browser.session().enterprise_id == world.enterprise("辰海").id


def test_nobody_chooses_anothers_membership(browser: Browser) -> None:
    for name in ("王磊", "刘洋", "吴强"):
        with pytest.raises(NotFound):
            browser.choose(name)
    assert browser.session().enterprise_id is None


def test_after_a_signature_the_token_is_new_and_the_end_is_the_same(
    world: HouseWorld, browser: Browser
) -> None:
    browser.choose("陈静", "辰海")
    before, old = browser.session(), browser.token
    world.advance(minutes=10)
    browser.rotate()
    after = browser.session()
    assert browser.ended(old)
    assert (after.user_id, after.created_at, after.expires_at) == (
        before.user_id, before.created_at, before.expires_at,
    )  # fmt: skip
    assert after.csrf_secret != before.csrf_secret
    assert after.seen_at == world.clock.now()


def test_a_token_renewed_twice_at_once_has_one_successor(
    world: HouseWorld, browser: Browser
) -> None:
    session = browser.session()
    with world.db.app.begin(browser.scope) as uow:
        sessions.rotate(uow, world.kernel, session)
    with pytest.raises(SessionEnded), world.db.app.begin(browser.scope) as uow:
        sessions.rotate(uow, world.kernel, session)
    assert world.count("web_session", "ended_at IS NULL") == 1


def test_a_person_lists_and_ends_own_sessions_from_another(
    world: HouseWorld, browser: Browser
) -> None:
    phone = Browser(world, "陈静")
    stranger = Browser(world, "王磊")
    now = world.clock.now()
    with world.db.app.begin(browser.scope) as uow:
        listed = sessions.open_sessions(uow, browser.person_id, now)
        assert {one.token_hash for one in listed} == {
            browser.session().token_hash, phone.session().token_hash,
        }  # fmt: skip
        theirs = stranger.session().token_hash
        assert not sessions.end_one(uow, browser.person_id, theirs, now)
        assert sessions.end_one(uow, browser.person_id, phone.session().token_hash, now)
    assert (browser.ended(), phone.ended(), stranger.ended()) == (False, True, False)
    again = Browser(world, "陈静")
    with world.db.app.begin(browser.scope) as uow:
        assert sessions.end_others(uow, browser.person_id, browser.session().token_hash, now) == 1
    assert (browser.ended(), again.ended(), stranger.ended()) == (False, True, False)


def test_a_new_password_ends_every_session(world: HouseWorld, browser: Browser) -> None:
    with world.owner() as uow:
        enrolment.set_password(uow, world.kernel, browser.person_id, world.passwords.hash("x"))
    assert browser.ended()


def test_a_suspended_person_is_out_at_once(world: HouseWorld, browser: Browser) -> None:
    with world.owner() as uow:
        enrolment.set_person_status(uow, browser.person_id, PersonStatus.SUSPENDED)
    assert browser.ended()


def test_a_lost_membership_leaves_a_session_without_enterprise(
    world: HouseWorld, browser: Browser
) -> None:
    browser.choose("陈静", "辰海")
    with world.owner() as uow:
        enrolment.set_user_status(uow, world.user("陈静", "辰海").user_id, PersonStatus.LEFT)
    assert (browser.session().user_id, browser.session().enterprise_id) == (None, None)
    browser.choose("陈静", "恒锐")
    with world.owner() as uow:
        set_status(uow, world.enterprise("恒锐").id, EnterpriseStatus.SUSPENDED)
    assert browser.session().enterprise_id is None
    with pytest.raises(NotFound):
        browser.choose("陈静", "恒锐")


def test_the_actor_of_a_session_is_its_person(world: HouseWorld, browser: Browser) -> None:
    browser.choose("陈静", "辰海")
    actor = browser.session().actor(world.tenant_id, Door.PHONE)
    user = world.user("陈静", "辰海")
    assert (actor.person_id, actor.user_id, actor.enterprise_id) == (
        user.person_id, user.user_id, user.enterprise_id,
    )  # fmt: skip
    assert (actor.door, actor.name, actor.address) == (Door.PHONE, "陈静", "203.0.113.7")
    assert len(actor.credential) == 16


def test_how_it_was_opened_goes_with_it_to_whoever_acts(browser: Browser) -> None:
    browser.choose("陈静", "辰海")
    browser.rotate()
    session = browser.session()
    actor = session.actor(browser.world.tenant_id, Door.WEB)
    assert (session.method, actor.method) == ("passkey", "passkey")
