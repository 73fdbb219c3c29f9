"""The bank's side of bills: what waits for two people, what it has accepted and holds, what it has set (票据业务)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from flask import Response, request, url_for

from corporate.staff import Area, Duty
from corporate.staff.roles import MAKES
from corporate.web import parts as p
from corporate.web.counter import rows
from corporate.web.counter.pages import Counter, CounterPages, Shown
from kernel.bills.acts import Act
from kernel.bills.codes import BillKind, Payer, Stage
from kernel.context import Context
from kernel.errors import NotFound
from kernel.money import Money
from kernel.statements import Row
from kernel.text import NO_TEXT, Text
from workflows.bills.files import kept
from workflows.bills.states import FileSort
from workflows.desk import bills

pages = CounterPages("bills")

_TABS: Final = {
    "waiting": Text("待审批", "To decide"),
    "accepted": Text("已承兑", "Accepted"),
    "held": Text("持有", "Held"),
    "settings": Text("额度与价格", "Lines and prices"),
    "nights": Text("日终对账", "Reconciliation"),
}
_WHAT: Final = {
    "behind": Text("本行落后，已补齐", "We were behind; brought up to date"),
    "ahead": Text("本行领先，待核实", "We are ahead; a person looks"),
    "unknown": Text("票交所没有，待核实", "Not known to the exchange; a person looks"),
}
_CONTRADICTS: Final = Text("同版本内容不一，待核实", "One version says two things; a person looks")
_STOPPED: Final = frozenset({Stage.REFUSED.value, Stage.RECOURSED.value})

Ask = Callable[[str, str], str]


@pages.page("/bills", Area.WORK)
def listed(here: Counter) -> Shown:
    """One tab of it, and the sums of all above."""
    makes = Duty.BUSINESS in MAKES[here.session.role]
    chosen = request.args.get("tab", "")
    tab = chosen if chosen in _TABS else "waiting"

    def ask(kind: str, target: str) -> str:
        return url_for("changes.start", kind=kind, target=target) if makes else ""

    def read(ctx: Context) -> dict[str, Any]:
        found = bills.sums(ctx)
        waits = len(bills.waiting(ctx))
        tabs = [
            (
                name,
                url_for("bills.listed", tab=key),
                waits if key == "waiting" else None,
                key == tab,
            )
            for key, name in _TABS.items()
        ]
        sums = {name: Money(minor, "CNY") for name, minor in found.items()}
        return {"tabs": tabs, "sums": sums, **_READS[tab](ctx, ask)}

    return Shown("desk/bills.html", here.do(read) | {"tab": tab, "title": _TABS[tab]})


@pages.page("/bills/<open_id>/files/<digest>", Area.WORK)
def file(here: Counter, open_id: str, digest: str) -> Response:
    """A contract or an invoice that a request to the bank names; other bytes than were hashed are not handed out."""

    def read(ctx: Context) -> tuple[Row, bytes]:
        found = bills.files(ctx, bills.request(ctx, open_id))
        row = next((one for one in found if bytes(one["digest"]).hex() == digest), None)
        if row is None:
            raise NotFound
        return row, kept(ctx, bytes(row["digest"]))

    row, content = here.do(read)
    answer = Response(content, content_type=row["media_type"])
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row['name'])}"
    return answer


def _waiting(ctx: Context, ask: Ask) -> dict[str, Any]:
    return {"items": [_asked(ctx, row, ask) for row in bills.waiting(ctx)]}


def _asked(ctx: Context, row: Row, ask: Ask) -> dict[str, Any]:
    asked = row["asked"]
    files = [
        (
            FileSort(one["sort"]).label,
            one["name"],
            url_for("bills.file", open_id=row["open_id"], digest=bytes(one["digest"]).hex()),
        )
        for one in bills.files(ctx, row)
    ]
    return {
        "files": files,
        **_place(row), "act": Act(row["act"]).label, "by": asked["to"]["name"], "kind": BillKind(asked["kind"]).label,
        "due_on": asked["due_on"], "note": _note(asked["terms"]), "age": rows.age(row["created_at"], ctx.now),
        "ask": ask("bill_answer", row["open_id"]),
    }  # fmt: skip


def _note(terms: dict[str, Any]) -> Text:
    if "rate" not in terms:
        return NO_TEXT
    payer = Payer(terms["payer"]).label
    said = Text("{rate}% · {payer}", "{rate} % · {payer}")
    return said.fill(rate=terms["rate"], payer=payer)


def _accepted(ctx: Context, ask: Ask) -> dict[str, Any]:
    del ask
    return {
        "items": [
            dict(row) | {"face": Money(row["face_left_minor"], "CNY"), "margin": Money(row["margin_left_minor"], "CNY")}
            for row in bills.accepted(ctx)
        ],
        "advances": [
            dict(row) | {"amount": Money(row["amount_minor"], "CNY"), "left": Money(row["left_minor"], "CNY")}
            for row in bills.advances(ctx)
        ],
    }  # fmt: skip


def _held(ctx: Context, ask: Ask) -> dict[str, Any]:
    return {"items": [_holding(row, ask) for row in bills.held(ctx)]}


def _holding(row: Row, ask: Ask) -> dict[str, Any]:
    stage, waits = Stage(row["stage"]), row["said"]["open"]
    stopped = row["stage"] in _STOPPED
    name = Act(waits["act"]).label if waits else stage.label
    may = row["stage"] == Stage.REFUSED and not waits
    return {
        **_place(row), "kind": BillKind(row["kind"]).label, "acceptor": row["acceptor"], "due_on": row["due_on"],
        "state": p.Tag(name, "stop" if stopped else "brand" if waits else ""),
        "ask": ask("bill_collect", f"{row['number']}/{row['starts_at']}") if may else "",
    }  # fmt: skip


def _settings(ctx: Context, ask: Ask) -> dict[str, Any]:
    prices = bills.prices(ctx)
    return {
        "lines": [_line(row, ask) for row in bills.lines(ctx)],
        "prices": [_price(kind, prices.get(kind.value), ask) for kind in BillKind],
        "agreements": [
            dict(row) | {"left": Money(row["ceiling_minor"] - row["used_minor"], "CNY"), "ask": ask("bill_agreement_end", row["number"])}
            for row in bills.agreements(ctx)
        ],
        "line_url": ask("bill_line", "*"), "agreement_url": ask("bill_agreement", "new"),
    }  # fmt: skip


def _line(row: Row, ask: Ask) -> dict[str, Any]:
    everybody = row["holder"] == "*"
    return {
        "name": Text("未单独授信的企业", "Everybody else") if everybody else Text(row["name"], row["name"]),
        "line": Money(row["line_minor"], "CNY"), "used": None if everybody else Money(row["used_minor"], "CNY"),
        "percent": row["margin_percent"], "auto": Money(row["auto_minor"], "CNY"),
        "ask": ask("bill_line", "*" if everybody else row["number"]),
    }  # fmt: skip


def _price(kind: BillKind, row: Row | None, ask: Ask) -> dict[str, Any]:
    bands = " · ".join(f"≤{days} {rate}%" for days, rate in row["bands"]) if row else ""
    return {
        "kind": kind.label, "set": row is not None, "bands": bands,
        "auto": Money(row["auto_minor"], "CNY") if row else None, "ask": ask("bill_price", kind.value),
    }  # fmt: skip


def _nights(ctx: Context, ask: Ask) -> dict[str, Any]:
    del ask
    return {
        "items": [
            dict(row) | {"found": [dict(one) | {"said": _WHAT.get(one["what"], _CONTRADICTS)} for one in row["differences"]]}
            for row in bills.nights(ctx)
        ]
    }  # fmt: skip


def _place(row: Row) -> dict[str, Any]:
    """Which interval it is and what it is worth."""
    return {
        "number": row.get("bill_number") or row["number"], "interval": f"{row['starts_at']}-{row['ends_at']}",
        "amount": Money(row["ends_at"] - row["starts_at"] + 1, "CNY"),
    }  # fmt: skip


_READS: Final[dict[str, Callable[[Context, Ask], dict[str, Any]]]] = {
    "waiting": _waiting, "accepted": _accepted, "held": _held, "settings": _settings, "nights": _nights,
}  # fmt: skip
