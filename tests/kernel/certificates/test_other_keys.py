"""Certificates with RSA and ECDSA keys: of an outside authority, and issued by the bank's own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from kernel.certificates import (
    Certificate,
    Issuer,
    Request,
    RevocationList,
    Terms,
    Trust,
    certify,
    check,
    request_for,
    self_signed,
)
from kernel.certificates.chain import check_authority
from kernel.certificates.errors import (
    AlreadyRevoked,
    DocumentMalformed,
    IssuerUnknown,
    SignatureWrong,
)
from kernel.certificates.issuing import name_of
from kernel.clock import FixedClock
from kernel.crypto import SignatureAlgorithm
from kernel.world import World
from tests.kernel.crypto.test_message_keys import key_of
from tests.world import MONDAY, crypto, make_world

YEAR = timedelta(days=365)
OTHERS = [SignatureAlgorithm.RSA_SHA256, SignatureAlgorithm.ECDSA_SHA256]
KINDS = pytest.mark.parametrize("algorithm", OTHERS)
_PLAIN: dict[SignatureAlgorithm, Any] = {}


def plain(algorithm: SignatureAlgorithm) -> Any:
    """A key of the library's own, made once."""
    make: dict[SignatureAlgorithm, Callable[[], Any]] = {
        SignatureAlgorithm.RSA_SHA256: lambda: rsa.generate_private_key(65537, 2048),
        SignatureAlgorithm.ECDSA_SHA256: lambda: ec.generate_private_key(ec.SECP256R1()),
    }
    if algorithm not in _PLAIN:
        _PLAIN[algorithm] = make[algorithm]()
    return _PLAIN[algorithm]


def made_by(key: Any, *, ca: bool, subject: str, of: Any = None, **how: Any) -> bytes:
    """A certificate as an outside authority makes it, with another library than ours."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name("Outside CA"))
        .public_key((of or key).public_key())
        .serial_number(0x51 if ca else 0x52)
        .not_valid_before(MONDAY - YEAR)
        .not_valid_after(MONDAY + YEAR)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    return builder.sign(key, how.pop("hash", hashes.SHA256()), **how).public_bytes(Encoding.PEM)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def read(pem: bytes) -> Certificate:
    return Certificate.read(pem, crypto())


def authority(algorithm: SignatureAlgorithm) -> Certificate:
    return read(made_by(plain(algorithm), ca=True, subject="Outside CA"))


@KINDS
def test_a_certificate_of_an_outside_authority_is_checked_with_its_algorithm(
    algorithm: SignatureAlgorithm,
) -> None:
    root = authority(algorithm)
    check_authority(root, (), MONDAY)
    for kind in OTHERS:
        leaf = read(made_by(plain(algorithm), ca=False, subject="erp", of=plain(kind)))
        assert leaf.key.algorithm is kind
        assert check(leaf, [Trust(root)], MONDAY).certificate == root
    false = read(
        made_by(ec.generate_private_key(ec.SECP256R1()), ca=False, subject="erp", of=plain(kind))
    )
    with pytest.raises(IssuerUnknown):
        check(false, [Trust(root)], MONDAY)


def test_weak_or_other_algorithms_are_refused() -> None:
    key = plain(SignatureAlgorithm.RSA_SHA256)
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    for how in ({"hash": hashes.SHA512()}, {"rsa_padding": pss}):
        with pytest.raises(DocumentMalformed):
            read(made_by(key, ca=False, subject="erp", **how))
    wide = ec.generate_private_key(ec.SECP384R1())
    with pytest.raises(DocumentMalformed):
        read(made_by(key, ca=False, subject="erp", of=wide))


@KINDS
def test_a_revocation_list_of_an_outside_authority_counts(algorithm: SignatureAlgorithm) -> None:
    root, key = authority(algorithm), plain(algorithm)
    gone = (
        x509.RevokedCertificateBuilder().serial_number(0x52).revocation_date(MONDAY - YEAR).build()
    )
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(_name("Outside CA"))
        .last_update(MONDAY - timedelta(days=1))
        .next_update(MONDAY + timedelta(days=1))
        .add_revoked_certificate(gone)
    )
    found = RevocationList.read(builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER))
    assert found.signed_by(root)
    other = next(one for one in OTHERS if one is not algorithm)
    assert not found.signed_by(authority(other))
    with pytest.raises(AlreadyRevoked):
        check(read(made_by(key, ca=False, subject="erp")), [Trust(root, found)], MONDAY)


@KINDS
def test_our_authority_issues_for_such_keys_and_openssl_reads_it(
    algorithm: SignatureAlgorithm, tmp_path: Path
) -> None:
    world: World = make_world(FixedClock(MONDAY), "other keys", tmp_path)
    own = crypto().generate_key()
    root = Issuer(self_signed(name_of("CA"), own, Terms(MONDAY, 20 * YEAR), world), own)
    request = Request.read(request_for(key_of(algorithm), "erp"), crypto())
    assert request.key == key_of(algorithm).public
    made = certify(root, name_of("erp"), request.key, Terms(MONDAY, YEAR), world)
    assert check(made, [Trust(root.certificate)], MONDAY).certificate == root.certificate
    (tmp_path / "leaf.pem").write_bytes(made.pem())
    said = subprocess.run(
        ["openssl", "x509", "-in", tmp_path / "leaf.pem", "-noout", "-text"],  # noqa: S607 - wherever it is
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "Signature Algorithm: SM2-with-SM3" in said
    assert ("rsaEncryption" if algorithm is OTHERS[0] else "prime256v1") in said


@KINDS
def test_openssl_accepts_our_request_and_we_accept_its(
    algorithm: SignatureAlgorithm, tmp_path: Path
) -> None:
    (tmp_path / "ours.der").write_bytes(request_for(key_of(algorithm), "erp"))
    new = ("rsa:2048",) if algorithm is OTHERS[0] else ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    for words in (
        ("req", "-inform", "DER", "-in", "ours.der", "-noout", "-verify"),
        ("req", "-new", "-newkey", *new, "-nodes", "-keyout", "key.pem", "-subj", "/CN=erp", "-out", "its.pem"),
    ):  # fmt: skip
        subprocess.run(["openssl", *words], cwd=tmp_path, capture_output=True, check=True)  # noqa: S607 - wherever it is
    its = (tmp_path / "its.pem").read_bytes()
    assert Request.read(its, crypto()).key.algorithm is algorithm
    der = bytearray(request_for(key_of(algorithm), "erp"))
    der[-1] ^= 1
    with pytest.raises(SignatureWrong):
        Request.read(bytes(der), crypto())
