"""What the bank sets: rails, its calendar, switches of functions (参数与开关)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for

from corporate.staff import Area, Duty
from corporate.staff.roles import MAKES
from corporate.web import parts as p
from corporate.web.counter import rows
from corporate.web.counter.pages import Counter, CounterPages, Shown
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.money import format_minor
from kernel.operation import Door
from kernel.statements import Row
from kernel.text import Text
from workflows.desk import customers, night, parameters
from workflows.desk.night_kinds import TODAYS, USUAL_CUT_OVER, percent
from workflows.desk.tariff_kinds import rail_name

pages = CounterPages("parameters")

_EVERY = Text("全部", "All")
_TO_COME = p.Tag(Text("待生效", "To come"), "warn")
_COUNTS = p.Tag(Text("现行", "In force"), "ok")
_PAST = p.Tag(Text("已结束", "Ended"))


@pages.page("/parameters", Area.PARAMETERS)
def listed(here: Counter) -> Shown:
    """All of it on one page."""
    makes = Duty.PARAMETERS in MAKES[here.session.role]

    def ask(kind: str, target: str = "new") -> str:
        return url_for("changes.start", kind=kind, target=target) if makes else ""

    def read(ctx: Context) -> dict[str, Any]:
        names = {str(one["id"]): one for one in customers.search(ctx, "")}
        today = bank_today(ctx.world.clock)
        return {
            "rails": [_rail(row) | {"ask": ask("rail", row["code"])} for row in parameters.rails(ctx)],
            "days": [
                dict(row) | {"ask": ask("calendar", row["on_date"].isoformat())}
                for row in parameters.days(ctx, today)
            ],
            "cut_over": night.cut_over(ctx) or USUAL_CUT_OVER,
            "rates": _rates(night.rates(ctx), today),
            "switches": [_switch(here, row, names, ask) for row in customers.switches(ctx)],
        }  # fmt: skip

    facts = here.do(read) | {
        "day_url": ask("calendar"),
        "rate_url": ask("rate", "CNY"),
        "cut_over_url": ask("cut_over", TODAYS),
        "switch_url": ask("switch"),
    }
    return Shown("desk/parameters.html", facts)


def _rail(row: Row) -> dict[str, Any]:
    cap = row["cap_minor"]
    return {
        "code": row["code"], "name": rail_name(row["code"]), "currency": row["currency"], "hours": row["hours"]["open"],
        "cap": format_minor(cap, row["currency"]) if cap is not None else "—",
        "state": p.Tag(Text("开通", "On"), "ok") if row["enabled"] else p.Tag(Text("停用", "Off"), "stop"),
    }  # fmt: skip


def _rates(found: list[Row], today: date) -> list[dict[str, Any]]:
    """The history of each currency, the newest first: to come, the one that counts, and those of before."""
    shown, counting = [], set()
    for row in found:
        currency, comes = row["currency"].strip(), row["from_on"] > today
        state = _TO_COME if comes else _PAST if currency in counting else _COUNTS
        counting |= set() if comes else {currency}
        rate = {"currency": currency, "from_on": row["from_on"], "rate": percent(row["rate_e6"])}
        shown.append(rate | {"state": state})
    return shown


def _switch(here: Counter, row: Row, names: dict[str, Row], ask: Any) -> dict[str, Any]:
    owner = names.get(row["holder"])
    number = owner["number"] if owner else "*"
    return {
        "whose": owner["name"] if owner else _EVERY,
        "what": here.portal.titles.get(row["operation"], _EVERY),
        "where": Door(row["door"]).label if row["door"] != "*" else _EVERY,
        "share": row["share"], "sentence": rows.text_of(row["sentence"]), "at": row["changed_at"],
        "ask": ask("switch", f"{number}/{row['operation']}/{row['door']}"),
    }  # fmt: skip
