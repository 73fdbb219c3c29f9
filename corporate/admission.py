"""Whether an actor may perform an operation now: one question to the database, one pure decision.

What is not yours is not found: an account of others, or one you have no right on at all, is refused
in the same words as one that does not exist.
"""

from __future__ import annotations

from typing import Final

from corporate.identity import rights
from corporate.identity.rights import Question, Standing
from kernel.context import Actor
from kernel.db import UnitOfWork
from kernel.errors import Denied, NotFound
from kernel.identifiers import parse_account_number
from kernel.operation import Operation, Verb
from kernel.tenancy import Scope
from kernel.text import Text

_ACCOUNT: Final = Text("该账户", "The account")
BEFORE_AGREEMENT: Final = "agreements.show"
"""The right whose operations work while the agreement with the bank waits for signatures."""


class DoorClosed(Denied):
    """The operation is not offered at this door."""

    code = "gate.door_closed"
    text = Text(
        "“{operation}”不在{door}办理。", "“{operation}” is not offered at this door ({door})."
    )


class NoEnterprise(Denied):
    """Somebody who acts for no enterprise yet."""

    code = "gate.no_enterprise"
    text = Text("请先选择要操作的企业。", "Choose the enterprise you act for first.")


class UserInactive(Denied):
    """The user, the person or the enterprise is suspended, or the user is not of this enterprise."""

    code = "gate.user_inactive"
    text = Text(
        "您的用户已停用，请联系企业管理员。", "Your user is not active; ask your administrator."
    )


class ServiceNotSigned(Denied):
    """The enterprise has not signed up for the operation at this door."""

    code = "gate.service_not_signed"
    text = Text(
        "企业未签约“{operation}”（{door}）。",
        "The enterprise has not signed up for “{operation}” ({door}).",
    )


class SwitchedOff(Denied):
    """The bank has switched the function off, and says why in its own words."""

    code = "gate.switched_off"
    text = Text("{sentence}", "{sentence}")


class AgreementAwaited(Denied):
    """The agreement with the bank is not in force yet."""

    code = "gate.agreement_awaited"
    text = Text(
        "企业服务协议尚未由两位系统管理员签署，签署后方可办理业务。",
        "The agreement with the bank waits for two administrators' signatures; nothing else can be done before.",
    )


class NoRight(Denied):
    """The rights matrix does not let this user do that."""

    code = "gate.no_right"
    text = Text(
        "您没有“{operation}”的权限，请联系企业管理员。",
        "You have no right to “{operation}”; ask your administrator.",
    )


class AboveCeiling(Denied):
    """The right reaches up to an amount, and this one lies above it."""

    code = "gate.above_ceiling"
    text = Text(
        "金额 {amount} 超过您“{operation}”的权限上限，请由有权限的同事办理或联系企业管理员。",
        "{amount} lies above what you may do with “{operation}”; ask a colleague who may, or your"
        " administrator.",
    )


class AccountViewOnly(Denied):
    """The account was signed up for seeing only."""

    code = "gate.account_view_only"
    text = Text("该账户仅签约查询。", "The account is signed up for viewing only.")


def scope_of(actor: Actor) -> Scope:
    """The scope an actor works in; raises NoEnterprise for somebody who acts for none."""
    if actor.enterprise_id is None or actor.user_id is None or actor.person_id is None:
        raise NoEnterprise
    return Scope(actor.tenant_id, actor.enterprise_id)


def check_door(operation: Operation, actor: Actor) -> None:
    """Raise DoorClosed where the operation is not offered."""
    if actor.door not in operation.doors:
        raise DoorClosed(operation=operation.title, door=actor.door.label)


def admit(uow: UnitOfWork, operation: Operation, actor: Actor, command: object) -> None:
    """Ask once about user, service, right and account; raises NotFound or Denied."""
    question = question_of(operation, actor, command)
    decide(operation, question, rights.standing(uow, question))


def question_of(operation: Operation, actor: Actor, command: object) -> Question:
    """What is asked; the account number in its one spelling. Raises IdentifierFault."""
    if actor.user_id is None or actor.person_id is None:
        raise NoEnterprise
    typed = operation.account(command)
    return Question(
        user_id=actor.user_id,
        person_id=actor.person_id,
        operation=operation.code,
        right=operation.right,
        verb=operation.verb,
        door=actor.door,
        account=parse_account_number(typed) if typed else None,
        money=operation.money(command),
    )


def decide(operation: Operation, question: Question, standing: Standing | None) -> None:
    """Refuse, or return; reads nothing. Raises UserInactive, ServiceNotSigned, NotFound, NoRight."""
    if standing is None or not standing.active:
        raise UserInactive
    if not standing.signed_up:
        raise ServiceNotSigned(operation=operation.title, door=question.door.label)
    if standing.agreement_waits and operation.right != BEFORE_AGREEMENT:
        raise AgreementAwaited
    if standing.switched_off is not None:
        raise SwitchedOff(sentence=Text(**standing.switched_off))
    account_missing = bool(operation.account_field) and question.account is None
    if account_missing and question.verb is not Verb.SEE:
        raise NotFound(_ACCOUNT)
    if question.account is not None and not (standing.own_account and standing.in_sight):
        raise NotFound(_ACCOUNT)
    if not standing.entitled:
        raise NoRight(operation=operation.title)
    if question.account is not None and question.verb is Verb.MAKE and not standing.may_pay:
        raise AccountViewOnly
    if question.money is not None and not standing.within_ceiling:
        raise AboveCeiling(operation=operation.title, amount=question.money)
