"""Log-in: the right password opens a session, guessing is stopped, nobody learns who exists."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import extract_parameters

from corporate.identity import (
    Attempt,
    LoggedIn,
    LogIn,
    Passwords,
    PersonStatus,
    devices,
    enrolment,
    sessions,
    throttle,
)
from corporate.identity.errors import LoginRefused, TooManyAttempts
from kernel.errors import Denied
from kernel.operation import Door
from kernel.tenancy import Scope
from tests.cast import PASSWORD
from tests.counting import counted_statements
from tests.world import HouseWorld

WRONG = "Sunny-Harbour-28"


@pytest.fixture
def entrance(world: HouseWorld) -> LogIn:
    return LogIn(world.db.app, world.kernel, world.passwords)


def attempt(
    world: HouseWorld,
    entrance: LogIn,
    password: str = PASSWORD,
    *,
    login: str = "wanglei",
    device_token: str = "",
    address: str = "203.0.113.7",
) -> LoggedIn:
    form = Attempt(login, password, address, "Chromium · Linux", device_token, Door.PHONE)
    return entrance.log_in(world.tenant_id, form)


def refused(world: HouseWorld, entrance: LogIn, password: str = WRONG, **more: str) -> Denied:
    """The refusal; no session may have come of it."""
    before = world.count("web_session")
    with pytest.raises(Denied) as refusal:
        attempt(world, entrance, password, **more)
    assert world.count("web_session") == before
    return refusal.value


def test_the_right_password_opens_a_session(world: HouseWorld, entrance: LogIn) -> None:
    done = attempt(world, entrance, login=" WangLei ")
    with world.db.app.begin(Scope(world.tenant_id)) as uow:
        session = sessions.find(uow, done.session_token, world.clock.now())
    assert (session.person_id, session.person_name) == (world.user("王磊").person_id, "王磊")
    assert (session.user_id, session.device) == (None, "Chromium · Linux")
    with world.job() as ctx:
        line = ctx.uow.rows("SELECT * FROM audit")[0]
        used = ctx.uow.rows("SELECT used_at FROM credential WHERE used_at IS NOT NULL")
    assert (line["action"], line["actor"], line["door"]) == ("session.start", "王磊", "phone")
    assert [row["used_at"] for row in used] == [world.clock.now()]


def test_no_token_is_stored_as_it_is(world: HouseWorld, entrance: LogIn) -> None:
    done = attempt(world, entrance)
    assert len(done.session_token) == 43
    assert done.device_token is not None
    for table in ("web_session", "known_device", "audit", "throttle", "credential"):
        with world.job() as ctx:
            stored = str(ctx.uow.rows(f"SELECT t::text AS row FROM {table} t"))  # noqa: S608
        for secret in (done.session_token, done.device_token, PASSWORD):
            assert secret not in stored


def test_unknown_wrong_and_suspended_are_refused_alike(world: HouseWorld, entrance: LogIn) -> None:
    with world.owner() as uow:
        enrolment.set_person_status(uow, world.user("孙悦").person_id, PersonStatus.SUSPENDED)
    refusals = [
        refused(world, entrance),
        refused(world, entrance, login="nobody"),
        refused(world, entrance, PASSWORD, login="nobody"),
        refused(world, entrance, PASSWORD, login="sunyue"),
        refused(world, entrance, "", login=""),
        refused(world, entrance, "x" * 100_000),
        refused(world, entrance, "\ud800", login="\ud800\x00"),
    ]
    assert {type(refusal) for refusal in refusals} == {LoginRefused}
    assert len({refusal.message for refusal in refusals}) == 1


def test_a_stranger_costs_the_same_statements_and_the_same_hashing(
    world: HouseWorld, entrance: LogIn
) -> None:
    counts = {}
    for login in ("wanglei", "nobody", "lina", "nobody-else"):
        with counted_statements() as sent:
            refused(world, entrance, login=login)
        counts[login] = len(sent)
    assert len(set(counts.values())) == 1, counts


def test_time_does_not_tell_who_exists(world: HouseWorld) -> None:
    """With hashing that costs something; the medians differ by less than 5 ms."""
    passwords = Passwords(world.kernel.randomness, memory_kib=16_384, passes=1)
    entrance = LogIn(world.db.app, world.kernel, passwords)
    with world.owner() as uow:
        secret = passwords.hash(PASSWORD)
        enrolment.set_password(uow, world.kernel, world.user("王磊").person_id, secret)
    taken: dict[str, list[float]] = {"wanglei": [], "nobody": []}
    for _ in range(15):
        for login, times in taken.items():
            begin = time.thread_time()
            refused(world, entrance, login=login)
            times.append(time.thread_time() - begin)
        world.db.tamper("DELETE FROM yinqi.throttle")
    medians = [statistics.median(times) for times in taken.values()]
    assert abs(medians[0] - medians[1]) < 0.005


def test_five_wrong_guesses_block_and_the_block_grows(world: HouseWorld, entrance: LogIn) -> None:
    for minutes in (15, 60, 240, 960, 1440, 1440):
        for _ in range(5):
            assert type(refused(world, entrance)) is LoginRefused
        blocked = refused(world, entrance, PASSWORD)
        assert type(blocked) is TooManyAttempts
        assert blocked.params["minutes"] == minutes
        world.advance(minutes=minutes)
    attempt(world, entrance)
    for _ in range(4):
        refused(world, entrance)
    attempt(world, entrance)


def test_a_stranger_is_blocked_in_the_same_words(world: HouseWorld, entrance: LogIn) -> None:
    for login in ("wanglei", "nobody"):
        for _ in range(5):
            refused(world, entrance, login=login)
    known, unknown = refused(world, entrance), refused(world, entrance, login="nobody")
    assert (type(known), known.message) == (type(unknown), unknown.message)
    assert type(known) is TooManyAttempts


def test_the_victim_still_gets_in_on_a_device_used_before(
    world: HouseWorld, entrance: LogIn
) -> None:
    device = attempt(world, entrance).device_token
    assert device is not None
    for _ in range(9):
        refused(world, entrance, address="198.51.100.9")
    assert type(refused(world, entrance, PASSWORD)) is TooManyAttempts
    done = attempt(world, entrance, device_token=device)
    assert done.device_token is None, "the browser keeps the one it has"


def test_guessing_on_a_known_device_blocks_that_device_only(
    world: HouseWorld, entrance: LogIn
) -> None:
    device = attempt(world, entrance).device_token or ""
    for _ in range(5):
        refused(world, entrance, device_token=device)
    assert type(refused(world, entrance, PASSWORD, device_token=device)) is TooManyAttempts
    attempt(world, entrance)


def test_a_device_is_known_for_one_person_and_for_a_time(
    world: HouseWorld, entrance: LogIn
) -> None:
    device = attempt(world, entrance).device_token or ""
    assert attempt(world, entrance, login="lina", device_token=device).device_token is not None
    world.advance(days=180)
    assert attempt(world, entrance, device_token=device).device_token is not None


def test_one_address_cannot_try_everybody(world: HouseWorld, entrance: LogIn) -> None:
    device = attempt(world, entrance).device_token or ""
    for number in range(59):
        assert type(refused(world, entrance, login=f"user{number}")) is LoginRefused
    assert type(refused(world, entrance, PASSWORD, login="lina")) is TooManyAttempts
    attempt(world, entrance, login="lina", address="198.51.100.9")
    attempt(world, entrance, device_token=device)
    world.advance(minutes=15)
    attempt(world, entrance, login="zhaomin")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::5", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::5", "2001:db8:1:3::5", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("", "not an address", True),
    ],
)
def test_an_address_is_counted_by_the_network_of_one_household(
    world: HouseWorld, entrance: LogIn, one: str, other: str, *, same: bool
) -> None:
    for login, address in (("a", one), ("b", other)):
        refused(world, entrance, login=login, address=address)
    assert world.count("throttle", "key LIKE 'address:%'") == (1 if same else 2)


def test_a_crowd_of_guesses_at_once_gets_no_more_than_five(
    world: HouseWorld, entrance: LogIn
) -> None:
    def guess(number: int) -> type[Exception]:
        try:
            attempt(world, entrance, WRONG, address=f"198.51.100.{number}")
        except Denied as refusal:
            return type(refusal)
        return Exception

    with ThreadPoolExecutor(16) as threads:
        outcomes = list(threads.map(guess, range(32)))
    assert outcomes.count(LoginRefused) == 5
    assert outcomes.count(TooManyAttempts) == 27


def test_a_hundred_failures_in_a_row_need_a_new_password(
    world: HouseWorld, entrance: LogIn
) -> None:
    for _ in range(20):
        for _ in range(5):
            refused(world, entrance)
        world.advance(days=1)
    world.advance(days=365)
    assert type(refused(world, entrance, PASSWORD)) is TooManyAttempts
    with world.owner() as uow:
        new = world.passwords.hash("Quiet-Mountain-81")
        enrolment.set_password(uow, world.kernel, world.user("王磊").person_id, new)
    attempt(world, entrance, "Quiet-Mountain-81")
    assert type(refused(world, entrance, PASSWORD)) is LoginRefused


def test_a_weak_hash_is_made_anew_while_the_password_is_at_hand(
    world: HouseWorld, entrance: LogIn
) -> None:
    stronger = Passwords(world.kernel.randomness, memory_kib=128, passes=1)
    attempt(world, LogIn(world.db.app, world.kernel, stronger))
    with world.job() as ctx:
        row = ctx.uow.row(
            "SELECT secret FROM credential WHERE person_id = %s", (world.user("王磊").person_id,)
        )
    assert row is not None
    assert extract_parameters(row["secret"]).memory_cost == 128
    attempt(world, entrance)


def test_the_same_login_at_another_bank_is_another_person(
    world: HouseWorld, entrance: LogIn
) -> None:
    form = Attempt("wanglei", PASSWORD, "203.0.113.7")
    done = entrance.log_in(world.other_tenant_id, form)
    assert done.person_id == world.user("王蕾").person_id != world.user("王磊").person_id
    with (
        world.db.app.begin(Scope(world.tenant_id)) as uow,
        pytest.raises(Denied),
    ):
        sessions.find(uow, done.session_token, world.clock.now())


def test_what_was_typed_is_not_kept(world: HouseWorld, entrance: LogIn) -> None:
    refused(world, entrance, login="My-Secret-Password-9")
    for table in ("audit", "throttle"):
        with world.job() as ctx:
            stored = str(ctx.uow.rows(f"SELECT t::text AS row FROM {table} t"))  # noqa: S608
        assert "secret-password" not in stored.lower()
    with world.job() as ctx:
        assert ctx.uow.rows("SELECT action, actor FROM audit") == [
            {"action": "session.refuse", "actor": "?"}
        ]


def test_old_counts_are_forgotten_by_the_worker(world: HouseWorld, entrance: LogIn) -> None:
    refused(world, entrance)
    with world.job() as ctx:
        assert throttle.forget_old(ctx.uow, ctx.now) == 0
        assert throttle.forget_old(ctx.uow, ctx.now + timedelta(days=91)) == 2


def test_a_person_lists_and_forgets_own_devices(world: HouseWorld, entrance: LogIn) -> None:
    device = attempt(world, entrance).device_token or ""
    attempt(world, entrance, login="lina")
    person_id = world.user("王磊").person_id
    with world.db.app.begin(Scope(world.tenant_id)) as uow:
        (mine,) = devices.known_to(uow, person_id)
        (hers,) = devices.known_to(uow, world.user("李娜").person_id)
        assert mine.label == "Chromium · Linux"
        assert not devices.forget(uow, person_id, hers.token_hash, world.clock.now())
        assert devices.forget(uow, person_id, mine.token_hash, world.clock.now())
    with world.db.app.begin(Scope(world.tenant_id)) as uow:
        assert devices.known_to(uow, person_id) == []
        assert devices.known(uow, person_id, device, world.clock.now()) is None
