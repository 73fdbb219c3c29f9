"""A rule in sentences (规则说明), and the difference of two rules in lines.

Pure; a test asks that different rules never read the same.

`names` tells what each group is called and must tell groups apart; a group without a name there is called
by its code. Whatever is not one word stands in brackets 「」, so that no name can pass for a part of the rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kernel.capital import CURRENCY_NAMES
from kernel.money import format_minor
from kernel.operation import Door
from kernel.text import NO_TEXT, Text
from workflows.approval.policy import ANY, Band, Level, Mode, Rules, Steps
from workflows.approval.policy_parser import ANYONE
from workflows.mandates.kinds import Line

Names = Mapping[str, Text]

ANYBODY: Final = Text("有审批权的人", "people entitled to approve")
DIRECT: Final = Text("免审批", "no signature")
VALID: Final = Text("审批期限", "Time to approve")
SHARED: Final = Text("同一人兼任", "One person in several levels")
ESCALATION: Final = Text("超时升级", "Escalation")
WHOLE: Final = Text("审批要求", "What is asked")


@dataclass(frozen=True, slots=True)
class Wording:
    """How a door says that nobody signs, and that somebody does."""

    direct: Text
    asks: Text


PLAIN: Final = Wording(DIRECT, Text("{words}", "{words}"))
LINK: Final = Wording(
    Text("签名即授权", "the message's signature authorises it"),
    Text("直联仅经办，{words}", "the link only makes it, {words}"),
)
"""At the direct link a signature is there anyway: either it authorises, or it only makes (经办)."""

_WORD: Final = re.compile(r"\w+")
_SOME: Final = Text("{who} {needed} 人", "{needed} of {who}")
_ONE: Final = Text("{who}任一人", "any one of {who}")
_ALL: Final = Text("{who}全部成员", "all of {who}")
_INCLUDE: Final = Text("{words}（其中须有{who}）", "{words} (one of them of {who})")
_TITLED: Final = Text("{title}〔{who}〕", "{title} [{who}]")
_TOGETHER: Final = Text("{levels}（不分先后）", "{levels} (in any order)")
_BY: Final = Text("由{steps}审批", "signed by {steps}")
_FIRST: Final = Text("先由{steps}审批", "signed first by {steps}")
_DAYS: Final = Text("{days} 天", "{days} day(s)")
_ESCALATES: Final = Text(
    "满 {hours} 小时未审批，{who}也可审批", "after {hours} hour(s) {who} may sign too"
)
_MAY: Final = Text(
    "一次签名可完成同一步骤中本人有权的各级", "one signature counts at every level of its step"
)
_MAY_NOT: Final = Text("每人只计一级", "everybody counts at one level")
_BETWEEN: Final = Text(
    "{currency} {lower} 以上至 {upper}（含）", "{currency} over {lower} up to {upper}"
)
_UP_TO: Final = Text("{currency} {upper} 及以下", "{currency} up to {upper}")
_OVER: Final = Text("{currency} {lower} 以上", "{currency} over {lower}")
_ANY_AMOUNT: Final = Text("{currency}不分金额", "{currency}, any amount")
_BAND: Final = Text("{range}，{asks}", "{range}: {asks}")
_MORE: Final = Text("{label}：{value}", "{label}: {value}")


def wording_at(door: str) -> Wording:
    """How it is said in a rule for that door."""
    return LINK if door == Door.DIRECT_LINK else PLAIN


def sentence(
    rules: Rules, names: Names, *, by_amount: bool = True, wording: Wording = PLAIN
) -> Text:
    """The whole rule; without `by_amount` what it asks is said once, for what carries no amount."""
    bands = [
        _BAND.fill(range=range_words(band, currency), asks=steps_words(band.steps, names, wording))
        for currency, band in bands_of(rules)
    ]
    if not by_amount:
        bands = [steps_words(band.steps, names, wording) for _currency, band in bands_of(rules)]
    more = [_MORE.fill(label=label, value=value) for label, value in conditions(rules, names)]
    ended = _joined([*bands, *more], Text("；", "; "))
    return Text(f"{ended.zh}。", f"{ended.en}.")


def bands_of(rules: Rules) -> Iterator[tuple[str, Band]]:
    """Every band with its currency, the house's own currency first."""
    for currency in sorted(rules.bands, key=lambda code: (code != "CNY", code)):
        for band in rules.bands[currency]:
            yield currency, band


def conditions(rules: Rules, names: Names) -> list[tuple[Text, Text]]:
    """What holds for all bands: label and value, only what the rule says."""
    found = [(VALID, _DAYS.fill(days=rules.valid_days))]
    if rules.same_person_completes_level:
        found.append((SHARED, _MAY))
    if rules.escalation is not None:
        found.append((ESCALATION, _escalates(rules, names)))
    return found


def range_words(band: Band, currency: str) -> Text:
    """Which amounts a band is for."""
    lower = format_minor(band.lower_minor, currency)
    named = Text(CURRENCY_NAMES.get(currency, currency), currency)
    if band.upper_minor is None:
        template = _OVER if band.lower_minor else _ANY_AMOUNT
        return template.fill(currency=named, lower=lower)
    template = _BETWEEN if band.lower_minor else _UP_TO
    return template.fill(
        currency=named, lower=lower, upper=format_minor(band.upper_minor, currency)
    )


