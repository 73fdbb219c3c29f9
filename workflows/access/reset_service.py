"""Resets of methods and the codes that follow them, one function per command. Nothing here commits."""

from __future__ import annotations

from collections.abc import Callable

from corporate.identity import administration, recovery
from kernel.context import Context
from kernel.errors import NotFound
from kernel.records import outbox
from kernel.text import Text
from workflows.access import queries
from workflows.access.commands import ActivationCode, Differences, NameUser, ResetMethods
from workflows.access.errors import NotRecovering, OwnRecovery, OwnReset
from workflows.access.reset_kind import METHODS
from workflows.mandates.commands import MandateView
from workflows.mandates.service import MandateService, Wish, line_view


class ResetService:
    """What administrators do for a colleague who lost a key."""

    def __init__(self, mandates: MandateService, alone: Callable[[Context], bool]) -> None:
        self._mandates = mandates
        self._alone = alone

    def check(self, ctx: Context, command: ResetMethods) -> Differences:
        """What it would end."""
        found = self._mandates.preview(ctx, _wish(command))
        return Differences(lines=tuple(map(line_view, found)))

    def reset(self, ctx: Context, command: ResetMethods) -> MandateView:
        """Propose it; raises what `MandateService.propose` raises."""
        return self._mandates.propose(ctx, _wish(command))

    def code(self, ctx: Context, command: NameUser) -> ActivationCode:
        """The code for somebody whose methods were reset; raises NotRecovering, OwnReset, OwnRecovery.

        Neither who proposed the reset nor the person holds it out: two people let somebody in.
        """
        found = administration.user(ctx.uow, command.login)
        if found is None:
            raise NotFound(Text("该用户", "The user"))
        proposer = queries.proposer(ctx, METHODS, found.login)
        if not found.recovering or proposer is None:
            raise NotRecovering
        if found.person_id == ctx.actor.person_id:
            raise OwnRecovery
        if proposer == ctx.actor.person_id and not self._alone(ctx):
            raise OwnReset
        code, until = recovery.issue(ctx.uow, ctx.world, found.person_id)
        told = {"enterprise_id": str(ctx.enterprise_id), "login": found.login, "by": ctx.actor.name}
        outbox.emit(ctx.uow, ctx.world, "user.code_issued", f"user:{found.login}", told)
        return ActivationCode(login=found.login, code=code, expires_at=until)


def _wish(command: ResetMethods) -> Wish:
    return Wish(METHODS, command.login, {}, command.reason)
