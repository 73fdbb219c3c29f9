"""A person's own methods (登录与安全): passkeys as everybody's, and one-time codes beside them."""

from __future__ import annotations

from corporate.identity import methods, recovery, totp
from corporate.identity.codes import Codes, Offered
from corporate.identity.key_ring import Owner
from corporate.identity.methods import Method
from corporate.identity.passkey_desk import WHAT, PasskeyDesk
from corporate.identity.people_keys import PEOPLE, RING
from corporate.identity.step_up import StepUpPort
from kernel.context import Context
from kernel.errors import NotFound
from kernel.records import audit


class MethodDesk(PasskeyDesk):
    """Methods of one bank's people."""

    def __init__(self, step_up: StepUpPort, codes: Codes) -> None:
        super().__init__(step_up, PEOPLE, RING)
        self._codes = codes

    def offer_code(self, ctx: Context, owner: Owner) -> Offered:
        """A secret to be scanned, in place of one that was never confirmed."""
        self._check_room(ctx, owner)
        return self._codes.offer(ctx.uow, ctx.world, owner.person_id)

    def offered_code(self, ctx: Context, owner: Owner, issuer: str) -> tuple[str, str]:
        """The `otpauth` address and the spelled secret of what waits to be confirmed."""
        offered = self._codes.offered(ctx.uow, owner.person_id)
        if offered is None:
            raise NotFound(WHAT)
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
