"""What the desk's pages need of the house; the composition root hands it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from corporate.banks import Banks, Directory
from corporate.staff import StaffActivator, StaffLogIn, StaffProof
from corporate.web.portal import Site
from kernel.db import Database
from kernel.text import Text
from kernel.world import World
from workflows.desk.service import ChangeDesk


class DeskPortal(Protocol):
    """The desk, as far as its pages see it."""

    @property
    def settings(self) -> Site:
        """Where it is found."""
        ...

    @property
    def world(self) -> World:
        """Clock, randomness, ids."""
        ...

    @property
    def database(self) -> Database:
        """In the desk's role."""
        ...

    @property
    def directory(self) -> Directory:
        """Which bank answers where."""
        ...

    @property
    def banks(self) -> Banks:
        """The profiles of the banks."""
        ...

    @property
    def changes(self) -> ChangeDesk:
        """Everything that is changed."""
        ...

    @property
    def log_in(self) -> StaffLogIn:
        """Lets staff in."""
        ...

    @property
    def activator(self) -> StaffActivator:
        """Lets invited staff set up."""
        ...

    @property
    def proof(self) -> StaffProof:
        """Checks fresh codes."""
        ...

    @property
    def titles(self) -> Mapping[str, Text]:
        """The operations of the catalogue by code."""
        ...
