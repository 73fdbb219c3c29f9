"""Lost passkeys and codes, at the bank's desk (验证方式重置): revoked, with a line in the audit chain."""

from __future__ import annotations

from typing import Final

from corporate.banks import Directory
from corporate.bootstrap import make_world
from corporate.identity import methods
from corporate.settings import Settings
from kernel.context import Actor, Context
from kernel.db import Database, UnitOfWork
from kernel.errors import NotFound
from kernel.operation import Door
from kernel.records import audit
from kernel.tenancy import Scope
from kernel.text import Text
from kernel.world import World

_DESK: Final = "开户行柜台"
_WHO: Final = Text("该用户", "The person")


def reset(settings: Settings, bank: str, login: str) -> int:
    """How many methods were revoked; raises NotFound for an unknown bank or person."""
    world = make_world(settings)
    database = Database(settings.database_url("owner"), pool_size=1)
    try:
        tenant_id = Directory(database, world.clock).by_slug(bank)
        if tenant_id is None:
            raise NotFound(Text("该银行", "The bank"))
        with database.begin(Scope(tenant_id)) as uow:
            return reset_person(uow, world, login)
    finally:
        database.dispose()


def reset_person(uow: UnitOfWork, world: World, login: str) -> int:
    """The same within a transaction of the owner."""
    found = uow.row(
        "SELECT id FROM person WHERE tenant_id = %s AND login = %s",
        (uow.scope.bank(), login.strip().lower()),
    )
    if found is None:
        raise NotFound(_WHO)
    actor = Actor(uow.scope.bank(), Door.SYSTEM, _DESK)
    ctx = Context(world, uow, actor, world.clock.now())
    count = methods.reset(uow, found["id"], ctx.now)
    audit.write(ctx, "methods.reset", "person", found["id"], {"revoked": count})
    return count
