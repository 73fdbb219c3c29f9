"""From the desk to the phone (扫码转手机): a link that opens one item there, once and soon.

It lets nobody in: whoever opens it logs in on the phone first, and must be the one who asked for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from corporate.identity import challenges
from corporate.identity.challenges import Challenge
from corporate.identity.devices import hash_of
from kernel import limits
from kernel.context import Context

_PURPOSE: Final = "handoff"


@dataclass(frozen=True, slots=True)
class Handoff:
    """What is to be opened, as which of the person's users."""

    item: UUID
    user_id: UUID


def begin(ctx: Context, person_id: UUID, handoff: Handoff) -> str:
    """A token for the link."""
    token = ctx.world.ids.token()
    detail = f"{handoff.item} {handoff.user_id}"
    asked = Challenge(hash_of(token), _PURPOSE, person_id, detail=detail)
    challenges.keep(ctx.uow, asked, ctx.now, limits.HANDOFF_LIFE_S)
    return token


def open_once(ctx: Context, person_id: UUID, token: str) -> Handoff | None:
    """What the link opens, for the one who made it; another person does not use it up."""
    kept = hash_of(token)
    asked = challenges.peek(ctx.uow, kept, _PURPOSE, ctx.now)
    if asked is None or asked.person_id != person_id:
        return None
    if challenges.take(ctx.uow, kept, _PURPOSE, ctx.now) is None:
        return None
    item, user_id = asked.detail.split(" ")
    return Handoff(UUID(item), UUID(user_id))
