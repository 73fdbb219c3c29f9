"""Three sorts of change: a user's life, a role and its members, all that a user may do.

Each change is tried inside a savepoint when it is proposed, so that what could not come into force is
refused there and then, in the words it would be refused with later.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from corporate.identity import administration, enrolment
from corporate.identity.administration import User
from corporate.identity.people import PersonStatus
from corporate.identity.rights import EVERY_ACCOUNT
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import NotFound
from kernel.operation import Verb
from kernel.records import outbox
from kernel.text import NO_TEXT, Text
from workflows.access.errors import LoginTaken, RightUnknown, StepUnknown, UserUnknown
from workflows.access.guard import Guard
from workflows.access.matrix import Names, Rights, ceiling, row_of, what
from workflows.access.scope import RIGHTS, ROLES, USERS
from workflows.approval.engine import ApprovalEngine
from workflows.mandates.kinds import Change, Content, Line

_STEPS: Final = frozenset({
    ("", "invited"), ("left", "invited"), ("invited", "left"), ("active", "suspended"), ("active", "left"),
    ("suspended", "active"), ("suspended", "left"),
})  # fmt: skip
_NEW: Final = Text("尚未加入", "not a user yet")
_TITLES: Final = {
    "invited": Text("邀请用户 {who}", "Invite {who}"),
    "suspended": Text("停用用户 {who}", "Suspend {who}"),
    "active": Text("恢复用户 {who}", "Reopen {who}"),
    "left": Text("用户离职 {who}", "{who} leaves"),
}
_RETITLE: Final = Text("修改用户 {who}", "Change {who}")
_RIGHTS_OF: Final = Text("{who}的权限", "Rights of {who}")
_ROLE: Final = Text("角色 {name}", "Role {name}")
_YES: Final = Text("成员", "member")


class _Undo(Exception):
    """Takes back what was only tried."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What every kind stands on."""

    guard: Guard
    approvals: ApprovalEngine
    rights: Rights


class _Kind:
    """What the three have in common: trying, and putting in force."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    code: str

    def title(self, ctx: Context, change: Change) -> Text:
        """What it is called."""
        raise NotImplementedError

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:
        """Whom it is about."""
        raise NotImplementedError

    def write(self, ctx: Context, change: Change) -> None:
        """Write it; nothing is told."""
        raise NotImplementedError

    def apply(self, ctx: Context, change: Change) -> None:
        """Put it in force at once; tasks that wait for somebody follow. Raises what the guard raises."""
        with self._ground.guard.watching(ctx):
            self.write(ctx, change)
        self._ground.approvals.refresh_all(ctx)
        self.tell(ctx, change)

    def tell(self, ctx: Context, change: Change) -> None:
        """Whoever may do something else from now on is told."""
        title = self.title(ctx, change)
        told = {
            "enterprise_id": str(ctx.enterprise_id), "title": {"zh": title.zh, "en": title.en},
            "persons": sorted(map(str, self.concerned(ctx, change))),
        }  # fmt: skip
        outbox.emit(ctx.uow, ctx.world, "user.rights_changed", f"{self.code}:{change.target}", told)

    def _try(self, ctx: Context, change: Change) -> None:
        with suppress(_Undo), savepoint(ctx.uow):
            with self._ground.guard.watching(ctx):
                self.write(ctx, change)
            raise _Undo


class UserKind(_Kind):
    """A user's life: invited, active, suspended, left; and the title. The key is the log-in name."""

    code: str = "users"
    operation: str = USERS

    def present(self, ctx: Context, target: str) -> Content:
        """Name, title and state; nothing for somebody who was never a user."""
        found = administration.user(ctx.uow, target)
        if found is None:
            return {}
        return {"name": found.name, "title": found.title, "status": found.status.value}

    def checked(self, ctx: Context, change: Change) -> Content:
        """Raises StepUnknown, LoginTaken, and what the guard raises."""
        before = change.before
        name = str(before.get("name") or change.after["name"]).strip()
        status = str(change.after["status"])
        title = str(change.after["title"]).strip() or str(before.get("title", ""))
        was = str(before.get("status", ""))
        if (was, status) not in _STEPS and was != status:
            raise StepUnknown(was=_state(was), becomes=_state(status))
        known = administration.person(ctx.uow, change.target)
        if known is not None and (known.name != name or not known.active):
            raise LoginTaken(login=change.target)
        after = {"name": name, "title": title, "status": status}
        if after != dict(before):
            self._try(ctx, Change(change.target, before, after))
        return after

    def title(self, ctx: Context, change: Change) -> Text:
        """`停用用户 李娜`."""
        del ctx
        same = change.before.get("status") == change.after["status"]
        words = _RETITLE if same else _TITLES[change.after["status"]]
        return words.fill(who=change.after["name"])

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """Who, title, state."""
        del ctx
        before, after = change.before, change.after
        found = [
            (Text("用户", "User"), _who(before, change.target), _who(after, change.target)),
            (Text("职务", "Title"), _plain(before.get("title")), _plain(after["title"])),
            (Text("状态", "State"), _state(before.get("status", "")), _state(after["status"])),
        ]
        return tuple(Line(*one) for one in found if one[1] != one[2])

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:
        """The person, known at the bank or not yet."""
        known = administration.person(ctx.uow, change.target)
        return frozenset({known.id}) if known else frozenset()

    def tell(self, ctx: Context, change: Change) -> None:
        """What became of the user."""
        told = {
            "enterprise_id": str(ctx.enterprise_id), "login": change.target,
            "name": change.after["name"], "status": change.after["status"],
            "was": change.before.get("status", ""),
        }  # fmt: skip
        outbox.emit(ctx.uow, ctx.world, "user.changed", f"user:{change.target}", told)

    def write(self, ctx: Context, change: Change) -> None:
        """Whoever is suspended or leaves is out at once: sessions end, certificates are revoked."""
        status = PersonStatus(change.after["status"])
        found = administration.user(ctx.uow, change.target)
        if found is None:
            self._invite(ctx, change)
            return
        administration.set_title(ctx.uow, found.user_id, change.after["title"])
        if status is PersonStatus.INVITED and found.can_log_in:
            status = PersonStatus.ACTIVE
        if status is not found.status:
            enrolment.set_user_status(ctx.uow, found.user_id, status)
        if status in {PersonStatus.SUSPENDED, PersonStatus.LEFT}:
            administration.lock_out(ctx.uow, found.user_id, ctx.now)
        if status is PersonStatus.LEFT:
            administration.clear_rights(ctx.uow, found.user_id)
            administration.clear_roles(ctx.uow, found.user_id)

    def _invite(self, ctx: Context, change: Change) -> None:
        """A person new to the bank waits for activation; one who has a log-in simply gets the membership."""
        known = administration.person(ctx.uow, change.target)
        ready = known is not None and known.can_log_in
        person_id = (
            known.id
            if known
            else enrolment.add_person(ctx.uow, ctx.world, change.target, change.after["name"])
        )
        enrolment.add_user(
            ctx.uow,
            ctx.world,
            ctx.uow.scope.enterprise(),
            person_id,
            change.after["title"],
            PersonStatus.ACTIVE if ready else PersonStatus.INVITED,
        )


