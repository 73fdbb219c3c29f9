"""What a rule must be to be taken, and its one spelling. Pure; nothing here asks the database.

A rule nobody could fill would stop the enterprise's business; one that asks for nobody lets a maker
release alone, which the bank must allow, and never for the enterprise's own rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from kernel.errors import Finding, YinqiError
from kernel.findings import Rule
from kernel.money import MAX_MINOR, format_minor
from kernel.text import NO_TEXT, Text
from workflows.approval.people import Approver, distinct_people
from workflows.approval.plan import lacking_people
from workflows.approval.planning import everybody_named
from workflows.approval.policy import ANY, Band, Level, Rules
from workflows.approval.policy_parser import ANYONE, parse_rules, rules_json
from workflows.policies.sentences import Names, bands_of, range_words

_LACKS: Final = Text("{maker}经办、{band}时：{why}", "When {maker} makes it, {band}: {why}")
_ENDS: Final = Text(
    "{maker}经办、{band}：超过 {amount} 后审批人的权限金额不足。{why}",
    "When {maker} makes it, {band}: above {amount} the rights of those who sign end. {why}",
)


class Refusal(Rule):
    """Why a well-formed rule is not taken."""

    DIRECT = (
        "policies.direct",
        "{band}：银行不允许免审批，至少需要一级审批",
        "{band}: the bank does not allow going without a signature; one level at least is needed",
    )
    SIGNATURE = (
        "policies.signature",
        "{band}：银行允许直联签名即授权的金额至 {top} 为止，更高金额至少需要一级审批",
        "{band}: the bank lets the link's signature authorise up to {top}; above it one level at least is needed",
    )
    UNGOVERNED = (
        "policies.ungoverned",
        "企业自身的授权变更不能免审批",
        "Changes of the enterprise's own rules never go without a signature",
    )
    UNFILLABLE = (
        "policies.unfillable",
        "{band}：没有人能完成审批。{why}",
        "{band}: nobody could fill it. {why}",
    )
    UNREACHED = (
        "policies.unreached",
        "{band}：有审批权的人，其权限金额都够不上这一档。{why}",
        "{band}: nobody's right reaches the amounts of this band. {why}",
    )
    NO_AMOUNT = (
        "policies.no_amount",
        "该交易不涉及金额，只能有一档",
        "This operation carries no amount: it has one band only",
    )
    GROUP_UNKNOWN = (
        "policies.group_unknown",
        "没有审批组“{group}”",
        "There is no group “{group}”",
    )


Reach = Mapping[UUID, Sequence[tuple[int | None, str | None]]]
"""User → the ceilings (金额上限) of their right to approve, with currency; None is without end."""


@dataclass(frozen=True, slots=True)
class Case:
    """One who could make it, and those who could then sign, whose rights may end at an amount."""

    maker: str
    candidates: tuple[Approver, ...]
    reach: Reach = field(default_factory=dict)

    def able(self, minor: int | None, currency: str) -> tuple[Approver, ...]:
        """Different people who may sign an amount; of no amount, whoever may sign any."""
        able = (one for one in self.candidates if self._reaches(one.user_id, minor, currency))
        return distinct_people(able, but=())

    def ends(self, band: Band, currency: str) -> list[int]:
        """The amounts of a band at which somebody's right ends, the highest first."""
        ends = {minor for held in self.reach.values() for minor, of in held if of == currency}
        return sorted((end for end in ends if end and band.holds(end)), reverse=True)

    def _reaches(self, user_id: UUID, minor: int | None, currency: str) -> bool:
        ceilings = self.reach.get(user_id, ((None, None),))
        return minor is None or any(
            end is None or (of == currency and minor <= end) for end, of in ceilings
        )


@dataclass(frozen=True, slots=True)
class Ground:
    """What a rule is held against: who there is today, and what the bank allows."""

    names: Names
    cases: Sequence[Case]  # never empty: where nobody may make it, somebody who is nobody
    by_amount: bool
    allows_direct: bool
    signature_reaches: Mapping[str, int | None] = field(default_factory=dict)
    """By currency up to where a message's own signature may authorise; None: any amount."""


def spelled(raw: object, names: Names) -> dict[str, Any]:
    """The one spelling of a rule; raises PolicyMalformed with its place.

    Neighbouring bands that ask the same are one, and a level without a title is called as its group is.
    """
    rules = parse_rules(raw)
    tables = {
        currency: tuple(_merged([_titled(band, names) for band in table]))
        for currency, table in rules.bands.items()
    }
    return rules_json(replace(rules, bands=tables))


