"""A passkey in software: answers like an authenticator, and can be told to answer wrongly."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

ORIGIN = "http://localhost:8080"
RP_ID = "localhost"
UP, UV, AT = 0x01, 0x04, 0x40


@dataclass
class SoftAuthenticator:
    """One ES256 key; every word of its answers can be changed."""

    key_id: bytes
    person: UUID | None = None
    origin: str = ORIGIN
    rp_id: str = RP_ID
    flags: int = UP | UV
    count: int = 0
    algorithm: int = -7
    more: dict[str, Any] = field(default_factory=dict)
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def create(self, options: dict[str, Any]) -> str:
        """What `navigator.credentials.create` would bring."""
        numbers = self.key.public_key().public_numbers()
        cose = {
            1: 2, 3: self.algorithm, -1: 1,
            -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big"),
        }  # fmt: skip
        length = len(self.key_id).to_bytes(2, "big")
        data = self._data(AT) + bytes(16) + length + self.key_id + encode_cbor(cose)
        attested = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer(
            {
                "clientDataJSON": bytes_to_base64url(client),
                "attestationObject": bytes_to_base64url(attested),
                "transports": ["internal"],
            }
        )

    def sign(self, options: dict[str, Any], *, bogus: bool = False) -> str:
        """What `navigator.credentials.get` would bring."""
        self.count += 1
        client = self._client("webauthn.get", options["challenge"])
        data = self._data(0)
        signed = data + hashlib.sha256(client).digest()
        signature = self.key.sign(signed + b"!" * bogus, ec.ECDSA(SHA256()))
        handle = self.person.bytes if self.person else b""
        return self._answer(
            {
                "clientDataJSON": bytes_to_base64url(client),
                "authenticatorData": bytes_to_base64url(data),
                "signature": bytes_to_base64url(signature),
                "userHandle": bytes_to_base64url(handle),
            }
        )

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said | self.more).encode()

    def _data(self, more_flags: int) -> bytes:
        site = hashlib.sha256(self.rp_id.encode()).digest()
        return site + bytes([self.flags | more_flags]) + self.count.to_bytes(4, "big")

    def _answer(self, response: dict[str, Any]) -> str:
        encoded = bytes_to_base64url(self.key_id)
        return json.dumps(
            {
                "id": encoded, "rawId": encoded, "type": "public-key",
                "response": response, "clientExtensionResults": {},
            }
        )  # fmt: skip


def challenge_in(answer: str) -> bytes:
    """The challenge an answer is about."""
    client = base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"])
    return base64url_to_bytes(json.loads(client)["challenge"])
