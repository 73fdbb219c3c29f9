"""People, roles and rights in the catalogue: administrators' alone."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from kernel.operation import Operation, changing, reading
from kernel.text import Text
from workflows.access import commands
from workflows.access.scope import RIGHTS, ROLES, USERS
from workflows.mandates.commands import MandateView

_read: Final = partial(reading, administers=True)


def _change(
    code: str, title: Text, command: type[Any], about: Text, answer: type[Any] = MandateView
) -> Operation:
    right_of = "" if code in {USERS, ROLES, RIGHTS} else USERS
    return changing(code, title, command, answer, right_of, administers=True, about=about)


_TWO: Final = Text(
    "提交后由另一位管理员确认，确认后立即生效。本人不能变更或确认与自己有关的内容。",
    "Another administrator confirms it; then it counts at once. Nobody changes or confirms their own.",
)

OPERATIONS: Final = (
    _read("users.list", Text("用户一览", "Users"), commands.ListUsers, commands.UserList, USERS),
    _read("users.show", Text("查看用户", "Show a user"), commands.NameUser, commands.UserView, USERS),
    _read(
        "users.check", Text("核对用户变更", "Check a change of a user"), commands.ChangeUser,
        commands.Differences, USERS,
    ),
    _change(USERS, Text("用户管理", "Users"), commands.ChangeUser, _TWO),
    _change(
        "users.code", Text("发放激活码", "Issue an activation code"), commands.NameUser,
        Text(
            "为已获批、尚未激活的用户生成一次性激活码；旧码随即失效。",
            "A single-use code for a user who was agreed to and has not come in; an older one is void.",
        ),
        commands.ActivationCode,
    ),
    _read(
        "users.reset_check", Text("核对验证方式重置", "Check a reset of methods"), commands.ResetMethods,
        commands.Differences, USERS,
    ),
    _change("users.reset", Text("重置验证方式", "Reset methods"), commands.ResetMethods, _TWO),
    _change(
        "users.recovery_code", Text("发放恢复码", "Issue a recovery code"), commands.NameUser,
        Text(
            "为验证方式已重置的用户生成一次性恢复码；须由未提交重置的管理员发放，旧码随即失效。",
            "A code for a user whose methods were reset; not by the one who proposed it. An older one is void.",
        ),
        commands.ActivationCode,
    ),
    _read("roles.list", Text("角色一览", "Roles"), commands.ListRoles, commands.RoleList, ROLES),
    _read(
        "roles.check", Text("核对角色变更", "Check a change of a role"), commands.ChangeRole,
        commands.Differences, ROLES,
    ),
    _change(ROLES, Text("角色管理", "Roles"), commands.ChangeRole, _TWO),
    _read(
        "rights.matrix", Text("可设置的权限", "What can be given"), commands.ShowMatrix, commands.Matrix,
        RIGHTS,
    ),
    _read(
        "rights.check", Text("核对权限变更", "Check a change of rights"), commands.ChangeRights,
        commands.Differences, RIGHTS,
    ),
    _change(RIGHTS, Text("权限管理", "Rights"), commands.ChangeRights, _TWO),
)  # fmt: skip
