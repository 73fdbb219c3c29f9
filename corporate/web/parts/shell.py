"""What stands around a page: the bank's face, who is logged in, where one may go."""

from __future__ import annotations

from dataclasses import dataclass

from corporate.web.parts.basics import Say
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Palette:
    """A bank's own four colours, each as six hexadecimal digits for light and for dark."""

    brand: tuple[str, str]
    strong: tuple[str, str]
    soft: tuple[str, str]
    on_brand: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Brand:
    """A bank's face: its name and, if it wants other than 青墨's own, its colours."""

    name: Text
    palette: Palette | None = None


@dataclass(frozen=True, slots=True)
class NavItem:
    """A place in the rail; the first four with a `short` name also stand in the phone's bar."""

    key: str
    name: Text
    icon: str
    href: str
    short: Text | None = None
    badge: int = 0


@dataclass(frozen=True, slots=True)
class NavGroup:
    """A part of the rail, with a heading or none."""

    items: tuple[NavItem, ...]
    name: Text | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Who is logged in, as the top bar shows it."""

    name: str
    role: Say
    last_login: Say = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands around every page of somebody who is logged in."""

    user: Person
    scope: str
    nav: tuple[NavGroup, ...]
    logout_url: str
    home_url: str = "/"
    search_url: str = ""
    notices_url: str = ""
    unread: int = 0

    @property
    def bar(self) -> tuple[NavItem, ...]:
        """The places in the phone's bottom bar."""
        return tuple(item for group in self.nav for item in group.items if item.short)[:4]
