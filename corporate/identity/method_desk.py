"""A person's own methods (登录与安全): add, name, revoke. Each change is proven like a payment.

Whoever has a passkey proves with it that another may be added: a stolen password adds nothing.
Nothing here commits; a wrong proof is returned, so that its count is committed too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from corporate.identity import challenges, methods, passkeys, recovery, sessions, step_up, totp
from corporate.identity.challenges import Challenge
from corporate.identity.codes import Codes, Offered
from corporate.identity.credentials import CredentialStatus
from corporate.identity.errors import (
    MethodTaken,
    ProofRefused,
    SignatureRefused,
    TooManyMethods,
)
from corporate.identity.methods import Method, NewMethod
from corporate.identity.passkeys import Site
from corporate.identity.signing import METHODS_CHANGE, Signing, challenge_of
from corporate.identity.signing_rules import Combination
from corporate.identity.step_up import StepUpPort
from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.records import audit
from kernel.text import Text

_CREATE: Final = "create"
_VERSION: Final = "methods/1"
_NONCE_BYTES: Final = 32
_WHAT: Final = Text("该验证方式", "The method")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose methods they are."""

    person_id: UUID
    login: str
    name: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What an authenticator is to sign, and what the page needs to check it first."""

    options: dict[str, Any]
    statement: str
    nonce: str
    digest: str
    person: str
    text: str


class MethodDesk:
    """Methods of one bank's people."""

    def __init__(self, step_up_port: StepUpPort, codes: Codes) -> None:
        self._step_up = step_up_port
        self._codes = codes

    def ways(self, ctx: Context, person_id: UUID) -> tuple[Combination, ...]:
        """With which methods a change of methods may be proven."""
        return self._step_up.allowed(ctx, person_id, self._signing(ctx, "", ""))

    def ask_change(self, ctx: Context, owner: Owner, site: Site, what: str, target: str) -> Ask:
        """Ask for a passkey's signature under a change of methods."""
        return ask(
            ctx, owner.person_id, site, self._signing(ctx, what, target), _text(what, target)
        )

    def prove(
        self, ctx: Context, owner: Owner, proof: Mapping[str, object], what: str, target: str = ""
    ) -> ProofRefused | None:
        """Check the proof of a change; a wrong one is returned. Raises ProofMissing, TooManyAttempts."""
        try:
            self._step_up.prove(ctx, owner.person_id, proof, self._signing(ctx, what, target))
        except ProofRefused as refused:
            return refused
        return None

    def ask_passkey(self, ctx: Context, owner: Owner, site: Site) -> dict[str, Any]:
        """What the browser is asked to create; raises TooManyMethods."""
        self._check_room(ctx, owner)
        token = ctx.world.randomness.token_bytes(_NONCE_BYTES)
        asked = Challenge(token, _CREATE, owner.person_id, origin=site.origin)
        challenges.keep(ctx.uow, asked, ctx.now, limits.CHALLENGE_LIFE_S)
        known = passkeys.of_person(ctx.uow, owner.person_id, site.rp_id)
        person = (owner.person_id, owner.login, owner.name)
        return passkeys.creation_options(site, person, token, known)

    def add_passkey(self, ctx: Context, owner: Owner, site: Site, given: str, label: str) -> UUID:
        """Keep what the browser created; raises SignatureRefused, MethodTaken."""
        answer = passkeys.read_answer(given)
        asked = challenges.take(ctx.uow, answer.challenge, _CREATE, ctx.now) if answer else None
        if answer is None or asked is None or asked.person_id != owner.person_id:
            raise SignatureRefused
        made = passkeys.verify_creation(answer, asked, site)
        if made is None:
            raise SignatureRefused
        if passkeys.is_taken(ctx.uow, made.key_id):
            raise MethodTaken
        method_id = ctx.world.ids.uuid7()
        new = NewMethod(
            method_id, owner.person_id, Method.PASSKEY, "", CredentialStatus.ACTIVE, label, made.counter
        )  # fmt: skip
        methods.add(ctx.uow, ctx.world, new)
        recovery.end(ctx.uow, owner.person_id, ctx.now)
        passkeys.keep(ctx.uow, method_id, made, site.rp_id)
        detail = {"method": Method.PASSKEY.value, "synced": made.is_synced, "aaguid": made.aaguid}
        audit.write(ctx, "methods.add", "credential", method_id, detail)
        return method_id

    def offer_code(self, ctx: Context, owner: Owner) -> Offered:
        """A secret to be scanned, in place of one that was never confirmed."""
        self._check_room(ctx, owner)
        return self._codes.offer(ctx.uow, ctx.world, owner.person_id)

    def offered_code(self, ctx: Context, owner: Owner, issuer: str) -> tuple[str, str]:
        """The `otpauth` address and the spelled secret of what waits to be confirmed."""
        offered = self._codes.offered(ctx.uow, owner.person_id)
        if offered is None:
            raise NotFound(_WHAT)
        address = totp.address(offered.secret, issuer, owner.login)
        return address, totp.spelled(offered.secret)

    def confirm_code(self, ctx: Context, owner: Owner, typed: str, label: str) -> bool:
        """The offered code counts from now on; False for a code that is not of it."""
        found = self._codes.confirm(ctx.uow, owner.person_id, typed, ctx.now)
        if found is None:
            return False
        methods.rename(ctx.uow, owner.person_id, found, label)
        recovery.end(ctx.uow, owner.person_id, ctx.now)
        audit.write(ctx, "methods.add", "credential", found, {"method": Method.TOTP.value})
        return True

    def rename(self, ctx: Context, owner: Owner, method_id: UUID, label: str) -> None:
        """Call it something its owner knows again; raises NotFound."""
        if not methods.rename(ctx.uow, owner.person_id, method_id, label):
            raise NotFound(_WHAT)

    def revoke(self, ctx: Context, owner: Owner, method_id: UUID, session: bytes) -> None:
        """It counts no more, and whoever else is logged in as this person is not; raises NotFound."""
        if not methods.revoke(ctx.uow, owner.person_id, method_id, ctx.now):
            raise NotFound(_WHAT)
        sessions.end_others(ctx.uow, owner.person_id, session, ctx.now)
        challenges.void(ctx.uow, owner.person_id, ctx.now)
        audit.write(ctx, "methods.revoke", "credential", method_id)

    def _check_room(self, ctx: Context, owner: Owner) -> None:
        if len(methods.listed(ctx.uow, owner.person_id)) >= limits.METHODS_MAX:
            raise TooManyMethods(most=limits.METHODS_MAX)

    def _signing(self, ctx: Context, what: str, target: str) -> Signing:
        return Signing(METHODS_CHANGE, ctx.world.crypto.sm3(_text(what, target).encode()))


def ask(ctx: Context, person_id: UUID, site: Site, signing: Signing, text: str) -> Ask:
    """Ask a person's passkeys for a signature, once and soon."""
    nonce = ctx.world.randomness.token_bytes(_NONCE_BYTES)
    token = challenge_of(signing.statement, nonce, signing.digest, person_id)
    purpose = f"{step_up.SIGN}:{signing.statement}"
    asked = Challenge(token, purpose, person_id, nonce, signing.digest, site.origin)
    challenges.keep(ctx.uow, asked, ctx.now, limits.CHALLENGE_LIFE_S)
    known = passkeys.of_person(ctx.uow, person_id, site.rp_id)
    return Ask(
        options=passkeys.request_options(site, token, known),
        statement=signing.statement,
        nonce=nonce.hex(),
        digest=signing.digest.hex(),
        person=person_id.bytes.hex(),
        text=text,
    )


def _text(what: str, target: str) -> str:
    return f"版本: {_VERSION}\n操作: {what}\n对象: {target}"
