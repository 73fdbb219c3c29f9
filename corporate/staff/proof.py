"""The fresh code a member of staff gives (动态口令): at log-in, and over each decision.

A step counts once. The attempt is counted and committed before the code is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corporate.identity import throttle, totp
from corporate.identity.sealing import Sealer
from corporate.staff import repository
from corporate.staff.errors import StaffProofRefused
from corporate.staff.sessions import StaffSession
from kernel.db import Database
from kernel.statements import Row
from kernel.tenancy import Scope
from kernel.world import World


class StaffProof:
    """Checks codes of the bank's staff."""

    def __init__(self, database: Database, world: World, sealer: Sealer) -> None:
        self._database = database
        self._world = world
        self._sealer = sealer

    def step_of(self, scope: Scope, staff: Row, typed: str) -> int | None:
        """Which step of this person's a code is of; nothing is used up."""
        if not staff["totp_secret"]:
            return None
        secret = self._sealer.open(scope.bank(), staff["id"], staff["totp_secret"])
        return totp.step_of(secret, typed, self._world.clock.now(), staff["totp_step"])

    def prove(
        self, scope: Scope, session: StaffSession, typed: str, digest: bytes
    ) -> Mapping[str, Any]:
        """Use a code up over one digest; the evidence. Raises StaffProofRefused, TooManyAttempts."""
        now, key = self._world.clock.now(), f"staff-sign:{session.staff_id}"
        with self._database.begin(scope) as uow:
            throttle.attempt(uow, {key: throttle.GUESSES}, now)
        with self._database.begin(scope) as uow:
            staff = repository.by_id(uow, session.staff_id)
            step = self.step_of(scope, staff, typed) if staff else None
            if step is None or not repository.use_step(uow, session.staff_id, step):
                raise StaffProofRefused
            throttle.clear(uow, key, now)
        return {
            "method": "totp", "staff_id": str(session.staff_id), "digest": digest.hex(), "step": step,
            "at": now.isoformat(), "device": session.device, "address": session.address,
        }  # fmt: skip
