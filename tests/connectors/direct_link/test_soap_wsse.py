"""WS-Security as zeep and libxmlsec write it: what a stack signs by itself is taken, and what it signed is what counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree
from zeep import Client
from zeep.exceptions import Fault
from zeep.wsse import utils
from zeep.wsse.signature import BinarySignature

from tests.connectors.direct_link.erp import Erp, payment
from tests.connectors.direct_link.other_keys import OtherErp
from tests.connectors.direct_link.test_soap_clients import WSDL, Signing
from tests.world import HouseWorld

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"


class Signed(BinarySignature):
    """Zeep's own signature over the body and a time stamp; a test may spoil what was signed."""

    def __init__(self, files: tuple[str, str], now: datetime, spoil: Callable[[Any], None]) -> None:
        method, digest = xmlsec.constants.TransformRsaSha256, xmlsec.constants.TransformSha256
        super().__init__(*files, signature_method=method, digest_method=digest)  # type: ignore[no-untyped-call]
        self._now, self._spoil = now.astimezone(UTC), spoil

    def apply(self, envelope: Any, headers: Any) -> Any:
        times = [self._now, self._now + timedelta(minutes=5)]
        stamp = utils.WSU.Timestamp(
            utils.WSU.Created(times[0].strftime("%Y-%m-%dT%H:%M:%SZ")),
            utils.WSU.Expires(times[1].strftime("%Y-%m-%dT%H:%M:%SZ")),
        )
        utils.get_security_header(envelope).append(stamp)
        made = super().apply(envelope, headers)  # type: ignore[no-untyped-call]
        self._spoil(envelope)
        return made

    def verify(self, envelope: Any) -> Any:
        """The bank signs the bytes of its answer, beside them: test_soap."""
        return envelope


class Plain(Signing):
    """Sends what zeep writes, with nothing beside it."""

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> Any:
        return self.sent(address, message, headers)


@pytest.fixture
def files(erp: Erp, tmp_path: Path) -> tuple[str, str]:
    """A key of RSA the bank knows, and a certificate of its owner's own making."""
    key = OtherErp.of(erp, "rsa").other
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "chenhai-erp")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2028, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    paths = tmp_path / "key.pem", tmp_path / "certificate.pem"
    paths[0].write_bytes(pem)
    paths[1].write_bytes(certificate.public_bytes(Encoding.PEM))
    return str(paths[0]), str(paths[1])


def service(erp: Erp, files: tuple[str, str], spoil: Callable[[Any], None]) -> Any:
    signed = Signed(files, erp.world.clock.now(), spoil)
    return Client(WSDL, transport=Plain(erp), wsse=signed).service


def test_what_zeep_signs_is_paid(erp: Erp, world: HouseWorld, files: tuple[str, str]) -> None:
    told = service(erp, files, lambda _: None)
    made = told.PaymentsSubmit(Head=erp.head("payments.submit"), Body=payment())
    assert (made.Head.Code, made.Body.Amount) == ("0000", "1286.40")
    assert world.count("payment") == 1


def _another_amount(envelope: Any) -> None:
    (amount,) = (one for one in envelope.iter() if etree.QName(one).localname == "Amount")
    amount.text = "9999.00"


def _another_body(envelope: Any) -> None:
    """The signed body moved away, a copy with another amount in its place."""
    body = envelope.find(f"{SOAP}Body")
    copy = etree.fromstring(etree.tostring(body))
    envelope.replace(body, copy)
    utils.get_security_header(envelope).append(body)
    for one in copy.iter():
        if etree.QName(one).localname == "Amount":
            one.text = "9999.00"


def _no_stamp(envelope: Any) -> None:
    security = utils.get_security_header(envelope)
    (stamp,) = (one for one in security if etree.QName(one).localname == "Timestamp")
    security.remove(stamp)


@pytest.mark.parametrize("spoil", [_another_amount, _another_body, _no_stamp])
def test_what_was_changed_after_it_signed_is_refused(
    erp: Erp, world: HouseWorld, files: tuple[str, str], spoil: Callable[[Any], None]
) -> None:
    told = service(erp, files, spoil)
    with pytest.raises(Fault) as caught:
        told.PaymentsSubmit(Head=erp.head("payments.submit"), Body=payment())
    assert caught.value.message.startswith("I001 ")
    assert world.count("payment") == 0
