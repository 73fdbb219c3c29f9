"""WS-Security: the signature inside the message, and nothing obeyed that it does not cover."""

from __future__ import annotations

import base64
import copy
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from connectors.direct_link.soap.security import SECURITY
from tests.connectors.direct_link.erp import Erp, Q, payment, written
from tests.connectors.direct_link.footprint import nothing_left
from tests.connectors.direct_link.other_keys import key_of, public_pem, signature_of
from tests.connectors.direct_link.soap_erp import SOAP_11, SOAP_12, SoapErp, SoapReply
from tests.world import HouseWorld, crypto

OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-"
WSSE, WSU = f"{{{OASIS}secext-1.0.xsd}}", f"{{{OASIS}utility-1.0.xsd}}"
DS, C14N = "{http://www.w3.org/2000/09/xmldsig#}", "http://www.w3.org/2001/10/xml-exc-c14n#"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
METHODS = {
    "rsa": f"{MORE}rsa-sha256",
    "ecdsa": f"{MORE}ecdsa-sha256",
    "sm2": "urn:yinqi:xmldsig:sm2-sm3",
}
DIGESTS = {"sha256": "http://www.w3.org/2001/04/xmlenc#sha256", "sm3": "urn:yinqi:xmldsig:sm3"}
Sign = Callable[[bytes], bytes]


def canonical(element: Any, prefixes: list[str] | None = None) -> bytes:
    made = etree.tostring(element, method="c14n", exclusive=True, inclusive_ns_prefixes=prefixes)
    assert isinstance(made, bytes)
    return made


def add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    made = etree.SubElement(parent, name, attributes)
    made.text = text or None
    return made


class Signer:
    """Puts a Security header into an envelope, as WSS4J and others do."""

    def __init__(self, soap: SoapErp, kind: str = "sm2", digest: str = "sha256") -> None:
        self.soap, self.kind, self.digest = soap, kind, digest
        self.parts: tuple[str, ...] = ("body", "time")
        self.prefixes: list[str] | None = None
        self.expires = timedelta(minutes=5)
        self.created = timedelta(0)

    def sign(self, message: bytes) -> bytes:
        """The raw halves, as XML signatures have them; RSA as it is."""
        if self.kind == "rsa":
            return signature_of(key_of("rsa"), message)
        if self.kind == "ecdsa":
            der = signature_of(key_of("ecdsa"), message)
        else:
            der = crypto().sign(self.soap.erp.key, message)
        return b"".join(half.to_bytes(32) for half in decode_dss_signature(der))

    def signed(self, root: Any) -> bytes:
        root = etree.fromstring(written(root))  # lxml keeps prefixes only that it parsed once
        version = self.soap.version
        body = root.find(f"{{{version}}}Body")
        body.set(f"{WSU}Id", "body")
        header = etree.Element(f"{{{version}}}Header")
        root.insert(0, header)
        security = add(header, SECURITY, **{f"{{{version}}}mustUnderstand": "1"})
        stamp, now = (
            add(security, f"{WSU}Timestamp", **{f"{WSU}Id": "time"}),
            self.soap.erp.world.clock.now(),
        )
        add(stamp, f"{WSU}Created", (now + self.created).isoformat())
        add(stamp, f"{WSU}Expires", (now + self.created + self.expires).isoformat())
        add(security, f"{WSSE}BinarySecurityToken", "bm90IGxvb2tlZCBhdA==", **{f"{WSU}Id": "token"})
        signature = add(security, f"{DS}Signature")
        info = add(signature, f"{DS}SignedInfo")
        add(info, f"{DS}CanonicalizationMethod", Algorithm=C14N)
        add(info, f"{DS}SignatureMethod", Algorithm=METHODS[self.kind])
        for part in self.parts:
            self._refer(info, part, {"body": body, "time": stamp}[part])
        value = base64.b64encode(self.sign(canonical(info))).decode()
        add(signature, f"{DS}SignatureValue", value)
        add(add(signature, f"{DS}KeyInfo"), f"{WSSE}SecurityTokenReference")
        return written(root)

    def _refer(self, info: Any, name: str, part: Any) -> None:
        reference = add(info, f"{DS}Reference", URI=f"#{name}")
        transform = add(add(reference, f"{DS}Transforms"), f"{DS}Transform", Algorithm=C14N)
        if self.prefixes:
            add(transform, f"{{{C14N}}}InclusiveNamespaces", PrefixList=" ".join(self.prefixes))
        add(reference, f"{DS}DigestMethod", Algorithm=DIGESTS[self.digest])
        digest = hashlib.new(self.digest, canonical(part, self.prefixes)).digest()
        add(reference, f"{DS}DigestValue", base64.b64encode(digest).decode())

    def payment(self, **changed: Any) -> bytes:
        values = payment(**changed)
        return self.signed(self.soap.tree("payments.submit", "PaymentsSubmit", values))

    def post(self, message: bytes) -> SoapReply:
        return self.soap.post(message, signature="")


