"""An ERP with an RSA or ECDSA key, which it uses through another library than ours."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from tests.connectors.direct_link.erp import Erp, Reply

KINDS = ("rsa", "ecdsa")
_MADE: dict[str, Any] = {}


def key_of(kind: str) -> Any:
    """One key of a kind for all tests."""
    if kind not in _MADE:
        made = rsa.generate_private_key(65537, 2048) if kind == "rsa" else None
        _MADE[kind] = made or ec.generate_private_key(ec.SECP256R1())
    return _MADE[kind]


def public_pem(key: Any) -> str:
    pem: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode()


def signature_of(key: Any, message: bytes) -> bytes:
    found: bytes = key.sign(message, *_way_of(key))
    return found


def verified(pem: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a key of the bank's signed that."""
    key: Any = load_pem_public_key(pem)
    try:
        key.verify(signature, message, *_way_of(key))
    except InvalidSignature:
        return False
    return True


def _way_of(key: Any) -> tuple[Any, ...]:
    if isinstance(key, rsa.RSAPrivateKey | rsa.RSAPublicKey):
        return PKCS1v15(), hashes.SHA256()
    return (ec.ECDSA(hashes.SHA256()),)


@dataclass
class OtherErp(Erp):
    """The same ERP with another kind of key, which the bank has registered for its certificate."""

    other: Any = None

    @classmethod
    def of(cls, erp: Erp, kind: str) -> OtherErp:
        key = key_of(kind)
        with erp.world.owner() as uow:
            uow.run(
                "UPDATE certificate SET public_key = %s WHERE serial = %s",
                (public_pem(key), erp.certificate),
            )
        return cls(erp.world, erp.app, erp.key, other=key)

    def sign(self, message: bytes) -> str:
        return base64.b64encode(signature_of(self.other, message)).decode()


def bank_key(erp: Erp, name: str) -> bytes:
    """A key the bank publishes, as PEM."""
    found = erp.app.test_client().get(f"/b/{erp.bank}/link/v1/{name}.pem")
    assert found.status_code == 200, name
    return bytes(found.data)


def proves(reply: Reply, pem: bytes) -> bool:
    """Whether the bank's key signed the answer."""
    return verified(pem, reply.content, base64.b64decode(reply.headers["Yinqi-Signature"]))
