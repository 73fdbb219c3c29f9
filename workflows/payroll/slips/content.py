"""What a slip says: made of a row's extra columns by the enterprise's template. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.payroll.slips.commands import SlipItem, SlipTemplate
from workflows.payroll.slips.kinds import ITEMS_MAX, MARKED, SlipPart, part_of


@dataclass(frozen=True, slots=True)
class PaidRow:
    """A paid row of a run, opened."""

    row: int
    number: str
    name: str
    account: str
    minor: int
    extra: Mapping[str, str]


def entries(template: SlipTemplate, extra: Mapping[str, str]) -> list[dict[str, str]]:
    """The items of a slip in their order; a column the row leaves empty is left out."""
    items: Sequence[SlipItem] = template.items or [
        SlipItem(column=column, part=part_of(column, text)) for column, text in extra.items()
    ]
    said = [
        {
            "label": item.label or item.column.removeprefix(MARKED),
            "part": item.part.value,
            "text": extra[item.column].strip(),
        }
        for item in items[:ITEMS_MAX]
        if extra.get(item.column, "").strip()
    ]
    order = {part.value: place for place, part in enumerate(SlipPart)}
    return sorted(said, key=lambda one: order[one["part"]])


def private_of(paid: PaidRow, template: SlipTemplate, mail: str, mobile: str) -> dict[str, Any]:
    """Everything of a slip that is sealed."""
    return {
        "name": paid.name,
        "account": paid.account,
        "minor": paid.minor,
        "items": entries(template, paid.extra),
        "note": template.note,
        "rule": template.password_rule.value,
        "mail": mail,
        "mobile": mobile,
    }