class RoleKind(_Kind):
    """A role: what it is called and who holds it. The key is its code."""

    code: str = "roles"
    operation: str = ROLES

    def present(self, ctx: Context, target: str) -> Content:
        """Name and members by log-in; nothing for a role that was never named nor held."""
        names = {one.code: one.name for one in administration.roles(ctx.uow)}
        if target not in names:
            return {}
        return {
            "zh": names[target].zh,
            "en": names[target].en,
            "members": _members(administration.users(ctx.uow), target),
        }

    def checked(self, ctx: Context, change: Change) -> Content:
        """Raises UserUnknown, and what the guard raises."""
        known = {one.login for one in administration.users(ctx.uow)}
        members = sorted(set(change.after["members"]))
        unknown = [login for login in members if login not in known]
        if unknown:
            raise UserUnknown(login=unknown[0])
        zh = str(change.after["zh"]).strip()
        after = {"zh": zh, "en": str(change.after["en"]).strip() or zh, "members": members}
        if after != dict(change.before):
            self._try(ctx, Change(change.target, change.before, after))
        return after

    def title(self, ctx: Context, change: Change) -> Text:
        """`角色 复核员`."""
        del ctx
        return _ROLE.fill(name=Text(change.after["zh"], change.after["en"]))

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """The name, then each person who comes or goes."""
        before, after = change.before, change.after
        was = Text(before["zh"], before["en"]) if before else NO_TEXT
        becomes = Text(after["zh"], after["en"])
        found = [Line(Text("角色名称", "Name of the role"), was, becomes)] if was != becomes else []
        held, holds = set(before.get("members", ())), set(after["members"])
        names = {one.login: one.name for one in administration.users(ctx.uow)}
        for login in sorted(held ^ holds):
            who = Text(
                f"{names.get(login, login)}（{login}）", f"{names.get(login, login)} ({login})"
            )
            found.append(
                Line(who, _YES if login in held else NO_TEXT, _YES if login in holds else NO_TEXT)
            )
        return tuple(found)

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:
        """Whoever gets or loses it."""
        moved = set(change.before.get("members", ())) ^ set(change.after["members"])
        found = administration.users(ctx.uow)
        return frozenset(one.person_id for one in found if one.login in moved)

    def write(self, ctx: Context, change: Change) -> None:
        """Name it, fill it."""
        name = Text(change.after["zh"], change.after["en"])
        administration.name_role(ctx.uow, change.target, name, ctx.now)
        wanted = set(change.after["members"])
        for one in administration.users(ctx.uow):
            if one.login in wanted and change.target not in one.roles:
                enterprise_id = ctx.uow.scope.enterprise()
                enrolment.give_role(ctx.uow, enterprise_id, one.user_id, change.target)
            elif one.login not in wanted and change.target in one.roles:
                enrolment.take_role(ctx.uow, one.user_id, change.target)


