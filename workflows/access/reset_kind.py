"""A reset of somebody's ways to sign (验证方式重置), as a change of rule: one proposes, another confirms.

Whose they are neither proposes nor confirms it. What it does is written in `corporate/identity/recovery`:
all of them end, every session ends, and nothing is signed until something new is registered with a code.
"""

from __future__ import annotations

from collections import Counter
from typing import Final
from uuid import UUID

from corporate.identity import administration, methods, recovery
from corporate.identity.administration import User
from corporate.identity.methods import Method
from corporate.identity.people import PersonStatus
from kernel.context import Context
from kernel.errors import NotFound
from kernel.records import audit, outbox
from kernel.text import NO_TEXT, Text
from workflows.access.errors import UserUnknown
from workflows.access.scope import USERS
from workflows.mandates.kinds import Change, Content, Line

METHODS: Final = "methods"
EVENT: Final = "user.methods_reset"
_TITLE: Final = Text("重置验证方式 {who}", "Reset the methods of {who}")
_COUNTED: Final = Text("{count} 个", "{count}")
_LOST: Final = Text("全部作废", "void")
_UNTIL: Final = Text(
    "凭密码和恢复码登记新方式之前不能签名", "none until a new one is registered with a code"
)
_AS_EVER: Final = Text("可以签名", "as ever")


class ResetKind:
    """Everything but the password of one person. The key is the log-in name."""

    code: str = METHODS
    operation: str = USERS

    def present(self, ctx: Context, target: str) -> Content:
        """How many there are of each sort; raises NotFound for nobody."""
        user = _user(ctx, target)
        held = Counter(one.method.value for one in methods.listed(ctx.uow, user.person_id))
        return {"name": user.name, "held": dict(held), "recovering": user.recovering}

    def checked(self, ctx: Context, change: Change) -> Content:
        """Nothing of it is chosen; raises UserUnknown for somebody who is not active here."""
        if _user(ctx, change.target).status is not PersonStatus.ACTIVE:
            raise UserUnknown(login=change.target)
        return {"name": change.before["name"], "held": {}, "recovering": True}

    def title(self, ctx: Context, change: Change) -> Text:
        """`重置验证方式 李娜`."""
        del ctx
        return _TITLE.fill(who=change.before["name"])

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """What ends, and what this person cannot do for the time; nothing for who has only a password."""
        del ctx
        held = change.before["held"]
        if not held or change.before["recovering"]:
            return ()
        who = Text(
            f"{change.before['name']}（{change.target}）",
            f"{change.before['name']} ({change.target})",
        )
        ended = [
            Line(method.label, _COUNTED.fill(count=held[method.value]), _LOST)
            for method in Method
            if method.value in held
        ]
        return (
            Line(Text("用户", "User"), NO_TEXT, who),
            *ended,
            Line(Text("签名", "Signing"), _AS_EVER, _UNTIL),
        )

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:
        """Whose they are."""
        return frozenset({_user(ctx, change.target).person_id})

    def apply(self, ctx: Context, change: Change) -> None:
        """End them and every session, and tell the person over every proven channel."""
        user = _user(ctx, change.target)
        count = recovery.begin(ctx.uow, ctx.world, user.person_id)
        audit.write(ctx, "methods.reset", "person", user.person_id, {"revoked": count})
        told = {
            "enterprise_id": str(ctx.enterprise_id),
            "person_id": str(user.person_id),
            "number": change.target,
        }
        outbox.emit(ctx.uow, ctx.world, EVENT, f"user:{change.target}", told)


def _user(ctx: Context, login: str) -> User:
    found = administration.user(ctx.uow, login)
    if found is None:
        raise NotFound(Text("该用户", "The user"))
    return found
