"""The life of a certificate after its issue: renewed, revoked, listed, ended; outside authorities."""

from __future__ import annotations

import base64
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from corporate import authority_desk
from jobs import house as jobs
from kernel import limits
from kernel.certificates import (
    Certificate,
    Issuer,
    RevocationList,
    Revoked,
    Terms,
    certify,
    request_for,
    revocation_list,
    self_signed,
)
from kernel.certificates.errors import AlreadyRevoked, IssuerUnknown, ListStale, NotValidNow
from kernel.certificates.issuing import name_of
from kernel.context import Actor, Context
from kernel.crypto import PrivateKey
from kernel.operation import Door
from tests.connectors.direct_link.erp import Erp, Reply
from tests.workflows.certificates.house import CertificateHouse, question
from tests.world import crypto
from workflows.approval.errors import ContentChanged
from workflows.certificates.errors import RevokedAlready

YEAR = timedelta(days=365)


def renew(erp: Erp, key: PrivateKey) -> Reply:
    request = base64.b64encode(request_for(key, "erp")).decode()
    return erp.call("certificates.renew", "RenewCertificate", Request=request)


def test_a_revoked_certificate_is_refused_at_the_next_message(house: CertificateHouse) -> None:
    key = crypto().generate_key()
    serial = house.issued(key)
    erp = house.erp(key, serial)
    assert question(erp).code == "0000"
    seen = house.ask("certificates.revoke", {"Serial": serial, "Reason": "密钥丢失"})
    assert question(erp).code == "0000"  # nobody has confirmed it yet
    assert house.confirm(seen) == "succeeded"
    refused = erp.pay()
    assert (refused.status, refused.code) == (403, "D103")
    assert house.world.count("payment") == 0
    with pytest.raises(RevokedAlready):
        house.ask("certificates.revoke", {"Serial": serial})


