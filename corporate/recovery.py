"""Lost passkeys and codes of a customer's person (验证方式重置), as the worker ends them for the desk.

Part of the composition root.
"""

from __future__ import annotations

from uuid import UUID

from corporate.identity import methods
from kernel.context import Context
from kernel.records import audit


class LostMethods:
    """The desk's port over the people's methods."""

    def reset(self, ctx: Context, person_id: UUID) -> int:
        """How many methods were revoked; every session of the person ends with them."""
        count = methods.reset(ctx.uow, person_id, ctx.now)
        audit.write(ctx, "methods.reset", "person", person_id, {"revoked": count})
        return count
