"""Who did what to which object (审计): one row in the same transaction as the deed.

The row is sealed into the bank's chain a moment later (`seal.py`), so that writing it costs one
insert and no lock. It must never hold a secret, and nobody but the sealer ever changes it.
"""

from __future__ import annotations

from collections.abc import Mapping

from psycopg.types.json import Jsonb

from kernel.context import Context

_WRITE = """
INSERT INTO audit (tenant_id, id, enterprise_id, at, actor, person_id, door, action,
                   object_type, object_id, detail)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def write(
    ctx: Context,
    action: str,
    object_type: str,
    object_id: object,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write one line; `detail` is JSON without floats, and says what the columns do not."""
    actor = ctx.actor
    said = {
        "by": actor.credential,
        "device": actor.device,
        "address": actor.address,
        "trace": actor.trace,
    }
    kept = {name: value for name, value in said.items() if value} | dict(detail or {})
    row = (
        actor.tenant_id, ctx.world.ids.uuid7(), actor.enterprise_id, ctx.now, actor.name,
        actor.person_id, actor.door.value, action, object_type, str(object_id), Jsonb(kept),
    )  # fmt: skip
    ctx.uow.defer(_WRITE, row, lambda fault: fault)
