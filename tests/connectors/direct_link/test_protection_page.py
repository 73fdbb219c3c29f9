"""The page about protection, tried literally: its vectors, its commands, its numbers."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_der_private_key

from connectors.direct_link.pace import USUAL
from kernel import limits
from kernel.assets import ROOT
from kernel.crypto import read_signer, rightly_signed, sm3_hex, verifier_of
from kernel.crypto.sealed_message import unseal
from kernel.ids import SystemRandomness
from tests.connectors.direct_link import sealer
from tests.connectors.direct_link.test_manual import example as example_of_the_manual
from tests.world import crypto

FOLDER = ROOT / "docs" / "direct-link"
PAGE = (FOLDER / "protection.md").read_text(encoding="utf-8")
VECTORS: dict[str, Any] = json.loads((FOLDER / "vectors.json").read_text(encoding="utf-8"))
MESSAGE = VECTORS["message"].encode()
EACH = pytest.mark.parametrize("vector", VECTORS["keys"], ids=lambda v: str(v["algorithm"]))


def read(vector: dict[str, str], name: str) -> bytes:
    return base64.b64decode(vector[name])


def pem_of(vector: dict[str, str]) -> bytes:
    text = vector["private_pkcs8"].encode()
    return b"-----BEGIN PRIVATE KEY-----\n" + text + b"\n-----END PRIVATE KEY-----\n"


@EACH
def test_each_vector_is_signed_with_the_algorithm_of_its_key(vector: dict[str, str]) -> None:
    key = verifier_of(read(vector, "public_spki"), crypto())
    assert key.algorithm == vector["algorithm"]
    assert sm3_hex(key.spki_der()) == vector["fingerprint_sm3"]
    assert rightly_signed(key, MESSAGE, read(vector, "signature"))
    assert not rightly_signed(key, MESSAGE + b"\n", read(vector, "signature"))
    assert VECTORS["message"] == example_of_the_manual("request")


@EACH
def test_each_vector_opens_with_our_code_and_with_an_integrators(vector: dict[str, str]) -> None:
    inside = len(read(vector, "signature")).to_bytes(2) + read(vector, "signature") + MESSAGE
    signer = read_signer(pem_of(vector), None, crypto())
    sealed = read(vector, "sealed")
    assert unseal(signer, sealed, crypto(), SystemRandomness()) == inside
    private: Any
    if vector["algorithm"] == "sm2-sm3":
        private = crypto().read_private_key(pem_of(vector)).scalar_bytes()
    else:
        private = load_der_private_key(read(vector, "private_pkcs8"), None)
    assert sealer.unseal(private, sealed) == (read(vector, "signature"), MESSAGE)
    assert sealed[:4] == b"YQS1"
    assert sealed[4:12].hex() == vector["fingerprint_sm3"][:16]


def test_its_commands_make_keys_and_signatures_that_are_taken(tmp_path: Path) -> None:
    assert shutil.which("openssl")
    found = re.search(r"<!-- example: keys -->\n```sh\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    (tmp_path / "request.xml").write_bytes(MESSAGE)
    for lines, kind in zip(found[1].split("\n\n"), ("rsa", "ecdsa"), strict=True):
        subprocess.run(["sh", "-ec", lines], cwd=tmp_path, check=True, capture_output=True)  # noqa: S607 - wherever it is
        key = read_signer((tmp_path / f"erp-{kind}.pem").read_bytes(), None, crypto()).public
        signature = base64.b64decode((tmp_path / "request.sig").read_bytes(), validate=True)
        assert key.algorithm.family == kind
        assert rightly_signed(key, MESSAGE, signature)


def test_its_numbers_are_the_ones_that_count() -> None:
    found = re.search(r"<!-- limits -->\n(.*?)<!-- end -->", PAGE, re.DOTALL)
    assert found is not None
    rows = [[cell.strip() for cell in line.split("|")[1:4]] for line in found[1].splitlines()[2:]]
    assert [int(row[1]) for row in rows] == [
        USUAL.per_minute, USUAL.burst, USUAL.at_once, limits.XML_BYTES_MAX,
        limits.LINK_BODY_BYTES_MAX, limits.LINK_HEAD_BYTES_MAX,
    ]  # fmt: skip
    assert str(limits.ISO_TRANSACTIONS_MAX) in rows[4][2]
    assert limits.LINK_PLACE_WAIT_S == 1
