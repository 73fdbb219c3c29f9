"""Changes to the tests' world that several tests of the direct link need."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from kernel.context import Actor, Context
from kernel.operation import Door
from tests.world import HouseWorld, add_policy

NO_LEVEL = {
    "valid_days": 30,
    "bands": {
        "CNY": [{"upper_minor": None, "steps": []}],
        "EUR": [{"upper_minor": None, "steps": []}],
    },
}


def allow_direct(world: HouseWorld) -> None:
    """Let 辰海's payments by the direct link go with no signature; call before the first request."""
    with world.owner() as uow:
        uow.run(
            "UPDATE bank SET settings = %s WHERE tenant_id = %s",
            (Jsonb({"allows_zero_levels": True}), world.tenant_id),
        )
        actor = Actor(tenant_id=world.tenant_id, door=Door.SYSTEM, name="test")
        ctx = Context(world.kernel, uow, actor, world.clock.now())
        add_policy(ctx, world.enterprise("辰海").id, NO_LEVEL, door="direct_link")


def set_account(world: HouseWorld, number: str, status: str) -> None:
    """Close or freeze an account, past every wall."""
    world.db.tamper(
        f"UPDATE yinqi.ledger_account SET status = '{status}' WHERE number = '{number}'"  # noqa: S608 - both are the test's own
    )
