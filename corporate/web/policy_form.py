"""The editor's form: what the open card's fields say goes into the draft, and the draft becomes a rule's JSON.

Faults are told at the card they are about: `f-<path>` is its id on the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from corporate.web.parts import FormFault
from corporate.web.policy_draft import Band, Draft, Level, Path, Table, path_text, read_path
from kernel.amount_faults import AmountFault
from kernel.currencies import UnknownCurrency
from kernel.money import parse_typed_amount
from kernel.text import Text

_UPPER_MISSING: Final = Text("请填写这一档的金额上限", "Enter the upper end of this band")
_WHOLE: Final = Text("请填写整数", "Enter a whole number")
Card = Draft | Table | Band | list[Level] | Level
_SCOPE_FIELDS: Final = ("operation", "account", "payee_class", "door")


@dataclass(frozen=True, slots=True)
class Written:
    """A rule's JSON, or what keeps the draft from being one; places of the JSON name cards."""

    rules: str
    faults: tuple[FormFault, ...]


def scope_of(form: Mapping[str, str]) -> dict[str, str]:
    """The scope a page is about; `*` where nothing is said."""
    return {name: (form.get(name) or "*")[:60] for name in _SCOPE_FIELDS}


def take(draft: Draft, form: Mapping[str, str]) -> None:
    """Put what the open card's fields say into the draft; fields of other cards are not there."""
    path = read_path(form.get("at", ""))
    card = card_at(draft, path)
    if isinstance(card, Draft):
        _take_rule(card, form)
    elif isinstance(card, Band) and "upper" in form:
        card.upper = form["upper"][:40]
    elif isinstance(card, Level) and "group" in form:
        card.group, card.mode = form["group"][:60], form.get("mode", "some")[:10]
        card.needed, card.must = form.get("needed", "1")[:3], form.get("must", "")[:60]
        card.title, card.title_en = form.get("title", "")[:60], form.get("title_en", "")[:60]


def written(draft: Draft) -> Written:
    """The rule a draft says, as JSON, with what could not be read of it."""
    faults: list[FormFault] = []
    rules: dict[str, Any] = {
        "valid_days": _whole(draft.days, "", faults),
        "bands": {
            table.currency: list(_bands(table, t, faults)) for t, table in enumerate(draft.tables)
        },
    }
    if draft.shared:
        rules["same_person_completes_level"] = True
    if draft.hours.strip() or draft.to:
        rules["escalate_after_hours"] = _whole(draft.hours, "", faults)
        rules["escalate_group"] = draft.to
    return Written(json.dumps(rules, ensure_ascii=False), tuple(faults))


def read_rules(text: str) -> dict[str, Any]:
    """A rule's JSON as the gate answered it."""
    read: dict[str, Any] = json.loads(text)
    return read


def place_of(place: str, draft: Draft) -> str:
    """The card a place in a rule's JSON is about: `bands.CNY[1].steps[0][0].needed` → `t0.b1.s0.l0`."""
    numbers = [part.split("]")[0] for part in place.split("[")[1:]]
    words = place.partition("[")[0].split(".")
    currencies = [table.currency for table in draft.tables]
    if len(words) > 1 and words[0] == "bands" and words[1] in currencies:
        path = (currencies.index(words[1]), *(int(number) for number in numbers))
        return path_text(path[:4])
    return ""


def _bands(table: Table, t: int, faults: list[FormFault]) -> Iterator[dict[str, Any]]:
    last = len(table.bands) - 1
    for b, band in enumerate(table.bands):
        where = path_text((t, b))
        upper = None if b == last else _upper(band.upper, table.currency, where, faults)
        yield {
            "upper_minor": upper,
            "steps": [
                [_level(level, path_text((t, b, s, n)), faults) for n, level in enumerate(step)]
                for s, step in enumerate(band.steps)
            ],
        }


def _level(level: Level, where: str, faults: list[FormFault]) -> dict[str, Any]:
    made: dict[str, Any] = {"group": level.group, "mode": level.mode}
    if level.mode == "some":
        made["needed"] = _whole(level.needed, where, faults)
    if level.must:
        made["must_include"] = level.must
    if level.title.strip():
        title = level.title.strip()
        made["name"] = {"zh": title, "en": level.title_en.strip() or title}
    return made


def _upper(typed: str, currency: str, where: str, faults: list[FormFault]) -> int:
    if not typed.strip():
        faults.append(FormFault(where, _UPPER_MISSING))
        return 0
    try:
        return parse_typed_amount(typed.strip(), currency)
    except (AmountFault, UnknownCurrency) as fault:
        faults.append(FormFault(where, fault.message))
        return 0


def _whole(typed: str, where: str, faults: list[FormFault]) -> int:
    text = typed.strip()
    if text.isascii() and text.isdigit():
        return int(text)
    faults.append(FormFault(where, _WHOLE))
    return 0


def _take_rule(draft: Draft, form: Mapping[str, str]) -> None:
    if "days" not in form:
        return
    draft.days, draft.shared = form["days"][:4], form.get("shared") == "on"
    draft.hours, draft.to = form.get("hours", "")[:4], form.get("to", "")[:60]


def card_at(draft: Draft, path: Path) -> Card | None:
    """What a path names, or nothing."""
    here: Any = draft
    for number, name in zip(path, ("tables", "bands", "steps", ""), strict=False):
        listed = getattr(here, name) if name else here
        if number >= len(listed):
            return None
        here = listed[number]
    found: Card = here
    return found