def steps_words(steps: Steps, names: Names, wording: Wording = PLAIN) -> Text:
    """What a band asks: 先由复核 1 人审批，再由资金经理任一人审批."""
    if not steps:
        return wording.direct
    told = [step_words(step, names) for step in steps]
    if len(told) == 1:
        return wording.asks.fill(words=_BY.fill(steps=told[0]))
    asked = _FIRST.fill(steps=_joined(told, Text("审批，再由", ", then by ")))
    return wording.asks.fill(words=asked)


def step_words(step: Sequence[Level], names: Names) -> Text:
    """The levels that stand open together."""
    levels = _joined([level_words(level, names) for level in step], Text("、", " and "))
    return _TOGETHER.fill(levels=levels) if len(step) > 1 else levels


def level_words(level: Level, names: Names) -> Text:
    """One level: 复核 1 人, 全部成员, 其中须有财务总监."""
    template = {Mode.SOME: _SOME, Mode.ANY: _ONE, Mode.ALL: _ALL}[level.mode]
    words = template.fill(who=_titled(level, names), needed=level.needed)
    if level.must_include:
        words = _INCLUDE.fill(words=words, who=group_words(level.must_include, names))
    return words


def group_words(group: str, names: Names) -> Text:
    """What a group is called; a code nobody named is quoted where another group bears it as its name."""
    if group == ANY:
        return ANYBODY
    if group not in names and any(group in (name.zh, name.en) for name in names.values()):
        return Text(_marked(group), _marked(group))
    return _safe(names.get(group, Text(group, group)))


def differences(
    before: Rules | None, after: Rules | None, names: Names, wording: Wording = PLAIN
) -> tuple[Line, ...]:
    """Every difference of two rules of one scope; none where both ask the same."""
    lines: list[Line] = []
    tables = [set(rules.bands) if rules else set() for rules in (before, after)]
    for currency in sorted(tables[0] | tables[1], key=lambda code: (code != "CNY", code)):
        pair = _table(before, currency), _table(after, currency)
        lines += _band_lines(pair, currency, names, wording)
    for label in (VALID, SHARED, ESCALATION):
        was, becomes = _condition(before, label, names), _condition(after, label, names)
        if was != becomes:
            lines.append(Line(label, was, becomes))
    return tuple(lines)


def _band_lines(
    pair: tuple[Sequence[Band], Sequence[Band]], currency: str, names: Names, wording: Wording
) -> Iterator[Line]:
    """One line for each stretch of amounts where something else is asked; neighbours alike are one."""
    ends = {band.upper_minor for table in pair for band in table}
    lower, open_from, said = 0, 0, (NO_TEXT, NO_TEXT)
    for upper in sorted(ends, key=lambda end: (end is None, end)):
        now = tuple(_asked(table, lower, names, wording) for table in pair)
        if now != said:
            yield from _stretch(open_from, lower, currency, said)
            open_from, said = lower, (now[0], now[1])
        lower = upper or lower
    yield from _stretch(open_from, None, currency, said)


def _stretch(
    lower: int, upper: int | None, currency: str, said: tuple[Text, Text]
) -> Iterator[Line]:
    was, becomes = said
    if was != becomes:
        yield Line(range_words(Band(lower, upper, ()), currency), was, becomes)


def _asked(table: Sequence[Band], above: int, names: Names, wording: Wording) -> Text:
    """What a table asks for amounts just above."""
    found = next((band for band in table if band.holds(above + 1)), None)
    return steps_words(found.steps, names, wording) if found else NO_TEXT


def _table(rules: Rules | None, currency: str) -> tuple[Band, ...]:
    return rules.bands.get(currency, ()) if rules else ()


def _condition(rules: Rules | None, label: Text, names: Names) -> Text:
    said = dict(conditions(rules, names)) if rules else {}
    if label == SHARED and rules and label not in said:
        return _MAY_NOT
    return said.get(label, NO_TEXT)


def _escalates(rules: Rules, names: Names) -> Text:
    if rules.escalation is None:
        return NO_TEXT
    who = group_words(rules.escalation.group, names)
    return _ESCALATES.fill(hours=rules.escalation.after_hours, who=who)


def _titled(level: Level, names: Names) -> Text:
    """The group, and before it the level's own title where that says something else."""
    who, own = group_words(level.group, names), Text(level.group, level.group)
    plain = (ANYONE,) if level.group == ANY else (own, names.get(level.group, own))
    return who if level.name in plain else _TITLED.fill(title=_safe(level.name), who=who)


def _safe(name: Text) -> Text:
    return Text(*(_quoted(said) for said in (name.zh, name.en)))


def _quoted(said: str) -> str:
    if _WORD.fullmatch(said):
        return said
    return _marked(said)


def _marked(said: str) -> str:
    return "「" + said.replace("」", "」」") + "」"


def _joined(texts: Sequence[Text], by: Text) -> Text:
    return Text(by.zh.join(t.zh for t in texts), by.en.join(t.en for t in texts))
