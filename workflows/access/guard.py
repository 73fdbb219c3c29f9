"""What must stay true whatever is changed: two administrators, and rules somebody can satisfy.

Asked inside a savepoint: the change is made, this looks at what it left, and whoever called takes it
back or keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from corporate import enterprises
from corporate.identity import administration
from kernel import limits
from kernel.context import Context
from kernel.errors import YinqiError
from kernel.money import Money
from kernel.text import Text
from workflows.access import queries
from workflows.access.errors import RuleUnfillable, TooFewAdministrators
from workflows.access.scope import RIGHTS
from workflows.approval.people import People, distinct_people
from workflows.approval.plan import lacking_people
from workflows.approval.policy import ANY, Band
from workflows.approval.policy_parser import parse_rules

_GENERAL: Final = "payments.submit"
"""What an enterprise's general rule is about."""
_RULE: Final = Text("{operation} · {account}，{why}", "{operation} · {account}: {why}")
_EVERY: Final = Text("全部账户", "all accounts")

Gaps = dict[tuple[str, str, int], Text]
"""What no rule could be satisfied for: policy, account, band → the sentence."""


class Guard:
    """Holds an enterprise to what must stay true."""

    def __init__(
        self,
        people: People,
        title_of: Callable[[str], Text],
        alone: Callable[[Context], bool],
    ) -> None:
        self._people = people
        self._title_of = title_of
        self._alone = alone

    @contextmanager
    def watching(self, ctx: Context) -> Iterator[None]:
        """Compare before and after; raises TooFewAdministrators or RuleUnfillable for what got worse."""
        before, had = self._gaps(ctx), administration.administrators(ctx.uow, RIGHTS)
        yield
        least = 1 if self._alone(ctx) else limits.ADMINISTRATORS_MIN
        count = administration.administrators(ctx.uow, RIGHTS)
        if count < least and count < had:
            raise TooFewAdministrators(count=count, least=least)
        worse = [text for key, text in self._gaps(ctx).items() if key not in before]
        if worse:
            raise RuleUnfillable(rule=worse[0])

    def _gaps(self, ctx: Context) -> Gaps:
        accounts = [one.number for one in enterprises.signed_accounts(ctx.uow)]
        found: Gaps = {}
        for policy in queries.policies(ctx):
            operation = _GENERAL if policy["operation"] == ANY else policy["operation"]
            about = accounts if policy["account_number"] == ANY else [policy["account_number"]]
            for place, (currency, band) in enumerate(_bands(policy["rules"])):
                for account in about:
                    why = self._lacking(ctx, operation, account, currency, band)
                    if why is not None:
                        key = (str(policy["id"]), account, place)
                        found[key] = _RULE.fill(
                            operation=self._title_of(operation),
                            account=_EVERY if policy["account_number"] == ANY else account,
                            why=why.message,
                        )
        return found

    def _lacking(
        self, ctx: Context, operation: str, account: str, currency: str, band: Band
    ) -> YinqiError | None:
        """Why nobody could satisfy a band for its smallest amount; None when somebody could."""
        if not band.steps:
            return None
        smallest = Money(band.lower_minor + 1, currency)
        able = self._people.approvers(ctx, operation, account, smallest)
        lacking = lacking_people(band.steps, distinct_people(able, but=()))
        return lacking[0] if lacking else None


def _bands(rules: object) -> Iterator[tuple[str, Band]]:
    try:
        parsed = parse_rules(rules)
    except YinqiError:
        return  # a rule nobody can read stops payments by itself, and is not made worse here
    for currency, bands in parsed.bands.items():
        yield from ((currency, band) for band in bands)
