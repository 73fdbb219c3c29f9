"""Keys come and go as PEM files that other programs read, and nothing half right is taken."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier
from hypothesis import given

from kernel.crypto import CryptoProvider, key_encoding
from kernel.crypto.curve import N
from kernel.crypto.errors import KeyMalformed
from kernel.crypto.key_encoding import (
    decode_private_key,
    decode_public_key,
    encode_private_key,
    encode_public_key,
    read_private_key_pem,
    read_public_key_pem,
)
from tests.kernel.crypto import vectors
from tests.kernel.crypto.openssl_cli import OpenSsl

CURVE_OPTION = ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2")
GENERATOR_OFF_BY_ONE = vectors.POINT[:-1] + bytes([vectors.POINT[-1] ^ 1])


def test_a_new_key_is_read_by_the_command_line(provider: CryptoProvider, openssl: OpenSsl) -> None:
    key = provider.generate_key()
    private = openssl.put("private.pem", provider.write_private_key(key, None))
    assert openssl.must("pkey", "-in", private, "-pubout") == key.public.spki_pem()
    assert b"Key is valid" in openssl.run("pkey", "-in", private, "-check", "-noout").stdout


def test_a_key_of_the_command_line_is_read(provider: CryptoProvider, openssl: OpenSsl) -> None:
    pem = openssl.must("genpkey", *CURVE_OPTION)
    key = provider.read_private_key(pem)
    public_pem = openssl.must("pkey", "-in", openssl.put("private.pem", pem), "-pubout")
    assert provider.read_public_key(public_pem) == key.public
    assert provider.write_private_key(key, None) == pem


def test_windows_line_ends_and_blank_lines_around_are_no_matter(provider: CryptoProvider) -> None:
    key = provider.generate_key()
    pem = b"\r\n" + provider.write_private_key(key, None).replace(b"\n", b"\r\n") + b"\n \n"
    assert provider.read_private_key(pem).public == key.public


@pytest.mark.parametrize(
    "scalar",
    [b"", b"\x01", bytes(32), bytes(31) + b"\x01\x00", (N - 1).to_bytes(32, "big"), b"\xff" * 32],
)
def test_a_scalar_out_of_range_is_refused(provider: CryptoProvider, scalar: bytes) -> None:
    with pytest.raises(KeyMalformed):
        provider.load_private_key(scalar)


def test_the_largest_scalar_signs(provider: CryptoProvider) -> None:
    key = provider.load_private_key((N - 2).to_bytes(32, "big"))
    assert provider.verify(key.public, b"x", provider.sign(key, b"x"))


@pytest.mark.parametrize(
    "point",
    [
        b"",
        b"\x00",
        vectors.POINT[1:],
        vectors.POINT + b"\x00",
        b"\x03" + vectors.POINT[1:33],
        b"\x06" + vectors.POINT[1:],
        GENERATOR_OFF_BY_ONE,
        b"\x04" + bytes(64),
        b"\x04" + b"\xff" * 64,
    ],
)
def test_a_point_that_is_none_is_refused(provider: CryptoProvider, point: bytes) -> None:
    with pytest.raises(KeyMalformed):
        provider.load_public_key(point)


def test_a_public_half_of_another_key_is_refused(
    provider: CryptoProvider, openssl: OpenSsl
) -> None:
    stranger = provider.generate_key().public.point
    pem = openssl.must(
        "pkcs8", "-topk8", "-nocrypt", "-inform", "DER",
        "-in", openssl.put("mixed.der", encode_private_key(vectors.SCALAR, stranger)),
    )  # fmt: skip
    with pytest.raises(KeyMalformed):
        provider.read_private_key(pem)


@pytest.mark.parametrize("algorithm", ["P-256", "RSA"])
def test_keys_of_other_algorithms_are_refused(
    provider: CryptoProvider, openssl: OpenSsl, algorithm: str
) -> None:
    curve = ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    pem = openssl.must("genpkey", *(curve if algorithm == "P-256" else ("-algorithm", "RSA")))
    public = openssl.must("pkey", "-in", openssl.put("key.pem", pem), "-pubout")
    with pytest.raises(KeyMalformed):
        provider.read_private_key(pem)
    with pytest.raises(KeyMalformed):
        provider.read_public_key(public)


SPKI = encode_public_key(vectors.POINT)
PKCS8 = encode_private_key(vectors.SCALAR, vectors.POINT)


@pytest.mark.parametrize("der", [b"", SPKI[:-1], SPKI + b"\x00", b"\x31" + SPKI[1:], PKCS8])
def test_other_bytes_are_no_public_key(der: bytes) -> None:
    with pytest.raises(KeyMalformed):
        decode_public_key(der)


@pytest.mark.parametrize(
    "der",
    [
        b"",
        SPKI,
        PKCS8[:-1],
        PKCS8 + b"\x00",
        PKCS8.replace(b"\x02\x01\x00", b"\x02\x01\x01", 1),
        PKCS8.replace(b"\x02\x01\x01\x04\x20", b"\x02\x01\x02\x04\x20"),
        PKCS8.replace(bytes.fromhex("2a8648ce3d0201"), bytes.fromhex("2a8648ce3d0202")),
    ],
    ids=["empty", "public", "truncated", "trailing", "version", "inner version", "algorithm"],
)
def test_other_bytes_are_no_private_key(der: bytes) -> None:
    with pytest.raises(KeyMalformed):
        decode_private_key(der)


@pytest.mark.parametrize(("curve", "taken"), [("1.2.156.10197.1.301", True), ("1.2.3", False)])
def test_a_curve_named_twice_must_be_the_same(curve: str, *, taken: bool) -> None:
    maker = key_encoding
    inner = maker._EcPrivateKey(
        version=1, scalar=vectors.SCALAR, curve=ObjectIdentifier(curve), point=None
    )
    algorithm = maker._Algorithm(algorithm=maker._EC_PUBLIC_KEY, curve=maker._SM2)
    der = asn1.encode_der(
        maker._PrivateKeyInfo(version=0, algorithm=algorithm, key=asn1.encode_der(inner))
    )
    if taken:
        assert decode_private_key(der) == (vectors.SCALAR, None)
    else:
        with pytest.raises(KeyMalformed):
            decode_private_key(der)


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
        b"-----BEGIN PUBLIC KEY-----\nAAA\n-----END PUBLIC KEY-----",
        b"-----BEGIN PUBLIC KEY-----\n\xe5\xaf\x86\n-----END PUBLIC KEY-----",
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        b"Bag Attributes\n-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        b"-----BEGIN PUBLIC KEY-----\n" + b"A" * 9000 + b"\n-----END PUBLIC KEY-----",
    ],
)
def test_a_text_that_is_no_key_file_is_refused(pem: bytes) -> None:
    for reader in (read_public_key_pem, lambda text: read_private_key_pem(text, b"secret")):
        with pytest.raises(KeyMalformed):
            reader(pem)


@given(st.binary(max_size=200))
def test_no_bytes_make_reading_fail_in_another_way(data: bytes) -> None:
    for reader in (decode_public_key, decode_private_key, read_public_key_pem):
        with pytest.raises(KeyMalformed):
            reader(data)