def test_the_revoked_stand_on_a_list_that_openssl_verifies(
    house: CertificateHouse, tmp_path: Path
) -> None:
    first, second = (house.issued(crypto().generate_key()) for _ in range(2))
    http = house.app.test_client()
    assert http.get("/b/yungang/link/v1/crl.der").status_code == 404
    publish = house.worker.certificates.publish
    assert house.as_worker()(publish) == 1
    assert house.as_worker()(publish) == 0  # nothing new to say
    house.confirm(house.ask("certificates.revoke", {"Serial": first}))
    assert house.as_worker()(publish) == 1
    found = RevocationList.read(http.get("/b/yungang/link/v1/crl.der").data)
    assert (found.number, sorted(found.serials)) == (2, [first])
    assert second not in found.serials
    ca = Certificate.read(http.get("/b/yungang/link/v1/ca.pem").data, crypto())
    (tmp_path / "ca.key").write_bytes(ca.key.spki_pem())
    (tmp_path / "body").write_bytes(found.x509.tbs_certlist_bytes)
    (tmp_path / "signature").write_bytes(found.x509.signature)
    done = subprocess.run(
        [  # noqa: S607 - wherever it is
            "openssl", "dgst", "-sm3", "-sigopt", "distid:1234567812345678", "-verify",
            str(tmp_path / "ca.key"), "-signature", str(tmp_path / "signature"), str(tmp_path / "body"),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Verified OK" in done.stdout
    house.world.advance(days=3)
    assert house.as_worker()(publish) == 1  # the last one runs out soon
    assert RevocationList.read(http.get("/b/yungang/link/v1/crl.der").data).number == 3


def test_the_other_bank_has_an_authority_of_its_own(house: CertificateHouse) -> None:
    http = house.app.test_client()
    here, there = (http.get(f"/b/{b}/link/v1/ca.pem").data for b in ("yungang", "jianghai"))
    assert Certificate.read(here, crypto()).key != Certificate.read(there, crypto()).key
    assert http.get("/b/nowhere/link/v1/ca.pem").status_code == 404


def test_an_erp_renews_with_its_old_key_and_both_count_for_a_while(
    house: CertificateHouse,
) -> None:
    old, new = crypto().generate_key(), crypto().generate_key()
    serial = house.issued(old)
    erp = house.erp(old, serial)
    made = renew(erp, new)
    assert made.code == "0000"
    assert made.value("OldSerial") == serial
    again = renew(erp, new)
    assert again.value("Serial") == made.value("Serial")
    assert again.value("Duplicate") == "true"
    successor = house.erp(new, made.value("Serial"))
    assert question(successor).code == "0000"
    assert question(erp).code == "0000"
    house.world.advance(days=limits.CERTIFICATE_GRACE_DAYS)
    assert question(erp).code == "D102"
    assert question(successor).code == "0000"


def test_a_renewed_key_has_one_successor_and_a_new_key_is_new(house: CertificateHouse) -> None:
    old = crypto().generate_key()
    erp = house.erp(old, house.issued(old))
    assert renew(erp, old).reason == "certificate.key_in_use"
    assert renew(erp, house.world.key_of("辰海")).reason == "certificate.key_in_use"
    assert renew(erp, crypto().generate_key()).code == "0000"
    assert renew(erp, crypto().generate_key()).reason == "certificate.renewed_already"
    assert erp.call("certificates.renew", "RenewCertificate", Request="AAAA").code == "I601"


def test_who_had_a_bare_key_renews_into_a_certificate(house: CertificateHouse) -> None:
    new = crypto().generate_key()
    made = renew(house.erp(house.world.key_of("辰海"), "CERT-10001"), new)
    assert question(house.erp(new, made.value("Serial"))).code == "0000"


def test_revoking_a_certificate_takes_what_was_renewed_from_it_along(
    house: CertificateHouse,
) -> None:
    old, new = crypto().generate_key(), crypto().generate_key()
    serial = house.issued(old)
    made = renew(house.erp(old, serial), new).value("Serial")
    seen = house.ask("certificates.revoke", {"Serial": serial})
    assert len(seen.lines) == 2
    house.confirm(seen)
    assert question(house.erp(new, made)).code == "D103"
    assert question(house.erp(old, serial)).code == "D103"


def test_a_renewal_meanwhile_voids_the_revocation_that_did_not_name_it(
    house: CertificateHouse,
) -> None:
    old, new = crypto().generate_key(), crypto().generate_key()
    serial = house.issued(old)
    seen = house.ask("certificates.revoke", {"Serial": serial})
    renew(house.erp(old, serial), new)
    with pytest.raises(ContentChanged):
        house.confirm(seen)
    assert question(house.erp(old, serial)).code == "0000"


def told(house: CertificateHouse) -> list[str]:
    jobs.run_until_idle(house.worker)
    with house.world.job() as ctx:
        rows = ctx.uow.rows(
            "SELECT text ->> 'zh' AS said FROM notice WHERE kind LIKE 'certificate_%%' ORDER BY id"
        )
    return [row["said"] for row in rows]


def test_administrators_are_told_30_7_and_1_days_before_the_end(house: CertificateHouse) -> None:
    serial = house.issued(crypto().generate_key())
    run, tell = house.as_worker(), house.worker.certificates.tell_ending
    end = next(c.not_after for c in house.listed().certificates if c.serial == serial)
    assert run(tell) == 0
    counts = []
    for left in (31, 30, 29, 8, 7, 6, 1):
        house.world.clock.set(end - timedelta(days=left))
        counts.append(run(tell))
    assert counts == [2, 1, 0, 2, 1, 0, 1]  # the bank's two bare keys end three days earlier
    assert told(house).count(f"直联证书 {serial} 即将到期，请及时换新") == 6  # thrice, to both


def outside(house: CertificateHouse) -> Issuer:
    key = crypto().generate_key()
    terms = Terms(house.world.clock.now(), 10 * YEAR)
    return Issuer(self_signed(name_of("外部根 CA"), key, terms, house.world.kernel), key)


def signed(house: CertificateHouse, issuer: Issuer, key: PrivateKey) -> Certificate:
    terms = Terms(house.world.clock.now(), YEAR)
    return certify(issuer, name_of("chenhai"), key.public, terms, house.world.kernel)


def at_the_desk(house: CertificateHouse, act: Any, document: Any) -> Any:
    world = house.world
    with world.owner() as uow:
        actor = Actor(world.tenant_id, Door.SYSTEM, "柜面")
        return act(Context(world.kernel, uow, actor, world.clock.now()), document)


def test_a_certificate_of_an_outside_authority_counts_once_the_bank_trusts_it(
    house: CertificateHouse,
) -> None:
    issuer, key = outside(house), crypto().generate_key()
    found = signed(house, issuer, key)
    with pytest.raises(IssuerUnknown):
        house.request(key, Document=found.pem())
    at_the_desk(house, authority_desk.trust, issuer.certificate.pem())
    assert house.confirm(house.request(key, Document=found.pem())) == "succeeded"
    erp = house.erp(key, found.serial)
    assert question(erp).code == "0000"
    assert renew(erp, crypto().generate_key()).reason == "certificate.not_ours"
    by = issuer.certificate.fingerprint(crypto())
    at_the_desk(house, authority_desk.withdraw, by)
    assert question(erp).code == "D103"


def test_an_outside_authoritys_list_revokes_and_must_be_newer_and_its_own(
    house: CertificateHouse,
) -> None:
    issuer, key = outside(house), crypto().generate_key()
    found = signed(house, issuer, key)
    at_the_desk(house, authority_desk.trust, issuer.certificate.der)
    house.confirm(house.request(key, Document=found.pem()))
    erp, now = house.erp(key, found.serial), house.world.clock.now()
    terms = Terms(now, timedelta(days=7))
    named = [Revoked(found.serial, now)]
    forged = Issuer(issuer.certificate, crypto().generate_key())
    with pytest.raises(IssuerUnknown):
        at_the_desk(
            house, authority_desk.take_list, revocation_list(forged, 5, named, terms, crypto()).der
        )
    assert question(erp).code == "0000"
    made = revocation_list(issuer, 5, named, terms, crypto())
    taken = at_the_desk(house, authority_desk.take_list, made.der)
    assert (taken.number, taken.revoked) == (5, 1)
    assert question(erp).code == "D103"
    with pytest.raises(ListStale):
        at_the_desk(
            house, authority_desk.take_list, revocation_list(issuer, 4, (), terms, crypto()).der
        )
    other = crypto().generate_key()
    also = signed(house, issuer, other)
    newer = revocation_list(issuer, 6, [*named, Revoked(also.serial, now)], terms, crypto())
    at_the_desk(house, authority_desk.take_list, newer.der)
    with pytest.raises(AlreadyRevoked):
        house.request(other, Document=also.pem())


def test_an_expired_authority_is_not_trusted(house: CertificateHouse) -> None:
    issuer = outside(house)
    house.world.advance(days=3660)
    with pytest.raises(NotValidNow):
        at_the_desk(house, authority_desk.trust, issuer.certificate.der)
