"""One's own passkeys (我的通行密钥): added, named, revoked. Each change is proven like a payment.

Whoever has a passkey proves with it that another may be added: a stolen password adds nothing.
Nothing here commits; a wrong proof is returned, so that its count is committed too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from corporate.identity.ceremonies import Ask, Ceremonies
from corporate.identity.errors import ProofRefused, TooManyMethods
from corporate.identity.key_ring import KeyRing, Owner
from corporate.identity.methods import Method
from corporate.identity.passkeys import Site
from corporate.identity.signing import METHODS_CHANGE, Signing
from corporate.identity.signing_rules import Combination
from corporate.identity.step_up import StepUpPort
from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.records import audit
from kernel.text import Text

WHAT: Final = Text("该验证方式", "The method")
_VERSION: Final = "methods/1"


class PasskeyDesk:
    """Passkeys of one ring's people."""

    def __init__(self, step_up: StepUpPort, ceremonies: Ceremonies, ring: KeyRing) -> None:
        self._step_up = step_up
        self._ceremonies = ceremonies
        self._ring = ring

    def ways(self, ctx: Context, person_id: UUID) -> tuple[Combination, ...]:
        """With which methods a change of methods may be proven."""
        return self._step_up.allowed(ctx, person_id, self._signing(ctx, "", ""))

    def ask_change(self, ctx: Context, owner: Owner, site: Site, what: str, target: str) -> Ask:
        """Ask for a passkey's signature under a change of methods."""
        signing = self._signing(ctx, what, target)
        return self._ceremonies.ask(ctx, owner.person_id, site, signing, _text(what, target))

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
        return self._ceremonies.ask_creation(ctx, owner, site)

    def add_passkey(self, ctx: Context, owner: Owner, site: Site, given: str, label: str) -> UUID:
        """Keep what the browser created; raises SignatureRefused, MethodTaken."""
        made = self._ceremonies.created(ctx, owner, site, given)
        method_id = self._ring.keep(ctx, owner, made, site.rp_id, label)
        detail = {"method": Method.PASSKEY.value, "synced": made.is_synced, "aaguid": made.aaguid}
        audit.write(ctx, "methods.add", "credential", method_id, detail)
        return method_id

    def rename(self, ctx: Context, owner: Owner, method_id: UUID, label: str) -> None:
        """Call it something its owner knows again; raises NotFound."""
        if not self._ring.rename(ctx.uow, owner.person_id, method_id, label):
            raise NotFound(WHAT)

    def revoke(self, ctx: Context, owner: Owner, method_id: UUID, session: bytes) -> None:
        """It counts no more, and whoever else is logged in as this person is not; raises NotFound."""
        if not self._ring.revoke(ctx, owner.person_id, method_id, session):
            raise NotFound(WHAT)
        audit.write(ctx, "methods.revoke", "credential", method_id)

    def _check_room(self, ctx: Context, owner: Owner) -> None:
        if self._ring.number(ctx.uow, owner.person_id) >= limits.METHODS_MAX:
            raise TooManyMethods(most=limits.METHODS_MAX)

    def _signing(self, ctx: Context, what: str, target: str) -> Signing:
        return Signing(METHODS_CHANGE, ctx.world.crypto.sm3(_text(what, target).encode()))


def _text(what: str, target: str) -> str:
    return f"版本: {_VERSION}\n操作: {what}\n对象: {target}"
