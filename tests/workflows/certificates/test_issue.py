"""A certificate is asked for by one administrator, confirmed by another, and then signs payments."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from corporate.identity import enrolment
from kernel.certificates import request_for
from kernel.certificates.errors import SignatureWrong
from kernel.errors import Denied, NotFound
from kernel.operation import Verb
from tests.workflows.certificates.house import CertificateHouse, question
from tests.world import crypto
from workflows.approval.errors import LevelUnfillable, MakerMayNotApprove, NotEntitled
from workflows.certificates.errors import KeyInUse, OperatorUnknown
from workflows.certificates.life import CertificateState
from workflows.mandates.errors import OwnRights


def test_what_is_asked_for_counts_once_another_administrator_confirmed(
    house: CertificateHouse,
) -> None:
    key = crypto().generate_key()
    seen = house.request(key)
    assert house.world.count("certificate", "der IS NOT NULL") == 0
    said = {line.label_en: line.becomes_zh for line in seen.lines}
    assert said["Operator"] == "辰海 ERP（chenhai-erp）"
    assert said["Key fingerprint (SM3)"].replace(" ", "") == key.fingerprint()
    assert said["Issuer"] == house.listed().authority
    assert house.confirm(seen) == "succeeded"
    (made,) = [c for c in house.listed().certificates if c.issuer]
    assert (made.operator, made.key, made.state) == (
        "chenhai-erp",
        key.fingerprint(),
        CertificateState.ACTIVE,
    )
    assert "CN=chenhai-erp" in made.subject  # named by the bank, not by the request
    paid = house.erp(key, made.serial).pay()
    assert (paid.code, paid.value("Status")) == ("0000", "pending_approval")


def test_openssl_verifies_the_certificate_against_the_banks_authority(
    house: CertificateHouse, tmp_path: Path
) -> None:
    house.issued(crypto().generate_key())
    (made,) = [c for c in house.listed().certificates if c.issuer]
    (tmp_path / "c.pem").write_text(made.pem)
    found = house.app.test_client().get("/b/yungang/link/v1/ca.pem")
    (tmp_path / "ca.pem").write_bytes(found.data)
    done = subprocess.run(
        [  # noqa: S607 - wherever it is
            "openssl", "verify", "-x509_strict", "-attime",
            str(int(house.world.clock.now().timestamp())), "-vfyopt",
            "distid:1234567812345678", "-CAfile", str(tmp_path / "ca.pem"), str(tmp_path / "c.pem"),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_nobody_confirms_their_own_request_and_no_clerk_makes_one(house: CertificateHouse) -> None:
    seen = house.request(crypto().generate_key())
    with pytest.raises((MakerMayNotApprove, NotEntitled)):
        house.confirm(seen, by="周涛")
    with pytest.raises(Denied):
        house.confirm(seen, by="王磊")
    for clerk in ("李娜", "王磊", "孙悦"):
        with pytest.raises(Denied):
            house.request(crypto().generate_key(), by=clerk)
    assert house.world.count("certificate", "der IS NOT NULL") == 0


def test_nobody_gives_themselves_a_key(house: CertificateHouse) -> None:
    with pytest.raises(OwnRights):
        house.request(crypto().generate_key(), Operator="zhoutao")
    with pytest.raises(LevelUnfillable):  # the one who would confirm it is the one it is about
        house.request(crypto().generate_key(), Operator="maqian")
    assert house.world.count("certificate", "der IS NOT NULL") == 0


def test_a_rejected_request_issues_nothing(house: CertificateHouse) -> None:
    seen = house.request(crypto().generate_key())
    assert house.confirm(seen, action="reject") == "rejected"
    assert house.world.count("certificate", "der IS NOT NULL") == 0


def test_a_key_has_one_certificate(house: CertificateHouse) -> None:
    key = crypto().generate_key()
    house.issued(key)
    with pytest.raises(KeyInUse):
        house.request(key)
    with pytest.raises(KeyInUse):
        house.request(house.world.key_of("辰海"))


def test_only_this_enterprises_users_get_one(house: CertificateHouse) -> None:
    for stranger in ("hengrui-erp", "nobody"):
        with pytest.raises(OperatorUnknown):
            house.request(crypto().generate_key(), Operator=stranger)


def test_a_request_that_proves_nothing_is_refused_at_once(house: CertificateHouse) -> None:
    key, other = crypto().generate_key(), crypto().generate_key()
    der = bytearray(request_for(key, "erp"))
    at = der.index(key.public.point)
    der[at : at + 65] = other.public.point
    with pytest.raises(SignatureWrong):
        house.request(key, Document=bytes(der))
    assert house.world.count("mandate") == 0


def test_a_right_lost_meanwhile_issues_nothing(house: CertificateHouse) -> None:
    seen = house.request(crypto().generate_key())
    with house.world.owner() as uow:
        user = house.world.user("马倩").user_id
        enrolment.revoke(uow, user, "certificates.request")
    with pytest.raises(Denied):
        house.confirm(seen)
    assert house.world.count("certificate", "der IS NOT NULL") == 0


def test_each_enterprise_sees_its_own_alone(house: CertificateHouse) -> None:
    serial = house.issued(crypto().generate_key())
    with house.world.owner() as uow:
        hengrui = house.world.user("刘洋")
        for right in ("certificates.request", "audit.list"):
            enrolment.grant(
                uow, hengrui.enterprise_id, hengrui.user_id, right, (Verb.SEE, Verb.MAKE)
            )
    theirs = house.listed(by="刘洋").certificates
    assert [c.serial for c in theirs] == ["CERT-10002"]
    with pytest.raises(NotFound):
        house.ask("certificates.revoke", {"Serial": serial}, by="刘洋")
    assert question(house.erp(house.world.key_of("恒锐"), serial)).code == "D101"


def test_messages_are_kept_with_their_trace_and_code(house: CertificateHouse) -> None:
    key = crypto().generate_key()
    erp = house.erp(key, house.issued(key))
    good = question(erp, "203.0.113.9")
    refused = erp.pay(PayerAccount="3250612000181470")
    lines = {line.trace: line for line in house.messages().messages}
    assert lines[good.head("Trace")].code == "0000"
    assert lines[good.head("Trace")].address == "203.0.113.9"
    assert lines[refused.head("Trace")].code == refused.code != "0000"
    assert lines[refused.head("Trace")].operation == "payments.submit"
