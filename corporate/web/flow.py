"""An approval rule as cards (审批流程卡片): what the editor draws from a draft, and the words on them.

A card says what it asks as it stands; one that is not finished says so instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from corporate.web.parts import FormFault, Say
from corporate.web.policy_draft import Band, Draft, Level, Table, path_text
from kernel.capital import CURRENCY_NAMES
from kernel.errors import Invalid
from kernel.money import format_minor, parse_typed_amount
from kernel.text import Text
from workflows.approval.policy import ANY

FIRST: Final = Text("全部金额", "Any amount")
_UP_TO: Final = Text("{upper} 及以下", "Up to {upper}")
_BETWEEN: Final = Text("{lower} 以上至 {upper}（含）", "Over {lower} up to {upper}")
_OVER: Final = Text("{lower} 以上", "Over {lower}")
_OPEN: Final = Text("上限待填", "(enter the upper end)")
_SOME: Final = Text("{who} · {needed} 人", "{needed} of {who}")
_ONE: Final = Text("{who} · 任一人", "Any one of {who}")
_ALL: Final = Text("{who} · 全部成员", "All of {who}")
_MUST: Final = Text("其中须有{who}", "one of them of {who}")
_UNCHOSEN: Final = Text("未选审批组", "no group chosen")


@dataclass(frozen=True, slots=True)
class LevelCard:
    """One level: what it asks, its title, a second line."""

    path: str
    words: Say
    title: str
    note: Say
    is_open: bool
    fault: Say


@dataclass(frozen=True, slots=True)
class StepCard:
    """Levels that stand open together."""

    path: str
    number: int
    levels: tuple[LevelCard, ...]
    is_open: bool
    next_level: str


@dataclass(frozen=True, slots=True)
class BandCard:
    """One band of amounts with its steps; none means that nobody signs."""

    path: str
    words: Say
    steps: tuple[StepCard, ...]
    is_open: bool
    fault: Say
    next_step: str


@dataclass(frozen=True, slots=True)
class TableCard:
    """One currency."""

    path: str
    currency: str
    name: Text
    bands: tuple[BandCard, ...]


def cards(
    draft: Draft, opened: str, names: Mapping[str, Text], faults: Iterable[FormFault]
) -> tuple[TableCard, ...]:
    """Every card of a draft; `opened` is the path of the one beside."""
    wrong = {fault.field: fault.text for fault in reversed(tuple(faults))}
    maker = _Maker(opened, names, wrong)
    return tuple(maker.table(t, table) for t, table in enumerate(draft.tables))


@dataclass(frozen=True, slots=True)
class _Maker:
    opened: str
    names: Mapping[str, Text]
    wrong: Mapping[str, Say]

    def table(self, t: int, table: Table) -> TableCard:
        name = Text(CURRENCY_NAMES.get(table.currency, table.currency), table.currency)
        words = _ranges(table)
        bands = tuple(
            self._band((t, b), band, said)
            for b, (band, said) in enumerate(zip(table.bands, words, strict=True))
        )
        return TableCard(path_text((t,)), table.currency, name, bands)

    def _band(self, at: tuple[int, int], band: Band, words: Text) -> BandCard:
        path = path_text(at)
        return BandCard(
            path=path,
            words=words,
            steps=tuple(self._step((*at, s), step) for s, step in enumerate(band.steps)),
            is_open=path == self.opened,
            fault=self.wrong.get(path, ""),
            next_step=path_text((*at, len(band.steps))),
        )

    def _step(self, at: tuple[int, int, int], step: list[Level]) -> StepCard:
        path = path_text(at)
        return StepCard(
            path=path,
            number=at[-1] + 1,
            levels=tuple(self._level(path_text((*at, n)), level) for n, level in enumerate(step)),
            is_open=path == self.opened,
            next_level=path_text((*at, len(step))),
        )

    def _level(self, path: str, level: Level) -> LevelCard:
        template = {"any": _ONE, "all": _ALL}.get(level.mode, _SOME)
        words = template.fill(who=self._who(level.group), needed=level.needed or "?")
        note: Say = _MUST.fill(who=self._who(level.must)) if level.must else ""
        named = self.names.get(level.group)
        title = "" if level.group == ANY or (named and level.title == named.zh) else level.title
        is_own = title == level.group
        return LevelCard(
            path,
            words,
            "" if is_own else title,
            note,
            path == self.opened,
            self.wrong.get(path, ""),
        )

    def _who(self, group: str) -> Text:
        return self.names.get(group, Text(group, group) if group else _UNCHOSEN)


def _ranges(table: Table) -> Iterator[Text]:
    lower, bands = "", table.bands
    for place, band in enumerate(bands):
        typed = _amount(band.upper, table.currency)
        upper: Say = typed or _OPEN
        if place == len(bands) - 1:
            yield _OVER.fill(lower=lower) if lower or place else FIRST
        else:
            yield (_BETWEEN if place else _UP_TO).fill(lower=lower or "?", upper=upper)
        lower = typed or "?"


def _amount(typed: str, currency: str) -> str:
    """An amount as people write it; what cannot be read stays as it was typed."""
    try:
        return format_minor(parse_typed_amount(typed.strip(), currency), currency)
    except Invalid:
        return typed.strip()
