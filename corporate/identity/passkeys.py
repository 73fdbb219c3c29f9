"""Passkeys and security keys (通行密钥、安全密钥): registered and asked for a signature (WebAuthn level 2).

Everything expected comes from the row of the challenge: site, purpose, person, digest. User
verification is always required; what an authenticator says about itself (synced or not) is kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import webauthn
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from psycopg.types.json import Jsonb
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier as Algorithm
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from corporate.identity.challenges import Challenge
from kernel import limits
from kernel.db import UnitOfWork

ALGORITHMS: Final = (
    Algorithm.ECDSA_SHA_256,
    Algorithm.EDDSA,
    Algorithm.RSASSA_PKCS1_v1_5_SHA_256,
)
_MILLISECONDS: Final = 1000
_REFUSALS: Final = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError)

_KEYS: Final = """
SELECT k.credential_id, k.key_id, k.public_key, k.algorithm, k.rp_id, k.transports, c.person_id, c.counter
  FROM passkey k JOIN credential c ON c.tenant_id = k.tenant_id AND c.id = k.credential_id
  JOIN person p ON p.tenant_id = c.tenant_id AND p.id = c.person_id
 WHERE k.tenant_id = %s AND c.status = 'active' AND p.status = 'active'
"""
_OF_PERSON: Final = f"{_KEYS} AND c.person_id = %s AND k.rp_id = %s ORDER BY c.created_at LIMIT %s"
_BY_KEY: Final = f"{_KEYS} AND k.key_id = %s"
_TAKEN: Final = "SELECT true AS taken FROM passkey WHERE tenant_id = %s AND key_id = %s"
_ADD: Final = """
INSERT INTO passkey (tenant_id, credential_id, key_id, public_key, algorithm, rp_id, aaguid, transports, is_synced)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
# Authenticators that do not count say zero each time; all others must say more than before.
_COUNT: Final = """
UPDATE credential SET counter = %s, used_at = %s
 WHERE tenant_id = %s AND id = %s AND status = 'active' AND (counter < %s OR (counter = 0 AND %s = 0))
"""


@dataclass(frozen=True, slots=True)
class Site:
    """The relying party: a name, never an address, and the exact origin of its pages."""

    rp_id: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True)
class Passkey:
    """The public half, as it is kept."""

    credential_id: UUID
    key_id: bytes
    public_key: bytes
    algorithm: int
    rp_id: str
    transports: list[Any]
    person_id: UUID
    counter: int

    def spki(self) -> bytes:
        """The key in the form every verifier reads: SubjectPublicKeyInfo, DER."""
        key = decoded_public_key_to_cryptography(decode_credential_public_key(self.public_key))
        return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an authenticator answered, as far as it can be read without trusting it."""

    plain: dict[str, Any]
    challenge: bytes
    key_id: bytes
    user_handle: bytes

    def part(self, name: str) -> str:
        """A part of the response, base64url as it came."""
        return str(self.plain["response"].get(name, ""))


@dataclass(frozen=True, slots=True)
class Registered:
    """A new authenticator that proved itself."""

    key_id: bytes
    public_key: bytes
    algorithm: int
    aaguid: str
    transports: list[str]
    is_synced: bool
    counter: int


def creation_options(
    site: Site, person: tuple[UUID, str, str], challenge: bytes, known: list[Passkey]
) -> dict[str, Any]:
    """What the browser is asked to create; `person` is id, log-in name and name."""
    person_id, login, name = person
    options = webauthn.generate_registration_options(
        rp_id=site.rp_id,
        rp_name=site.name,
        user_id=person_id.bytes,
        user_name=login,
        user_display_name=name,
        challenge=challenge,
        timeout=limits.CHALLENGE_LIFE_S * _MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_descriptor(one) for one in known],
        supported_pub_key_algs=list(ALGORITHMS),
    )
    return _json(options)


def request_options(site: Site, challenge: bytes, known: list[Passkey]) -> dict[str, Any]:
    """What an authenticator is asked to sign; with none known, whichever the person chooses."""
    options = webauthn.generate_authentication_options(
        rp_id=site.rp_id,
        challenge=challenge,
        timeout=limits.CHALLENGE_LIFE_S * _MILLISECONDS,
        allow_credentials=[_descriptor(one) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _json(options)


def read_answer(given: str) -> Answer | None:
    """Take an answer apart; None for what is none. Nothing is verified yet."""
    if len(given) > limits.PASSKEY_JSON_CHARS_MAX:
        return None
    try:
        plain = json.loads(given)
        response = plain["response"]
        client = json.loads(base64url_to_bytes(response["clientDataJSON"]))
        return Answer(
            plain,
            base64url_to_bytes(client["challenge"]),
            base64url_to_bytes(plain["id"]),
            base64url_to_bytes(response.get("userHandle") or ""),
        )
    except (*_REFUSALS, RecursionError):
        return None


def verify_creation(answer: Answer, asked: Challenge, site: Site) -> Registered | None:
    """The new authenticator, or None when anything about its answer is wrong."""
    try:
        found = webauthn.verify_registration_response(
            credential=answer.plain,
            expected_challenge=asked.token,
            expected_rp_id=site.rp_id,
            expected_origin=asked.origin,
            require_user_verification=True,
            supported_pub_key_algs=list(ALGORITHMS),
        )
        algorithm = int(decode_credential_public_key(found.credential_public_key).alg)
    except _REFUSALS:
        return None
    if is_framed(answer):
        return None
    told = answer.plain["response"].get("transports")
    known = {member.value for member in AuthenticatorTransport}
    transports = [one for one in told if one in known] if isinstance(told, list) else []
    is_synced = found.credential_device_type.value == "multi_device"
    return Registered(
        found.credential_id, found.credential_public_key, algorithm, found.aaguid, transports,
        is_synced, found.sign_count,
    )  # fmt: skip


def verify_assertion(answer: Answer, asked: Challenge, key: Passkey) -> int | None:
    """The authenticator's new count, or None when anything is wrong but the count itself."""
    allowed = {int(one) for one in ALGORITHMS}
    if is_framed(answer) or key.algorithm not in allowed:
        return None
    if answer.user_handle not in {b"", key.person_id.bytes}:
        return None
    try:
        found = webauthn.verify_authentication_response(
            credential=answer.plain,
            expected_challenge=asked.token,
            expected_rp_id=key.rp_id,
            expected_origin=asked.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=0,  # compared by `count`, which also blocks
            require_user_verification=True,
        )
    except _REFUSALS:
        return None
    return found.new_sign_count


