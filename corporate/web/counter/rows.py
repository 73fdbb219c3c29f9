"""Rows of the desk as its templates draw them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from flask import url_for

from corporate.web import parts as p
from corporate.web.parts.basics import Tone
from kernel.money import Money
from kernel.statements import Row
from kernel.text import NO_TEXT, Text
from workflows.desk.kinds import DeskKind
from workflows.desk.states import DeskChangeStatus

_TONES: Final[dict[str, Tone]] = {
    "waiting": "warn", "approved": "brand", "in_force": "ok", "failed": "stop", "rejected": "stop", "withdrawn": "",
}  # fmt: skip
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_WARN: Final = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One difference as it is drawn."""

    label: Text
    was: Text
    becomes: Text

    @property
    def is_gone(self) -> bool:
        """Whether nothing is left of it."""
        return not self.becomes.zh


def text_of(said: dict[str, str]) -> Text:
    """A sentence that was stored in two languages."""
    return Text(said.get("zh", ""), said.get("en", "") or said.get("zh", ""))


def status_tag(status: str) -> p.Tag:
    """How a change stands."""
    return p.Tag(DeskChangeStatus(status).label, _TONES[status])


def lines(row: Row) -> list[DiffLine]:
    """What a change makes different."""
    return [
        DiffLine(text_of(one["label"]), text_of(one["was"]), text_of(one["becomes"]))
        for one in row["lines"]
    ]


def change_item(row: Row, kind: DeskKind) -> dict[str, Any]:
    """A change in a list."""
    return {
        "number": row["number"], "href": url_for("changes.shown", number=row["number"]), "kind": kind.title,
        "title": text_of(row["title"]), "owner": row["enterprise_name"] or "", "maker": row["maker_name"],
        "checker": row["checker_name"], "at": row["created_at"], "status": status_tag(row["status"]),
    }  # fmt: skip


def age(since: datetime, now: datetime) -> p.Tag:
    """How long something has waited, and whether that is long."""
    passed = now - since
    if passed >= _DAY:
        days = passed // _DAY
        return p.Tag(Text(f"{days} 天", f"{days} d"), "stop")
    if passed >= _HOUR:
        hours = passed // _HOUR
        return p.Tag(Text(f"{hours} 小时", f"{hours} h"), "warn" if passed >= _WARN else "")
    minutes = passed // timedelta(minutes=1)
    return p.Tag(Text(f"{minutes} 分钟", f"{minutes} min"))


def amount(row: Row) -> Money | None:
    """An amount, where there is one."""
    minor = row["amount_minor"]
    return None if minor is None else Money(minor, row["currency"].strip())


def work_item(row: Row, now: datetime) -> dict[str, Any]:
    """Something that waits for a person."""
    note = Text(row["note"] or "", row.get("note_en") or row["note"] or "")
    return {
        "number": row["number"], "owner": row["owner"] or "", "other": row["other"] or "", "amount": amount(row),
        "rail": row["rail"] or "", "age": age(row["since"], now), "since": row["since"], "tries": row["tries"],
        "note": note if row["note"] else NO_TEXT, "key": row["key"], "status": row.get("status", ""),
    }  # fmt: skip
