"""The fresh proof an operation asks for (签名): a port, the methods behind it, and the rule that picks.

The proof is made over a digest, and the evidence says so; the digest is that of the thing as it is
now, never of what the browser sent. Failures are counted before anything is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol
from uuid import UUID

from corporate.identity import credentials, methods, throttle
from corporate.identity.codes import Codes
from corporate.identity.errors import (
    CodeRefused,
    MethodAbsent,
    MethodNeeded,
    ProofRefused,
    RecoveryAwaited,
    RecoveryRefused,
    SignatureRefused,
)
from corporate.identity.evidence import Evidence
from corporate.identity.methods import Method
from corporate.identity.passwords import Passwords
from corporate.identity.signing import METHODS_CHANGE, Signing
from corporate.identity.signing_rules import Combination, SigningRules, enough_for_both
from kernel.context import Context
from kernel.db import UnitOfWork
from kernel.text import Text

METHOD: Final = Method.PASSWORD.value

_FIELDS: Final = {
    Method.PASSWORD: "password",
    Method.TOTP: "code",
    Method.PASSKEY: "passkey",
    Method.RECOVERY: "recovery",
}
_TO_RECOVER: Final = (frozenset({Method.PASSWORD, Method.RECOVERY}),)
_OR: Final = Text("{one}或{other}", "{one}, or {other}")


class StepUpPort(Protocol):
    """Proves, freshly and for this one digest, that the person is there."""

    def allowed(self, ctx: Context, person_id: UUID, signing: Signing) -> tuple[Combination, ...]:
        """The combinations of methods that would do, the strongest first; raises MethodAbsent."""
        ...

    def prove(
        self, ctx: Context, person_id: UUID, proof: Mapping[str, object], signing: Signing
    ) -> Evidence:
        """Check the proof. Raises ProofRefused, ProofMissing or TooManyAttempts.

        Failures are counted in the context's transaction: the caller commits it even so.
        """
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """One method's share of a proof, and what of it is evidence."""

    credential_id: UUID
    evidence: Mapping[str, str] = field(default_factory=dict)


Checker = Callable[[Context, UUID, str, Signing], Part | None]
"""Checks what was given for one method; None when it does not stand."""


class PasswordReentry:
    """Asks for the log-in password once more."""

    def __init__(self, passwords: Passwords) -> None:
        self._passwords = passwords

    def check(self, ctx: Context, person_id: UUID, given: str, _signing: Signing) -> Part | None:
        """Compare with the person's own."""
        kept = credentials.password_of(ctx.uow, person_id)
        matched = self._passwords.matches(kept.secret if kept else None, given)
        if kept is None or not matched:
            return None
        credentials.mark_used(ctx.uow, kept.id, ctx.now)
        return Part(kept.id)

    def allowed(
        self, _ctx: Context, _person_id: UUID, _signing: Signing
    ) -> tuple[Combination, ...]:
        """The password alone."""
        return (frozenset({Method.PASSWORD}),)

    def prove(
        self, ctx: Context, person_id: UUID, proof: Mapping[str, object], signing: Signing
    ) -> Evidence:
        """Compare `proof["password"]`, whatever else the person has: the rule of a house without one."""
        return _proven(
            ctx, person_id, proof, signing, {Method.PASSWORD: self.check}, frozenset({Method.PASSWORD})
        )  # fmt: skip


class CodeEntry:
    """Asks for a one-time code."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes

    def check(self, ctx: Context, person_id: UUID, given: str, _signing: Signing) -> Part | None:
        """Use the code up."""
        found = self._codes.check(ctx.uow, person_id, given, ctx.now)
        return Part(found) if found else None


class MethodStepUp:
    """Asks the bank's rule which methods are enough, then checks every one of them."""

    def __init__(
        self,
        checkers: Mapping[Method, Checker],
        rules_of: Callable[[Context], SigningRules],
        held: Callable[[UnitOfWork, UUID], frozenset[Method]] = methods.held,
    ) -> None:
        self._checkers = checkers
        self._rules_of = rules_of
        self._held = held

    def allowed(self, ctx: Context, person_id: UUID, signing: Signing) -> tuple[Combination, ...]:
        """The combinations that would be enough, the strongest first; raises MethodAbsent for none.

        Raises RecoveryAwaited for whoever must register new methods before anything is signed.
        """
        rules, held = self._rules_of(ctx), self._held(ctx.uow, person_id)
        if Method.RECOVERY in held:
            if signing.operation != METHODS_CHANGE:
                raise RecoveryAwaited
            return _TO_RECOVER
        bands = dict.fromkeys(rules.band(one) for one in signing.parts or (signing,))
        found: tuple[Combination, ...] = (frozenset(),)
        for band in bands:
            allowed = band.allowed(held)
            if not allowed:
                raise MethodAbsent(methods=_alternatives(band.enough))
            found = enough_for_both(found, allowed)
        return found

    def prove(
        self, ctx: Context, person_id: UUID, proof: Mapping[str, object], signing: Signing
    ) -> Evidence:
        """Check the strongest combination that was given in full and is enough."""
        allowed = self.allowed(ctx, person_id, signing)
        given = frozenset(method for method in Method if _given(proof, method))
        fit = [one for one in allowed if one <= given]
        if not fit:
            raise MethodNeeded(methods=_alternatives(allowed))
        return _proven(ctx, person_id, proof, signing, self._checkers, fit[0])


def _proven(  # noqa: PLR0917 - a proof, and by what it is checked
    ctx: Context,
    person_id: UUID,
    proof: Mapping[str, object],
    signing: Signing,
    checkers: Mapping[Method, Checker],
    wanted: Combination,
) -> Evidence:
    """Check every method, also after one has failed: which of them it was is not told."""
    key = f"sign:{person_id}"
    throttle.attempt(ctx.uow, {key: throttle.GUESSES}, ctx.now)
    ordered = sorted(wanted, key=list(Method).index)
    parts = [checkers[one](ctx, person_id, _given(proof, one), signing) for one in ordered]
    good = [part for part in parts if part is not None]
    if len(good) != len(parts):
        raise _refusal(wanted)
    throttle.clear(ctx.uow, key, ctx.now)
    said: dict[str, str] = {}
    for part in good:
        said |= part.evidence
    return Evidence(
        method="+".join(ordered),
        credential_id=good[-1].credential_id,
        person_id=person_id,
        digest=signing.digest.hex(),
        at=ctx.now,
        door=ctx.actor.door.value,
        device=ctx.actor.device,
        address=ctx.actor.address,
        statement=signing.statement,
        **said,
    )


def _refusal(wanted: Combination) -> ProofRefused:
    if Method.PASSKEY in wanted:
        return SignatureRefused()
    if Method.RECOVERY in wanted:
        return RecoveryRefused()
    return CodeRefused() if Method.TOTP in wanted else ProofRefused()


def _given(proof: Mapping[str, object], method: Method) -> str:
    given = proof.get(_FIELDS[method])
    return given if isinstance(given, str) else ""


def _alternatives(found: tuple[Combination, ...]) -> Text:
    named = [methods.named(one) for one in found]
    said = named[0]
    for other in named[1:]:
        said = _OR.fill(one=said, other=other)
    return said
