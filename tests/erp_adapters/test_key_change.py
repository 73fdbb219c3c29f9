"""A bank's key has a successor: announced by the one before, taken in by customers, used from its day on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.direct_link.bank_keys import FileBankKeys
from connectors.direct_link.key_plans import Agreed, KeyWaits, TooSoon
from corporate.bootstrap import House, bank_keys
from erp_adapters.client import BankLink, LinkConfig, Untrusted
from erp_adapters.client.pins import OVERLAP
from erp_adapters.client.transport import Reply
from kernel.crypto import SignatureAlgorithm
from kernel.limits import BANK_PROFILE_KEPT_S
from kernel.next_key import ANSWERS, SEALS, read_next_key
from tests.erp_adapters.conftest import URL, Wire
from tests.world import HouseWorld, crypto

SM2 = SignatureAlgorithm.SM2_SM3
DAYS = timedelta(days=20)
BY_TWO = Agreed("K1", "沈岚", "罗川")


@pytest.fixture
def keys(house: House, world: HouseWorld) -> FileBankKeys:
    """The keys as another process sees them, an operator's command for instance."""
    return bank_keys(house.settings, world.kernel)


@pytest.fixture
def announce(keys: FileBankKeys, world: HouseWorld) -> Callable[[str], str]:
    """Two people prepare a next key of a use; its id, once every process knows."""

    def make(use: str) -> str:
        found = keys.follow(world.tenant_id, use, SM2, world.clock.now() + DAYS, BY_TWO)
        world.clock.advance(timedelta(seconds=BANK_PROFILE_KEPT_S))
        return found.id

    return make


def reopened(config: LinkConfig, wire: Wire, world: HouseWorld) -> BankLink:
    """A connection of a program that was started again."""
    return BankLink(
        config, passphrase=b"open sesame", transport=wire, clock=world.clock, crypto=crypto()
    )


def test_a_customer_takes_the_next_key_in_and_notices_nothing_on_its_day(
    bank: BankLink, wire: Wire, world: HouseWorld, announce: Callable[[str], str]
) -> None:
    bank.accounts()
    before = wire.replies[-1].headers["Yinqi-Key"]
    assert "Yinqi-Key-Next" not in wire.replies[-1].headers
    after = announce(ANSWERS)
    bank.accounts()
    hint = wire.replies[-1].headers["Yinqi-Key-Next"]
    assert wire.replies[-1].headers["Yinqi-Key"] == before
    assert hint.startswith(f"{after}; from=2026-")
    world.clock.advance(DAYS)
    for one in (bank, reopened(bank.config, wire, world)):
        one.accounts()
        assert wire.replies[-1].headers["Yinqi-Key"] == after
        assert "Yinqi-Key-Next" not in wire.replies[-1].headers


def test_a_customer_who_slept_through_the_announcement_still_finds_its_proof(
    bank: BankLink, wire: Wire, world: HouseWorld, announce: Callable[[str], str]
) -> None:
    after = announce(ANSWERS)
    world.clock.advance(DAYS)
    bank.accounts()
    assert wire.replies[-1].headers["Yinqi-Key"] == after


def test_the_key_before_counts_for_a_while_and_then_no_more(
    bank: BankLink, wire: Wire, world: HouseWorld, announce: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    announce(ANSWERS)
    bank.accounts()
    old = wire.replies[-1]
    monkeypatch.setattr(wire, "changed", lambda reply: replace(reply, headers=old.headers))
    world.clock.advance(DAYS + OVERLAP - timedelta(minutes=1))
    with pytest.raises(Untrusted, match="wrong"):  # the key counts, the signature is another's
        bank.accounts()
    world.clock.advance(timedelta(minutes=1))
    with pytest.raises(Untrusted, match="not the pinned one"):
        bank.accounts()


def test_a_next_key_nobody_vouches_for_is_not_taken_in(
    bank: BankLink, wire: Wire, world: HouseWorld, announce: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    announce(ANSWERS)
    fetch, pinned = wire.get, bank.config.bank_key_file.read_bytes()

    def forged(url: str) -> Reply:
        found = fetch(url)
        strange = crypto().generate_key().public.spki_pem()
        words = replace(read_next_key(found.body), pem=strange).words()
        return replace(found, body=words)

    monkeypatch.setattr(wire, "get", forged)
    assert bank.accounts()
    assert bank.config.bank_key_file.read_bytes() == pinned
    world.clock.advance(DAYS)
    with pytest.raises(Untrusted):
        bank.accounts()


def test_what_is_signed_for_one_use_is_no_proof_for_another(
    bank: BankLink, wire: Wire, announce: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(SEALS)
    announce(ANSWERS)
    fetch, pinned = wire.get, bank.config.bank_key_file.read_bytes()
    monkeypatch.setattr(wire, "get", lambda url: fetch(url.replace("key-next", "seal-next")))
    bank.accounts()
    assert bank.config.bank_key_file.read_bytes() == pinned


def test_messages_are_sealed_to_the_next_key_from_its_day_on_and_the_one_before_still_opens(
    config: LinkConfig,
    wire: Wire,
    world: HouseWorld,
    announce: Callable[[str], str],
) -> None:
    file = config.bank_key_file.with_name("bank-seal.pem")
    file.write_bytes(wire.get(f"{URL}/seal.pem").body)
    config = replace(config, seal_key_file=file)
    sealing = reopened(config, wire, world)
    after = bytes.fromhex(announce(SEALS))
    sealing.accounts()
    assert after not in wire.sent[-1]
    frozen = file.read_bytes()
    world.clock.advance(DAYS)
    sealing.accounts()
    assert after in wire.sent[-1]
    file.write_bytes(frozen.partition(b"Yinqi-Next-Key")[0])
    unaware = reopened(config, wire, world)
    unaware.accounts()
    assert after not in wire.sent[-1]


def test_customers_are_told_in_time(keys: FileBankKeys, world: HouseWorld, wire: Wire) -> None:
    soon = world.clock.now() + timedelta(days=13)
    with pytest.raises(TooSoon):
        keys.follow(world.tenant_id, ANSWERS, SM2, soon, BY_TWO)
    assert wire.get(f"{URL}/key-next.pem").status == 404


def test_one_successor_at_a_time_and_one_of_a_change(keys: FileBankKeys, world: HouseWorld) -> None:
    line, at = (world.tenant_id, ANSWERS, SM2), world.clock.now() + DAYS
    found = keys.follow(*line, at, BY_TWO)
    assert keys.follow(*line, at, BY_TWO).id == found.id, "carried out twice, made once"
    other = replace(BY_TWO, change="K2")
    with pytest.raises(KeyWaits):
        keys.follow(*line, at + DAYS, other)
    world.clock.advance(DAYS)
    third = keys.follow(*line, at + DAYS, other)
    assert len({found.id, third.id, keys.of(world.tenant_id).id}) == 2


def test_a_plan_that_nobody_agreed_to_is_none(
    keys: FileBankKeys, house: House, world: HouseWorld
) -> None:
    """As earlier versions wrote it, waiting for a second person."""
    line, at = (world.tenant_id, ANSWERS, SM2), world.clock.now() + DAYS
    found = keys.follow(*line, at, BY_TWO)
    file = next((house.settings.data / "keys").glob("*.2.next"))
    plan = json.loads(file.read_bytes())
    file.write_text(
        json.dumps({name: plan[name] for name in ("key_id", "pem", "from_at", "prepared_by")})
    )
    again = bank_keys(house.settings, world.kernel)
    assert again.following(*line) is None
    assert again.follow(*line, at, BY_TWO).id != found.id