def is_framed(answer: Answer) -> bool:
    """Whether another site's page stood around ours when the person agreed."""
    client = json.loads(base64url_to_bytes(answer.part("clientDataJSON")))
    return client.get("crossOrigin") not in {None, False} or "topOrigin" in client


def count(uow: UnitOfWork, key: Passkey, told: int, now: datetime) -> bool:
    """Keep the new count; False for one that did not grow: there are two of this authenticator."""
    params = (told, now, uow.scope.bank(), key.credential_id, told, told)
    return uow.run(_COUNT, params) == 1


def of_person(uow: UnitOfWork, person_id: UUID, rp_id: str) -> list[Passkey]:
    """A person's passkeys that work at this site."""
    rows = uow.rows(_OF_PERSON, (uow.scope.bank(), person_id, rp_id, limits.METHODS_MAX))
    return [_passkey(row) for row in rows]


def by_key(uow: UnitOfWork, key_id: bytes) -> Passkey | None:
    """The passkey an authenticator names, if it counts now."""
    row = uow.row(_BY_KEY, (uow.scope.bank(), key_id))
    return _passkey(row) if row else None


def is_taken(uow: UnitOfWork, key_id: bytes) -> bool:
    """Whether anybody ever registered it here, revoked or not."""
    return uow.row(_TAKEN, (uow.scope.bank(), key_id)) is not None


def keep(uow: UnitOfWork, credential_id: UUID, new: Registered, rp_id: str) -> None:
    """Keep the public half beside its credential."""
    uow.run(
        _ADD,
        (
            uow.scope.bank(), credential_id, new.key_id, new.public_key, new.algorithm, rp_id,
            new.aaguid, Jsonb(new.transports), new.is_synced,
        ),
    )  # fmt: skip


def _passkey(row: dict[str, Any]) -> Passkey:
    plain = {"key_id": bytes(row["key_id"]), "public_key": bytes(row["public_key"])}
    return Passkey(**(row | plain))


def _descriptor(key: Passkey) -> PublicKeyCredentialDescriptor:
    transports = [AuthenticatorTransport(one) for one in key.transports] or None
    return PublicKeyCredentialDescriptor(id=key.key_id, transports=transports)


def _json(options: Any) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return plain


def encoded(raw: bytes) -> str:
    """Base64url without padding, as evidence is kept."""
    return bytes_to_base64url(raw)
