"""Which methods are enough for what (签名方式规则): data of the bank, read strictly.

    {operation or *: {risk or *: {currency or *: [{"upper_minor": 5000000, "choice": "strongest",
                                                  "enough": [["passkey"], ["password", "totp"]]}, …]}}}

The most specific entry counts: operation, then risk, then currency. Bands go up and the last has no
end; what has no amount, or a currency without a table, takes the last band of `*`. `enough` lists
combinations, the strongest first. With `strongest` a person must use the first one they hold, so
that nobody can be talked into a weaker one; with `any` each will do that is no part of a larger one
they hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from corporate.identity.errors import SigningRuleMalformed
from corporate.identity.methods import Method
from corporate.identity.signing import Risk, Signing

ANY: Final = "*"
CHOICES: Final = frozenset({"strongest", "any"})

Combination = frozenset[Method]

_ALL: Final = [["passkey"], ["password", "totp"], ["password"]]
DEFAULT: Final[Mapping[str, Any]] = {
    "*": {
        "*": {"*": [{"upper_minor": None, "choice": "strongest", "enough": _ALL}]},
        "high": {"*": [{"upper_minor": None, "choice": "strongest", "enough": [["passkey"]]}]},
    },
    "session.start": {
        "*": {"*": [{"upper_minor": None, "choice": "any", "enough": _ALL}]},
    },
}
"""Of a bank that says nothing: the best a person has set up, and a passkey where risk is high."""


@dataclass(frozen=True, slots=True)
class Band:
    """What is enough up to an amount."""

    upper_minor: int | None
    enough: tuple[Combination, ...]
    is_strict: bool

    def allowed(self, held: frozenset[Method]) -> tuple[Combination, ...]:
        """The combinations this person may use, the strongest first."""
        possible = [one for one in self.enough if one <= held]
        if self.is_strict:
            return tuple(possible[:1])
        return tuple(one for one in possible if not any(one < other for other in possible))


@dataclass(frozen=True, slots=True)
class SigningRules:
    """A bank's whole rule."""

    table: Mapping[str, Mapping[str, Mapping[str, tuple[Band, ...]]]]

    def band(self, signing: Signing) -> Band:
        """The one band that counts for this."""
        by_risk = self.table.get(signing.operation) or self.table[ANY]
        by_currency = by_risk.get(signing.risk.value) or by_risk[ANY]
        money = signing.money
        bands = by_currency.get(money.currency) if money else None
        if money is None or bands is None:
            return by_currency[ANY][-1]
        fit = (b for b in bands if b.upper_minor is None or money.minor <= b.upper_minor)
        return next(fit)


def enough_for_both(
    one: tuple[Combination, ...], other: tuple[Combination, ...]
) -> tuple[Combination, ...]:
    """The combinations that are enough for two rules at once, none of them larger than need be."""
    joined = dict.fromkeys(first | second for first in one for second in other)
    return tuple(found for found in joined if not any(less < found for less in joined))


def read(given: object) -> SigningRules:
    """Read a rule strictly; raises SigningRuleMalformed with the place of the first fault."""
    operations = _table(given, "rules")
    return SigningRules(
        {
            operation: {
                risk: {
                    currency: tuple(_bands(bands, f"{operation}.{risk}.{currency}"))
                    for currency, bands in _table(currencies, f"{operation}.{risk}").items()
                }
                for risk, currencies in _risks(risks, operation).items()
            }
            for operation, risks in operations.items()
        }
    )


def _table(given: object, place: str) -> Mapping[str, Any]:
    """A table that covers everything; an entry `*` is what makes it so."""
    if not isinstance(given, Mapping) or ANY not in given:
        raise SigningRuleMalformed(place=place)
    return given


def _risks(given: object, place: str) -> Mapping[str, Any]:
    table = _table(given, place)
    if unknown := table.keys() - {ANY, *Risk}:
        raise SigningRuleMalformed(place=f"{place}.{min(unknown)}")
    return table


def _bands(given: object, place: str) -> Iterator[Band]:
    if not isinstance(given, list) or not given:
        raise SigningRuleMalformed(place=place)
    lower = 0
    for number, one in enumerate(given, 1):
        here, is_last = f"{place}[{number}]", number == len(given)
        if not isinstance(one, Mapping) or one.keys() != {"upper_minor", "choice", "enough"}:
            raise SigningRuleMalformed(place=here)
        upper = one["upper_minor"]
        if is_last != (upper is None) or not (upper is None or _is_above(upper, lower)):
            raise SigningRuleMalformed(place=f"{here}.upper_minor")
        if one["choice"] not in CHOICES:
            raise SigningRuleMalformed(place=f"{here}.choice")
        lower = upper or lower
        enough = _combinations(one["enough"], f"{here}.enough")
        yield Band(upper, enough, one["choice"] == "strongest")


def _is_above(upper: object, lower: int) -> bool:
    return isinstance(upper, int) and not isinstance(upper, bool) and upper > lower


def _combinations(given: object, place: str) -> tuple[Combination, ...]:
    if not isinstance(given, list) or not given:
        raise SigningRuleMalformed(place=place)
    found = tuple(_combination(one, place) for one in given)
    if len(set(found)) != len(found):
        raise SigningRuleMalformed(place=place)
    return found


def _combination(given: object, place: str) -> Combination:
    if not isinstance(given, list) or not given or len(set(map(str, given))) != len(given):
        raise SigningRuleMalformed(place=place)
    if not all(name in set(Method) - {Method.RECOVERY} for name in given):
        raise SigningRuleMalformed(place=place)
    return frozenset(Method(name) for name in given)
