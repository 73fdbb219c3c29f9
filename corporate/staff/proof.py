"""The fresh proof a member of staff gives over each decision (签名): a passkey, or a one-time code.

The same step-up as for customers' people, over other credentials. Whoever has a passkey uses it: nobody is talked
into reading a code out. A step of a code counts once; failures are counted, and kept even when the proof is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from corporate.identity import signing_rules, totp
from corporate.identity.ceremonies import Ask
from corporate.identity.errors import ProofRefused, SignatureRefused
from corporate.identity.methods import Method
from corporate.identity.passkey_desk import PasskeyDesk
from corporate.identity.passkeys import Site
from corporate.identity.sealing import Sealer
from corporate.identity.signing import Signing
from corporate.identity.signing_rules import Combination
from corporate.identity.step_up import MethodStepUp, Part
from corporate.staff import keys, repository
from corporate.staff.errors import StaffProofRefused
from corporate.staff.sessions import StaffSession
from kernel.context import Context
from kernel.db import Database, UnitOfWork
from kernel.statements import Row
from kernel.tenancy import Scope
from kernel.world import World

DECIDE: Final = "desk.decide"
_ENOUGH: Final = {"upper_minor": None, "choice": "strongest", "enough": [["passkey"], ["totp"]]}
_RULES: Final = signing_rules.read({"*": {"*": {"*": [_ENOUGH]}}})


class StaffCodes:
    """One-time codes of staff."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def step_of(self, ctx: Context, staff: Row, typed: str) -> int | None:
        """Which step of this person's a code is of; nothing is used up."""
        if not staff["totp_secret"]:
            return None
        secret = self._sealer.open(ctx.tenant_id, staff["id"], staff["totp_secret"])
        return totp.step_of(secret, typed, ctx.now, staff["totp_step"])

    def check(self, ctx: Context, person_id: UUID, given: str, _signing: Signing) -> Part | None:
        """Use a code up."""
        staff = repository.by_id(ctx.uow, person_id)
        step = self.step_of(ctx, staff, given) if staff else None
        if step is None or not repository.use_step(ctx.uow, person_id, step):
            return None
        return Part(person_id)


class StaffProof:
    """Checks proofs of the bank's staff; `own` is where each changes their own passkeys."""

    def __init__(self, database: Database, world: World, codes: StaffCodes) -> None:
        self._database = database
        self._world = world
        self._step_up = MethodStepUp(
            {Method.PASSKEY: keys.STAFF.signed, Method.TOTP: codes.check},
            lambda _ctx: _RULES,
            _held,
        )
        self.own = PasskeyDesk(self._step_up, keys.STAFF, keys.RING)

    def ways(self, ctx: Context, staff_id: UUID) -> tuple[Combination, ...]:
        """With what a decision may be signed."""
        return self._step_up.allowed(ctx, staff_id, Signing(DECIDE, b""))

    def ask(self, ctx: Context, staff_id: UUID, site: Site, signing: Signing, text: str) -> Ask:
        """Ask somebody's passkeys for a signature under a decision."""
        return keys.STAFF.ask(ctx, staff_id, site, signing, text)

    def prove(
        self, scope: Scope, session: StaffSession, proof: Mapping[str, object], signing: Signing
    ) -> Mapping[str, Any]:
        """Use a proof up over one digest; the evidence.

        Raises ProofMissing for a weaker one than this person has, StaffProofRefused, SignatureRefused, TooManyAttempts.
        """
        with self._database.begin(scope) as uow:
            ctx = Context(self._world, uow, session.actor(scope.bank()), self._world.clock.now())
            try:
                return self._step_up.prove(ctx, session.staff_id, proof, signing).as_json()
            except ProofRefused as wrong:  # its count is kept
                refused = wrong
        raise refused if isinstance(refused, SignatureRefused) else StaffProofRefused


def _held(uow: UnitOfWork, staff_id: UUID) -> frozenset[Method]:
    staff = repository.by_id(uow, staff_id)
    codes = {Method.TOTP} if staff and staff["totp_secret"] else set()
    return frozenset(codes | ({Method.PASSKEY} if keys.listed(uow, staff_id) else set()))
