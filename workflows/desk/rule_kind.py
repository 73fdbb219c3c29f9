"""A rule of the bank for its own staff: passkeys for everybody (行员必须使用通行密钥). Two of security set it.

What is in force is the newest change of this kind that came into force: the record is the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from corporate.staff import Duty, StaffStatus, keys, repository
from kernel.context import Context
from kernel.errors import NotFound
from kernel.text import Text
from workflows.desk import about, queries
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.mandates.kinds import Change, Content

KIND: Final = "staff_rule"
PASSKEYS: Final = "passkeys"
_WHAT: Final = Text("该规则", "The rule")
_CHOICES: Final[Mapping[str, Text]] = {
    "all": Text("全体行员必须使用", "Everybody uses one"),
    "free": Text("由行员自行选择", "Everybody as they like"),
}
_WITHOUT: Final = Text("尚无通行密钥", "Active staff without one")
_GRACE: Final = Text(
    "启用后，尚未登记通行密钥的行员登录后只能进入“登录与安全”完成登记",
    "Then whoever has none finds nothing at the desk but the page on which one is added",
)


class StaffRuleKind(PlainKind):
    """Whether staff must use passkeys; the one target is `passkeys`."""

    code: ClassVar[str] = KIND
    title: ClassVar[Text] = Text("行员通行密钥规则", "Passkeys of staff")
    duty: ClassVar[Duty] = Duty.PEOPLE
    labels: ClassVar[Mapping[str, Text]] = {"passkeys": Text("通行密钥", "Passkeys")}

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Who uses them."""
        now = self.present(ctx, target)["passkeys"]
        options = tuple(_CHOICES.items())
        return (Field("passkeys", self.labels["passkeys"], now, "select", options, _GRACE),)

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """The rule as it shall be."""
        reader = Reader(typed)
        after = {"passkeys": reader.choice("passkeys", frozenset(_CHOICES))}
        reader.done()
        self.present(ctx, target)
        return Wish(target, after, self.title)

    def present(self, ctx: Context, target: str) -> Content:
        """The rule as it is; raises NotFound for any other target."""
        if target != PASSKEYS:
            raise NotFound(_WHAT)
        return queries.in_force(ctx, KIND, target) or {"passkeys": "free"}

    def about(self, ctx: Context, target: str) -> about.Told:  # noqa: ARG002 - there is one
        """Who would have to add one first."""
        held = keys.numbers(ctx.uow)
        without = [
            one["name"] for one in repository.all_of(ctx.uow)
            if one["status"] == StaffStatus.ACTIVE and one["id"] not in held
        ]  # fmt: skip
        return about.told((_WITHOUT, "、".join(without) or Text("无", "Nobody")))

    def said(self, ctx: Context, name: str, value: Any) -> Text:  # noqa: ARG002 - each kind its own
        """A value in words."""
        return _CHOICES[value]

    def apply(self, ctx: Context, change: Change) -> None:
        """Nothing more to write."""


def awaits_passkey(ctx: Context, staff_id: UUID) -> bool:
    """Whether somebody must add a passkey before anything else."""
    rule = queries.in_force(ctx, KIND, PASSKEYS)
    return bool(rule) and rule["passkeys"] == "all" and not keys.listed(ctx.uow, staff_id)
