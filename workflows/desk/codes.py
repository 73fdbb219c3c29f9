"""Activation codes handed out at the desk (激活码): shown once, and never all of them to one member of staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from corporate.identity import invitations
from corporate.identity.people import PersonStatus
from corporate.staff import StaffActivator, StaffCode
from kernel.context import Context
from kernel.errors import NotFound
from kernel.records import audit
from kernel.text import Text
from workflows.desk import customers, repository
from workflows.desk.errors import BothCodes, OwnChange

_USER: Final = Text("该待激活用户", "The invited user")
_LAST_MAKER: Final = """
SELECT maker_id FROM desk_change
 WHERE tenant_id = %s AND kind = 'staff' AND target = %s AND status = 'in_force' ORDER BY created_at DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A code as it is shown, once."""

    login: str
    name: str
    code: str
    until: datetime


def for_administrator(ctx: Context, number: str, user_id: UUID) -> HandedOut:
    """A code for an invited administrator; raises NotFound, and BothCodes for who handed out another's."""
    enterprise_id = customers.by_number(ctx, number)["id"]
    found = [one for one in customers.users(ctx, enterprise_id) if one["id"] == user_id]
    if not found or found[0]["status"] != PersonStatus.INVITED:
        raise NotFound(_USER)
    mine = (ctx.actor.person_id, user_id)
    if any(
        staff == mine[0] and user != mine[1]
        for user, staff in repository.code_holders(ctx, enterprise_id)
    ):
        raise BothCodes
    repository.keep_code(ctx, enterprise_id, user_id)
    audit.write(ctx, "desk.code", "users", found[0]["login"], {"enterprise": number})
    ctx.uow.narrow(enterprise_id)
    code, until = invitations.issue(ctx.uow, ctx.world, user_id)
    return HandedOut(found[0]["login"], found[0]["name"], code, until)


def for_staff(ctx: Context, activator: StaffActivator, login: str) -> StaffCode:
    """A code for somebody invited to the desk; whoever asked for them to be taken on may not have it."""
    row = ctx.uow.row(_LAST_MAKER, (ctx.tenant_id, login))
    if row is not None and row["maker_id"] == ctx.actor.person_id:
        raise OwnChange
    audit.write(ctx, "desk.code", "staff", login)
    return activator.issue(ctx.uow, login)
