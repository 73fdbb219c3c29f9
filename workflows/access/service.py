"""One function per command about people, roles and rights. Nothing here commits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from corporate.identity import administration, invitations
from corporate.identity.administration import User
from corporate.identity.people import PersonStatus
from kernel.context import Context
from kernel.errors import NotFound
from kernel.operation import Verb
from kernel.records import outbox
from kernel.text import Text
from workflows.access import queries
from workflows.access.commands import (
    AccountLine,
    ActivationCode,
    ChangeRights,
    ChangeRole,
    ChangeUser,
    Differences,
    ListRoles,
    ListUsers,
    Matrix,
    MatrixLine,
    NameUser,
    RightLine,
    RoleList,
    RoleView,
    ShowMatrix,
    UserList,
    UserView,
)
from workflows.access.errors import NotInvited, OwnInvitation
from workflows.access.kinds import rows_of
from workflows.access.matrix import Names, Rights, row_asked
from workflows.mandates.commands import MandateView
from workflows.mandates.service import MandateService, Wish, line_view

_USER: Final = Text("该用户", "The user")
_OF_USERS: Final = ("users", "rights", "methods")


class AccessService:
    """Reads who may do what, and proposes changes of it."""

    def __init__(
        self, mandates: MandateService, rights: Rights, alone: Callable[[Context], bool]
    ) -> None:
        self._mandates = mandates
        self._rights = rights
        self._alone = alone

    def users(self, ctx: Context, command: ListUsers) -> UserList:
        """Everybody with what they may do."""
        del command
        names, roles, running = self._words(ctx)
        return UserList(
            users=tuple(
                self._view(ctx, one, names, roles, running) for one in administration.users(ctx.uow)
            )
        )

    def user(self, ctx: Context, command: NameUser) -> UserView:
        """One of them; raises NotFound."""
        return self._view(ctx, _found(ctx, command.login), *self._words(ctx))

    def check_user(self, ctx: Context, command: ChangeUser) -> Differences:
        """What it would change."""
        return self._differences(ctx, _wish_user(command))

    def change_user(self, ctx: Context, command: ChangeUser) -> MandateView:
        """Propose it; raises what `MandateService.propose` raises."""
        return self._mandates.propose(ctx, _wish_user(command))

    def issue_code(self, ctx: Context, command: NameUser) -> ActivationCode:
        """A code for somebody who was agreed to; raises NotFound, NotInvited, OwnInvitation."""
        found = _found(ctx, command.login)
        if found.status is not PersonStatus.INVITED:
            raise NotInvited
        if queries.proposer(ctx, "users", found.login) == ctx.actor.person_id and not self._alone(
            ctx
        ):
            raise OwnInvitation
        code, until = invitations.issue(ctx.uow, ctx.world, found.user_id)
        told = {"enterprise_id": str(ctx.enterprise_id), "login": found.login, "by": ctx.actor.name}
        outbox.emit(ctx.uow, ctx.world, "user.code_issued", f"user:{found.login}", told)
        return ActivationCode(login=found.login, code=code, expires_at=until)

    def roles(self, ctx: Context, command: ListRoles) -> RoleList:
        """Every role and who holds it."""
        del command
        users, running = administration.users(ctx.uow), queries.running(ctx)
        return RoleList(
            roles=tuple(
                _role(role.code, role.name, users, running)
                for role in administration.roles(ctx.uow)
            )
        )

    def check_role(self, ctx: Context, command: ChangeRole) -> Differences:
        """What it would change."""
        return self._differences(ctx, _wish_role(command))

    def change_role(self, ctx: Context, command: ChangeRole) -> MandateView:
        """Propose it."""
        return self._mandates.propose(ctx, _wish_role(command))

    def matrix(self, ctx: Context, command: ShowMatrix) -> Matrix:
        """Every right there is, and the enterprise's accounts."""
        del command
        accounts = Names(ctx, self._rights).accounts
        return Matrix(
            rights=tuple(
                MatrixLine(
                    right=one.right, title_zh=one.title.zh, title_en=one.title.en,
                    see=Verb.SEE in one.verbs, make=Verb.MAKE in one.verbs,
                    approve=Verb.APPROVE in one.verbs, by_account=one.by_account,
                    by_amount=one.by_amount, administers=one.administers, need_to_know=one.need_to_know,
                )
                for one in self._rights.values()
            ),
            accounts=tuple(
                AccountLine(number=one.number, alias=one.alias, currency=one.currency)
                for one in accounts
            ),
        )  # fmt: skip

    def check_rights(self, ctx: Context, command: ChangeRights) -> Differences:
        """What it would change."""
        return self._differences(ctx, _wish_rights(command))

    def change_rights(self, ctx: Context, command: ChangeRights) -> MandateView:
        """Propose it."""
        return self._mandates.propose(ctx, _wish_rights(command))

    def _differences(self, ctx: Context, wish: Wish) -> Differences:
        return Differences(lines=tuple(map(line_view, self._mandates.preview(ctx, wish))))

    def _words(self, ctx: Context) -> tuple[Names, dict[str, Text], dict[tuple[str, str], str]]:
        roles = {one.code: one.name for one in administration.roles(ctx.uow)}
        return Names(ctx, self._rights), roles, queries.running(ctx)

    def _view(
        self,
        ctx: Context,
        user: User,
        names: Names,
        roles: dict[str, Text],
        running: dict[tuple[str, str], str],
    ) -> UserView:
        rows = rows_of(ctx, user)
        said = [names.sentence(row) for row in rows]
        waiting = next(
            (running[kind, user.login] for kind in _OF_USERS if (kind, user.login) in running), ""
        )
        return UserView(
            login=user.login, name=user.name, title=user.title, status=user.status, roles=user.roles,
            role_names=tuple(roles.get(code, Text(code, code)).zh for code in user.roles),
            needs_code=user.status is PersonStatus.INVITED, is_self=user.person_id == ctx.actor.person_id,
            has_methods=user.has_methods, recovering=user.recovering,
            seen_at=user.seen_at, pending=waiting, rights=tuple(RightLine(**row) for row in rows),
            sentences_zh=tuple(one.zh for one in said), sentences_en=tuple(one.en for one in said),
        )  # fmt: skip


def _found(ctx: Context, login: str) -> User:
    found = administration.user(ctx.uow, login)
    if found is None:
        raise NotFound(_USER)
    return found


def _wish_user(command: ChangeUser) -> Wish:
    after = {"name": command.name, "title": command.title, "status": command.status.value}
    return Wish("users", command.login, after, command.reason)


def _wish_role(command: ChangeRole) -> Wish:
    after: dict[str, Any] = {
        "zh": command.name_zh, "en": command.name_en, "members": list(command.members)
    }  # fmt: skip
    return Wish("roles", command.code, after, command.reason)


def _wish_rights(command: ChangeRights) -> Wish:
    return Wish("rights", command.login, {"rows": [row_asked(row) for row in command.rows]}, command.reason)  # fmt: skip


def _role(
    code: str, name: Text, users: list[User], running: dict[tuple[str, str], str]
) -> RoleView:
    held = [one for one in users if code in one.roles]
    return RoleView(
        code=code,
        name_zh=name.zh,
        name_en=name.en,
        members=tuple(one.login for one in held),
        member_names=tuple(one.name for one in held),
        pending=running.get(("roles", code), ""),
    )
