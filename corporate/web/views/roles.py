"""Roles (角色): what the enterprise calls them and who holds them."""

from __future__ import annotations

from typing import Any, Final

from flask import request, url_for
from werkzeug.wrappers import Response

from corporate.identity.people import PersonStatus
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from corporate.web.views.users import propose
from kernel.errors import NotFound
from kernel.text import Text
from workflows.access.commands import (
    ChangeRole,
    ListRoles,
    ListUsers,
    RoleList,
    RoleView,
    UserList,
)

pages = Pages("roles")

_NEW: Final = "new"


@pages.page("/roles", "roles.list")
def listed(desk: Desk) -> Shown:
    """Every role and its members."""
    found: RoleList = desk.read("roles.list", ListRoles())
    facts = {
        "rows": tuple(map(_row, found.roles)),
        "new_url": url_for("roles.one", code=_NEW) if desk.offers("roles.change") else "",
        "users_url": url_for("users.listed"),
    }
    return Shown("pages/roles.html", facts)


@pages.page(
    "/roles/<code>", "roles.list", "users.list", "roles.change", "roles.check", methods=("GET", "POST")
)  # fmt: skip
def one(desk: Desk, *, code: str) -> Shown | Response:
    """Name a role and fill it."""
    found: RoleList = desk.read("roles.list", ListRoles())
    role = next((one for one in found.roles if one.code == code), None)
    if role is None and code != _NEW:
        raise NotFound(Text("该角色", "The role"))
    form = request.form
    asked = form.getlist("member") if request.method == "POST" else role.members if role else ()
    key = form.get("code") or (code if role else _fresh(desk))
    facts = {
        "role": _row(role) if role else None,
        "code": key,
        "name_zh": form.get("name_zh", role.name_zh if role else ""),
        "name_en": form.get("name_en", role.name_en if role else ""),
        "reason": form.get("reason", ""),
        "people": _people(desk, asked),
        "notes": (),
        "list_url": url_for("roles.listed"),
    }
    if request.method != "POST" or form.get("step") == "edit":
        return Shown("pages/role.html", facts)
    given = ChangeRole(
        code=key if role is None else code,
        name_zh=form.get("name_zh", "").strip(),
        name_en=form.get("name_en", "").strip(),
        members=tuple(asked),
        reason=form.get("reason", "").strip(),
    )

    def again(note: p.Note) -> Shown:
        return Shown("pages/role.html", facts | {"notes": (note,)}, 422)

    return propose(desk, "roles", given, url_for("roles.one", code=code), again)


def _people(desk: Desk, asked: Any) -> tuple[dict[str, Any], ...]:
    users: UserList = desk.read("users.list", ListUsers())
    return tuple(
        {
            "login": one.login, "name": one.name, "title": one.title, "held": one.login in asked,
            "is_self": one.is_self,
        }
        for one in users.users
        if one.status is not PersonStatus.LEFT or one.login in asked
    )  # fmt: skip


def _fresh(desk: Desk) -> str:
    """A code no role has; the house's numbers never come twice."""
    return desk.portal.world.ids.number("R").lower()


def _row(role: RoleView) -> dict[str, Any]:
    return {
        "code": role.code,
        "name": Text(role.name_zh, role.name_en),
        "members": "、".join(role.member_names),
        "count": len(role.members),
        "pending_url": url_for("changes.one", number=role.pending) if role.pending else "",
        "href": url_for("roles.one", code=role.code),
    }
