"""What rules are about and held against, as it is today: operations, accounts, groups, makers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from corporate import enterprises
from kernel.context import Context
from kernel.operation import Door, Operation
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.people import People
from workflows.approval.policy import ANY, PayeeClass
from workflows.approval.subjects import Subject
from workflows.policies import queries
from workflows.policies.errors import ScopeUnknown
from workflows.policies.rules import Case, Ground, Reach, told_apart
from workflows.policies.scope import Scope
from workflows.policies.sentences import Names

CUSTOMARY: Final = {
    "maker": Text("经办", "Makers"),
    "checker": Text("复核", "Checkers"),
    "approver": Text("审批", "Approvers"),
    "manager": Text("资金经理", "Treasurers"),
    "director": Text("财务总监", "Finance directors"),
    "viewer": Text("查询", "Viewers"),
    "admin": Text("系统管理员", "Administrators"),
    "integrator": Text("直联接口", "Interfaces"),
}
"""What a role is called that its enterprise never named."""
EVERYTHING: Final = Text("企业通用", "Enterprise default")
EVERY_ACCOUNT: Final = Text("全部账户", "all accounts")
EVERY_PAYEE: Final = Text("全部收款人", "all payees")
EVERY_DOOR: Final = Text("全部渠道", "all doors")
_ANYBODY: Final = Text("经办人", "The maker")
_NO_OPERATION: Final = Text("没有这个交易", "there is no such operation")
_NO_ACCOUNT: Final = Text("账户未签约", "the account is not signed up")
_NO_CLASS: Final = Text("没有这个收款人类别", "there is no such payee class")
_NO_DOOR: Final = Text("该交易不在此渠道办理", "the operation is not offered at this door")
_PLAIN_ONLY: Final = Text(
    "该交易不分账户、收款人和渠道", "this operation knows no account, payee or door"
)


@dataclass(frozen=True, slots=True)
class Ports:
    """What the composition root hands over."""

    people: People
    operations: Mapping[str, Operation]
    """What a rule may be about; those that administer carry no amount."""
    roles: Callable[[Context], Mapping[str, Text]]
    """The groups of the enterprise and what it calls them."""
    allows_direct: Callable[[Context], bool]
    past: Callable[[Context, str], Subject]
    """A past payment by its number; raises NotFound."""
    signature_reaches: Callable[[Context], Mapping[str, int | None]] = lambda _ctx: {}
    """By currency up to where the bank lets a message's own signature authorise."""


