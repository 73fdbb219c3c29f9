"""The fresh proof an operation asks for (签名): a port, and its first method, the password again.

The proof is made over a digest, and the evidence says so; whoever uses it compares that digest with
the row as it is now. Methods that sign (passkey, USB key) take the same port.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol
from uuid import UUID

from corporate.identity import credentials, throttle
from corporate.identity.errors import ProofRefused
from corporate.identity.evidence import Evidence
from corporate.identity.passwords import Passwords
from kernel.context import Context

METHOD: Final = "password"


class StepUpPort(Protocol):
    """Proves, freshly and for this one digest, that the person is there."""

    def prove(
        self, ctx: Context, person_id: UUID, proof: Mapping[str, object], digest: bytes
    ) -> Evidence:
        """Check the proof. Raises ProofRefused or TooManyAttempts.

        Failures are counted in the context's transaction: the caller commits it even so.
        """
        ...


class PasswordReentry:
    """Asks for the log-in password once more; five wrong ones in a row block signing."""

    def __init__(self, passwords: Passwords) -> None:
        self._passwords = passwords

    def prove(
        self, ctx: Context, person_id: UUID, proof: Mapping[str, object], digest: bytes
    ) -> Evidence:
        """Compare `proof["password"]` with the person's own."""
        key = f"sign:{person_id}"
        throttle.attempt(ctx.uow, {key: throttle.GUESSES}, ctx.now)
        given = proof.get("password")
        kept = credentials.password_of(ctx.uow, person_id)
        typed = given if isinstance(given, str) else ""
        matched = self._passwords.matches(kept.secret if kept else None, typed)
        if kept is None or not matched:
            raise ProofRefused
        throttle.clear(ctx.uow, key, ctx.now)
        credentials.mark_used(ctx.uow, kept.id, ctx.now)
        return Evidence(
            method=METHOD,
            credential_id=kept.id,
            person_id=person_id,
            digest=digest.hex(),
            at=ctx.now,
            door=ctx.actor.door.value,
            device=ctx.actor.device,
            address=ctx.actor.address,
        )
