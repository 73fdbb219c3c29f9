"""Who visits: the bank from the address, the person from the session cookie, the door from the path.

The session's row is read once a request, as it is at that moment; nothing about a person is kept
between two requests. A visitor whose session is dead is nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

from flask import current_app, g, request
from werkzeug.wrappers import Response

from corporate.banks import Bank
from corporate.identity import Session, sessions
from corporate.identity.errors import SessionEnded
from corporate.web.addresses import KEY, Address
from corporate.web.portal import Portal
from kernel import limits
from kernel.context import Actor
from kernel.errors import NotFound
from kernel.operation import Door
from kernel.tenancy import Scope
from kernel.text import Text

EXTENSION: Final = "yinqi.portal"
PHONE_PATH: Final = "/m/"
_SESSION: Final = "session"
_DEVICE: Final = "device"
_SLIP: Final = "slip"
_ANONYMOUS: Final = Text("访客", "Visitor")


class NotLoggedIn(SessionEnded):
    """Nobody is logged in, and nobody was."""

    code = "web.not_logged_in"
    text = Text("请先登录。", "Log in first.")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request's visitor. `ended` says why a session that was sent no longer counts."""

    slug: str
    bank: Bank
    door: Door
    session: Session | None = None
    ended: SessionEnded | None = None

    @property
    def tenant_id(self) -> UUID:
        """The bank."""
        return self.bank.tenant_id

    def required(self) -> Session:
        """The live session; raises SessionEnded, or NotLoggedIn when there never was one."""
        if self.session is None:
            raise self.ended or NotLoggedIn
        return self.session

    def actor(self) -> Actor:
        """Who acts, for the gate; raises what `required` raises."""
        return self.required().actor(self.tenant_id, self.door)

    def stranger(self) -> Actor:
        """Anybody: for what needs no log-in."""
        name = self.session.person_name if self.session else _ANONYMOUS.zh
        return Actor(self.tenant_id, self.door, name, device=device_label(), address=address())


def portal() -> Portal:
    """The house this application serves."""
    return cast("Portal", current_app.extensions[EXTENSION])


def current_visit() -> Visit:
    """The visit of this request; NotFound at an address that is no bank's."""
    if "visit" not in g:
        g.visit = None
        g.visit = _read_visit(_address())
    if g.visit is None:
        raise NotFound(Text("该银行", "The bank"))
    return cast("Visit", g.visit)


def has_bank() -> bool:
    """Whether this request is for a bank at all."""
    return _address().tenant_id is not None


def _address() -> Address:
    return cast("Address", request.environ.get(KEY) or Address())


def _read_visit(address: Address) -> Visit | None:
    if address.refusal is not None:
        raise address.refusal
    if address.tenant_id is None:
        return None
    house = portal()
    door = Door.PHONE if request.path.startswith(PHONE_PATH) else Door.WEB
    token = request.cookies.get(cookie_name(_SESSION, address.slug), "")
    with house.database.begin(Scope(address.tenant_id)) as uow:
        bank = house.banks.of(uow)
        if not token:
            return Visit(address.slug, bank, door)
        try:
            session = sessions.find(uow, token, house.world.clock.now())
        except SessionEnded as ended:
            return Visit(address.slug, bank, door, ended=ended)
    return Visit(address.slug, bank, door, session)


def cookie_name(kind: str, slug: str) -> str:
    """The name of a bank's cookie; `__Host-` where the site is https, so that no one else sets it."""
    return f"__Host-{kind}-{slug}" if _is_secure() else f"{kind}-{slug}"


def keep_session(answer: Response, token: str) -> None:
    """Give the browser a session's new token; it lives no longer than the browser."""
    _set(answer, cookie_name(_SESSION, current_visit().slug), token, None)


def forget_session(answer: Response) -> None:
    """Take the token back, and whatever the browser kept of our pages.

    Not "storage": nothing of a page is ever stored there, and with it the service worker would go that
    tells this device when somebody's signature is needed.
    """
    _set(answer, cookie_name(_SESSION, current_visit().slug), "", 0)
    answer.headers["Clear-Site-Data"] = '"cache"'


def keep_device(answer: Response, token: str) -> None:
    """Let the browser remember that it was here; it proves nothing by itself."""
    name = cookie_name(_DEVICE, current_visit().slug)
    _set(answer, name, token, limits.DEVICE_LIFE_S)


def session_token() -> str:
    """The token the browser sent."""
    return request.cookies.get(cookie_name(_SESSION, current_visit().slug), "")


def device_token() -> str:
    """The token this browser keeps from an earlier log-in, if any."""
    return request.cookies.get(cookie_name(_DEVICE, current_visit().slug), "")


def keep_slip(answer: Response, token: str) -> None:
    """Let the browser keep an opened payslip open for a while."""
    name = cookie_name(_SLIP, current_visit().slug)
    _set(answer, name, token, limits.PAYSLIP_VIEW_S)


def slip_token() -> str:
    """What the browser keeps of a payslip it opened."""
    return request.cookies.get(cookie_name(_SLIP, current_visit().slug), "")


def address() -> str:
    """The network address that asks."""
    return request.remote_addr or ""


_BROWSERS: Final = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_label() -> str:
    """The browser in words its owner knows again: `Chrome · Windows`."""
    said = re.sub(r"[^\x20-\x7e]", "", request.user_agent.string)
    found = (_first(said, _BROWSERS), _first(said, _SYSTEMS))
    return " · ".join(word for word in found if word)


def _first(said: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((word for mark, word in known if mark in said), "")


def _is_secure() -> bool:
    return portal().settings.public_url.startswith("https://")


def _set(answer: Response, name: str, value: str, max_age: int | None) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=max_age,
        path="/",
        secure=_is_secure(),
        httponly=True,
        samesite="Strict",
    )
