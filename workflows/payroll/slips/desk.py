"""Where an employee opens a payslip: with the link that was sent and a code, without any log-in of the bank's.

Each guess is counted and committed before it is looked at; whoever is wrong learns only that it was wrong. What a
link is good for is one slip, what a code is good for is one opening of it.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from corporate.identity import throttle
from kernel.context import Actor, Context
from kernel.db import Database, UnitOfWork
from kernel.operation import Door
from kernel.records import audit
from kernel.statements import Row
from kernel.tenancy import Scope
from kernel.world import World
from workflows.payroll.slips import repository, tokens
from workflows.payroll.slips.commands import SlipView
from workflows.payroll.slips.errors import SlipRefused
from workflows.payroll.slips.kinds import PasswordRule, password_of
from workflows.payroll.slips.service import cell, mark_of, view
from workflows.payroll.vault import Vault

_WHO: Final = "员工"


@dataclass(frozen=True, slots=True)
class Front:
    """What somebody who has the link sees before the code."""

    enterprise: str
    month: str
    by_mobile: bool
    reachable: bool
    asked: bool


@dataclass(frozen=True, slots=True)
class OpenSlip:
    """A slip that is open, and what opens its PDF."""

    slip: SlipView
    rule: PasswordRule
    password: str


class SlipDesk:
    """Opens slips for employees."""

    def __init__(self, database: Database, world: World, vault: Vault) -> None:
        self._database = database
        self._world = world
        self._vault = vault

    def front(self, tenant_id: UUID, token: str) -> Front:
        """What the page before the code says; raises SlipRefused."""
        with self._database.begin(self._scope(tenant_id, token)) as uow:
            ctx = self._context(uow)
            row, private = self._found(ctx, token)
            return Front(
                private["enterprise"], row["month"], bool(private["mobile"]),
                bool(private["mobile"] or private["mail"]), row["code_wanted_at"] is not None,
            )  # fmt: skip

    def want_code(self, tenant_id: UUID, token: str, address: str) -> None:
        """Have a code sent to where the employee is known; raises SlipRefused, TooManyAttempts."""
        self._count(tenant_id, address)
        with self._database.begin(self._scope(tenant_id, token)) as uow:
            ctx = self._context(uow)
            row, private = self._found(ctx, token)
            if private["mobile"] or private["mail"]:
                repository.want_code(ctx, row["id"])

    def open(self, tenant_id: UUID, token: str, typed: str, address: str) -> str:
        """Use the code up; what the browser keeps while the slip is open. Raises SlipRefused, TooManyAttempts."""
        self._count(tenant_id, address)
        scope, link, code = (
            self._scope(tenant_id, token),
            tokens.hash_of(token),
            tokens.typed(typed),
        )
        with self._database.begin(scope) as uow:
            tried = repository.guess(self._context(uow), link)
        if tried is None or tried["code_mark"] is None:
            raise SlipRefused
        mark = mark_of(self._vault, tenant_id, tried["id"], code)
        if not hmac.compare_digest(mark, bytes(tried["code_mark"])):
            raise SlipRefused
        seen = tokens.new_view(self._world)
        with self._database.begin(scope) as uow:
            ctx = self._context(uow, address)
            if not repository.opened(ctx, tried["id"], mark, tokens.hash_of(seen)):
                raise SlipRefused  # somebody else used it this moment
            audit.write(ctx, "payslip.open", "payslip", str(tried["id"]))
        return seen

    def opened(self, tenant_id: UUID, token: str, seen: str) -> OpenSlip:
        """The slip, for the browser that opened it a while ago; raises SlipRefused."""
        with self._database.begin(self._scope(tenant_id, token)) as uow:
            ctx = self._context(uow)
            row, private = self._found(ctx, token)
            kept = bytes(row["view_hash"] or b"")
            if (
                row["view_until"] is None
                or row["view_until"] <= ctx.now
                or not hmac.compare_digest(kept, tokens.hash_of(seen))
            ):
                raise SlipRefused
            rule = PasswordRule(private["rule"])
            password = password_of(rule, row["number"], private["account"], private["mobile"])
            return OpenSlip(view(row, private), rule, password)

    def _found(self, ctx: Context, token: str) -> tuple[Row, dict[str, Any]]:
        row = repository.by_link(ctx, tokens.hash_of(token))
        if row is None:
            raise SlipRefused
        return row, self._vault.open(cell(ctx.tenant_id, row["id"]), row["sealed"])

    def _scope(self, tenant_id: UUID, token: str) -> Scope:
        enterprise_id = tokens.enterprise_of(token)
        if enterprise_id is None:
            raise SlipRefused
        return Scope(tenant_id, enterprise_id)

    def _context(self, uow: UnitOfWork, address: str = "") -> Context:
        actor = Actor(
            uow.scope.bank(), Door.WEB, _WHO, enterprise_id=uow.scope.enterprise(), address=address
        )
        return Context(self._world, uow, actor, self._world.clock.now())

    def _count(self, tenant_id: UUID, address: str) -> None:
        with self._database.begin(Scope(tenant_id)) as uow:
            key = {f"payslip:{address[:64]}": throttle.ADDRESS}
            throttle.attempt(uow, key, self._world.clock.now())
