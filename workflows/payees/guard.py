"""What payments ask of the payee book: who is it, may it be paid, and may it still at release.

Payments know this by their own protocol; the composition root hands it over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from corporate.banks import Bank, ResolvedBank
from kernel.calendar import SHANGHAI
from kernel.context import Context
from kernel.errors import Finding, Severity
from kernel.money import Money
from kernel.statements import Row
from kernel.text import Text
from workflows.payees import queries, repository, rules
from workflows.payees.classes import WhiteList
from workflows.payees.errors import NotOnWhiteList


@dataclass(frozen=True, slots=True)
class Regard:
    """What the book says of a payee: its class for approval and limits, its name, what was found."""

    payee_class: str
    name_said: Text | None
    findings: tuple[Finding, ...]


class PayeeGuard:
    """The payee book, as payments see it."""

    def look(
        self, ctx: Context, account: str, name: str, bank: ResolvedBank, *, money: Money, on: date
    ) -> Regard:
        """Class and findings of whom a payment of that day would go to; one statement."""
        leaves_at = max(ctx.now, datetime.combine(on, time(), SHANGHAI))
        demands, case = _case(
            ctx, account, name, bank.code, money=money, leaves_at=leaves_at, own_bank=bank.own
        )
        said = case.verdict.label if case.verdict else None
        return Regard(rules.class_of(demands, case), said, tuple(rules.findings(demands, case)))

    def classes_of(self, ctx: Context, bank: Bank, payments: Sequence[Row]) -> frozenset[str]:
        """The classes of stored payments' payees at this moment, in one statement."""
        demands, known, own = queries.look_at_all(ctx, [row["payee_account"] for row in payments])
        return frozenset(
            rules.class_of(
                demands,
                rules.Case(
                    row["payee_name"], row["payee_bank_code"], _money(row), ctx.now,
                    known.get(row["payee_account"]),
                    own_account=row["payee_account"] in own and _at_home(bank, row),
                ),
            )
            for row in payments
        )  # fmt: skip

    def demands_anything(self, ctx: Context) -> bool:
        """Whether the enterprise demands anything of those it pays."""
        return queries.demands(ctx) != rules.Demands()

    def objections(self, ctx: Context, bank: Bank, payments: Sequence[Row]) -> dict[int, Finding]:
        """Which of many payees may not be paid now, by place, each with the first reason; one statement."""
        demands, known, own = queries.look_at_all(ctx, [row["payee_account"] for row in payments])
        found = {}
        for place, row in enumerate(payments):
            account = row["payee_account"]
            case = rules.Case(
                row["payee_name"], row["payee_bank_code"], _money(row), ctx.now, known.get(account),
                own_account=account in own and _at_home(bank, row),
            )  # fmt: skip
            stops = [one for one in rules.findings(demands, case) if one.severity is Severity.BLOCK]
            if stops:
                found[place] = stops[0]
        return found

    def admit(self, ctx: Context, bank: Bank, payment: Row) -> None:
        """Ask the white list again at release. Raises NotOnWhiteList."""
        demands, case = _stored(ctx, bank, payment)
        if demands.white_list is WhiteList.ENFORCE and not rules.is_listed(case):
            raise NotOnWhiteList

    def remember(self, ctx: Context, payment: Row) -> None:
        """Keep whom a person has paid, unconfirmed, for the next time."""
        repository.remember(ctx, payment)

    def find(self, ctx: Context, text: str, payee_id: UUID | None) -> Sequence[Row]:
        """Payees by name, pinyin or tail, with what the book knows of each."""
        demands = queries.demands(ctx)
        return [_found(row, demands, ctx.now) for row in queries.find(ctx, text, payee_id)]

    def accounts_like(self, ctx: Context, text: str) -> list[str]:
        """Accounts of payees whose names sound like that."""
        return queries.accounts_like(ctx, text)

    def origin(self, ctx: Context, account: str, name: str) -> Row | None:
        """Who brought a payee in, and when."""
        return queries.origin(ctx, account, name)


def _stored(ctx: Context, bank: Bank, payment: Row) -> tuple[rules.Demands, rules.Case]:
    return _case(
        ctx, payment["payee_account"], payment["payee_name"], payment["payee_bank_code"],
        money=_money(payment), leaves_at=ctx.now, own_bank=_at_home(bank, payment),
    )  # fmt: skip


def _money(payment: Row) -> Money:
    return Money(payment["amount_minor"], payment["currency"])


def _at_home(bank: Bank, payment: Row) -> bool:
    return bool(payment["payee_bank_code"] == bank.bank_code)


def _case(
    ctx: Context,
    account: str,
    name: str,
    bank_code: str,
    *,
    money: Money,
    leaves_at: datetime,
    own_bank: bool,
) -> tuple[rules.Demands, rules.Case]:
    seen = queries.look(ctx, account, name, bank_code, own_bank=own_bank)
    verdict = None if own_bank else seen.verdict  # the core itself is asked about its own accounts
    case = rules.Case(
        name, bank_code, money, leaves_at, seen.entry, seen.own_account, verdict, seen.masked
    )
    return seen.demands, case


def _found(row: Row, demands: rules.Demands, now: datetime) -> Row:
    entry = queries.entry_of(row)
    cooling = entry is not None and entry.cools_until(demands) > now
    return {
        "payee_id": str(row["id"]), "name": row["name"], "account": row["account"],
        "bank_code": row["bank_code"], "bank_name": row["bank_name"], "used_at": row["used_at"],
        "payee_class": rules.NEW if entry is None or cooling else row["class"],
        "verified": row["verdict"] == "match",
    }  # fmt: skip
