"""What a rule must be to be taken, and its one spelling. Pure; nothing here asks the database.

A rule nobody could fill would stop the enterprise's business; one that asks for nobody lets a maker
release alone, which the bank must allow, and never for the enterprise's own rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from kernel.errors import Finding, YinqiError
from kernel.findings import Rule
from kernel.text import NO_TEXT, Text
from workflows.approval.people import Approver
from workflows.approval.plan import lacking_people
from workflows.approval.planning import everybody_named
from workflows.approval.policy import ANY, Band, Level, Rules
from workflows.approval.policy_parser import ANYONE, parse_rules, rules_json
from workflows.policies.sentences import Names, bands_of, range_words


class Refusal(Rule):
    """Why a well-formed rule is not taken."""

    DIRECT = (
        "policies.direct",
        "{band}：银行不允许免审批，至少需要一级审批",
        "{band}: the bank does not allow going without a signature; one level at least is needed",
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


@dataclass(frozen=True, slots=True)
class Case:
    """One who could make it, and those who could then sign."""

    maker: str
    candidates: tuple[Approver, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a rule is held against: who there is today, and what the bank allows."""

    names: Names
    cases: Sequence[Case]  # never empty: where nobody may make it, somebody who is nobody
    by_amount: bool
    allows_direct: bool


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
        found += _of_band(rules, band, range_words(band, currency), ground)
    return found


def warnings(rules: Rules, ground: Ground) -> list[Text]:
    """What to think of first: makers for whom somebody would be lacking, and what goes unsigned."""
    template = Text("{maker}经办、{band}时：{why}", "When {maker} makes it, {band}: {why}")
    found = []
    for currency, band in bands_of(rules):
        for case in ground.cases:
            for lacking in _lacking(rules, band, case):
                words = {"maker": case.maker, "band": range_words(band, currency)}
                found.append(template.fill(**words, why=lacking.message))
    return list(dict.fromkeys(found))


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


def _of_band(rules: Rules, band: Band, words: Text, ground: Ground) -> Iterator[Finding]:
    if not band.steps:
        if not ground.by_amount:
            yield Refusal.UNGOVERNED.finding("rules")
        elif not ground.allows_direct:
            yield Refusal.DIRECT.finding("rules", band=words)
        return
    every = [_lacking(rules, band, case) for case in ground.cases]
    if all(every):
        yield Refusal.UNFILLABLE.finding("rules", band=words, why=_why(every))


def _why(every: Sequence[tuple[YinqiError, ...]]) -> Text:
    """What is lacking where least is."""
    return min(every, key=len)[0].message


def _lacking(rules: Rules, band: Band, case: Case) -> tuple[YinqiError, ...]:
    """What a round would lack from the start, by the engine's own count."""
    steps = everybody_named(band.steps, case.candidates)
    return lacking_people(steps, case.candidates, shares=rules.same_person_completes_level)


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
