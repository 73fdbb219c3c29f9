"""The ledger against clearing's own statement of the day: positions, items, and why they differ (清算对账).

Clearing is read before the transaction; what it said and what the books say are compared inside it. A difference of a
day that is found to agree on another is cleared there, so that each is explained once and none is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from connectors.ports import ClearedItem, ClearingStatements, CoreNight
from kernel.context import Context
from kernel.statements import Row
from kernel.text import Text
from workflows.day_end import matching, queries, repository, rules
from workflows.day_end.rules import Difference
from workflows.day_end.states import Cause
from workflows.dispatch.states import SubmissionStatus

ITEM: Final = "item"
_DESK: Final = "DESK"
_ON_ITS_WAY: Final = frozenset({"prepared", "sending", "sent", "unknown"})
_BOOKED: Final = Text("本行记账日为 {on}", "Booked here on {on}")
_WAITS: Final = Text("本行状态为“{status}”，结果明确后入账", "It is “{status}” here, and booked when its outcome is known")  # fmt: skip
_CLEARED: Final = Text("已于 {on} 入账", "Booked on {on}")
_SAID: Final = Text("清算记于 {on}", "With clearing on {on}")
_RULED: Final = Text(
    "凭柜台核实入账，清算明细待到",
    "Booked on what the desk established; clearing's line is awaited",
)
_AMOUNT: Final = Text("双方金额不符", "The amounts differ")
_AGAINST: Final = Text("清算记为已成，本行记为未成", "Settled with clearing, not here")
_NOT_HERE: Final = Text("本行查无此笔", "There is no such item here")
_NOT_THERE: Final = Text("清算当日明细无此笔", "It is not in clearing's statement of the day")


def read_all(statements: ClearingStatements, bank_code: str, on: date) -> list[ClearedItem]:
    """Clearing's whole statement of a day. Raises ClearingTimeout."""
    found: list[ClearedItem] = []
    after = ""
    while True:
        page = statements.statement(bank_code, on, after)
        found += page.items
        after = page.after
        if not after:
            return found


class Reconciler:
    """Compares one day of a bank."""

    def __init__(self, night: CoreNight) -> None:
        self._night = night

    def compare(self, ctx: Context, on: date, theirs: Sequence[ClearedItem]) -> Mapping[str, Any]:
        """Write every difference down, with why it is one; the positions by rail."""
        ours = matching.items_of(ctx, self._night.clearing_lines(ctx, on))
        positions, found = rules.compare(ours, theirs)
        cleared = self._clear_earlier(ctx, on, {one.key: one for one in found})
        sent = matching.submissions_of(ctx, [one.key for one in found])
        booked = self._booked(ctx, found, sent)
        causes = {one: self._cause(on, one, sent.get(one.key), booked, cleared) for one in found}
        for one, (cause, said) in causes.items():
            repository.differ(ctx, on, _columns(one), cause, said)
        return {
            "items": sum(one.items for one in positions),
            "differences": len(found),
            "open": sum(not cause.is_explained for cause, _ in causes.values()),
            "positions": [
                {
                    "rail": one.rail, "currency": one.currency, "ours": one.ours, "theirs": one.theirs, "items": one.items,
                    "explained": sum(
                        d.ours - d.theirs for d, (cause, _) in causes.items()
                        if cause.is_explained and (d.rail, d.currency) == (one.rail, one.currency)
                    ),
                }
                for one in positions
            ],
        }  # fmt: skip

    def _booked(
        self, ctx: Context, found: Sequence[Difference], sent: Mapping[str, Row]
    ) -> dict[str, date]:
        """The business dates on which items were booked, by clearing's key."""
        keys = {
            one.key: matching.posting_key(one.key, one.rail, sent.get(one.key)) for one in found
        }
        dates = self._night.booked_on(ctx, [key for key in keys.values() if key])
        return {one: dates[key] for one, key in keys.items() if key in dates}

    def _clear_earlier(
        self, ctx: Context, on: date, now: Mapping[str, Difference]
    ) -> dict[str, date]:
        """Items of earlier days that agree by now; those that pair with one of today, with their day."""
        rows = queries.unsettled(ctx, on)
        sent = matching.submissions_of(ctx, [row["item"] for row in rows])
        keys = {
            row["item"]: matching.posting_key(row["item"], row["rail"], sent.get(row["item"]))
            for row in rows
        }
        dates = self._night.booked_on(ctx, [key for key in keys.values() if key])
        paired = {}
        for row in rows:
            today, booked_on = now.get(row["item"]), dates.get(keys[row["item"]])
            if today is not None and _makes_whole(row, today):
                paired[row["item"]] = row["on_date"]
            if booked_on is not None and row["ours_minor"] == 0:
                repository.clear(ctx, row, _CLEARED.fill(on=booked_on.isoformat()))
            elif row["item"] in paired:
                repository.clear(ctx, row, _SAID.fill(on=on.isoformat()))
        return paired

    @staticmethod
    def _cause(
        on: date, one: Difference, sent: Row | None, booked: Mapping[str, date], paired: Mapping[str, date]
    ) -> tuple[Cause, Text]:  # fmt: skip
        if one.key in paired:
            return Cause.TIMING, _SAID.fill(on=paired[one.key].isoformat())
        if one.ours and one.theirs:
            return Cause.AMOUNT, _AMOUNT
        if one.ours:
            ruled = sent is not None and sent["reason"] == _DESK
            return (Cause.RULED, _RULED) if ruled else (Cause.UNKNOWN_THERE, _NOT_THERE)
        if one.key in booked and booked[one.key] != on:
            return Cause.TIMING, _BOOKED.fill(on=booked[one.key].isoformat())
        return _not_booked(sent)


def _not_booked(sent: Row | None) -> tuple[Cause, Text]:
    """Why clearing has settled what we have booked on no day."""
    if sent is None:
        return Cause.UNKNOWN_HERE, _NOT_HERE
    if sent["status"] not in _ON_ITS_WAY:
        return Cause.CONTRADICTED, _AGAINST
    return Cause.IN_TRANSIT, _WAITS.fill(status=SubmissionStatus(sent["status"]).label)


def _makes_whole(earlier: Row, today: Difference) -> bool:
    """Whether one side of an earlier day is the other side of today."""
    return bool(earlier["ours_minor"] + today.ours == earlier["theirs_minor"] + today.theirs)


def _columns(one: Difference) -> dict[str, Any]:
    return {
        "sort": ITEM, "rail": one.rail, "item": one.key, "currency": one.currency, "ours": one.ours, "theirs": one.theirs,
    }  # fmt: skip
