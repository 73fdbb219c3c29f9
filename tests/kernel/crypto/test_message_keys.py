"""RSA and ECDSA beside SM2: OpenSSL agrees both ways, weak keys and other paddings are refused."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kernel.crypto import (
    MessageSigner,
    SignatureAlgorithm,
    make_signer,
    read_signer,
    read_verifier,
    rightly_signed,
    signed,
    write_signer,
)
from kernel.crypto.errors import KeyMalformed, PassphraseWrong
from tests.world import crypto

MESSAGE = "转账 1,286.40".encode()
_MADE: dict[SignatureAlgorithm, MessageSigner] = {}


def key_of(algorithm: SignatureAlgorithm) -> MessageSigner:
    """One key of a kind for all tests: RSA keys are slow to make."""
    return _MADE.setdefault(algorithm, make_signer(algorithm, crypto()))


def openssl(folder: Path, *words: str) -> bool:
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, check=False)  # noqa: S607 - wherever it is
    return done.returncode == 0


@pytest.mark.parametrize(
    "algorithm", [SignatureAlgorithm.RSA_SHA256, SignatureAlgorithm.ECDSA_SHA256]
)
def test_plain_openssl_verifies_ours_and_we_verify_its(
    algorithm: SignatureAlgorithm, tmp_path: Path
) -> None:
    key = key_of(algorithm)
    files = {
        "key.pem": write_signer(key, None, crypto()),
        "public.pem": key.public.spki_pem(),
        "message": MESSAGE,
        "ours": signed(key, MESSAGE),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    verify = ("dgst", "-sha256", "-verify", "public.pem", "-signature")
    assert openssl(tmp_path, *verify, "ours", "message")
    assert openssl(tmp_path, "dgst", "-sha256", "-sign", "key.pem", "-out", "its", "message")
    its = (tmp_path / "its").read_bytes()
    assert rightly_signed(key.public, MESSAGE, its)
    assert not rightly_signed(key.public, MESSAGE + b".", its)
    for broken in (its[:-1], its + b"\x00", b"", bytes([its[0] ^ 1]) + its[1:]):
        assert not rightly_signed(key.public, MESSAGE, broken)


@pytest.mark.parametrize("algorithm", SignatureAlgorithm)
@pytest.mark.parametrize("words", [None, "口令 8 字节以上".encode()])
def test_a_key_comes_back_from_its_file_by_what_is_in_it(
    algorithm: SignatureAlgorithm, words: bytes | None
) -> None:
    key = key_of(algorithm)
    pem = write_signer(key, words, crypto())
    again = read_signer(pem, words, crypto())
    assert again.public.algorithm is algorithm
    assert again.public.fingerprint() == key.public.fingerprint()
    assert read_verifier(key.public.spki_pem(), crypto()) == key.public
    if words:
        with pytest.raises((PassphraseWrong, KeyMalformed)):
            read_signer(pem, b"wrong", crypto())


def test_one_kind_never_verifies_for_another() -> None:
    for one in SignatureAlgorithm:
        for other in SignatureAlgorithm:
            verdict = rightly_signed(key_of(other).public, MESSAGE, signed(key_of(one), MESSAGE))
            assert verdict == (one is other)


def test_pss_is_not_taken_for_pkcs1() -> None:
    plain = rsa.generate_private_key(65537, 2048)
    verifier = read_verifier(
        plain.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), crypto()
    )
    usual = plain.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256())
    pss = plain.sign(MESSAGE, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    older = plain.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA512())
    assert rightly_signed(verifier, MESSAGE, usual)
    assert not rightly_signed(verifier, MESSAGE, pss)
    assert not rightly_signed(verifier, MESSAGE, older)


@pytest.mark.parametrize("kind", ["short", "exponent", "curve", "edwards", "nonsense"])
def test_a_key_that_is_weak_or_of_another_kind_is_refused(kind: str) -> None:
    keys: dict[str, Callable[[], Any]] = {
        "short": lambda: rsa.generate_private_key(65537, 1024).public_key(),  # noqa: S505 - to be refused
        "exponent": lambda: rsa.generate_private_key(3, 2048).public_key(),
        "curve": lambda: ec.generate_private_key(ec.SECP384R1()).public_key(),
        "edwards": lambda: ed25519.Ed25519PrivateKey.generate().public_key(),
    }
    pem = b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
    if kind in keys:
        pem = keys[kind]().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(KeyMalformed):
        read_verifier(pem, crypto())


def test_a_private_key_is_neither_shown_nor_copied() -> None:
    for algorithm in SignatureAlgorithm:
        key = key_of(algorithm)
        assert len(repr(key)) < 80
        with pytest.raises(TypeError):
            key.__reduce__()
