"""A certificate is bound to an enterprise and a user, and its state is read at every request."""

from __future__ import annotations

from datetime import timedelta

import pytest

from corporate.identity import PersonStatus, PublicKeys, certificates, enrolment
from corporate.identity.certificates import Certificate
from corporate.identity.enrolment import NewCertificate
from kernel.crypto import rightly_signed
from kernel.crypto.errors import KeyMalformed
from kernel.operation import Door
from kernel.tenancy import Scope
from tests.world import HouseWorld


def find(world: HouseWorld, serial: str = "CERT-10001") -> Certificate | None:
    with world.db.app.begin(Scope(world.tenant_id)) as uow:
        return certificates.find(uow, serial)


def found(world: HouseWorld) -> Certificate:
    certificate = find(world)
    assert certificate is not None
    return certificate


def test_a_certificate_says_for_whom_it_acts(world: HouseWorld) -> None:
    user = world.user("辰海 ERP")
    actor = found(world).actor(world.tenant_id, address="203.0.113.9")
    assert (actor.user_id, actor.person_id, actor.enterprise_id) == (
        user.user_id, user.person_id, user.enterprise_id,
    )  # fmt: skip
    assert (actor.door, actor.credential, actor.address) == (
        Door.DIRECT_LINK, "CERT-10001", "203.0.113.9",
    )  # fmt: skip
    assert found(world).enterprise_number == "10001"


def test_it_counts_from_its_first_day_to_its_last(world: HouseWorld) -> None:
    certificate = found(world)
    assert certificate.usable(world.clock.now())
    assert not certificate.usable(certificate.not_before - timedelta(seconds=1))
    assert certificate.usable(certificate.not_after - timedelta(seconds=1))
    assert not certificate.usable(certificate.not_after)


@pytest.mark.parametrize("how", ["revoked", "user", "person"])
def test_what_was_taken_away_counts_on_the_next_request(world: HouseWorld, how: str) -> None:
    user = world.user("辰海 ERP")
    with world.owner() as uow:
        if how == "revoked":
            enrolment.revoke_certificate(uow, "CERT-10001")
        elif how == "user":
            enrolment.set_user_status(uow, user.user_id, PersonStatus.SUSPENDED)
        else:
            enrolment.set_person_status(uow, user.person_id, PersonStatus.SUSPENDED)
    assert not found(world).usable(world.clock.now())


def test_a_serial_of_another_bank_is_unknown(world: HouseWorld) -> None:
    assert find(world, "CERT-20001") is None
    assert find(world, "CERT-10001'--") is None
    with world.db.app.begin(Scope(world.other_tenant_id)) as uow:
        theirs = certificates.find(uow, "CERT-10001")
    assert theirs is not None
    assert theirs.public_key != found(world).public_key
    assert theirs.enterprise_id == world.enterprise("越洋").id


def test_the_key_verifies_what_its_private_half_signed(world: HouseWorld) -> None:
    keys = PublicKeys(world.kernel.crypto)
    public = keys.load(found(world).public_key)
    signature = world.kernel.crypto.sign(world.key_of("辰海"), b"message")
    assert rightly_signed(public, b"message", signature)
    assert not rightly_signed(public, b"massage", signature)
    assert keys.load(found(world).public_key) is public, "loaded once"


def test_a_key_that_is_none_is_not_registered(world: HouseWorld) -> None:
    user = world.user("辰海 ERP")
    now = world.clock.now()
    for pem in ("", "not a key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"):
        new = NewCertificate("X", user.enterprise_id, user.user_id, pem, now, now)
        with pytest.raises(KeyMalformed), world.owner() as uow:
            enrolment.register_certificate(uow, world.kernel.crypto, new)
    assert find(world, "X") is None


def test_a_certificate_of_one_enterprise_for_a_user_of_another_is_unknown(
    world: HouseWorld,
) -> None:
    pem = world.kernel.crypto.generate_key().public.spki_pem().decode()
    now = world.clock.now()
    with world.owner() as uow:
        crossed = NewCertificate(
            "CROSS", world.enterprise("恒锐").id, world.user("李娜").user_id, pem, now, now
        )
        enrolment.register_certificate(uow, world.kernel.crypto, crossed)
    assert find(world, "CROSS") is None


def test_only_so_many_keys_are_kept(world: HouseWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kernel.limits.PUBLIC_KEYS_KEPT_MAX", 2)
    keys = PublicKeys(world.kernel.crypto)
    pems = [world.kernel.crypto.generate_key().public.spki_pem().decode() for _ in range(3)]
    loaded = [keys.load(pem) for pem in pems]
    assert keys.load(pems[2]) is loaded[2]
    assert keys.load(pems[0]) is not loaded[0]
