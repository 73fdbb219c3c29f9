"""The bank's permission that a direct-link signature authorises (签名即授权), at the bank's desk.

It is data, for one enterprise and currency, up to an amount; giving and taking it leaves a line in the
audit chain, and counts at every door as soon as the bank's profile is read again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from corporate.banks import Directory
from corporate.bootstrap import make_world
from corporate.settings import Settings
from kernel.context import Actor, Context
from kernel.db import Database, UnitOfWork
from kernel.errors import NotFound
from kernel.money import parse_amount
from kernel.operation import Door
from kernel.records import audit
from kernel.tenancy import Scope
from kernel.text import Text
from kernel.world import World

_DESK: Final = "开户行柜台"
_KEY: Final = "signed_means_authorised"


@dataclass(frozen=True, slots=True)
class Permission:
    """For whom and up to what amount; `upto` is an amount as people write it, `*` any, empty none at all."""

    bank: str
    enterprise: str
    upto: str
    currency: str = "CNY"


def grant(settings: Settings, wanted: Permission) -> str:
    """Give, change or take a permission; what holds now, in words. Raises NotFound, AmountFault."""
    world = make_world(settings)
    database = Database(settings.database_url("owner"), pool_size=1)
    try:
        tenant_id = Directory(database, world.clock).by_slug(wanted.bank)
        if tenant_id is None:
            raise NotFound(Text("该银行", "The bank"))
        with database.begin(Scope(tenant_id)) as uow:
            return granted(uow, world, wanted)
    finally:
        database.dispose()


def granted(uow: UnitOfWork, world: World, wanted: Permission) -> str:
    """The same within a transaction of the owner."""
    enterprise_id = _enterprise(uow, wanted.enterprise)
    settings = _settings(uow)
    own = settings.setdefault(_KEY, {}).setdefault(str(enterprise_id), {})
    own.pop(wanted.currency, None)
    if wanted.upto:
        any_amount = wanted.upto == "*"
        own[wanted.currency] = None if any_amount else parse_amount(wanted.upto, wanted.currency)
    uow.run(
        "UPDATE bank SET settings = %s WHERE tenant_id = %s", (Jsonb(settings), uow.scope.bank())
    )
    ctx = Context(
        world, uow, Actor(uow.scope.bank(), Door.SYSTEM, _DESK), world.clock.now()
    ).inside(enterprise_id)
    detail = {"currency": wanted.currency, "upto": wanted.upto}
    audit.write(ctx, "banks.signed_means_authorised", "enterprise", wanted.enterprise, detail)
    return _said(wanted)


def _enterprise(uow: UnitOfWork, number: str) -> UUID:
    found = uow.row(
        "SELECT id FROM enterprise WHERE tenant_id = %s AND number = %s", (uow.scope.bank(), number)
    )
    if found is None:
        raise NotFound(Text("该企业", "The enterprise"))
    return UUID(str(found["id"]))


def _settings(uow: UnitOfWork) -> dict[str, Any]:
    """The bank's settings, locked until they are written again."""
    row = uow.row("SELECT settings FROM bank WHERE tenant_id = %s FOR UPDATE", (uow.scope.bank(),))
    return dict(row["settings"]) if row else {}


def _said(wanted: Permission) -> str:
    if not wanted.upto:
        return f"{wanted.enterprise} {wanted.currency}: 直联付款须由企业审批 the enterprise's people approve"
    top = "不限金额 any amount" if wanted.upto == "*" else f"≤ {wanted.upto}"
    return f"{wanted.enterprise} {wanted.currency}: 允许签名即授权 a signature may authorise, {top}"