class Grounds:
    """Reads what a rule needs to know; nothing is kept between two questions."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    @property
    def operations(self) -> Mapping[str, Operation]:
        """What a rule may be about."""
        return self._ports.operations

    def names(self, ctx: Context) -> dict[str, Text]:
        """The groups by code, each told apart from the others."""
        held = {row["group"]: Text(row["group"], row["group"]) for row in queries.groups(ctx)}
        called = held | dict(self._ports.roles(ctx))
        return told_apart({code: _customary(code, name) for code, name in called.items()})

    def allows_direct(self, ctx: Context) -> bool:
        """Whether the bank lets payments go with no signature, at one door at least."""
        return self._ports.allows_direct(ctx) or bool(self._ports.signature_reaches(ctx))

    def past(self, ctx: Context, number: str) -> Subject:
        """A past payment; raises NotFound."""
        return self._ports.past(ctx, number)

    def by_amount(self, operation: str) -> bool:
        """Whether an operation carries an amount."""
        known = self._ports.operations.get(operation)
        return known is None or not known.administers

    def title_of(self, operation: str) -> Text:
        """What an operation is called."""
        if operation == ANY:
            return EVERYTHING
        known = self._ports.operations.get(operation)
        return known.title if known else Text(operation, operation)

    def title(self, scope: Scope) -> Text:
        """A scope in words: 付款 · 账户 …5678 · 新收款人 · 银企直联."""
        parts = [self.title_of(scope.operation)]
        if scope.account != ANY:
            parts.append(Text(f"账户 {scope.account}", f"account {scope.account}"))
        if scope.payee_class != ANY:
            parts.append(_class_label(scope.payee_class))
        if scope.door != ANY:
            parts.append(_door_label(scope.door))
        return Text(" · ".join(part.zh for part in parts), " · ".join(part.en for part in parts))

    def check(self, ctx: Context, scope: Scope) -> None:
        """Raise ScopeUnknown for a scope no rule can have."""
        known = self._ports.operations.get(scope.operation)
        fault = None
        if known is None and scope.operation != ANY:
            fault = _NO_OPERATION
        elif known is not None and known.administers and scope != Scope(scope.operation):
            fault = _PLAIN_ONLY
        elif scope.account not in {ANY, *_accounts(ctx)}:
            fault = _NO_ACCOUNT
        elif scope.payee_class not in {ANY, *_classes()}:
            fault = _NO_CLASS
        elif scope.door not in {ANY, *(door.value for door in self.doors(scope.operation))}:
            fault = _NO_DOOR
        if fault is not None:
            raise ScopeUnknown(fault=fault)

    def doors(self, operation: str) -> list[Door]:
        """The doors an operation comes in by."""
        known = self._ports.operations.get(operation)
        every = [one for one in self._ports.operations.values() if not one.administers]
        offered = known.doors if known else {door for one in every for door in one.doors}
        return [door for door in Door if door in offered]

    def ground(self, ctx: Context, scope: Scope, names: Names) -> Ground:
        """Everything a rule of this scope is held against."""
        return Ground(
            names=names,
            cases=tuple(self._cases(ctx, scope)),
            by_amount=self.by_amount(scope.operation),
            allows_direct=self._ports.allows_direct(ctx),
            signature_reaches=self._ports.signature_reaches(ctx)
            if scope.door == Door.DIRECT_LINK
            else {},
        )

    def makers(self, ctx: Context, operation: str) -> list[Row]:
        """Who may make an operation today."""
        known = self._ports.operations.get(operation)
        return queries.makers(ctx, known.right) if known else []

    def _cases(self, ctx: Context, scope: Scope) -> Iterator[Case]:
        """Each maker on each account, with who could sign then."""
        for operation in self._operations_of(scope):
            right = self._ports.operations[operation].right
            makers, ceilings = queries.makers(ctx, right), queries.ceilings(ctx, right)
            for account in self._accounts_of(ctx, operation, scope):
                approvers = self._ports.people.approvers(ctx, right, account)
                reach = _reach(ceilings, account)
                able = [m for m in makers if {ANY, account} & set(m["accounts"]) or not account]
                for maker in able:
                    others = (a for a in approvers if a.person_id != maker["person_id"])
                    yield Case(maker["name"], tuple(others), reach)
                if not able:
                    yield Case(_ANYBODY.zh, tuple(approvers), reach)

    def _operations_of(self, scope: Scope) -> list[str]:
        if scope.operation != ANY:
            return [scope.operation]
        return [code for code, one in self._ports.operations.items() if not one.administers]

    def _accounts_of(self, ctx: Context, operation: str, scope: Scope) -> list[str]:
        if not self.by_amount(operation):
            return [""]
        return _accounts(ctx) if scope.account == ANY else [scope.account]


def _reach(ceilings: list[Row], account: str) -> Reach:
    """Where each approver's right on an account ends; whoever is not named here has one without end."""
    found: dict[UUID, list[tuple[int | None, str | None]]] = {}
    for row in ceilings:
        if row["account_number"] in {ANY, account}:
            found.setdefault(row["user_id"], []).append((row["upto_minor"], row["currency"]))
    return found


def _customary(code: str, name: Text) -> Text:
    return CUSTOMARY.get(code, name) if name == Text(code, code) else name


def _accounts(ctx: Context) -> list[str]:
    return [one.number for one in enterprises.signed_accounts(ctx.uow) if one.may_pay]


def _classes() -> list[str]:
    return [one.value for one in PayeeClass if one is not PayeeClass.NONE]


def _class_label(payee_class: str) -> Text:
    known = payee_class in _classes()
    return PayeeClass(payee_class).label if known else Text(payee_class, payee_class)


def _door_label(door: str) -> Text:
    known = door in [one.value for one in Door]
    return Door(door).label if known else Text(door, door)