class RightKind(_Kind):
    """All that one user may do: operation × account × verbs × amount. The key is the log-in name."""

    code: str = "rights"
    operation: str = RIGHTS

    def present(self, ctx: Context, target: str) -> Content:
        """The rows that allow something; raises NotFound for nobody."""
        return {"rows": rows_of(ctx, self._user(ctx, target))}

    def checked(self, ctx: Context, change: Change) -> Content:
        """Raises RightUnknown, and what the guard raises."""
        user = self._user(ctx, change.target)
        if user.status is PersonStatus.LEFT:
            raise UserUnknown(login=user.login)
        names = Names(ctx, self._ground.rights)
        accounts = {one.number for one in names.accounts}
        kept = {_key(row): dict(row) for row in change.after["rows"] if what(row).zh}
        had = {_key(row): row for row in change.before["rows"]}
        for key, row in kept.items():
            if row != had.get(key):  # what was given otherwise, and stays, is not asked about
                self._check(row, accounts, names)
        after = {"rows": [kept[key] for key in sorted(kept)]}
        if after != dict(change.before):
            self._try(ctx, Change(change.target, change.before, after))
        return after

    def title(self, ctx: Context, change: Change) -> Text:
        """`李娜的权限`."""
        return _RIGHTS_OF.fill(who=self._user(ctx, change.target).name)

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """Each row that is not what it was."""
        names = Names(ctx, self._ground.rights)
        was = {_key(row): row for row in change.before["rows"]}
        becomes = {_key(row): row for row in change.after["rows"]}
        return tuple(
            Line(
                names.label(was.get(key) or becomes[key]),
                what(was[key]) if key in was else NO_TEXT,
                what(becomes[key]) if key in becomes else NO_TEXT,
            )
            for key in sorted(was.keys() | becomes.keys())
            if was.get(key) != becomes.get(key)
        )

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:
        """Whose rights they are."""
        return frozenset({self._user(ctx, change.target).person_id})

    def write(self, ctx: Context, change: Change) -> None:
        """All of them anew: what is not named is taken."""
        user_id = self._user(ctx, change.target).user_id
        administration.clear_rights(ctx.uow, user_id)
        for row in change.after["rows"]:
            verbs = [verb for verb in Verb if row[verb.value]]
            enrolment.grant(
                ctx.uow, ctx.uow.scope.enterprise(), user_id, row["right"], verbs, row["account"],
                ceiling(row),
            )  # fmt: skip

    def _user(self, ctx: Context, login: str) -> User:
        found = administration.user(ctx.uow, login)
        if found is None:
            raise NotFound(Text("该用户", "The user"))
        return found

    def _check(self, row: Mapping[str, Any], accounts: set[str], names: Names) -> None:
        known = self._ground.rights.get(row["right"])
        account, upto = row["account"], ceiling(row)
        if (
            known is None
            or (account != EVERY_ACCOUNT and (not known.by_account or account not in accounts))
            or any(row[verb.value] and verb not in known.verbs for verb in Verb)
            or (upto is not None and not (known.by_amount and upto.is_positive))
        ):
            raise RightUnknown(what=names.label(row))


def rows_of(ctx: Context, user: User) -> list[dict[str, Any]]:
    """A user's rights as a change writes them, in their order."""
    found = (row_of(right) for right in administration.rights(ctx.uow, user.user_id))
    return sorted(found, key=_key)


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["right"], row["account"]


def _members(users: list[User], role: str) -> list[str]:
    return sorted(one.login for one in users if role in one.roles)


def _who(content: Content, login: str) -> Text:
    if not content:
        return NO_TEXT
    return Text(f"{content['name']}（{login}）", f"{content['name']} ({login})")


def _plain(value: object) -> Text:
    said = str(value or "")
    return Text(said, said)


def _state(status: object) -> Text:
    return PersonStatus(str(status)).label if status else _NEW
