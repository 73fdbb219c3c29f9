"""What there is to be given, and a right in words: verbs, account, ceiling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from corporate import enterprises
from corporate.identity.administration import Right
from corporate.identity.rights import EVERY_ACCOUNT
from kernel.context import Context
from kernel.money import Money, format_minor
from kernel.operation import Verb
from kernel.text import NO_TEXT, Text
from workflows.access.commands import RightLine

_VERBS: Final = {
    Verb.SEE: Text("查看", "see"),
    Verb.MAKE: Text("经办", "make"),
    Verb.APPROVE: Text("审批", "approve"),
}
_EVERY: Final = Text("全部账户", "all accounts")
_ACCOUNT: Final = Text("{alias} 尾号 {tail}", "{alias} {tail}")
_UPTO: Final = Text("{verbs}，单笔至 {amount} {currency}", "{verbs}, up to {amount} {currency}")
_SENTENCE: Final = Text("{title}（{where}）：{what}", "{title} ({where}): {what}")
_PLAIN: Final = Text("{title}：{what}", "{title}: {what}")


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A right that administrators give: what it is called, and what it has."""

    right: str
    title: Text
    verbs: frozenset[Verb]
    by_account: bool
    by_amount: bool
    administers: bool
    need_to_know: bool = False


Rights = Mapping[str, MatrixRow]
Row = Mapping[str, Any]
"""A right as a change writes it: plain JSON with the names of `RightLine`."""
NAMES: Final = ("right", "account", "see", "make", "approve", "upto_minor", "currency")


class Names:
    """The enterprise's own words for its accounts, read once for a page."""

    def __init__(self, ctx: Context, rights: Rights) -> None:
        self._accounts = {one.number: one for one in enterprises.signed_accounts(ctx.uow)}
        self._rights = rights

    @property
    def accounts(self) -> Sequence[enterprises.SignedAccount]:
        """Its accounts, in its own order."""
        return tuple(self._accounts.values())

    def account(self, number: str) -> Text:
        """`基本户 尾号 5678`; the number of one that is signed up no longer."""
        if number == EVERY_ACCOUNT:
            return _EVERY
        known = self._accounts.get(number)
        return _ACCOUNT.fill(alias=known.alias, tail=number[-4:]) if known else Text(number, number)

    def title(self, right: str) -> Text:
        """What a right is called."""
        known = self._rights.get(right)
        return known.title if known else Text(right, right)

    def label(self, row: Row) -> Text:
        """Of what a difference is: the right, and the account where it has one."""
        known = self._rights.get(row["right"])
        if known and not known.by_account and row["account"] == EVERY_ACCOUNT:
            return known.title
        where = self.account(row["account"])
        return Text("{title} · {where}", "{title} · {where}").fill(
            title=self.title(row["right"]), where=where
        )

    def sentence(self, row: Row) -> Text:
        """`提交付款（基本户 尾号 5678）：查看、经办，单笔至 10,000.00 CNY`."""
        known = self._rights.get(row["right"])
        where = self.account(row["account"])
        words = _SENTENCE if known is None or known.by_account else _PLAIN
        return words.fill(title=self.title(row["right"]), where=where, what=what(row))


def what(row: Row) -> Text:
    """The verbs and the ceiling; no words for nothing."""
    given = [_VERBS[verb] for verb in Verb if row[verb.value]]
    if not given:
        return NO_TEXT
    verbs = Text("、".join(one.zh for one in given), ", ".join(one.en for one in given))
    if row["upto_minor"] is None:
        return verbs
    amount = format_minor(row["upto_minor"], row["currency"])
    return _UPTO.fill(verbs=verbs, amount=amount, currency=row["currency"])


def row_of(right: Right) -> dict[str, Any]:
    """A right as it stands, as a change writes it."""
    return {
        "right": right.operation,
        "account": right.account,
        **{verb.value: verb in right.verbs for verb in Verb},
        "upto_minor": right.upto.minor if right.upto else None,
        "currency": right.upto.currency if right.upto else "",
    }


def row_asked(line: RightLine) -> dict[str, Any]:
    """The same of what somebody asks for."""
    return {name: getattr(line, name) for name in NAMES}


def ceiling(row: Row) -> Money | None:
    """The amount it ends at."""
    return None if row["upto_minor"] is None else Money(row["upto_minor"], row["currency"])