def untitled(content: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """A rule without the titles that only say what the group is called: for whoever edits it on."""
    tables = {
        currency: [
            {**band, "steps": [[_untitled(level, names) for level in s] for s in band["steps"]]}
            for band in table
        ]
        for currency, table in content["bands"].items()
    }
    return {**content, "bands": tables}


def refusals(rules: Rules, ground: Ground) -> list[Finding]:
    """Every reason not to take the rule; none means that it may be proposed."""
    found = [
        Refusal.GROUP_UNKNOWN.finding("rules", group=group)
        for group in sorted(groups_of(rules) - ground.names.keys())
    ]
    listed = list(bands_of(rules))
    if not ground.by_amount and len(listed) > 1:
        found.append(Refusal.NO_AMOUNT.finding("rules"))
    for currency, band in listed:
        found += _of_band(rules, band, currency, ground)
    return found


def warnings(rules: Rules, ground: Ground) -> list[Text]:
    """What to think of first: makers for whom somebody would be lacking, and amounts nobody's right reaches."""
    found: list[Text] = []
    for currency, band in bands_of(rules):
        for case in ground.cases:
            if band.steps:
                found += _warned(rules, band, currency, case)
    return list(dict.fromkeys(found))


def _warned(rules: Rules, band: Band, currency: str, case: Case) -> Iterator[Text]:
    words = {"maker": case.maker, "band": range_words(band, currency)}
    lowest = _lacking(rules, band, case, band.lower_minor + 1, currency)
    for lacking in lowest:
        yield _LACKS.fill(**words, why=lacking.message)
    top = MAX_MINOR if band.upper_minor is None else band.upper_minor
    above = _lacking(rules, band, case, top, currency)
    if above and not lowest:
        ends = case.ends(band, currency)
        able = (end for end in ends if not _lacking(rules, band, case, end, currency))
        amount = format_minor(next(able, band.lower_minor + 1), currency)
        yield _ENDS.fill(**words, amount=amount, why=above[0].message)


def groups_of(rules: Rules) -> set[str]:
    """Every group a rule names."""
    levels = [level for _, band in bands_of(rules) for step in band.steps for level in step]
    named = {level.group for level in levels} | {level.must_include for level in levels}
    if rules.escalation is not None:
        named.add(rules.escalation.group)
    return named - {ANY, ""}


def told_apart(names: Mapping[str, Text]) -> dict[str, Text]:
    """The names of groups, each told apart from all others: a name that is not unique carries its code."""
    said = [name.zh for name in names.values()]
    english = [name.en for name in names.values()]
    return {
        code: name
        if said.count(name.zh) == english.count(name.en) == 1 and not _is_code(name, code, names)
        else Text(f"{name.zh}·{code}", f"{name.en}·{code}")
        for code, name in names.items()
    }


def _is_code(name: Text, code: str, names: Mapping[str, Text]) -> bool:
    return any(other in (name.zh, name.en) for other in names if other != code)


def _of_band(rules: Rules, band: Band, currency: str, ground: Ground) -> Iterator[Finding]:
    words = range_words(band, currency)
    if not band.steps:
        if not ground.by_amount:
            yield Refusal.UNGOVERNED.finding("rules")
        elif not ground.allows_direct:
            yield from _unsigned(band, currency, ground)
        return
    lowest = band.lower_minor + 1 if ground.by_amount else None
    every = [_lacking(rules, band, case, lowest, currency) for case in ground.cases]
    if all(every):
        people = [_lacking(rules, band, case, None, currency) for case in ground.cases]
        reason = Refusal.UNFILLABLE if all(people) else Refusal.UNREACHED
        yield reason.finding("rules", band=words, why=_why(every))


def _unsigned(band: Band, currency: str, ground: Ground) -> Iterator[Finding]:
    """What the bank says to a band that no person signs."""
    words = range_words(band, currency)
    if currency not in ground.signature_reaches:
        yield Refusal.DIRECT.finding("rules", band=words)
        return
    top = ground.signature_reaches[currency]
    if top is not None and (band.upper_minor is None or band.upper_minor > top):
        said = f"{currency} {format_minor(top, currency)}"
        yield Refusal.SIGNATURE.finding("rules", band=words, top=Text(said, said))


def _why(every: Sequence[tuple[YinqiError, ...]]) -> Text:
    """What is lacking where least is."""
    return min(every, key=len)[0].message


def _lacking(
    rules: Rules, band: Band, case: Case, minor: int | None, currency: str
) -> tuple[YinqiError, ...]:
    """What a round about this amount would lack from the start, by the engine's own count."""
    able = case.able(minor, currency)
    steps = everybody_named(band.steps, able)
    return lacking_people(steps, able, shares=rules.same_person_completes_level)


def _titled(band: Band, names: Names) -> Band:
    steps = tuple(tuple(_named(level, names) for level in step) for step in band.steps)
    return replace(band, steps=steps)


def _named(level: Level, names: Names) -> Level:
    own = Text(level.group, level.group)
    return replace(level, name=names.get(level.group, own)) if level.name == own else level


def _untitled(level: Mapping[str, Any], names: Names) -> dict[str, Any]:
    called = names.get(level["group"], ANYONE if level["group"] == ANY else NO_TEXT)
    own = level.get("name") == {"zh": called.zh, "en": called.en}
    return {key: part for key, part in level.items() if key != "name" or not own}


def _merged(table: Sequence[Band]) -> Iterator[Band]:
    for _steps, same in groupby(table, key=lambda band: band.steps):
        alike = list(same)
        yield replace(alike[0], upper_minor=alike[-1].upper_minor)
