"""SM2 certificates: what we issue OpenSSL accepts, what OpenSSL issues we check, and every refusal."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kernel.certificates import (
    Certificate,
    Issuer,
    Request,
    RevocationList,
    Revoked,
    Terms,
    Trust,
    certify,
    check,
    request_for,
    revocation_list,
    self_signed,
)
from kernel.certificates.chain import check_authority
from kernel.certificates.errors import (
    AlreadyRevoked,
    DocumentMalformed,
    ExtensionUnknown,
    IssuerMayNot,
    IssuerUnknown,
    ListStale,
    NotValidNow,
    SignatureWrong,
    UsageWrong,
)
from kernel.certificates.issuing import name_of
from kernel.clock import FixedClock
from kernel.crypto import write_signer
from kernel.errors import YinqiError
from kernel.world import World
from tests.world import MONDAY, crypto, make_world

YEAR = timedelta(days=365)
ID = "distid:1234567812345678"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(FixedClock(MONDAY), "certificates", tmp_path)


@pytest.fixture
def root(world: World) -> Issuer:
    key = crypto().generate_key()
    terms = Terms(MONDAY, 20 * YEAR)
    return Issuer(self_signed(name_of("根 CA", "云港银行"), key, terms, world, path_length=1), key)


@pytest.fixture
def signer(root: Issuer, world: World) -> Certificate:
    return leaf(root, world)


def leaf(issuer: Issuer, world: World, at: datetime = MONDAY) -> Certificate:
    key = crypto().generate_key().public
    return certify(issuer, name_of("chenhai-erp", "上海辰海"), key, Terms(at, YEAR), world)


def below(issuer: Issuer, world: World, name: str, path_length: int | None = None) -> Issuer:
    key = crypto().generate_key()
    made = certify(
        issuer, name_of(name), key.public, Terms(MONDAY, YEAR), world,
        path_length=path_length, is_authority=True,
    )  # fmt: skip
    return Issuer(made, key)


def openssl(*words: str | Path, ok: bool = True) -> str:
    done = subprocess.run(
        ["openssl", *map(str, words)],  # noqa: S607 - wherever it is
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode == 0) == ok, done.stdout + done.stderr
    return done.stdout + done.stderr


def at_noon() -> str:
    return str(int((MONDAY + timedelta(hours=2)).timestamp()))


def test_openssl_accepts_our_chain_and_reads_what_we_wrote(
    root: Issuer, world: World, tmp_path: Path
) -> None:
    middle = below(root, world, "签发 CA", 0)
    for name, found in (("root", root.certificate), ("middle", middle.certificate), ("leaf", leaf(middle, world))):  # fmt: skip
        (tmp_path / f"{name}.pem").write_bytes(found.pem())
    # OpenSSL 3.0 hands the signer's id to the last certificate only: each step by itself, then.
    for issuer, issued in (("root", "middle"), ("middle", "leaf")):
        said = openssl(
            "verify", "-x509_strict", "-partial_chain", "-attime", at_noon(), "-vfyopt", ID,
            "-CAfile", tmp_path / f"{issuer}.pem", tmp_path / f"{issued}.pem",
        )  # fmt: skip
        assert said.strip().endswith(f"{issued}.pem: OK")
    text = openssl("x509", "-in", tmp_path / "leaf.pem", "-noout", "-text")
    assert "Signature Algorithm: SM2-with-SM3" in text
    assert "ASN1 OID: SM2" in text
    assert "Digital Signature, Non Repudiation" in text
    assert "TLS Web Client Authentication" in text


def test_openssl_verifies_our_revocation_list_and_reads_what_is_on_it(
    root: Issuer, signer: Certificate, tmp_path: Path
) -> None:
    made = revocation_list(
        root, 7, [Revoked(signer.serial, MONDAY)], Terms(MONDAY, timedelta(days=7)), crypto()
    )
    (tmp_path / "list.pem").write_bytes(made.x509.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "ca.pem").write_bytes(root.certificate.pem())
    # `openssl crl` of 3.0 cannot be told the signer's id; its digest command can.
    (tmp_path / "body").write_bytes(made.x509.tbs_certlist_bytes)
    (tmp_path / "signature").write_bytes(made.x509.signature)
    key = openssl("x509", "-in", tmp_path / "ca.pem", "-noout", "-pubkey")
    (tmp_path / "key.pem").write_text(key)
    words = ("dgst", "-sm3", "-sigopt", ID, "-verify", tmp_path / "key.pem", "-signature")
    assert "Verified OK" in openssl(*words, tmp_path / "signature", tmp_path / "body")
    (tmp_path / "body").write_bytes(made.x509.tbs_certlist_bytes + b"x")
    openssl(*words, tmp_path / "signature", tmp_path / "body", ok=False)
    text = openssl("crl", "-in", tmp_path / "list.pem", "-noout", "-text", "-crlnumber")
    assert signer.serial in text.replace(":", "")
    assert "crlNumber=0x07" in text
    assert made.signed_by(root.certificate)
    assert made.number == 7
    assert made.serials == {signer.serial}


def test_openssl_takes_an_empty_list(root: Issuer, tmp_path: Path) -> None:
    made = revocation_list(root, 1, (), Terms(MONDAY, timedelta(days=7)), crypto())
    (tmp_path / "list.der").write_bytes(made.der)
    assert "No Revoked Certificates" in openssl(
        "crl", "-inform", "DER", "-in", tmp_path / "list.der", "-noout", "-text"
    )


def test_openssl_verifies_our_request_and_we_verify_openssls(tmp_path: Path) -> None:
    key = crypto().generate_key()
    (tmp_path / "ours.der").write_bytes(request_for(key, "chenhai-erp"))
    said = openssl(
        "req", "-inform", "DER", "-in", tmp_path / "ours.der", "-verify", "-noout", "-vfyopt", ID
    )
    assert "verify OK" in said
    openssl("ecparam", "-name", "SM2", "-genkey", "-noout", "-out", tmp_path / "key.pem")
    openssl(
        "req", "-new", "-sm3", "-key", tmp_path / "key.pem", "-subj", "/CN=erp", "-sigopt", ID,
        "-addext", "subjectAltName=DNS:erp.example", "-out", tmp_path / "theirs.pem",
    )  # fmt: skip
    found = Request.read((tmp_path / "theirs.pem").read_bytes(), crypto())
    assert found.subject == "CN=erp"


def test_a_certificate_of_openssl_is_read_and_its_signature_checked(tmp_path: Path) -> None:
    openssl("ecparam", "-name", "SM2", "-genkey", "-noout", "-out", tmp_path / "key.pem")
    openssl(
        "req", "-new", "-x509", "-sm3", "-key", tmp_path / "key.pem", "-subj", "/CN=Outside CA",
        "-days", "3650", "-sigopt", ID, "-out", tmp_path / "ca.pem",
    )  # fmt: skip
    found = Certificate.read((tmp_path / "ca.pem").read_bytes(), crypto())
    assert found.subject == found.issuer == "CN=Outside CA"
    assert found.signed_by(found.key)
    check_authority(found, (), found.since)


def test_a_request_signed_by_another_key_proves_nothing() -> None:
    mine, other = crypto().generate_key(), crypto().generate_key()
    der = bytearray(request_for(mine, "erp"))
    at = der.index(mine.public.point)
    der[at : at + 65] = other.public.point
    with pytest.raises(SignatureWrong):
        Request.read(bytes(der), crypto())


def test_the_chain_ends_at_a_root_the_bank_trusts(root: Issuer, world: World) -> None:
    middle = below(root, world, "签发 CA", 0)
    found = leaf(middle, world)
    trusted = [Trust(root.certificate), Trust(middle.certificate)]
    assert check(found, trusted, MONDAY).certificate == middle.certificate
    for missing in trusted:
        with pytest.raises(IssuerUnknown):
            check(found, [t for t in trusted if t is not missing], MONDAY)


def test_a_root_of_the_same_name_with_another_key_is_a_stranger(
    root: Issuer, signer: Certificate, world: World
) -> None:
    key = crypto().generate_key()
    false = self_signed(root.certificate.x509.subject, key, Terms(MONDAY, YEAR), world)
    with pytest.raises(IssuerUnknown):
        check(signer, [Trust(false)], MONDAY)


@pytest.mark.parametrize("days", [-1, 366])
def test_outside_its_time_a_certificate_counts_for_nothing(
    root: Issuer, signer: Certificate, days: int
) -> None:
    with pytest.raises(NotValidNow):
        check(signer, [Trust(root.certificate)], MONDAY + timedelta(days=days))


def test_an_expired_root_carries_nobody(root: Issuer, world: World) -> None:
    late = MONDAY + 20 * YEAR
    with pytest.raises(NotValidNow):
        check(leaf(root, world, late), [Trust(root.certificate)], late + YEAR / 2)


def test_who_is_no_authority_issues_nothing(root: Issuer, world: World) -> None:
    key = crypto().generate_key()
    plain = certify(root, name_of("erp"), key.public, Terms(MONDAY, YEAR), world)
    false = leaf(Issuer(plain, key), world)
    with pytest.raises(IssuerMayNot):
        check(false, [Trust(root.certificate), Trust(plain)], MONDAY)


def test_the_path_is_no_longer_than_an_authority_allows(root: Issuer, world: World) -> None:
    first = below(root, world, "一级", 5)
    second = below(first, world, "二级", 5)
    found = leaf(second, world)
    trusted = [Trust(one.certificate) for one in (root, first, second)]
    with pytest.raises(IssuerMayNot):  # the root allows one authority below it
        check(found, trusted, MONDAY)
    check_authority(first.certificate, trusted[:1], MONDAY)
    with pytest.raises(IssuerMayNot):
        check_authority(second.certificate, trusted[:2], MONDAY)


def test_an_authoritys_own_certificate_signs_no_messages(root: Issuer, world: World) -> None:
    middle = below(root, world, "签发 CA")
    with pytest.raises(UsageWrong):
        check(middle.certificate, [Trust(root.certificate)], MONDAY)


def test_what_the_issuers_list_names_is_refused_and_a_stale_list_stops_all(
    root: Issuer, signer: Certificate
) -> None:
    terms = Terms(MONDAY, timedelta(days=7))
    named = revocation_list(root, 1, [Revoked(signer.serial, MONDAY)], terms, crypto())
    empty = revocation_list(root, 2, (), terms, crypto())
    with pytest.raises(AlreadyRevoked):
        check(signer, [Trust(root.certificate, named)], MONDAY)
    check(signer, [Trust(root.certificate, empty)], MONDAY)
    with pytest.raises(ListStale):
        check(signer, [Trust(root.certificate, empty)], MONDAY + timedelta(days=8))


def test_a_list_counts_only_from_its_own_issuer(root: Issuer, world: World) -> None:
    key = crypto().generate_key()
    name = root.certificate.x509.subject
    false = Issuer(self_signed(name, key, Terms(MONDAY, YEAR), world), key)
    made = revocation_list(false, 1, (), Terms(MONDAY, YEAR), crypto())
    assert made.signed_by(false.certificate)
    assert not made.signed_by(root.certificate)


def test_an_unknown_critical_extension_is_refused(tmp_path: Path, root: Issuer) -> None:
    (tmp_path / "ca.pem").write_bytes(root.certificate.pem())
    (tmp_path / "ca-key.pem").write_bytes(write_signer(root.key, None, crypto()))
    (tmp_path / "more.cnf").write_text("1.2.3.4 = critical,ASN1:UTF8String:strange\n")
    openssl("ecparam", "-name", "SM2", "-genkey", "-noout", "-out", tmp_path / "key.pem")
    openssl("req", "-new", "-sm3", "-key", tmp_path / "key.pem", "-subj", "/CN=erp", "-sigopt", ID, "-out", tmp_path / "r.pem")  # fmt: skip
    openssl(
        "x509", "-req", "-sm3", "-in", tmp_path / "r.pem", "-CA", tmp_path / "ca.pem", "-CAkey",
        tmp_path / "ca-key.pem", "-set_serial", "99", "-days", "400", "-extfile",
        tmp_path / "more.cnf", "-sigopt", ID, "-vfyopt", ID, "-out", tmp_path / "c.pem",
    )  # fmt: skip
    found = Certificate.read((tmp_path / "c.pem").read_bytes(), crypto())
    assert found.signed_by(root.key.public)
    with pytest.raises(ExtensionUnknown):
        check(found, [Trust(root.certificate)], found.since)


def foreign(curve: ec.EllipticCurve) -> x509.Certificate:
    key = ec.generate_private_key(curve)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "P-256")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, MONDAY, MONDAY + YEAR)
    return builder.sign(key, hashes.SHA256())


def test_another_curve_or_algorithm_is_refused(signer: Certificate) -> None:
    with pytest.raises(DocumentMalformed):
        Certificate.read(foreign(ec.SECP256R1()).public_bytes(serialization.Encoding.DER), crypto())
    other_algorithm = signer.der.replace(bytes.fromhex("2a811ccf55018375"), bytes.fromhex("2a811ccf55018376"))  # fmt: skip
    assert other_algorithm != signer.der
    with pytest.raises(DocumentMalformed):
        Certificate.read(other_algorithm, crypto())
    only_outside = signer.der[::-1].replace(bytes.fromhex("2a811ccf55018375")[::-1], bytes.fromhex("2a811ccf55018376")[::-1], 1)[::-1]  # fmt: skip
    with pytest.raises(DocumentMalformed):
        Certificate.read(only_outside, crypto())


def test_no_changed_or_cut_document_passes(root: Issuer, signer: Certificate) -> None:
    trusted = [Trust(root.certificate)]
    for place in range(0, len(signer.der), 7):
        changed = bytearray(signer.der)
        changed[place] ^= 1
        for data in (bytes(changed), signer.der[:place]):
            with pytest.raises(YinqiError):
                check(Certificate.read(data, crypto()), trusted, MONDAY)


@pytest.mark.parametrize("junk", [b"", b"x", b"-----BEGIN CERTIFICATE-----", b"\x30\x00" * 9, b"0" * 99_999])  # fmt: skip
def test_junk_is_malformed_whatever_it_is_read_as(junk: bytes) -> None:
    for read in (
        lambda: Certificate.read(junk, crypto()),
        lambda: Request.read(junk, crypto()),
        lambda: RevocationList.read(junk),
    ):
        with pytest.raises(DocumentMalformed):
            read()
