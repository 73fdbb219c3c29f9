"""What authenticators are asked, and what their answers are worth: to add a passkey, to log in, to sign.

One way of asking for customers' people and the bank's staff; whose keys and whose questions is told when it is made.
Each question is answered once and soon, and everything expected of the answer comes from what was kept of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from corporate.identity import passkeys
from corporate.identity.challenges import Challenge, Challenges
from corporate.identity.errors import MethodTaken, SignatureRefused
from corporate.identity.key_ring import KeyRing, Owner
from corporate.identity.passkeys import Answer, Passkey, Registered, Site, encoded
from corporate.identity.signing import Signing, challenge_of
from corporate.identity.step_up import Part
from kernel import limits
from kernel.context import Context
from kernel.db import UnitOfWork
from kernel.records import audit
from kernel.world import World

SIGN: Final = "sign"
"""The purpose of a challenge that is signed; the statement follows it."""

_CREATE: Final = "create"
_ENTER: Final = "login"
_NONCE_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Ask:
    """What an authenticator is to sign, and what the page needs to check it first."""

    options: dict[str, Any]
    statement: str
    nonce: str
    digest: str
    person: str
    text: str


class Ceremonies:
    """Asks the authenticators of one ring."""

    def __init__(self, ring: KeyRing, questions: Challenges) -> None:
        self._ring = ring
        self._questions = questions

    def ask_creation(self, ctx: Context, owner: Owner, site: Site) -> dict[str, Any]:
        """What the browser is asked to create."""
        token = ctx.world.randomness.token_bytes(_NONCE_BYTES)
        self._keep(
            ctx.uow, ctx.world, Challenge(token, _CREATE, owner.person_id, origin=site.origin)
        )
        known = self._ring.of_person(ctx.uow, owner.person_id, site.rp_id)
        person = (owner.person_id, owner.login, owner.name)
        return passkeys.creation_options(site, person, token, known)

    def created(self, ctx: Context, owner: Owner, site: Site, given: str) -> Registered:
        """What the browser created; raises SignatureRefused, MethodTaken."""
        answer, asked = self._taken(ctx, given, _CREATE)
        if answer is None or asked is None or asked.person_id != owner.person_id:
            raise SignatureRefused
        made = passkeys.verify_creation(answer, asked, site)
        if made is None:
            raise SignatureRefused
        if self._ring.is_taken(ctx.uow, made.key_id):
            raise MethodTaken
        return made

    def ask_entry(self, uow: UnitOfWork, world: World, site: Site) -> dict[str, Any]:
        """What any passkey of this site is asked to sign for a log-in."""
        token = world.randomness.token_bytes(_NONCE_BYTES)
        self._keep(uow, world, Challenge(token, _ENTER, origin=site.origin))
        return passkeys.request_options(site, token, [])

    def entered(self, ctx: Context, given: str) -> Passkey | None:
        """The passkey that answered for a log-in; it says whose it is, for nobody was named beforehand."""
        answer, asked = self._taken(ctx, given, _ENTER)
        key = self._verified(ctx, answer, asked) if answer and asked else None
        named = key is not None and answer is not None and answer.user_handle == key.person_id.bytes
        return key if named else None

    def ask(self, ctx: Context, person_id: UUID, site: Site, signing: Signing, text: str) -> Ask:
        """Ask a person's passkeys for a signature, once and soon."""
        nonce = ctx.world.randomness.token_bytes(_NONCE_BYTES)
        token = challenge_of(signing.statement, nonce, signing.digest, person_id)
        purpose = f"{SIGN}:{signing.statement}"
        asked = Challenge(token, purpose, person_id, nonce, signing.digest, site.origin)
        self._keep(ctx.uow, ctx.world, asked)
        known = self._ring.of_person(ctx.uow, person_id, site.rp_id)
        return Ask(
            options=passkeys.request_options(site, token, known),
            statement=signing.statement,
            nonce=nonce.hex(),
            digest=signing.digest.hex(),
            person=person_id.bytes.hex(),
            text=text,
        )

    def signed(self, ctx: Context, person_id: UUID, given: str, signing: Signing) -> Part | None:
        """Take the challenge, recompute it from the digest as it is now, verify, count."""
        answer, asked = self._taken(ctx, given, f"{SIGN}:{signing.statement}")
        if answer is None or asked is None or asked.person_id != person_id:
            return None
        if challenge_of(signing.statement, asked.nonce, signing.digest, person_id) != asked.token:
            return None
        key = self._verified(ctx, answer, asked)
        if key is None or key.person_id != person_id:
            return None
        return Part(key.credential_id, _signed(answer, asked, key))

    def _keep(self, uow: UnitOfWork, world: World, asked: Challenge) -> None:
        self._questions.keep(uow, asked, world.clock.now(), limits.CHALLENGE_LIFE_S)

    def _taken(
        self, ctx: Context, given: str, purpose: str
    ) -> tuple[Answer | None, Challenge | None]:
        """An answer, and the question it is about; the question is used up."""
        answer = passkeys.read_answer(given)
        if answer is None:
            return None, None
        return answer, self._questions.take(ctx.uow, answer.challenge, purpose, ctx.now)

    def _verified(self, ctx: Context, answer: Answer, asked: Challenge) -> Passkey | None:
        """The passkey that answered rightly; one whose count did not grow is blocked for good."""
        key = self._ring.by_key(ctx.uow, answer.key_id)
        told = passkeys.verify_assertion(answer, asked, key) if key else None
        if key is None or told is None:
            return None
        if not self._ring.count(ctx.uow, key, told, ctx.now):
            self._ring.block(ctx.uow, key, ctx.now)
            audit.write(ctx, "methods.block", "credential", key.credential_id, {"why": "counter"})
            return None
        return key


def _signed(answer: Answer, asked: Challenge, key: Passkey) -> dict[str, str]:
    return {
        "nonce": encoded(asked.nonce),
        "challenge": encoded(asked.token),
        "client_data_json": answer.part("clientDataJSON"),
        "authenticator_data": answer.part("authenticatorData"),
        "signature": answer.part("signature"),
        "algorithm": str(key.algorithm),
        "public_key": encoded(key.spki()),
    }
