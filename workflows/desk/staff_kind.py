"""The bank's own people: taken on, given another role, suspended, let go (行员管理), by two of security."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from corporate.staff import Duty, Role, StaffStatus, keys, repository
from kernel.context import Context
from kernel.records import audit
from kernel.text import Text
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.mandates.kinds import Change, Content

NEW: Final = "new"
_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,30}")
_BAD_LOGIN: Final = Text("小写字母、数字、点、横线，2 至 31 位", "2 to 31 small letters, digits, dots or hyphens")  # fmt: skip
_TAKEN: Final = Text("该工号已存在", "There is such a name already")
_RESET: Final = Text(
    "遗失密码、动态口令或通行密钥时改为“待激活”：原有的全部作废，凭新激活码重新设置",
    "If password, codes or passkeys are lost choose “Invited”: all of them end, and a new activation code lets them begin anew",
)
_BEGINS_ANEW: Final = frozenset({StaffStatus.INVITED.value, StaffStatus.LEFT.value})


class StaffKind(PlainKind):
    """A member of staff as they are to be."""

    code: ClassVar[str] = "staff"
    title: ClassVar[Text] = Text("行员与岗位", "Staff and roles")
    duty: ClassVar[Duty] = Duty.PEOPLE
    labels: ClassVar[Mapping[str, Text]] = {
        "name": Text("姓名", "Name"),
        "role": Text("岗位", "Role"),
        "status": Text("状态", "Status"),
    }

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Who, and as what; the target is the log-in name, or `new`."""
        now = self.present(ctx, target)
        roles = tuple((one.value, one.label) for one in Role)
        allowed = StaffStatus if now else (StaffStatus.INVITED,)
        states = tuple((one.value, one.label) for one in allowed)
        asked = () if now else (Field("login", Text("工号", "Log-in name"), hint=_BAD_LOGIN),)
        return (
            *asked,
            Field("name", self.labels["name"], now.get("name", "")),
            Field("role", self.labels["role"], now.get("role", ""), "select", roles),
            Field("status", self.labels["status"], now.get("status", "invited"), "select", states, _RESET),
        )  # fmt: skip

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """Somebody as they shall be."""
        now, reader = self.present(ctx, target), Reader(typed)
        login = target if now else reader.text("login", most=31).lower()
        if not now and login:
            if not _LOGIN.fullmatch(login) or login == NEW:
                reader.wrong("login", _BAD_LOGIN)
            elif repository.by_login(ctx.uow, login):
                reader.wrong("login", _TAKEN)
        allowed = {one.value for one in StaffStatus} if now else {StaffStatus.INVITED.value}
        after = {
            "name": reader.text("name", most=40),
            "role": reader.choice("role", {one.value for one in Role}),
            "status": reader.choice("status", allowed),
        }
        if now and after["status"] == StaffStatus.ACTIVE and now["status"] == StaffStatus.INVITED:
            reader.wrong("status", _RESET)
        reader.done()
        title = Text(f"行员：{after['name']}（{login}）", f"Staff: {after['name']} ({login})")
        return Wish(login, after, title)

    def present(self, ctx: Context, target: str) -> Content:
        """Somebody as they are."""
        row = repository.by_login(ctx.uow, target) if target != NEW else None
        return {name: row[name] for name in self.labels} if row else {}

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if name == "role" and value:
            return Role(value).label
        if name == "status" and value:
            return StaffStatus(value).label
        return super().said(ctx, name, value)

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:
        """The one it is about."""
        row = repository.by_login(ctx.uow, change.target)
        return frozenset({row["id"]} if row else ())

    def apply(self, ctx: Context, change: Change) -> None:
        """It counts on their next request; whoever may not work any more is out at once."""
        row, after = repository.by_login(ctx.uow, change.target), dict(change.after)
        if row is None:
            new = after | {"id": ctx.world.ids.uuid7(), "login": change.target}
            repository.add(ctx.uow, new, ctx.now)
            return
        repository.change(ctx.uow, after | {"id": row["id"]})
        repository.end_sessions(ctx.uow, row["id"], ctx.now)
        if after["status"] in _BEGINS_ANEW:
            count = keys.end_all(ctx.uow, row["id"], ctx.now)
            audit.write(ctx, "staff.keys_end", "staff", change.target, {"revoked": count})