@pytest.fixture
def soap(erp: Erp) -> SoapErp:
    return SoapErp(erp)


@pytest.fixture
def signer(soap: SoapErp) -> Signer:
    return Signer(soap)


def register(world: HouseWorld, pem: str) -> None:
    """Put another key in the place of 辰海's own."""
    with world.owner() as uow:
        uow.run("UPDATE certificate SET public_key = %s WHERE serial = 'CERT-10001'", (pem,))


@pytest.mark.parametrize("version", [SOAP_11, SOAP_12])
@pytest.mark.parametrize("digest", ["sha256", "sm3"])
def test_a_signature_inside_counts_as_one_beside_it(
    erp: Erp, world: HouseWorld, version: str, digest: str
) -> None:
    signer = Signer(SoapErp(erp, version), digest=digest)
    reply = signer.post(signer.payment(ClientSerial="WSS-1"))
    assert (reply.status, reply.code) == (200, "0000")
    assert "Yinqi-Signature" in reply.headers
    assert world.count("payment") == 1


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_rsa_and_ecdsa_keys_sign_inside_too(soap: SoapErp, world: HouseWorld, kind: str) -> None:
    register(world, public_pem(key_of(kind)))
    signer = Signer(soap, kind)
    signer.prefixes = ["s", "y"]
    assert signer.post(signer.payment()).code == "0000"
    changed = signer.payment(ClientSerial="OTHER").replace(b"1286.40", b"9286.40")
    assert signer.post(changed).code == "I001"
    assert world.count("payment") == 1


def test_the_same_message_again_is_a_replay(signer: Signer, world: HouseWorld) -> None:
    message = signer.payment()
    assert signer.post(message).code == "0000"
    assert signer.post(message).code == "C101"
    assert world.count("payment") == 1


def test_another_s_key_is_nobody_s_whatever_the_message_says_of_it(
    erp: Erp, hengrui: Erp, world: HouseWorld
) -> None:
    stranger = Signer(SoapErp(erp))
    stranger.sign = Signer(SoapErp(hengrui)).sign  # type: ignore[method-assign]  # signs with that key
    with nothing_left(world.db, nonces=0):
        assert stranger.post(stranger.payment()).code == "D101"


def test_another_algorithm_than_the_key_s_is_refused(signer: Signer, world: HouseWorld) -> None:
    message = signer.payment()
    for other in (METHODS["rsa"], METHODS["ecdsa"], "http://www.w3.org/2000/09/xmldsig#rsa-sha1"):
        with nothing_left(world.db, nonces=0):
            reply = signer.post(message.replace(METHODS["sm2"].encode(), other.encode()))
        assert reply.code in {"D101", "I001"}


@pytest.mark.parametrize("parts", [("body",), ("time",), ()])
def test_body_and_timestamp_are_both_signed(
    signer: Signer, world: HouseWorld, parts: tuple[str, ...]
) -> None:
    signer.parts = parts
    with nothing_left(world.db, nonces=0):
        assert signer.post(signer.payment()).code == "I001"


