"""Where a view asks the gate: reads in one transaction, changes each in one of their own.

Only operations the route declared may be performed. Before something is changed the reading
transaction ends, so that a request never holds two connections.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Any, Self

from corporate.admission import NoRight
from corporate.banks import Bank
from corporate.gate import Demand, Proof
from corporate.identity import Session, sessions
from corporate.identity.signing_rules import Combination
from corporate.web.portal import Portal
from corporate.web.visit import Visit
from kernel.context import Actor, Context
from kernel.db import UnitOfWork
from kernel.parsing import Names
from kernel.tenancy import Scope
from kernel.text import Text


class Desk:
    """One request of one user."""

    def __init__(self, portal: Portal, visit: Visit, operations: frozenset[str]) -> None:
        self.portal = portal
        self.visit = visit
        self.actor: Actor = visit.actor()
        self._operations = operations
        self._stack = ExitStack()
        self._uow: UnitOfWork | None = None
        self._offers: frozenset[str] | None = None
        self.waiting: int | None = None
        """How many approvals wait for this person, once a page has asked."""
        self.waiting_elsewhere: int | None = None
        """How many in other enterprises, once a page has asked."""

    def __enter__(self) -> Self:
        """Nothing is opened before it is needed."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the reading transaction, rolled back if the view failed."""
        self._stack.__exit__(kind, error, trace)

    @property
    def bank(self) -> Bank:
        """The bank."""
        return self.visit.bank

    @property
    def session(self) -> Session:
        """The session."""
        return self.visit.required()

    def read(self, code: str, given: object = None, *, names: Names = Names.WIRE) -> Any:
        """Perform a declared operation that changes nothing."""
        self._check_declared(code)
        return self.peek(code, given, names=names)

    def peek(self, code: str, given: object = None, *, names: Names = Names.WIRE) -> Any:
        """The same for the frame around every page, which belongs to no route."""
        return self.portal.gate.read(self.actor, code, given, names=names, uow=self._reading())

    def perform(
        self, code: str, given: object, *, proof: Proof | None = None, names: Names = Names.WIRE
    ) -> Any:
        """Perform a declared operation in a transaction of its own."""
        self._check_declared(code)
        self.end_reading()
        return self.portal.gate.perform(self.actor, code, given, proof=proof, names=names)

    def demand(self, code: str, given: object) -> Demand:
        """What a signature would be about, and which methods would do; nothing is performed."""
        return self.portal.gate.demand(
            self.actor, code, given, uow=self._reading(), names=Names.PYTHON
        )

    def ways(self, code: str) -> tuple[Combination, ...]:
        """Which methods would do for an operation that no amount belongs to."""
        return self.portal.gate.ways(self.actor, code, uow=self._reading())

    def offers(self, code: str) -> bool:
        """Whether this user is offered an operation at this door: for what a page shows."""
        if self._offers is None:
            self._offers = self.portal.gate.offers(self.actor, self._reading())
        return code in self._offers

    def need(self, code: str, title: Text) -> None:
        """Refuse a page to whom its operation is not offered. Raises NoRight, which names it by `title`."""
        if not self.offers(code):
            raise NoRight(operation=title)

    def context(self) -> Context:
        """The reading transaction, for what is the visitor's own and belongs to no operation."""
        return self._context(self._reading())

    @contextmanager
    def changing(self) -> Iterator[Context]:
        """A transaction that changes the visitor's own, committed when the block ends."""
        self.end_reading()
        with self.portal.gate.transaction(self.actor) as uow:
            yield self._context(uow)

    @contextmanager
    def own(self) -> Iterator[Context]:
        """A transaction about the person, of no enterprise: log-ins, methods, devices."""
        self.end_reading()
        person = dataclasses.replace(self.actor, enterprise_id=None, user_id=None)
        world = self.portal.world
        with self.portal.database.begin(Scope(self.visit.tenant_id)) as uow:
            yield Context(world, uow, person, world.clock.now())

    def renew_session(self) -> str:
        """A new token for the session, after a signature."""
        self.end_reading()
        with self.portal.database.begin(Scope(self.visit.tenant_id)) as uow:
            return sessions.rotate(uow, self.portal.world, self.session)

    def end_reading(self) -> None:
        """Give the connection back; the next read begins anew."""
        self._stack.close()
        self._uow = None

    def _reading(self) -> UnitOfWork:
        if self._uow is None:
            self._uow = self._stack.enter_context(self.portal.gate.transaction(self.actor))
            self._uow.answers.begin()
        return self._uow

    def _context(self, uow: UnitOfWork) -> Context:
        world = self.portal.world
        return Context(world, uow, self.actor, world.clock.now())

    def _check_declared(self, code: str) -> None:
        if code not in self._operations:
            message = f"this route did not declare {code}"
            raise TypeError(message)
