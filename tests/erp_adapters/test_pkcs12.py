"""A key in a `.p12` that OpenSSL made is the same key."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from erp_adapters.client.keys import load_key, make_key
from erp_adapters.client.pkcs12 import is_pkcs12, key_of_pkcs12
from kernel.crypto.errors import KeyMalformed, PassphraseWrong
from kernel.ids import SystemRandomness
from tests.world import crypto


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SM2 key as PEM and, with a certificate beside it, as PKCS#12."""
    made = tmp_path_factory.mktemp("p12")
    make_key(made / "key.pem", crypto(), SystemRandomness(), None)
    run = [
        "openssl",
        "req",
        "-x509",
        "-new",
        "-key",
        "key.pem",
        "-sm3",
        "-subj",
        "/CN=erp",
        "-out",
        "cert.pem",
    ]
    subprocess.run(run, cwd=made, check=True, capture_output=True)
    export = [
        "openssl",
        "pkcs12",
        "-export",
        "-inkey",
        "key.pem",
        "-in",
        "cert.pem",
        "-passout",
        "pass:open sesame",
        "-out",
        "key.p12",
    ]
    subprocess.run(export, cwd=made, check=True, capture_output=True)
    (made / "key.p12").chmod(0o600)
    return made


def test_the_key_in_a_p12_is_the_same_key(folder: Path) -> None:
    plain = load_key(folder / "key.pem", crypto(), None)
    taken = load_key(folder / "key.p12", crypto(), b"open sesame")
    assert taken.fingerprint() == plain.fingerprint()


def test_a_wrong_pass_phrase_opens_no_p12(folder: Path) -> None:
    for words in (b"wrong", None):
        with pytest.raises(PassphraseWrong):
            load_key(folder / "key.p12", crypto(), words)


def test_a_p12_without_a_key_or_cut_off_is_refused(folder: Path) -> None:
    whole = (folder / "key.p12").read_bytes()
    assert is_pkcs12(whole)
    assert not is_pkcs12((folder / "key.pem").read_bytes())
    for broken in (whole[:40], b"\x30\x80" + whole[2:], b"\x30\x03\x02\x01\x00", b"\x30" * 70_000):
        with pytest.raises(KeyMalformed):
            key_of_pkcs12(broken)
