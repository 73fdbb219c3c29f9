"""A rule while it is edited (规则草稿): what was typed, in the shape of the cards, however unfinished.

It travels with the page as JSON and is checked for its shape only; whether it is a rule is asked when it is
told, tried out or proposed. A place in it is a path: `t0` a currency, `t0.b1` a band, `t0.b1.s0` a step,
`t0.b1.s0.l0` a level; empty is the whole rule.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from kernel.errors import Invalid
from kernel.money import format_minor
from kernel.text import Text

_CHARS_MAX: Final = 120
_PATH: Final = re.compile(r"(?:t(\d{1,2})(?:\.b(\d{1,2})(?:\.s(\d{1,2})(?:\.l(\d{1,2}))?)?)?)?")
_DAYS: Final = "30"


class DraftLost(Invalid):
    """What came back is no draft of this page."""

    code = "web.draft_lost"
    text = Text(
        "草稿无法识别，请重新打开编辑页", "The draft could not be read; open the editor again"
    )


@dataclass(slots=True)
class Level:
    """One level as typed; `needed` counts only in the mode `some`."""

    group: str = "*"
    mode: str = "some"
    needed: str = "1"
    must: str = ""
    title: str = ""
    title_en: str = ""


@dataclass(slots=True)
class Band:
    """One band; its upper end as typed, of the last one nothing."""

    upper: str = ""
    steps: list[list[Level]] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """The bands of one currency."""

    currency: str = "CNY"
    bands: list[Band] = field(default_factory=lambda: [Band(steps=[[Level()]])])


@dataclass(slots=True)
class Draft:
    """The whole rule as typed."""

    days: str = _DAYS
    shared: bool = False
    hours: str = ""
    to: str = ""
    tables: list[Table] = field(default_factory=lambda: [Table()])

    def written(self) -> str:
        """As it travels with the page."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


Path = tuple[int, ...]


def read_path(text: str) -> Path:
    """The numbers of a path; the whole rule for what is none."""
    found = _PATH.fullmatch(text)
    return tuple(int(part) for part in found.groups() if part is not None) if found else ()


def path_text(path: Path) -> str:
    """A path as it is written."""
    return ".".join(f"{letter}{number}" for letter, number in zip("tbsl", path, strict=False))


def read_draft(text: str) -> Draft:
    """A draft that came back with a form; raises DraftLost."""
    try:
        raw = json.loads(text)
        return Draft(
            days=_said(raw["days"]),
            shared=raw["shared"] is True,
            hours=_said(raw["hours"]),
            to=_said(raw["to"]),
            tables=[_table(table) for table in raw["tables"]],
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise DraftLost from None


def draft_of(rules: Mapping[str, Any]) -> Draft:
    """The draft that says what a rule says; `rules` is a rule's JSON, well formed."""
    return Draft(
        days=str(rules["valid_days"]),
        shared=rules.get("same_person_completes_level", False),
        hours=str(rules.get("escalate_after_hours", "")),
        to=rules.get("escalate_group", ""),
        tables=[
            Table(currency, [_band_of(band, currency) for band in bands])
            for currency, bands in sorted(
                rules["bands"].items(), key=lambda item: (item[0] != "CNY", item[0])
            )
        ],
    )


def _band_of(band: Mapping[str, Any], currency: str) -> Band:
    upper = band["upper_minor"]
    typed = "" if upper is None else format_minor(upper, currency)
    return Band(typed, [[_level_of(level) for level in step] for step in band["steps"]])


def _level_of(level: Mapping[str, Any]) -> Level:
    name = level.get("name", {"zh": "", "en": ""})
    return Level(
        group=level["group"],
        mode=level.get("mode", "some"),
        needed=str(level.get("needed", 1)),
        must=level.get("must_include", ""),
        title=name["zh"],
        title_en=name["en"],
    )


def _table(raw: Any) -> Table:
    return Table(_said(raw["currency"]), [_band(band) for band in raw["bands"]])


def _band(raw: Any) -> Band:
    steps = [
        [Level(**{k: _said(v) for k, v in level.items()}) for level in s] for s in raw["steps"]
    ]
    return Band(_said(raw["upper"]), steps)


def _said(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError
    return raw[:_CHARS_MAX]