@pytest.mark.parametrize(
    ("created", "expires"), [(-400, 900), (400, 900), (-100, 99)], ids=["old", "early", "expired"]
)
def test_an_old_an_early_and_an_expired_timestamp_are_refused(
    signer: Signer, world: HouseWorld, created: int, expires: int
) -> None:
    signer.created, signer.expires = timedelta(seconds=created), timedelta(seconds=expires)
    with nothing_left(world.db, nonces=0):
        assert signer.post(signer.payment()).code == "D104"


def _evil(root: Any) -> Any:
    """A body that asks for another amount."""
    body = copy.deepcopy(root[1])
    body.find(f".//{Q}Amount").text = "999999.00"
    return body


def _beside(root: Any) -> None:
    """The signed body goes into a header; another one, without an id, takes its place."""
    evil = _evil(root)
    del evil.attrib[f"{WSU}Id"]
    add(root[0], "{urn:x}Wrapper").append(root[1])
    root.append(evil)


def _same_id(root: Any) -> None:
    """The same, with the signed one's id."""
    evil = _evil(root)
    add(root[0], "{urn:x}Wrapper").append(root[1])
    root.append(evil)


def _inside(root: Any) -> None:
    """The signed body stands inside the other one."""
    signed, evil = root[1], _evil(root)
    root.remove(signed)
    evil.set(f"{WSU}Id", "other")
    evil[0].append(signed)
    root.append(evil)


def _two_bodies(root: Any) -> None:
    root.insert(1, _evil(root))


def _two_headers(root: Any) -> None:
    root[0].append(copy.deepcopy(root[0][0]))


def _in_the_signature(root: Any) -> None:
    """The signed body hides in an Object of the signature."""
    evil = _evil(root)
    add(root.find(f".//{DS}Signature"), f"{DS}Object").append(root[1])
    root.append(evil)


def _time_outside_security(root: Any) -> None:
    """The signed timestamp is moved; a fresh one stands in its place."""
    security = root[0][0]
    fresh = copy.deepcopy(security[0])
    fresh.set(f"{WSU}Id", "fresh")
    root[0].append(security[0])
    security.insert(0, fresh)


def _token_with_the_id(root: Any) -> None:
    root.find(f".//{WSSE}BinarySecurityToken").set(f"{WSU}Id", "body")


def _other_transform(root: Any) -> None:
    for each in root.iter(f"{DS}Transform"):
        each.set("Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116")


def _whole_document(root: Any) -> None:
    next(root.iter(f"{DS}Reference")).set("URI", "")


def _pointer(root: Any) -> None:
    next(root.iter(f"{DS}Reference")).set("URI", "#xpointer(/)")


def _no_digest(root: Any) -> None:
    next(root.iter(f"{DS}DigestMethod")).set("Algorithm", "http://www.w3.org/2000/09/xmldsig#sha1")


def _not_base64(root: Any) -> None:
    next(root.iter(f"{DS}SignatureValue")).text = "***"


def _short_value(root: Any) -> None:
    next(root.iter(f"{DS}SignatureValue")).text = "AAAA"


def _encrypted(root: Any) -> None:
    add(root[0][0], "{http://www.w3.org/2001/04/xmlenc#}EncryptedKey")


def _no_signature(root: Any) -> None:
    root[0][0].remove(root.find(f".//{DS}Signature"))


@pytest.mark.parametrize(
    "change",
    [_beside, _same_id, _inside, _two_bodies, _two_headers, _in_the_signature, _time_outside_security,
     _token_with_the_id, _other_transform, _whole_document, _pointer, _no_digest, _not_base64,
     _short_value, _encrypted, _no_signature],
)  # fmt: skip
def test_a_wrapped_moved_or_bent_message_is_refused_and_leaves_nothing(
    signer: Signer, world: HouseWorld, change: Callable[[Any], None]
) -> None:
    root = etree.fromstring(signer.payment())
    change(root)
    with nothing_left(world.db, nonces=0):
        reply = signer.post(written(root))
    assert reply.status == 500
    assert reply.code in {"I001", "D101"}


def test_without_any_signature_it_is_said_that_one_is_missing(soap: SoapErp) -> None:
    message = soap.request("payments.submit", "PaymentsSubmit", payment())
    assert soap.post(message, signature="").code == "I002"
