"""Brings staff in without anybody confirming it: the first two of a bank, and the invented ones of a test bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from corporate.identity.sealing import Sealer
from corporate.staff import repository
from corporate.staff.activation import StaffActivator, StaffCode
from corporate.staff.errors import StaffThere, TwoPeople
from corporate.staff.login import folded
from corporate.staff.roles import Role, StaffStatus
from kernel.context import Actor, Context
from kernel.db import UnitOfWork
from kernel.operation import Door
from kernel.records import audit
from kernel.world import World


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Somebody to be brought in."""

    login: str
    name: str
    role: Role


def first_two(
    uow: UnitOfWork, world: World, activator: StaffActivator, people: Sequence[NewStaff]
) -> list[StaffCode]:
    """The bank's first security administrators, each with a code of their own.

    Raises TwoPeople, and StaffThere where there is anybody already: later ones are a change at the desk.
    """
    logins, names = {folded(one.login) for one in people}, {one.name for one in people}
    if (
        len(people) != len(("one", "other"))
        or len(logins) != len(people)
        or len(names) != len(people)
    ):
        raise TwoPeople
    if repository.all_of(uow):
        raise StaffThere
    codes = []
    for one in people:
        _add(uow, world, one)
        codes.append(activator.issue(uow, folded(one.login)))
        actor = Actor(uow.scope.bank(), Door.SYSTEM, "开业")
        ctx = Context(world, uow, actor, world.clock.now())
        audit.write(ctx, "staff.first", "staff", folded(one.login))
    return codes


def place(  # noqa: PLR0917 - who, with what
    uow: UnitOfWork, world: World, new: NewStaff, hashed: str, secret: bytes, sealer: Sealer
) -> UUID:
    """Somebody of a test bank who is set up already."""
    staff_id = _add(uow, world, new)
    repository.set_up(uow, staff_id, hashed, sealer.seal(uow.scope.bank(), staff_id, secret), 0)
    return staff_id


def _add(uow: UnitOfWork, world: World, new: NewStaff) -> UUID:
    staff_id = world.ids.uuid7()
    row = {
        "id": staff_id, "login": folded(new.login), "name": new.name, "role": new.role,
        "status": StaffStatus.INVITED,
    }  # fmt: skip
    repository.add(uow, row, world.clock.now())
    return staff_id
