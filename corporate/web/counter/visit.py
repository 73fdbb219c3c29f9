"""Who stands at the desk: the bank from the path, the member of staff from the desk's own cookie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast
from uuid import UUID

from flask import current_app, g, request
from werkzeug.wrappers import Response

from corporate.identity.passkeys import Site
from corporate.staff import StaffSession, sessions
from corporate.staff.errors import StaffSessionEnded
from corporate.web.counter.door import PREFIX, SLUG
from corporate.web.counter.portal import DeskPortal
from corporate.web.relying import site_at
from kernel.context import Context
from kernel.db import UnitOfWork
from kernel.errors import NotFound
from kernel.tenancy import Scope
from kernel.text import Text

EXTENSION: Final = "yinqi.desk"
_BANK: Final = Text("该银行", "The bank")
DESK: Final = Text("柜台", "Desk")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Counter:
    """One request of one member of staff."""

    portal: DeskPortal
    tenant_id: UUID
    session: StaffSession

    @property
    def scope(self) -> Scope:
        """The bank; the desk works in no enterprise."""
        return Scope(self.tenant_id)

    def do(self, work: Callable[[Context], T]) -> T:
        """One transaction in the desk's role; again when others' locks stood in the way."""

        def inside(uow: UnitOfWork) -> T:
            world = self.portal.world
            return work(Context(world, uow, self.session.actor(self.tenant_id), world.clock.now()))

        return self.portal.database.transact(self.scope, inside)


def portal() -> DeskPortal:
    """The desk this application serves."""
    return cast("DeskPortal", current_app.extensions[EXTENSION])


def slug() -> str:
    """The bank's name in the path."""
    return str(request.environ.get(SLUG, ""))


def tenant_id() -> UUID:
    """The bank; raises NotFound."""
    found = portal().directory.by_slug(slug())
    if found is None:
        raise NotFound(_BANK)
    return found


def has_bank() -> bool:
    """Whether there is such a bank."""
    return portal().directory.by_slug(slug()) is not None


def site_here() -> Site | None:
    """For which site passkeys are made and asked here; None where they cannot be used."""
    house = portal()
    with house.database.begin(Scope(tenant_id())) as uow:
        name = house.banks.of(uow).name.zh
    return site_at(house.directory, house.settings, slug(), f"{name} {DESK.zh}")


def session() -> StaffSession | None:
    """The live session of this request, read once; None when there is none."""
    if "staff" not in g:
        g.staff = _read()
    return cast("StaffSession | None", g.staff)


def required() -> StaffSession:
    """The same; raises StaffSessionEnded."""
    found = session()
    if found is None:
        raise StaffSessionEnded
    return found


def counter() -> Counter:
    """Who stands here; raises StaffSessionEnded, NotFound."""
    return Counter(portal(), tenant_id(), required())


def token() -> str:
    """What the browser sent."""
    return request.cookies.get(_name(), "")


def keep(answer: Response, value: str) -> None:
    """Give the browser the session's token, for the desk's own paths only."""
    _set(answer, value, None)


def forget(answer: Response) -> None:
    """Take it back, and what the browser kept of our pages."""
    _set(answer, "", 0)
    answer.headers["Clear-Site-Data"] = '"cache"'


def _read() -> StaffSession | None:
    sent = token()
    if not sent:
        return None
    house = portal()
    with house.database.begin(Scope(tenant_id())) as uow:
        try:
            return sessions.find(uow, sent, house.world.clock.now())
        except StaffSessionEnded:
            return None


def _secure() -> bool:
    return portal().settings.public_url.startswith("https://")


def _name() -> str:
    return f"__Secure-desk-{slug()}" if _secure() else f"desk-{slug()}"


def _set(answer: Response, value: str, max_age: int | None) -> None:
    kept: dict[str, Any] = {"httponly": True, "samesite": "Strict", "secure": _secure()}
    answer.set_cookie(_name(), value, max_age=max_age, path=f"{PREFIX}{slug()}/", **kept)
