"""Agreements (代发协议): which account pays what, changed by two administrators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from corporate import enterprises
from corporate.enterprises import SignedAccount
from kernel.context import Context
from kernel.statements import Row
from kernel.text import NO_TEXT, Text
from workflows.mandates.commands import MandateView
from workflows.mandates.kinds import Change, Content, Line
from workflows.mandates.service import MandateService, Wish
from workflows.payroll import commands as c
from workflows.payroll import queries, repository
from workflows.payroll.errors import AccountUnknown, AgreementWrong, NoAgreement
from workflows.payroll.kinds import PayKind
from workflows.payroll.operations import AGREE

_CURRENCY: Final = "CNY"
_TITLE: Final = Text("代发协议：{account}", "Payroll agreement: {account}")
_END: Final = Text("终止代发协议：{account}", "End the payroll agreement: {account}")
_ACCOUNT: Final = Text("{alias} 尾号 {tail}", "{alias} {tail}")


class AgreementKind:
    """The target is the account; the content its kinds and project, and nothing when it pays nobody."""

    code: str = "payroll"
    operation: str = AGREE

    def present(self, ctx: Context, target: str) -> Content:
        """What the account may pay now."""
        row = queries.agreement(ctx, target)
        return {"kinds": row["kinds"], "project": row["project"]} if row else {}

    def checked(self, ctx: Context, change: Change) -> Content:
        """Raises AccountUnknown, AgreementWrong."""
        if not change.after:
            return {}
        account = _accounts(ctx).get(change.target)
        if account is None or not account.may_pay or account.currency != _CURRENCY:
            raise AccountUnknown
        kinds = [kind.value for kind in PayKind if kind.value in change.after["kinds"]]
        project = str(change.after["project"]).strip()
        special = PayKind.MIGRANT.value in kinds
        if special != bool(project) or (special and len(kinds) > 1):
            raise AgreementWrong
        return {"kinds": kinds, "project": project}

    def title(self, ctx: Context, change: Change) -> Text:
        """Which account it is about."""
        words = _TITLE if change.after else _END
        return words.fill(account=_said(ctx, change.target))

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """The account, the kinds and the project."""
        was, becomes, account = change.before, change.after, _said(ctx, change.target)
        pairs = (
            (Text("代发账户", "Pay account"), account if was else NO_TEXT, account if becomes else NO_TEXT),
            (Text("代发种类", "Kinds"), _kinds(was), _kinds(becomes)),
            (Text("工程项目", "Project"), _plain(was.get("project")), _plain(becomes.get("project"))),
        )  # fmt: skip
        return tuple(Line(label, one, other) for label, one, other in pairs if one != other)

    def concerned(self, _ctx: Context, _change: Change) -> frozenset[UUID]:
        """It is about an account."""
        return frozenset()

    def apply(self, ctx: Context, change: Change) -> None:
        """From the next run on."""
        after: dict[str, Any] = dict(change.after) or {"kinds": [], "project": ""}
        repository.agree(ctx, change.target, **after)


class AgreementDesk:
    """Lists agreements and asks for changes of them."""

    def __init__(self, mandates: MandateService) -> None:
        self._mandates = mandates

    @staticmethod
    def listed(ctx: Context, _command: c.ListAgreements) -> c.AgreementList:
        """Every agreement in force."""
        accounts = _accounts(ctx)
        return c.AgreementList(
            agreements=tuple(_view(row, accounts) for row in queries.agreements(ctx))
        )

    def change(self, ctx: Context, command: c.ChangeAgreement) -> MandateView:
        """Ask for it; raises what AgreementKind raises."""
        after = {"kinds": [kind.value for kind in command.kinds], "project": command.project}
        wish = Wish(
            AgreementKind.code, command.account, after if command.kinds else {}, command.reason
        )
        return self._mandates.propose(ctx, wish)


def agreed(ctx: Context, account: str, kind: PayKind) -> str:
    """The project of the agreement under which an account pays a kind; raises NoAgreement."""
    row = queries.agreement(ctx, account)
    if row is None or kind.value not in row["kinds"]:
        raise NoAgreement(kind=kind.label)
    return str(row["project"])


def _accounts(ctx: Context) -> dict[str, SignedAccount]:
    return {one.number: one for one in enterprises.signed_accounts(ctx.uow)}


def _view(row: Row, accounts: dict[str, SignedAccount]) -> c.AgreementView:
    known = accounts.get(row["account_number"])
    return c.AgreementView(
        account=row["account_number"],
        alias=known.alias if known else "",
        kinds=tuple(PayKind(kind) for kind in row["kinds"]),
        project=row["project"],
        since=row["since_at"],
        workers=row["workers"],
    )


def _said(ctx: Context, number: str) -> Text:
    known = _accounts(ctx).get(number)
    return _ACCOUNT.fill(alias=known.alias if known else "", tail=number[-4:])


def _kinds(content: Content) -> Text:
    labels: Sequence[Text] = [PayKind(kind).label for kind in content.get("kinds", ())]
    return Text("、".join(one.zh for one in labels), ", ".join(one.en for one in labels))


def _plain(said: object) -> Text:
    return Text(str(said or ""), str(said or ""))
