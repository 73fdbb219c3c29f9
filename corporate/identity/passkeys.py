"""Passkeys and security keys (通行密钥、安全密钥): registered and asked for a signature (WebAuthn level 2).

Everything expected comes from the row of the challenge: site, purpose, person, digest. User
verification is always required; what an authenticator says about itself (synced or not) is kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import webauthn
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
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

ALGORITHMS: Final = (
    Algorithm.ECDSA_SHA_256,
    Algorithm.EDDSA,
    Algorithm.RSASSA_PKCS1_v1_5_SHA_256,
)
_MILLISECONDS: Final = 1000
_REFUSALS: Final = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError)


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


def kept(row: dict[str, Any]) -> Passkey:
    """A row of a ring."""
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
