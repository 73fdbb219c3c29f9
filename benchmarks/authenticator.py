"""A passkey in software (WebAuthn, ES256): what a phone's authenticator would answer, without a person."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

from corporate.identity import methods, people_keys
from corporate.identity.credentials import CredentialStatus
from corporate.identity.methods import Method, NewMethod
from corporate.identity.passkeys import ALGORITHMS, Registered, Site
from kernel.db import UnitOfWork
from kernel.world import World

_PRESENT_AND_VERIFIED = b"\x05"


@dataclass
class Authenticator:
    """One key for one site, counting its signatures."""

    site: Site
    key_id: bytes
    counter: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def register(self, uow: UnitOfWork, world: World, person_id: UUID) -> None:
        """Put its public half where registration would have put it."""
        method_id = world.ids.uuid7()
        active = CredentialStatus.ACTIVE
        methods.add(
            uow, world, NewMethod(method_id, person_id, Method.PASSKEY, "", active, "bench")
        )
        made = Registered(self.key_id, self._cose(), int(ALGORITHMS[0]), "", [], False, 0)  # noqa: FBT003
        people_keys.place(uow, method_id, made, self.site.rp_id)

    def answer(self, options: dict[str, Any]) -> str:
        """The JSON a browser would send for these request options."""
        self.counter += 1
        client = json.dumps({
            "type": "webauthn.get", "challenge": options["challenge"], "origin": self.site.origin,
            "crossOrigin": False,
        }).encode()  # fmt: skip
        rp_hash = hashlib.sha256(self.site.rp_id.encode()).digest()
        data = rp_hash + _PRESENT_AND_VERIFIED + self.counter.to_bytes(4, "big")
        signed = data + hashlib.sha256(client).digest()
        response = {
            "clientDataJSON": bytes_to_base64url(client),
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
        }
        name = bytes_to_base64url(self.key_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

    def _cose(self) -> bytes:
        """The public key as COSE writes it: {kty: EC2, alg: ES256, crv: P-256, x, y}."""
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        return bytes.fromhex("a5010203262001215820") + x + bytes.fromhex("225820") + y
