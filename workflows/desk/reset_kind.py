"""Passkeys and codes a customer's person has lost (验证方式重置): two of the desk end them, after looking at an identity document.

The worker does it. Every session ends with them; the password is good for registering anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from corporate.staff.roles import Duty
from kernel.context import Context
from kernel.errors import NotFound
from kernel.records import outbox
from kernel.statements import Row
from kernel.text import Text
from workflows.desk import about, customers
from workflows.desk.errors import CannotTake
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.desk.ports import Methods
from workflows.mandates.kinds import Change

EVENT: Final = "user.methods_reset"
"""The person is told over every proven channel, as when two administrators did it."""
_WHO: Final = Text("该用户", "The user")
_ENDED: Final = Text(
    "全部作废，凭登录密码重新登记", "All end; the password is good for registering anew"
)
_NOTHING: Final = Text("该用户没有可重置的验证方式", "This user has nothing to be reset")
_SEEN: Final = Text("本人到场并核对身份证件原件；填写证件种类与号码后四位", "In person, with the original identity document: its kind and last four digits")  # fmt: skip


class ResetKind(PlainKind):
    """All methods but the password of one person; the target is customer number and log-in name."""

    code: ClassVar[str] = "methods_reset"
    title: ClassVar[Text] = Text("客户验证方式重置", "Reset a customer's methods")
    duty: ClassVar[Duty] = Duty.BUSINESS
    by_worker: ClassVar[bool] = True
    labels: ClassVar[Mapping[str, Text]] = {
        "methods": Text("通行密钥与动态口令", "Passkeys and codes"),
        "document": Text("身份核验依据", "How they proved who they are"),
        "letter": Text("申请书编号", "Number of the letter"),
    }

    def __init__(self, methods: Methods | None = None) -> None:
        self._methods = methods

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """On what grounds."""
        _found(ctx, target)
        return (
            Field("document", self.labels["document"], hint=_SEEN),
            Field("letter", self.labels["letter"]),
        )

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """All of them gone."""
        (owner, user), reader = _found(ctx, target), Reader(typed)
        after = {
            "methods": "ended",
            "document": reader.text("document", most=100),
            "letter": reader.text("letter", most=64),
            "enterprise_id": str(owner["id"]),
        }
        reader.done()
        title = Text(
            f"验证方式重置：{owner['name']} {user['name']}（{user['login']}）",
            f"Reset methods: {user['name']} ({user['login']}) of {owner['name']}",
        )
        return Wish(target, after, title, owner["id"])

    def about(self, ctx: Context, target: str) -> about.Told:
        """Who it is."""
        owner, user = _found(ctx, target)
        who = f"{user['name']}（{user['login']}） {user['title']}".strip()
        return about.told((about.CUSTOMER, owner["name"]), (Text("用户", "User"), who))

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        return _ENDED if name == "methods" and value else super().said(ctx, name, value)

    def apply(self, ctx: Context, change: Change) -> None:
        """End them and every session, and tell the person."""
        if self._methods is None:
            message = "methods are ended by the worker"
            raise LookupError(message)
        enterprise_id = UUID(change.after["enterprise_id"])
        user = _user(ctx, enterprise_id, change.target.partition("/")[2])
        if not self._methods.reset(ctx, user["person_id"]):
            raise CannotTake(reason=_NOTHING)
        told = {
            "enterprise_id": str(enterprise_id), "person_id": str(user["person_id"]),
            "number": user["login"],
        }  # fmt: skip
        outbox.emit(ctx.uow, ctx.world, EVENT, f"user:{user['login']}", told)


def _found(ctx: Context, target: str) -> tuple[Row, Row]:
    """The customer and their user; raises NotFound."""
    number, _, login = target.partition("/")
    owner = customers.by_number(ctx, number)
    return owner, _user(ctx, owner["id"], login)


def _user(ctx: Context, enterprise_id: UUID, login: str) -> Row:
    found = (one for one in customers.users(ctx, enterprise_id) if one["login"] == login)
    user = next(found, None)
    if user is None:
        raise NotFound(_WHO)
    return user
