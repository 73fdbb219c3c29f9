"""Tariffs and discounts (资费与优惠): what each rail costs now and from when, and who is spared what."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from flask import url_for

from corporate.banks.tariff import Band
from corporate.staff import Area, Duty
from corporate.staff.roles import MAKES
from corporate.web import parts as p
from corporate.web.counter.pages import CounterPages, Shown
from corporate.web.counter.visit import Counter
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.money import Money
from kernel.statements import Row
from kernel.text import Text
from workflows.desk import parameters, tariffs
from workflows.desk.tariff_kinds import INTERNAL, rail_name, sentence

pages = CounterPages("tariffs")

_NOW = p.Tag(Text("现行", "In force"), "ok")
_TO_COME = p.Tag(Text("待生效", "To come"), "warn")
_OVER = p.Tag(Text("历史", "Past"))
_BASIC = Text("按汇路固定费用 {fee}", "The rail's own fee: {fee}")


@pages.page("/tariffs", Area.PARAMETERS)
def listed(here: Counter) -> Shown:
    """Every rail with its versions, and every discount."""
    makes = MAKES[here.session.role]

    def ask(kind: str, target: str, duty: Duty) -> str:
        return url_for("changes.start", kind=kind, target=target) if duty in makes else ""

    def read(ctx: Context) -> dict[str, Any]:
        today = bank_today(ctx.world.clock)
        versions = _versions(tariffs.versions(ctx), today)
        rails = [(row["code"], row["currency"], row["fee_minor"]) for row in parameters.rails(ctx)]
        return {
            "tariffs": [
                {
                    "name": rail_name(rail), "currency": currency,
                    "versions": versions.get((rail, currency)) or [_basic(currency, fee)],
                    "ask": ask("tariff", f"{rail}/{currency}", Duty.PARAMETERS),
                }
                for rail, currency, fee in ((INTERNAL, "CNY", 0), *rails)
                if rail_name(rail).zh != rail_name("*").zh
            ],
            "discounts": [_discount(row, today) for row in tariffs.discounts(ctx)],
        }  # fmt: skip

    return Shown("desk/tariffs.html", here.do(read))


def _versions(rows: list[Row], today: date) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The versions of each rail and currency, the newest first; those that are long over are left out."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for key, bands in groupby(
        rows, lambda row: (row["rail"], row["currency"].strip(), row["from_on"])
    ):
        rail, currency, from_on = key
        mine = found.setdefault((rail, currency), [])
        counts = not any(one["state"] is _NOW for one in mine)
        state = _TO_COME if from_on > today else _NOW if counts else _OVER
        said = [sentence(_band(row), currency) for row in bands]
        mine.append({"from_on": from_on, "state": state, "bands": said})
    return found


def _basic(currency: str, fee_minor: int) -> dict[str, Any]:
    fee = Money(fee_minor, currency).display()
    return {"from_on": None, "state": _NOW, "bands": [_BASIC.fill(fee=fee)]}


def _band(row: Row) -> Band:
    return Band(
        row["above_minor"], row["fixed_minor"], row["per_million"], row["least_minor"], row["most_minor"],
    )  # fmt: skip


def _discount(row: Row, today: date) -> dict[str, Any]:
    over = row["until_on"] is not None and row["until_on"] < today
    state = _OVER if over else _TO_COME if row["from_on"] > today else _NOW
    return {
        "name": row["name"], "number": row["number"], "rail": rail_name(row["rail"]), "percent": row["percent"],
        "from_on": row["from_on"], "until_on": row["until_on"], "state": state,
    }  # fmt: skip
